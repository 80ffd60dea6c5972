//! Laravel's tokens against forged requests.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{JobTrayPage, Mock, story};
use job_tray_mock::{Report, Route, SessionOptions};
use serde_json::json;

#[test]
fn an_outdated_token_is_renewed_once_and_the_cancel_repeated() {
    story("tokens-outdated", async |page, mock| {
        page.expect_console("419");
        guarded(mock).await;
        follow(page, mock).await;
        let () = page.script("document.cookie = 'XSRF-TOKEN=old; path=/';", vec![]).await;
        cancel(page).await;
        let report = mock.session.report().await;
        assert_eq!(cancels(&report), [Some(419), Some(200)]);
        assert_eq!(report.requests.to(Route::Csrf), 1);
        let mut sent = report.log.iter().filter(|it| it.route == Route::Cancel);
        assert!(sent.all(|it| it.has_xsrf_token), "{:#?}", report.log);
    });
}

#[test]
fn a_missing_token_is_fetched_and_the_cancel_repeated() {
    story("tokens-missing", async |page, mock| {
        page.expect_console("419");
        guarded(mock).await;
        follow(page, mock).await;
        let gone = "document.cookie = 'XSRF-TOKEN=; path=/; max-age=0'; return document.cookie;";
        let cookies: String = page.script(gone, vec![]).await;
        assert_eq!(cookies, "");
        cancel(page).await;
        let report = mock.session.report().await;
        assert_eq!(cancels(&report), [Some(419), Some(200)]);
        assert_eq!(report.requests.to(Route::Csrf), 1);
    });
}

#[test]
fn a_token_that_is_in_order_goes_at_once() {
    story("tokens-fresh", async |page, mock| {
        guarded(mock).await;
        // Every answer brings the cookie, so that of the row does.
        follow(page, mock).await;
        cancel(page).await;
        let report = mock.session.report().await;
        assert_eq!(cancels(&report), [Some(200)]);
        assert_eq!(report.requests.to(Route::Csrf), 0);
    });
}

#[test]
fn a_token_that_cannot_be_renewed_is_told_and_not_tried_for_ever() {
    story("tokens-refused", async |page, mock| {
        page.expect_console("419");
        mock.create_running(&[1]).await;
        mock.fault(json!({ "on": "cancel", "status": 419, "times": null,
            "body": { "message": "CSRF token mismatch." } }))
            .await;
        follow(page, mock).await;
        page.click_action(1).await;
        let words = "Not cancelled: you are signed out.";
        page.eventually("it is told", |tray| tray.row(1).refusal.as_deref() == Some(words)).await;
        let report = mock.session.report().await;
        assert_eq!(cancels(&report), [Some(419), Some(419)], "repeated once");
        assert_eq!(report.requests.to(Route::Csrf), 1);
        assert!(page.tray().await.row(1).is("running"));
    });
}

#[test]
fn the_token_of_the_page_is_sent_where_the_page_wants_that() {
    story("tokens-meta", async |page, mock| {
        mock.create_running(&[1]).await;
        // The mock reads no such header; the page's own `fetch` shows what is sent.
        let watch = "
            document.head.insertAdjacentHTML('beforeend', `<meta name='csrf-token' content='of the page'>`);
            document.cookie = 'XSRF-TOKEN=of the cookie; path=/';
            window.tokens = [];
            const send = window.fetch;
            window.fetch = (url, init) => {
                const headers = new Headers(init?.headers);
                if (init?.method === 'POST') {
                    window.tokens.push([headers.get('X-CSRF-TOKEN'), headers.get('X-XSRF-TOKEN')]);
                }
                return send(url, init);
            };";
        page.open_host_prepared(mock, "1", &[("csrf", "meta")], watch).await;
        page.eventually("it is live", |tray| tray.row(1).line_is("live")).await;
        cancel(page).await;
        let tokens: Vec<(Option<String>, Option<String>)> =
            page.script("return window.tokens;", vec![]).await;
        assert_eq!(tokens, [(Some("of the page".to_owned()), None)]);
    });
}

/// A session that wants tokens, with a running job.
async fn guarded(mock: &mut Mock) {
    mock.begin(SessionOptions { csrf: true, ..SessionOptions::default() });
    mock.create_running(&[1]).await;
}

async fn follow(page: &JobTrayPage, mock: &Mock) {
    let url = format!("/s/{}/sanctum/csrf-cookie", mock.session.name());
    page.open_host_with(mock, "1", &[("csrf-url", &url)]).await;
    page.eventually("it is live", |tray| tray.row(1).line_is("live")).await;
    // Every answer brings the cookie anew; none may come after a story has changed it.
    mock.until("the row was read with the stream", |report| {
        report.requests.to(Route::Show) == 2 && report.log.iter().all(|it| it.status.is_some())
    })
    .await;
}

async fn cancel(page: &JobTrayPage) {
    page.click_action(1).await;
    let tray = page.eventually("it is cancelled", |tray| {
        tray.row(1).is("cancelled") && tray.row(1).line_is("settled")
    });
    assert_eq!(tray.await.row(1).refusal, None, "nobody has to know");
}

fn cancels(report: &Report) -> Vec<Option<u16>> {
    report.commands.iter().map(|it| it.status).collect()
}
