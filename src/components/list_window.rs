//! The rows of the list that are made: those that are seen, and a few around them.

use core::ops::Range;
use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

use super::focus::{self, ROW};
use super::list_view::ListView;
use super::markup::{Made, whenever_on_page};
use super::rows::Rows;
use crate::domain::window::{RowHeights, Window, steady, window};

#[wasm_bindgen(module = "/src/components/list_window.js")]
extern "C" {
    // Caught, they go through the glue, as all imports of the bundle do.
    #[wasm_bindgen(catch)]
    fn watch(list: &Element, call: &Closure<dyn Fn()>) -> Result<Function, JsValue>;
    #[wasm_bindgen(catch)]
    fn measure(list: &Element) -> Result<Vec<i32>, JsValue>;
    #[wasm_bindgen(catch)]
    fn stands(list: &Element) -> Result<i32, JsValue>;
    #[wasm_bindgen(catch)]
    fn space(list: &Element, gaps: &[i32], stood: i32) -> Result<(), JsValue>;
    #[wasm_bindgen(catch)]
    fn hold(list: &Element, row: &Element, top: i32) -> Result<(), JsValue>;
}

/// So often the rows are looked at again where they turn out to be of other heights.
const ROUNDS: usize = 4;

/// A list that makes the rows it needs; clones are the same one.
#[derive(Clone)]
pub(super) struct ListWindow {
    view: ListView,
    list: HtmlElement,
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    rows: Rows,
    heights: RowHeights,
    /// From where to where the list was seen last.
    seen: (i32, i32),
    /// Somebody is on the way there.
    wanted: Option<u64>,
    shown: Window,
}

impl ListWindow {
    /// Keeps the rows as they should be until the owner of now is gone.
    pub(super) fn new(
        view: ListView,
        list: HtmlElement,
        row: impl Fn(u64) -> Made + 'static,
    ) -> Self {
        let inner = Inner {
            rows: Rows::new(&list, Box::new(row)),
            heights: RowHeights::default(),
            seen: (0, 0),
            wanted: None,
            shown: Window::default(),
        };
        let made = Self { view, list, inner: Rc::new(RefCell::new(inner)) };
        let (shows, scrolls) = (made.clone(), made.clone());
        // Only there it is seen how high they are.
        whenever_on_page(Box::new(move || shows.show()));
        let call = Closure::<dyn Fn()>::new(move || scrolls.look_again());
        let (list, stop) = (made.list.clone(), StoredValue::new_local(None));
        whenever_on_page(Box::new(move || stop.set_value(watch(&list, &call).ok())));
        on_cleanup(move || {
            stop.with_value(|stop: &Option<Function>| {
                let _ = stop.as_ref().map(|stop| stop.call0(&JsValue::UNDEFINED));
            });
        });
        made
    }

    /// The row of a job that is in the list, made for this if it must be.
    pub(super) fn reach(&self, key: u64) -> Option<HtmlElement> {
        self.inner.try_borrow_mut().ok()?.wanted = Some(key);
        self.look_again();
        let row = self.inner.try_borrow().ok()?.rows.element(key).cloned();
        row?.dyn_into().ok()
    }

    /// Makes what is to be seen now, whatever has brought it there.
    pub(super) fn look_again(&self) {
        untrack(|| self.show());
    }

    /// Makes what is to be seen.
    fn show(&self) {
        let keys = self.view.keys();
        let opened = self.view.opened.with(|opened| opened.iter().map(|id| id.get()).collect());
        // Whoever asks while this is done is answered by it.
        let Ok(mut inner) = self.inner.try_borrow_mut() else { return };
        inner.show(&self.list, &keys, opened);
    }
}

impl Inner {
    fn show(&mut self, list: &HtmlElement, keys: &[u64], mut kept: Vec<u64>) {
        focus::keep(list, keys);
        if let Some(at) = focused_row(list).and_then(|key| keys.iter().position(|it| *it == key)) {
            kept.extend(&keys[at.saturating_sub(1)..keys.len().min(at + 2)]);
        }
        kept.extend(self.wanted.take());
        self.heights.keep(keys);
        let mut anchor = None;
        for round in 0..ROUNDS {
            let measured = measure(list).unwrap_or_default();
            if let [from, to, first, end, rest @ ..] = &measured[..] {
                self.seen = (*from, *to);
                let (heights, tops) = rest.split_at(rest.len() / 2);
                if round == 0 {
                    anchor = self.anchor(*first..*end, keys, tops);
                }
                let heights = heights.iter().map(|it| u32::try_from(*it).unwrap_or(0));
                let rows: Vec<_> = self.rows.keys().zip(heights).collect();
                self.heights.note(&rows, *from <= 0);
            }
            let next = window(keys, &self.heights, self.seen, &kept);
            if next == self.shown && round > 0 {
                break;
            }
            self.put(list, next, keys.len());
            if let Some((row, top)) = anchor.as_ref().filter(|(row, _)| row.is_connected()) {
                let _ = hold(list, row, *top);
            }
        }
    }

    /// The first of the rows that are seen which does not itself move, and where it is.
    fn anchor(&self, seen: Range<i32>, keys: &[u64], tops: &[i32]) -> Option<(Element, i32)> {
        let rows: Vec<_> = self.rows.keys().collect();
        let steady = steady(&rows, keys);
        let mut seen = seen.filter_map(|at| usize::try_from(at).ok());
        let at = seen.find(|at| rows.get(*at).is_some_and(|row| steady.contains(row)))?;
        self.rows.elements().nth(at).cloned().zip(tops.get(at).copied())
    }

    fn put(&mut self, list: &HtmlElement, next: Window, count: usize) {
        if next == self.shown {
            return;
        }
        let stood = stands(list).unwrap_or_default();
        let keys: Vec<_> = next.rows.iter().map(|row| row.key).collect();
        self.rows.show(&keys);
        let of = |gap: u32| i32::try_from(gap).unwrap_or(i32::MAX);
        let mut gaps: Vec<_> = next.rows.iter().map(|row| of(row.gap)).collect();
        gaps.push(of(next.after));
        let _ = space(list, &gaps, stood);
        // Who only hears the list knows by this how long it is.
        let count = count.to_string();
        for (element, row) in self.rows.elements().zip(&next.rows) {
            let _ = element.set_attribute("aria-setsize", &count);
            let _ = element.set_attribute("aria-posinset", &row.place.to_string());
        }
        self.shown = next;
    }
}

fn focused_row(list: &HtmlElement) -> Option<u64> {
    let row = focus::focused(list)?.closest(ROW).ok()??;
    row.get_attribute("data-process-id")?.parse().ok()
}
