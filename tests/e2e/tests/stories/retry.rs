//! A job that fails, and is tried again.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::story;
use job_tray_mock::Route;
use serde_json::json;

#[test]
fn a_failed_job_says_why_and_runs_again_when_retried() {
    story("retry", async |page, mock| {
        mock.create(json!({ "id": 1, "type": "ai_location_import", "status": "running",
            "attempts": 1, "progress_percent": 30, "started_at": "2026-01-05T08:59:00Z" }))
            .await;
        page.open_host(mock, "1").await;
        page.eventually("the job runs, live", |tray| tray.row(1).line_is("live")).await;
        let failure = json!({ "type": "error", "status": "failed", "message": "It broke.",
            "error_message": "App\\Exceptions\\ModelTimeout: no answer within 60 seconds." });
        mock.event(1, failure).await;
        let tray = page.eventually("the failure is confirmed", |tray| {
            tray.row(1).is("failed") && tray.row(1).line_is("settled")
        });
        let tray = tray.await;
        let row = tray.row(1);
        let error = "App\\Exceptions\\ModelTimeout: no answer within 60 seconds.";
        assert_eq!(row.error.as_deref(), Some(error));
        assert_eq!(row.action.as_deref(), Some("retry"));
        assert_eq!(tray.pill.as_deref(), Some("1 failed"));
        assert_eq!(tray.pill_mood.as_deref(), Some("failed"));

        page.click_action(1).await;
        let row = page.eventually("it waits for a worker again", |tray| tray.row(1).is("pending"));
        let row = row.await.row(1);
        assert_eq!(row.error, None, "the old failure is not the new attempt's");
        assert_eq!(row.refusal, None);
        let commands = mock.session.report().await.commands;
        assert_eq!(commands.len(), 1, "{commands:#?}");
        assert_eq!((commands[0].action, commands[0].status), (Route::Retry, Some(200)));

        mock.event(1, json!({ "status": "running", "progress_percent": 5 })).await;
        page.eventually("the second attempt runs from its own beginning", |tray| {
            let row = tray.row(1);
            row.is("running") && row.is_at(5) && row.text.contains("Attempt 2")
        })
        .await;
        page.eventually("live", |tray| tray.row(1).line_is("live")).await;
        mock.event(1, json!({ "status": "completed", "progress_percent": 100 })).await;
        let tray = page.eventually("it completes", |tray| tray.row(1).is("completed")).await;
        assert_eq!(tray.row(1).action, None);
    });
}

#[test]
fn a_refused_retry_gives_the_servers_words_in_the_row() {
    story("retry-refused", async |page, mock| {
        page.expect_console("409");
        mock.create(json!({ "id": 1, "type": "csv_import", "status": "failed",
            "error_message": "The file could not be read." }))
            .await;
        mock.create(json!({ "id": 2, "type": "csv_import", "status": "failed" })).await;
        let words = "The uploaded file was deleted after 30 days.";
        mock.fault(json!({ "on": "retry", "status": 409, "body": { "message": words } })).await;
        page.open_host(mock, "1,2").await;
        page.eventually("retry is offered", |tray| tray.row(1).action.is_some()).await;
        page.click_action(1).await;
        let told = format!("Not retried: {words}");
        let tray = page.eventually("the server's words are told", |tray| {
            tray.row(1).refusal.as_deref() == Some(&told)
        });
        let tray = tray.await;
        let row = tray.row(1);
        assert!(row.is("failed"), "nothing is claimed that did not happen");
        assert_eq!(row.error.as_deref(), Some("The file could not be read."));
        assert_eq!((row.action.as_deref(), row.action_busy), (Some("retry"), false));
        assert_eq!(tray.row(2).refusal, None, "the other row is not concerned");
    });
}

#[test]
fn a_retry_whose_answer_is_lost_is_simply_a_retry() {
    story("retry-answer-lost", async |page, mock| {
        page.expect_console("409");
        page.expect_console("ERR_EMPTY_RESPONSE");
        mock.create(json!({ "id": 1, "type": "csv_import", "status": "failed" })).await;
        page.open_host(mock, "1").await;
        page.eventually("retry is offered", |tray| tray.row(1).action.is_some()).await;
        mock.fault(json!({ "on": "retry", "drop_answer": true })).await;
        page.click_action(1).await;
        let tray = page.eventually("the job waits again", |tray| {
            tray.row(1).is("pending") && !tray.row(1).action_busy
        });
        assert_eq!(tray.await.row(1).refusal, None, "what the user wanted has happened");
    });
}
