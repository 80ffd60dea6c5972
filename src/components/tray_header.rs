//! The panel's head: its name, how many jobs, and the way to minimise it.

use leptos::prelude::*;

use super::connection_notice::ConnectionNotice;
use super::icons;
use super::slices::{say, words};
use crate::domain::selectors::Summary;
use crate::domain::words::{self, messages};

/// The bell that calls the user from elsewhere.
#[derive(Clone, Copy)]
pub(super) struct Bell {
    pub(super) withheld: Signal<bool>,
    pub(super) rings: Signal<bool>,
    pub(super) press: Callback<()>,
}

/// The way to another corner.
#[derive(Clone, Copy)]
pub(super) struct Mover {
    /// The host has the tray fixed.
    pub(super) fixed: bool,
    pub(super) press: Callback<()>,
}

/// Minimising hides the panel; it never cancels anything.
#[component]
pub(super) fn TrayHeader(
    summary: Signal<Summary>,
    bell: Bell,
    mover: Mover,
    on_open: Callback<bool>,
) -> impl IntoView {
    let language = words();
    let count = Signal::derive(move || {
        let total = summary.with(|summary| summary.total);
        language.with(|words| words::jobs(words, total))
    });
    let pressed = Signal::derive(move || bell.rings.get().to_string());
    view! {
        <header class="job-tray__header">
            <h2 class="job-tray__title">{say(messages::TRAY)}</h2>
            <span class="job-tray__counts">
                <bdi>{count}</bdi>
            </span>
            // The permission is asked for here and nowhere else.
            <button
                type="button"
                class="job-tray__bell"
                part="bell"
                aria-label=say(messages::BELL)
                aria-pressed=pressed
                hidden=bell.withheld
                on:click=move |_| bell.press.run(())
            >
                {icons::fixed(icons::BELL)}
            </button>
            // What the pointer does by dragging.
            <button
                type="button"
                class="job-tray__move"
                part="move"
                aria-label=say(messages::MOVE)
                title=say(messages::MOVE)
                hidden=mover.fixed
                on:click=move |_| mover.press.run(())
            >
                {icons::fixed(icons::MOVE)}
            </button>
            <button
                type="button"
                class="job-tray__minimise"
                part="minimise"
                aria-label=say(messages::MINIMISE)
                on:click=move |_| on_open.run(false)
            >
                {icons::fixed(icons::MINIMISE)}
            </button>
        </header>
        <ConnectionNotice summary />
    }
}
