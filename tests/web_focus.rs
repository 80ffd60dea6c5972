//! Where the focus goes when what had it goes away: never to the page.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "web/tray.rs"]
mod tray;

use job_tray::TrayOptions;
use tray::{Page, focused, settle};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

/// Jobs 1 to `count`, all completed.
async fn ended(count: u64) -> Page {
    let ids: Vec<u64> = (1..=count).collect();
    let page = Page::open(&ids).await;
    for _ in 0..=count {
        for id in 1..=count {
            let row = format!(r#"{{"id":{id},"type":"csv_import","status":"completed"}}"#);
            page.fake.answer(&format!("/processes/{id}"), 200, &row);
        }
        page.fake.advance(10_000);
        settle().await;
    }
    page
}

/// Presses a button as the keyboard does: it has the focus then.
async fn press(page: &Page, selector: &str) {
    let button: HtmlElement = page.find(selector).unchecked_into();
    button.focus().unwrap();
    button.click();
    settle().await;
    settle().await;
}

async fn search(page: &Page, text: &str) {
    let field: HtmlInputElement = page.find("[part=search]").unchecked_into();
    field.focus().unwrap();
    field.set_value(text);
    field.dispatch_event(&Event::new("input").unwrap()).unwrap();
    settle().await;
}

fn has_focus(page: &Page, selector: &str) -> bool {
    focused() == Some(page.find(selector))
}

#[wasm_bindgen_test]
async fn clearing_all_away_leads_to_undo_and_undo_to_the_list() {
    let page = ended(2).await;
    press(&page, "[part=clear]").await;
    assert_eq!(page.count("[data-process-id]"), 0);
    assert!(has_focus(&page, "[part=dismissed] button"), "{:?}", focused());
    press(&page, "[part=dismissed] button").await;
    assert_eq!(page.count("[data-process-id]"), 2);
    assert!(has_focus(&page, "[part=list]"), "{:?}", focused());
}

#[wasm_bindgen_test]
async fn from_the_last_row_that_goes_the_focus_goes_to_undo() {
    let page = ended(2).await;
    press(&page, "[data-process-id='1'] [part=dismiss]").await;
    assert!(has_focus(&page, "[data-process-id='2']"), "the row before: {:?}", focused());
    press(&page, "[data-process-id='2'] [part=dismiss]").await;
    assert!(has_focus(&page, "[part=dismissed] button"), "{:?}", focused());
}

#[wasm_bindgen_test]
async fn a_field_that_was_searched_in_stays_when_few_jobs_are_left() {
    let page = ended(8).await;
    search(&page, "8").await;
    assert_eq!(page.count("[data-process-id]"), 1);
    press(&page, "[data-process-id='8'] [part=dismiss]").await;
    search(&page, "").await;
    assert_eq!(page.count("[data-process-id]"), 7);
    assert!(has_focus(&page, "[part=search]") && page.shows("[part=search]"), "{:?}", focused());
}

#[wasm_bindgen_test]
async fn a_view_that_is_as_usual_again_keeps_its_choices_where_they_are_used() {
    let page = ended(2).await;
    let fields = page.place.query_selector_all("[part=view] select").unwrap();
    let field: HtmlElement = fields.item(0).unwrap().unchecked_into();
    let choose = async |value: &str| {
        js_sys::Reflect::set(&field, &"value".into(), &value.into()).unwrap();
        field.dispatch_event(&Event::new("change").unwrap()).unwrap();
        settle().await;
    };
    choose("newest").await;
    assert!(page.shows("[part=view]"));
    choose("needs").await;
    assert!(page.shows("[part=view]"), "somebody is in it");
}

#[wasm_bindgen_test]
async fn from_a_stop_with_nothing_left_to_stop_the_focus_goes_to_the_list() {
    let options = TrayOptions { cancel_grace_ms: 8_000, ..TrayOptions::default() };
    let page = Page::open_with(options, &[1, 2]).await;
    for id in 1..=2 {
        let row = format!(r#"{{"id":{id},"type":"csv_import","status":"pending"}}"#);
        page.fake.answer(&format!("/processes/{id}"), 200, &row);
    }
    settle().await;
    press(&page, "[part=cancel-all]").await;
    let stop: HtmlElement = page.find("[part=stop]").unchecked_into();
    stop.focus().unwrap();
    page.fake.advance(9_000);
    settle().await;
    for id in 1..=2 {
        let row = format!(r#"{{"id":{id},"type":"csv_import","status":"cancelled"}}"#);
        page.fake.answer(&format!("/processes/{id}/cancel"), 200, &row);
    }
    page.fake.advance(200);
    settle().await;
    settle().await;
    assert!(!page.shows("[part=stop]"));
    assert!(has_focus(&page, "[part=list]"), "{:?}", focused());
}
