//! What is on screen: the signals, and when they are written.
//!
//! A server may send far more news than anybody can read, so it is shown ten
//! times a second at most, the last of each job. A change of status and what
//! comes of the user's own action are shown at once. While the panel is closed
//! or nobody looks at the page, only the counts are kept.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;

use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::line::Line;
use crate::domain::selectors::{Summary, summarise};
use crate::domain::sorted::{SortedMap, SortedSet};
use crate::domain::tray::{TrayChange, TrayState};

/// The shortest time between two showings of the same.
const SHOW_EVERY_MS: u64 = 100;

#[derive(Default)]
pub(super) struct Screen {
    pub(super) order: ArcRwSignal<Vec<ProcessId>>,
    pub(super) summary: ArcRwSignal<Summary>,
    /// Jobs that the user wants to see first.
    pub(super) pinned: ArcRwSignal<Vec<ProcessId>>,
    /// The jobs of which the rows were last written as of another kind.
    pub(super) turned: ArcRwSignal<Vec<ProcessId>>,
    /// How often what is known of the user was to be forgotten.
    pub(super) forgotten: ArcRwSignal<u32>,
    pub(super) rows: RefCell<SortedMap<ProcessId, ArcRwSignal<Job>>>,
    /// Jobs of which the rows do not show the last.
    unshown: RefCell<SortedSet<ProcessId>>,
    /// Something has changed since the counts were made.
    uncounted: Cell<bool>,
    shown_at: Cell<Option<u64>>,
    /// The panel is closed.
    closed: Cell<bool>,
    /// Nobody looks at the page.
    hidden: Cell<bool>,
}

impl Screen {
    /// Takes in what has changed. True if it was shown; what was not is due by
    /// [`due`](Self::due).
    pub(super) fn take(&self, changes: &[TrayChange], state: &TrayState, now_ms: u64) -> bool {
        if changes.is_empty() {
            return false;
        }
        let at_once = changes.iter().fold(false, |so_far, change| {
            let urgent = self.note(*change, state);
            so_far || urgent
        });
        self.uncounted.set(true);
        let at_once = at_once || self.due().is_none_or(|due| now_ms >= due);
        if at_once {
            self.show(state, now_ms);
        }
        at_once
    }

    /// Whether it must be shown at once.
    fn note(&self, change: TrayChange, state: &TrayState) -> bool {
        let mut rows = self.rows.borrow_mut();
        match change {
            TrayChange::Inserted(id) | TrayChange::Updated(id) => {
                let Some(job) = state.job(id) else { return false };
                let Some(row) = rows.get(&id) else {
                    rows.insert(id, ArcRwSignal::new(job.clone()));
                    return true;
                };
                self.unshown.borrow_mut().insert(id, ());
                self.is_watched() && row.with_untracked(|shown| differs_in_kind(shown, job))
            }
            TrayChange::Removed(id) => {
                self.unshown.borrow_mut().remove(&id);
                let removed = rows.remove(&id);
                drop(rows);
                drop(removed);
                true
            }
            TrayChange::Reordered => self.is_watched(),
            TrayChange::Listed => true,
            TrayChange::Forgotten => {
                self.forgotten.update(|times| *times += 1);
                true
            }
        }
    }

    /// When something waits to be shown.
    pub(super) fn due(&self) -> Option<u64> {
        let waits = self.uncounted.get();
        self.shown_at.get().filter(|_| waits).map(|at| at + SHOW_EVERY_MS)
    }

    /// Shows the last of everything.
    pub(super) fn show(&self, state: &TrayState, now_ms: u64) {
        self.shown_at.set(Some(now_ms));
        if self.is_watched() {
            let unshown = core::mem::take(&mut *self.unshown.borrow_mut());
            let mut turned = Vec::new();
            for id in unshown.keys() {
                let row = self.rows.borrow().get(&id).cloned();
                if let Some((row, job)) = row.zip(state.job(id)) {
                    if row.with_untracked(|shown| fits_otherwise(shown, job)) {
                        turned.push(id);
                    }
                    row.set(job.clone());
                }
            }
            // The same jobs once more are news, too.
            if !turned.is_empty() {
                self.turned.set(turned);
            }
            if self.order.with_untracked(|order| order != state.order()) {
                self.order.set(state.order().to_vec());
            }
        }
        if self.uncounted.replace(false) {
            let summary = summarise(state.jobs(), state.list_line());
            if self.summary.with_untracked(|shown| *shown != summary) {
                self.summary.set(summary);
            }
        }
    }

    /// What is wrong for all jobs at once.
    pub(super) fn trouble(&self) -> Option<Line> {
        self.summary.with_untracked(|summary| summary.trouble)
    }

    pub(super) fn show_pinned(&self, pinned: &SortedSet<ProcessId>) {
        set(&self.pinned, pinned.keys().collect());
    }

    pub(super) fn set_closed(&self, closed: bool) {
        self.closed.set(closed);
    }

    pub(super) fn set_hidden(&self, hidden: bool) {
        self.hidden.set(hidden);
    }

    /// Whether somebody can see the rows.
    pub(super) fn is_watched(&self) -> bool {
        !self.closed.get() && !self.hidden.get()
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.hidden.get()
    }
}

/// Writes what differs.
pub(super) fn set(signal: &ArcRwSignal<Vec<ProcessId>>, ids: Vec<ProcessId>) {
    if signal.with_untracked(|shown| *shown != ids) {
        signal.set(ids);
    }
}

/// Whether more than the progress, the step or the log is another.
fn differs_in_kind(shown: &Job, job: &Job) -> bool {
    let status = |job: &Job| job.process.as_ref().map(|process| process.status.clone());
    shown.action != job.action || shown.line != job.line || status(shown) != status(job)
}

/// Whether another view, search or cause may fit. The step may change with every
/// event, and is left out.
fn fits_otherwise(shown: &Job, job: &Job) -> bool {
    let rest = shown.process.as_ref().zip(job.process.as_ref()).is_some_and(|(one, other)| {
        one.job_type != other.job_type
            || one.related != other.related
            || one.error_message != other.error_message
    });
    rest || differs_in_kind(shown, job)
}
