//! What can be done with all jobs of the list at once.

use leptos::prelude::*;

use super::away_digest::away_digest;
use super::bulk_actions::bulk_actions;
use super::focus;
use super::list_view::{ListView, SharedStore};
use super::slices::{is_empty, say, words};
use super::view_choices::view_choices;
use crate::domain::list_look::ListLook;
use crate::domain::selectors::Summary;
use crate::domain::words::messages;

/// From so many jobs on it is worth looking for one.
const WORTH_A_SEARCH: usize = 8;

/// Search, clearing away, and taking that back.
#[component]
pub(super) fn ListTools(
    store: SharedStore,
    list: ListView,
    summary: Signal<Summary>,
) -> impl IntoView {
    let language = words();
    // Failed jobs wait for the user.
    let tidy = Signal::derive(move || summary.with(|summary| summary.ended == 0));
    // Once there the field stays: somebody may be in it.
    let few: Signal<bool> = Memo::new(move |few: Option<&bool>| {
        few != Some(&false)
            && summary.with(|summary| summary.total < WORTH_A_SEARCH)
            && list.search.with(String::is_empty)
    })
    .into();
    // A list that is not as usual can be made so again.
    let usual = Signal::derive(move || few.get() && list.look() == ListLook::default());
    let dismissed = Signal::derive(move || match list.dismissed.with(Vec::len) {
        0 => String::new(),
        count => language.with(|words| words.count(messages::DISMISSED, count as u64)),
    });
    view! {
        {away_digest(store, list)}
        <div
            class="job-tray__list-tools"
            hidden=Signal::derive(move || tidy.get() && usual.get())
        >
            <input
                type="search"
                class="job-tray__search"
                part="search"
                aria-label=say(messages::SEARCH)
                placeholder=say(messages::SEARCH)
                hidden=few
                prop:value=list.search
                on:input=move |event| list.search.set(event_target_value(&event))
            />
            <div class="job-tray__views" hidden=usual>{view_choices(store, list)}</div>
            <button
                type="button"
                class="job-tray__quiet"
                part="clear"
                hidden=tidy
                on:click=move |event| {
                    focus::after_dismissal(event.current_target());
                    list.clear(store);
                }
            >
                {say(messages::CLEAR)}
            </button>
        </div>
        {bulk_actions(store, list, summary)}
        <p class="job-tray__dismissed" part="dismissed" role="status" hidden=is_empty(dismissed)>
            <span>{dismissed}</span>
            <button
                type="button"
                class="job-tray__quiet"
                on:click=move |event| {
                    focus::to_list(event.current_target());
                    list.restore(store);
                }
            >
                {say(messages::UNDO)}
            </button>
        </p>
    }
}
