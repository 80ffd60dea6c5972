//! The list of jobs, and how it is gone through with the keyboard.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, Node};

use super::focus::{ROW, focused};
use super::job_row::job_row;
use super::list_view::{ListView, SharedStore};
use super::list_window::ListWindow;
use super::markup::{Live, Made, make, make_button};
use super::slices::{say, told, told_when, words as language};
use crate::domain::id::ProcessId;
use crate::domain::line::Line;
use crate::domain::selectors::Summary;
use crate::domain::words::{self, messages};
use crate::store::TrayStore;

/// One row per job, in the order the store gives; words where there is none.
pub(super) fn job_list(store: SharedStore, list: ListView, summary: Signal<Summary>) -> [Made; 3] {
    let language = language();
    let nothing = told(move || {
        if !list.has_jobs() || !list.is_empty() {
            return String::new();
        }
        let searches = list.search.with(|it| !it.trim().is_empty());
        let message = if searches { messages::NO_MATCH } else { messages::NONE_FITS };
        language.with(|words| words.say(message))
    });
    let untold = move || summary.with(|summary| summary.list);
    let again = make_button("quiet")
        .live(Live::Text, say(messages::TRY_AGAIN))
        // All else is tried again by itself.
        .live(Live::Shown, told_when(move || untold() == Some(Line::Blocked)))
        .on("click", move |_| store.with_value(TrayStore::discover));
    let text = told(move || language.with(|words| words::no_jobs(words, untold())));
    let empty = make("div", "empty")
        .part("empty")
        .live(Live::Shown, told_when(move || !list.has_jobs()))
        .with(make("p", "").with(make("bdi", "").live(Live::Text, text)))
        .with(again);
    let no_match = make("p", "empty")
        .live(Live::Shown, nothing)
        .with(make("bdi", "").live(Live::Text, nothing));
    let whole = make("ul", "list")
        .part("list")
        // Without marks a list is none to some screen readers, unless it is said.
        .attr("role", "list")
        .attr("tabindex", "0")
        .live(Live::Set("aria-label"), say(messages::LIST))
        .live(Live::Shown, told_when(move || !list.is_empty()));
    let Some(element) = whole.element() else { return [empty, no_match, whole] };
    let rows = ListWindow::new(list, element.clone(), move |key| {
        // Whether a key is a heading's does not change while it is there.
        match list.heading(key, &language.get_untracked()) {
            Some(_) => heading(list, key),
            None => job_row(store, list, ProcessId::new(key)),
        }
    });
    // Somebody may go through the list without a pointer.
    let leave = move |element: &HtmlElement, next: Option<Node>| {
        list.hold(element.contains(next.as_ref()));
    };
    let [pointed, entered, left, gone_through] = [(); 4].map(|()| element.clone());
    let seen = rows.clone();
    let whole = whole
        .on("pointermove", move |_| list.hold(true))
        .on("pointerleave", move |_| leave(&pointed, focused(&pointed).map(Into::into)))
        // On the list as a whole, nobody is at a job yet.
        .on("focusin", move |_| {
            list.hold(focused(&entered).is_some());
            // The next press of Tab may come before the list is seen to be scrolled.
            seen.look_again();
        })
        .on("focusout", move |event| {
            let next = event.unchecked_ref::<FocusEvent>().related_target();
            leave(&left, next.and_then(|next| next.dyn_into().ok()));
        })
        .on("keydown", move |event| {
            let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            let pressed: &KeyboardEvent = event.unchecked_ref();
            // With those, the keys are the browser's and the page's.
            if pressed.ctrl_key() || pressed.meta_key() || pressed.alt_key() || pressed.shift_key()
            {
                return;
            }
            let key = pressed.key();
            let next = target.and_then(|from| next_row(list, &gone_through, &from, &key));
            if let Some(row) = next.and_then(|key| rows.reach(key)) {
                event.prevent_default();
                let _ = row.focus();
            }
        });
    [empty, no_match, whole]
}

/// The job to which a key leads from there.
fn next_row(view: ListView, list: &Element, from: &Element, key: &str) -> Option<u64> {
    // Fields and lists within a row have arrow keys of their own.
    let row = from.closest(ROW).ok().flatten();
    let is_free = from == list
        || from.matches("button").unwrap_or(false)
        || row.as_ref().is_some_and(|row| from == row);
    let at = row.and_then(|row| row.get_attribute("data-process-id")?.parse().ok());
    match (key, at) {
        _ if !is_free => None,
        ("ArrowDown", at) => view.beside(at, true),
        ("ArrowUp", Some(at)) => view.beside(Some(at), false),
        ("Home", _) => view.beside(None, true),
        ("End", _) => view.beside(None, false),
        _ => None,
    }
}

/// What the jobs below are, and how many.
fn heading(list: ListView, key: u64) -> Made {
    let language = language();
    let text = told(move || language.with(|it| list.heading(key, it)).unwrap_or_default());
    let name = make("h3", "group-name").with(make("bdi", "").live(Live::Text, text));
    make("li", "group").part("group").with(name)
}
