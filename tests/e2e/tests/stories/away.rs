//! Users who look elsewhere for a while.

use std::time::Duration;

use job_tray_e2e::{JobTrayPage, Mock, story};
use serde_json::json;

#[test]
fn a_hidden_tab_opens_no_stream_and_catches_up_when_it_is_looked_at() {
    story("away-hidden", async |page, mock| {
        follow_one_running_job(page, mock).await;
        page.watch().await;
        let away = page.look_away().await;
        mock.advance(25).await;
        mock.until("the stream ends", |report| report.streams.open == 0).await;
        let opened = mock.session.until(|report| report.streams.opened > 1);
        let opened = tokio::time::timeout(Duration::from_secs(4), opened).await;
        assert!(opened.is_err(), "nobody looks: {opened:#?}");

        mock.event(1, json!({ "progress_percent": 80, "step": "Meanwhile" })).await;
        away.back().await;
        page.eventually("what happened meanwhile is there, and it is live again", |tray| {
            tray.row(1).is_at(80) && tray.row(1).line_is("live")
        })
        .await;
        assert_eq!(page.history().await.notices, Vec::<String>::new(), "nothing was wrong");
    });
}

#[test]
fn a_lost_sign_in_pauses_the_tray_until_the_user_comes_back_signed_in() {
    story("away-signed-out", async |page, mock| {
        page.expect_console("401");
        follow_one_running_job(page, mock).await;
        page.watch().await;
        let words = json!({ "message": "Unauthenticated." });
        mock.fault(json!([
            { "on": "show", "status": 401, "times": null, "body": words },
            { "on": "stream", "status": 401, "times": null, "body": words },
        ]))
        .await;
        mock.advance(25).await;
        let tray = page.eventually("it is told", |tray| tray.notice.is_some()).await;
        assert_eq!(tray.notice.as_deref(), Some("Signed out – updates paused"));
        assert!(tray.row(1).is("running"), "the job is what it was: {tray:#?}");
        mock.stays_quiet(Duration::from_secs(4)).await;

        let away = page.look_away().await;
        mock.session.clear_faults().await;
        away.back().await;
        page.eventually("coming back is enough", |tray| {
            tray.notice.is_none() && tray.row(1).line_is("live")
        })
        .await;
        assert_eq!(page.history().await.statuses(1), ["running"]);
    });
}

async fn follow_one_running_job(page: &JobTrayPage, mock: &Mock) {
    mock.create(json!({ "id": 1, "type": "csv_import", "status": "running",
        "progress_percent": 40, "started_at": "2026-01-05T08:59:00Z" }))
        .await;
    page.open_host(mock, "1").await;
    page.eventually("the job is live", |tray| tray.row(1).line_is("live")).await;
}

#[test]
fn an_action_that_is_answered_ends_the_pause_of_a_lost_sign_in() {
    story("away-signed-in-here", async |page, mock| {
        page.expect_console("401");
        mock.create(json!({ "id": 2, "type": "csv_import", "status": "waiting_review" })).await;
        follow_one_running_job(page, mock).await;
        let words = json!({ "message": "Unauthenticated." });
        mock.fault(json!([
            { "on": "show", "status": 401, "times": null, "body": words },
            { "on": "stream", "status": 401, "times": null, "body": words },
        ]))
        .await;
        mock.advance(25).await;
        page.eventually("it is told", |tray| tray.notice.is_some()).await;
        mock.session.clear_faults().await;
        page.click_action(1).await;
        page.eventually("the answer shows that the user is signed in", |tray| {
            tray.row(1).is("cancelled") && tray.notice.is_none()
        })
        .await;
    });
}
