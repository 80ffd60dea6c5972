//! How the browser calls a user who is elsewhere, and the bell in the tray.
#![cfg(all(target_arch = "wasm32", feature = "element"))]
#![allow(clippy::unwrap_used)]

mod web;

use job_tray::Attention;
use job_tray::transport::{BrowserTransport, Transport};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::{FakeNotifications, wait_for};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

const NONE: Attention =
    Attention { title: false, favicon: false, app_badge: false, notification: false, sound: false };

fn browser() -> BrowserTransport {
    BrowserTransport::default()
}

fn icon() -> Option<Element> {
    document().query_selector("link[rel~=icon]").unwrap()
}

#[wasm_bindgen_test]
async fn the_pages_icon_is_drawn_with_a_count_and_given_back() {
    let means = Attention { favicon: true, ..NONE };
    assert!(icon().is_none(), "the test page has none");
    browser().badge(means, 2);
    let drawn = || icon().unwrap().get_attribute("href").unwrap_or_default();
    wait_for("an icon", || drawn().starts_with("data:image/png")).await;
    browser().badge(means, -2);
    assert!(icon().is_none());
    let own = document().create_element("link").unwrap();
    own.set_attribute("rel", "icon").unwrap();
    own.set_attribute("href", "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>")
        .unwrap();
    document().head().unwrap().append_child(&own).unwrap();
    for _ in 0..2 {
        browser().badge(means, 11);
        wait_for("a drawn icon", || drawn().starts_with("data:image/png")).await;
        browser().badge(means, -11);
        assert!(drawn().starts_with("data:image/svg"), "{}", drawn());
    }
    // An icon that comes when the count has gone is not shown any more.
    browser().badge(means, 1);
    browser().badge(means, -1);
    gloo_timers::future::TimeoutFuture::new(50).await;
    assert!(drawn().starts_with("data:image/svg"));
    own.remove();
}

#[wasm_bindgen_test]
fn a_notification_is_shown_with_leave_only_and_as_text() {
    let means = Attention { notification: true, ..NONE };
    let notes = FakeNotifications::new("default");
    browser().call(means, "tag", "Jobs", "one");
    assert_eq!(notes.shown(), "");
    notes.set_permission("granted");
    browser().call(NONE, "tag", "Jobs", "two");
    browser().call(means, "tag", "Jobs", "<b>three</b>");
    assert_eq!(notes.shown(), "Jobs|<b>three</b>|tag");
    // A browser that leaves notifications to service workers.
    notes.refuse();
    browser().call(means, "tag", "Jobs", "four");
}

#[wasm_bindgen_test]
async fn the_bell_asks_once_and_switches() {
    job_tray::element::define("tray-bell");
    let notes = FakeNotifications::new("default");
    let tray = document().create_element("tray-bell").unwrap();
    tray.set_attribute("open", "").unwrap();
    document().body().unwrap().append_child(&tray).unwrap();
    let bell = || -> HtmlElement {
        let root = tray.shadow_root().unwrap();
        root.query_selector("[part=bell]").unwrap().unwrap().unchecked_into()
    };
    let settle = || gloo_timers::future::TimeoutFuture::new(0);
    settle().await;
    assert!(bell().hidden(), "off by default");
    tray.set_attribute("attention", "title notification").unwrap();
    settle().await;
    assert!(!bell().hidden());
    let pressed = || bell().get_attribute("aria-pressed").unwrap();
    assert_eq!((pressed().as_str(), notes.asked()), ("false", 0));
    bell().focus().unwrap();
    bell().click();
    wait_for("an answer", || pressed() == "true").await;
    assert_eq!(notes.asked(), 1);
    for state in ["false", "true"] {
        bell().click();
        settle().await;
        assert_eq!(pressed(), state);
    }
    assert_eq!(notes.asked(), 1);
    let active = tray.shadow_root().unwrap().active_element().unwrap();
    assert_eq!(active, *bell(), "the focus stays");
    tray.remove();
}
