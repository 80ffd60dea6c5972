//! Retry and Cancel, offered exactly when the status allows them.

use leptos::html::Button;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, ShadowRoot};

use crate::domain::action::{Action, ActionState};
use crate::domain::job::Job;
use crate::domain::words;

/// The button of the action that is offered, and what became of the last one.
#[component]
pub(super) fn JobActions(
    job: Signal<Job>,
    /// Name of the job, to tell the buttons apart without seeing them.
    name: Signal<String>,
    on_action: impl Fn(Action) + Clone + Send + Sync + 'static,
    /// Takes the focus when the button that has it goes away.
    on_focus_lost: impl Fn() + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let offered = Memo::new(move |_| {
        job.with(|job| [Action::Cancel, Action::Retry].into_iter().find(|it| job.offers(*it)))
    });
    let state = Memo::new(move |_| job.with(|job| job.action.clone()));
    let busy = Memo::new(move |_| job.with(Job::is_busy));
    let refusal = Memo::new(move |_| match state.get() {
        ActionState::Failed(action, failure) => Some(words::action_failure(action, &failure)),
        _ => None,
    });
    let button = move |action: Action| {
        let node = NodeRef::<Button>::new();
        on_cleanup({
            let on_focus_lost = on_focus_lost.clone();
            move || {
                if node.try_get_untracked().flatten().is_some_and(|node| has_focus(&node)) {
                    on_focus_lost();
                }
            }
        });
        let on_action = on_action.clone();
        let label = move || {
            if busy.get() { words::action_under_way(action) } else { words::action(action) }
        };
        view! {
            <button
                type="button"
                class="job-tray__action"
                part="action"
                data-action=words::action_id(action)
                // Not `disabled`: the focus stays where it is.
                aria-disabled=move || busy.get().to_string()
                aria-label=move || format!("{}: {}", label(), name.get())
                node_ref=node
                on:click=move |_| {
                    if !busy.get_untracked() {
                        on_action(action);
                    }
                }
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="job-tray__actions">
            <p class="job-tray__refusal" part="refusal" role="alert">
                {move || refusal.get()}
            </p>
            {move || offered.get().map(&button)}
        </div>
    }
}

/// Whether the element has the focus in its document or shadow root.
fn has_focus(element: &Element) -> bool {
    let root = element.get_root_node();
    let active = match root.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => root.dyn_ref::<Document>().and_then(Document::active_element),
    };
    active.is_some_and(|active| &active == element)
}
