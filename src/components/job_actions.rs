//! Retry and Cancel, offered exactly when the status allows them.

use leptos::html::Button;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::drawn::drawn;
use super::focus::has_focus;
use super::icons;
use super::markup::whenever;
use super::slices::{flag, is_empty, say, text, told, words};
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
    /// A cancel is asked for twice.
    confirm: bool,
    on_action: Callback<Action>,
    on_dismiss: Callback<()>,
    /// Takes the focus when the button that has it goes away.
    on_focus_lost: Callback<()>,
) -> impl IntoView {
    // Made one by one: a reference that is copied is the same one.
    let [cancel, keep, dismiss] = [(), (), ()].map(|()| NodeRef::<Button>::new());
    // The question stands where it was pressed for; nothing is sent before the
    // answer.
    let (asks, never) = (RwSignal::new(false), RwSignal::new(false));
    let press = Callback::new(move |action| {
        let first = confirm && action == Action::Cancel && !asks.get_untracked();
        if first && !job.with_untracked(Job::is_deferred) {
            asks.set(true);
            focus_on_safety(keep);
        } else {
            settle(cancel, asks);
            on_action.run(action);
        }
    });
    let unoffered = flag(job, |job| !job.offers(Action::Cancel) || job.is_busy());
    whenever(Box::new(move || {
        if unoffered.get() {
            asks.set(false);
        }
    }));
    let unasked = hands_on(keep, Signal::derive(move || !asks.get()), on_focus_lost);
    let language = words();
    let labelled = move |label| {
        Signal::derive(move || language.with(|it| words::labelled(it, &it.say(label), &name.get())))
    };
    // Most hosts ask no question; their rows are the lighter for it.
    let question = drawn(confirm.then(|| {
        view! {
            <div
                class="job-tray__answer"
                role="group"
                aria-label=say(messages::REALLY_CANCEL)
                hidden=unasked
            >
                <button
                    type="button"
                    class="job-tray__action"
                    part="keep"
                    aria-label=labelled(messages::KEEP)
                    node_ref=keep
                    on:click=move |_| settle(cancel, asks)
                >
                    {say(messages::KEEP)}
                </button>
            </div>
        }
    }));
    view! {
        <div
            class="job-tray__actions"
            // Some browsers take the focus from the answers when one is pressed.
            on:mousedown=move |event| {
                if asks.get_untracked() {
                    event.prevent_default();
                }
            }
            on:keydown=move |event| {
                if event.key() == "Escape" && asks.get_untracked() {
                    event.stop_propagation();
                    settle(cancel, asks);
                }
            }
            on:focusout=move |event| {
                let next = event.related_target().and_then(|it| it.dyn_into::<Element>().ok());
                let inside = next.is_some_and(|it| [cancel, keep].iter().any(|one| is(*one, &it)));
                if !inside && asks.get_untracked() {
                    asks.set(false);
                }
            }
        >
            {action_button(job, name, Action::Cancel, (cancel, asks), press, on_focus_lost)}
            {question}
            {action_button(job, name, Action::Retry, (NodeRef::new(), never), press, on_focus_lost)}
            <button
                type="button"
                class="job-tray__dismiss"
                part="dismiss"
                aria-label=labelled(messages::DISMISS)
                hidden=hands_on(dismiss, flag(job, |job| !has_ended(job)), on_focus_lost)
                node_ref=dismiss
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

/// Whoever presses Enter again keeps what runs.
fn focus_on_safety(keep: NodeRef<Button>) {
    if let Some(keep) = keep.get_untracked() {
        // What is hidden takes no focus, and the signal is seen to later.
        let _ = keep.parent_element().map(|it| it.remove_attribute("hidden"));
        let _ = keep.focus();
    }
}

/// The question is answered; who answered it goes back to where it was asked.
fn settle(cancel: NodeRef<Button>, asks: RwSignal<bool>) {
    if asks.get_untracked() {
        let _ = cancel.get_untracked().map(|cancel| cancel.focus());
        asks.set(false);
    }
}

fn is(node: NodeRef<Button>, element: &Element) -> bool {
    node.get_untracked().is_some_and(|node| node.is_same_node(Some(element)))
}

/// One button per action, hidden while not offered: a press that began on
/// Cancel can then never end on a Retry that has taken its place.
fn action_button(
    job: Signal<Job>,
    name: Signal<String>,
    action: Action,
    (node, asks): (NodeRef<Button>, RwSignal<bool>),
    on_action: Callback<Action>,
    on_focus_lost: Callback<()>,
) -> impl IntoView {
    let (withheld, label): (_, fn(&Words, &Job) -> String) = match action {
        Action::Cancel => (flag(job, |job| !job.offers(Action::Cancel)), |words, job| {
            words::action_label(words, job, Action::Cancel)
        }),
        Action::Retry => (flag(job, |job| !job.offers(Action::Retry)), |words, job| {
            words::action_label(words, job, Action::Retry)
        }),
    };
    let language = words();
    let label = told(move || {
        language.with(|words| {
            let asked = asks.get().then(|| words.say(messages::REALLY_CANCEL));
            asked.unwrap_or_else(|| job.with(|job| label(words, job)))
        })
    });
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
            data-asks=Signal::derive(move || asks.get().to_string())
            on:click=move |event| {
                // The second click of a double one answers no question.
                let hasty = asks.get_untracked() && event.detail() > 1;
                if !busy.get_untracked() && !hasty {
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
