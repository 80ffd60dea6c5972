//! Servers and networks that do not let streams through.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{JobTrayPage, Mock, story};
use serde_json::{Value, json};

#[test]
fn where_streams_are_refused_a_job_is_polled_to_its_end() {
    story("polling-refused", async |page, mock| {
        page.expect_console("503");
        let fault = json!({ "on": "stream", "status": 503, "times": null });
        poll(page, mock, fault).await;
    });
}

#[test]
fn where_streams_are_cut_off_a_job_is_polled_to_its_end() {
    story("polling-cut-off", async |page, mock| {
        page.expect_console("ERR_EMPTY_RESPONSE");
        let fault = json!({ "on": "stream", "drop": true, "times": null });
        poll(page, mock, fault).await;
    });
}

#[test]
fn where_streams_say_nothing_a_job_is_polled_to_its_end() {
    story("polling-silent", async |page, mock| {
        let fault = json!({ "on": "stream", "no_headers": true, "times": null });
        poll(page, mock, fault).await;
    });
}

async fn poll(page: &JobTrayPage, mock: &Mock, fault: Value) {
    mock.fault(fault).await;
    mock.create(json!({ "id": 1, "type": "csv_import", "status": "running",
        "progress_percent": 10, "started_at": "2026-01-05T08:59:00Z" }))
        .await;
    page.open_host(mock, "1").await;
    page.eventually("the job runs", |tray| tray.row(1).is("running")).await;
    page.watch().await;
    mock.event(1, json!({ "progress_percent": 60, "step": "Importing rows" })).await;
    let tray = page.eventually("it is seen to go on", |tray| tray.row(1).is_at(60)).await;
    assert_eq!(tray.row(1).step.as_deref(), Some("Importing rows"));
    assert!(tray.row(1).line_is("polling"), "{tray:#?}");
    mock.event(1, json!({ "status": "completed", "progress_percent": 100 })).await;
    page.eventually("it is seen to end", |tray| tray.row(1).is("completed")).await;
    let history = page.history().await;
    assert_eq!(history.notices, Vec::<String>::new(), "polling is no trouble");
    assert_eq!(history.statuses(1), ["running", "completed"]);
}
