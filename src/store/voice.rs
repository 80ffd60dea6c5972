//! What is said aloud, as signals.

use std::cell::RefCell;

use leptos::prelude::*;

use crate::domain::announcer::{Announcer, Unheard};
use crate::domain::language::Words;
use crate::domain::tray::{TrayChange, TrayState};

/// Words for the two live regions.
#[derive(Default)]
pub(super) struct Voice {
    pub(super) polite: ArcRwSignal<String>,
    pub(super) alert: ArcRwSignal<String>,
    announcer: RefCell<Announcer>,
}

impl Voice {
    /// Takes in what has changed.
    pub(super) fn take(
        &self,
        changes: &[TrayChange],
        state: &TrayState,
        words: &Words,
        server_now_ms: i64,
    ) {
        let mut announcer = self.announcer.borrow_mut();
        for change in changes {
            match change {
                TrayChange::Inserted(id) | TrayChange::Updated(id) => {
                    if let Some(job) = state.job(*id) {
                        announcer.note(words, job, server_now_ms);
                    }
                }
                TrayChange::Removed(id) => announcer.forget(*id),
                TrayChange::Reordered => {}
            }
        }
    }

    /// Nobody is there to listen; gives what was not heard.
    pub(super) fn hush(&self) -> Vec<Unheard> {
        self.announcer.borrow_mut().hush()
    }

    pub(super) fn speak(&self, words: &Words, now_ms: u64) {
        let mut announcer = self.announcer.borrow_mut();
        if announcer.speak(words, now_ms) {
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
