//! How often the screen is written: seldom enough for any number of events,
//! and at once where the user waits for it.
#![cfg(all(feature = "ui", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::rc::Rc;

use any_spawner::Executor;
use job_tray::domain::action::Action;
use job_tray::domain::status::Status;
use job_tray::transport::fake::FakeTransport;
use job_tray::transport::{PageNews, StreamNews};
use job_tray::{ProcessId, TrayOptions, TrayStore};
use leptos::prelude::*;

const STREAM: &str = "/processes/1/stream";

fn row(status: &str) -> String {
    format!(
        r#"{{"id":1,"type":"csv_import","status":"{status}","progress_percent":0,
        "started_at":"2026-11-24 07:59:00","updated_at":"2026-11-24 08:00:00"}}"#
    )
}

fn event(id: u64, status: &str, percent: u64) -> StreamNews {
    let data = format!(
        r#"{{"id":{id},"process_id":1,"type":"progress","status":"{status}",
        "progress_percent":{percent},"created_at":"2026-11-24 08:00:10"}}"#
    );
    StreamNews::Message(data.as_str().into())
}

/// Job 1 running with an open stream, all of it shown a while ago.
fn running() -> (TrayStore, FakeTransport) {
    let fake = FakeTransport::new(1_795_507_200_000);
    let store = TrayStore::with_transport(TrayOptions::default(), Rc::new(fake.clone()));
    store.follow(vec![ProcessId::new(1)]);
    fake.answer("/processes/1", 200, &row("running"));
    fake.stream(STREAM, StreamNews::Opened);
    fake.answer("/processes/1", 200, &row("running"));
    fake.advance(1_000);
    (store, fake)
}

fn percent(store: &TrayStore) -> Option<u8> {
    store.job(ProcessId::new(1)).unwrap().with_untracked(|job| job.bar_percent)
}

fn status(store: &TrayStore) -> Status {
    let job = store.job(ProcessId::new(1)).unwrap();
    job.with_untracked(|job| job.process.as_ref().unwrap().status.clone())
}

#[tokio::test]
async fn a_flood_of_events_writes_the_row_ten_times_a_second_and_ends_with_the_last() {
    _ = Executor::init_tokio();
    tokio::task::LocalSet::new()
        .run_until(async {
            let owner = Owner::new();
            owner.set();
            let (store, fake) = running();
            let (writes, job) = (Rc::new(Cell::new(0)), store.job(ProcessId::new(1)).unwrap());
            let counted = writes.clone();
            Effect::new(move || {
                job.track();
                counted.set(counted.get() + 1);
            });
            Executor::tick().await;
            // A second with a thousand events.
            for id in 1..=1_000 {
                fake.stream(STREAM, event(id, "running", id / 11));
                fake.advance(1);
                Executor::tick().await;
            }
            fake.advance(100);
            Executor::tick().await;
            assert!((10..=12).contains(&writes.get()), "{}", writes.get());
            assert_eq!(percent(&store), Some(90));
            let log = store.job(ProcessId::new(1)).unwrap().get_untracked().log;
            assert_eq!(log.last().unwrap().id.get(), 1_000, "nothing of the log is lost");
        })
        .await;
}

#[test]
fn the_first_news_after_a_pause_is_shown_at_once_and_what_follows_within_a_tenth_of_a_second() {
    let (store, fake) = running();
    fake.stream(STREAM, event(1, "running", 20));
    assert_eq!(percent(&store), Some(20));
    fake.advance(10);
    fake.stream(STREAM, event(2, "running", 30));
    assert_eq!(percent(&store), Some(20));
    fake.advance(89);
    assert_eq!(percent(&store), Some(20));
    fake.advance(1);
    assert_eq!(percent(&store), Some(30));
}

#[test]
fn a_change_of_status_and_the_users_own_action_are_shown_at_once() {
    let (store, fake) = running();
    fake.stream(STREAM, event(1, "running", 20));
    store.act(ProcessId::new(1), Action::Cancel);
    assert!(store.job(ProcessId::new(1)).unwrap().with_untracked(|job| job.is_busy()));
    fake.stream(STREAM, event(2, "waiting_review", 20));
    assert_eq!(status(&store), Status::WaitingReview);
    assert_eq!(store.summary().get_untracked().waiting_review, 1);
}

#[test]
fn while_the_panel_is_closed_only_the_counts_are_kept_and_opening_shows_the_last() {
    let (store, fake) = running();
    store.set_open(false);
    fake.stream(STREAM, event(1, "running", 20));
    fake.advance(1_000);
    fake.stream(STREAM, event(2, "waiting_review", 40));
    fake.advance(1_000);
    assert_eq!((percent(&store), status(&store)), (Some(0), Status::Running));
    assert_eq!(store.summary().get_untracked().waiting_review, 1);
    store.set_open(true);
    assert_eq!((percent(&store), status(&store)), (Some(40), Status::WaitingReview));
}

