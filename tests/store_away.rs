//! What is told to a user who was away, and what is unread. Native; signals need
//! no browser.
#![cfg(all(feature = "ui", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use job_tray::protocol::memory::MemoryLimits;
use job_tray::transport::PageNews;
use job_tray::transport::fake::FakeTransport;
use job_tray::{ProcessId, TrayOptions, TrayStore};
use leptos::prelude::*;

/// 2026-11-24 08:00:00 UTC.
const EIGHT: i64 = 1_795_507_200_000;

/// Trays of this user remember for as long as their browser does.
fn tray(fake: &FakeTransport) -> TrayStore {
    let options = TrayOptions {
        user: Some("7".into()),
        memory: Some(MemoryLimits::default()),
        share_tabs: false,
        ..TrayOptions::default()
    };
    TrayStore::with_transport(options, Rc::new(fake.clone()))
}

/// Answers what is asked about these jobs for a while; all that was said
/// meanwhile.
fn answer(store: &TrayStore, fake: &FakeTransport, jobs: &[(u64, &str, u32)]) -> Vec<String> {
    let mut heard: Vec<String> = Vec::new();
    for _ in 0..16 {
        for (id, status, minute) in jobs {
            let row = format!(
                r#"{{"id":{id},"type":"csv_import","status":"{status}",
                "updated_at":"2026-11-24 08:{minute:02}:00"}}"#
            );
            fake.answer(&format!("/processes/{id}"), 200, &row);
        }
        fake.advance(1_000);
        for words in store.announcements().map(|it| it.get_untracked()) {
            if !words.is_empty() && !heard.contains(&words) {
                heard.push(words);
            }
        }
    }
    heard
}

/// The digest: to review, failed, finished, cancelled.
fn digest(store: &TrayStore) -> [Vec<u64>; 4] {
    store.away().map(|part| part.get_untracked().iter().map(|id| id.get()).collect())
}

fn unread(store: &TrayStore) -> Vec<u64> {
    store.unread().get_untracked().iter().map(|id| id.get()).collect()
}

const NOTHING: [[u64; 0]; 4] = [[]; 4];

fn running() -> (TrayStore, FakeTransport) {
    let fake = FakeTransport::new(EIGHT);
    let store = tray(&fake);
    store.follow([1, 2, 3].map(ProcessId::new).to_vec());
    answer(&store, &fake, &[(1, "pending", 0), (2, "pending", 0), (3, "pending", 0)]);
    (store, fake)
}

#[test]
fn who_was_away_for_long_gets_one_digest_and_no_single_news() {
    let (store, fake) = running();
    fake.page(PageNews::Visible(false));
    for _ in 0..20 {
        fake.advance(20_000);
        answer(&store, &fake, &[(1, "completed", 2), (2, "pending", 0), (3, "pending", 0)]);
    }
    assert_eq!(digest(&store), NOTHING);
    fake.page(PageNews::Visible(true));
    let heard = answer(&store, &fake, &[(2, "failed", 9), (3, "waiting_review", 9)]);
    assert_eq!(digest(&store), [vec![3], vec![2], vec![1], vec![]]);
    let sentence = "While you were away: 1 waiting for you, 1 failed, 1 finished";
    assert_eq!(heard, [sentence]);
    let heard = answer(&store, &fake, &[(3, "waiting_review", 9)]);
    assert_eq!(heard, [""; 0], "once is enough");
    store.dismiss_away();
    assert_eq!(digest(&store), NOTHING);
}

#[test]
fn who_looked_away_for_a_moment_gets_none() {
    let (store, fake) = running();
    fake.page(PageNews::Visible(false));
    for _ in 0..5 {
        fake.advance(20_000);
        answer(&store, &fake, &[(1, "completed", 2), (2, "pending", 0), (3, "pending", 0)]);
    }
    fake.page(PageNews::Visible(true));
    let heard = answer(&store, &fake, &[(2, "failed", 3), (3, "pending", 0)]);
    assert_eq!(digest(&store), NOTHING);
    assert_eq!(heard, ["CSV import: failed"]);
    assert_eq!(unread(&store), [1], "of the other one was told when it happened");
}

