//! Requests with headers of the page's own, such as a bearer token.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{JobTrayPage, Mock, story};
use job_tray_mock::{Report, Route, SessionOptions};
use serde_json::json;

#[test]
fn an_object_of_headers_goes_with_every_request() {
    story("headers-object", async |page, mock| {
        everything(page, mock, "tray.requestHeaders = { Authorization: 'Bearer a' };").await;
    });
}

#[test]
fn a_function_is_asked_for_headers_before_every_request() {
    story("headers-function", async |page, mock| {
        let hook = "window.calls = 0;
                    tray.requestHeaders = () => ({ Authorization: `Bearer ${++window.calls}` });";
        everything(page, mock, hook).await;
    });
}

#[test]
fn an_async_function_is_waited_for() {
    story("headers-async", async |page, mock| {
        let hook = "window.calls = 0;
                    tray.requestHeaders = async () => {
                        await new Promise((done) => setTimeout(done, 20));
                        return { Authorization: `Bearer ${++window.calls}` };
                    };";
        everything(page, mock, hook).await;
    });
}

#[test]
fn a_fetched_stream_says_which_event_it_had_last() {
    story("headers-last-event-id", async |page, mock| {
        let options = SessionOptions { event_ids: true, ..SessionOptions::default() };
        mock.begin(options);
        mock.create_running(&[1]).await;
        page.open_host_with(mock, "1", &[("stream", "fetch")]).await;
        page.eventually("it is live", |tray| tray.row(1).line_is("live")).await;
        let first = mock.session.report().await;
        assert_eq!(streams(&first), [None], "there was none before");
        mock.event(1, json!({ "id": 41, "progress_percent": 20 })).await;
        page.eventually("news come", |tray| tray.row(1).is_at(20)).await;
        mock.advance(25).await;
        let report = mock.until("it is opened again", |report| report.streams.opened == 2).await;
        assert_eq!(streams(&report), [None, Some("41")]);
    });
}

#[test]
fn a_hook_that_throws_leads_to_a_calm_notice_and_is_asked_again() {
    story("headers-throws", async |page, mock| {
        mock.create_running(&[1]).await;
        let hook = "window.broken = true;
                    tray.requestHeaders = () => {
                        if (window.broken) throw new Error('no token today');
                        return { Authorization: 'Bearer a' };
                    };";
        page.open_host_prepared(mock, "1", &[], hook).await;
        let tray = page.eventually("the trouble is told", |tray| tray.notice.is_some()).await;
        assert_eq!(tray.notice_line.as_deref(), Some("reconnecting"));
        assert_eq!(mock.session.report().await.requests.total, 0, "nothing goes without a token");
        // The tray then waits long on its own; a page that has new headers sets them.
        let mend = "window.broken = false; host.requestHeaders = host.requestHeaders;";
        let () = page.script(mend, vec![]).await;
        page.eventually("with a token all is well", |tray| {
            tray.notice.is_none() && tray.row(1).line_is("live")
        })
        .await;
        assert_all_authorized(&mock.session.report().await);
    });
}

#[test]
fn a_promise_that_is_refused_leads_to_the_same_notice() {
    story("headers-refused", async |page, mock| {
        mock.create_running(&[1]).await;
        let hook = "tray.requestHeaders = () => Promise.reject('no token today');";
        page.open_host_prepared(mock, "1", &[], hook).await;
        let tray = page.eventually("the trouble is told", |tray| tray.notice.is_some()).await;
        assert_eq!(tray.notice_line.as_deref(), Some("reconnecting"));
        assert_eq!(mock.session.report().await.requests.total, 0);
    });
}

/// A list, rows, a stream that is opened twice, and an action; all with the header.
async fn everything(page: &JobTrayPage, mock: &Mock, hook: &str) {
    mock.create_running(&[1]).await;
    let list = format!("/s/{}/processes", mock.session.name());
    page.open_host_prepared(mock, "1", &[("list-url", &list)], hook).await;
    page.eventually("it is live", |tray| tray.row(1).line_is("live")).await;
    let said = page.diagnostics().await;
    assert_eq!(said["jobs"][0]["mode"], "fetch", "an `EventSource` carries no headers");
    mock.advance(25).await;
    mock.until("the stream is opened again", |report| {
        report.streams.opened == 2 && report.streams.open == 1
    })
    .await;
    // Nothing is under way: what a cancelled job needs no more may be given up unsent.
    mock.until("the row is read with it", |report| {
        report.requests.to(Route::Show) == 3 && report.log.iter().all(|it| it.status.is_some())
    })
    .await;
    if hook.contains("calls") {
        asked_each_time(page, mock).await;
    }
    page.click_action(1).await;
    page.eventually("it is cancelled", |tray| {
        tray.row(1).is("cancelled") && tray.row(1).line_is("settled")
    })
    .await;
    let report = mock.session.report().await;
    for route in [Route::List, Route::Show, Route::Stream, Route::Cancel] {
        assert!(report.requests.to(route) > 0, "{route:?}");
    }
    assert_all_authorized(&report);
}

async fn asked_each_time(page: &JobTrayPage, mock: &Mock) {
    // The page may send one while the two are read; it never sends one unasked.
    for _ in 0..20 {
        let before = mock.session.report().await.requests.total;
        let calls: u64 = page.script("return window.calls;", vec![]).await;
        let after = mock.session.report().await.requests.total;
        assert!(calls >= before, "{before} requests after {calls} calls");
        if (before, after) == (calls, calls) {
            return;
        }
    }
    panic!("never as many calls as requests");
}

fn assert_all_authorized(report: &Report) {
    let without: Vec<_> = report.log.iter().filter(|it| !it.has_authorization).collect();
    assert!(without.is_empty(), "{without:#?}");
}

fn streams(report: &Report) -> Vec<Option<&str>> {
    let streams = report.log.iter().filter(|it| it.route == Route::Stream);
    streams.map(|it| it.last_event_id.as_deref()).collect()
}
