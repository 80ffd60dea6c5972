//! The demo session: seven jobs with a believable past, and a worker that goes on with them.

use std::time::Duration;

use job_tray_mock::{MockServer, Seed, SessionOptions};
use serde_json::Value;

use crate::client::{get, server_options, world_with};

/// The demo, but stepped by hand.
fn stepped() -> SessionOptions {
    SessionOptions { seed: Seed::Demo, worker: true, ..SessionOptions::default() }
}

#[tokio::test]
async fn the_demo_is_at_the_root_with_a_job_in_every_status() {
    let server = MockServer::start(server_options()).await.unwrap();
    let list = get(&server.url("/processes")).await.json();
    let statuses: Vec<_> =
        list.as_array().unwrap().iter().map(|process| process["status"].clone()).collect();
    assert_eq!(
        statuses,
        ["pending", "running", "running", "waiting_review", "completed", "failed", "cancelled"]
    );
    assert_eq!(get(&server.url("/s/demo/processes")).await.json(), list);
}

#[tokio::test]
async fn rows_and_logs_of_the_past_agree() {
    let world = world_with(SessionOptions { worker: false, ..stepped() }).await;
    for id in 1..=7 {
        let process = world.session.process(id).await.unwrap();
        let log = world.session.events(id).await.unwrap();
        let Some(last) = log.last() else {
            assert_eq!(process["status"], "pending");
            continue;
        };
        assert_eq!(last["status"], process["status"], "{id}");
        assert_eq!(last["progress_percent"], process["progress_percent"], "{id}");
        assert_eq!(last["step"], process["current_step"], "{id}");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut times: Vec<_> = log.iter().map(|event| text(&event["created_at"])).collect();
        times.insert(0, text(&process["created_at"]));
        assert!(times.is_sorted(), "{times:?}");
        assert!(times.last().unwrap() <= &text(&process["updated_at"]));
    }
    let failed = world.session.process(2).await.unwrap();
    assert!(!failed["error_message"].is_null() && !failed["finished_at"].is_null());
    let completed = world.session.process(3).await.unwrap();
    assert_eq!(completed["summary"]["failed_rows"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn the_worker_goes_on_with_all_that_is_unfinished() {
    let world = world_with(stepped()).await;
    let before: Vec<_> = world.session.events(5).await.unwrap();
    world.session.advance(Duration::from_secs(300)).await.unwrap();
    for id in 4..=7 {
        assert_eq!(world.session.process(id).await.unwrap()["status"], "completed", "{id}");
    }
    let after = world.session.events(5).await.unwrap();
    assert_eq!(after[..before.len()], before);
    let percents: Vec<_> =
        after.iter().map(|event| event["progress_percent"].as_i64().unwrap()).collect();
    assert!(percents.is_sorted_by(|one, next| one < next), "no step is done twice: {percents:?}");
    let paused = world.session.events(6).await.unwrap();
    assert!(paused.iter().any(|event| event["status"] == "waiting_review"));
}
