//! The pill: the tray in one line, always there.

use leptos::html::Button;
use leptos::prelude::*;

use super::icons;
use super::slices::words;
use crate::domain::selectors::Summary;
use crate::domain::words::{self, messages};

/// Opens and closes the panel; tells what is going on and what needs the user.
#[component]
pub(super) fn TrayPill(
    summary: Signal<Summary>,
    open: RwSignal<bool>,
    /// The user opens or minimises the panel.
    on_open: Callback<bool>,
    toggle: NodeRef<Button>,
    /// Id of the panel.
    panel: String,
) -> impl IntoView {
    let language = words();
    let text: Signal<String> = Memo::new(move |_| {
        language.with(|words| summary.with(|summary| words::summary(words, summary)))
    })
    .into();
    let label = Signal::derive(move || {
        let text = text.get();
        language.with(|it| words::labelled(it, &it.say(messages::TRAY), &text))
    });
    let mood = Signal::derive(move || summary.with(mood).to_owned());
    let calm = Signal::derive(move || summary.with(|summary| summary.trouble.is_none()));
    view! {
        <button
            type="button"
            class="job-tray__pill"
            part="pill"
            data-mood=mood
            aria-expanded=Signal::derive(move || open.get().to_string())
            aria-controls=panel
            aria-label=label
            node_ref=toggle
            on:click=move |_| on_open.run(!open.get_untracked())
        >
            {icons::ring(summary)}
            <bdi class="job-tray__pill-text">{text}</bdi>
            <span class="job-tray__pill-trouble" hidden=calm>{icons::fixed(icons::TROUBLE)}</span>
        </button>
    }
}

/// The pill's colour: what matters most.
const fn mood(summary: &Summary) -> &'static str {
    match summary {
        Summary { waiting_review: 1.., .. } => "review",
        Summary { failed: 1.., .. } => "failed",
        summary if summary.is_active() => "active",
        _ => "calm",
    }
}
