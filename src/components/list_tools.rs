//! What can be done with all jobs of the list at once.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::away_digest::away_digest;
use super::bulk_actions::bulk_actions;
use super::focus;
use super::list_view::{ListView, SharedStore};
use super::markup::{Live, Made, make, make_button, value_of, whenever};
use super::slices::{say, told, told_when, words};
use super::view_choices::view_choices;
use crate::domain::list_look::ListLook;
use crate::domain::selectors::Summary;
use crate::domain::words::messages;

/// From so many jobs on it is worth looking for one.
const WORTH_A_SEARCH: usize = 8;

/// The digest; search, views, clearing away and what can be done with many; what is
/// told of that; and taking back what was cleared away.
pub(super) fn list_tools(
    store: SharedStore,
    list: ListView,
    summary: Signal<Summary>,
) -> [Made; 4] {
    let language = words();
    // Failed jobs wait for the user.
    let untidy = told_when(move || {
        let ended = summary.with(|summary| summary.ended > 0);
        if !ended || (list.shows_all() && list.pinned.with(Vec::is_empty)) {
            return ended;
        }
        list.track_jobs();
        !list.finished(store).is_empty()
    });
    let many = stays(Box::new(move || {
        summary.with(|summary| summary.total >= WORTH_A_SEARCH)
            || list.search.with(|it| !it.is_empty())
    }));
    // A list that is not as usual can be made so again.
    let unusual =
        stays(Box::new(move || !many.with(String::is_empty) || list.look() != ListLook::default()));
    let bulk = bulk_actions(store, list, summary);
    let any = told(move || [untidy.get(), unusual.get(), bulk.any.get()].concat());
    let dismissed = told(move || match list.dismissed.with(Vec::len) {
        0 => String::new(),
        count => language.with(|words| words.count(messages::DISMISSED, count as u64)),
    });
    let field = make("input", "search")
        .part("search")
        .attr("type", "search")
        .live(Live::Set("aria-label"), say(messages::SEARCH))
        .live(Live::Set("placeholder"), say(messages::SEARCH))
        .live(Live::Shown, many)
        .on("input", move |event| list.search.set(value_of(event)));
    let written = field.element();
    whenever(Box::new(move || {
        let forgotten = list.search.with(String::is_empty);
        let field = written.as_ref().and_then(|it| it.dyn_ref::<HtmlInputElement>());
        if let Some(field) = field.filter(|field| forgotten && !field.value().is_empty()) {
            field.set_value("");
        }
    }));
    let clear = make_button("quiet")
        .part("clear")
        .live(Live::Text, say(messages::CLEAR))
        .live(Live::Shown, untidy)
        .on("click", move |event| {
            focus::after_dismissal(event.current_target());
            list.clear(store);
        });
    let undo =
        make_button("quiet").live(Live::Text, say(messages::UNDO)).on("click", move |event| {
            focus::to_list(event.current_target());
            list.restore(store);
        });
    let tools = make("div", "list-tools")
        .live(Live::Shown, any)
        .with(field)
        .with(make("div", "views").live(Live::Shown, unusual).with(view_choices(store, list)))
        .with(clear)
        .with(bulk.bar);
    let undone = make("p", "dismissed")
        .part("dismissed")
        .attr("role", "status")
        .live(Live::Shown, dismissed)
        .with(make("span", "").live(Live::Text, dismissed))
        .with(undo);
    [away_digest(store, list), tools, bulk.below, undone]
}

/// Some text from when it first holds on: somebody may be in what is seen by it.
fn stays(holds: Box<dyn Fn() -> bool + Send + Sync>) -> Signal<String> {
    Memo::new(move |before: Option<&String>| {
        let stays = before.is_some_and(|it| !it.is_empty()) || holds();
        if stays { "seen".to_owned() } else { String::new() }
    })
    .into()
}
