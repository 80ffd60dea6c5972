//! `GET /processes/{id}/stream`: every new event once, in order, until the end.

use std::time::Duration;

use job_tray_mock::{CloseReason, Replay, SessionOptions};
use serde_json::{Value, json};

use crate::client::{World, world, world_with};

async fn running(options: SessionOptions) -> World {
    let world = world_with(options).await;
    let columns = json!({ "id": 1, "status": "running", "attempts": 1 });
    world.session.create_process(columns).await.unwrap();
    world
}

async fn append(world: &World, event: Value) {
    world.session.append_event(1, event).await.unwrap();
}

#[tokio::test]
async fn each_new_event_is_sent_byte_for_byte_as_laravel_would() {
    let world = running(SessionOptions::default()).await;
    append(&world, json!({ "message": "Before the stream." })).await;
    let mut stream = world.open("/processes/1/stream").await;
    assert_eq!(stream.status, 200);
    assert_eq!(stream.headers["content-type"], "text/event-stream");
    assert_eq!(stream.headers["cache-control"], "no-cache");
    assert_eq!(stream.headers["x-accel-buffering"], "no");
    let event = json!({
        "type": "progress", "progress_percent": 40, "step": "Rows",
        "message": "\"<b>\" & it's ½", "payload": { "file": "a/b" },
    });
    append(&world, event).await;
    assert_eq!(
        stream.event().await,
        concat!(
            "event: update\n",
            r#"data: {"id":2,"process_id":1,"type":"progress","status":"running","#,
            r#""progress_percent":40,"step":"Rows","#,
            r#""message":"\u0022\u003Cb\u003E\u0022 \u0026 it\u0027s \u00bd","#,
            r#""payload":{"file":"a\/b"},"created_at":"2026-01-05T09:00:00.000000Z","#,
            r#""updated_at":"2026-01-05T09:00:00.000000Z"}"#,
            "\n\n"
        )
    );
    append(&world, json!({ "progress_percent": 41 })).await;
    assert_eq!(stream.data().await["id"], 3);
}

#[tokio::test]
async fn the_stream_closes_25_seconds_after_it_was_opened() {
    let world = running(SessionOptions::default()).await;
    world.session.advance(Duration::from_secs(7)).await.unwrap();
    let opened_at = world.session.now();
    let stream = world.open("/processes/1/stream").await;
    world.session.advance(Duration::from_millis(24_999)).await.unwrap();
    assert_eq!(world.session.report().await.streams.open, 1);
    world.session.advance(Duration::from_secs(60)).await.unwrap();
    let closed = &world.session.report().await.streams.closed[0];
    assert_eq!(closed.reason, CloseReason::TimeLimit);
    assert_eq!(closed.closed_at - opened_at, chrono::TimeDelta::seconds(25));
    assert_eq!(stream.rest().await.unwrap(), b"");
}

#[tokio::test]
async fn the_stream_closes_with_the_event_that_ends_the_process() {
    for status in ["completed", "failed", "cancelled"] {
        let world = running(SessionOptions::default()).await;
        let mut stream = world.open("/processes/1/stream").await;
        append(&world, json!({ "status": status })).await;
        let report = world.session.report().await;
        assert_eq!(report.streams.closed[0].reason, CloseReason::Terminal);
        assert_eq!(stream.data().await["status"], status);
        assert_eq!(stream.rest().await.unwrap(), b"");
    }
}

#[tokio::test]
async fn the_stream_closes_when_the_process_ends_without_an_event() {
    let world = running(SessionOptions::default()).await;
    let stream = world.open("/processes/1/stream").await;
    append(&world, json!({ "status": "completed", "silent": true })).await;
    assert_eq!(stream.rest().await.unwrap(), b"");
    assert_eq!(world.get("/processes/1").await.json()["status"], "completed");
}

#[tokio::test]
async fn a_stream_of_a_finished_process_closes_at_once() {
    let world = running(SessionOptions::default()).await;
    append(&world, json!({ "status": "failed", "error_message": "No." })).await;
    let stream = world.open("/processes/1/stream").await;
    assert_eq!(stream.status, 200);
    assert_eq!(stream.rest().await.unwrap(), b"");
    assert_eq!(world.session.report().await.streams.open, 0);
}

#[tokio::test]
async fn a_status_nobody_knows_keeps_the_stream_open() {
    let world = running(SessionOptions::default()).await;
    let mut stream = world.open("/processes/1/stream").await;
    append(&world, json!({ "status": "hibernating" })).await;
    assert_eq!(stream.data().await["status"], "hibernating");
    assert_eq!(world.session.report().await.streams.open, 1);
}

#[tokio::test]
async fn only_the_events_of_its_own_process_are_sent() {
    let world = running(SessionOptions::default()).await;
    world.session.create_process(json!({ "id": 2, "status": "running" })).await.unwrap();
    let mut stream = world.open("/processes/1/stream").await;
    world.session.append_event(2, json!({ "message": "Other." })).await.unwrap();
    append(&world, json!({ "message": "Own." })).await;
    assert_eq!(stream.data().await["message"], "Own.");
}

