//! That every story shows what its name says.
use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{GROUPS, find};
use crate::domain::action::{ActionFailure, ActionState};
use crate::domain::format::Clocks;
use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::words;
use crate::gallery::stage::{BEGINNING_MS, Play, Script};

/// A story at the moment of its picture.
fn played(name: &str) -> Play {
    let (_, story) = find(name).unwrap_or_else(|| panic!("there is no story {name}"));
    let mut script = Script::new(12, 10);
    (story.script)(&mut script);
    let play = Play::start(script);
    play.to_its_moment();
    play
}

/// The jobs of a story at that moment.
fn jobs(name: &str) -> Vec<Job> {
    let play = played(name);
    let order = play.store.order().get_untracked();
    let job = |id: &ProcessId| play.store.job(*id).expect("a job in the order").get_untracked();
    order.iter().map(job).collect()
}

#[track_caller]
fn check(name: &str, status: &str, line: &str) {
    let jobs = jobs(name);
    let seen: Vec<_> =
        jobs.iter().map(|job| (words::job_status_id(job), words::line_id(job.line))).collect();
    assert!(seen.contains(&(status, line)), "{name} shows {seen:?}");
}

#[test]
fn every_story_has_a_name_of_its_own_and_its_source() {
    let mut names = BTreeSet::new();
    for group in GROUPS {
        for story in group.stories {
            assert!(names.insert(story.name), "{} is there twice", story.name);
            let source = group.source_of(story);
            assert!(source.starts_with("fn ") && source.ends_with('}'), "{}: {source}", story.name);
            assert!(story.about.ends_with('.'), "{}: {}", story.name, story.about);
        }
    }
    assert!(names.len() >= 40, "{}", names.len());
    let (group, story) = find("line-polling").expect("a story");
    let source = group.source_of(story);
    assert!(source.contains("Answers::WithoutStreams"), "{source}");
    assert!(source.contains("\nfn two_jobs("), "what it calls stands there too: {source}");
}

#[test]
fn every_story_can_be_played_for_two_minutes() {
    for story in GROUPS.into_iter().flat_map(|group| group.stories) {
        let mut script = Script::new(12, 10);
        (story.script)(&mut script);
        let play = Play::start(script);
        play.advance(120_000);
        assert_eq!(play.elapsed_ms(), 120_000, "{}", story.name);
    }
}

#[test]
fn jobs_are_in_the_status_of_their_story() {
    check("connecting", "", "connecting");
    check("pending", "pending", "polling");
    check("running", "running", "live");
    check("running-unmeasured", "running", "live");
    check("waiting-review", "waiting_review", "polling");
    check("completed", "completed", "settled");
    check("failed", "failed", "settled");
    check("cancelled", "cancelled", "settled");
    check("unknown-status", "other", "polling");
    check("retry-attempt", "running", "live");
    assert_eq!(jobs("empty"), []);
    assert_eq!(jobs("running")[0].bar_percent, Some(42));
    assert_eq!(jobs("running-unmeasured")[0].bar_percent, None);
    assert_eq!(jobs("all-statuses").len(), 7);
}

#[test]
fn a_running_job_may_be_late_or_its_worker_silent() {
    let clocks = Clocks { server_ms: BEGINNING_MS, device_ms: BEGINNING_MS };
    let told = |name: &str| {
        let job = jobs(name).remove(0);
        (job.is_late(clocks), job.quiet_ms(clocks).is_some())
    };
    assert_eq!(told("running"), (false, false));
    assert_eq!(told("longer-than-usual"), (true, false));
    assert_eq!(told("worker-silent"), (false, true));
}

#[test]
fn lines_are_in_the_state_of_their_story() {
    check("line-live", "running", "live");
    check("line-polling", "running", "polling");
    check("line-stale", "running", "stale");
    check("line-offline", "running", "offline");
    check("line-reconnecting", "running", "reconnecting");
    check("line-signed-out", "running", "signed-out");
    check("line-blocked", "running", "blocked");
    check("line-gone", "running", "gone");
    check("line-settled", "completed", "settled");
}

#[test]
fn actions_stand_where_their_story_says() {
    let action = |name: &str| jobs(name)[0].action.clone();
    let failed = |name: &str| match action(name) {
        ActionState::Failed(_, failure) => failure,
        other => panic!("{name}: {other:?}"),
    };
    assert!(matches!(action("cancel-under-way"), ActionState::UnderWay(_)));
    assert!(matches!(action("retry-under-way"), ActionState::UnderWay(_)));
    assert!(matches!(action("cancel-grace"), ActionState::Deferred(..)));
    assert!(matches!(failed("cancel-refused"), ActionFailure::Refused(Some(_))));
    assert_eq!(failed("cancel-forbidden"), ActionFailure::Forbidden);
    assert!(matches!(failed("cancel-too-late"), ActionFailure::TooLate(_)));
    assert_eq!(failed("retry-busy"), ActionFailure::Busy);
}

#[test]
fn the_panel_stands_as_its_stories_say() {
    let far = |name: &str| {
        let far = played(name).store.bulk().get_untracked().expect("many are acted on");
        [far.waiting, far.done, far.refused]
    };
    assert_eq!(far("retrying-many"), [6, 0, 0]);
    assert_eq!(far("retried-many"), [0, 2, 1]);
    assert_eq!(played("failed-alike").store.summary().get_untracked().retryable, 5);
    let away = played("while-away").store.away();
    assert_eq!(away.map(|part| part.get_untracked().len()), [1, 1, 1, 0]);
    let by_type = played("by-type").store;
    assert!(by_type.look().by_type);
    assert_eq!(by_type.pinned().get_untracked().len(), 1);
    assert_eq!(by_type.unread().get_untracked().len(), 2);
}

#[test]
fn many_jobs_are_all_there_at_once() {
    for (name, count) in [("jobs-20", 20), ("jobs-200", 200), ("jobs-1000", 1_000)] {
        let jobs = jobs(name);
        assert_eq!(jobs.len(), count);
        assert!(jobs.iter().all(|job| job.process.is_some()), "{name}");
    }
    assert!(jobs("event-log")[0].log.len() > 100);
}

#[test]
fn every_event_of_a_hundred_jobs_in_a_hurry_is_taken_in() {
    let (_, story) = find("paced").expect("the story");
    let mut script = Script::new(1, 1);
    (story.script)(&mut script);
    let play = Play::start(script);
    play.advance(2_000);
    let jobs = || (1..=100).map(|id| play.store.job(ProcessId::new(id)).expect("a job"));
    assert!(jobs().all(|job| job.with_untracked(|job| words::line_id(job.line) == "live")));
    play.advance(12_000);
    let events: usize = jobs().map(|job| job.with_untracked(|job| job.log.len())).sum();
    assert_eq!(events, 18_000);
}

#[test]
fn a_life_goes_from_the_queue_to_a_result() {
    let (_, story) = find("life-of-a-job").expect("the story");
    let mut script = Script::new(1, 1);
    (story.script)(&mut script);
    let play = Play::start(script);
    let mut seen = Vec::new();
    for _ in 0..70 {
        play.advance(1_000);
        let job = play.store.job(ProcessId::new(1)).expect("its job").get_untracked();
        let status = words::job_status_id(&job);
        if seen.last() != Some(&status) {
            seen.push(status);
        }
    }
    assert_eq!(seen, ["pending", "running", "completed"]);
}
