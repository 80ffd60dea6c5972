//! An action on many jobs, and how far it is, as a signal.

use std::cell::RefCell;

use leptos::prelude::*;

use crate::domain::action::Action;
use crate::domain::bulk::{Bulk, Progress};
use crate::domain::id::ProcessId;
use crate::domain::tray::{TrayChange, TrayState};

/// The last action on many jobs.
#[derive(Default)]
pub(super) struct Errand {
    bulk: RefCell<Option<Bulk>>,
    pub(super) progress: ArcRwSignal<Option<Progress>>,
}

impl Errand {
    /// Asked for, of these jobs; one that is still under way grows by them.
    pub(super) fn begin(&self, action: Action, ids: &[ProcessId]) {
        let mut bulk = self.bulk.borrow_mut();
        match &mut *bulk {
            Some(bulk) if bulk.is_under_way(action) => bulk.extend(ids),
            _ => *bulk = Some(Bulk::new(action, ids)),
        }
    }

    /// Takes in what has changed; `stopped` says that the user has just taken
    /// back what was not sent.
    pub(super) fn take(&self, changes: &[TrayChange], state: &TrayState, stopped: bool) {
        let progress = {
            let mut bulk = self.bulk.borrow_mut();
            let Some(bulk) = &mut *bulk else { return };
            for change in changes {
                match change {
                    TrayChange::Updated(id) | TrayChange::Removed(id) => {
                        bulk.note(*id, state.job(*id), stopped);
                    }
                    TrayChange::Inserted(_) | TrayChange::Reordered | TrayChange::Listed => {}
                }
            }
            bulk.progress()
        };
        if self.progress.get_untracked() != Some(progress) {
            self.progress.set(Some(progress));
        }
    }

    /// The user has read what came of it.
    pub(super) fn clear(&self) {
        self.bulk.take();
        self.progress.set(None);
    }
}
