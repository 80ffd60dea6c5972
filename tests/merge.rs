//! Snapshots and events of one job, joined in whatever order they arrive.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use job_tray::domain::action::{Action, ActionState};
use job_tray::domain::event::ProcessEvent;
use job_tray::domain::id::{EventId, ProcessId};
use job_tray::domain::job::Job;
use job_tray::domain::merge::DOUBTED_ANSWERS;
use job_tray::domain::process::Process;
use job_tray::domain::progress::Percent;
use job_tray::domain::status::Status;
use job_tray::domain::tray::{Reduced, TrayChange, TrayMsg, TrayState, reduce};
use job_tray::protocol::timestamp;

const ID: ProcessId = ProcessId::new(7);

/// One job under observation.
struct Story {
    state: TrayState,
    last: Reduced,
}

/// The server's row: status, progress, attempts, second of the last change.
fn row(status: &str, percent: f64, attempts: i64, second: i64) -> Process {
    Process {
        progress_percent: Percent::new(percent),
        attempts: Some(attempts),
        updated_at: timestamp::from_unix(second),
        ..Process::new(ID, Status::from(status))
    }
}

fn event(id: u64, status: &str, percent: f64, second: i64) -> ProcessEvent {
    ProcessEvent {
        status: Some(Status::from(status)),
        progress_percent: Percent::new(percent),
        created_at: timestamp::from_unix(second),
        ..ProcessEvent::new(EventId::new(id), ID)
    }
}

impl Story {
    /// A job of which only the key is known.
    fn new() -> Self {
        let mut state = TrayState::default();
        let last = reduce(&mut state, TrayMsg::Follow { shown: [ID].into(), others: [].into() });
        Self { state, last }
    }

    /// A job with this row.
    fn of(row: Process) -> Self {
        Self::new().answered(row)
    }

    /// A row that was asked for just now.
    fn answered(self, row: Process) -> Self {
        let asked_at = self.asks();
        self.answered_late(row, asked_at)
    }

    fn asks(&self) -> u64 {
        self.state.arrivals(ID)
    }

    /// A row that was asked for when so many events had arrived.
    fn answered_late(mut self, row: Process, asked_at: u64) -> Self {
        let process = Box::new(row);
        self.last = reduce(&mut self.state, TrayMsg::Snapshot { process, asked_at, now_ms: 1 });
        self
    }

    fn hears(mut self, event: ProcessEvent) -> Self {
        let event = Box::new(event);
        self.last = reduce(&mut self.state, TrayMsg::Event { event, now_ms: 2 });
        self
    }

    fn job(&self) -> &Job {
        self.state.job(ID).unwrap()
    }

    #[track_caller]
    fn shows(self, status: &str, percent: u8) -> Self {
        let process = self.job().process.clone().unwrap();
        assert_eq!(process.status.as_str(), status);
        assert_eq!(process.progress_percent.map(Percent::shown), Some(percent));
        self
    }

    #[track_caller]
    fn has_bar(self, percent: Option<u8>) -> Self {
        assert_eq!(self.job().bar_percent, percent);
        self
    }

    #[track_caller]
    fn doubts(self, expected: bool) -> Self {
        assert_eq!(self.last.doubtful.is_some(), expected);
        self
    }

    #[track_caller]
    fn has_log(self, ids: &[u64]) -> Self {
        let log: Vec<_> = self.job().log.iter().map(|event| event.id.get()).collect();
        assert_eq!(log, ids);
        self
    }
}

#[test]
fn events_move_the_row_on() {
    Story::of(row("pending", 0.0, 1, 10))
        .hears(event(1, "running", 5.0, 11))
        .shows("running", 5)
        .hears(event(2, "running", 60.0, 12))
        .shows("running", 60)
        .hears(event(3, "completed", 100.0, 13))
        .shows("completed", 100)
        .has_log(&[1, 2, 3]);
}

#[test]
fn times_and_error_of_an_event_stand_in_until_the_row_tells() {
    let mut failure = event(2, "failed", 5.0, 13);
    failure.message = Some("Disk full".into());
    let story =
        Story::of(row("pending", 0.0, 1, 10)).hears(event(1, "running", 5.0, 11)).hears(failure);
    let process = story.job().process.clone().unwrap();
    assert_eq!(process.started_at, timestamp::from_unix(11));
    assert_eq!(process.finished_at, timestamp::from_unix(13));
    assert_eq!(process.error_message.as_deref(), Some("Disk full"));
}

#[test]
fn a_duplicate_changes_nothing_and_is_one_row_of_the_log() {
    let story = Story::of(row("running", 0.0, 1, 10))
        .hears(event(1, "running", 5.0, 11))
        .hears(event(2, "running", 50.0, 12))
        .hears(event(1, "running", 5.0, 11));
    assert_eq!(story.last.changes, []);
    story.shows("running", 50).has_log(&[1, 2]);
}

