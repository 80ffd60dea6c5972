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

/// Jobs 1 to 6 that wait for a worker and 7 to 9 that failed.
fn mixed(options: TrayOptions) -> (TrayStore, FakeTransport) {
    let fake = FakeTransport::new(EIGHT);
    let store = TrayStore::with_transport(options, Rc::new(fake.clone()));
    store.follow(all(9));
    for _ in 0..9 {
        for id in 1..=9 {
            let status = if id > 6 { "failed" } else { "pending" };
            fake.answer(&format!("/processes/{id}"), 200, &row(id, status));
        }
        fake.advance(4_000);
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
    assert_eq!(store.bulk().get_untracked(), None);
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

/// The second action used to drop the progress, the report and Stop of the first.
#[test]
fn a_second_action_leaves_the_first_its_progress_its_report_and_its_stop() {
    let options = TrayOptions { requests_per_minute: 600, ..TrayOptions::default() };
    let (store, fake) = mixed(options);
    store.act_on_all((1..=6).map(ProcessId::new).collect(), Action::Cancel);
    store.act_on_all((7..=9).map(ProcessId::new).collect(), Action::Retry);
    assert_eq!((far(&store).action, far(&store).waiting), (Action::Cancel, 6));
    let posts = || fake.requests().into_iter().filter(|it| it.starts_with("POST"));
    let sent: Vec<_> = posts().collect();
    assert_eq!(sent.len(), 4, "{sent:?}");
    store.take_back_all();
    assert_eq!((far(&store).waiting, far(&store).left), (4, 2));
    for post in sent {
        let url = post.trim_start_matches("POST ");
        let id = url.split('/').nth(2).unwrap().parse().unwrap();
        fake.answer(url, 200, &row(id, "cancelled"));
        fake.answer(&format!("/processes/{id}"), 200, &row(id, "cancelled"));
    }
    assert_eq!(posts().count(), 0, "nothing more is sent of either");
    let report = far(&store);
    assert_eq!((report.action, report.done, report.left), (Action::Cancel, 4, 2));
    store.act_on_all(Vec::new(), Action::Retry);
    assert_eq!(far(&store), report, "an action on no jobs is none");
    store.forget_bulk();
    let report = far(&store);
    assert_eq!((report.action, report.waiting, report.left), (Action::Retry, 0, 3));
    store.forget_bulk();
    assert_eq!(store.bulk().get_untracked(), None);
}

#[test]
fn what_is_dismissed_here_is_not_waited_for_though_another_tab_follows_it() {
    let (store, fake) = mixed(TrayOptions::default());
    let here = r#"{"v":1,"from":9,"kind":"here","body":{"ids":[6],"visible":false}}"#;
    fake.hear(here);
    store.act_on_all((1..=6).map(ProcessId::new).collect(), Action::Cancel);
    store.dismiss(vec![ProcessId::new(6)]);
    assert_eq!((far(&store).waiting, far(&store).left), (5, 1));
}
