//! What one tab writes, another reads; what nobody wrote is nothing said.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::id::EventId;
use crate::domain::process::Process;

const ID: ProcessId = ProcessId::new(u64::MAX);

#[track_caller]
fn check(said: Said) {
    assert_eq!(read(&write(7, &said)), Some((7, said)));
}

fn told(job: Job, events: Vec<ProcessEvent>) -> Said {
    Said::Jobs(vec![Adopted { job, events }])
}

#[test]
fn every_word_is_understood() {
    check(Said::Here { ids: vec![ID, ProcessId::new(1)], visible: true, asks: false });
    check(Said::Here { ids: Vec::new(), visible: false, asks: true });
    check(Said::Bye);
    check(Said::Found(vec![ID]));
    check(Said::Discover);
    check(Said::TakeBack(ID));
    check(Said::SignedOut);
    let events = vec![ProcessEvent::new(EventId::new(3), ID)];
    check(Said::HandOver { sent: vec![1_767_225_600_000, -5], events });
    check(Said::Beat(Beat::default()));
    check(Said::Beat(Beat {
        visible: true,
        roll_call: true,
        sent: vec![1_767_225_600_000, -5],
        told_to_wait_until: i64::MAX,
        signed_out: true,
        clock_offset_ms: Some(-86_400_000),
        list: Some(Line::Reconnecting),
    }));
}

#[test]
fn a_job_is_told_with_its_line_its_action_and_its_new_events() {
    let process = Process::new(ID, Status::Failed);
    let failures = [
        ActionFailure::TooLate(Status::Completed),
        ActionFailure::TooLate(Status::from("archived")),
        ActionFailure::Refused(Some("“No.”\n".into())),
        ActionFailure::Refused(None),
        ActionFailure::SignedOut,
        ActionFailure::Forbidden,
        ActionFailure::Gone,
        ActionFailure::Busy,
        ActionFailure::ServerError,
        ActionFailure::Unreachable,
    ];
    let failed = failures.into_iter().map(|it| ActionState::Failed(Action::Retry, it));
    let states = [
        ActionState::Idle,
        ActionState::UnderWay(Action::Cancel),
        ActionState::Deferred(Action::Cancel, 1_767_225_605_000),
    ];
    for (line, action) in Line::ALL.into_iter().cycle().zip(states.into_iter().chain(failed)) {
        let job = Job {
            process: Some(Arc::new(process.clone())),
            line,
            action,
            bar_percent: Some(100),
            confirmed_at_ms: Some(9),
            ..Job::new(ID)
        };
        check(told(job, vec![ProcessEvent::new(EventId::new(3), ID)]));
    }
    check(told(Job::new(ID), Vec::new()));
}

#[test]
fn every_line_has_a_number_of_its_own() {
    for line in Line::ALL {
        assert_eq!(line_of(line_number(line)), line);
    }
    assert_eq!(line_of(99), Line::default());
}

#[test]
fn rows_of_another_job_are_not_taken_in() {
    let stray = Job {
        process: Some(Arc::new(Process::new(ProcessId::new(2), Status::Running))),
        ..Job::new(ID)
    };
    let event = ProcessEvent::new(EventId::new(3), ProcessId::new(2));
    let Some((_, Said::Jobs(jobs))) = read(&write(7, &told(stray, vec![event]))) else {
        panic!("jobs are told");
    };
    assert_eq!(jobs, [Adopted { job: Job::new(ID), events: Vec::new() }]);
}

#[test]
fn another_version_and_words_of_others_are_nothing_said() {
    for text in [
        r#"{"v":2,"from":1,"kind":"bye"}"#,
        r#"{"v":1,"from":-1,"kind":"bye"}"#,
        r#"{"v":1,"from":1,"kind":"shout"}"#,
        r#"{"v":1,"from":1,"kind":"here","body":{"ids":["1"]}}"#,
        r#"{"v":1,"from":1,"kind":"take_back","body":[]}"#,
        r#"{"v":1,"from":1,"kind":"jobs","body":{}}"#,
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,80}") {
        prop_assert_eq!(read(&text), None);
    }

    #[test]
    fn any_body_is_read_without_a_panic(
        kind in prop::sample::select(vec!["here", "beat", "jobs", "found", "take_back"]),
        body in "[\\[\\]{}:,\"a-z0-9]{0,40}",
    ) {
        let _ = read(&format!(r#"{{"v":1,"from":1,"kind":"{kind}","body":{body}}}"#));
    }
}
