//! Where the list of a log stands: at its end while it follows, and otherwise
//! where its reader left it.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::list_view::ListView;
use super::log_line::is_read;
use super::markup::whenever;
use crate::domain::job::Job;
use crate::domain::log_look::{LogLook, LogView, Move};

/// How near an end of the list the next part is fetched, and how near the
/// bottom counts as there, CSS pixels.
const NEAR: i32 = 64;
const THERE: i32 = 8;

/// The list on the page; clones share it.
#[derive(Clone)]
pub(super) struct LogScroll {
    job: Signal<Job>,
    look: RwSignal<LogView>,
    list: HtmlElement,
    /// Where the list was last put or seen: whoever is above that scrolled up.
    stood: Rc<Cell<i32>>,
    /// Whether it is put in its place before the next frame.
    due: Rc<Cell<bool>>,
    /// Whether its row may have moved to another place in the page.
    moved: Rc<Cell<bool>>,
}

impl LogScroll {
    /// Keeps the list in its place until the owner of now is gone.
    pub(super) fn new(
        job: Signal<Job>,
        look: RwSignal<LogView>,
        list_of_jobs: ListView,
        list: HtmlElement,
    ) -> Self {
        let (stood, due, moved) = Default::default();
        let scroll = Self { job, look, list, stood, due, moved };
        let (grows, moves) = (scroll.clone(), scroll.clone());
        whenever(Box::new(move || {
            look.track();
            grows.settle();
        }));
        // An element that is moved in the page is scrolled to its start by the
        // browser; some say so, some do not.
        whenever(Box::new(move || {
            list_of_jobs.track();
            let _ = moves.moved.replace(true);
            moves.settle();
        }));
        scroll
    }

    /// Puts the list in its place, once it holds what it is to show.
    fn settle(&self) {
        if self.due.replace(true) {
            return;
        }
        let scroll = self.clone();
        before_painting(Box::new(move || {
            let _ = scroll.due.replace(false);
            let moved = scroll.moved.replace(false);
            match scroll.look.try_with_untracked(|it| it.look.follows()) {
                Some(true) => scroll.put(scroll.list.scroll_height()),
                Some(false) if moved && scroll.list.scroll_top() == 0 => {
                    scroll.put(scroll.stood.get());
                }
                _ => {}
            }
        }));
    }

    fn put(&self, top: i32) {
        self.list.set_scroll_top(top);
        let _ = self.stood.replace(self.list.scroll_top());
    }

    fn move_to(&self, how: Move) {
        self.look_at(move |look, job| look.moved(&job.log, how));
    }

    /// Goes to the newest events and stays there.
    pub(super) fn follow(&self) {
        self.look_at(|look, _| LogLook { from: None, ..look.clone() });
        // The button that was pressed goes away; the list it speaks of takes the
        // focus.
        let _ = self.list.focus();
    }

    fn look_at(&self, change: impl Fn(&LogLook, &Job) -> LogLook) {
        self.look.update(|view| {
            self.job.with_untracked(|job| view.look_at(&job.log, change(&view.look, job)));
        });
    }

    /// The list was scrolled, by its reader or from here.
    pub(super) fn scrolled(&self) {
        if self.moved.get() {
            return;
        }
        let list = &self.list;
        let top = list.scroll_top();
        let below = list.scroll_height() - list.client_height() - top;
        let went_up = top < self.stood.replace(top);
        let place = |it: &LogView| (it.page.before, it.page.after, it.look.follows());
        let (before, after, follows) = self.look.with_untracked(place);
        if top < NEAR && before > 0 && went_up {
            self.keep_in_place(list.first_element_child(), Move::Earlier);
        } else if below < NEAR && after > 0 {
            self.keep_in_place(list.last_element_child(), Move::Later);
        } else if below <= THERE && !follows && !is_read(list) {
            self.look_at(|look, _| LogLook { from: None, ..look.clone() });
        } else if below > THERE && follows && went_up {
            self.move_to(Move::Hold);
        }
    }

    /// What is read stays where it is although lines come above it. Some
    /// browsers do so too; Safari does not.
    fn keep_in_place(&self, stays: Option<Element>, how: Move) {
        let Some(stays) = stays.and_then(|it| it.dyn_into::<HtmlElement>().ok()) else { return };
        let place = stays.offset_top() - self.list.scroll_top();
        self.move_to(how);
        let scroll = self.clone();
        before_painting(Box::new(move || scroll.put(stays.offset_top() - place)));
    }

    /// To the first event, or to the newest.
    pub(super) fn leap(&self, to_first: bool) {
        if !to_first {
            self.follow();
            return;
        }
        self.move_to(Move::First);
        // The line that had the focus may go.
        if is_read(&self.list) {
            let _ = self.list.focus();
        }
    }

    /// Follows the newest no longer.
    pub(super) fn hold(&self) {
        if self.look.with_untracked(|it| it.look.follows()) {
            self.move_to(Move::Hold);
        }
    }
}

/// Does it when the next frame is about to be painted.
fn before_painting(then: Box<dyn FnOnce()>) {
    request_animation_frame(then);
}
