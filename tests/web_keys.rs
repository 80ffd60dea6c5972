//! What the keyboard does in the tray, and what it leaves to the page.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "web/tray.rs"]
mod tray;

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use job_tray::TrayOptions;
use leptos::prelude::document;
use tray::{Page, focused, press, settle};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

wasm_bindgen_test_configure!(run_in_browser);

/// Ten jobs that run: enough for a search.
async fn ten_jobs() -> Page {
    let ids: Vec<u64> = (1..=10).collect();
    let page = Page::open(&ids).await;
    for _ in 0..=ids.len() {
        for id in &ids {
            let row = format!(r#"{{"id":{id},"type":"csv_import","status":"running"}}"#);
            page.fake.answer(&format!("/processes/{id}"), 200, &row);
        }
        page.fake.advance(10_000);
        settle().await;
    }
    page
}

fn field(page: &Page) -> HtmlInputElement {
    page.find("[part=search]").unchecked_into()
}

async fn write(page: &Page, text: &str) {
    field(page).set_value(text);
    field(page).dispatch_event(&Event::new("input").unwrap()).unwrap();
    settle().await;
}

/// Presses a key with what is to be true of the event as well.
async fn press_with(on: &Element, key: &str, more: impl Fn(&KeyboardEventInit)) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    more(&init);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    on.dispatch_event(&event).unwrap();
    settle().await;
}

/// Counts the keys that reach the page.
fn heard() -> (Rc<Cell<u32>>, EventListener) {
    let heard = Rc::new(Cell::new(0));
    let count = heard.clone();
    let listener = EventListener::new(&document(), "keydown", move |_| count.set(count.get() + 1));
    (heard, listener)
}

#[wasm_bindgen_test]
async fn what_is_written_in_the_tray_is_no_key_of_the_page() {
    let page = ten_jobs().await;
    let (heard, _listener) = heard();
    for key in ["c", "s", "/", "?"] {
        press(&field(&page), key).await;
    }
    assert_eq!(heard.get(), 0);
    assert!(!page.shows("[part=keys]"), "a question mark may be searched for");
    press_with(&field(&page), "k", |init| init.set_ctrl_key(true)).await;
    assert_eq!(heard.get(), 1, "with Ctrl it is");
}

#[wasm_bindgen_test]
async fn escape_in_a_search_takes_the_search_back_first() {
    let page = ten_jobs().await;
    write(&page, "nowhere").await;
    assert_eq!(page.count("[part=job]"), 0);
    press(&field(&page), "Escape").await;
    assert_eq!(field(&page).value(), "");
    assert!(page.shows("[part=panel]") && page.count("[part=job]") > 0);
    press(&field(&page), "Escape").await;
    assert!(!page.shows("[part=panel]"));
}

#[wasm_bindgen_test]
async fn a_word_in_the_making_is_left_alone() {
    let page = ten_jobs().await;
    write(&page, "か").await;
    press_with(&field(&page), "Escape", |init| init.set_is_composing(true)).await;
    assert!(page.shows("[part=panel]"));
    assert_eq!(field(&page).value(), "か");
}

#[wasm_bindgen_test]
async fn keys_with_modifiers_are_the_browsers() {
    let page = ten_jobs().await;
    let row: HtmlElement = page.find("[data-process-id]").unchecked_into();
    row.focus().unwrap();
    for more in [
        KeyboardEventInit::set_ctrl_key as fn(&KeyboardEventInit, bool),
        KeyboardEventInit::set_alt_key,
        KeyboardEventInit::set_meta_key,
        KeyboardEventInit::set_shift_key,
    ] {
        press_with(&row, "End", |init| more(init, true)).await;
        assert_eq!(focused().as_ref(), Some(row.unchecked_ref()));
    }
    press_with(&row, "?", |init| init.set_ctrl_key(true)).await;
    assert!(!page.shows("[part=keys]"));
    press(&row, "ArrowDown").await;
    assert_ne!(focused().as_ref(), Some(row.unchecked_ref()));
}

#[wasm_bindgen_test]
async fn after_a_sign_out_nothing_of_the_user_is_left_in_the_panel() {
    let page = ten_jobs().await;
    write(&page, "Dr Winter").await;
    page.store.dismiss(vec![job_tray::ProcessId::new(3)]);
    page.store.sign_out();
    settle().await;
    assert_eq!(field(&page).value(), "");
    let ids: Vec<_> = (1..=10).map(job_tray::ProcessId::new).collect();
    page.store.follow(ids);
    page.let_in().await;
    assert!(page.count("[part=job]") > 3, "nothing is searched for");
}

#[wasm_bindgen_test]
async fn without_jobs_the_panel_says_how_it_stands_with_the_list() {
    let options = TrayOptions { list_url: Some("/jobs".into()), ..TrayOptions::default() };
    let page = Page::open_with(options, &[]).await;
    assert_eq!(page.text("[part=pill]"), "Loading jobs…");
    assert_eq!(page.text("[part=empty] p"), "Loading jobs…");
    assert!(page.fake.answer("/jobs", 500, "{}"));
    settle().await;
    assert!(page.text("[part=empty] p").starts_with("Your jobs can’t be shown right now."));
    page.click("[part=empty] button").await;
    page.fake.advance(1_000);
    assert!(page.fake.answer("/jobs", 200, "[]"));
    settle().await;
    assert_eq!(page.text("[part=empty] p"), "No background jobs. Jobs you start appear here.");
    assert_eq!(page.text("[part=pill]"), "No jobs");
}
