//! Joining what the server says with what is known: snapshots and events of
//! one job, in whatever order they arrive.
//!
//! What is newer is told by cause first: a row asked for after an event came
//! holds that event; an event that came after the question is put on top of the
//! answer. Times of the server decide only between two rows, and whether an
//! event is a replay. They have a resolution of one second, and the machines
//! that write them may disagree.
//!
//! Invariants: a terminal status never goes back within one attempt; an older
//! answer never overwrites newer news; whatever came in whatever order, the
//! server's own row wins in the end.

use std::collections::VecDeque;
use std::sync::Arc;

use super::event::ProcessEvent;
use super::event_log::SeenIds;
use super::job::Job;
use super::process::Process;
use super::progress::Percent;
use super::sorted::SortedMap;
use super::status::Status;
use super::tray::Adopted;

/// After this many answers in a row that look older than what is known, the
/// answer is believed: the server's clocks may disagree, and its row is the truth.
pub const DOUBTED_ANSWERS: u8 = 2;
/// Events remembered to be put on top of an answer that is on its way. Each
/// holds whole values, so the last few are all that matter.
const REMEMBERED_NEWS: usize = 100;

/// A job with the memory that merging needs.
#[derive(Debug)]
pub struct TrackedJob {
    /// What is shown.
    pub job: Job,
    seen: SeenIds,
    /// Counts the events that arrived; a snapshot remembers the count at the
    /// time it was asked for, which tells what it cannot have known.
    arrivals: u64,
    /// The newest event that changed the state.
    applied: Option<Arc<ProcessEvent>>,
    /// Events that changed the state since the last row, with their place in
    /// the arrivals.
    news: VecDeque<(u64, Arc<ProcessEvent>)>,
    /// How far the bar has come since the job last started.
    furthest: u8,
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
        Self {
            job,
            seen: SeenIds::default(),
            arrivals: 0,
            applied: None,
            news: VecDeque::new(),
            furthest: 0,
            doubted: 0,
        }
    }

    /// How many events have arrived; pass it on with the request for a snapshot.
    #[must_use]
    pub const fn arrivals(&self) -> u64 {
        self.arrivals
    }

    /// Takes in an authoritative answer that was asked for when `asked_at`
    /// events had arrived.
    pub fn apply_snapshot(&mut self, row: Process, asked_at: u64) -> Merged {
        let mut merged = row.clone();
        let later = self.news.iter().filter(|(arrival, _)| *arrival > asked_at);
        let later: SortedMap<_, _> = later.map(|(_, event)| (event.id.get(), event)).collect();
        let mut newest = self.applied.clone();
        for event in later.values().copied() {
            // A row that has ended stands. An end that was heard of stands too,
            // whatever the row's clock says.
            let ends = event.status.as_ref().is_some_and(Status::is_terminal);
            if !merged.status.is_terminal() && (ends || !is_past(&row, event)) {
                advance(&mut merged, event);
                newest = newest.filter(|newest| newest.id > event.id).or(Some(event.clone()));
            }
        }
        if let Some(known) = self.job.process.clone() {
            if self.contradicts(&known, &merged) && self.doubted < DOUBTED_ANSWERS {
                self.doubted += 1;
                return Merged::Doubtful;
            }
            if starts_anew(&known, &merged) {
                self.furthest = 0;
            }
        }
        self.doubted = 0;
        self.applied = newest;
        self.news.retain(|(arrival, _)| *arrival > asked_at);
        self.show(merged)
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
            self.remember(event);
            return Merged::Changed;
        };
        let comes_late = self.applied.as_ref().is_some_and(|newest| event.id < newest.id);
        if comes_late || is_past(&known, &event) {
            return Merged::Changed;
        }
        if known.status.is_terminal() {
            // The audit trail goes on; the outcome stands, unless the server's
            // own row says otherwise (a retry by somebody else).
            let contradicts = event.status.as_ref().is_some_and(|status| *status != known.status);
            return if contradicts { Merged::Doubtful } else { Merged::Changed };
        }
        let mut process = Process::clone(&known);
        advance(&mut process, &event);
        self.applied = Some(event.clone());
        self.remember(event);
        if starts_anew(&known, &process) {
            self.furthest = 0;
        }
        self.show(process);
        Merged::Changed
    }

    /// Takes over what another tab knows, which has done the merging; whether
    /// anything differs.
    pub fn adopt(&mut self, adopted: Adopted) -> bool {
        let before = self.job.clone();
        for event in adopted.events {
            if self.seen.insert(event.id) {
                self.arrivals += 1;
                let event = Arc::new(event);
                if self.applied.as_ref().is_none_or(|newest| newest.id < event.id) {
                    self.applied = Some(event.clone());
                }
                self.job.log.insert(event);
            }
        }
        let log = core::mem::take(&mut self.job.log);
        let process = self.job.process.take();
        let Job { estimate, usual_ms, .. } = before;
        self.job = Job { log, estimate, usual_ms, ..adopted.job };
        if self.job.process.is_none() {
            self.job.process = process;
            self.job.bar_percent = before.bar_percent;
            self.job.confirmed_at_ms = before.confirmed_at_ms;
        }
        if let Some(process) = self.job.process.clone() {
            self.watch_pace(&process);
        }
        self.news.clear();
        self.furthest = self.job.bar_percent.unwrap_or(0);
        self.doubted = 0;
        self.job != before
    }

    fn remember(&mut self, event: Arc<ProcessEvent>) {
        self.news.push_back((self.arrivals, event));
        if self.news.len() > REMEMBERED_NEWS {
            self.news.pop_front();
        }
    }

    /// Whether an answer, with all later events on top, is at odds with what is
    /// known: the row of an earlier second, or a job that is active after it ended.
    fn contradicts(&self, known: &Process, answer: &Process) -> bool {
        let Some((before, after)) = known.updated_at.zip(answer.updated_at) else {
            return reopens_for_no_reason(known, answer);
        };
        if after < before {
            return true;
        }
        let heard = self.applied.as_ref().and_then(|event| event.created_at);
        after <= heard.map_or(before, |at| at.max(before)) && reopens_for_no_reason(known, answer)
    }

    /// Notes where the bar is and since when, by the server's clock.
    fn watch_pace(&mut self, process: &Process) {
        let heard = self.applied.as_ref().and_then(|event| event.created_at);
        let at = process.updated_at.max(heard).map(|at| at.timestamp_millis());
        self.job.estimate = self.job.estimate.after(process, at);
    }

    fn show(&mut self, process: Process) -> Merged {
        let percent = process.progress_percent.map(Percent::shown);
        if let Some(percent) = percent {
            self.furthest = self.furthest.max(percent);
        }
        let bar_percent = percent.map(|_| self.furthest);
        self.watch_pace(&process);
        if self.job.bar_percent == bar_percent && self.job.process.as_deref() == Some(&process) {
            return Merged::Unchanged;
        }
        self.job.bar_percent = bar_percent;
        self.job.process = Some(Arc::new(process));
        Merged::Changed
    }
}

