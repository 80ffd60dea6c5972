//! Where the tray stands: by the host's word, until its user moves it.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;

use crate::domain::place::{Corner, Place};
use crate::transport::Transport;

/// One tray's place, and what the browser keeps of it.
pub(super) struct Standing {
    pub(super) corner: ArcRwSignal<Corner>,
    /// The host lets nobody move it.
    pub(super) fixed: bool,
    chosen: Cell<Place>,
    /// Under which the browser keeps it; `None` where nothing is to be kept.
    name: Option<String>,
    transport: Rc<dyn Transport>,
}

impl Standing {
    pub(super) fn new(
        corner: Corner,
        fixed: bool,
        name: Option<String>,
        transport: Rc<dyn Transport>,
    ) -> Self {
        let kept = name.as_deref().and_then(|name| transport.remembered(name));
        let chosen = kept.as_deref().map(Place::read).unwrap_or_default();
        let moved = chosen.corner.filter(|_| !fixed);
        Self {
            corner: ArcRwSignal::new(moved.unwrap_or(corner)),
            fixed,
            chosen: Cell::new(chosen),
            name,
            transport,
        }
    }

    /// By the host, and until the page is left.
    pub(super) fn put(&self, corner: Corner) {
        if self.corner.get_untracked() != corner {
            self.corner.set(corner);
        }
    }

    /// By the user, who finds it there again.
    pub(super) fn move_to(&self, corner: Corner) {
        if !self.fixed {
            self.keep(Place { corner: Some(corner), ..self.chosen.get() });
            self.put(corner);
        }
    }

    /// Whether the user left it open, if they ever said.
    pub(super) fn chosen_open(&self) -> Option<bool> {
        self.chosen.get().open
    }

    /// The user opened or minimised it.
    pub(super) fn choose_open(&self, open: bool) {
        self.keep(Place { open: Some(open), ..self.chosen.get() });
    }

    /// Whether the user wants it to ring, if they ever said.
    pub(super) fn chosen_bell(&self) -> Option<bool> {
        self.chosen.get().bell
    }

    /// The user switched its bell on or off.
    pub(super) fn choose_bell(&self, rings: bool) {
        self.keep(Place { bell: Some(rings), ..self.chosen.get() });
    }

    /// It is open or not; if that is not what the user chose, the host has spoken
    /// since.
    pub(super) fn saw_open(&self, open: bool) {
        if self.chosen_open().is_some_and(|chosen| chosen != open) {
            self.keep(Place { open: None, ..self.chosen.get() });
        }
    }

    fn keep(&self, place: Place) {
        if self.chosen.replace(place) != place
            && let Some(name) = &self.name
        {
            self.transport.remember(name, place.write().as_deref());
        }
    }
}