#[test]
fn while_nobody_looks_at_the_page_only_the_counts_are_kept() {
    let (store, fake) = running();
    fake.page(PageNews::Visible(false));
    fake.stream(STREAM, event(1, "running", 20));
    fake.advance(1_000);
    assert_eq!(percent(&store), Some(0));
    assert_eq!(store.summary().get_untracked().percent, Some(20));
    fake.page(PageNews::Visible(true));
    assert_eq!(percent(&store), Some(20));
}

#[test]
fn the_clock_stands_while_the_panel_is_closed_and_is_right_as_soon_as_it_opens() {
    let (store, fake) = running();
    let clock = || store.clocks().get_untracked().device_ms;
    let timers = fake.timers();
    let shown = clock();
    fake.advance(1_000);
    assert_eq!(clock(), shown + 1_000);
    store.set_open(false);
    assert_eq!(fake.timers(), timers - 1, "the clock has none");
    let shown = clock();
    fake.advance(5_000);
    fake.stream(STREAM, event(1, "waiting_review", 20));
    assert_eq!(clock(), shown, "not even with news");
    store.set_open(true);
    assert_eq!(clock(), shown + 5_000);
    fake.advance(1_000);
    assert_eq!(clock(), shown + 6_000);
}

/// Job 1 is followed as soon as it is made; nothing is known of it yet.
fn just_made() -> (TrayStore, FakeTransport) {
    let fake = FakeTransport::new(1_795_507_200_000);
    let store = TrayStore::with_transport(TrayOptions::default(), Rc::new(fake.clone()));
    store.follow(vec![ProcessId::new(1)]);
    (store, fake)
}

fn made_now(status: &str) -> String {
    format!(
        r#"{{"id":1,"type":"csv_import","status":"{status}","created_at":"2026-11-24 08:00:00",
        "updated_at":"2026-11-24 08:00:00"}}"#
    )
}

/// Whether the job is on screen; row, order and counts agree.
fn is_shown(store: &TrayStore) -> bool {
    let order = store.order().get_untracked();
    let row = store.job(ProcessId::new(1));
    assert_eq!(order.len(), usize::from(row.is_some()));
    assert_eq!(store.summary().get_untracked().total, order.len());
    row.is_some()
}

#[test]
fn a_short_job_appears_once_as_ended_and_only_its_end_is_said() {
    let (store, fake) = just_made();
    assert!(!is_shown(&store));
    let [polite, _] = store.announcements();
    fake.advance(100);
    fake.answer("/processes/1", 200, &made_now("running"));
    assert!(!is_shown(&store) && polite.get_untracked().is_empty());
    fake.stream(STREAM, StreamNews::Opened);
    fake.advance(300);
    assert!(!is_shown(&store) && polite.get_untracked().is_empty());
    fake.stream(STREAM, event(1, "completed", 100));
    assert!(is_shown(&store));
    assert_eq!(status(&store), Status::Completed);
    assert_eq!(polite.get_untracked(), "CSV import: finished");
}

#[test]
fn a_job_that_lasts_is_shown_half_a_second_after_it_came() {
    let (store, fake) = just_made();
    fake.advance(100);
    fake.answer("/processes/1", 200, &made_now("pending"));
    fake.advance(399);
    assert!(!is_shown(&store));
    assert!(store.summary().get_untracked().is_untold(), "nor does it say that there is none");
    fake.advance(1);
    assert!(is_shown(&store));
    assert_eq!(store.summary().get_untracked().pending, 1);
    fake.advance(100);
    assert_eq!(store.announcements()[0].get_untracked(), "CSV import: started");
}

#[test]
fn a_job_of_which_nothing_is_heard_is_shown_half_a_second_after_it_came() {
    let (store, fake) = just_made();
    fake.advance(499);
    assert!(!is_shown(&store));
    fake.advance(1);
    assert!(is_shown(&store));
    assert_eq!(store.summary().get_untracked().unknown, 1);
}

#[test]
fn a_job_that_has_lasted_or_needs_the_user_is_shown_as_soon_as_it_is_known() {
    for row in [row("running"), made_now("waiting_review"), made_now("failed")] {
        let (store, fake) = just_made();
        fake.answer("/processes/1", 200, &row);
        assert!(is_shown(&store), "{row}");
    }
}

#[test]
fn what_goes_before_it_was_shown_is_forgotten_and_what_is_put_back_is_there_at_once() {
    let (store, fake) = just_made();
    store.dismiss(vec![ProcessId::new(1)]);
    fake.advance(500);
    assert!(!is_shown(&store));
    store.restore(vec![ProcessId::new(1)]);
    assert!(is_shown(&store));
}

#[test]
fn who_is_woken_a_moment_too_early_shows_a_job_all_the_same() {
    let fake = FakeTransport::new(1_795_507_200_000);
    let options = TrayOptions { share_tabs: false, ..TrayOptions::default() };
    let store = TrayStore::with_transport(options, Rc::new(fake.clone()));
    store.follow(vec![ProcessId::new(1)]);
    fake.advance(499);
    fake.wake_early();
    assert_eq!(store.order().get_untracked(), []);
    fake.advance(1);
    assert_eq!(store.order().get_untracked(), [ProcessId::new(1)]);
}
