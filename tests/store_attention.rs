//! Calling a user who is elsewhere: by whom, when, and with whose leave.
#![cfg(all(feature = "ui", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use job_tray::protocol::memory::MemoryLimits;
use job_tray::transport::fake::FakeTransport;
use job_tray::transport::{PageNews, StreamNews};
use job_tray::{Attention, ProcessId, TrayOptions, TrayStore};
use leptos::prelude::*;

/// 2026-11-24 08:00:00 UTC.
const EIGHT: i64 = 1_795_507_200_000;
const ALL: Attention =
    Attention { title: true, favicon: true, app_badge: true, notification: true, sound: true };
const NOTES: Attention =
    Attention { notification: true, title: false, favicon: false, app_badge: false, sound: false };

/// A tray with jobs 1 and 2, running, on a page that nobody looks at.
fn hidden(attention: Attention, allowed: Option<bool>) -> (TrayStore, FakeTransport) {
    let fake = FakeTransport::new(EIGHT);
    fake.allow_notifications(allowed);
    let options = TrayOptions { attention, share_tabs: false, ..TrayOptions::default() };
    let options = TrayOptions { max_streams: 2, ..options };
    let store = TrayStore::with_transport(options, Rc::new(fake.clone()));
    store.follow([1, 2].map(ProcessId::new).to_vec());
    for id in [1, 2] {
        let url = format!("/processes/{id}");
        let row = format!(r#"{{"id":{id},"type":"csv_import","status":"running"}}"#);
        assert!(fake.answer(&url, 200, &row));
        assert!(fake.stream(&format!("{url}/stream"), StreamNews::Opened));
        assert!(fake.answer(&url, 200, &row));
    }
    fake.page(PageNews::Visible(false));
    (store, fake)
}

fn becomes(fake: &FakeTransport, id: u64, event: u64, status: &str) {
    let data = format!(
        r#"{{"id":{event},"process_id":{id},"type":"status","status":"{status}",
        "created_at":"2026-11-24 08:00:10"}}"#
    );
    let url = format!("/processes/{id}/stream");
    assert!(fake.stream(&url, StreamNews::Message(data.as_str().into())));
}

#[test]
fn nobody_is_called_unless_the_host_wants_it() {
    let (store, fake) = hidden(Attention::default(), Some(true));
    becomes(&fake, 1, 9, "failed");
    fake.advance(60_000);
    assert_eq!((fake.badge_count(), fake.calls().len()), (0, 0));
    assert!(!store.has_bell().get_untracked());
}

#[test]
fn who_is_elsewhere_is_called_and_sees_a_count_until_they_are_back() {
    let (_store, fake) = hidden(ALL, Some(true));
    becomes(&fake, 1, 9, "waiting_review");
    assert_eq!(fake.calls(), ["CSV import: needs your review"]);
    assert_eq!(fake.badge_count(), 1);
    becomes(&fake, 2, 10, "failed");
    assert_eq!(fake.badge_count(), 2);
    assert_eq!(fake.calls().len(), 1, "not so soon after the first");
    fake.advance(5_000);
    assert_eq!(fake.calls().len(), 2);
    assert_eq!(fake.calls()[1], "CSV import: failed");
    fake.page(PageNews::Visible(true));
    assert_eq!(fake.badge_count(), 0);
    fake.advance(60_000);
    assert_eq!(fake.calls().len(), 2);
}

#[test]
fn who_looks_is_left_in_peace() {
    let (_store, fake) = hidden(ALL, Some(true));
    fake.page(PageNews::Visible(true));
    becomes(&fake, 1, 9, "failed");
    fake.advance(60_000);
    assert_eq!((fake.badge_count(), fake.calls().len()), (0, 0));
    // Nor are they called for it once they have gone.
    fake.page(PageNews::Visible(false));
    fake.advance(60_000);
    assert_eq!((fake.badge_count(), fake.calls().len()), (0, 0));
}

#[test]
fn leave_is_asked_for_by_the_bell_alone() {
    let (store, fake) = hidden(NOTES, None);
    let rings = || store.rings().get_untracked();
    assert!(store.has_bell().get_untracked() && !rings());
    becomes(&fake, 1, 9, "failed");
    assert!(fake.calls().is_empty());
    assert!(!fake.answer_permission(true), "nobody was asked");
    store.press_bell();
    assert!(!rings(), "not before the user has said yes");
    assert!(fake.answer_permission(true));
    assert!(rings());
    fake.advance(5_000);
    becomes(&fake, 2, 10, "failed");
    assert_eq!(fake.calls(), ["CSV import: failed"]);
    store.press_bell();
    assert!(!rings(), "it is a switch");
    store.press_bell();
    assert!(rings(), "the user is asked once");
}

