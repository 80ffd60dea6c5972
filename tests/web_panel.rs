//! What the panel offers for many jobs, in a real browser: acting on all of
//! them, the digest of an absence, other views, pins and what is unread.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "web/tray.rs"]
mod tray;

use std::rc::Rc;

use job_tray::transport::PageNews;
use job_tray::transport::fake::FakeTransport;
use job_tray::{LanguageOptions, ProcessId, TrayOptions, TrayStore, TrayView};
use leptos::mount::mount_to;
use leptos::prelude::*;
use tray::{Page, focused, press, settle};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

/// Jobs 1 to `rows.len()`: type, status, error.
async fn jobs(rows: &[(&str, &str, &str)], options: TrayOptions) -> Page {
    let ids: Vec<u64> = (1..=rows.len() as u64).collect();
    let page = Page::open_with(options, &ids).await;
    answer(&page, rows).await;
    page
}

/// Answers all that is asked for; no more than a few rows are at a time.
async fn answer(page: &Page, rows: &[(&str, &str, &str)]) {
    for _ in 0..=rows.len() {
        for (id, (job_type, status, error)) in (1..).zip(rows) {
            let row = format!(
                r#"{{"id":{id},"type":"{job_type}","status":"{status}","error_message":"{error}"}}"#
            );
            page.fake.answer(&format!("/processes/{id}"), 200, &row);
        }
        page.fake.advance(10_000);
        settle().await;
    }
}

const FAILED: [(&str, &str, &str); 4] = [
    ("csv_import", "failed", "Row 7: no postcode"),
    ("csv_import", "failed", "Row 1,204: no postcode"),
    ("csv_import", "failed", "Timed out"),
    ("ai_location_import", "completed", ""),
];
const MOVING: [(&str, &str, &str); 3] =
    [("csv_import", "pending", ""), ("csv_import", "pending", ""), ("csv_import", "completed", "")];

fn shown(page: &Page) -> Vec<String> {
    let rows = page.place.query_selector_all("[data-process-id]").unwrap();
    let row = |place| rows.item(place).unwrap().unchecked_into::<Element>();
    (0..rows.length()).map(|it| row(it).get_attribute("data-process-id").unwrap()).collect()
}

fn posts(page: &Page) -> Vec<String> {
    page.fake.requests().into_iter().filter(|it| it.starts_with("POST")).collect()
}

async fn choose(page: &Page, place: u32, value: &str) {
    let fields = page.place.query_selector_all("[part=view] select").unwrap();
    let field = fields.item(place).unwrap();
    js_sys::Reflect::set(&field, &"value".into(), &JsValue::from(value)).unwrap();
    field.dispatch_event(&Event::new("change").unwrap()).unwrap();
    settle().await;
}

