//! Where the tray stands, and what the browser keeps of it.
#![cfg(all(feature = "ui", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use job_tray::transport::Transport;
use job_tray::transport::fake::FakeTransport;
use job_tray::{Corner, TrayOptions, TrayStore};
use leptos::prelude::*;

const NAME: &str = "job-tray-place|/api|bottom-end";

fn options() -> TrayOptions {
    TrayOptions { base_url: "/api/".into(), share_tabs: false, ..TrayOptions::default() }
}

fn tray(options: TrayOptions, browser: &FakeTransport) -> TrayStore {
    TrayStore::with_transport(options, Rc::new(browser.clone()))
}

fn corner(store: &TrayStore) -> Corner {
    store.corner().get_untracked()
}

#[test]
fn where_the_user_moved_the_tray_it_is_found_on_the_next_page() {
    let browser = FakeTransport::default();
    let before = tray(options(), &browser);
    assert_eq!(corner(&before), Corner::BottomEnd);
    before.move_to(Corner::TopStart);
    assert_eq!(browser.kept(NAME).as_deref(), Some("top-start"));
    drop(before);
    assert_eq!(corner(&tray(options(), &browser)), Corner::TopStart);
    // A tray that the host puts elsewhere is another one.
    let other = TrayOptions { corner: Corner::TopEnd, ..options() };
    assert_eq!(corner(&tray(other, &browser)), Corner::TopEnd);
}

#[test]
fn where_the_host_puts_it_is_not_kept() {
    let browser = FakeTransport::default();
    let store = tray(options(), &browser);
    store.put_into(Corner::TopEnd);
    assert_eq!(corner(&store), Corner::TopEnd);
    assert_eq!(browser.kept(NAME), None);
}

#[test]
fn what_is_fixed_nobody_moves() {
    let browser = FakeTransport::default();
    browser.remember(NAME, Some("top-start open"));
    let store = tray(TrayOptions { fixed: true, ..options() }, &browser);
    store.move_to(Corner::BottomStart);
    assert_eq!(corner(&store), Corner::BottomEnd);
    assert_eq!(store.chosen_open(), Some(true), "it may be opened and closed all the same");
}

#[test]
fn open_or_minimised_is_kept_once_the_user_has_chosen() {
    let browser = FakeTransport::default();
    let store = tray(options(), &browser);
    store.set_open(true);
    store.set_open(false);
    assert_eq!(browser.kept(NAME), None, "that was the host");
    store.choose_open(true);
    store.set_open(true);
    store.move_to(Corner::TopEnd);
    assert_eq!(browser.kept(NAME).as_deref(), Some("top-end open"));
    let next = tray(options(), &browser);
    assert_eq!(next.chosen_open(), Some(true));
    // The host minimises it later: that is the last word on it.
    next.set_open(true);
    next.set_open(false);
    assert_eq!(browser.kept(NAME).as_deref(), Some("top-end"));
    assert_eq!(next.chosen_open(), None);
}

#[test]
fn what_is_not_the_trays_own_is_discarded() {
    let browser = FakeTransport::default();
    browser.remember(NAME, Some("{\"corner\":\"top-start\"}"));
    let store = tray(options(), &browser);
    assert_eq!((corner(&store), store.chosen_open()), (Corner::BottomEnd, None));
}

#[test]
fn where_nothing_is_to_be_kept_nothing_is() {
    let browser = FakeTransport::default();
    browser.remember(NAME, Some("top-start open"));
    let store = tray(TrayOptions { keeps_place: false, ..options() }, &browser);
    assert_eq!((corner(&store), store.chosen_open()), (Corner::BottomEnd, None));
    store.move_to(Corner::BottomStart);
    assert_eq!(corner(&store), Corner::BottomStart, "on this page it moves");
    assert_eq!(browser.kept(NAME).as_deref(), Some("top-start open"), "untouched");
}
