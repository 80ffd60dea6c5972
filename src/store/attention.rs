//! Calling a user who is elsewhere: who may, and whether the bell is on.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;

use super::place::Standing;
use crate::domain::announcer::Unheard;
use crate::domain::attention::{Attention, Caller};
use crate::domain::language::Words;
use crate::domain::words::messages;
use crate::transport::{Guard, Transport};

/// One tray's bell and badges. Dropping it takes the badges away.
pub(super) struct Bell {
    means: Attention,
    caller: RefCell<Caller>,
    /// What the badges show.
    count: Cell<usize>,
    /// Whether there is a bell to press.
    pub(super) is_there: ArcRwSignal<bool>,
    /// Whether it rings.
    pub(super) rings: ArcRwSignal<bool>,
    /// Asks the user for leave.
    asking: RefCell<Option<Guard>>,
    transport: Rc<dyn Transport>,
    /// Where it is kept whether the user wants to be called.
    standing: Rc<Standing>,
    /// A newer notification of the same tray takes the place of an older one.
    name: String,
}

impl Bell {
    pub(super) fn new(
        means: Attention,
        name: &str,
        standing: Rc<Standing>,
        transport: Rc<dyn Transport>,
    ) -> Rc<Self> {
        let allowed = if means.notification { transport.may_notify() } else { Some(false) };
        // Where the user has said no, there is nothing left to ask for.
        let is_there = means.sound || (means.notification && allowed != Some(false));
        let may_ring = allowed == Some(true) || (means.sound && !means.notification);
        let rings = may_ring && standing.chosen_bell() != Some(false);
        Rc::new(Self {
            means,
            caller: RefCell::default(),
            count: Cell::new(0),
            is_there: ArcRwSignal::new(is_there),
            rings: ArcRwSignal::new(rings),
            asking: RefCell::default(),
            transport,
            standing,
            name: name.to_owned(),
        })
    }

    /// Takes in what happened, `is_elsewhere` telling that nobody looks at this
    /// page and `leads` that this tab is the one to speak.
    pub(super) fn take(
        &self,
        news: Vec<Unheard>,
        (is_elsewhere, leads): (bool, bool),
        words: &Words,
        now_ms: u64,
    ) {
        if !self.means.is_any() {
            return;
        }
        let mut caller = self.caller.borrow_mut();
        if is_elsewhere && leads {
            caller.miss(news);
        } else {
            caller.seen();
        }
        let (count, call) = (caller.count(), caller.call(words, now_ms));
        drop(caller);
        self.show(count);
        if let Some(text) = call.filter(|_| self.rings.get_untracked()) {
            self.transport.call(self.means, &self.name, &words.say(messages::TRAY), &text);
        }
    }

    /// Other trays of the page count theirs.
    fn show(&self, count: usize) {
        let whole = |count| i32::try_from(count).unwrap_or(i32::MAX);
        let more = whole(count) - whole(self.count.replace(count));
        if more != 0 {
            self.transport.badge(self.means, more);
        }
    }

    /// When there is something to call out.
    pub(super) fn due(&self) -> Option<u64> {
        self.caller.borrow().due()
    }

    /// On or off. The first time, the user is asked whether notifications may
    /// be shown.
    pub(super) fn press(self: &Rc<Self>) {
        if self.rings.get_untracked() {
            self.choose(false);
            return;
        }
        if !self.means.notification || self.transport.may_notify() == Some(true) {
            self.choose(true);
            return;
        }
        let bell = Rc::downgrade(self);
        let done = move |granted| {
            if let Some(bell) = bell.upgrade() {
                // Without leave there is still the sound.
                bell.choose(granted || bell.means.sound);
            }
        };
        let asking = self.transport.ask_to_notify(Box::new(done));
        let before = self.asking.replace(Some(asking));
        drop(before);
    }
}

impl Bell {
    fn choose(&self, rings: bool) {
        self.rings.set(rings);
        self.standing.choose_bell(rings);
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        self.show(0);
    }
}
