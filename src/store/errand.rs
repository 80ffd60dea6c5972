//! An action on many jobs, and how far it is, as a signal.

use std::cell::RefCell;

use leptos::prelude::*;

use crate::domain::action::Action;
use crate::domain::bulk::{Bulks, Progress};
use crate::domain::id::ProcessId;
use crate::domain::tray::{TrayChange, TrayState};

/// The actions on many jobs that the user has not read of.
#[derive(Default)]
pub(super) struct Errand {
    bulks: RefCell<Bulks>,
    pub(super) progress: ArcRwSignal<Option<Progress>>,
}

impl Errand {
    /// Asked for, of these jobs.
    pub(super) fn begin(&self, action: Action, ids: &[ProcessId]) {
        self.bulks.borrow_mut().begin(action, ids);
    }

    /// Takes in what has changed; `stopped` says that the user has just taken
    /// back what was not sent.
    pub(super) fn take(&self, changes: &[TrayChange], state: &TrayState, stopped: bool) {
        let mut bulks = self.bulks.borrow_mut();
        for change in changes {
            match change {
                TrayChange::Updated(id) => bulks.note(*id, state.job(*id), stopped),
                // Another tab may have it still; here nothing more is heard of it.
                TrayChange::Removed(id) => bulks.note(*id, None, stopped),
                TrayChange::Forgotten => *bulks = Bulks::default(),
                TrayChange::Inserted(_) | TrayChange::Reordered | TrayChange::Listed => {}
            }
        }
        drop(bulks);
        self.show();
    }

    /// The user has read what came of the one that is shown.
    pub(super) fn clear(&self) {
        self.bulks.borrow_mut().close();
        self.show();
    }

    fn show(&self) {
        let shown = self.bulks.borrow().shown();
        if self.progress.get_untracked() != shown {
            self.progress.set(shown);
        }
    }
}
