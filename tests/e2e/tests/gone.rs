//! Jobs that the server does not have, or has no longer.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use job_tray_e2e::story;
use job_tray_mock::Route;
use serde_json::json;

const GONE: &str = "This job no longer exists on the server";

#[test]
fn a_job_that_is_gone_says_so_and_is_not_asked_for_again() {
    story("gone", async |page, mock| {
        page.expect_console("404");
        for id in [1, 2] {
            mock.create(json!({ "id": id, "type": "csv_import", "status": "running",
                "progress_percent": 40, "started_at": "2026-01-05T08:59:00Z" }))
                .await;
        }
        page.open_host(mock, "1,2,99").await;
        let tray = page.eventually("the unknown job is gone, the others are live", |tray| {
            tray.row(99).line_is("gone")
                && tray.row(1).line_is("live")
                && tray.row(2).line_is("live")
        });
        let tray = tray.await;
        assert_eq!(tray.row(99).line_words.as_deref(), Some(GONE));
        assert_eq!(tray.row(99).name.as_deref(), Some("Job 99"));
        assert_eq!(tray.row(99).status, None, "nobody knows how it ended");
        assert_eq!(tray.row(99).action, None);
        assert_eq!(tray.notice, None, "the line is in order");

        mock.session.hide_process(2).await.unwrap();
        mock.advance(25).await;
        page.eventually("a job that is deleted on the way is gone too", |tray| {
            tray.row(2).line_is("gone") && tray.row(2).line_words.as_deref() == Some(GONE)
        })
        .await;
        mock.event(1, json!({ "progress_percent": 70 })).await;
        page.eventually("the other job is still followed", |tray| {
            tray.row(1).is_at(70) && tray.row(1).line_is("live")
        })
        .await;
        mock.stays_quiet(Duration::from_secs(3)).await;
        let asked = mock.session.report().await.requests.by_process;
        assert_eq!(asked[&99].get(&Route::Show), Some(&2), "once, and once more to be sure");
        assert_eq!(asked[&99].get(&Route::Stream), None);
        assert!(asked[&2][&Route::Stream] <= 2, "{asked:#?}");
        assert!(asked[&2][&Route::Show] <= 5, "{asked:#?}");
    });
}
