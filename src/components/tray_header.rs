//! The panel's head: its name, how many jobs, and the way to minimise it.

use leptos::prelude::*;

use super::connection_notice::ConnectionNotice;
use super::icons;
use super::slices::{say, words};
use crate::domain::selectors::Summary;
use crate::domain::words::{self, messages};

/// Minimising hides the panel; it never cancels anything.
#[component]
pub(super) fn TrayHeader(
    summary: Signal<Summary>,
    on_minimise: impl Fn() + 'static,
) -> impl IntoView {
    let language = words();
    let count = Signal::derive(move || {
        let total = summary.with(|summary| summary.total);
        language.with(|words| words::jobs(words, total))
    });
    view! {
        <header class="job-tray__header">
            <h2 class="job-tray__title">{say(messages::TRAY)}</h2>
            <span class="job-tray__counts">
                <bdi>{count}</bdi>
            </span>
            <button
                type="button"
                class="job-tray__minimise"
                part="minimise"
                aria-label=say(messages::MINIMISE)
                on:click=move |_| on_minimise()
            >
                {icons::fixed(icons::MINIMISE)}
            </button>
        </header>
        <ConnectionNotice summary />
    }
}
