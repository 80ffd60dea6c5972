//! The line of a log that is pointed at, by pointer or focus: it can be copied.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use super::job_details::button;
use super::log_scroll::LogScroll;
use super::markup::Made;
use crate::domain::words::messages;

const LINE: &str = "[data-event]";

/// One button for all lines: it stands in the one that is pointed at.
#[derive(Clone)]
pub(super) struct LogLine {
    list: HtmlElement,
    copy: Option<HtmlElement>,
    scroll: LogScroll,
}

impl LogLine {
    pub(super) fn new(list: HtmlElement, scroll: LogScroll) -> Self {
        let copy = button("copy-line", messages::COPY).element();
        Self { list, copy, scroll }
    }

    /// Hears of pointer, focus and keys in the list.
    pub(super) fn watch(self, list: Made) -> Made {
        let (pointer, focus) = (self.clone(), self.clone());
        list.on("pointerover", move |event| pointer.point_at(event))
            .on("focusin", move |event| focus.point_at(event))
            .on("keydown", move |event| self.pressed(event.unchecked_ref()))
    }

    fn point_at(&self, event: &Event) {
        if let Some((line, copy)) = line_of(event).zip(self.copy.as_ref())
            && copy.parent_element().as_ref() != Some(&line)
        {
            let _ = line.append_child(copy);
        }
    }

    /// Home and End mean the whole log, not the part on the page; arrows lead
    /// from line to line.
    fn pressed(&self, event: &KeyboardEvent) {
        let line = line_of(event);
        let key = event.key();
        let to = match (key.as_str(), line) {
            ("Home" | "End", _) => {
                self.scroll.leap(key == "Home");
                event.stop_propagation();
                return;
            }
            ("c" | "C", Some(line))
                if !(event.ctrl_key() || event.meta_key() || event.alt_key()) =>
            {
                self.copy(&line);
                event.stop_propagation();
                return;
            }
            ("ArrowDown", Some(line)) => line.next_element_sibling(),
            ("ArrowUp", Some(line)) => line.previous_element_sibling(),
            ("ArrowDown" | "ArrowUp", None) => self.last_in_view(),
            _ => return,
        };
        // The list of jobs hears of no key that was meant for the log.
        event.stop_propagation();
        if let Some(to) = to.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            event.prevent_default();
            // What is read does not scroll away.
            self.scroll.hold();
            let _ = to.focus();
        }
    }

    fn copy(&self, line: &Element) {
        if let Some(copy) = &self.copy {
            let _ = line.append_child(copy);
            copy.click();
        }
    }

    fn last_in_view(&self) -> Option<Element> {
        let end = self.list.scroll_top() + self.list.client_height();
        let mut seen = self.list.first_element_child();
        while let Some(next) = seen.as_ref().and_then(Element::next_element_sibling) {
            let place: &HtmlElement = next.unchecked_ref();
            if place.offset_top() + place.offset_height() > end {
                break;
            }
            seen = Some(next);
        }
        seen
    }
}

fn line_of(event: &Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(LINE).ok()?
}

/// Whether a line of this list, or what stands in it, has the focus.
pub(super) fn is_read(list: &Element) -> bool {
    list.query_selector(":focus").is_ok_and(|it| it.is_some())
}
