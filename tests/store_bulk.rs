//! Actions on many jobs, as the store tells of them. Native; signals need no
//! browser.
#![cfg(all(feature = "ui", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use job_tray::domain::action::Action;
use job_tray::domain::bulk::Progress;
use job_tray::transport::fake::FakeTransport;
use job_tray::{ProcessId, TrayOptions, TrayStore};
use leptos::prelude::*;

/// 2026-11-24 08:00:00 UTC.
const EIGHT: i64 = 1_795_507_200_000;

fn row(id: u64, status: &str) -> String {
    format!(r#"{{"id":{id},"type":"csv_import","status":"{status}"}}"#)
}

/// Jobs from 1 on in this status.
fn tray(count: u64, status: &str, options: TrayOptions) -> (TrayStore, FakeTransport) {
    let fake = FakeTransport::new(EIGHT);
    let store = TrayStore::with_transport(options, Rc::new(fake.clone()));
    store.follow((1..=count).map(ProcessId::new).collect());
    for _ in 0..count {
        for id in 1..=count {
            fake.answer(&format!("/processes/{id}"), 200, &row(id, status));
        }
    }
    (store, fake)
}

fn far(store: &TrayStore) -> Progress {
    store.bulk().get_untracked().unwrap()
}

fn all(count: u64) -> Vec<ProcessId> {
    (1..=count).map(ProcessId::new).collect()
}

#[test]
fn each_job_is_acted_on_once_and_what_came_of_it_is_counted() {
    let (store, fake) = tray(3, "failed", TrayOptions::default());
    assert_eq!(store.summary().get_untracked().retryable, 3);
    store.act_on_all(all(3), Action::Retry);
    store.act_on_all(all(3), Action::Retry);
    let posts = ["POST /processes/1/retry", "POST /processes/2/retry", "POST /processes/3/retry"];
    assert_eq!(fake.requests(), posts);
    assert_eq!((far(&store).waiting, far(&store).settled()), (3, 0));
    fake.answer("/processes/1/retry", 200, &row(1, "pending"));
    fake.answer("/processes/2/retry", 409, r#"{"message":"Not now."}"#);
    fake.answer("/processes/2", 200, &row(2, "failed"));
    fake.answer("/processes/3/retry", 500, "{}");
    // Rows without a time are believed when they say so again.
    for _ in 0..3 {
        fake.answer("/processes/3", 200, &row(3, "pending"));
        fake.advance(6_000);
    }
    let Progress { waiting, done, refused, .. } = far(&store);
    assert_eq!((waiting, done, refused), (0, 2, 1), "the third was done all the same");
    store.forget_bulk();
    assert_eq!(store.bulk().get_untracked(), None);
}

#[test]
fn a_job_that_is_busy_or_offers_nothing_is_left_out() {
    let (store, fake) = tray(2, "failed", TrayOptions::default());
    store.act(ProcessId::new(1), Action::Retry);
    store.act_on_all(all(2), Action::Retry);
    assert_eq!(far(&store).waiting, 1);
    assert_eq!(fake.requests(), ["POST /processes/1/retry", "POST /processes/2/retry"]);
    store.forget_bulk();
    store.act_on_all(all(2), Action::Cancel);
    assert_eq!(far(&store).waiting, 0);
}

#[test]
fn cancels_that_are_taken_back_are_left_alone_and_nothing_is_sent() {
    let options = TrayOptions { cancel_grace_ms: 8_000, ..TrayOptions::default() };
    let (store, fake) = tray(3, "pending", options);
    assert_eq!(store.cancel_grace_ms(), 8_000);
    store.act_on_all(all(3), Action::Cancel);
    assert_eq!((far(&store).waiting, far(&store).deferred), (3, 3));
    store.take_back(ProcessId::new(2));
    assert_eq!((far(&store).waiting, far(&store).left), (2, 1));
    store.take_back_all();
    assert_eq!((far(&store).waiting, far(&store).left), (0, 3));
    fake.advance(20_000);
    assert!(fake.requests().iter().all(|it| it.starts_with("GET")), "{:?}", fake.requests());
}