#[test]
fn a_no_is_taken_for_one() {
    let (store, fake) = hidden(NOTES, None);
    store.press_bell();
    assert!(fake.answer_permission(false));
    assert!(!store.rings().get_untracked());
    let (store, _fake) = hidden(NOTES, Some(false));
    assert!(!store.has_bell().get_untracked(), "there is nothing left to ask for");
    let (store, fake) = hidden(Attention { sound: true, ..NOTES }, Some(false));
    assert!(store.has_bell().get_untracked(), "the sound can be switched");
    store.press_bell();
    assert!(fake.answer_permission(false));
    assert!(store.rings().get_untracked(), "it rings without notifications");
}

#[test]
fn a_tab_that_does_not_lead_says_nothing() {
    let fake = FakeTransport::new(EIGHT);
    fake.lose_lead();
    fake.allow_notifications(Some(true));
    let options = TrayOptions { attention: ALL, ..TrayOptions::default() };
    let store = TrayStore::with_transport(options, Rc::new(fake.clone()));
    store.follow(vec![ProcessId::new(1)]);
    fake.page(PageNews::Visible(false));
    fake.hear(r#"{"v":1,"from":9,"kind":"beat","body":{"visible":false}}"#);
    for status in ["running", "failed"] {
        fake.hear(&format!(
            r#"{{"v":1,"from":9,"kind":"jobs","body":[{{"id":1,"line":1,"process":
            {{"id":1,"status":"{status}"}}}}]}}"#
        ));
    }
    fake.advance(200);
    assert_eq!(store.summary().get_untracked().failed, 1);
    assert_eq!((fake.badge_count(), fake.calls().len()), (0, 0));
}

#[test]
fn a_tray_that_goes_takes_its_badge_along() {
    let (store, fake) = hidden(ALL, Some(true));
    becomes(&fake, 1, 9, "failed");
    assert_eq!(fake.badge_count(), 1);
    drop(store);
    assert_eq!(fake.badge_count(), 0);
    assert_eq!(fake.timers(), 0);
}

#[test]
fn two_trays_of_a_page_count_together() {
    let (one, fake) = hidden(ALL, Some(true));
    let options = TrayOptions { attention: ALL, share_tabs: false, ..TrayOptions::default() };
    let options = TrayOptions { base_url: "/other".into(), max_streams: 2, ..options };
    let two = TrayStore::with_transport(options, Rc::new(fake.clone()));
    fake.page(PageNews::Visible(false));
    two.follow(vec![ProcessId::new(3)]);
    let row = |status: &str| format!(r#"{{"id":3,"type":"csv_import","status":"{status}"}}"#);
    assert!(fake.answer("/other/processes/3", 200, &row("running")));
    becomes(&fake, 1, 9, "failed");
    becomes(&fake, 2, 10, "waiting_review");
    assert_eq!(fake.badge_count(), 2);
    fake.advance(60_000);
    assert!(fake.answer("/other/processes/3", 200, &row("failed")));
    assert_eq!(fake.badge_count(), 3);
    drop(one);
    assert_eq!(fake.badge_count(), 1, "the other tray still has something to tell");
    drop(two);
    assert_eq!(fake.badge_count(), 0);
}

#[test]
fn a_bell_that_was_switched_off_stays_so_on_the_next_page() {
    let fake = FakeTransport::new(EIGHT);
    fake.allow_notifications(Some(true));
    let tray = || {
        let options = TrayOptions { attention: ALL, share_tabs: false, ..TrayOptions::default() };
        let options = TrayOptions { user: Some("7".into()), ..options };
        let options = TrayOptions { memory: Some(MemoryLimits::default()), ..options };
        TrayStore::with_transport(options, Rc::new(fake.clone()))
    };
    let store = tray();
    assert!(store.rings().get_untracked());
    store.press_bell();
    drop(store);
    let store = tray();
    assert!(!store.rings().get_untracked());
    store.press_bell();
    drop(store);
    assert!(tray().rings().get_untracked());
}

#[test]
fn nobody_is_called_while_another_tab_is_looked_at() {
    let fake = FakeTransport::new(EIGHT);
    fake.allow_notifications(Some(true));
    let options = TrayOptions { attention: ALL, max_streams: 2, ..TrayOptions::default() };
    let store = TrayStore::with_transport(options, Rc::new(fake.clone()));
    store.follow(vec![ProcessId::new(1)]);
    let row = r#"{"id":1,"type":"csv_import","status":"running"}"#;
    assert!(fake.answer("/processes/1", 200, row));
    assert!(fake.stream("/processes/1/stream", StreamNews::Opened));
    assert!(fake.answer("/processes/1", 200, row));
    fake.page(PageNews::Visible(false));
    let here = |visible| {
        format!(
            r#"{{"v":1,"from":9,"kind":"here","body":{{"ids":[1],"visible":{visible},"asks":false}}}}"#
        )
    };
    fake.hear(&here(true));
    becomes(&fake, 1, 9, "waiting_review");
    fake.advance(10_000);
    assert_eq!((fake.badge_count(), fake.calls().len()), (0, 0));
    fake.hear(&here(false));
    becomes(&fake, 1, 10, "failed");
    fake.advance(10_000);
    assert_eq!(fake.calls(), ["CSV import: failed"]);
}