#[test]
fn a_replay_from_the_start_takes_nothing_back() {
    let mut story = Story::of(row("running", 70.0, 1, 20));
    for (id, percent, second) in [(1, 5.0, 11), (2, 40.0, 15), (3, 60.0, 18)] {
        story = story.hears(event(id, "running", percent, second)).shows("running", 70);
    }
    story.has_bar(Some(70)).has_log(&[1, 2, 3]);
}

#[test]
fn an_event_that_comes_late_is_logged_in_its_place_and_takes_nothing_back() {
    Story::of(row("running", 0.0, 1, 10))
        .hears(event(5, "running", 50.0, 11))
        .hears(event(3, "running", 30.0, 11))
        .shows("running", 50)
        .doubts(false)
        .has_log(&[3, 5]);
}

#[test]
fn an_event_of_a_job_nobody_follows_changes_nothing() {
    let mut state = TrayState::default();
    let event = Box::new(event(1, "running", 1.0, 1));
    assert_eq!(reduce(&mut state, TrayMsg::Event { event, now_ms: 0 }), Reduced::default());
}

#[test]
fn what_comes_after_the_end_is_logged_and_the_row_is_asked_for() {
    Story::of(row("running", 90.0, 1, 10))
        .hears(event(5, "cancelled", 90.0, 12))
        .hears(event(6, "running", 95.0, 13))
        .shows("cancelled", 90)
        .doubts(true)
        .hears(event(7, "cancelled", 90.0, 14))
        .doubts(false)
        .has_log(&[5, 6, 7]);
}

#[test]
fn a_row_of_an_earlier_second_is_doubted_and_believed_the_third_time() {
    let mut story = Story::of(row("running", 60.0, 1, 20));
    for _ in 0..DOUBTED_ANSWERS {
        story = story.answered(row("running", 10.0, 1, 15)).doubts(true).shows("running", 60);
    }
    // The clocks of two machines disagree: the row is the truth all the same.
    story.answered(row("running", 10.0, 1, 15)).doubts(false).shows("running", 10);
}

#[test]
fn a_believed_answer_ends_the_doubts() {
    let mut story = Story::of(row("running", 60.0, 1, 20));
    for _ in 0..5 {
        story = story
            .answered(row("running", 10.0, 1, 15))
            .doubts(true)
            .answered(row("running", 65.0, 1, 21))
            .doubts(false)
            .shows("running", 65);
    }
}

#[test]
fn an_event_log_that_does_not_touch_its_row_raises_no_doubts() {
    Story::of(row("running", 60.0, 1, 20))
        .hears(event(1, "running", 61.0, 25))
        .answered(row("running", 60.0, 1, 20))
        .doubts(false)
        .shows("running", 60)
        .has_bar(Some(61));
}

#[test]
fn an_event_that_came_after_the_question_is_put_on_top_of_the_answer() {
    let story = Story::of(row("running", 10.0, 1, 10));
    let asked_at = story.asks();
    story
        .hears(event(1, "running", 50.0, 12))
        .answered_late(row("running", 40.0, 1, 12), asked_at)
        .doubts(false)
        .shows("running", 50)
        .answered(row("running", 50.0, 1, 12))
        .shows("running", 50);
}

#[test]
fn an_answer_of_a_later_second_knows_the_events_before_it() {
    let story = Story::of(row("running", 10.0, 1, 10));
    let asked_at = story.asks();
    story
        .hears(event(1, "running", 50.0, 12))
        .answered_late(row("running", 55.0, 1, 13), asked_at)
        .shows("running", 55);
}

#[test]
fn an_end_that_was_heard_of_stands_against_an_answer_asked_for_before() {
    for second in [11, 12, 90] {
        // Even if the clock that wrote the row is ahead.
        let story = Story::of(row("running", 10.0, 1, 10));
        let asked_at = story.asks();
        story
            .hears(event(1, "completed", 100.0, 12))
            .answered_late(row("running", 40.0, 1, second), asked_at)
            .shows("completed", 100);
    }
}

#[test]
fn at_a_tie_the_end_wins() {
    let story = Story::of(row("running", 10.0, 1, 10));
    let asked_at = story.asks();
    story
        .hears(event(1, "running", 99.0, 12))
        .answered_late(row("completed", 100.0, 1, 12), asked_at)
        .shows("completed", 100);
}

#[test]
fn events_before_the_first_answer_wait_for_it() {
    let story = Story::new();
    let asked_at = story.asks();
    story
        .hears(event(2, "running", 20.0, 12))
        .hears(event(1, "running", 10.0, 11))
        .hears(event(3, "completed", 100.0, 12))
        .answered_late(row("running", 15.0, 1, 11), asked_at)
        .shows("completed", 100)
        .has_log(&[1, 2, 3]);
}

