//! The views in a real browser, on a scripted world.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use job_tray::transport::StreamNews;
use job_tray::transport::fake::FakeTransport;
use job_tray::{ProcessId, TrayOptions, TrayStore, TrayView};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

/// 2026-11-24 08:00:00 UTC.
const EIGHT: i64 = 1_795_507_200_000;

/// Lets microtasks, and so all effects, run.
async fn settle() {
    gloo_timers::future::TimeoutFuture::new(0).await;
}

/// A mounted tray; unmounts and leaves the document clean when dropped.
struct Page {
    fake: FakeTransport,
    place: HtmlElement,
    mounted: Option<UnmountHandle<AnyViewState>>,
}

impl Page {
    async fn open(ids: &[u64]) -> Self {
        let fake = FakeTransport::new(EIGHT);
        let place: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&place).unwrap();
        let world = fake.clone();
        let ids = ids.iter().copied().map(ProcessId::new).collect();
        let mounted = mount_to(place.clone(), move || {
            let store = TrayStore::with_transport(TrayOptions::default(), Rc::new(world));
            store.follow(ids);
            view! { <TrayView store open=RwSignal::new(true) /> }.into_any()
        });
        settle().await;
        Self { fake, place, mounted: Some(mounted) }
    }

    /// A tray with job 1, of which the server tells this.
    async fn with(columns: &str) -> Self {
        let page = Self::open(&[1]).await;
        page.answer(columns).await;
        page
    }

    async fn answer(&self, columns: &str) {
        assert!(self.fake.answer("/processes/1", 200, &format!(r#"{{"id":1,{columns}}}"#)));
        settle().await;
    }

    fn find(&self, selector: &str) -> Element {
        let found = self.place.query_selector(selector).unwrap();
        found.unwrap_or_else(|| panic!("{selector} is not there"))
    }

    /// Text of what is shown; empty if it is hidden. Not `innerText`, which is
    /// empty for rows that were not painted yet.
    fn text(&self, selector: &str) -> String {
        let element = self.find(selector);
        if is_hidden(&element) { String::new() } else { element.text_content().unwrap() }
    }

    fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.find(selector).get_attribute(name)
    }

    fn button(&self, action: &str) -> HtmlElement {
        self.find(&format!("[part=action][data-action={action}]")).unchecked_into()
    }

    fn offers(&self, action: &str) -> bool {
        !is_hidden(&self.button(action))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        drop(self.mounted.take());
        self.place.remove();
    }
}

fn is_hidden(element: &Element) -> bool {
    element.closest("[hidden]").unwrap().is_some()
}

fn focused() -> Option<Element> {
    document().active_element()
}

const RUNNING: &str =
    r#""type":"csv_import","status":"running","started_at":"2026-11-24 07:59:30""#;

#[wasm_bindgen_test]
async fn a_running_job_tells_name_status_step_progress_and_time() {
    let page = Page::with(&format!(
        r#"{RUNNING},"progress_percent":42,"current_step":"Reading rows",
        "related_type":"App\\Models\\CsvImport","related_id":7"#
    ))
    .await;
    assert_eq!(page.text("[part=name]"), "CSV import");
    assert_eq!(page.text("[part=status]"), "Running");
    assert_eq!(page.text("[part=step]"), "Reading rows");
    assert_eq!(page.text("[part=percent]"), "42 %");
    assert_eq!(page.text("[part=elapsed]"), "30 s");
    assert_eq!(page.text("[part=related]"), "CSV import 7");
    assert_eq!(page.attribute("[role=progressbar]", "aria-valuenow").as_deref(), Some("42"));
    assert_eq!(page.attribute("[role=progressbar]", "aria-label").as_deref(), Some("CSV import"));
    let text = page.attribute("[role=progressbar]", "aria-valuetext");
    assert_eq!(text.as_deref(), Some("42 %, Reading rows"));
}

#[wasm_bindgen_test]
async fn unknown_progress_is_indeterminate_and_never_a_number() {
    let page = Page::with(&format!(r#"{RUNNING},"progress_percent":null"#)).await;
    assert_eq!(page.attribute("[role=progressbar]", "aria-valuenow"), None);
    assert_eq!(page.text("[part=percent]"), "");
}

#[wasm_bindgen_test]
async fn each_status_offers_exactly_its_actions() {
    for (status, cancel, retry) in [
        ("pending", true, false),
        ("running", true, false),
        ("waiting_review", true, false),
        ("completed", false, false),
        ("failed", false, true),
        ("cancelled", false, false),
        ("archiving", true, false),
    ] {
        let page = Page::with(&format!(r#""type":"csv_import","status":"{status}""#)).await;
        assert_eq!((page.offers("cancel"), page.offers("retry")), (cancel, retry), "{status}");
        let word = page.text("[part=status]");
        assert!(!word.is_empty() && !word.contains('_'), "{status}: {word}");
    }
}

#[wasm_bindgen_test]
async fn before_the_first_answer_nothing_is_claimed() {
    let page = Page::open(&[1]).await;
    assert_eq!(page.text("[part=name]"), "Job 1");
    assert!(page.text("[part=job]").contains("Loading"));
    assert_eq!(page.text("[part=status]"), "");
    assert!(!page.offers("cancel") && !page.offers("retry"));
}

#[wasm_bindgen_test]
async fn an_empty_tray_says_so() {
    let page = Page::open(&[]).await;
    assert!(page.text("[part=empty]").starts_with("No background jobs"));
}

#[wasm_bindgen_test]
async fn a_pressed_button_is_busy_keeps_the_focus_and_is_pressed_once() {
    let page = Page::with(RUNNING).await;
    page.button("cancel").focus().unwrap();
    page.button("cancel").click();
    page.button("cancel").click();
    settle().await;
    assert_eq!(page.text("[data-action=cancel]"), "Cancelling…");
    assert_eq!(page.attribute("[data-action=cancel]", "aria-disabled").as_deref(), Some("true"));
    assert_eq!(focused(), Some(page.button("cancel").into()));
    let posts = page.fake.requests();
    assert_eq!(posts.iter().filter(|it| it.starts_with("POST")).count(), 1, "{posts:?}");
}

#[wasm_bindgen_test]
async fn a_button_that_goes_away_leaves_the_focus_on_its_row() {
    let page = Page::with(RUNNING).await;
    page.button("cancel").focus().unwrap();
    page.button("cancel").click();
    let ended = r#"{"id":1,"status":"cancelled","type":"csv_import"}"#;
    assert!(page.fake.answer("/processes/1/cancel", 200, ended));
    settle().await;
    assert!(!page.offers("cancel"));
    assert_eq!(focused(), Some(page.find("[part=job]")));
}

#[wasm_bindgen_test]
async fn a_refusal_stands_in_the_row_in_the_servers_words() {
    let page = Page::with(RUNNING).await;
    page.button("cancel").click();
    let words = r#"{"message":"Imports cannot be stopped at night."}"#;
    assert!(page.fake.answer("/processes/1/cancel", 409, words));
    page.answer(RUNNING).await;
    assert_eq!(page.text("[part=refusal]"), "Not cancelled: Imports cannot be stopped at night.");
    assert!(page.offers("cancel"), "it may be tried again");
}

#[wasm_bindgen_test]
async fn the_log_grows_while_it_is_open() {
    let page = Page::with(RUNNING).await;
    let event = |id: u64, words: &str| {
        let data = format!(r#"{{"id":{id},"process_id":1,"message":"{words}"}}"#);
        StreamNews::Message(data.as_str().into())
    };
    assert_eq!(page.text("[part=log]"), "", "an empty log is not shown");
    page.fake.stream("/processes/1/stream", StreamNews::Opened);
    page.fake.stream("/processes/1/stream", event(5, "Second"));
    settle().await;
    assert_eq!(page.text("[part=log] summary"), "1 event");
    page.find("[part=log]").set_attribute("open", "").unwrap();
    settle().await;
    page.fake.stream("/processes/1/stream", event(3, "First"));
    page.fake.stream("/processes/1/stream", event(5, "Second"));
    settle().await;
    assert_eq!(page.text("[part=log] summary"), "2 events");
    let log = page.text("[part=log] ol");
    assert!(log.find("First") < log.find("Second") && log.contains("First"), "{log}");
}

#[wasm_bindgen_test]
async fn server_text_is_text() {
    let attack = "<img src=x onerror=document.title=1><script>1</script>";
    let page = Page::with(&format!(
        r#""status":"failed","type":"{attack}","error_message":"{attack}",
        "summary":{{"link":"javascript:alert(1)","{attack}":"{attack}"}}"#
    ))
    .await;
    assert!(page.text("[part=error]").contains("<img src=x"));
    assert!(page.place.query_selector("img, script, a").unwrap().is_none());
}

#[wasm_bindgen_test]
async fn a_summary_shows_names_values_lists_and_safe_links() {
    let page = Page::with(
        r#""status":"completed","summary":{"imported_rows":9007199254740993,
        "report":"https://example.com/report","skipped":[{"row":3},{"row":9}],"dry_run":false}"#,
    )
    .await;
    page.find(".job-tray__result").set_attribute("open", "").unwrap();
    let summary = page.text("[part=summary]");
    assert!(summary.contains("Imported rows"), "{summary}");
    assert!(summary.contains("9007199254740993"), "{summary}");
    assert!(summary.contains("Dry run"), "{summary}");
    let href = page.attribute("[part=summary] a", "href");
    assert_eq!(href.as_deref(), Some("https://example.com/report"));
    assert_eq!(page.place.query_selector_all("[part=summary] ul > li").unwrap().length(), 2);
}

#[wasm_bindgen_test]
async fn the_pill_opens_and_minimises_and_escape_gives_it_the_focus() {
    let page = Page::with(RUNNING).await;
    let pill: HtmlElement = page.find("[part=pill]").unchecked_into();
    assert_eq!(pill.get_attribute("aria-expanded").as_deref(), Some("true"));
    assert_eq!(pill.get_attribute("aria-label").as_deref(), Some("Background jobs: 1 running"));
    page.button("cancel").focus().unwrap();
    let init = web_sys::KeyboardEventInit::new();
    init.set_key("Escape");
    init.set_bubbles(true);
    let escape = web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init);
    page.button("cancel").dispatch_event(&escape.unwrap()).unwrap();
    settle().await;
    assert_eq!(pill.get_attribute("aria-expanded").as_deref(), Some("false"));
    assert_eq!(page.text("[part=panel]"), "");
    assert_eq!(focused(), Some(pill.clone().into()));
    assert_eq!(page.fake.streams(), ["/processes/1/stream"], "minimising cancels nothing");
    pill.click();
    settle().await;
    assert!(page.text("[part=panel]").contains("CSV import"));
}

#[wasm_bindgen_test]
async fn the_live_regions_are_there_before_they_speak_and_tell_quarters_and_ends() {
    let page = Page::open(&[1]).await;
    let (polite, alert) = (page.find("[role=status]"), page.find("[role=alert].job-tray__live"));
    let said = || [&polite, &alert].map(|region| region.text_content().unwrap());
    assert_eq!(said(), ["", ""]);
    page.answer(&format!(r#"{RUNNING},"progress_percent":10"#)).await;
    assert_eq!(said(), ["", ""], "what the page finds is not news");
    page.fake.stream("/processes/1/stream", StreamNews::Opened);
    for (id, news) in [(9, r#""progress_percent":60"#), (10, r#""status":"failed""#)] {
        let event = format!(r#"{{"id":{id},"process_id":1,{news}}}"#);
        page.fake.stream("/processes/1/stream", StreamNews::Message(event.as_str().into()));
        settle().await;
    }
    assert_eq!(said(), ["CSV import: 50 %", "CSV import: failed"]);
    page.fake.advance(7_000);
    settle().await;
    assert_eq!(said(), ["", ""]);
}

#[wasm_bindgen_test]
async fn the_style_sheet_comes_and_goes_with_the_tray() {
    let sheets = || document().adopted_style_sheets().length();
    settle().await;
    let before = sheets();
    let page = Page::with(RUNNING).await;
    assert_eq!(sheets(), before + 1);
    let style = window().get_computed_style(&page.find(".job-tray")).unwrap().unwrap();
    assert_eq!(style.get_property_value("position").unwrap(), "fixed");
    drop(page);
    settle().await;
    assert_eq!(sheets(), before);
}

#[wasm_bindgen_test]
async fn unmounting_ends_everything() {
    let page = Page::with(RUNNING).await;
    let fake = page.fake.clone();
    assert!(!fake.streams().is_empty() && fake.is_watched());
    drop(page);
    settle().await;
    assert_eq!((fake.requests().len(), fake.streams().len(), fake.timers()), (0, 0, 0));
    assert!(!fake.is_watched());
}
