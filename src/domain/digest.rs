//! What a log tells besides its lines: the steps of the job, and which types of
//! events there are.

use chrono::{DateTime, Utc};

use super::event::ProcessEvent;
use super::event_log::EventLog;
use super::id::EventId;
use super::process::Process;
use super::status::Status;

/// So many steps are kept, the newest; a server may name a step per row.
pub const KEPT_STEPS: usize = 40;
/// So many types can be told apart.
const KEPT_TYPES: usize = 40;

/// How it went with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It is being worked on.
    Running,
    /// The job waits for the user.
    Waiting,
    /// The next one has begun, or the job is completed.
    Done,
    /// The job failed in it.
    Failed,
    /// The job was cancelled in it.
    Cancelled,
}

/// A step of a job, as its events tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// As the server wrote it.
    pub label: String,
    /// When it was first named (UTC).
    pub started_at: Option<DateTime<Utc>>,
    /// When the next one began or the job ended; `None` while it lasts.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it went.
    pub state: StepState,
}

impl Step {
    /// How long it took, or takes until now: milliseconds, never negative.
    /// `None` where the server told no times.
    #[must_use]
    pub fn duration_ms(&self, server_now_ms: i64) -> Option<i64> {
        let start = self.started_at?.timestamp_millis();
        let end = match (self.ended_at, self.state) {
            (Some(at), _) => at.timestamp_millis(),
            (None, StepState::Running | StepState::Waiting) => server_now_ms,
            _ => return None,
        };
        Some((end - start).max(0))
    }
}

/// Reads a log as it grows, each event once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Digest {
    steps: Vec<Step>,
    earlier: usize,
    types: Vec<String>,
    read: u64,
    last: Option<EventId>,
}

impl Digest {
    /// Takes in what has come since the last time. An event that came late, with
    /// a lower id, changes what was said before: then all is read anew.
    #[must_use]
    pub fn read_on(mut self, log: &EventLog) -> Self {
        let total = log.total();
        let new = usize::try_from(total.saturating_sub(self.read)).unwrap_or(usize::MAX);
        let known = log.len().checked_sub(new).filter(|_| total >= self.read);
        let in_order = known.is_some_and(|known| {
            known == 0 && self.last.is_none()
                || known > 0 && log.get(known - 1).map(|it| it.id) == self.last
        });
        if !in_order {
            self = Self::default();
        }
        let known = if in_order { known.unwrap_or(0) } else { 0 };
        for place in known..log.len() {
            if let Some(event) = log.get(place) {
                self.take(event);
                self.last = Some(event.id);
            }
        }
        self.read = total;
        self
    }

    /// Whether the log holds nothing that was not read.
    #[must_use]
    pub fn is_of(&self, log: &EventLog) -> bool {
        self.read == log.total() && self.last == log.last().map(|event| event.id)
    }

    /// The types of events, in the order they first came.
    #[must_use]
    pub fn types(&self) -> &[String] {
        &self.types
    }

    /// How many steps came before those of [`Digest::steps`].
    #[must_use]
    pub const fn earlier_steps(&self) -> usize {
        self.earlier
    }

    /// The steps of the latest attempt, in order. The row has the last word on
    /// how the last of them went: its end may be no event.
    #[must_use]
    pub fn steps(&self, process: &Process) -> Vec<Step> {
        let mut steps = self.steps.clone();
        if let Some(last) = steps.last_mut() {
            // What has ended and goes on in no event yet keeps its end.
            if process.status.is_terminal() || last.ended_at.is_none() {
                last.state = state(&process.status);
            }
            if process.status.is_terminal() {
                last.ended_at = last.ended_at.or(process.finished_at);
            }
        }
        steps
    }

