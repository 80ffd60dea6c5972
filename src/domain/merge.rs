//! Joining what the server says with what is known: snapshots and events of
//! one job, in whatever order they arrive.
//!
//! Invariants: a terminal status never goes back within one attempt; an older
//! answer never overwrites newer news; whatever came in whatever order, the
//! server's own state wins in the end.

use std::sync::Arc;

use super::event::ProcessEvent;
use super::event_log::SeenIds;
use super::id::EventId;
use super::job::Job;
use super::process::Process;
use super::status::Status;

/// After this many answers in a row that look older than what is known, the
/// answer is believed: the server's clocks may disagree, and its row is the truth.
const DOUBTED_ANSWERS: u8 = 2;

/// A job with the memory that merging needs.
#[derive(Debug)]
pub struct TrackedJob {
    /// What is shown.
    pub job: Job,
    seen: SeenIds,
    /// Counts the events that arrived; a snapshot remembers the count at the
    /// time it was asked for, which tells what it cannot have known.
    arrivals: u64,
    /// The newest event that changed the state, and its place in the arrivals.
    applied: Option<(EventId, u64)>,
    doubted: u8,
}

/// What came of merging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merged {
    /// Nothing new.
    Unchanged,
    /// The shown state changed.
    Changed,
    /// What came contradicts what is known: ask the server again.
    Doubtful,
}

impl TrackedJob {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(job: Job) -> Self {
        Self { job, seen: SeenIds::default(), arrivals: 0, applied: None, doubted: 0 }
    }

    /// How many events have arrived; pass it on with the request for a snapshot.
    #[must_use]
    pub const fn arrivals(&self) -> u64 {
        self.arrivals
    }

    /// Takes in an authoritative answer that was asked for when `asked_at`
    /// events had arrived.
    pub fn apply_snapshot(&mut self, snapshot: Process, asked_at: u64) -> Merged {
        let Some(known) = self.job.process.clone() else {
            self.replace(snapshot, true);
            return self.replay_since(asked_at);
        };
        if self.is_older(&known, &snapshot, asked_at) && self.doubted < DOUBTED_ANSWERS {
            self.doubted += 1;
            return Merged::Doubtful;
        }
        self.doubted = 0;
        if *known == snapshot {
            return Merged::Unchanged;
        }
        let reopened = known.status.is_terminal() && !snapshot.status.is_terminal();
        let again = matches!((known.attempts, snapshot.attempts), (Some(a), Some(b)) if b > a);
        self.replace(snapshot, reopened || again);
        Merged::Changed
    }

    /// Takes in one event of the stream. Duplicates change nothing.
    pub fn apply_event(&mut self, event: ProcessEvent) -> Merged {
        if !self.seen.insert(event.id) {
            return Merged::Unchanged;
        }
        self.arrivals += 1;
        let event = Arc::new(event);
        self.job.log.insert(event.clone());
        let Some(known) = self.job.process.clone() else {
            return Merged::Changed;
        };
        if self.applied.is_some_and(|(newest, _)| event.id < newest) || is_past(&known, &event) {
            return Merged::Changed;
        }
        if known.status.is_terminal() {
            // The audit trail goes on; the outcome stands, unless the server's
            // own row says otherwise (a retry by somebody else).
            let contradicts = event.status.as_ref().is_some_and(|status| *status != known.status);
            return if contradicts { Merged::Doubtful } else { Merged::Changed };
        }
        self.applied = Some((event.id, self.arrivals));
        let mut process = Process::clone(&known);
        advance(&mut process, &event);
        self.replace(process, false);
        Merged::Changed
    }

    /// Events that arrived while the first snapshot was on its way.
    fn replay_since(&mut self, asked_at: u64) -> Merged {
        if self.arrivals > asked_at
            && let Some(known) = self.job.process.clone()
        {
            let mut process = Process::clone(&known);
            for event in self.job.log.events() {
                if !process.status.is_terminal() && !is_past(&known, event) {
                    self.applied = Some((event.id, self.arrivals));
                    advance(&mut process, event);
                }
            }
            self.replace(process, false);
        }
        Merged::Changed
    }

    /// Whether the snapshot tells less than what is known.
    fn is_older(&self, known: &Process, snapshot: &Process, asked_at: u64) -> bool {
        if let (Some(known), Some(snapshot)) = (known.updated_at, snapshot.updated_at)
            && snapshot != known
        {
            return snapshot < known;
        }
        if snapshot.status.is_terminal() {
            return false;
        }
        let retried = known.status == Status::Failed && snapshot.status == Status::Pending;
        if known.status.is_terminal() && !retried {
            return !matches!((known.attempts, snapshot.attempts), (Some(a), Some(b)) if b > a);
        }
        // Same second: an event that came after the question is newer than the answer.
        self.applied.is_some_and(|(_, arrival)| arrival > asked_at)
    }

    fn replace(&mut self, process: Process, new_attempt: bool) {
        let shown = process.progress_percent.map(super::progress::Percent::shown);
        self.job.bar_percent = match (self.job.bar_percent, shown) {
            (Some(before), Some(now)) if !new_attempt => Some(before.max(now)),
            (_, now) => now,
        };
        self.job.process = Some(Arc::new(process));
    }
}

/// Whether the row already tells of this event (a replay of old events).
fn is_past(known: &Process, event: &ProcessEvent) -> bool {
    matches!((event.created_at, known.updated_at), (Some(event), Some(known)) if event < known)
}

/// Moves the row on by one event, as the server did when it wrote the event.
fn advance(process: &mut Process, event: &ProcessEvent) {
    if let Some(status) = &event.status {
        if *status == Status::Running && process.started_at.is_none() {
            process.started_at = event.created_at;
        }
        if status.is_terminal() && process.finished_at.is_none() {
            process.finished_at = event.created_at;
        }
        if *status == Status::Failed && process.error_message.is_none() {
            process.error_message.clone_from(&event.message);
        }
        process.status = status.clone();
    }
    if event.progress_percent.is_some() {
        process.progress_percent = event.progress_percent;
    }
    if event.step.is_some() {
        process.current_step.clone_from(&event.step);
    }
    process.updated_at = process.updated_at.max(event.created_at);
}
