//! Streams that end, break off, fall silent or carry what is no event, with both kinds of streams.
//! The numbers are those of the fault list.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{Engine, JobTrayPage, Kind, Mock, with_both_kinds};
use job_tray_mock::{CloseReason, Route, SessionOptions};
use serde_json::{Value, json};

with_both_kinds! {
    fault_01_a_close_at_25_s_is_not_seen: async |page, mock, kind| {
        close_at_25_s(page, mock, kind, false).await;
    };
    fault_01_a_close_at_25_s_with_an_end_marker_is_not_seen: async |page, mock, kind| {
        close_at_25_s(page, mock, kind, true).await;
    };
    fault_05_half_an_event_at_the_end_is_discarded: half_an_event;
    fault_06_a_reset_in_the_middle_is_recovered_from: reset;
    fault_07_a_stream_that_falls_silent_is_given_up: silence;
    fault_08_a_stream_without_headers_is_given_up_and_the_job_polled: no_headers;
    fault_21_a_byte_order_mark_and_split_line_ends_are_read: odd_line_ends;
    fault_22_a_page_inside_of_the_stream_is_passed_over: html_inside;
    fault_23_malformed_json_is_passed_over_and_the_row_asked_for_once: malformed_json;
    fault_26_events_named_error_and_open_are_events: odd_names;
    fault_36_what_is_held_back_to_the_end_makes_the_tray_poll: held_back;
}

async fn close_at_25_s(page: &JobTrayPage, mock: &mut Mock, kind: Kind, end_marker: bool) {
    mock.begin(SessionOptions { end_marker, ..SessionOptions::default() });
    kind.follow(page, mock).await;
    mock.event(1, json!({ "progress_percent": 20, "message": "Before the close." })).await;
    page.eventually("news come", |tray| tray.row(1).is_at(20)).await;
    mock.advance(25).await;
    mock.until("the stream is opened again", |report| {
        report.streams.opened == 2 && report.streams.open == 1
    })
    .await;
    still_comes(page, mock, 30).await;
    page.open_details(1).await;
    let tray = page.eventually("both stand in the log", |tray| tray.row(1).events.len() == 2).await;
    assert!(tray.row(1).line_is("live"), "{tray:#?}");
    let history = page.history().await;
    assert_eq!(history.notices, Vec::<String>::new());
    assert_eq!(history.lines(1), ["live"], "a planned close is not seen");
}

async fn half_an_event(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    let half = "event: update\ndata: {\"id\":9000,\"process_id\":1,\"progress_percent\":99}";
    let steps = json!([{ "raw": ":\n\n" }, { "hold": "half" }, { "raw": half }, { "close": true }]);
    mock.fault(json!({ "on": "stream", "steps": steps })).await;
    kind.follow(page, mock).await;
    mock.session.release(Some("half")).await;
    mock.until("the stream is opened again", |report| report.streams.opened == 2).await;
    kind.live(page).await;
    still_comes(page, mock, 30).await;
    page.open_details(1).await;
    page.eventually("half a one is none", |tray| {
        tray.row(1).event_count.as_deref() == Some("1 event")
    })
    .await;
    assert_eq!(page.diagnostics().await["undecodable"], 0);
    assert_eq!(page.history().await.notices, Vec::<String>::new());
}

async fn reset(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    page.expect_console("ERR_CONNECTION_RESET");
    page.expect_console("ERR_INCOMPLETE_CHUNKED");
    let steps = json!([{ "raw": ":\n\n" }, { "hold": "reset" }, { "reset": true }]);
    mock.fault(json!({ "on": "stream", "steps": steps })).await;
    kind.follow(page, mock).await;
    mock.session.release(Some("reset")).await;
    mock.until("the stream is opened again", |report| report.streams.opened == 2).await;
    kind.live(page).await;
    still_comes(page, mock, 30).await;
    assert_eq!(page.history().await.notices, Vec::<String>::new(), "one is no trouble yet");
}

async fn silence(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    let steps = json!([{ "raw": ":\n\n" }, { "stall": true }]);
    mock.fault(json!({ "on": "stream", "steps": steps })).await;
    kind.open_fast(page, mock).await;
    kind.live(page).await;
    // Nobody tells of it, as the stream is dead.
    mock.event(1, json!({ "progress_percent": 60 })).await;
    page.eventually("the row tells what was missed", |tray| tray.row(1).is_at(60)).await;
    let report = mock.until("another stream is opened", |report| report.streams.opened == 2).await;
    assert_eq!(report.streams.closed[0].reason, CloseReason::ClientGone, "the tray let go of it");
    kind.live(page).await;
    still_comes(page, mock, 70).await;
}

async fn no_headers(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    mock.fault(json!({ "on": "stream", "no_headers": true })).await;
    kind.open_fast(page, mock).await;
    page.eventually("the job is known", |tray| tray.row(1).is("running")).await;
    page.watch().await;
    mock.until("a stream is asked for", |report| report.requests.to(Route::Stream) == 1).await;
    mock.event(1, json!({ "progress_percent": 60 })).await;
    page.eventually("the row tells", |tray| {
        tray.row(1).is_at(60) && tray.row(1).line_is("polling")
    })
    .await;
    let asked = mock.session.report().await;
    assert_eq!(asked.requests.to(Route::Stream), 1, "none beside the one that is waited for");
    mock.until("another stream is opened", |report| report.streams.opened == 1).await;
    kind.live(page).await;
    still_comes(page, mock, 70).await;
    assert_eq!(page.history().await.notices, Vec::<String>::new());
}

