//! A cancel that is asked for twice, in its place.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "web/tray.rs"]
mod tray;

use job_tray::TrayOptions;
use tray::{Page, RUNNING, focused, is_hidden, settle};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, KeyboardEvent, KeyboardEventInit};

wasm_bindgen_test_configure!(run_in_browser);

async fn asking() -> Page {
    let options = TrayOptions { confirm_cancel: true, ..TrayOptions::default() };
    let page = Page::open_with(options, &[1]).await;
    page.answer(RUNNING).await;
    page.button("cancel").focus().unwrap();
    page.click("[data-action=cancel]").await;
    page
}

fn keep(page: &Page) -> HtmlElement {
    page.find("[part=keep]").unchecked_into()
}

fn asks(page: &Page) -> bool {
    let asks = page.text("[data-action=cancel]") == "Really cancel?";
    assert_eq!(asks, !is_hidden(&keep(page)), "the question and its safe answer belong together");
    asks
}

fn posts(page: &Page) -> usize {
    page.fake.requests().iter().filter(|it| it.starts_with("POST")).count()
}

#[wasm_bindgen_test]
async fn the_question_stands_in_its_place_and_the_focus_on_the_safe_answer() {
    let page = asking().await;
    assert!(asks(&page));
    assert_eq!(posts(&page), 0);
    assert_eq!(focused(), Some(keep(&page).into()));
    assert_eq!(page.attribute("[part=keep]", "aria-label").as_deref(), Some("Keep: CSV import"));
    let group = keep(&page).closest("[role=group]").unwrap().unwrap();
    assert_eq!(group.get_attribute("aria-label").as_deref(), Some("Really cancel?"));
    let whole = page.attribute("[data-action=cancel]", "aria-label");
    assert_eq!(whole.as_deref(), Some("Really cancel?: CSV import"));
}

#[wasm_bindgen_test]
async fn yes_sends_it_once_and_the_focus_stays_there() {
    let page = asking().await;
    page.click("[data-action=cancel]").await;
    assert_eq!(posts(&page), 1);
    assert_eq!(page.text("[data-action=cancel]"), "Cancelling…");
    assert!(!asks(&page));
    assert_eq!(focused(), Some(page.button("cancel").into()));
}

#[wasm_bindgen_test]
async fn keep_and_escape_take_the_question_back_and_nothing_else() {
    let page = asking().await;
    page.click("[part=keep]").await;
    assert!(!asks(&page));
    assert_eq!(focused(), Some(page.button("cancel").into()));
    page.click("[data-action=cancel]").await;
    let init = KeyboardEventInit::new();
    init.set_key("Escape");
    init.set_bubbles(true);
    let escape = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    keep(&page).dispatch_event(&escape).unwrap();
    settle().await;
    assert!(!asks(&page));
    assert!(page.shows("[part=panel]"), "the panel stays open");
    assert_eq!(focused(), Some(page.button("cancel").into()));
    assert_eq!(posts(&page), 0);
}

#[wasm_bindgen_test]
async fn who_goes_elsewhere_has_not_answered() {
    let page = asking().await;
    let elsewhere: HtmlElement = page.find("[part=details-toggle]").unchecked_into();
    elsewhere.focus().unwrap();
    settle().await;
    assert!(!asks(&page));
    assert_eq!(focused(), Some(elsewhere.into()), "and keeps the focus");
    assert_eq!(posts(&page), 0);
}

#[wasm_bindgen_test]
async fn the_second_click_of_a_double_one_is_no_answer() {
    let page = asking().await;
    tray::click_as(&page.button("cancel"), 2);
    settle().await;
    assert!(asks(&page));
    assert_eq!(posts(&page), 0);
    tray::click_as(&page.button("cancel"), 1);
    settle().await;
    assert_eq!(posts(&page), 1);
}

#[wasm_bindgen_test]
async fn a_job_that_ends_meanwhile_takes_the_question_along() {
    let page = asking().await;
    let done =
        r#""id":9,"type":"completed","status":"completed","created_at":"2026-11-24 08:00:01""#;
    page.fake.stream("/processes/1/stream", job_tray::transport::StreamNews::Opened);
    page.event(done);
    page.catch_up().await;
    assert!(is_hidden(&keep(&page)) && !page.offers("cancel"));
    let row: Element = page.find("[part=job]");
    assert_eq!(focused(), Some(row), "the focus is not lost");
    assert_eq!(posts(&page), 0);
}

#[wasm_bindgen_test]
async fn a_retry_and_taking_back_are_not_asked_about() {
    let page = Page::open_with(
        TrayOptions { confirm_cancel: true, cancel_grace_ms: 8_000, ..TrayOptions::default() },
        &[1],
    )
    .await;
    page.answer(RUNNING).await;
    page.click("[data-action=cancel]").await;
    page.click("[data-action=cancel]").await;
    assert_eq!(page.text("[data-action=cancel]"), "Undo");
    page.click("[data-action=cancel]").await;
    assert_eq!(page.text("[data-action=cancel]"), "Cancel");
    assert_eq!(posts(&page), 0);
    let page =
        Page::open_with(TrayOptions { confirm_cancel: true, ..TrayOptions::default() }, &[1]).await;
    page.answer(r#""type":"csv_import","status":"failed""#).await;
    page.click("[data-action=retry]").await;
    assert_eq!(posts(&page), 1);
}

#[wasm_bindgen_test]
async fn without_the_hosts_word_nothing_is_asked() {
    let page = Page::with(RUNNING).await;
    page.click("[data-action=cancel]").await;
    assert_eq!(posts(&page), 1);
    assert_eq!(page.count("[part=keep]"), 0);
}
