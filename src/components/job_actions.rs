//! Retry and Cancel, offered exactly when the status allows them.

use leptos::html::Button;
use leptos::prelude::*;

use super::focus::has_focus;
use super::icons;
use super::slices::{flag, is_empty, text, words};
use crate::domain::action::{Action, ActionState};
use crate::domain::job::Job;
use crate::domain::language::Words;
use crate::domain::selectors::has_ended;
use crate::domain::words::{self, messages};

/// The buttons of the actions that are offered, and the one that takes a job
/// that has ended off the screen.
#[component]
pub(super) fn JobActions(
    job: Signal<Job>,
    /// Name of the job, to tell the buttons apart without seeing them.
    name: Signal<String>,
    on_action: Callback<Action>,
    on_dismiss: Callback<()>,
    /// Takes the focus when the button that has it goes away.
    on_focus_lost: Callback<()>,
) -> impl IntoView {
    let button = move |action| action_button(job, name, action, on_action, on_focus_lost);
    let (language, node) = (words(), NodeRef::<Button>::new());
    let dismiss = Signal::derive(move || {
        language.with(|it| words::labelled(it, &it.say(messages::DISMISS), &name.get()))
    });
    view! {
        <div class="job-tray__actions">
            {button(Action::Cancel)} {button(Action::Retry)}
            <button
                type="button"
                class="job-tray__dismiss"
                part="dismiss"
                aria-label=dismiss
                hidden=hands_on(node, flag(job, |job| !has_ended(job)), on_focus_lost)
                node_ref=node
                on:click=move |_| on_dismiss.run(())
            >
                {icons::fixed(icons::DISMISS)}
            </button>
        </div>
    }
}

/// Why the last action did not happen.
#[component]
pub(super) fn JobRefusal(job: Signal<Job>) -> impl IntoView {
    let refusal = text(job, |words, job| match &job.action {
        ActionState::Failed(action, failure) => words::action_failure(words, *action, failure),
        _ => String::new(),
    });
    view! {
        <p class="job-tray__refusal" part="refusal" role="alert" hidden=is_empty(refusal)>
            {refusal}
        </p>
    }
}

/// One button per action, hidden while not offered: a press that began on
/// Cancel can then never end on a Retry that has taken its place.
fn action_button(
    job: Signal<Job>,
    name: Signal<String>,
    action: Action,
    on_action: Callback<Action>,
    on_focus_lost: Callback<()>,
) -> impl IntoView {
    let node = NodeRef::<Button>::new();
    let (withheld, label): (_, fn(&Words, &Job) -> String) = match action {
        Action::Cancel => (flag(job, |job| !job.offers(Action::Cancel)), |words, job| {
            words::action_label(words, job, Action::Cancel)
        }),
        Action::Retry => (flag(job, |job| !job.offers(Action::Retry)), |words, job| {
            words::action_label(words, job, Action::Retry)
        }),
    };
    let label = text(job, label);
    let language = words();
    let whole = Signal::derive(move || {
        let (label, name) = (label.get(), name.get());
        language.with(|words| words::labelled(words, &label, &name))
    });
    let busy = flag(job, Job::is_busy);
    view! {
        <button
            type="button"
            class="job-tray__action"
            part="action"
            data-action=words::action_id(action)
            // Not `disabled`: the focus stays where it is.
            aria-disabled=Signal::derive(move || busy.get().to_string())
            aria-label=whole
            hidden=hands_on(node, withheld, on_focus_lost)
            node_ref=node
            on:click=move |_| {
                if !busy.get_untracked() {
                    on_action.run(action);
                }
            }
        >
            {label}
        </button>
    }
}

/// Whether the button is withheld. Its focus is moved on while it is still there:
/// once it is hidden, the browser has already given the focus to the page, and
/// nobody can tell who had it.
fn hands_on(
    node: NodeRef<Button>,
    withheld: Signal<bool>,
    on_focus_lost: Callback<()>,
) -> Signal<bool> {
    Signal::derive(move || {
        let withheld = withheld.get();
        if withheld && node.get_untracked().is_some_and(|node| has_focus(&node)) {
            on_focus_lost.run(());
        }
        withheld
    })
}