/// Whether the bar may go back: a job that was waiting for a worker, had ended,
/// or was dispatched once more starts from the beginning.
fn starts_anew(known: &Process, next: &Process) -> bool {
    let reopened = known.status.is_terminal() && !next.status.is_terminal();
    reopened || known.status == Status::Pending || is_dispatched_again(known, next)
}

fn is_dispatched_again(known: &Process, next: &Process) -> bool {
    matches!((known.attempts, next.attempts), (Some(before), Some(after)) if after > before)
}

/// Whether a job that had ended is active, and no retry explains it.
fn reopens_for_no_reason(known: &Process, next: &Process) -> bool {
    let retried = known.status == Status::Failed && next.status == Status::Pending;
    known.status.is_terminal()
        && !next.status.is_terminal()
        && !retried
        && !is_dispatched_again(known, next)
}

/// Whether the row already tells of this event (a replay of old events).
fn is_past(row: &Process, event: &ProcessEvent) -> bool {
    matches!((event.created_at, row.updated_at), (Some(event), Some(row)) if event < row)
}

/// Moves the row on by one event, as the server did when it wrote the event.
/// The row's own `updated_at` stays: not every event touches its row.
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
        if *status == Status::Pending && process.status != Status::Pending {
            // Dispatched once more: what the last attempt came to is no progress.
            process.progress_percent = None;
        }
        process.status = status.clone();
    }
    if event.progress_percent.is_some() {
        process.progress_percent = event.progress_percent;
    }
    if event.step.is_some() {
        process.current_step.clone_from(&event.step);
    }
}