#[test]
fn a_page_that_slept_tells_what_happened_meanwhile() {
    let (store, fake) = running();
    fake.page(PageNews::Suspended);
    fake.advance(900_000);
    fake.page(PageNews::Resumed);
    let rows = [(1, "completed", 9), (2, "pending", 0), (3, "pending", 0)];
    let heard = answer(&store, &fake, &rows);
    assert_eq!(digest(&store), [vec![], vec![], vec![1], vec![]]);
    assert_eq!(heard, ["While you were away: 1 finished"]);
}

#[test]
fn the_next_page_tells_what_happened_since_this_one() {
    let (store, fake) = running();
    fake.page(PageNews::Visible(false));
    drop(store);
    fake.page(PageNews::Visible(true));
    fake.advance(3_600_000);
    let store = tray(&fake);
    store.follow([1, 2, 3, 9].map(ProcessId::new).to_vec());
    let rows = [(1, "completed", 30), (2, "pending", 0), (3, "cancelled", 31), (9, "failed", 30)];
    answer(&store, &fake, &rows);
    assert_eq!(digest(&store), [vec![], vec![], vec![1], vec![3]], "job 9 is new here");
    assert_eq!(unread(&store), [1, 3]);
    // And when nothing has happened since, the page after that tells nothing.
    fake.page(PageNews::Visible(false));
    drop(store);
    fake.page(PageNews::Visible(true));
    let store = tray(&fake);
    store.follow([1, 2, 3, 9].map(ProcessId::new).to_vec());
    answer(&store, &fake, &rows);
    assert_eq!(digest(&store), NOTHING);
}

/// The second page opened an absence of which nothing was to be told, and every
/// short one after it counted as long.
#[test]
fn a_page_with_nothing_to_tell_makes_no_digest_of_a_moment() {
    let (store, fake) = running();
    fake.page(PageNews::Visible(false));
    drop(store);
    fake.page(PageNews::Visible(true));
    fake.advance(3_600_000);
    let store = tray(&fake);
    store.follow([1, 2, 3].map(ProcessId::new).to_vec());
    answer(&store, &fake, &[(1, "pending", 0), (2, "pending", 0), (3, "pending", 0)]);
    assert_eq!(digest(&store), NOTHING);
    fake.page(PageNews::Visible(false));
    for _ in 0..6 {
        fake.advance(4_000);
        answer(&store, &fake, &[(1, "completed", 2), (2, "pending", 0), (3, "pending", 0)]);
    }
    fake.page(PageNews::Visible(true));
    answer(&store, &fake, &[(2, "pending", 0), (3, "pending", 0)]);
    assert_eq!(digest(&store), NOTHING);
    assert_eq!(unread(&store), [1]);
}

#[test]
fn silence_where_no_job_moves_is_no_sleep() {
    let (store, fake) = running();
    fake.page(PageNews::Suspended);
    fake.advance(900_000);
    fake.page(PageNews::Resumed);
    let rows = [(1, "completed", 9), (2, "completed", 9), (3, "completed", 9)];
    let sentence = "While you were away: 3 finished";
    assert_eq!(answer(&store, &fake, &rows), [sentence]);
    // The user reads it, and some time later the page starts another job.
    fake.advance(900_000);
    store.follow([1, 2, 3, 4].map(ProcessId::new).to_vec());
    assert_eq!(answer(&store, &fake, &[(4, "completed", 20)]), [""; 0]);
    assert_eq!(digest(&store), [vec![], vec![], vec![1, 2, 3], vec![]]);
}

#[test]
fn what_ended_while_the_panel_was_closed_is_unread_until_it_was_open() {
    let (store, fake) = running();
    store.set_open(false);
    answer(&store, &fake, &[(1, "completed", 1)]);
    fake.advance(60_000);
    answer(&store, &fake, &[(1, "completed", 1), (2, "pending", 0), (3, "pending", 0)]);
    assert_eq!(unread(&store), [1]);
    store.set_open(true);
    assert_eq!(unread(&store), [1], "now it is seen that it is new");
    fake.advance(60_000);
    answer(&store, &fake, &[(2, "failed", 2), (3, "pending", 0)]);
    store.set_open(false);
    assert_eq!(unread(&store), [0; 0], "and the other one was seen as it happened");
}