#[tokio::test]
async fn two_streams_of_a_process_both_get_everything() {
    let world = running(SessionOptions::default()).await;
    let mut one = world.open("/processes/1/stream").await;
    let mut other = world.open("/processes/1/stream").await;
    append(&world, json!([{ "message": "a" }, { "message": "b" }])).await;
    for stream in [&mut one, &mut other] {
        assert_eq!(stream.data().await["message"], "a");
        assert_eq!(stream.data().await["message"], "b");
    }
    let report = world.session.report().await;
    assert_eq!((report.streams.peak, report.streams.per_process[&1]), (2, 2));
}

#[tokio::test]
async fn no_event_is_lost_or_doubled_while_streams_open() {
    let world = running(SessionOptions { replay: Replay::All, ..SessionOptions::default() }).await;
    let session = world.session.clone();
    let writing = tokio::spawn(async move {
        for _ in 0..200 {
            session.append_event(1, json!({ "type": "progress" })).await.unwrap();
        }
    });
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(world.open("/processes/1/stream").await);
    }
    writing.await.unwrap();
    append(&world, json!({ "status": "completed" })).await;
    for stream in streams {
        let text = String::from_utf8(stream.rest().await.unwrap()).unwrap();
        let ids: Vec<i64> = text
            .lines()
            .filter_map(|line| line.strip_prefix("data: "))
            .map(|data| serde_json::from_str::<Value>(data).unwrap()["id"].as_i64().unwrap())
            .collect();
        assert_eq!(ids, (1..=201).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn the_past_is_replayed_as_the_session_says() {
    let options = |replay| SessionOptions { replay, ..SessionOptions::default() };
    for (replay, header, expected) in [
        (Replay::None, Some("1"), vec![]),
        (Replay::All, None, vec![1, 2, 3]),
        (Replay::LastEventId, None, vec![]),
        (Replay::LastEventId, Some("1"), vec![2, 3]),
        (Replay::LastEventId, Some("3"), vec![]),
    ] {
        let world = running(options(replay)).await;
        append(&world, json!([{}, {}, { "status": "completed" }])).await;
        let headers: Vec<_> = header.map(|id| ("Last-Event-ID", id)).into_iter().collect();
        let stream = world.open_with("/processes/1/stream", &headers).await;
        let text = String::from_utf8(stream.rest().await.unwrap()).unwrap();
        let ids: Vec<i64> =
            (1..=3).filter(|id| text.contains(&format!("{{\"id\":{id},"))).collect();
        assert_eq!(ids, expected, "{replay:?} {header:?}");
        let request = &world.session.report().await.log[0];
        assert_eq!(request.last_event_id.as_deref(), header);
    }
}

#[tokio::test]
async fn names_ids_and_the_end_marker_are_the_sessions_choice() {
    let laravel_11 = SessionOptions { end_marker: true, ..SessionOptions::default() };
    let unnamed = SessionOptions { event_name: None, event_ids: true, ..laravel_11.clone() };
    let by_type =
        SessionOptions { event_name: Some("{type}".to_owned()), ..SessionOptions::default() };
    for (options, start, end) in [
        (laravel_11, "event: update\ndata: {", "event: update\ndata: </stream>\n\n"),
        (unnamed, "id: 1\ndata: {", "data: </stream>\n\n"),
        (by_type, "event: error\ndata: {", ""),
    ] {
        let world = running(options).await;
        let mut stream = world.open("/processes/1/stream").await;
        append(&world, json!({ "type": "error" })).await;
        assert!(stream.event().await.starts_with(start));
        world.session.advance(Duration::from_secs(25)).await.unwrap();
        assert_eq!(stream.rest().await.unwrap(), end.as_bytes());
    }
}

#[tokio::test]
async fn a_stream_may_begin_with_a_comment() {
    let options = SessionOptions { opening_comment: true, ..SessionOptions::default() };
    let world = running(options).await;
    let mut stream = world.open("/processes/1/stream").await;
    assert_eq!(stream.event().await, ":\n\n");
    append(&world, json!({ "type": "step" })).await;
    assert!(stream.event().await.starts_with("event: update\ndata: {"));
}

#[tokio::test]
async fn a_client_that_leaves_is_noticed() {
    let world = world().await;
    world.session.create_process(json!({ "id": 1, "status": "running" })).await.unwrap();
    let stream = world.open("/processes/1/stream").await;
    assert_eq!(world.session.report().await.streams.open, 1);
    drop(stream);
    let report = world.session.until(|report| report.streams.open == 0).await.unwrap();
    assert_eq!(report.streams.closed[0].reason, CloseReason::ClientGone);
}

#[tokio::test]
async fn events_may_be_late_foreign_or_without_effect() {
    let world = running(SessionOptions::default()).await;
    let mut stream = world.open("/processes/1/stream").await;
    append(&world, json!({ "id": 50, "message": "first" })).await;
    append(&world, json!({ "id": 40, "message": "late" })).await;
    append(&world, json!({ "status": "completed", "apply": false })).await;
    append(&world, json!({ "message": "foreign", "wire": { "process_id": 99 } })).await;
    assert_eq!(stream.data().await["id"], 50);
    assert_eq!(stream.data().await["id"], 40);
    assert_eq!(stream.data().await["status"], "completed");
    assert_eq!(stream.data().await["process_id"], 99);
    assert_eq!(world.get("/processes/1").await.json()["status"], "running");
    let ids: Vec<_> = world.session.events(1).await.unwrap();
    let ids: Vec<_> = ids.iter().map(|event| event["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, [40, 50, 51, 52]);
}