#[wasm_bindgen_test]
async fn all_that_failed_is_retried_with_one_press_and_told_in_one_line() {
    let page = jobs(&FAILED, TrayOptions::default()).await;
    assert_eq!(page.text("[part=retry-all]"), "Retry 3 failed");
    assert!(!page.shows("[part=cancel-all]"), "there is nothing to cancel");
    let button: HtmlElement = page.find("[part=retry-all]").unchecked_into();
    button.focus().unwrap();
    button.click();
    settle().await;
    assert_eq!(posts(&page).len(), 3);
    assert!(!page.shows("[part=retry-all]"), "all of it is under way");
    assert_eq!(focused(), Some(page.find("[part=list]")), "the focus is not lost");
    assert!(page.text("[part=bulk-report]").starts_with("Retrying: 0 of 3"));
    for id in 1..=2 {
        let row = format!(r#"{{"id":{id},"type":"csv_import","status":"pending"}}"#);
        page.fake.answer(&format!("/processes/{id}/retry"), 200, &row);
    }
    page.fake.answer("/processes/3/retry", 409, r#"{"message":"Not now."}"#);
    let row = r#"{"id":3,"type":"csv_import","status":"failed"}"#;
    page.fake.answer("/processes/3", 200, row);
    settle().await;
    let outcome = "[part=bulk-report] [role=status]";
    assert_eq!(page.text(outcome), "2 retried, 1 refused");
    assert_eq!(page.text("[data-process-id='3'] [part=refusal]"), "Not retried: Not now.");
    page.click("[part=close]").await;
    assert!(!page.shows("[part=bulk-report]"));
}

#[wasm_bindgen_test]
async fn what_failed_alike_is_retried_alone() {
    let page = jobs(&FAILED, TrayOptions::default()).await;
    assert!(!page.shows("[part=causes]"));
    page.click("[part=by-cause]").await;
    assert_eq!(page.attribute("[part=by-cause]", "aria-expanded").as_deref(), Some("true"));
    assert_eq!(page.count("[part=causes] li"), 2);
    let first = page.find("[part=causes] li");
    assert_eq!(first.text_content().unwrap(), "Row …: no postcodeRetry 2");
    page.click("[part=causes] li button").await;
    assert_eq!(posts(&page), ["POST /processes/1/retry", "POST /processes/2/retry"]);
    assert!(!page.shows("[part=causes]"), "one is left, and no group");
}

#[wasm_bindgen_test]
async fn to_cancel_all_is_asked_for_once_more() {
    let page = jobs(&MOVING, TrayOptions::default()).await;
    assert_eq!(page.text("[part=cancel-all]"), "Cancel 2 jobs");
    page.click("[part=cancel-all]").await;
    page.click("[part=cancel-all]").await;
    assert_eq!(posts(&page), [""; 0], "a second click on the button is no answer");
    assert!(page.text("[part=question]").contains("Cancel 2 jobs for good?"));
    assert_eq!(focused(), Some(page.find("[part=keep-all]")));
    press(&page.find("[part=keep-all]"), "Escape").await;
    assert!(!page.shows("[part=question]"));
    assert!(page.shows("[part=list]"), "the panel stays");
    page.click("[part=cancel-all]").await;
    page.click("[part=keep-all]").await;
    assert!(!page.shows("[part=question]") && posts(&page).is_empty());
    page.click("[part=cancel-all]").await;
    page.click("[part=sure]").await;
    assert_eq!(posts(&page), ["POST /processes/1/cancel", "POST /processes/2/cancel"]);
    assert!(!page.shows("[part=question]"));
}

#[wasm_bindgen_test]
async fn where_there_is_time_to_take_it_back_nothing_is_asked() {
    let options = TrayOptions { cancel_grace_ms: 8_000, ..TrayOptions::default() };
    let page = jobs(&MOVING, options).await;
    page.click("[part=cancel-all]").await;
    assert!(!page.shows("[part=question]"));
    assert_eq!(page.text("[part=stop]"), "Undo");
    page.click("[part=stop]").await;
    page.fake.advance(20_000);
    settle().await;
    assert_eq!(posts(&page), [""; 0]);
    assert!(!page.shows("[part=bulk-report]"), "nothing came of it, and nothing was to");
}

#[wasm_bindgen_test]
async fn a_digest_shows_what_happened_and_each_part_its_jobs() {
    let page = jobs(&MOVING, TrayOptions::default()).await;
    assert!(!page.shows("[part=away]"));
    page.fake.page(PageNews::Visible(false));
    page.fake.advance(400_000);
    page.fake.page(PageNews::Visible(true));
    let now = [
        ("csv_import", "failed", "Timed out"),
        ("csv_import", "waiting_review", ""),
        ("csv_import", "completed", ""),
    ];
    answer(&page, &now).await;
    let text = page.text("[part=away]");
    assert!(text.starts_with("While you were away1 waits for you1 failed"), "{text}");
    let part = "[part=away-part]:not([hidden])";
    page.click(part).await;
    assert_eq!(shown(&page), ["2"]);
    assert_eq!(page.attribute(part, "aria-pressed").as_deref(), Some("true"));
    page.click(part).await;
    assert_eq!(shown(&page).len(), 3);
    assert!(page.shows("[data-process-id='2'] [part=unread]"));
    page.click(part).await;
    page.click("[part=away-close]").await;
    assert!(!page.shows("[part=away]"));
    assert_eq!(shown(&page).len(), 3, "all of them again");
}

#[wasm_bindgen_test]
async fn the_list_is_shown_as_the_user_wants_it() {
    let mut rows = vec![("csv_import", "pending", ""); 5];
    rows.extend([("ai_location_import", "completed", ""), ("csv_import", "failed", "No file")]);
    rows.push(("ai_location_import", "waiting_review", ""));
    let page = jobs(&rows, TrayOptions::default()).await;
    assert_eq!(shown(&page), ["8", "5", "4", "3", "2", "1", "7", "6"]);
    choose(&page, 0, "newest").await;
    assert_eq!(shown(&page), ["8", "7", "6", "5", "4", "3", "2", "1"]);
    choose(&page, 1, "needs-you").await;
    assert_eq!(shown(&page), ["8", "7"]);
    choose(&page, 1, "all").await;
    choose(&page, 2, "type").await;
    assert_eq!(shown(&page), ["8", "6", "7", "5", "4", "3", "2", "1"]);
    assert_eq!(page.count("[part=group]"), 2);
    assert_eq!(page.find("[part=group]").text_content().unwrap(), "AI location import, 2 jobs");
    // The arrows lead from job to job, beyond headings.
    let list: HtmlElement = page.find("[part=list]").unchecked_into();
    list.focus().unwrap();
    for (key, id) in [("ArrowDown", 8), ("ArrowDown", 6), ("ArrowDown", 7), ("ArrowUp", 6)] {
        press(&focused().unwrap(), key).await;
        assert_eq!(focused(), Some(page.find(&format!("[data-process-id='{id}']"))), "{key}");
    }
    press(&focused().unwrap(), "End").await;
    assert_eq!(focused(), Some(page.find("[data-process-id='1']")));
}

#[wasm_bindgen_test]
async fn what_is_pinned_stays_on_top() {
    let page = jobs(&MOVING, TrayOptions::default()).await;
    assert_eq!(shown(&page), ["2", "1", "3"]);
    let pin = "[data-process-id='3'] [part=pin]";
    assert_eq!(page.attribute(pin, "aria-label").as_deref(), Some("Pin: CSV import"));
    page.click(pin).await;
    assert_eq!(page.attribute(pin, "aria-pressed").as_deref(), Some("true"));
    assert_eq!(shown(&page), ["3", "2", "1"]);
    page.click(pin).await;
    assert_eq!(shown(&page), ["2", "1", "3"]);
}

/// Whatever is asked for is answered so once more.
async fn now_they_are(page: &Page, rows: &[(&str, &str, &str)]) {
    answer(page, rows).await;
    page.fake.advance(200);
    settle().await;
}

#[wasm_bindgen_test]
async fn what_failed_while_the_tray_was_closed_is_there_by_cause() {
    let rows: Vec<_> = FAILED.iter().map(|(kind, _, _)| (*kind, "running", "")).collect();
    let page = jobs(&rows, TrayOptions::default()).await;
    page.click("[part=minimise]").await;
    now_they_are(&page, &FAILED).await;
    page.click("[part=pill]").await;
    settle().await;
    assert_eq!(page.text("[part=retry-all]"), "Retry 3 failed");
    assert!(page.shows("[part=by-cause]"));
}

#[wasm_bindgen_test]
async fn open_causes_are_told_in_the_words_of_now() {
    let place: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&place).unwrap();
    let fake = FakeTransport::new(tray::EIGHT);
    let store = TrayStore::with_transport(TrayOptions::default(), Rc::new(fake.clone()));
    let ids = 1..=FAILED.len() as u64;
    store.follow(ids.clone().map(ProcessId::new).collect());
    let shown = store.clone();
    let mounted = mount_to(place.clone(), move || {
        view! { <TrayView store=shown open=RwSignal::new(true) /> }.into_any()
    });
    for _ in ids.clone() {
        for (id, (_, status, error)) in ids.clone().zip(FAILED) {
            let row = format!(r#"{{"id":{id},"status":"{status}","error_message":"{error}"}}"#);
            fake.answer(&format!("/processes/{id}"), 200, &row);
        }
        fake.advance(10_000);
        settle().await;
    }
    let find = |part: &str| place.query_selector(part).unwrap().unwrap();
    find("[part=by-cause]").unchecked_into::<HtmlElement>().click();
    settle().await;
    assert_eq!(find("[part=causes] button").text_content().unwrap(), "Retry 2");
    find("[part=causes] button").unchecked_into::<HtmlElement>().focus().unwrap();
    let strings = vec![("many.retry.other".into(), "Again: {count}".into())];
    store.speak(LanguageOptions { strings, ..LanguageOptions::default() });
    settle().await;
    assert_eq!(find("[part=causes] button").text_content().unwrap(), "Again: 2");
    settle().await;
    assert_eq!(focused(), Some(find("[part=list]")), "the button that had it is gone");
    drop(mounted);
    place.remove();
}

const THREE: [(&str, &str, &str); 3] = [("csv_import", "pending", ""); 3];

/// The server tells that a job is another from now on.
async fn becomes(page: &Page, id: u64, status: &str) {
    let row = format!(r#"{{"id":{id},"type":"csv_import","status":"{status}"}}"#);
    for _ in 0..60 {
        if page.fake.answer(&format!("/processes/{id}"), 200, &row) {
            break;
        }
        page.fake.advance(1_000);
    }
    page.fake.advance(200);
    settle().await;
}

#[wasm_bindgen_test]
async fn the_question_takes_the_focus_once() {
    let page = jobs(&THREE, TrayOptions::default()).await;
    page.click("[part=cancel-all]").await;
    assert_eq!(focused(), Some(page.find("[part=keep-all]")));
    let elsewhere: HtmlElement = page.find("[part=pill]").unchecked_into();
    elsewhere.focus().unwrap();
    becomes(&page, 1, "completed").await;
    assert!(page.text("[part=question]").contains("Cancel 2 jobs for good?"));
    assert_eq!(focused(), Some(elsewhere.into()));
}

#[wasm_bindgen_test]
async fn a_question_without_an_object_is_closed_and_stays_so() {
    let page = jobs(&MOVING, TrayOptions::default()).await;
    page.click("[part=cancel-all]").await;
    becomes(&page, 1, "completed").await;
    settle().await;
    assert!(!page.shows("[part=question]"));
    assert_eq!(focused(), Some(page.find("[part=list]")));
    page.fake.advance(200_000);
    let again = [MOVING[1]; 3];
    now_they_are(&page, &again).await;
    becomes(&page, 1, "pending").await;
    assert!(!page.shows("[part=question]"), "nobody has asked anew");
}

#[wasm_bindgen_test]
async fn many_are_acted_on_only_where_they_are_shown() {
    let mut rows = vec![("csv_import", "failed", "No file"); 3];
    rows.extend([("csv_import", "pending", ""); 2]);
    rows.extend([("csv_import", "completed", ""); 4]);
    let page = jobs(&rows, TrayOptions { cancel_grace_ms: 8_000, ..TrayOptions::default() }).await;
    assert_eq!(page.text("[part=cancel-all]"), "Cancel 2 jobs");
    choose(&page, 1, "ended").await;
    assert!(!page.shows("[part=cancel-all]"), "none of them is shown");
    assert_eq!(page.text("[part=retry-all]"), "Retry 3 failed");
    choose(&page, 1, "active").await;
    assert!(!page.shows("[part=retry-all]") && !page.shows("[part=clear]"));
    assert_eq!(page.text("[part=cancel-all]"), "Cancel 2 jobs");
    choose(&page, 1, "all").await;
    // What is pinned stays, and so does what is not shown.
    page.click("[data-process-id='7'] [part=pin]").await;
    let field = page.find("[part=search]");
    js_sys::Reflect::set(&field, &"value".into(), &"completed".into()).unwrap();
    field.dispatch_event(&Event::new("input").unwrap()).unwrap();
    settle().await;
    page.click("[data-process-id='9'] [part=dismiss]").await;
    js_sys::Reflect::set(&field, &"value".into(), &"8".into()).unwrap();
    field.dispatch_event(&Event::new("input").unwrap()).unwrap();
    settle().await;
    page.click("[part=clear]").await;
    js_sys::Reflect::set(&field, &"value".into(), &"".into()).unwrap();
    field.dispatch_event(&Event::new("input").unwrap()).unwrap();
    settle().await;
    assert_eq!(shown(&page), ["7", "5", "4", "3", "2", "1", "6"]);
    page.click("[part=clear]").await;
    assert_eq!(shown(&page), ["7", "5", "4", "3", "2", "1"]);
    assert!(!page.shows("[part=clear]"), "a pinned one is not cleared away");
}
