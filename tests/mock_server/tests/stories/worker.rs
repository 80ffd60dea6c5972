//! The demo worker, its whole life stepped by hand.

use std::time::Duration;

use chrono::DateTime;
use job_tray_mock::{SessionHandle, SessionOptions};
use serde_json::{Value, json};

use crate::client::{World, post, world_with};

async fn workshop() -> World {
    world_with(SessionOptions { worker: true, ..SessionOptions::default() }).await
}

/// A job with this id, just queued.
async fn queue(world: &World, id: i64, kind: &str) {
    let columns = json!({ "id": id, "type": kind, "related_id": 4 });
    world.session.create_process(columns).await.unwrap();
}

async fn minutes(session: &SessionHandle, minutes: u64) {
    session.advance(Duration::from_secs(60 * minutes)).await.unwrap();
}

#[track_caller]
fn seconds_between(process: &Value, from: &str, to: &str) -> i64 {
    let time = |name: &str| DateTime::parse_from_rfc3339(process[name].as_str().unwrap()).unwrap();
    (time(to) - time(from)).num_seconds()
}

#[tokio::test]
async fn every_type_runs_through_in_half_a_minute_to_a_minute_and_a_half() {
    let world = workshop().await;
    // Ids whose course has neither a failure nor a review.
    let jobs = [
        (7, "csv_import"),
        (8, "ai_location_import"),
        (10, "ai_location_improvement"),
        (12, "csv_import"),
    ];
    for (id, kind) in jobs {
        queue(&world, id, kind).await;
    }
    minutes(&world.session, 3).await;
    for (id, kind) in jobs {
        let process = world.session.process(id).await.unwrap();
        assert_eq!(process["status"], "completed", "{kind}");
        assert_eq!(process["progress_percent"], 100);
        assert_eq!(process["attempts"], 1);
        assert!(process["summary"]["links"].is_object());
        let length = seconds_between(&process, "started_at", "finished_at");
        assert!((30..=90).contains(&length), "{kind} took {length} s");
        let events = world.session.events(id).await.unwrap();
        assert!(events.len() >= 10);
        let percents: Vec<_> =
            events.iter().map(|event| event["progress_percent"].as_i64().unwrap()).collect();
        assert!(percents.is_sorted(), "{percents:?}");
        assert!(events.iter().all(|event| !event["message"].as_str().unwrap().contains('{')));
    }
}

#[tokio::test]
async fn a_type_nobody_knows_is_worked_on_too() {
    let world = workshop().await;
    let created =
        post(&format!("{}/processes", world.session.base()), json!({ "type": "pdf_export" })).await;
    assert_eq!(created.status, 201);
    minutes(&world.session, 2).await;
    assert_eq!(world.session.process(1).await.unwrap()["status"], "completed");
}

#[tokio::test]
async fn one_long_step_and_many_short_ones_write_the_same_log() {
    let (long, short) = (workshop().await, workshop().await);
    for world in [&long, &short] {
        queue(world, 4, "csv_import").await;
    }
    minutes(&long.session, 5).await;
    for _ in 0..600 {
        short.session.advance(Duration::from_millis(500)).await.unwrap();
    }
    let log = long.session.events(4).await.unwrap();
    assert_eq!(log, short.session.events(4).await.unwrap());
    assert_eq!(log.last().unwrap()["status"], "completed");
}

#[tokio::test]
async fn a_job_that_fails_says_why_and_succeeds_when_retried() {
    let world = workshop().await;
    queue(&world, 2, "ai_location_import").await;
    minutes(&world.session, 2).await;
    let failed = world.session.process(2).await.unwrap();
    assert_eq!(failed["status"], "failed");
    assert!(failed["error_message"].as_str().unwrap().contains("did not answer"));
    assert_eq!(world.session.events(2).await.unwrap().last().unwrap()["type"], "error");

    let retried = world.post("/processes/2/retry").await.json();
    assert_eq!(
        (retried["status"].clone(), retried["attempts"].clone()),
        (json!("pending"), json!(1))
    );
    world.session.advance(Duration::from_secs(6)).await.unwrap();
    let again = world.session.process(2).await.unwrap();
    assert_eq!((again["status"].clone(), again["attempts"].clone()), (json!("running"), json!(2)));
    minutes(&world.session, 2).await;
    assert_eq!(world.session.process(2).await.unwrap()["status"], "completed");
}

#[tokio::test]
async fn a_review_goes_on_by_itself_after_40_seconds() {
    let world = workshop().await;
    queue(&world, 4, "ai_location_improvement").await;
    let mut waited = 0;
    for _ in 0..300 {
        let process = world.session.process(4).await.unwrap();
        waited += u32::from(process["status"] == "waiting_review");
        world.session.advance(Duration::from_secs(1)).await.unwrap();
    }
    assert!((39..=41).contains(&waited), "{waited}");
    assert_eq!(world.session.process(4).await.unwrap()["status"], "completed");
}

#[tokio::test]
async fn a_job_cancelled_under_the_worker_is_left_alone() {
    for seconds in [1, 10, 25, 40] {
        let world = workshop().await;
        queue(&world, 8, "csv_import").await;
        world.session.advance(Duration::from_secs(seconds)).await.unwrap();
        assert_eq!(world.post("/processes/8/cancel").await.status, 200);
        let (process, log) =
            (world.session.process(8).await.unwrap(), world.session.events(8).await.unwrap());
        minutes(&world.session, 5).await;
        assert_eq!(world.session.process(8).await.unwrap(), process);
        assert_eq!(world.session.events(8).await.unwrap(), log);
        assert_eq!(log.last().unwrap()["status"], "cancelled");
    }
}

#[tokio::test]
async fn the_worker_of_an_older_attempt_does_not_come_back() {
    let world = workshop().await;
    queue(&world, 8, "csv_import").await;
    world.session.advance(Duration::from_secs(20)).await.unwrap();
    world.session.append_event(8, json!({ "status": "failed" })).await.unwrap();
    assert_eq!(world.post("/processes/8/retry").await.status, 200);
    minutes(&world.session, 4).await;
    let process = world.session.process(8).await.unwrap();
    assert_eq!(
        (process["status"].clone(), process["attempts"].clone()),
        (json!("completed"), json!(2))
    );
    let log = world.session.events(8).await.unwrap();
    let completions = log.iter().filter(|event| event["status"] == "completed").count();
    assert_eq!(completions, 1);
}

#[tokio::test]
async fn a_watched_job_is_seen_whole_over_several_streams() {
    let world = workshop().await;
    queue(&world, 8, "ai_location_import").await;
    let mut seen = Vec::new();
    while world.session.process(8).await.unwrap()["finished_at"].is_null() {
        let stream = world.open("/processes/8/stream").await;
        world.session.advance(Duration::from_secs(25)).await.unwrap();
        let text = String::from_utf8(stream.rest().await.unwrap()).unwrap();
        let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
        seen.extend(data.map(|data| serde_json::from_str::<Value>(data).unwrap()));
    }
    assert_eq!(seen, world.session.events(8).await.unwrap());
    assert!(world.session.report().await.streams.opened >= 2);
}
