//! What the device keeps: a round trip, devices that refuse, and what other
//! pages of the origin change.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

mod web;

use job_tray::transport::{BrowserTransport, Guard, Transport};
use leptos::prelude::window;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::{Heard, heard, settle, until};
use web_sys::StorageEvent;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/web/page.js")]
extern "C" {
    type Replaced;
    /// Makes a property of the page one that must not be read.
    fn throwing(path: &str) -> Replaced;
    #[wasm_bindgen(method)]
    fn restore(this: &Replaced);

    /// Another page of the same origin.
    type Frame;
    #[wasm_bindgen(constructor)]
    fn new() -> Frame;
    #[wasm_bindgen(method)]
    fn keep(this: &Frame, name: &str, text: Option<&str>);
    #[wasm_bindgen(method, js_name = keepForTheSession)]
    fn keep_for_the_session(this: &Frame, name: &str, text: &str);
    #[wasm_bindgen(method)]
    fn clear(this: &Frame);
    #[wasm_bindgen(method)]
    fn remove(this: &Frame);
}

fn browser() -> BrowserTransport {
    BrowserTransport::default()
}

fn watch(name: &str) -> (Heard<Option<String>>, Guard) {
    let news = heard();
    let told = news.clone();
    let guard = browser().watch_memory(name, Box::new(move |it| told.borrow_mut().push(it)));
    (news, guard)
}

#[wasm_bindgen_test]
fn what_is_kept_is_remembered_until_it_is_given_up() {
    let browser = browser();
    assert_eq!(browser.remembered("tray"), None);
    browser.remember("tray", Some("grün"));
    browser.remember("other", Some(""));
    assert_eq!(browser.remembered("tray").as_deref(), Some("grün"));
    assert_eq!(browser.remembered("other").as_deref(), Some(""));
    browser.remember("tray", None);
    browser.remember("tray", None);
    assert_eq!(browser.remembered("tray"), None);
    browser.remember("other", None);
}

#[wasm_bindgen_test]
fn a_device_that_refuses_keeps_nothing_and_breaks_nothing() {
    let browser = browser();
    for path in [
        "localStorage",
        "Storage.prototype.setItem",
        "Storage.prototype.getItem",
        "Storage.prototype.removeItem",
    ] {
        let refusing = throwing(path);
        browser.remember("tray", Some("text"));
        browser.remember("tray", None);
        assert!(path.ends_with("removeItem") || browser.remembered("tray").is_none(), "{path}");
        drop(watch("tray"));
        refusing.restore();
        browser.remember("tray", None);
    }
    // More than any browser has room for.
    browser.remember("tray", Some(&"x".repeat(20_000_000)));
    assert_eq!(browser.remembered("tray"), None);
}

#[wasm_bindgen_test]
async fn what_another_page_keeps_under_the_name_is_told() {
    let frame = Frame::new();
    let (news, guard) = watch("tray");
    frame.keep_for_the_session("tray", "of the session");
    frame.keep("another", Some("text"));
    frame.keep("tray", Some("theirs"));
    frame.keep("tray", None);
    assert_eq!(until(&news, 2).await, [Some("theirs".to_owned()), None]);
    frame.keep("tray", Some("again"));
    frame.clear();
    let expected = [Some("theirs".to_owned()), None, Some("again".to_owned()), None];
    assert_eq!(until(&news, 4).await, expected);
    browser().remember("tray", Some("own"));
    settle().await;
    assert_eq!(news.borrow().len(), 4, "what this page keeps is no news to it");
    drop(guard);
    let (later, _guard) = watch("tray");
    frame.keep("tray", Some("unheard"));
    until(&later, 1).await;
    assert_eq!(news.borrow().len(), 4);
    frame.clear();
    frame.remove();
}

#[wasm_bindgen_test]
fn an_event_that_is_of_no_storage_is_no_news() {
    let (news, _guard) = watch("tray");
    let event = StorageEvent::new("storage").unwrap();
    window().dispatch_event(&event).unwrap();
    window().dispatch_event(&web_sys::Event::new("storage").unwrap()).unwrap();
    assert!(news.borrow().is_empty());
}
