//! `Job`, everything the tray shows of one process.

use std::sync::Arc;

use super::action::{Action, ActionState};
use super::eta::Estimate;
use super::event_log::EventLog;
use super::format::{self, Clocks};
use super::id::ProcessId;
use super::line::Line;
use super::process::Process;
use super::status::Status;

/// A worker that says nothing for so long is worth a word, milliseconds.
const QUIET_AFTER_MS: i64 = 180_000;

/// What the tray knows of one process, and how well. Cheap to clone: this is
/// the value of a row's signal.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Key of the process.
    pub id: ProcessId,
    /// The header record; `None` until the first answer.
    pub process: Option<Arc<Process>>,
    /// The event log as far as it was heard.
    pub log: EventLog,
    /// How well the tray hears of it.
    pub line: Line,
    /// The last action and how it went.
    pub action: ActionState,
    /// Width of the bar, 0..=100. Within one attempt it never goes back, even
    /// if `progress_percent` does; `None` is indeterminate.
    pub bar_percent: Option<u8>,
    /// How long it will take, as far as the bar tells.
    pub estimate: Estimate,
    /// After so many milliseconds a job of its type takes longer than usual; `None`
    /// while that is not known.
    pub usual_ms: Option<i64>,
    /// When the server last confirmed this state: milliseconds of the device's
    /// wall clock since the Unix epoch.
    pub confirmed_at_ms: Option<i64>,
}

impl Job {
    /// A job of which only the key is known.
    #[must_use]
    pub fn new(id: ProcessId) -> Self {
        Self {
            id,
            process: None,
            log: EventLog::default(),
            line: Line::default(),
            action: ActionState::default(),
            bar_percent: None,
            estimate: Estimate::default(),
            usual_ms: None,
            confirmed_at_ms: None,
        }
    }

