//! The list of jobs in a real browser: search, clearing away, keys, and that
//! nothing moves under the pointer.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "web/tray.rs"]
mod tray;

use gloo_timers::future::TimeoutFuture;
use job_tray::transport::StreamNews;
use job_tray::{LanguageOptions, TrayOptions};
use js_sys::Function;
use leptos::prelude::{GetUntracked, window};
use tray::{Page, focused, press, settle};
use wasm_bindgen::{JsCast, JsValue};
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

/// So many jobs, none answered yet.
async fn very_many(count: u64) -> Page {
    let page = Page::open(&(1..=count).collect::<Vec<_>>()).await;
    page.let_in().await;
    assert_eq!(page.attribute("[data-process-id]", "aria-setsize"), Some(count.to_string()));
    page
}

/// The list, or the panel where that scrolls as one, as it does in a low window.
fn scroller(page: &Page) -> Element {
    let list = page.find("[part=list]");
    let style = window().get_computed_style(&list).unwrap().unwrap();
    let whole = style.get_property_value("overflow-y").unwrap() == "visible";
    if whole { page.find("[part=panel]") } else { list }
}

/// Until what was scrolled to is made: the browser tells of it with the next frame.
async fn scroll(page: &Page, top: i32) {
    scroller(page).set_scroll_top(top);
    TimeoutFuture::new(100).await;
    settle().await;
}

/// Ids of the rows of which a part is seen, from above.
fn seen(page: &Page) -> Vec<u64> {
    let frame = scroller(page).get_bounding_client_rect();
    let is_seen = |id: &String| {
        let rect = row(page, id.parse().unwrap()).get_bounding_client_rect();
        rect.bottom() > frame.top() && rect.top() < frame.bottom()
    };
    shown(page).iter().filter(|id| is_seen(id)).map(|id| id.parse().unwrap()).collect()
}

#[wasm_bindgen_test]
async fn of_very_many_jobs_only_the_rows_that_are_seen_are_made() {
    let page = very_many(1_000).await;
    let list = scroller(&page);
    let height = list.scroll_height();
    assert!(height > 30_000, "the scroll bar tells how long the list is: {height}");
    for top in [0, 5_000, height / 2, height, 700, 0] {
        scroll(&page, top).await;
        let elements = page.count("*");
        assert!(elements <= 600, "{elements} elements at {top}");
        let seen = seen(&page);
        assert!(seen.len() > 3, "{seen:?} at {top}");
        assert!(seen.windows(2).all(|it| it[0] == it[1] + 1), "no row is left out: {seen:?}");
        let last = row(&page, *seen.last().unwrap()).get_bounding_client_rect();
        let frame = list.get_bounding_client_rect();
        let (last, end) = (last.bottom(), frame.bottom());
        // But for the edge of the frame.
        assert!(last >= end - 2.0, "down to the end at {top}: {last} of {end}, {seen:?}");
    }
    assert_eq!(shown(&page)[0], "1000");
    scroll(&page, height * 2).await;
    assert_eq!(shown(&page).last().unwrap(), "1");
    let place = page.attribute("[data-process-id='1']", "aria-posinset");
    assert_eq!(place.as_deref(), Some("1000"));
}

#[wasm_bindgen_test]
async fn keys_lead_through_all_of_a_long_list() {
    let page = very_many(200).await;
    let list: HtmlElement = page.find("[part=list]").unchecked_into();
    list.focus().unwrap();
    for (key, id) in [("End", 1), ("ArrowUp", 2), ("Home", 200), ("ArrowDown", 199)] {
        press(&focused().unwrap(), key).await;
        TimeoutFuture::new(100).await;
        assert_eq!(focused(), Some(row(&page, id).into()), "{key}");
        assert!(seen(&page).contains(&id), "{key}: {:?}", seen(&page));
    }
    for id in (160..199).rev() {
        press(&focused().unwrap(), "ArrowDown").await;
        assert_eq!(focused(), Some(row(&page, id).into()));
    }
}

#[wasm_bindgen_test]
async fn a_row_with_the_focus_and_one_with_details_stay_where_they_are_not_seen() {
    let page = very_many(200).await;
    page.click("[data-process-id='200'] [part=details-toggle]").await;
    row(&page, 198).focus().unwrap();
    scroll(&page, 9_000).await;
    assert_eq!(focused(), Some(row(&page, 198).into()));
    assert!(page.shows("[data-process-id='200'] [part=facts]"));
    // With what Tab leads to from there.
    assert_eq!(shown(&page)[..4], ["200", "199", "198", "197"], "{:?}", shown(&page));
    assert!(!seen(&page).contains(&198));
    // The focus goes elsewhere, and what is not seen is let go.
    page.find("[part=pill]").unchecked_into::<HtmlElement>().focus().unwrap();
    scroll(&page, 9_200).await;
    assert!(!shown(&page).contains(&"198".to_owned()));
    scroll(&page, 0).await;
    assert!(page.shows("[data-process-id='200'] [part=facts]"), "as it was left");
}