#[test]
fn events_that_waited_are_taken_in_the_order_of_their_ids() {
    let story = Story::new();
    let asked_at = story.asks();
    story
        .hears(event(5, "running", 50.0, 12))
        .hears(event(4, "running", 40.0, 12))
        .answered_late(row("running", 30.0, 1, 12), asked_at)
        .shows("running", 50)
        .hears(event(3, "running", 31.0, 12))
        .shows("running", 50)
        .has_log(&[3, 4, 5]);
}

#[test]
fn a_replica_that_lags_behind_the_end_is_doubted() {
    Story::of(row("running", 10.0, 1, 10))
        .hears(event(1, "completed", 100.0, 14))
        .answered(row("running", 60.0, 1, 13))
        .doubts(true)
        .shows("completed", 100)
        .answered(row("completed", 100.0, 1, 14))
        .doubts(false);
}

#[test]
fn the_end_of_a_row_does_not_go_back_to_active_by_an_equally_old_one() {
    for status in ["completed", "cancelled"] {
        Story::of(row(status, 100.0, 1, 20))
            .answered(row("running", 90.0, 1, 20))
            .doubts(true)
            .shows(status, 100);
    }
}

#[test]
fn a_retry_elsewhere_is_believed_at_once() {
    // failed to pending, more attempts, or simply a later row.
    for next in [row("pending", 0.0, 1, 20), row("running", 0.0, 2, 20), row("running", 0.0, 1, 21)]
    {
        let status = next.status.to_string();
        Story::of(row("failed", 80.0, 1, 20))
            .answered(next)
            .doubts(false)
            .shows(&status, 0)
            .has_bar(Some(0));
    }
}

#[test]
fn the_bar_never_goes_back_while_the_number_may() {
    Story::of(row("running", 60.0, 1, 10))
        .hears(event(1, "running", 40.0, 11))
        .shows("running", 40)
        .has_bar(Some(60))
        .answered(row("running", 41.0, 1, 12))
        .has_bar(Some(60))
        .hears(event(2, "running", 61.0, 13))
        .has_bar(Some(61));
}

#[test]
fn no_number_is_an_indeterminate_bar_and_is_not_forgotten() {
    let unknown = Process { progress_percent: None, ..row("running", 0.0, 1, 11) };
    Story::of(row("running", 60.0, 1, 10))
        .answered(unknown)
        .has_bar(None)
        .hears(event(1, "running", 40.0, 12))
        .has_bar(Some(60));
}

#[test]
fn the_bar_starts_over_with_each_attempt() {
    Story::of(row("running", 60.0, 1, 10)).answered(row("running", 5.0, 2, 11)).has_bar(Some(5));
    // Sent back to the queue; the worker's row kept its number until then.
    Story::of(row("running", 60.0, 1, 10))
        .hears(event(1, "pending", 60.0, 11))
        .has_bar(Some(60))
        .hears(event(2, "running", 0.0, 12))
        .has_bar(Some(0));
}

#[test]
fn an_event_that_dispatches_the_job_again_leaves_no_progress_behind() {
    let again = ProcessEvent { progress_percent: None, ..event(1, "pending", 0.0, 11) };
    let story = Story::of(row("running", 60.0, 1, 10)).hears(again).has_bar(None);
    assert_eq!(story.job().process.clone().unwrap().progress_percent, None);
}

#[test]
fn an_action_is_over_when_the_status_shows_it() {
    let act = |story: Story, action| {
        let mut story = story;
        reduce(&mut story.state, TrayMsg::Action(ID, ActionState::UnderWay(action)));
        story
    };
    let story = act(Story::of(row("running", 60.0, 1, 10)), Action::Cancel)
        .hears(event(1, "running", 61.0, 11));
    assert!(story.job().is_busy());
    let story = story.hears(event(2, "cancelled", 61.0, 12));
    assert!(!story.job().is_busy());
    let story = act(Story::of(row("failed", 60.0, 1, 10)), Action::Retry)
        .answered(row("pending", 0.0, 1, 11));
    assert_eq!(story.job().action, ActionState::Idle);
}

#[test]
fn a_doubted_answer_confirms_nothing() {
    let story = Story::of(row("completed", 100.0, 1, 20));
    assert_eq!(story.job().confirmed_at_ms, Some(1));
    let story = story.hears(event(1, "running", 50.0, 30)).doubts(true);
    assert_eq!(story.last.changes, [TrayChange::Updated(ID)], "its log grew");
    assert_eq!(story.job().confirmed_at_ms, Some(1));
    let story = story.answered(row("running", 50.0, 1, 20)).doubts(true);
    assert_eq!(story.last.changes, []);
}
