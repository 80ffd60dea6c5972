//! The engine without the views and without a browser: the example `follow`
//! against the mock server, over HTTP.

#[path = "../../../examples/follow/following.rs"]
mod following;

use std::sync::mpsc;
use std::time::Duration;

use job_tray::ProcessId;
use job_tray_mock::{MockServer, Report, Route, ServerOptions, SessionHandle};
use serde_json::json;

/// A server with one running job, and the lines that the example tells of it.
async fn followed(session: &str) -> (MockServer, SessionHandle, mpsc::Receiver<String>) {
    let server = MockServer::start(ServerOptions::default()).await.expect("the mock starts");
    let session = server.session(session);
    let job = json!({ "id": 1, "type": "csv_import", "status": "running" });
    session.create_process(job).await.expect("a process is created");
    let (tell, told) = mpsc::channel();
    let base = session.base().to_owned();
    std::thread::spawn(move || {
        following::follow(&base, ProcessId::new(1), |line| {
            _ = tell.send(line.to_owned());
        });
    });
    // A row on its way while there is news is doubted and read again.
    let settled = |report: &Report| {
        report.streams.open == 1
            && report.requests.to(Route::Show) == 2
            && report.log.iter().all(|request| request.status.is_some())
    };
    session.until(settled).await.expect("a stream is opened and the row read with it");
    (server, session, told)
}

/// The next line; the example has ended if there is none.
fn next(told: &mpsc::Receiver<String>) -> Option<String> {
    told.recv_timeout(Duration::from_secs(20)).ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_followed_in_a_terminal_from_its_stream_to_its_end() {
    let (_server, session, told) = followed("headless").await;
    assert_eq!(next(&told).as_deref(), Some("Connecting…"));
    assert_eq!(next(&told).as_deref(), Some("Running"));
    for (step, percent) in [("Rows", 40), ("Rows", 80), ("Indexes", 90)] {
        let event = json!({ "type": "progress", "step": step, "progress_percent": percent });
        session.append_event(1, event).await.expect("an event is appended");
        assert_eq!(next(&told), Some(format!("Running, {step}, {percent} %")));
    }
    let end = json!({ "type": "completed", "status": "completed", "progress_percent": 100 });
    session.append_event(1, end).await.expect("an event is appended");
    assert_eq!(next(&told).as_deref(), Some("Completed, Indexes, 100 %"));
    assert_eq!(next(&told), None, "it has ended");
    let report = session.report().await;
    assert_eq!(report.streams.opened, 1);
    assert!(report.requests.total <= 4, "{report:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planned_close_is_not_seen_in_a_terminal_either() {
    let (_server, session, told) = followed("headless-roll").await;
    session.advance(Duration::from_secs(25)).await.expect("the clock is stepped");
    session.until(|report| report.streams.opened == 2).await.expect("another is opened");
    let end = json!({ "type": "cancelled", "status": "cancelled" });
    session.append_event(1, end).await.expect("an event is appended");
    let lines: Vec<_> = std::iter::from_fn(|| next(&told)).collect();
    assert_eq!(lines, ["Connecting…", "Running", "Cancelled"]);
}
