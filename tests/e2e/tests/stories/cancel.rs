//! Cancelling a job, and being too late for it.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{JobTrayPage, Mock, story};
use job_tray_mock::Route;
use serde_json::json;

#[test]
fn a_cancel_is_seen_under_way_and_sent_once_however_often_it_is_clicked() {
    story("cancel", async |page, mock| {
        follow_one_running_job(page, mock).await;
        mock.fault(json!({ "on": "cancel", "hold": "cancel" })).await;
        page.click_action(1).await;
        page.click_action(1).await;
        let tray = page.eventually("the cancel is under way", |tray| tray.row(1).action_busy).await;
        let row = tray.row(1);
        assert_eq!(row.action_label.as_deref(), Some("Cancelling…"));
        assert!(row.is("running"), "the job is not called cancelled before it is");
        mock.until("the cancel arrives", |report| report.faults.held == ["cancel"]).await;
        page.click_action(1).await;
        mock.session.release(Some("cancel")).await;
        let tray =
            page.eventually("the job is cancelled", |tray| tray.row(1).is("cancelled")).await;
        let row = tray.row(1);
        assert_eq!((row.action, row.refusal), (None, None));
        assert_eq!(row.badge.as_deref(), Some("Cancelled"));
        page.eventually("that is final", |tray| tray.row(1).line_is("settled")).await;
        let commands = mock.session.report().await.commands;
        assert_eq!(commands.len(), 1, "{commands:#?}");
        assert_eq!((commands[0].action, commands[0].status), (Route::Cancel, Some(200)));
    });
}

#[test]
fn a_cancel_that_lost_the_race_is_told_calmly_in_the_row() {
    story("cancel-too-late", async |page, mock| {
        page.expect_console("409");
        follow_one_running_job(page, mock).await;
        mock.fault(json!({ "on": "cancel", "hold": "cancel" })).await;
        page.click_action(1).await;
        mock.until("the cancel arrives", |report| report.faults.held == ["cancel"]).await;
        mock.event(1, json!({ "status": "completed", "progress_percent": 100 })).await;
        page.eventually("the job completes meanwhile", |tray| tray.row(1).is("completed")).await;
        mock.session.release(Some("cancel")).await;
        let words = "It finished before it could be stopped.";
        let tray = page
            .eventually("the row says so", |tray| tray.row(1).refusal.as_deref() == Some(words));
        let row = tray.await.row(1);
        assert!(row.is("completed"), "the outcome is the server's: {row:#?}");
        assert_eq!((row.error, row.action), (None, None), "nobody failed");
        let commands = mock.session.report().await.commands;
        assert_eq!(commands.len(), 1, "{commands:#?}");
        assert_eq!(commands[0].status, Some(409));
    });
}

async fn follow_one_running_job(page: &JobTrayPage, mock: &Mock) {
    mock.create(json!({ "id": 1, "type": "csv_import", "status": "running",
        "progress_percent": 40, "started_at": "2026-01-05T08:59:00Z" }))
        .await;
    page.open_host(mock, "1").await;
    page.eventually("the job runs, live, and can be cancelled", |tray| {
        tray.row(1).line_is("live") && tray.row(1).action.as_deref() == Some("cancel")
    })
    .await;
}

#[test]
fn a_cancel_whose_answer_is_lost_is_simply_a_cancel() {
    story("cancel-answer-lost", async |page, mock| {
        // The browser sends a POST again by itself when a kept connection dies under it.
        page.expect_console("409");
        page.expect_console("ERR_EMPTY_RESPONSE");
        follow_one_running_job(page, mock).await;
        mock.fault(json!({ "on": "cancel", "drop_answer": true })).await;
        page.click_action(1).await;
        let tray = page.eventually("the job is cancelled", |tray| {
            tray.row(1).is("cancelled") && tray.row(1).line_is("settled")
        });
        let row = tray.await.row(1);
        assert_eq!(row.refusal, None, "what the user wanted has happened");
    });
}
