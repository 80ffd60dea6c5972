//! Jobs that the server does not have, or has no longer.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use job_tray_e2e::{Mock, story};
use job_tray_mock::Route;
use serde_json::json;

const GONE: &str = "This job no longer exists on the server";

#[test]
fn a_job_the_server_does_not_know_says_so_and_is_not_asked_for_again() {
    story("gone", async |page, mock| {
        page.expect_console("404");
        running_job(mock, 1).await;
        page.open_host(mock, "1,99").await;
        let tray = page.eventually("the unknown job is gone, the other live", |tray| {
            tray.row(99).line_is("gone") && tray.row(1).line_is("live")
        });
        let tray = tray.await;
        assert_eq!(tray.row(99).line_words.as_deref(), Some(GONE));
        assert_eq!(tray.row(99).name.as_deref(), Some("Job 99"));
        assert_eq!(tray.row(99).status, None, "nobody knows how it ended");
        assert_eq!(tray.row(99).action, None);
        assert_eq!(tray.notice, None, "the line is in order");
        assert_eq!(tray.pill.as_deref(), Some("1 running"));

        mock.event(1, json!({ "progress_percent": 70 })).await;
        page.eventually("the other job is still followed", |tray| {
            tray.row(1).is_at(70) && tray.row(1).line_is("live")
        })
        .await;
        mock.stays_quiet(Duration::from_secs(3)).await;
        let asked = mock.session.report().await.requests.by_process;
        assert_eq!(asked[&99].get(&Route::Show), Some(&2), "once, and once more to be sure");
        assert_eq!(asked[&99].get(&Route::Stream), None);
    });
}

#[test]
fn a_job_that_is_deleted_on_the_way_keeps_what_was_known_and_says_so() {
    story("gone-later", async |page, mock| {
        page.expect_console("404");
        running_job(mock, 2).await;
        page.open_host(mock, "2").await;
        page.eventually("the job is live", |tray| tray.row(2).line_is("live")).await;
        mock.session.hide_process(2).await.unwrap();
        mock.advance(25).await;
        let tray = page.eventually("the job is gone", |tray| tray.row(2).line_is("gone")).await;
        let row = tray.row(2);
        assert_eq!(row.line_words.as_deref(), Some(GONE));
        assert_eq!(row.name.as_deref(), Some("CSV import"));
        assert_eq!(row.action, None, "there is nothing to cancel");
        mock.until("no stream is left", |report| report.streams.open == 0).await;
        mock.stays_quiet(Duration::from_secs(3)).await;
        let asked = mock.session.report().await.requests.by_process;
        assert!(asked[&2][&Route::Stream] <= 3, "{asked:#?}");
        assert!(asked[&2][&Route::Show] <= 5, "{asked:#?}");
    });
}

async fn running_job(mock: &Mock, id: i64) {
    mock.create(json!({ "id": id, "type": "csv_import", "status": "running",
        "progress_percent": 40, "started_at": "2026-01-05T08:59:00Z" }))
        .await;
}
