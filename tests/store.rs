//! The store on a scripted world: what is shown, what is sent, and that
//! nothing is left behind. Native; signals need no browser.
#![cfg(all(feature = "ui", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::rc::Rc;

use any_spawner::Executor;
use job_tray::domain::action::{Action, ActionState};
use job_tray::domain::status::Status;
use job_tray::protocol::actions::StreamEnd;
use job_tray::transport::fake::FakeTransport;
use job_tray::transport::{PageNews, StreamNews};
use job_tray::{ProcessId, TrayOptions, TrayStore};
use leptos::prelude::*;

/// 2026-11-24 08:00:00 UTC.
const EIGHT: i64 = 1_795_507_200_000;

fn tray(ids: &[u64]) -> (TrayStore, FakeTransport) {
    let fake = FakeTransport::new(EIGHT);
    let store = TrayStore::with_transport(TrayOptions::default(), Rc::new(fake.clone()));
    store.follow(ids.iter().copied().map(ProcessId::new).collect());
    (store, fake)
}

fn process(id: u64, status: &str, updated: &str) -> String {
    format!(
        r#"{{"id":{id},"type":"csv_import","status":"{status}","progress_percent":10,
        "started_at":"2026-11-24 07:59:00","updated_at":"2026-11-24 08:00:{updated}"}}"#
    )
}

fn event(id: u64, process: u64, percent: u8) -> StreamNews {
    let data = format!(
        r#"{{"id":{id},"process_id":{process},"type":"progress","status":"running",
        "progress_percent":{percent},"created_at":"2026-11-24 08:00:10"}}"#
    );
    StreamNews::Message(data.as_str().into())
}

/// Jobs 1 and 2 running, each with an open stream and its snapshot answered.
fn two_running() -> (TrayStore, FakeTransport) {
    let (store, fake) = tray(&[1, 2]);
    for id in [1, 2] {
        let url = format!("/processes/{id}");
        assert!(fake.answer(&url, 200, &process(id, "running", "00")));
        assert!(fake.stream(&format!("{url}/stream"), StreamNews::Opened));
        assert!(fake.answer(&url, 200, &process(id, "running", "00")));
    }
    (store, fake)
}

fn percent(store: &TrayStore, id: u64) -> Option<u8> {
    store.job(ProcessId::new(id)).unwrap().with_untracked(|job| job.bar_percent)
}

fn status(store: &TrayStore, id: u64) -> Option<Status> {
    let job = store.job(ProcessId::new(id)).unwrap().get_untracked();
    job.process.map(|process| process.status.clone())
}

#[test]
fn a_followed_job_is_asked_for_and_shown() {
    let (store, fake) = tray(&[7]);
    assert_eq!(fake.requests(), ["GET /processes/7"]);
    fake.advance(500);
    assert_eq!(status(&store, 7), None);
    fake.answer("/processes/7", 200, &process(7, "running", "00"));
    assert_eq!(status(&store, 7), Some(Status::Running));
    assert_eq!(store.summary().get_untracked().running, 1);
    assert_eq!(fake.streams(), ["/processes/7/stream"]);
}

#[tokio::test]
async fn news_of_one_job_wakes_only_its_own_row() {
    _ = Executor::init_tokio();
    tokio::task::LocalSet::new()
        .run_until(async {
            let owner = Owner::new();
            owner.set();
            let (store, fake) = two_running();
            fake.advance(1_000);
            let count = |id: u64| {
                let (runs, job) = (Rc::new(Cell::new(0)), store.job(ProcessId::new(id)).unwrap());
                let counted = runs.clone();
                Effect::new(move || {
                    job.track();
                    counted.set(counted.get() + 1);
                });
                runs
            };
            let (one, two) = (count(1), count(2));
            Executor::tick().await;
            assert_eq!((one.get(), two.get()), (1, 1));
            fake.stream("/processes/1/stream", event(50, 1, 40));
            Executor::tick().await;
            assert_eq!((one.get(), two.get()), (2, 1));
            assert_eq!((percent(&store, 1), percent(&store, 2)), (Some(40), Some(10)));
        })
        .await;
}

#[test]
fn the_jobs_that_need_the_user_stand_first() {
    let (store, fake) = tray(&[1, 2, 3]);
    for (id, status) in [(1, "waiting_review"), (2, "running"), (3, "completed")] {
        fake.answer(&format!("/processes/{id}"), 200, &process(id, status, "00"));
    }
    assert_eq!(store.order().get_untracked(), [1, 2, 3].map(ProcessId::new));
    let summary = store.summary().get_untracked();
    assert_eq!((summary.waiting_review, summary.running, summary.ended), (1, 1, 1));
}

#[test]
fn an_action_is_sent_once_and_shown_as_under_way() {
    let (store, fake) = two_running();
    store.act(ProcessId::new(1), Action::Cancel);
    store.act(ProcessId::new(1), Action::Cancel);
    assert_eq!(fake.requests(), ["POST /processes/1/cancel"]);
    let job = store.job(ProcessId::new(1)).unwrap();
    assert_eq!(job.get_untracked().action, ActionState::UnderWay(Action::Cancel));
    fake.answer("/processes/1/cancel", 200, &process(1, "cancelled", "05"));
    fake.answer("/processes/1", 200, &process(1, "cancelled", "05"));
    assert_eq!(job.get_untracked().action, ActionState::Idle);
    assert_eq!(status(&store, 1), Some(Status::Cancelled));
    assert_eq!(fake.streams(), ["/processes/2/stream"]);
}

