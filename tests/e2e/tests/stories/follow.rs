//! Following a job from its first moment to its last, over streams that close every 25 s.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use job_tray_e2e::{JobTrayPage, Mock, story};
use job_tray_mock::{Replay, Report, Route, SessionOptions};
use serde_json::json;

/// More would come so fast one after another that the tray's request budget slows them down.
const CLOSES: usize = 2;

#[test]
fn a_job_is_followed_to_its_end_and_no_planned_close_is_seen() {
    story("follow", async |page, mock| {
        follow(page, mock).await;
        let asked = mock.session.report().await;
        assert_one_snapshot_follows_each_opened_stream(&asked);
    });
}

#[test]
fn a_server_that_repeats_the_log_on_each_stream_doubles_nothing() {
    story("follow-replay", async |page, mock| {
        mock.begin(SessionOptions { replay: Replay::All, ..SessionOptions::default() });
        follow(page, mock).await;
        let row = page.tray().await.row(1);
        let written = mock.session.events(1).await.unwrap();
        assert_eq!(row.events.len(), written.len(), "the log is whole: {:?}", row.events);
    });
}

async fn follow(page: &JobTrayPage, mock: &Mock) {
    mock.create(json!({ "id": 1, "type": "csv_import", "status": "pending" })).await;
    page.open_host(mock, "1").await;
    let tray =
        page.eventually("the job waits for a worker", |tray| tray.row(1).is("pending")).await;
    assert!(!tray.row(1).has_bar, "nothing is measured yet: {tray:#?}");
    page.watch().await;

    let start = json!({ "type": "step", "status": "running", "progress_percent": 0,
        "step": "Reading the file", "message": "A worker took the job." });
    mock.event(1, start).await;
    page.eventually("the job runs, live", |tray| {
        tray.row(1).is("running") && tray.row(1).line_is("live")
    })
    .await;

    for round in 1..=CLOSES {
        let percent = 20 * round;
        let news = json!({ "type": "progress", "progress_percent": percent,
            "step": "Importing rows", "message": format!("Imported {percent} rows.") });
        mock.event(1, news).await;
        page.eventually("news come as they happen", |tray| {
            tray.row(1).is_at(percent.try_into().unwrap())
        })
        .await;
        if round == 1 {
            page.open_details(1).await;
        }
        page.eventually("and stand in the log", |tray| {
            let news = format!("Imported {percent} rows.");
            tray.row(1).events.iter().any(|line| line.contains(&news))
        })
        .await;
        mock.advance(25).await;
        // Written while no stream listens: only the server's row tells of it.
        mock.event(1, json!({ "progress_percent": percent + 5, "step": "Importing rows" })).await;
        mock.until("the stream is opened again", |report| {
            report.streams.opened == round + 1 && report.streams.open == 1
        })
        .await;
        page.eventually("what happened in between is known", |tray| {
            tray.row(1).is_at((percent + 5).try_into().unwrap())
        })
        .await;
    }

    let end = json!({ "status": "completed", "progress_percent": 100, "message": "The job is done.",
        "summary": { "imported_rows": 1234, "report": "https://example.com/report" } });
    mock.event(1, end).await;
    let tray = page.eventually("the end is confirmed", |tray| {
        tray.row(1).is("completed") && tray.row(1).line_is("settled")
    });
    let row = tray.await.row(1);
    assert_eq!(row.elapsed.as_deref(), Some("50 s"));
    assert_eq!(row.badge.as_deref(), Some("Completed"));
    assert_eq!(row.action, None, "there is nothing to cancel or to retry");
    assert!(!row.has_bar, "nothing moves any more");
    let mut events = row.events.clone();
    events.dedup();
    assert_eq!(events, row.events, "no event is shown twice");
    page.open_details(1).await;
    let summary = page.eventually("the result is shown", |tray| tray.row(1).summary.is_some());
    let summary = summary.await.row(1).summary.unwrap();
    assert!(summary.contains("Imported rows") && summary.contains("1234"), "{summary}");

    mock.until("no stream is left", |report| report.streams.open == 0).await;
    mock.advance(3600).await;
    mock.stays_quiet(Duration::from_secs(3)).await;
    let later = page.tray().await;
    assert_eq!(later.row(1).elapsed, row.elapsed, "a finished job's time stands still");
    assert_eq!(later.pill.as_deref(), Some("All jobs done"));

    let history = page.history().await;
    assert_eq!(history.statuses(1), ["pending", "running", "completed"]);
    assert_eq!(history.notices, Vec::<String>::new(), "a planned close is no trouble");
    let lines = history.lines(1);
    assert!(!lines.contains(&"stale") && !lines.contains(&"reconnecting"), "{lines:?}");
    assert_eq!(lines.iter().filter(|line| **line == "live").count(), 1, "it stays live: {lines:?}");
}

fn assert_one_snapshot_follows_each_opened_stream(report: &Report) {
    let routes: Vec<_> = report.log.iter().map(|request| request.route).collect();
    let after_streams = routes.split(|route| *route == Route::Stream).skip(1);
    let counts: Vec<_> = after_streams.map(<[Route]>::len).collect();
    assert_eq!(counts.len(), CLOSES + 1, "{routes:?}");
    let (last, planned) = counts.split_last().unwrap();
    assert!(planned.iter().all(|count| *count == 1), "one per stream: {routes:?}");
    // The end is asked for besides.
    assert!((1..=2).contains(last), "{routes:?}");
}