    fn take(&mut self, event: &ProcessEvent) {
        if let Some(event_type) = &event.event_type
            && self.types.len() < KEPT_TYPES
            && !self.types.contains(event_type)
        {
            self.types.push(event_type.clone());
        }
        let at = event.created_at;
        let ended = self.steps.last().is_some_and(|it| it.ended_at.is_some());
        if event.status == Some(Status::Pending) && ended {
            // Dispatched once more: the steps begin anew.
            self.steps.clear();
            self.earlier = 0;
        }
        let label = event.step.as_deref().map(str::trim).filter(|it| !it.is_empty());
        if let Some(label) = label
            && self.steps.last().is_none_or(|it| it.label != label)
        {
            self.end(at, StepState::Done);
            let label = label.to_owned();
            let state = StepState::Running;
            self.steps.push(Step { label, started_at: at, ended_at: None, state });
            if self.steps.len() > KEPT_STEPS {
                self.steps.remove(0);
                self.earlier += 1;
            }
        }
        match &event.status {
            Some(status) if status.is_terminal() => self.end(at, state(status)),
            Some(Status::WaitingReview) => {
                if let Some(last) = self.steps.last_mut() {
                    last.state = StepState::Waiting;
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, at: Option<DateTime<Utc>>, state: StepState) {
        if let Some(last) = self.steps.last_mut() {
            last.ended_at = last.ended_at.or(at);
            last.state = state;
        }
    }
}

const fn state(status: &Status) -> StepState {
    match status {
        Status::Completed => StepState::Done,
        Status::Failed => StepState::Failed,
        Status::Cancelled => StepState::Cancelled,
        Status::WaitingReview => StepState::Waiting,
        Status::Pending | Status::Running | Status::Other(_) => StepState::Running,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::id::ProcessId;
    use super::*;

    const JOB: ProcessId = ProcessId::new(1);

    /// An event at second `at`; `""` names no step.
    fn event(id: u64, at: i64, step: &str, status: Option<Status>) -> Arc<ProcessEvent> {
        let mut event = ProcessEvent::new(EventId::new(id), JOB);
        event.created_at = DateTime::from_timestamp(at, 0);
        event.step = Some(step.to_owned()).filter(|it| !it.is_empty());
        event.status = status;
        event.event_type = Some("step".to_owned());
        Arc::new(event)
    }

    fn log(events: &[(i64, &str, Option<Status>)]) -> EventLog {
        let mut log = EventLog::default();
        for (id, (at, step, status)) in (1..).zip(events) {
            log.insert(event(id, *at, step, status.clone()));
        }
        log
    }

    fn told(log: &EventLog, status: Status) -> Vec<(String, Option<i64>, StepState)> {
        let steps = Digest::default().read_on(log).steps(&Process::new(JOB, status));
        let told = |it: &Step| (it.label.clone(), it.duration_ms(100_000), it.state);
        steps.iter().map(told).collect()
    }

    #[test]
    fn a_step_lasts_until_the_next_begins_or_the_job_ends() {
        let log = log(&[
            (10, "Reading", Some(Status::Running)),
            (20, "Reading", None),
            (30, "", None),
            (45, "Writing", None),
        ]);
        let reading = ("Reading".to_owned(), Some(35_000), StepState::Done);
        let writing = |state| ("Writing".to_owned(), Some(55_000), state);
        assert_eq!(told(&log, Status::Running), [reading.clone(), writing(StepState::Running)]);
        assert_eq!(told(&log, Status::WaitingReview), [reading, writing(StepState::Waiting)]);
    }

    #[test]
    fn the_step_in_which_a_job_ended_tells_how() {
        let ends = |status: Status| {
            log(&[(10, "Reading", None), (20, "", Some(status.clone())), (90, "", None)])
        };
        for (status, state) in [
            (Status::Completed, StepState::Done),
            (Status::Failed, StepState::Failed),
            (Status::Cancelled, StepState::Cancelled),
        ] {
            let told = told(&ends(status.clone()), status);
            assert_eq!(told, [("Reading".to_owned(), Some(10_000), state)]);
        }
    }

    #[test]
    fn a_retry_begins_anew_and_times_that_run_backwards_are_no_time() {
        let log = log(&[
            (10, "Reading", None),
            (20, "", Some(Status::Failed)),
            (30, "", Some(Status::Pending)),
            (40, "Reading", Some(Status::Running)),
            (35, "Writing", None),
        ]);
        let steps = told(&log, Status::Running);
        assert_eq!(steps.len(), 2);
        assert_eq!(steps[0].1, Some(0));
    }

    #[test]
    fn steps_are_bounded_and_types_named_once() {
        let mut log = EventLog::default();
        for id in 1..=100 {
            log.insert(event(id, 0, &format!("Row {id}"), None));
        }
        let digest = Digest::default().read_on(&log);
        assert_eq!(digest.steps(&Process::new(JOB, Status::Running)).len(), KEPT_STEPS);
        assert_eq!(digest.earlier_steps(), 60);
        assert_eq!(digest.types(), ["step"]);
    }

    proptest! {
        #[test]
        fn reading_on_tells_the_same_as_reading_all_at_once(
            ids in prop::collection::hash_set(1_u64..2_000, 0..900),
            portion in 1_usize..200,
        ) {
            let mut log = EventLog::default();
            let mut digest = Digest::default();
            // In no order, as from transactions that commit late.
            for (at, id) in ids.iter().enumerate() {
                let name = format!("Step {}", id / 50);
                let status = (id % 97 == 0).then_some(Status::WaitingReview);
                log.insert(event(*id, 0, &name, status));
                if at % portion == 0 {
                    digest = digest.read_on(&log);
                }
            }
            let digest = digest.read_on(&log);
            if log.dropped() == 0 {
                prop_assert_eq!(digest, Digest::default().read_on(&log));
            }
        }
    }
}
