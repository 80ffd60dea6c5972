//! The views in a real browser, on a scripted world.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "web/tray.rs"]
mod tray;

use job_tray::TrayOptions;
use job_tray::protocol::memory::MemoryLimits;
use job_tray::transport::fake::FakeTransport;
use job_tray::transport::{StreamNews, Transport};
use leptos::prelude::*;
use tray::{Page, RUNNING, focused, settle};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

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
    page.let_in().await;
    assert_eq!(page.text("[part=name]"), "Job 1");
    assert!(page.text("[part=job]").contains("Loading"));
    assert_eq!(page.text("[part=status]"), "");
    assert!(!page.offers("cancel") && !page.offers("retry"));
}

#[wasm_bindgen_test]
async fn the_ring_is_bare_until_something_is_known() {
    let page = Page::open(&[1]).await;
    let ring = || page.attribute(".job-tray__ring", "data-ring").unwrap();
    let stroke = || {
        let fill = page.find(".job-tray__ring-fill");
        let style = window().get_computed_style(&fill).unwrap().unwrap();
        style.get_property_value("stroke").unwrap()
    };
    assert_eq!((ring(), stroke()), ("empty".to_owned(), "none".to_owned()));
    page.answer(RUNNING).await;
    assert_eq!(ring(), "turning");
    assert_ne!(stroke(), "none");
}

#[wasm_bindgen_test]
async fn the_time_of_a_job_that_is_gone_stands_still() {
    let page = Page::with(RUNNING).await;
    assert_eq!(page.text("[part=elapsed]"), "30 s");
    for wait in [0, 2_000] {
        page.fake.advance(wait);
        let url = "/processes/1";
        while !page.fake.answer(url, 404, "{}") {
            page.fake.advance(500);
        }
        settle().await;
    }
    assert_eq!(page.attribute("[part=job]", "data-line").as_deref(), Some("gone"));
    let before = page.text("[part=elapsed]");
    page.fake.advance(60_000);
    settle().await;
    assert_eq!((page.text("[part=elapsed]"), before.as_str()), (before.clone(), "30 s"));
    assert_eq!(page.fake.timers(), 0, "nothing ticks for it");
}

#[wasm_bindgen_test]
async fn a_job_that_takes_longer_than_usual_says_so_once_it_does() {
    let fake = FakeTransport::new(tray::EIGHT);
    let kept = r#"{"v":1,"jobs":[],"usual":{"csv_import":[16,16,16,16,16]}}"#;
    fake.remember("job-tray|||", Some(kept));
    let options = TrayOptions { memory: Some(MemoryLimits::default()), ..TrayOptions::default() };
    let page = Page::open_in(fake, options, &[1]).await;
    page.answer(RUNNING).await;
    assert_eq!(page.text("[part=late]"), "", "after 30 of 32 seconds");
    page.fake.advance(4_000);
    settle().await;
    assert_eq!(page.text("[part=late]"), "Longer than usual");
}

#[wasm_bindgen_test]
async fn a_worker_that_falls_silent_is_told_of() {
    let page = Page::with(&format!(r#"{RUNNING},"updated_at":"2026-11-24 07:55:30""#)).await;
    assert_eq!(page.text("[part=line]"), "");
    let page = Page::with(
        r#""type":"csv_import","status":"running","started_at":"2026-11-24 07:50:00",
        "updated_at":"2026-11-24 07:55:30""#,
    )
    .await;
    assert_eq!(page.text("[part=line]"), "No news from the worker for 4 min");
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
    let (polite, alert) =
        (page.find("[role=status].job-tray__live"), page.find("[role=alert].job-tray__live"));
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
    // The second is the page's own: what is scrolled to stays clear of the pill.
    assert_eq!(sheets(), before + 2);
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

#[wasm_bindgen_test]
async fn a_job_that_waits_leads_to_its_record_where_the_host_has_pages_for_it() {
    let waiting = r#""type":"csv_import","status":"waiting_review""#;
    for (related, href) in [("", None), (r#","related_type":"Batch""#, Some("/batch/1"))] {
        let related_url = Some("/{related_name}/{id}".into());
        let options = TrayOptions { related_url, ..TrayOptions::default() };
        let page = Page::open_with(options, &[1]).await;
        page.answer(&format!("{waiting}{related}")).await;
        for (part, text) in [("review-link", "Review"), ("related", "Batch")] {
            let selector = format!("[part={part}]");
            assert_eq!(page.shows(&selector), href.is_some(), "{part}");
            assert_eq!(page.attribute(&selector, "href").as_deref(), href, "{part}");
            assert!(href.is_none() || page.text(&selector) == text, "{part}");
        }
    }
}
