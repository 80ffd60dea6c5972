//! That what happens is said once, in few words, and not too often.
use std::sync::Arc;

use super::*;
use crate::domain::action::{Action, ActionFailure};
use crate::domain::job_type::JobType;
use crate::domain::process::Process;

fn csv_import() -> JobType {
    JobType::new(Some("csv_import"))
}

fn job(id: u64, status: Status, percent: Option<u8>) -> Job {
    let id = ProcessId::new(id);
    let process = Process { job_type: csv_import(), ..Process::new(id, status) };
    let process = Some(Arc::new(process));
    Job { process, bar_percent: percent, ..Job::new(id) }
}

/// A voice that knows jobs 1 to 4 as running.
fn voice() -> Announcer {
    let mut voice = Announcer::default();
    for id in 1..=4 {
        voice.note(&Words::default(), &job(id, Status::Running, None), 0);
    }
    assert!(!voice.speak(&Words::default(), 0), "what the page finds is not news");
    voice
}

#[test]
fn quarters_are_told_once_each_and_never_oftener_than_every_five_seconds() {
    let mut voice = voice();
    let mut told = Vec::new();
    for percent in 0..=100_u8 {
        let now = u64::from(percent) * 200;
        voice.note(&Words::default(), &job(1, Status::Running, Some(percent)), 0);
        voice.note(&Words::default(), &job(1, Status::Running, Some(percent)), 0);
        if voice.speak(&Words::default(), now) && !voice.polite().is_empty() {
            told.push((now, voice.polite().to_owned()));
        }
    }
    let words: Vec<_> = told.iter().map(|(_, words)| words.as_str()).collect();
    assert_eq!(words, ["CSV import: 25 %", "CSV import: 50 %", "CSV import: 75 %"]);
    assert!(told.windows(2).all(|two| two[1].0 >= two[0].0 + POLITE_EVERY_MS));
}

#[test]
fn what_happens_at_once_is_one_sentence() {
    let mut voice = voice();
    voice.note(&Words::default(), &job(1, Status::Completed, None), 0);
    voice.note(&Words::default(), &job(2, Status::Completed, None), 0);
    voice.note(&Words::default(), &job(3, Status::WaitingReview, None), 0);
    assert!(voice.speak(&Words::default(), 1_000));
    assert_eq!(voice.polite(), "CSV import: needs your review, 2 jobs finished");
    assert_eq!(voice.alert(), "");
}

#[test]
fn a_failure_is_told_at_once_and_politely_nothing_of_it() {
    let mut voice = voice();
    voice.note(&Words::default(), &job(1, Status::Completed, None), 0);
    assert!(voice.speak(&Words::default(), 1_000));
    voice.note(&Words::default(), &job(2, Status::Failed, None), 0);
    assert!(voice.speak(&Words::default(), 1_100));
    assert_eq!((voice.alert(), voice.polite()), ("CSV import: failed", "CSV import: finished"));
    voice.note(&Words::default(), &job(3, Status::Failed, None), 0);
    voice.note(&Words::default(), &job(4, Status::Failed, None), 0);
    assert_eq!(voice.due(), Some(2_100));
    assert!(!voice.speak(&Words::default(), 2_000));
    assert!(voice.speak(&Words::default(), 2_100));
    assert_eq!(voice.alert(), "2 jobs failed");
}

#[test]
fn words_go_away_and_are_not_said_again() {
    let mut voice = voice();
    voice.note(&Words::default(), &job(1, Status::Completed, None), 0);
    assert!(voice.speak(&Words::default(), 1_000));
    assert_eq!(voice.due(), Some(8_000));
    assert!(voice.speak(&Words::default(), 8_000));
    assert_eq!((voice.polite(), voice.due()), ("", None));
    voice.note(&Words::default(), &job(1, Status::Completed, None), 0);
    assert!(!voice.speak(&Words::default(), 20_000));
}

#[test]
fn a_job_that_has_just_begun_is_told_and_one_from_before_is_not() {
    let mut voice = Announcer::default();
    let made = |id: u64, at: i64| {
        let mut process = Process::new(ProcessId::new(id), Status::Pending);
        process.job_type = csv_import();
        process.created_at = chrono::DateTime::from_timestamp(at, 0);
        Job { process: Some(Arc::new(process)), ..Job::new(ProcessId::new(id)) }
    };
    voice.note(&Words::default(), &made(1, 1_000), 1_030_000);
    voice.note(&Words::default(), &made(2, 1_028), 1_030_000);
    assert!(!voice.speak(&Words::default(), 1_000), "it may be over at once");
    assert_eq!(voice.due(), Some(1_500));
    assert!(!voice.speak(&Words::default(), 1_499));
    assert!(voice.speak(&Words::default(), 1_500));
    assert_eq!(voice.polite(), "CSV import: started");
}

