//! Servers that write nothing on a stream before there is something to tell, as Laravel's
//! `eventStream` does. Firefox tells a page that a stream is open only with its first byte.

use job_tray_e2e::story;
use job_tray_mock::SessionOptions;
use serde_json::json;

#[test]
fn the_first_event_of_a_quiet_stream_is_shown_as_it_happens_and_stands_in_the_log() {
    story("quiet-stream", async |page, mock| {
        mock.begin_exactly(SessionOptions::default());
        mock.create(json!({ "id": 1, "type": "csv_import", "status": "running",
            "progress_percent": 10, "started_at": "2026-01-05T08:59:00Z" }))
            .await;
        page.open_host(mock, "1").await;
        page.eventually("the job runs", |tray| tray.row(1).is("running")).await;
        page.watch().await;
        mock.until("there is a stream", |report| report.streams.open == 1).await;
        mock.event(1, json!({ "progress_percent": 60, "message": "Imported 60 rows." })).await;
        page.eventually("it is live with the first event", |tray| {
            tray.row(1).is_at(60) && tray.row(1).line_is("live")
        })
        .await;
        page.open_details(1).await;
        page.eventually("the event is in the log, which only a stream can tell", |tray| {
            tray.row(1).events.iter().any(|line| line.contains("Imported 60 rows."))
        })
        .await;
        mock.event(1, json!({ "status": "completed", "progress_percent": 100 })).await;
        page.eventually("the end is confirmed", |tray| {
            tray.row(1).is("completed") && tray.row(1).line_is("settled")
        })
        .await;
        let history = page.history().await;
        assert_eq!(history.notices, Vec::<String>::new(), "nothing was wrong");
        assert_eq!(history.statuses(1), ["running", "completed"]);
    });
}