    /// Whether the job has ended, as far as is known.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.process.as_ref().is_some_and(|process| process.status.is_terminal())
    }

    /// Whether the button for `action` is shown: the status offers it and the
    /// server lets this user at the job.
    #[must_use]
    pub fn offers(&self, action: Action) -> bool {
        !matches!(self.line, Line::Blocked | Line::Gone)
            && self.process.as_ref().is_some_and(|process| action.is_offered(&process.status))
    }

    /// The server's now as far as this job is concerned, milliseconds since the
    /// Unix epoch: where nothing more is heard of it, the last that was.
    #[must_use]
    pub fn now_ms(&self, clocks: Clocks) -> i64 {
        let is_over = self.is_terminal() || matches!(self.line, Line::Blocked | Line::Gone);
        let last = self.confirmed_at_ms.filter(|_| is_over);
        last.map_or(clocks.server_ms, |at| at + clocks.server_ms - clocks.device_ms)
    }

    /// How long it has been running, or ran, in milliseconds; `None` if it has
    /// not started.
    #[must_use]
    pub fn elapsed_ms(&self, clocks: Clocks) -> Option<i64> {
        let process = self.process.as_ref()?;
        format::elapsed(process.started_at, process.finished_at, self.now_ms(clocks))
    }

    /// Whether it runs, and longer than jobs of its type usually do.
    #[must_use]
    pub fn is_late(&self, clocks: Clocks) -> bool {
        let elapsed = self.elapsed_ms(clocks).filter(|_| self.is_running());
        elapsed.zip(self.usual_ms).is_some_and(|(elapsed, usual)| elapsed > usual)
    }

    /// For how long nothing has come from the worker, though the server is heard
    /// of; milliseconds. `None` where that is not long.
    #[must_use]
    pub fn quiet_ms(&self, clocks: Clocks) -> Option<i64> {
        let heard = self.is_running() && matches!(self.line, Line::Live | Line::Polling);
        let process = self.process.as_ref().filter(|_| heard)?;
        let event = self.log.iter().rev().find_map(|event| event.created_at);
        let last = process.updated_at.max(process.started_at).max(event)?;
        Some(clocks.server_ms - last.timestamp_millis()).filter(|it| *it >= QUIET_AFTER_MS)
    }

    /// Whether a worker is at it.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.process.as_ref().is_some_and(|process| process.status == Status::Running)
    }

    /// Since when the job waits for the user: the event that said so, else the
    /// row's last change; milliseconds since the Unix epoch, by the server's
    /// clock. `None` if it does not wait, or nobody said when.
    #[must_use]
    pub fn waits_since_ms(&self) -> Option<i64> {
        let process = self.process.as_ref()?;
        let waits = |status: &Status| *status == Status::WaitingReview;
        if !waits(&process.status) {
            return None;
        }
        let told = self.log.iter().rev().take_while(|it| it.status.as_ref().is_none_or(waits));
        let began = told.filter(|it| it.status.is_some()).last().and_then(|it| it.created_at);
        began.or(process.updated_at).map(|at| at.timestamp_millis())
    }

    /// Whether an action is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self.action, ActionState::UnderWay(_))
    }

    /// Whether a cancel waits to be sent and may be taken back.
    #[must_use]
    pub const fn is_deferred(&self) -> bool {
        matches!(self.action, ActionState::Deferred(..))
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::super::event::ProcessEvent;
    use super::super::id::EventId;
    use super::*;

    fn job(status: Status, events: &[(i64, Option<Status>)]) -> Job {
        let mut job = Job::new(ProcessId::new(1));
        let mut process = Process::new(job.id, status);
        process.updated_at = DateTime::from_timestamp(500, 0);
        job.process = Some(Arc::new(process));
        for (id, (at, status)) in (1..).zip(events) {
            let mut event = ProcessEvent::new(EventId::new(id), job.id);
            event.created_at = DateTime::from_timestamp(*at, 0);
            event.status = status.clone();
            job.log.insert(Arc::new(event));
        }
        job
    }

    #[test]
    fn the_time_of_a_job_out_of_reach_stands_still() {
        let mut job = job(Status::Running, &[]);
        let mut process = Process::new(job.id, Status::Running);
        process.started_at = DateTime::from_timestamp(100, 0);
        job.process = Some(Arc::new(process.clone()));
        // The server's clock is five seconds ahead.
        job.confirmed_at_ms = Some(125_000);
        let elapsed = |job: &Job, device_ms| {
            job.elapsed_ms(Clocks { server_ms: device_ms + 5_000, device_ms })
        };
        for (line, later) in [(Line::Live, 905_000), (Line::Gone, 30_000), (Line::Blocked, 30_000)]
        {
            job.line = line;
            assert_eq!(elapsed(&job, 125_000), Some(30_000));
            assert_eq!(elapsed(&job, 1_000_000), Some(later), "{line:?}");
        }
        // An end of which the server does not tell when it was.
        process.status = Status::Cancelled;
        job.process = Some(Arc::new(process.clone()));
        job.line = Line::Settled;
        assert_eq!(elapsed(&job, 1_000_000), Some(30_000));
        process.finished_at = DateTime::from_timestamp(110, 0);
        job.process = Some(Arc::new(process));
        assert_eq!(elapsed(&job, 1_000_000), Some(10_000));
    }

    #[test]
    fn only_a_running_job_is_late_and_only_once_it_is_longer_than_usual() {
        let mut job = job(Status::Running, &[]);
        let mut process = Process::new(job.id, Status::Running);
        process.started_at = DateTime::from_timestamp(100, 0);
        job.process = Some(Arc::new(process.clone()));
        let clocks = |seconds: i64| Clocks { server_ms: seconds * 1_000, device_ms: 0 };
        assert!(!job.is_late(clocks(9_000)), "nobody knows what is usual");
        job.usual_ms = Some(60_000);
        assert!(!job.is_late(clocks(160)));
        assert!(job.is_late(clocks(161)));
        process.status = Status::WaitingReview;
        job.process = Some(Arc::new(process));
        assert!(!job.is_late(clocks(161)), "that is the user's time");
    }

    #[test]
    fn a_worker_is_quiet_after_three_minutes_without_event_or_change() {
        let clocks = |seconds: i64| Clocks { server_ms: seconds * 1_000, device_ms: 0 };
        // The row's last change was at 500.
        let mut quiet = job(Status::Running, &[(400, None)]);
        quiet.line = Line::Live;
        assert_eq!(quiet.quiet_ms(clocks(679)), None);
        assert_eq!(quiet.quiet_ms(clocks(740)), Some(240_000));
        quiet.line = Line::Stale;
        assert_eq!(quiet.quiet_ms(clocks(740)), None, "it is the server that is silent");
        let mut busy = job(Status::Running, &[(400, None), (600, None)]);
        busy.line = Line::Polling;
        assert_eq!(busy.quiet_ms(clocks(740)), None);
        let mut waits = job(Status::WaitingReview, &[]);
        waits.line = Line::Live;
        assert_eq!(waits.quiet_ms(clocks(9_000)), None);
    }

    #[test]
    fn a_job_waits_since_the_first_event_of_its_last_wait() {
        let waits = || Some(Status::WaitingReview);
        let since = |events: &[_]| job(Status::WaitingReview, events).waits_since_ms();
        let events =
            [(10, waits()), (20, Some(Status::Running)), (30, waits()), (40, None), (50, waits())];
        assert_eq!(since(&events), Some(30_000));
        assert_eq!(since(&[(10, Some(Status::Running)), (20, None)]), Some(500_000));
        assert_eq!(since(&[]), Some(500_000), "the row's own time");
        assert_eq!(job(Status::Running, &events).waits_since_ms(), None);
    }
}