#[wasm_bindgen_test]
async fn what_is_read_stays_in_its_place_when_rows_come_and_grow_above() {
    let page = very_many(200).await;
    scroll(&page, 8_000).await;
    let id = seen(&page)[1];
    // What stands above the list may need more room.
    let place = || {
        let frame = scroller(&page).get_bounding_client_rect();
        row(&page, id).get_bounding_client_rect().top() - frame.top()
    };
    let at = place();
    // It goes to the top of the list, far above.
    let row_of_5 = r#"{"id":5,"type":"csv_import","status":"waiting_review"}"#;
    for asked in page.fake.requests() {
        let id = asked.rsplit('/').next().unwrap().to_owned();
        let row = row_of_5.replace(":5,", &format!(":{id},"));
        page.fake.answer(&format!("/processes/{id}"), 200, &row);
    }
    page.fake.advance(1_000);
    settle().await;
    let now = place();
    assert!((now - at).abs() <= 1.0, "{at} -> {now}");
}

async fn choose(page: &Page, place: u32, value: &str) {
    let fields = page.place.query_selector_all("[part=view] select").unwrap();
    let field = fields.item(place).unwrap();
    js_sys::Reflect::set(&field, &"value".into(), &value.into()).unwrap();
    fire(&field.unchecked_into(), "change").await;
}

/// The server tells that a job is another from now on.
async fn becomes(page: &Page, id: u64, status: &str) {
    page.fake.stream(&format!("/processes/{id}/stream"), StreamNews::Opened);
    let event = format!(r#"{{"id":900,"process_id":{id},"status":"{status}"}}"#);
    page.fake
        .stream(&format!("/processes/{id}/stream"), StreamNews::Message(event.as_str().into()));
    page.fake.advance(200);
    settle().await;
}

#[wasm_bindgen_test]
async fn a_list_that_shows_some_notices_a_change_that_leaves_the_order() {
    let page = jobs(&["completed", "running"]).await;
    choose(&page, 1, "needs-you").await;
    assert_eq!(shown(&page), [""; 0]);
    // It is the first, and stays so.
    becomes(&page, 2, "failed").await;
    assert_eq!(shown(&page), ["2"]);
    choose(&page, 1, "active").await;
    assert_eq!(shown(&page), [""; 0]);
}

#[wasm_bindgen_test]
async fn what_is_searched_for_is_found_once_it_is_so() {
    let page = jobs(&["completed", "running"]).await;
    search(&page, "failed").await;
    assert_eq!(shown(&page), [""; 0]);
    becomes(&page, 2, "failed").await;
    assert_eq!(shown(&page), ["2"]);
}

#[wasm_bindgen_test]
async fn the_list_does_not_follow_the_row_at_its_top_to_another_place() {
    let page = jobs(&["running"; 12]).await;
    scroll(&page, 400).await;
    let seen = seen(&page);
    let (first, second) = (seen[0], seen[1]);
    let place = || {
        let frame = scroller(&page).get_bounding_client_rect();
        row(&page, second).get_bounding_client_rect().top() - frame.top()
    };
    let at = place();
    let row_of_it = format!(r#"{{"id":{first},"type":"csv_import","status":"waiting_review"}}"#);
    let stream = format!("/processes/{first}/stream");
    if page.fake.stream(&stream, StreamNews::Opened) {
        becomes(&page, first, "waiting_review").await;
    } else {
        // Only some are streamed; the others are asked for in turn.
        for _ in 0..40 {
            page.fake.answer(&format!("/processes/{first}"), 200, &row_of_it);
            page.fake.advance(1_000);
            settle().await;
        }
    }
    // Its row up there need not be made: it is far out of sight.
    let top = page.store.order().get_untracked()[0];
    assert_eq!(top.get(), first, "it needs the user, and goes to the top");
    TimeoutFuture::new(100).await;
    let now = place();
    // Before it went it lost its bar, and with that a line of what is seen.
    assert!((now - at).abs() < 20.0, "{at} -> {now}");
}

/// Counts what any `ResizeObserver` looks at that is not on the page.
const WATCHED: &str = "
    const { observe, unobserve } = ResizeObserver.prototype;
    const watched = new Set();
    ResizeObserver.prototype.observe = function (it) { watched.add(it); observe.call(this, it); };
    ResizeObserver.prototype.unobserve = function (it) {
        watched.delete(it);
        unobserve.call(this, it);
    };
    return () => {
        Object.assign(ResizeObserver.prototype, { observe, unobserve });
        return [...watched].filter((it) => !it.isConnected).length;
    };";

#[wasm_bindgen_test]
async fn rows_that_are_gone_are_watched_no_longer() {
    let count = Function::new_no_args(WATCHED).call0(&JsValue::UNDEFINED).unwrap();
    let page = very_many(200).await;
    for top in [2_000, 6_000, 10_000] {
        scroll(&page, top).await;
    }
    let left = count.unchecked_into::<Function>().call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(left.as_f64(), Some(0.0));
}

#[wasm_bindgen_test]
async fn names_have_an_order_in_a_language_that_the_browser_takes_for_none() {
    // Two to three letters, or five to eight.
    let strings = vec![("type.csv_import".into(), "Zeta".into())];
    let language = LanguageOptions { tag: Some("mine".into()), strings, ..Default::default() };
    let options = TrayOptions { language, ..TrayOptions::default() };
    let page = Page::open_with(options, &[1, 2]).await;
    answer(&page, &["running"; 2]).await;
    assert_eq!(page.attribute("[part=tray]", "lang").as_deref(), Some("mine"));
    assert_eq!(shown(&page), ["2", "1"]);
    choose(&page, 0, "name").await;
    assert_eq!(shown(&page), ["1", "2"], "Zeta comes last");
}