async fn odd_line_ends(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    // A row like the event, so that it does not matter which of them comes last.
    let data = event(9000, 33, "Read in spite of it – naïve ✓");
    let text =
        format!("\u{feff}: hello\r\nid: 9000\r\nevent: update\r\ndata: {data}\r\n\r\n: bye\r");
    let steps = json!([{ "raw": text, "split_every": 1 }, { "raw": "\n" }, { "live": true }]);
    mock.fault(json!({ "on": "stream", "steps": steps })).await;
    mock.create_running(&[1]).await;
    mock.session.set_columns(1, json!({ "progress_percent": 33 })).await.unwrap();
    page.open_host_with(mock, "1", &[kind.attribute()]).await;
    page.open_details(1).await;
    page.eventually("the event is read", |tray| tray.row(1).event_count.is_some()).await;
    kind.live(page).await;
    page.eventually("in its own letters", |tray| {
        tray.row(1).events.iter().any(|line| line.contains("naïve ✓"))
    })
    .await;
    assert_eq!(page.diagnostics().await["undecodable"], 0);
}

async fn html_inside(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    let html = "<!DOCTYPE html>\n<html>\n<body>\n<h1>Whoops: something went wrong</h1>\n\
                data is <b>lost</b>\n</body>\n</html>\n\n";
    let steps = json!([{ "raw": ":\n\n" }, { "hold": "html" }, { "raw": html }, { "live": true }]);
    mock.fault(json!({ "on": "stream", "steps": steps })).await;
    kind.follow(page, mock).await;
    mock.session.release(Some("html")).await;
    still_comes(page, mock, 30).await;
    page.open_details(1).await;
    page.eventually("it is the only event", |tray| {
        tray.row(1).event_count.as_deref() == Some("1 event")
    })
    .await;
    let report = mock.session.report().await;
    assert_eq!(report.streams.opened, 1, "the stream is in order: {:#?}", report.log);
}

async fn malformed_json(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    let broken = "event: update\ndata: {\"id\": 9000, \"process_id\n\n";
    let steps = json!([
        { "raw": ":\n\n" }, { "hold": "broken" }, { "raw": broken, "repeat": 3 }, { "live": true },
    ]);
    mock.fault(json!({ "on": "stream", "steps": steps })).await;
    kind.follow(page, mock).await;
    let before = mock.session.report().await;
    mock.session.release(Some("broken")).await;
    page.until_diagnostics("they are counted", |said| said["undecodable"] == 3).await;
    let shows = before.requests.to(Route::Show);
    mock.until("the row is asked for", |report| report.requests.to(Route::Show) > shows).await;
    still_comes(page, mock, 30).await;
    let after = mock.session.report().await;
    assert_eq!(after.requests.to(Route::Show), shows + 1, "once for all: {:#?}", after.log);
    assert_eq!(after.streams.opened, 1, "the stream stays");
    assert!(page.tray().await.row(1).line_is("live"));
}

async fn odd_names(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    for name in ["error", "open"] {
        let event_name = Some(name.to_owned());
        mock.begin(SessionOptions { event_name, ..SessionOptions::default() });
        kind.follow(page, mock).await;
        still_comes(page, mock, 30).await;
        still_comes(page, mock, 40).await;
        let report = mock.session.report().await;
        assert_eq!((report.streams.opened, report.streams.open), (1, 1), "{name}");
        assert_eq!(page.history().await.lines(1), ["live"], "{name}");
    }
}

async fn held_back(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    mock.fault(json!({ "on": "stream", "buffer": true, "times": null })).await;
    kind.open(page, mock).await;
    for round in 1..=2 {
        mock.until("a stream is opened", |report| report.streams.opened == round).await;
        mock.event(1, json!({ "message": "Held back." })).await;
        // No stream of a moment tells whether it was held back.
        let until: f64 = page.script("return performance.now() + 11000;", vec![]).await;
        page.until_script("the stream has lived long enough", "return performance.now();", |now| {
            now.as_f64() > Some(until)
        })
        .await;
        mock.advance(25).await;
    }
    // Firefox tells of a stream with its first byte: held back, it comes too late, or with the end.
    let reasons: &[_] = match Engine::from_environment() {
        Engine::Firefox => &["held-back", "no-answer", "closed-early"],
        _ => &["held-back"],
    };
    page.until_diagnostics("it is found out", |said| {
        let reason = said["jobs"][0]["reason"].as_str().unwrap_or_default();
        reasons.contains(&reason) && said["jobs"][0]["mode"] == "poll"
    })
    .await;
    mock.event(1, json!({ "progress_percent": 60 })).await;
    // A job that does not change is asked for every 18 s at the latest.
    let poll = std::time::Duration::from_secs(40);
    let tray = page.within(poll, "the row tells", |tray| tray.row(1).is_at(60)).await;
    assert_eq!(tray.notice, None, "polling is no trouble");
    assert!(tray.row(1).line_is("polling"), "{tray:#?}");
}

/// An event of this progress, which must be shown.
async fn still_comes(page: &JobTrayPage, mock: &Mock, percent: u8) {
    mock.event(1, json!({ "progress_percent": percent, "message": "News." })).await;
    page.eventually("what comes then is shown", |tray| tray.row(1).is_at(percent)).await;
}

fn event(id: i64, percent: u8, message: &str) -> Value {
    json!({ "id": id, "process_id": 1, "type": "progress", "status": null,
        "progress_percent": percent, "step": null, "message": message, "payload": null,
        "created_at": "2026-01-05T09:00:00.000000Z", "updated_at": "2026-01-05T09:00:00.000000Z" })
}
