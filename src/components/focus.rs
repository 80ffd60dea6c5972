//! Where the focus goes when what has it goes away: never to the page, where a
//! user without a pointer would have to begin anew.

use core::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, EventTarget, HtmlElement, ShadowRoot};

/// A row of the list.
pub(super) const ROW: &str = "[data-process-id]";
/// What takes jobs back that are off the screen.
const UNDO: &str = "[part=dismissed] button";
const LIST: &str = "[part=list]";
const MINIMISE: &str = "[part=minimise]";

/// Whether the element has the focus in its document or shadow root.
pub(super) fn has_focus(element: &Element) -> bool {
    let root = element.get_root_node();
    let active = match root.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => root.dyn_ref::<Document>().and_then(Document::active_element),
    };
    active.is_some_and(|active| &active == element)
}

/// What has the focus within the list.
pub(super) fn focused(list: &Element) -> Option<Element> {
    list.query_selector(":focus").ok().flatten()
}

/// After jobs were taken off the screen: to what takes them back.
pub(super) fn after_dismissal(from: Option<EventTarget>) {
    to_first(from, [UNDO, LIST, MINIMISE]);
}

/// After they were taken back, or a button of the panel goes away: to the list.
pub(super) fn to_list(from: Option<EventTarget>) {
    to_first(from, [LIST, MINIMISE, UNDO]);
}

/// To the first of these in the same tray that can take it, once what was done
/// is shown.
fn to_first(from: Option<EventTarget>, places: [&'static str; 3]) {
    let from = from.and_then(|it| it.dyn_into::<Element>().ok());
    let Some(tray) = from.and_then(|it| it.closest("[part=tray]").ok().flatten()) else { return };
    soon(Box::new(move || {
        let found = |place: &str| tray.query_selector(place).ok().flatten();
        places.into_iter().filter_map(found).find(to);
    }));
}

/// Before rows go, the focus in one of them goes to the next that stays, or the
/// one before; from the last of all to what takes it back.
pub(super) fn keep(list: &Element, rows: &[u64]) {
    let Some(focused) = focused(list) else { return };
    let Some(row) = focused.closest(ROW).ok().flatten() else { return };
    let stays = |row: &Element| {
        let id = row.get_attribute("data-process-id").and_then(|it| it.parse().ok());
        id.is_some_and(|id| rows.contains(&id))
    };
    if stays(&row) {
        return;
    }
    let ways: [fn(&Element) -> Option<Element>; 2] =
        [Element::next_element_sibling, Element::previous_element_sibling];
    for way in ways {
        let mut beside = way(&row);
        while let Some(row) = beside {
            if stays(&row) {
                let _ = to(&row);
                return;
            }
            beside = way(&row);
        }
    }
    after_dismissal(Some(row.into()));
}

/// Whether the element could take the focus.
fn to(element: &Element) -> bool {
    let taken = element.dyn_ref::<HtmlElement>().is_some_and(|it| it.focus().is_ok());
    taken && has_focus(element)
}

/// Once the signals of now are on the page.
fn soon(then: Box<dyn FnOnce()>) {
    set_timeout(then, Duration::ZERO);
}
