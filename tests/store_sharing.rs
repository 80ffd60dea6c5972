//! The store among other tabs, and with what the browser remembers.
#![cfg(all(not(target_arch = "wasm32"), feature = "ui"))]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use job_tray::domain::action::Action;
use job_tray::protocol::memory::MemoryLimits;
use job_tray::protocol::tabs::Role;
use job_tray::transport::PageNews;
use job_tray::transport::fake::FakeTransport;
use job_tray::{ProcessId, TrayOptions, TrayStore};
use leptos::prelude::*;

const NOW_MS: i64 = 1_795_507_200_000;

fn remembering() -> TrayOptions {
    TrayOptions {
        user: Some("7".into()),
        memory: Some(MemoryLimits::default()),
        ..TrayOptions::default()
    }
}

fn tray(options: TrayOptions, fake: &FakeTransport) -> TrayStore {
    Owner::new().set();
    TrayStore::with_transport(options, Rc::new(fake.clone()))
}

fn ids(store: &TrayStore) -> Vec<u64> {
    store.order().get_untracked().iter().map(|id| id.get()).collect()
}

/// Jobs of which nothing is known are shown once it is clear that they last.
fn let_in(fake: &FakeTransport) {
    fake.advance(500);
}

fn row(id: u64, status: &str) -> String {
    format!(r#"{{"id":{id},"type":"csv_import","status":"{status}"}}"#)
}

#[test]
fn the_only_tab_leads_and_asks() {
    let fake = FakeTransport::new(NOW_MS);
    let store = tray(TrayOptions::default(), &fake);
    assert!(fake.has_joined());
    store.follow(vec![ProcessId::new(1)]);
    assert!(fake.leads());
    assert_eq!(fake.requests(), ["GET /processes/1"]);
    assert_eq!(store.diagnostics().role, Role::Leader);
}

#[test]
fn a_tab_that_does_not_lead_asks_for_nothing_and_shows_what_it_is_told() {
    let fake = FakeTransport::new(NOW_MS);
    fake.lose_lead();
    let store = tray(TrayOptions::default(), &fake);
    store.follow(vec![ProcessId::new(1)]);
    assert_eq!(fake.requests(), Vec::<String>::new());
    let here = fake.told().pop().unwrap();
    assert!(here.contains(r#""kind":"here""#), "{here}");
    fake.hear(r#"{"v":1,"from":9,"kind":"beat","body":{"visible":true}}"#);
    let told = r#"{"v":1,"from":9,"kind":"jobs","body":[{"id":1,"line":1,"bar":40,"process":
        {"id":1,"status":"running","progress_percent":40}}]}"#;
    fake.hear(told);
    assert_eq!(store.job(ProcessId::new(1)).unwrap().get_untracked().bar_percent, Some(40));
    fake.advance(60_000);
    assert!(fake.leads(), "the tab that led has fallen silent, and this one is looked at");
    assert_eq!(fake.requests().len() + fake.streams().len(), 1);
}

#[test]
fn what_other_pages_say_on_the_channel_is_no_word_of_a_tab() {
    let fake = FakeTransport::new(NOW_MS);
    let store = tray(TrayOptions::default(), &fake);
    store.follow(vec![ProcessId::new(1)]);
    for text in ["", "{", "null", r#"{"v":2,"from":1,"kind":"bye"}"#, r#"{"v":1,"kind":"jobs"}"#] {
        fake.hear(text);
    }
    assert!(fake.leads());
    let_in(&fake);
    assert_eq!(ids(&store), [1]);
}

#[test]
fn where_tabs_cannot_be_joined_each_holds_one_stream() {
    let fake = FakeTransport::new(NOW_MS).without_tabs();
    let store = tray(TrayOptions::default(), &fake);
    store.follow(vec![ProcessId::new(1), ProcessId::new(2)]);
    for id in [1, 2] {
        assert!(fake.answer(&format!("/processes/{id}"), 200, &row(id, "running")));
    }
    assert_eq!(fake.streams().len(), 1);
    assert_eq!(store.diagnostics().role, Role::Alone);
}

#[test]
fn the_last_word_of_a_tab_is_goodbye_and_its_lead_is_free() {
    let fake = FakeTransport::new(NOW_MS);
    let store = tray(TrayOptions::default(), &fake);
    store.follow(vec![ProcessId::new(1)]);
    drop(store);
    assert!(fake.told().pop().unwrap().contains(r#""kind":"bye""#));
    assert!(!fake.leads() && !fake.has_joined());
    assert_eq!(fake.timers(), 0);
}

#[test]
fn followed_and_dismissed_jobs_survive_a_reload() {
    let fake = FakeTransport::new(NOW_MS);
    let store = tray(remembering(), &fake);
    store.follow([1, 2, 3].map(ProcessId::new).to_vec());
    store.dismiss(vec![ProcessId::new(2)]);
    let_in(&fake);
    assert_eq!(ids(&store), [3, 1]);
    drop(store);
    let store = tray(remembering(), &fake);
    store.follow(Vec::new());
    let_in(&fake);
    assert_eq!(ids(&store), [3, 1], "a page that names no job finds them again");
    store.follow([1, 2, 3].map(ProcessId::new).to_vec());
    let_in(&fake);
    assert_eq!(ids(&store), [3, 1], "a dismissed job stays away though the host names it");
    store.restore(vec![ProcessId::new(2)]);
    assert_eq!(ids(&store), [3, 2, 1]);
    store.sign_out();
    assert_eq!(ids(&store), Vec::<u64>::new());
    drop(store);
    let store = tray(remembering(), &fake);
    store.follow(Vec::new());
    let_in(&fake);
    assert_eq!(ids(&store), Vec::<u64>::new(), "nothing of the user stays");
}

#[test]
fn another_users_jobs_are_never_found() {
    let fake = FakeTransport::new(NOW_MS);
    let store = tray(remembering(), &fake);
    store.follow(vec![ProcessId::new(1)]);
    drop(store);
    let other = TrayOptions { user: Some("8".into()), ..remembering() };
    let store = tray(other, &fake);
    store.follow(Vec::new());
    let_in(&fake);
    assert_eq!(ids(&store), Vec::<u64>::new());
}

#[test]
fn the_list_brings_its_jobs_with_one_request() {
    let fake = FakeTransport::new(NOW_MS);
    let list = TrayOptions { list_url: Some("/processes".into()), ..TrayOptions::default() };
    let store = tray(list, &fake);
    store.follow(Vec::new());
    assert_eq!(fake.requests(), ["GET /processes"]);
    let body = format!(r#"{{"data":[{},{}]}}"#, row(5, "pending"), row(6, "completed"));
    assert!(fake.answer("/processes", 200, &body));
    assert_eq!(ids(&store), [5, 6]);
    assert_eq!(fake.requests(), Vec::<String>::new());
    store.discover();
    assert_eq!(fake.requests(), ["GET /processes"]);
}

#[test]
fn a_cancel_may_be_taken_back_until_it_is_sent() {
    let fake = FakeTransport::new(NOW_MS);
    let grace = TrayOptions { cancel_grace_ms: 5_000, ..TrayOptions::default() };
    let store = tray(grace, &fake);
    let id = ProcessId::new(1);
    store.follow(vec![id]);
    assert!(fake.answer("/processes/1", 200, &row(1, "pending")));
    let posts = |fake: &FakeTransport| {
        fake.requests().into_iter().filter(|it| it.starts_with("POST")).count()
    };
    store.act(id, Action::Cancel);
    assert!(store.job(id).unwrap().get_untracked().is_deferred());
    fake.advance(4_900);
    store.take_back(id);
    fake.advance(5_000);
    assert_eq!(posts(&fake), 0);
    store.act(id, Action::Cancel);
    fake.advance(5_100);
    assert_eq!(posts(&fake), 1);
}

#[test]
fn without_a_user_a_lost_sign_in_clears_the_memory_and_a_new_one_fills_it_again() {
    let fake = FakeTransport::new(NOW_MS);
    let options =
        || TrayOptions { memory: Some(MemoryLimits::default()), ..TrayOptions::default() };
    let store = tray(options(), &fake);
    store.follow(vec![ProcessId::new(1)]);
    let_in(&fake);
    let kept = |fake: &FakeTransport| fake.kept("job-tray|||");
    assert!(kept(&fake).is_some());
    assert!(fake.answer("/processes/1", 401, r#"{"message":"Unauthenticated."}"#));
    assert_eq!(kept(&fake), None, "the next user must not find it");
    assert_eq!(ids(&store), [1], "the page still shows what it showed");
    fake.page(PageNews::Visible(false));
    fake.page(PageNews::Visible(true));
    assert!(fake.answer("/processes/1", 200, &row(1, "pending")));
    assert!(kept(&fake).is_some());
}
