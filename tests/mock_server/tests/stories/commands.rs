//! `POST …/retry` and `POST …/cancel`: the state machine, and who wins a race.

use std::time::Duration;

use job_tray_mock::{Route, SessionOptions};
use serde_json::json;

use crate::client::{World, post, world, world_with};

const STATUSES: [&str; 6] =
    ["pending", "running", "waiting_review", "completed", "failed", "cancelled"];

async fn process_in(world: &World, status: &str) {
    let columns = json!({
        "id": 1, "status": status, "attempts": 1, "progress_percent": 60, "current_step": "Rows",
        "error_message": "It broke.", "summary": { "rows": 1 },
        "started_at": "2026-01-05T08:00:00Z", "finished_at": "2026-01-05T08:30:00Z",
    });
    world.session.create_process(columns).await.unwrap();
}

#[tokio::test]
async fn retry_and_cancel_follow_the_state_machine() {
    for status in STATUSES {
        for (action, allowed, becomes) in [
            ("retry", status == "failed", "pending"),
            ("cancel", !matches!(status, "completed" | "failed" | "cancelled"), "cancelled"),
        ] {
            let world = world().await;
            process_in(&world, status).await;
            let answer = world.post(&format!("/processes/1/{action}")).await;
            let events = world.session.events(1).await.unwrap();
            if allowed {
                assert_eq!(answer.status, 200, "{action} {status}");
                assert_eq!(answer.json()["status"], becomes);
                assert_eq!(events.len(), 1);
                assert_eq!(events[0]["status"], becomes);
            } else {
                assert_eq!(answer.status, 409, "{action} {status}");
                let words = answer.json()["message"].as_str().unwrap().to_owned();
                assert!(words.contains(&status.replace('_', " ")), "{words}");
                assert_eq!(events.len(), 0);
                assert_eq!(world.session.process(1).await.unwrap()["status"], status);
            }
        }
    }
}

#[tokio::test]
async fn a_retry_empties_what_the_failed_attempt_left() {
    let world = world().await;
    process_in(&world, "failed").await;
    world.session.advance(Duration::from_secs(60)).await.unwrap();
    let process = world.post("/processes/1/retry").await.json();
    for column in [
        "error_message",
        "progress_percent",
        "current_step",
        "summary",
        "started_at",
        "finished_at",
    ] {
        assert!(process[column].is_null(), "{column}");
    }
    assert_eq!(process["attempts"], 1, "rises when a worker picks the job up");
    assert_eq!(process["updated_at"], "2026-01-05T09:01:00.000000Z");
}

#[tokio::test]
async fn a_cancel_keeps_the_progress_and_says_when_it_ended() {
    let world = world().await;
    process_in(&world, "running").await;
    let mut stream = world.open("/processes/1/stream").await;
    let process = world.post("/processes/1/cancel").await.json();
    assert_eq!(process["progress_percent"], 60);
    assert_eq!(process["finished_at"], "2026-01-05T09:00:00.000000Z");
    assert_eq!(stream.data().await["status"], "cancelled");
    assert_eq!(stream.rest().await.unwrap(), b"");
}

#[tokio::test]
async fn a_process_in_a_status_nobody_knows_can_be_cancelled() {
    let world = world().await;
    process_in(&world, "hibernating").await;
    assert_eq!(world.post("/processes/1/retry").await.status, 409);
    assert_eq!(world.post("/processes/1/cancel").await.json()["status"], "cancelled");
}

#[tokio::test]
async fn commands_to_nobody_are_404() {
    let world = world().await;
    assert_eq!(world.post("/processes/8/retry").await.status, 404);
    assert_eq!(world.post("/processes/x/cancel").await.status, 404);
}

#[tokio::test]
async fn a_refusal_may_have_another_status() {
    for (refusal_status, is_process) in [(422, false), (403, false), (200, true)] {
        let options = SessionOptions { refusal_status, ..SessionOptions::default() };
        let world = world_with(options).await;
        process_in(&world, "completed").await;
        let answer = world.post("/processes/1/cancel").await;
        assert_eq!(answer.status, refusal_status);
        assert_eq!(answer.json()["status"] == "completed", is_process);
    }
}

#[tokio::test]
async fn the_report_lists_commands_in_order() {
    let world = world().await;
    process_in(&world, "failed").await;
    world.post("/processes/1/retry").await;
    world.post("/processes/1/cancel").await;
    world.post("/processes/1/cancel").await;
    let report = world.session.report().await;
    let commands: Vec<_> =
        report.commands.iter().map(|command| (command.action, command.status)).collect();
    assert_eq!(
        commands,
        [(Route::Retry, Some(200)), (Route::Cancel, Some(200)), (Route::Cancel, Some(409))]
    );
    assert_eq!(report.requests.by_status[&409], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_racing_retries_one_wins() {
    let world = world().await;
    for id in 1..=50 {
        let columns = json!({ "id": id, "status": "failed" });
        world.session.create_process(columns).await.unwrap();
        let url = format!("{}/processes/{id}/retry", world.session.base());
        let (one, other) = tokio::join!(post(&url, json!(null)), post(&url, json!(null)));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(world.session.events(id).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_cancel_and_a_completion_one_wins() {
    let world = world().await;
    for id in 1..=50 {
        let columns = json!({ "id": id, "status": "running" });
        world.session.create_process(columns).await.unwrap();
        let url = format!("{}/processes/{id}/cancel", world.session.base());
        let session = world.session.clone();
        let completion = tokio::spawn(async move {
            let event = json!({ "status": "completed", "if_status": ["running"] });
            session.append_event(id, event).await
        });
        let cancel = post(&url, json!(null)).await;
        let completed = completion.await.unwrap().is_ok();
        assert_ne!(cancel.status == 200, completed, "exactly one wins");
        let events = world.session.events(id).await.unwrap();
        assert_eq!(events.len(), 1);
        let winner = if completed { "completed" } else { "cancelled" };
        assert_eq!(events[0]["status"], winner);
        assert_eq!(world.session.process(id).await.unwrap()["status"], winner);
    }
}
