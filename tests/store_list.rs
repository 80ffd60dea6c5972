//! Pins, and how the user looks at the list. Native; signals need no browser.
#![cfg(all(feature = "ui", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use job_tray::domain::list_look::{ListLook, Order, Show};
use job_tray::protocol::memory::MemoryLimits;
use job_tray::transport::fake::FakeTransport;
use job_tray::{ProcessId, TrayOptions, TrayStore};
use leptos::prelude::*;

/// 2026-11-24 08:00:00 UTC.
const EIGHT: i64 = 1_795_507_200_000;
const LOOK: ListLook = ListLook { order: Order::Name, show: Show::Active, by_type: true };

/// Trays of this user remember for as long as their browser does.
fn tray(fake: &FakeTransport, user: &str) -> TrayStore {
    let options = TrayOptions {
        user: Some(user.into()),
        memory: Some(MemoryLimits::default()),
        share_tabs: false,
        ..TrayOptions::default()
    };
    let store = TrayStore::with_transport(options, Rc::new(fake.clone()));
    store.follow(vec![ProcessId::new(1), ProcessId::new(2)]);
    store
}

fn pinned(store: &TrayStore) -> Vec<u64> {
    store.pinned().get_untracked().iter().map(|id| id.get()).collect()
}

#[test]
fn pins_and_the_way_of_looking_are_remembered_for_the_user() {
    let fake = FakeTransport::new(EIGHT);
    let store = tray(&fake, "7");
    store.pin(ProcessId::new(2), true);
    store.pin(ProcessId::new(99), true);
    store.keep_look(LOOK);
    assert_eq!((pinned(&store), store.look()), (vec![2], LOOK), "99 is not followed");
    drop(store);
    let store = tray(&fake, "7");
    assert_eq!((pinned(&store), store.look()), (vec![2], LOOK));
    let other = tray(&fake, "8");
    assert_eq!((pinned(&other), other.look()), (vec![], ListLook::default()));
    store.pin(ProcessId::new(2), false);
    assert_eq!(pinned(&store), [0; 0]);
    store.sign_out();
    drop(store);
    assert_eq!(tray(&fake, "7").look(), ListLook::default());
}

#[test]
fn what_is_dismissed_is_pinned_no_longer() {
    let fake = FakeTransport::new(EIGHT);
    let store = tray(&fake, "7");
    store.pin(ProcessId::new(2), true);
    store.dismiss(vec![ProcessId::new(2)]);
    assert_eq!(pinned(&store), [0; 0]);
}

#[test]
fn without_a_memory_both_last_as_long_as_the_page() {
    let fake = FakeTransport::new(EIGHT);
    let store = TrayStore::with_transport(TrayOptions::default(), Rc::new(fake.clone()));
    store.follow(vec![ProcessId::new(1)]);
    store.pin(ProcessId::new(1), true);
    store.keep_look(LOOK);
    assert_eq!((pinned(&store), store.look()), (vec![1], LOOK));
}
