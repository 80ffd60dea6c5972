//! The list of jobs in a real browser: search, clearing away, keys, and that
//! nothing moves under the pointer.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "web/tray.rs"]
mod tray;

use job_tray::transport::StreamNews;
use tray::{Page, focused, press, settle};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

/// Jobs 1 to `statuses.len()`, each with its status.
async fn jobs(statuses: &[&str]) -> Page {
    let ids: Vec<u64> = (1..=statuses.len() as u64).collect();
    let page = Page::open(&ids).await;
    answer(&page, statuses).await;
    page
}

/// Answers all that is asked for; no more than a few rows are at a time.
async fn answer(page: &Page, statuses: &[&str]) {
    for _ in 0..=statuses.len() {
        for (id, status) in (1..).zip(statuses) {
            let job_type = if id % 2 == 0 { "csv_import" } else { "ai_location_import" };
            let row = format!(r#"{{"id":{id},"type":"{job_type}","status":"{status}"}}"#);
            page.fake.answer(&format!("/processes/{id}"), 200, &row);
        }
        page.fake.advance(10_000);
        settle().await;
    }
}

fn shown(page: &Page) -> Vec<String> {
    let rows = page.place.query_selector_all("[data-process-id]").unwrap();
    let row = |place| rows.item(place).unwrap().unchecked_into::<Element>();
    (0..rows.length()).map(|it| row(it).get_attribute("data-process-id").unwrap()).collect()
}

fn row(page: &Page, id: u64) -> HtmlElement {
    page.find(&format!("[data-process-id='{id}']")).unchecked_into()
}

async fn fire(on: &Element, name: &str) {
    on.dispatch_event(&Event::new(name).unwrap()).unwrap();
    settle().await;
}

async fn search(page: &Page, text: &str) {
    let field: HtmlInputElement = page.find("[part=search]").unchecked_into();
    field.set_value(text);
    fire(&field, "input").await;
}

#[wasm_bindgen_test]
async fn what_is_finished_is_cleared_away_and_brought_back() {
    let statuses = ["running", "completed", "failed", "cancelled"];
    let page = jobs(&statuses).await;
    assert_eq!(shown(&page), ["1", "3", "4", "2"]);
    page.click("[part=clear]").await;
    assert_eq!(shown(&page), ["1", "3"], "a failed job waits for its user");
    assert!(page.text("[part=dismissed]").starts_with("2 jobs dismissed"));
    assert_eq!(page.text("[part=clear]"), "", "there is nothing left to clear");
    page.click("[part=dismissed] button").await;
    answer(&page, &statuses).await;
    // The focus is on the list again, in no row that could move under it.
    assert_eq!(focused(), Some(page.find("[part=list]")));
    assert_eq!(shown(&page), ["1", "3", "4", "2"]);
    assert_eq!(page.text("[part=dismissed]"), "");
}

#[wasm_bindgen_test]
async fn a_job_that_has_ended_is_dismissed_and_the_focus_goes_to_the_next() {
    let page = jobs(&["completed", "completed", "running"]).await;
    assert_eq!(page.text("[data-process-id='3'] [part=dismiss]"), "");
    assert!(row(&page, 3).query_selector("[part=dismiss][hidden]").unwrap().is_some());
    let button: HtmlElement = page.find("[data-process-id='2'] [part=dismiss]").unchecked_into();
    assert_eq!(button.get_attribute("aria-label").as_deref(), Some("Dismiss: CSV import"));
    button.focus().unwrap();
    button.click();
    settle().await;
    assert_eq!(shown(&page), ["3", "1"]);
    assert_eq!(focused(), Some(row(&page, 1).into()));
}

#[wasm_bindgen_test]
async fn jobs_are_searched_for_by_what_is_shown_of_them() {
    let page = jobs(&["running"; 8]).await;
    assert_eq!(shown(&page).len(), 8);
    search(&page, "csv RUNNING").await;
    assert_eq!(shown(&page), ["8", "6", "4", "2"]);
    search(&page, "nothing of the kind").await;
    assert_eq!(shown(&page), [""; 0]);
    let told = page.place.text_content().unwrap();
    assert!(told.contains("No job matches your search."));
    search(&page, " ").await;
    assert_eq!(shown(&page).len(), 8);
}

#[wasm_bindgen_test]
async fn nothing_moves_under_the_pointer_or_the_focus() {
    let page = jobs(&["running", "running"]).await;
    page.fake.stream("/processes/1/stream", StreamNews::Opened);
    assert_eq!(shown(&page), ["2", "1"]);
    let list = page.find("[part=list]");
    fire(&list, "pointermove").await;
    let event = r#"{"id":9,"process_id":1,"status":"waiting_review"}"#;
    page.fake.stream("/processes/1/stream", StreamNews::Message(event.into()));
    settle().await;
    assert_eq!(page.text("[data-process-id='1'] [part=status]"), "Waiting for review");
    assert_eq!(shown(&page), ["2", "1"], "it would slip away from under the pointer");
    fire(&list, "pointerleave").await;
    assert_eq!(shown(&page), ["1", "2"]);
}

#[wasm_bindgen_test]
async fn arrows_lead_from_row_to_row_and_a_question_mark_to_help() {
    let page = jobs(&["running"; 3]).await;
    let list: HtmlElement = page.find("[part=list]").unchecked_into();
    list.focus().unwrap();
    for (key, id) in [("ArrowDown", 3), ("ArrowDown", 2), ("End", 1), ("ArrowUp", 2), ("Home", 3)] {
        press(&focused().unwrap(), key).await;
        assert_eq!(focused(), Some(row(&page, id).into()), "{key}");
    }
    press(&row(&page, 3), "?").await;
    assert!(page.text("[part=keys]").contains("Go from job to job"));
    press(&row(&page, 3), "Escape").await;
    assert_eq!(page.text("[part=keys]"), "");
    assert!(page.text("[part=panel]").contains("CSV import"), "the panel is still open");
}

#[wasm_bindgen_test]
async fn of_very_many_jobs_only_the_first_rows_are_made_until_more_are_wanted() {
    let ids: Vec<u64> = (1..=1_000).collect();
    let page = Page::open(&ids).await;
    assert_eq!(shown(&page).len(), 40);
    let elements = page.count("*");
    assert!(elements < 2_500, "{elements}");
    let more: HtmlElement = page.find(".job-tray__more button").unchecked_into();
    assert_eq!(more.text_content().as_deref(), Some("Show 960 more"));
    more.click();
    settle().await;
    assert_eq!(shown(&page).len(), 80);
}
