//! The pill: the tray in one line, always there.

use leptos::html::Button;
use leptos::prelude::*;

use super::icons;
use crate::domain::selectors::Summary;
use crate::domain::words;

/// Opens and closes the panel; tells what is going on and what needs the user.
#[component]
pub(super) fn TrayPill(
    summary: Signal<Summary>,
    open: RwSignal<bool>,
    toggle: NodeRef<Button>,
) -> impl IntoView {
    let text = Memo::new(move |_| summary.with(words::summary));
    let mood = Memo::new(move |_| {
        summary.with(|summary| match summary {
            Summary { waiting_review: 1.., .. } => "review",
            Summary { failed: 1.., .. } => "failed",
            Summary { active: 1.., .. } => "active",
            _ => "calm",
        })
    });
    let percent = Memo::new(move |_| summary.with(|summary| summary.percent));
    let busy = Memo::new(move |_| summary.with(|summary| summary.active > 0));
    view! {
        <button
            type="button"
            class="job-tray__pill"
            part="pill"
            data-mood=move || mood.get()
            aria-expanded=move || open.get().to_string()
            aria-controls="job-tray-panel"
            aria-label=move || format!("{}: {}", words::TRAY, text.get())
            node_ref=toggle
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {move || icons::ring(busy.get(), percent.get())}
            <span class="job-tray__pill-text">{move || text.get()}</span>
            <Show when=move || summary.with(|summary| summary.trouble.is_some())>
                <span class="job-tray__pill-trouble">{icons::trouble()}</span>
            </Show>
        </button>
    }
}