#[test]
fn an_action_that_is_not_offered_is_not_sent() {
    let (store, fake) = two_running();
    store.act(ProcessId::new(1), Action::Retry);
    store.act(ProcessId::new(99), Action::Cancel);
    assert_eq!(fake.requests(), [""; 0]);
}

#[test]
fn a_planned_close_is_followed_by_the_next_stream() {
    let (store, fake) = two_running();
    fake.advance(25_000);
    fake.stream("/processes/1/stream", StreamNews::Ended(StreamEnd::Closed));
    assert_eq!(fake.streams(), ["/processes/2/stream"]);
    fake.advance(300);
    let mut streams = fake.streams();
    streams.sort();
    assert_eq!(streams, ["/processes/1/stream", "/processes/2/stream"]);
    assert_eq!(store.summary().get_untracked().trouble, None);
}

#[test]
fn what_is_followed_no_longer_is_gone_with_its_stream() {
    let (store, fake) = two_running();
    store.follow(vec![ProcessId::new(2)]);
    assert_eq!(store.order().get_untracked(), [ProcessId::new(2)]);
    assert!(store.job(ProcessId::new(1)).is_none());
    assert_eq!(fake.streams(), ["/processes/2/stream"]);
}

#[test]
fn the_clock_ticks_only_while_a_job_runs_and_somebody_looks() {
    let (store, fake) = two_running();
    let clocks = store.clocks();
    let now = || clocks.get_untracked().server_ms;
    let before = now();
    fake.advance(3_000);
    assert_eq!(now() - before, 3_000);

    fake.page(PageNews::Visible(false));
    let hidden = now();
    fake.advance(3_000);
    assert_eq!(now(), hidden);

    fake.page(PageNews::Visible(true));
    assert_eq!(now() - hidden, 3_000, "right again at the first look");
}

#[test]
fn a_tray_with_nothing_left_to_hear_asks_for_nothing_and_waits_for_nothing() {
    let (store, fake) = tray(&[1]);
    fake.answer("/processes/1", 200, &process(1, "completed", "00"));
    assert_eq!(fake.timers(), 1, "the clock that tells how long ago it ended, and nothing else");
    fake.advance(3_600_000);
    assert_eq!(fake.requests(), [""; 0]);
    assert_eq!(fake.streams(), [""; 0]);
    assert_eq!(fake.timers(), 1);
    store.set_open(false);
    assert_eq!(fake.timers(), 0);
}

#[test]
fn how_long_ago_a_job_ended_is_right_to_the_minute_while_it_is_seen() {
    let (store, fake) = tray(&[1]);
    fake.answer("/processes/1", 200, &process(1, "completed", "00"));
    let clocks = store.clocks();
    let now = || clocks.get_untracked().server_ms;
    let before = now();
    assert_eq!(fake.timers(), 1);
    fake.advance(59_000);
    assert_eq!(now(), before, "nothing that is seen tells seconds");
    fake.advance(1_000);
    assert_eq!(now() - before, 60_000);
    fake.page(PageNews::Visible(false));
    assert_eq!(fake.timers(), 0);
}

#[test]
fn dropping_the_store_ends_requests_streams_timers_and_listeners() {
    let (store, fake) = two_running();
    store.act(ProcessId::new(1), Action::Cancel);
    assert!(!fake.requests().is_empty() && !fake.streams().is_empty() && fake.timers() > 0);
    let clone = store.clone();
    drop(store);
    assert!(fake.is_watched(), "a clone is the same tray");
    drop(clone);
    assert_eq!((fake.requests().len(), fake.streams().len(), fake.timers()), (0, 0, 0));
    assert!(!fake.is_watched());
}

#[test]
fn while_a_job_is_stale_its_age_goes_on_by_the_devices_clock() {
    let (store, fake) = two_running();
    // No answer to anything from here on.
    for url in ["/processes/1/stream", "/processes/2/stream"] {
        fake.stream(url, StreamNews::Ended(StreamEnd::Refused(None)));
    }
    let job = store.job(ProcessId::new(1)).unwrap();
    let confirmed = job.get_untracked().confirmed_at_ms.unwrap();
    fake.advance(40_000);
    let age = store.clocks().get_untracked().device_ms - confirmed;
    assert_eq!(age, 40_000);
    assert!(job.get_untracked().line.is_troubled(), "{:?}", job.get_untracked().line);
}

#[test]
fn a_page_that_is_put_away_holds_nothing_and_starts_anew_when_it_is_back() {
    let (store, fake) = two_running();
    fake.page(PageNews::Suspended);
    assert_eq!((fake.requests().len(), fake.streams().len()), (0, 0));
    fake.advance(120_000);
    assert_eq!((fake.requests().len(), fake.streams().len()), (0, 0));
    fake.page(PageNews::Resumed);
    assert_eq!(fake.requests(), ["GET /processes/2", "GET /processes/1"]);
    assert_eq!(fake.streams().len(), 2);
    assert_eq!(status(&store, 1), Some(Status::Running));
}

#[test]
fn two_trays_share_nothing() {
    let (one, fake_one) = tray(&[1]);
    let (two, fake_two) = tray(&[1]);
    fake_one.answer("/processes/1", 200, &process(1, "failed", "00"));
    fake_two.advance(500);
    assert_eq!(status(&one, 1), Some(Status::Failed));
    assert_eq!(status(&two, 1), None);
    assert_eq!(fake_two.requests(), ["GET /processes/1"]);
}
