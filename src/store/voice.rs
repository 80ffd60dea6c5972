//! What is said aloud, as signals.

use std::cell::RefCell;

use leptos::prelude::*;

use crate::domain::announcer::Announcer;
use crate::domain::tray::{TrayChange, TrayState};

/// Words for the two live regions.
#[derive(Default)]
pub(super) struct Voice {
    pub(super) polite: ArcRwSignal<String>,
    pub(super) alert: ArcRwSignal<String>,
    announcer: RefCell<Announcer>,
}

impl Voice {
    /// Takes in what has changed and says what may be said. `heard` is whether
    /// somebody may be listening.
    pub(super) fn take(
        &self,
        changes: &[TrayChange],
        state: &TrayState,
        server_now_ms: i64,
        heard: bool,
    ) {
        let mut announcer = self.announcer.borrow_mut();
        for change in changes {
            match change {
                TrayChange::Inserted(id) | TrayChange::Updated(id) => {
                    if let Some(job) = state.job(*id) {
                        announcer.note(job, server_now_ms);
                    }
                }
                TrayChange::Removed(id) => announcer.forget(*id),
                TrayChange::Reordered => {}
            }
        }
        if !heard {
            announcer.hush();
        }
    }

    pub(super) fn speak(&self, now_ms: u64) {
        let mut announcer = self.announcer.borrow_mut();
        if announcer.speak(now_ms) {
            let (polite, alert) = (announcer.polite().to_owned(), announcer.alert().to_owned());
            drop(announcer);
            self.polite.set(polite);
            self.alert.set(alert);
        }
    }

    /// When there is something to be said.
    pub(super) fn due(&self) -> Option<u64> {
        self.announcer.borrow().due()
    }
}
