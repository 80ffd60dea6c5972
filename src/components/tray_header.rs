//! The panel's head: its name, what is going on, and the way to minimise it.

use leptos::prelude::*;

use super::connection_notice::ConnectionNotice;
use super::icons;
use crate::domain::selectors::Summary;
use crate::domain::words;

/// Minimising hides the panel; it never cancels anything.
#[component]
pub(super) fn TrayHeader(
    summary: Signal<Summary>,
    on_minimise: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <header class="job-tray__header">
            <h2 class="job-tray__title">{words::TRAY}</h2>
            <span class="job-tray__counts">{move || summary.with(words::summary)}</span>
            <button
                type="button"
                class="job-tray__minimise"
                aria-label=words::MINIMISE
                on:click=move |_| on_minimise()
            >
                {icons::minimise()}
            </button>
        </header>
        <ConnectionNotice summary />
    }
}