#[test]
fn of_a_short_job_only_the_end_is_said() {
    let mut voice = Announcer::default();
    let note = |voice: &mut Announcer, id: u64, status, percent| {
        let mut process = Process::new(ProcessId::new(id), status);
        process.job_type = csv_import();
        process.created_at = chrono::DateTime::from_timestamp(1_000, 0);
        let (process, bar_percent) = (Some(Arc::new(process)), Some(percent));
        let job = Job { process, bar_percent, ..Job::new(ProcessId::new(id)) };
        voice.note(&Words::default(), &job, 1_000_000)
    };
    assert_eq!(note(&mut voice, 1, Status::Running, 0), Some(Announcement::Started));
    assert!(!voice.speak(&Words::default(), 1_000));
    assert_eq!(note(&mut voice, 1, Status::Running, 50), None);
    assert!(!voice.speak(&Words::default(), 1_100));
    note(&mut voice, 1, Status::Completed, 100);
    note(&mut voice, 2, Status::Running, 0);
    assert!(voice.speak(&Words::default(), 1_400));
    assert_eq!(voice.polite(), "CSV import: finished");
    note(&mut voice, 2, Status::Failed, 0);
    assert!(voice.speak(&Words::default(), 1_401));
    assert_eq!(voice.alert(), "CSV import: failed");
    assert_eq!(voice.due(), Some(8_400), "nothing else waits");
}

#[test]
fn what_is_told_in_another_way_is_not_said_twice() {
    let mut voice = voice();
    let news = voice.note(&Words::default(), &job(1, Status::Completed, None), 0);
    assert_eq!(news, Some(Announcement::Finished));
    voice.unsay(ProcessId::new(1));
    assert!(!voice.speak(&Words::default(), 1_000));
    voice.note(&Words::default(), &job(2, Status::Completed, None), 0);
    voice.tell("While you were away: 1 finished".to_owned());
    assert!(voice.speak(&Words::default(), 2_000));
    assert_eq!(voice.polite(), "While you were away: 1 finished, CSV import: finished");
}

#[test]
fn what_has_changed_since_another_page_is_new() {
    let mut voice = Announcer::default();
    voice.recall(ProcessId::new(1), Some(&Status::Running));
    voice.recall(ProcessId::new(2), Some(&Status::Failed));
    voice.recall(ProcessId::new(3), None);
    let mut note = |id, status| voice.note(&Words::default(), &job(id, status, None), 0);
    assert_eq!(note(1, Status::Completed), Some(Announcement::Finished));
    assert_eq!(note(2, Status::Failed), None);
    assert_eq!(note(3, Status::WaitingReview), Some(Announcement::Review));
}

#[test]
fn nobody_hears_later_what_happened_while_nobody_listened() {
    let mut voice = voice();
    voice.note(&Words::default(), &job(1, Status::Failed, None), 0);
    voice.hush();
    assert!(!voice.speak(&Words::default(), 1_000));
    voice.note(&Words::default(), &job(1, Status::Pending, None), 0);
    assert!(voice.speak(&Words::default(), 2_000));
    assert_eq!(voice.polite(), "CSV import: started", "somebody has retried it");
}

#[test]
fn what_did_not_happen_is_said_at_once_and_once() {
    let mut voice = voice();
    let refused = |id| Job {
        action: ActionState::Failed(Action::Cancel, ActionFailure::Forbidden),
        ..job(id, Status::Running, None)
    };
    voice.note(&Words::default(), &refused(1), 0);
    assert!(voice.speak(&Words::default(), 1_000));
    assert_eq!(voice.alert(), "CSV import: Not cancelled: you don’t have permission.");
    voice.note(&Words::default(), &refused(1), 0);
    assert!(!voice.speak(&Words::default(), 3_000), "it was said");
    // Many are one sentence.
    for id in 2..=4 {
        voice.note(&Words::default(), &refused(id), 0);
    }
    assert!(voice.speak(&Words::default(), 4_000));
    assert_eq!(voice.alert(), "3 refused");
}

#[test]
fn a_lost_network_is_said_and_that_it_is_back_but_no_reconnect() {
    let mut voice = voice();
    let mut hear = |trouble, now| {
        voice.hear_line(&Words::default(), trouble);
        voice.speak(&Words::default(), now);
        voice.polite().to_owned()
    };
    assert_eq!(hear(Some(Line::Reconnecting), 0), "");
    assert_eq!(hear(Some(Line::Stale), 500), "");
    assert_eq!(hear(None, 1_000), "");
    assert_eq!(hear(Some(Line::Offline), 2_000), "Offline – updates paused");
    assert_eq!(hear(Some(Line::Offline), 9_000), "");
    assert_eq!(hear(Some(Line::Reconnecting), 10_000), "");
    assert_eq!(hear(None, 11_000), "Updates are back");
}
