//! A job's details in a real browser, on a scripted world.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "web/tray.rs"]
mod tray;

use gloo_timers::future::TimeoutFuture;
use job_tray::transport::StreamNews;
use leptos::prelude::*;
use tray::{Page, RUNNING, focused, settle};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

const TOGGLE: &str = "[part=details-toggle]";

/// A tray with an open stream and job 1's details open.
async fn opened(columns: &str) -> Page {
    let page = Page::with(columns).await;
    page.fake.stream("/processes/1/stream", StreamNews::Opened);
    page.click(TOGGLE).await;
    page
}

/// Lets a frame be painted, and all that follows from it happen.
async fn frame() {
    TimeoutFuture::new(60).await;
    settle().await;
}

async fn written(page: &Page, ids: std::ops::RangeInclusive<u64>) {
    for id in ids {
        let kind = if id % 10 == 0 { "error" } else { "progress" };
        page.event(&format!(r#""id":{id},"type":"{kind}","message":"Row {id}.""#));
    }
    page.catch_up().await;
    frame().await;
}

fn lines(page: &Page) -> Vec<String> {
    let lines = page.place.query_selector_all("[part=event]").unwrap();
    let text = |at| lines.item(at).unwrap().text_content().unwrap();
    (0..lines.length()).map(text).collect()
}

async fn choose(page: &Page, selector: &str, value: &str, event: &str) {
    let field = page.find(selector);
    js_sys::Reflect::set(&field, &"value".into(), &value.into()).unwrap();
    field.dispatch_event(&web_sys::Event::new(event).unwrap()).unwrap();
    settle().await;
}

async fn scroll(page: &Page, top: i32) {
    page.find("[part=events]").set_scroll_top(top);
    frame().await;
}

#[wasm_bindgen_test]
async fn the_details_are_there_only_while_they_are_open() {
    let page = Page::with(&format!(r#"{RUNNING},"queue":"imports","attempts":2"#)).await;
    let toggle = page.find(TOGGLE);
    assert_eq!(toggle.get_attribute("aria-expanded").as_deref(), Some("false"));
    assert_eq!(toggle.get_attribute("aria-label").as_deref(), Some("Details: CSV import"));
    let details = document().get_element_by_id(&toggle.get_attribute("aria-controls").unwrap());
    assert_eq!(details.unwrap().child_element_count(), 0);
    page.click(TOGGLE).await;
    assert_eq!(toggle.get_attribute("aria-expanded").as_deref(), Some("true"));
    assert!(page.text("[part=facts]").contains("imports"));
    page.click(TOGGLE).await;
    assert_eq!(page.find("[part=details]").child_element_count(), 0);
    assert!(!page.shows("[part=details]"));
}

#[wasm_bindgen_test]
async fn facts_name_what_the_row_has_and_tell_exact_times() {
    let page = opened(&format!(
        r#"{RUNNING},"queue":"<b>imports</b>","attempts":2,"created_at":"2026-11-24 07:59:00""#
    ))
    .await;
    let facts = page.find("[part=facts]");
    let rows = facts.query_selector_all(".job-tray__fact:not([hidden])").unwrap();
    let row = |at| rows.item(at).unwrap().text_content().unwrap();
    let told: Vec<_> = (0..rows.length()).map(row).collect();
    assert_eq!(told.len(), 6, "there is no end yet: {told:?}");
    assert_eq!(told[..2], ["Attempts2", "Queue<b>imports</b>"]);
    assert_eq!(told[4..], ["Duration30 s", "Job number1"]);
    let time = page.find("[part=facts] time");
    assert_eq!(time.get_attribute("datetime").as_deref(), Some("2026-11-24T07:59:00Z"));
    assert_eq!(time.get_attribute("title").as_deref(), Some("2026-11-24T07:59:00Z"));
    let exact: HtmlElement = page.find(".job-tray__moment-exact").unchecked_into();
    assert_eq!(exact.offset_width(), 0, "short at first");
    time.unchecked_into::<HtmlElement>().focus().unwrap();
    assert!(exact.offset_width() > 0, "exact with the focus");
}

#[wasm_bindgen_test]
async fn a_row_tells_the_cause_and_the_details_the_whole_message() {
    let message = r"Row 7 is broken.\n#0 Import.php(12)\n#1 {main}";
    let page = opened(&format!(r#""status":"failed","error_message":"{message}""#)).await;
    assert_eq!(page.text("[part=error]"), "Row 7 is broken.");
    assert!(page.text("[part=error-text]").contains("#1 {main}"));
    // As soon as it runs again the error is not its own any more.
    page.click("[data-action=retry]").await;
    let again = r#"{"id":1,"status":"pending"}"#;
    assert!(page.fake.answer("/processes/1/retry", 200, again));
    settle().await;
    assert!(!page.shows("[part=error-text]"));
}

#[wasm_bindgen(inline_js = r#"
export function spy() {
  const seen = (globalThis.seen = { copied: [], files: [], revoked: 0 });
  const was = [navigator.clipboard, document.execCommand, URL.createObjectURL, URL.revokeObjectURL];
  const clipboard = (value) =>
    Object.defineProperty(navigator, "clipboard", { value, configurable: true });
  clipboard(undefined);
  document.execCommand = () => {
    seen.copied.push(document.activeElement.value);
    return true;
  };
  URL.createObjectURL = (blob) => {
    seen.files.push(blob);
    return "data:text/plain,";
  };
  URL.revokeObjectURL = () => (seen.revoked += 1);
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    seen.name = this.download;
  };
  return () => {
    clipboard(was[0]);
    [, document.execCommand, URL.createObjectURL, URL.revokeObjectURL] = was;
    HTMLAnchorElement.prototype.click = click;
  };
}
export const copied = () => globalThis.seen.copied.at(-1) ?? "";
export const fileName = () => globalThis.seen.name;
export const fileText = async () => await globalThis.seen.files.at(-1).text();
export const revoked = () => globalThis.seen.revoked;
"#)]
extern "C" {
    fn spy() -> js_sys::Function;
    fn copied() -> String;
    #[wasm_bindgen(js_name = fileName)]
    fn file_name() -> String;
    #[wasm_bindgen(js_name = fileText)]
    async fn file_text() -> wasm_bindgen::JsValue;
    fn revoked() -> u32;
}

#[wasm_bindgen_test]
async fn on_plain_http_a_message_is_copied_too_and_the_button_says_so() {
    let restore = spy();
    let page = opened(r#""status":"failed","error_message":"Broken.\nIn line 3.""#).await;
    let button: HtmlElement = page.find("[data-do=copy-error]").unchecked_into();
    button.focus().unwrap();
    button.click();
    frame().await;
    assert_eq!(copied(), "Broken.\nIn line 3.");
    assert_eq!(button.text_content().as_deref(), Some("Copied"));
    assert_eq!(focused(), Some(button.clone().into()), "the focus stays");
    assert_eq!(page.count("textarea"), 0);
    button.blur().unwrap();
    assert_eq!(button.text_content().as_deref(), Some("Copy"));
    restore.call0(&wasm_bindgen::JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn the_log_is_copied_and_saved_whole_not_only_what_is_shown() {
    let restore = spy();
    let page = opened(RUNNING).await;
    written(&page, 1..=100).await;
    page.click("[data-do=copy-log]").await;
    frame().await;
    assert_eq!(copied().lines().count(), 100);
    page.click("[data-do=save-json]").await;
    assert_eq!(file_name(), "job-1.jsonl");
    let text = file_text().await.as_string().unwrap();
    assert_eq!(text.lines().count(), 100);
    assert!(text.starts_with(r#"{"id":1,"process_id":1,"type":"progress""#), "{text:.80}");
    page.click("[data-do=save-text]").await;
    assert_eq!(file_name(), "job-1.txt");
    assert!(file_text().await.as_string().unwrap().ends_with("Row 100.\n"));
    TimeoutFuture::new(1_100).await;
    assert_eq!(revoked(), 2, "nothing is kept in memory for it");
    restore.call0(&wasm_bindgen::JsValue::NULL).unwrap();
}

fn press(element: &Element, key: &str) {
    let init = web_sys::KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    let event =
        web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    element.dispatch_event(&event).unwrap();
}

#[wasm_bindgen_test]
async fn one_line_is_copied_by_the_button_that_comes_with_the_pointer() {
    let restore = spy();
    let page = opened(RUNNING).await;
    written(&page, 1..=5).await;
    assert_eq!(page.count("[data-do=copy-line]"), 0);
    let line = page.find("[part=event]:nth-child(2)");
    let over = web_sys::MouseEventInit::new();
    over.set_bubbles(true);
    let over = web_sys::MouseEvent::new_with_mouse_event_init_dict("pointerover", &over).unwrap();
    line.dispatch_event(&over).unwrap();
    let button: HtmlElement = line.query_selector("button").unwrap().unwrap().unchecked_into();
    button.click();
    frame().await;
    assert_eq!(copied(), "-  [progress]  Row 2.");
    assert_eq!(button.text_content().as_deref(), Some("Copied"));
    page.find("[part=event]:nth-child(4)").dispatch_event(&over).unwrap();
    assert_eq!(page.count("[data-do=copy-line]"), 1, "one button for all lines");
    restore.call0(&wasm_bindgen::JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn arrows_lead_from_line_to_line_and_c_copies_the_one_with_the_focus() {
    let restore = spy();
    let page = opened(RUNNING).await;
    written(&page, 1..=100).await;
    let list: HtmlElement = page.find("[part=events]").unchecked_into();
    list.focus().unwrap();
    press(&list, "c");
    assert_eq!(copied(), "", "no line has the focus");
    press(&list, "ArrowUp");
    press(&focused().unwrap(), "ArrowUp");
    let line = focused().unwrap();
    assert!(line.text_content().unwrap().starts_with("Row 99."));
    press(&line, "c");
    frame().await;
    assert_eq!(copied(), "-  [progress]  Row 99.");
    assert_eq!(focused(), Some(line.clone()), "the focus stays on the line");
    assert_eq!(page.text("[part=log] [aria-live=polite]"), "Copied");
    // What comes meanwhile takes the line away from nobody.
    written(&page, 101..=400).await;
    assert_eq!(focused(), Some(line.clone()));
    press(&line, "ArrowDown");
    assert!(focused().unwrap().text_content().unwrap().starts_with("Row 100."));
    assert_eq!(page.text("[part=log] [aria-live=polite]"), "");
    restore.call0(&wasm_bindgen::JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn a_log_of_ten_thousand_events_is_a_few_dozen_elements_and_stays_at_its_end() {
    let page = opened(RUNNING).await;
    written(&page, 1..=10_000).await;
    assert_eq!(page.text("[part=log-count]"), "10000 events");
    assert!(page.count("[part=event]") <= 80, "{}", page.count("[part=event]"));
    assert!(page.count("[part=log] *") <= 250, "{}", page.count("[part=log] *"));
    let list = page.find("[part=events]");
    assert_eq!(list.get_attribute("tabindex").as_deref(), Some("0"));
    assert_eq!(list.get_attribute("aria-live").as_deref(), Some("off"));
    assert_eq!(list.get_attribute("aria-label").as_deref(), Some("Log"));
    assert_eq!(lines(&page).last().unwrap(), "Row 10000.");
    let below = |list: &Element| list.scroll_height() - list.client_height() - list.scroll_top();
    assert!(below(&list) <= 1, "at the end: {}", below(&list));
    written(&page, 10_001..=10_003).await;
    assert_eq!(lines(&page).last().unwrap(), "Row 10003.");
    assert!(below(&list) <= 1, "and stays there: {}", below(&list));
    assert!(page.text("[part=log-part]").starts_with("9941–10000 of 10000 3 earlier"));
}

#[wasm_bindgen_test]
async fn scrolling_up_pauses_brings_earlier_events_and_follow_goes_back() {
    let page = opened(RUNNING).await;
    written(&page, 1..=300).await;
    assert!(!page.shows("[part=follow]"));
    let list = page.find("[part=events]");
    scroll(&page, list.scroll_top() - 200).await;
    assert!(page.shows("[part=follow]"), "paused");
    let before = lines(&page);
    written(&page, 301..=310).await;
    assert_eq!(lines(&page), before, "what is read stays");
    let seen = |text: &str| {
        let all = page.place.query_selector_all("[part=event]").unwrap();
        let all = (0..all.length()).map(|at| all.item(at).unwrap());
        let mut all = all.map(JsCast::unchecked_into::<HtmlElement>);
        let line = all.find(|it| it.text_content().as_deref() == Some(text)).unwrap();
        line.offset_top() - list.scroll_top()
    };
    assert_eq!(lines(&page)[0], "Row 241.");
    list.set_scroll_top(20);
    let place = seen("Row 241.");
    frame().await;
    assert_eq!(lines(&page)[0], "Row 211.", "half a part earlier");
    assert!((seen("Row 241.") - place).abs() <= 1, "{} {place}", seen("Row 241."));
    page.click("[part=follow]").await;
    frame().await;
    assert_eq!(lines(&page).last().unwrap(), "Row 310.");
    assert!(!page.shows("[part=follow]"));
    assert_eq!(focused(), Some(list.clone()), "the button went away");
    // Back at the end by hand it follows again.
    scroll(&page, list.scroll_top() - 200).await;
    assert!(page.shows("[part=follow]"));
    scroll(&page, list.scroll_height()).await;
    assert!(!page.shows("[part=follow]"));
}

#[wasm_bindgen_test]
async fn the_log_is_searched_and_narrowed_to_a_type() {
    let page = opened(RUNNING).await;
    written(&page, 1..=200).await;
    choose(&page, "[part=log-type]", "error", "change").await;
    assert_eq!(page.count("[part=event]"), 20);
    assert_eq!(page.text("[part=log-part]"), "1–20 of 20, 200 in all");
    choose(&page, "[part=log-search]", "row 15", "input").await;
    assert_eq!(lines(&page), ["Row 150."]);
    written(&page, 201..=210).await;
    assert_eq!(lines(&page), ["Row 150."]);
    choose(&page, "[part=log-search]", "nowhere", "input").await;
    assert_eq!(page.text("[part=log-part]"), "No event fits.");
    choose(&page, "[part=log-search]", "", "input").await;
    assert_eq!(page.count("[part=event]"), 21);
    // As its user does, who chooses the first of the list.
    let all = page.attribute("[part=log-type] option", "value");
    assert_eq!(all.as_deref(), Some(""), "else its words would be taken for a type");
    choose(&page, "[part=log-type]", "", "change").await;
    let told = page.text("[part=log-part]");
    assert!(told.ends_with("of 210"), "{told}");
}

#[wasm_bindgen_test]
async fn steps_are_a_timeline_and_only_the_last_has_a_running_clock() {
    let page = opened(RUNNING).await;
    assert!(!page.shows("[part=steps]"), "no step was named");
    page.event(r#""id":1,"type":"step","step":"Reading","created_at":"2026-11-24 07:59:30""#);
    page.event(r#""id":2,"type":"step","step":"Writing","created_at":"2026-11-24 07:59:50""#);
    page.catch_up().await;
    let step = |at| page.text(&format!("[part=timeline-step]:nth-child({at})"));
    assert_eq!((&*step(1), &*step(2)), ("ReadingDone20 s", "WritingRunning10 s"));
    let first = page.find("[part=timeline-step]");
    page.fake.advance(5_000);
    settle().await;
    assert_eq!(step(2), "WritingRunning15 s");
    assert_eq!(page.find("[part=timeline-step]"), first, "nothing else is drawn anew");
    page.event(r#""id":3,"status":"failed","created_at":"2026-11-24 08:00:10""#);
    page.catch_up().await;
    assert_eq!(step(2), "WritingFailed20 s");
    assert_eq!(page.attribute("[aria-current=step]", "data-state").as_deref(), Some("failed"));
}

#[wasm_bindgen_test]
async fn a_result_shows_names_values_lists_and_safe_links_and_the_raw_text() {
    let page = opened(
        r#""status":"completed","summary":{"imported_rows":9007199254740993,
        "report":"https://example.com/report","script":"javascript:alert(1)",
        "skipped":[{"row":3},{"row":9}],"dry_run":false,"notes":{}},
        "input_payload":{"file":"a.csv"}"#,
    )
    .await;
    let summary = page.text("[part=summary]");
    for words in ["Imported rows9007199254740993", "Dry runno", "Notes–", "Row3"] {
        assert!(summary.contains(words), "{words}: {summary}");
    }
    assert_eq!(page.count("[part=summary] a"), 1, "only web addresses are links");
    let link = |name| page.attribute("[part=summary] a", name);
    assert_eq!(link("href").as_deref(), Some("https://example.com/report"));
    assert_eq!(link("rel").as_deref(), Some("noopener noreferrer"));
    assert_eq!(page.count("[part=summary] ul > li"), 2);
    assert!(page.text("[part=summary] [part=raw] pre").contains("\n  \"dry_run\": false,\n"));
    assert!(page.text("[part=input]").contains("Filea.csv"));
    assert!(!page.find("[part=input] details").has_attribute("open"), "folded");
}

#[wasm_bindgen_test]
async fn a_job_that_waits_says_for_how_long() {
    let page = Page::with(
        r#""type":"csv_import","status":"waiting_review","updated_at":"2026-11-24 07:55:00""#,
    )
    .await;
    assert_eq!(page.text("[part=review]"), "Waiting 5 min for you");
    page.fake.advance(60_000);
    settle().await;
    assert_eq!(page.text("[part=review]"), "Waiting 6 min for you");
    let page = Page::with(RUNNING).await;
    assert_eq!(page.text("[part=review]"), "");
}

#[wasm_bindgen_test]
async fn the_time_left_is_told_once_the_pace_is_steady() {
    let page = Page::with(RUNNING).await;
    page.fake.stream("/processes/1/stream", StreamNews::Opened);
    for (id, second) in (1..=20).zip((0..60).step_by(3)) {
        page.event(&format!(
            r#""id":{id},"progress_percent":{id},"created_at":"2026-11-24 07:59:{second:02}""#
        ));
        page.catch_up().await;
        assert!(id > 2 || page.text("[part=time-left]").is_empty(), "{id}");
    }
    assert_eq!(page.text("[part=time-left]"), "about 3–5 min left");
    page.fake.advance(30_000);
    settle().await;
    assert_eq!(page.text("[part=time-left]"), "", "the bar stands still");
}

#[wasm_bindgen_test]
async fn a_row_that_moves_keeps_the_place_in_its_log() {
    let page = Page::open(&[1, 2]).await;
    let answer = async |id: u64, status: &str| {
        let url = format!("/processes/{id}");
        for _ in 0..20 {
            let row = format!(r#"{{"id":{id},"status":"{status}","type":"csv_import"}}"#);
            if page.fake.answer(&url, 200, &row) {
                break;
            }
            page.fake.advance(2_000);
        }
        settle().await;
    };
    answer(1, "running").await;
    answer(2, "running").await;
    page.fake.stream("/processes/1/stream", StreamNews::Opened);
    page.click(&format!("[data-process-id='1'] {TOGGLE}")).await;
    written(&page, 1..=200).await;
    let list = page.find("[part=events]:not([hidden])");
    let below = || list.scroll_height() - list.client_height() - list.scroll_top();
    let first = || page.attribute("[part=job]", "data-process-id").unwrap();
    assert!(below() <= 1);
    for (id, status) in [(201, "waiting_review"), (202, "running"), (203, "waiting_review")] {
        page.event(&format!(r#""id":{id},"status":"{status}""#));
        page.catch_up().await;
        frame().await;
        assert!(below() <= 1, "{status}: {} below, {} first", below(), first());
        assert!(!page.shows("[part=follow]"));
    }
    // And while it is paused.
    page.event(r#""id":204,"status":"running""#);
    page.catch_up().await;
    frame().await;
    scroll(&page, list.scroll_top() - 200).await;
    assert!(page.shows("[part=follow]"));
    for (id, status, moves_to) in [(205, "waiting_review", "1"), (206, "running", "2")] {
        let (place, lines) = (list.scroll_top(), lines(&page));
        page.event(&format!(r#""id":{id},"status":"{status}""#));
        page.catch_up().await;
        frame().await;
        assert_eq!(first(), moves_to);
        assert!((list.scroll_top() - place).abs() <= 1, "{}, was {place}", list.scroll_top());
        assert_eq!(self::lines(&page), lines, "what is read stays");
    }
}
