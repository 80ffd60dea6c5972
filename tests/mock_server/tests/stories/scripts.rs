//! Faults that play a body step by step.

use std::io::ErrorKind;
use std::time::Duration;

use job_tray_mock::{CloseReason, SessionOptions};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Stream, World, world, world_with};

async fn play(world: &World, steps: Value) -> Stream {
    world.session.create_process(json!({ "id": 1, "status": "running" })).await.unwrap();
    world.session.add_fault(json!({ "on": "stream", "steps": steps })).await.unwrap();
    world.open("/processes/1/stream").await
}

#[tokio::test]
async fn events_and_bytes_are_sent_as_they_are_written() {
    let world = world().await;
    let stream = play(
        &world,
        json!([
            { "raw": "retry: 0\r\n: hello\r\n\r\n" },
            { "raw_base64": "/v8A" },
            { "emit": { "id": 7, "message": "é" } },
            { "emit": { "id": 8 }, "event": "error" },
            { "close": true },
            { "raw": "never" },
        ]),
    )
    .await;
    let mut expected = b"retry: 0\r\n: hello\r\n\r\n\xfe\xff\0".to_vec();
    expected.extend(b"event: update\ndata: {\"id\":7,\"message\":\"\\u00e9\"}\n\n");
    expected.extend(b"event: error\ndata: {\"id\":8}\n\n");
    assert_eq!(stream.rest().await.unwrap(), expected);
    let report = world.session.until(|report| report.streams.open == 0).await.unwrap();
    assert_eq!(report.streams.closed[0].reason, CloseReason::Script);
}

#[tokio::test]
async fn bytes_are_cut_where_the_step_says() {
    let world = world().await;
    let step = json!({ "raw": "data: é\n\n", "split_at": [7, 3] });
    let mut stream = play(&world, json!([step, { "raw": "abc", "split_every": 1 }])).await;
    let mut chunks = Vec::new();
    while let Some(chunk) = stream.chunk().await.unwrap() {
        chunks.push(chunk.to_vec());
    }
    let expected: [&[u8]; 6] = [b"dat", b"a: \xc3", b"\xa9\n\n", b"a", b"b", b"c"];
    assert_eq!(chunks, expected);
}

#[tokio::test]
async fn a_burst_counts_its_ids_up() {
    let world = world().await;
    let event = json!({ "id": 1, "process_id": 1 });
    let stream = play(&world, json!([{ "emit": event, "repeat": 100_000 }])).await;
    let text = String::from_utf8(stream.rest().await.unwrap()).unwrap();
    assert_eq!(text.matches("event: update\n").count(), 100_000);
    assert!(text.ends_with("{\"id\":100000,\"process_id\":1}\n\n"));
}

#[tokio::test]
async fn one_huge_event_comes_whole() {
    let world = world().await;
    let steps =
        json!([{ "raw": "data: " }, { "raw": "x", "repeat": 8_388_608 }, { "raw": "\n\n" }]);
    let stream = play(&world, steps).await;
    assert_eq!(stream.rest().await.unwrap().len(), 8_388_608 + 8);
}

#[tokio::test]
async fn waits_follow_the_sessions_clock_even_in_one_long_step() {
    let world = world().await;
    let steps = json!([
        { "delay_ms": 10_000 }, { "raw": "a" }, { "delay_ms": 5_000 }, { "raw": "b" },
        { "hold": "on" }, { "raw": "c" },
    ]);
    let mut stream = play(&world, steps).await;
    world.session.advance(Duration::from_secs(9)).await.unwrap();
    assert_eq!(world.session.report().await.log[0].response_bytes, 0);
    world.session.advance(Duration::from_secs(20)).await.unwrap();
    assert_eq!(world.session.report().await.log[0].response_bytes, 2);
    assert_eq!(stream.take(2).await, "ab");
    world.session.until(|report| !report.faults.held.is_empty()).await.unwrap();
    world.session.release(Some("on")).await;
    assert_eq!(stream.rest().await.unwrap(), b"c");
}

#[tokio::test]
async fn a_body_can_break_off_in_the_middle() {
    for ending in ["drop", "reset"] {
        let world = world().await;
        let steps =
            json!([{ "raw": "event: update\ndata: {\"id\"" }, { "hold": true }, { ending: true }]);
        let mut stream = play(&world, steps).await;
        assert_eq!(stream.take(25).await, "event: update\ndata: {\"id\"");
        world.session.release(None).await;
        assert!(stream.rest().await.is_err(), "{ending}");
    }
}

#[tokio::test]
async fn a_drop_is_a_fin_and_a_reset_is_a_reset() {
    for (ending, expected) in [("drop", Ok(0)), ("reset", Err(ErrorKind::ConnectionReset))] {
        let world = world().await;
        let steps = json!([{ "raw": "data" }, { "hold": true }, { ending: true }]);
        world.session.add_fault(json!({ "on": "stream", "steps": steps })).await.unwrap();
        let mut socket = TcpStream::connect(world.server.address()).await.unwrap();
        let head = "GET /s/story/processes/1/stream HTTP/1.1\r\nHost: mock\r\n\r\n";
        socket.write_all(head.as_bytes()).await.unwrap();
        let mut got = Vec::new();
        while !got.ends_with(b"4\r\ndata\r\n") {
            assert_ne!(socket.read_buf(&mut got).await.unwrap(), 0);
        }
        world.session.release(None).await;
        let end = socket.read(&mut [0; 16]).await;
        assert_eq!(end.map_err(|error| error.kind()), expected, "{ending}");
    }
}

#[tokio::test]
async fn a_json_answer_can_break_off_too() {
    let world = world().await;
    let steps = json!([{ "raw": "{\"id\":1,\"sta" }, { "drop": true }]);
    world.session.add_fault(json!({ "on": "show", "steps": steps })).await.unwrap();
    let mut stream = world.open("/processes/1").await;
    assert_eq!(stream.headers["content-type"], "application/json");
    assert_eq!(stream.take(12).await, "{\"id\":1,\"sta");
    assert!(stream.rest().await.is_err());
    assert_eq!(world.session.report().await.streams.opened, 0);
}

#[tokio::test]
async fn a_script_can_go_on_as_the_proper_stream_and_miss_nothing() {
    let options = SessionOptions { end_marker: true, ..SessionOptions::default() };
    let world = world_with(options).await;
    let steps = json!([{ "raw_base64": "77u/" }, { "delay_ms": 1000 }, { "live": true }]);
    let mut stream = play(&world, steps).await;
    assert_eq!(stream.take(3).await, "\u{feff}");
    world.session.append_event(1, json!({ "message": "during the script" })).await.unwrap();
    world.session.advance(Duration::from_secs(1)).await.unwrap();
    world.session.append_event(1, json!({ "message": "after it" })).await.unwrap();
    assert_eq!(stream.data().await["message"], "during the script");
    assert_eq!(stream.data().await["message"], "after it");
    world.session.advance(Duration::from_secs(60)).await.unwrap();
    let marker = b"event: update\ndata: </stream>\n\n";
    assert_eq!(stream.rest().await.unwrap(), marker);
    let closed = &world.session.report().await.streams.closed[0];
    assert_eq!(closed.closed_at - closed.opened_at, chrono::TimeDelta::seconds(25));
}
