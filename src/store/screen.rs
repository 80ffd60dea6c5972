//! What is on screen: the signals, and when they are written.
//!
//! A server may send far more news than anybody can read, so it is shown ten
//! times a second at most, the last of each job. A change of status and what
//! comes of the user's own action are shown at once. While the panel is closed
//! or nobody looks at the page, only the counts are kept.
//!
//! A job that has just come is held back while it may be a short one: it is
//! neither shown nor counted, so that none appears and is over in a flash.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;

use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::line::Line;
use crate::domain::selectors::{SHORT_MS, Summary, may_be_short, summarise};
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
    /// Jobs that are held back, and until when at the latest.
    held: RefCell<SortedMap<ProcessId, u64>>,
    /// Jobs that are about to be put back: the user has seen them before.
    put_back: RefCell<SortedSet<ProcessId>>,
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
    /// Takes in what has changed, at the server's `server_now_ms`. True if it was
    /// shown; what was not is due by [`due`](Self::due).
    pub(super) fn take(
        &self,
        changes: &[TrayChange],
        state: &TrayState,
        (now_ms, server_now_ms): (u64, i64),
    ) -> bool {
        if changes.is_empty() {
            return false;
        }
        let at_once = changes.iter().fold(false, |so_far, change| {
            let urgent = self.note(*change, state, (now_ms, server_now_ms));
            so_far || urgent
        });
        self.uncounted.set(true);
        let at_once = at_once || self.next().is_none_or(|next| now_ms >= next);
        if at_once {
            self.show(state, now_ms);
        }
        at_once
    }

    /// Whether it must be shown at once.
    fn note(&self, change: TrayChange, state: &TrayState, now: (u64, i64)) -> bool {
        let mut rows = self.rows.borrow_mut();
        match change {
            TrayChange::Inserted(id) | TrayChange::Updated(id) => {
                let Some(job) = state.job(id) else { return false };
                let Some(row) = rows.get(&id) else {
                    let is_new = matches!(change, TrayChange::Inserted(_));
                    if self.holds_back(job, is_new, now) {
                        return false;
                    }
                    rows.insert(id, ArcRwSignal::new(job.clone()));
                    return true;
                };
                self.unshown.borrow_mut().insert(id, ());
                self.is_watched() && row.with_untracked(|shown| differs_in_kind(shown, job))
            }
            TrayChange::Removed(id) => {
                self.unshown.borrow_mut().remove(&id);
                self.held.borrow_mut().remove(&id);
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

    /// Whether a job without a row is to have none yet.
    fn holds_back(&self, job: &Job, is_new: bool, (now_ms, server_now_ms): (u64, i64)) -> bool {
        let mut held = self.held.borrow_mut();
        if is_new && self.put_back.borrow_mut().remove(&job.id).is_none() {
            held.insert(job.id, now_ms + SHORT_MS);
        }
        let waits = held.get(&job.id).is_some_and(|until| now_ms < *until);
        let holds = waits && may_be_short(job, server_now_ms);
        if !holds {
            held.remove(&job.id);
        }
        holds
    }

    fn holds(&self, id: ProcessId) -> bool {
        self.held.borrow().contains(&id)
    }

    /// Gives those a row that were held back for long enough.
    fn let_in(&self, state: &TrayState, now_ms: u64) {
        self.held.borrow_mut().retain(|id, until| {
            let holds = now_ms < *until;
            if let Some(job) = state.job(*id).filter(|_| !holds) {
                self.rows.borrow_mut().insert(*id, ArcRwSignal::new(job.clone()));
                self.uncounted.set(true);
            }
            holds
        });
    }

    /// The user puts these jobs back: they are shown as soon as they are there.
    pub(super) fn put_back(&self, ids: &[ProcessId]) {
        self.put_back.borrow_mut().extend(ids.iter().copied());
    }

    /// When something waits to be shown, or a job to be let in.
    pub(super) fn due(&self) -> Option<u64> {
        let held = self.held.borrow();
        self.next().into_iter().chain(held.values().copied()).min()
    }

    /// When what has changed may be shown.
    fn next(&self) -> Option<u64> {
        let waits = self.uncounted.get();
        self.shown_at.get().filter(|_| waits).map(|at| at + SHOW_EVERY_MS)
    }

    /// Shows the last of everything.
    pub(super) fn show(&self, state: &TrayState, now_ms: u64) {
        self.shown_at.set(Some(now_ms));
        self.let_in(state, now_ms);
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
            let order = state.order().iter().copied();
            set(&self.order, order.filter(|id| !self.holds(*id)).collect());
        }
        if self.uncounted.replace(false) {
            let shown = state.jobs().filter(|job| !self.holds(job.id));
            // That there are no jobs would not be true either.
            let coming = (!self.held.borrow().is_empty()).then_some(Line::Connecting);
            let summary = summarise(shown, state.list_line().or(coming));
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
