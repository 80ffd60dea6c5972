//! Faults that strike whole answers. Those that script a body are in `scripts.rs`.

use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use job_tray_mock::{CloseReason, ControlError};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{World, get, post, request, send, world};

async fn running() -> World {
    let world = world().await;
    world.session.create_process(json!({ "id": 1, "status": "running" })).await.unwrap();
    world
}

async fn strike(world: &World, fault: Value) {
    world.session.add_fault(fault).await.unwrap();
}

/// The address of the process, for a task of its own.
fn url(world: &World, path: &str) -> String {
    format!("{}{path}", world.session.base())
}

#[tokio::test]
async fn a_status_with_headers_and_a_body_takes_the_place_of_the_answer() {
    let world = running().await;
    let body = json!({ "message": "Service Unavailable" });
    let headers = json!({ "Retry-After": "120", "Content-Type": "application/problem+json" });
    strike(&world, json!({ "on": "show", "status": 503, "headers": headers, "body": body })).await;
    let answer = world.get("/processes/1").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), "120");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.json(), body);
    assert_eq!(world.get("/processes/1").await.status, 200, "it strikes once");
}

#[tokio::test]
async fn a_lost_login_redirects_to_a_page() {
    let world = running().await;
    let location = format!("{}/login", world.session.base());
    let fault = json!({ "on": "stream", "status": 302, "headers": { "Location": location } });
    strike(&world, fault).await;
    let answer = world.get("/processes/1/stream").await;
    assert_eq!((answer.status, answer.header("location")), (302, location.as_str()));
    let page = get(&location).await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    strike(&world, json!({ "on": "stream", "body": "<h1>Log in</h1>" })).await;
    assert_eq!(world.get("/processes/1/stream").await.text, "<h1>Log in</h1>");
}

#[tokio::test]
async fn faults_pick_their_route_their_process_and_their_number() {
    let world = running().await;
    world.session.create_process(json!({ "id": 2, "status": "running" })).await.unwrap();
    let fault = json!({ "on": "show", "process_id": 2, "skip": 1, "times": 2, "status": 500 });
    strike(&world, fault).await;
    assert_eq!(world.get("/processes").await.status, 200);
    assert_eq!(world.get("/processes/1").await.status, 200);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(world.get("/processes/2").await.status);
    }
    assert_eq!(statuses, [200, 500, 500, 200]);
    strike(&world, json!({ "on": "show", "times": null, "status": 429 })).await;
    for _ in 0..5 {
        assert_eq!(world.get("/processes/1").await.status, 429);
    }
    world.session.clear_faults().await;
    assert_eq!(world.get("/processes/1").await.status, 200);
    assert_eq!(world.session.report().await.faults.struck, 7);
}

#[tokio::test]
async fn headers_alone_change_a_proper_answer() {
    let world = running().await;
    let headers = json!({ "Content-Type": "TEXT/Event-Stream;charset=x" });
    strike(&world, json!({ "on": "stream", "headers": headers })).await;
    let mut stream = world.open("/processes/1/stream").await;
    assert_eq!(stream.headers["content-type"], "TEXT/Event-Stream;charset=x");
    world.session.append_event(1, json!({ "message": "Still here." })).await.unwrap();
    assert_eq!(stream.data().await["message"], "Still here.");
}

#[tokio::test]
async fn a_delay_lasts_as_long_as_the_session_says() {
    let world = running().await;
    strike(&world, json!({ "on": "show", "delay_ms": 8000 })).await;
    let asked = tokio::spawn({
        let url = url(&world, "/processes/1");
        async move { get(&url).await }
    });
    world.session.until(|report| report.faults.struck == 1).await.unwrap();
    world.session.advance(Duration::from_millis(7999)).await.unwrap();
    assert!(!asked.is_finished());
    let columns = json!({ "current_step": "Set during the delay" });
    world.session.set_columns(1, columns).await.unwrap();
    world.session.advance(Duration::from_secs(60)).await.unwrap();
    let answer = asked.await.unwrap();
    assert_eq!(answer.header("date"), "Mon, 05 Jan 2026 09:00:08 GMT");
    assert_eq!(answer.json()["current_step"], "Set during the delay");
}

#[tokio::test]
async fn a_held_answer_tells_of_an_older_state() {
    let world = running().await;
    strike(&world, json!({ "on": "show", "hold_answer": "slow" })).await;
    let asked = tokio::spawn({
        let url = url(&world, "/processes/1");
        async move { get(&url).await }
    });
    let held = |labels: &[String]| labels == ["slow"];
    world.session.until(|report| held(&report.faults.held)).await.unwrap();
    world.session.append_event(1, json!({ "status": "completed" })).await.unwrap();
    assert_eq!(world.get("/processes/1").await.json()["status"], "completed");
    assert_eq!(world.session.release(Some("other")).await, 0);
    assert_eq!(world.session.release(Some("slow")).await, 1);
    assert_eq!(asked.await.unwrap().json()["status"], "running");
}

#[tokio::test]
async fn a_held_request_is_handled_when_it_is_released() {
    let world = running().await;
    strike(&world, json!({ "on": "cancel", "hold": true })).await;
    let asked = tokio::spawn({
        let url = url(&world, "/processes/1/cancel");
        async move { post(&url, Value::Null).await }
    });
    world.session.until(|report| report.faults.held.len() == 1).await.unwrap();
    world.session.append_event(1, json!({ "status": "completed" })).await.unwrap();
    assert_eq!(world.session.release(None).await, 1);
    assert_eq!(asked.await.unwrap().status, 409, "the cancel lost the race");
}

#[tokio::test]
async fn a_dropped_request_is_neither_handled_nor_answered() {
    let world = running().await;
    strike(&world, json!({ "on": "cancel", "drop": true })).await;
    let url = url(&world, "/processes/1/cancel");
    assert!(send(request(Method::POST, &url, &[], Body::empty())).await.is_err());
    assert_eq!(world.session.process(1).await.unwrap()["status"], "running");
    assert_eq!(world.session.report().await.commands[0].status, None);
}

#[tokio::test]
async fn a_dropped_answer_belongs_to_a_request_that_was_handled() {
    let world = running().await;
    strike(&world, json!({ "on": "cancel", "drop_answer": true })).await;
    let url = url(&world, "/processes/1/cancel");
    assert!(send(request(Method::POST, &url, &[], Body::empty())).await.is_err());
    assert_eq!(world.session.process(1).await.unwrap()["status"], "cancelled");
}

#[tokio::test]
async fn a_request_without_headers_hears_nothing_and_holds_nobody_up() {
    let world = running().await;
    strike(&world, json!({ "on": "stream", "no_headers": true })).await;
    let mut socket = TcpStream::connect(world.server.address()).await.unwrap();
    let head = "GET /s/story/processes/1/stream HTTP/1.1\r\nHost: mock\r\n\r\n";
    socket.write_all(head.as_bytes()).await.unwrap();
    world.session.until(|report| report.faults.struck == 1).await.unwrap();
    world.session.advance(Duration::from_secs(60)).await.unwrap();
    assert_eq!(socket.try_read(&mut [0; 64]).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    assert_eq!(world.session.report().await.streams.open, 0);
}

#[tokio::test]
async fn a_stalled_stream_has_headers_and_no_end() {
    let world = running().await;
    strike(&world, json!({ "on": "stream", "stall": true })).await;
    let stream = world.open("/processes/1/stream").await;
    assert_eq!(stream.headers["content-type"], "text/event-stream");
    world.session.append_event(1, json!({ "status": "completed" })).await.unwrap();
    world.session.advance(Duration::from_secs(600)).await.unwrap();
    assert_eq!(world.session.report().await.streams.open, 1);
    drop(stream);
    let report = world.session.until(|report| report.streams.open == 0).await.unwrap();
    assert_eq!(report.streams.closed[0].reason, CloseReason::ClientGone);
}

#[tokio::test]
async fn a_buffered_stream_arrives_in_one_piece_at_its_end() {
    let world = running().await;
    strike(&world, json!({ "on": "stream", "buffer": true })).await;
    let mut socket = TcpStream::connect(world.server.address()).await.unwrap();
    let head = "GET /s/story/processes/1/stream HTTP/1.0\r\nHost: mock\r\n\r\n";
    socket.write_all(head.as_bytes()).await.unwrap();
    world.session.until(|report| report.streams.open == 1).await.unwrap();
    world.session.append_event(1, json!([{ "message": "a" }, { "message": "b" }])).await.unwrap();
    let request = |report: &job_tray_mock::Report| report.log[0].response_bytes;
    assert_eq!(request(&world.session.report().await), 0);
    world.session.advance(Duration::from_secs(25)).await.unwrap();
    let mut text = String::new();
    socket.read_to_string(&mut text).await.unwrap();
    assert_eq!(text.matches("event: update").count(), 2);
    assert!(request(&world.session.report().await) > 0);
}

#[tokio::test]
async fn what_is_no_fault_is_refused_in_words() {
    let world = world().await;
    for (fault, words) in [
        (json!({ "on": "show", "drop": true, "status": 500 }), "one answer"),
        (json!({ "on": "show", "explode": true }), "explode"),
        (json!({ "on": "teapot" }), "teapot"),
        (json!({ "on": "show", "hold": true, "delay_ms": 5 }), "holds or delays"),
        (json!({ "on": "stream", "steps": [{}] }), "does nothing"),
        (json!({ "on": "stream", "steps": [{ "raw_base64": "%" }] }), "raw_base64"),
    ] {
        let refused = world.session.add_fault(fault).await.unwrap_err();
        let ControlError::Invalid(message) = refused else { panic!("{refused}") };
        assert!(message.contains(words), "{message}");
    }
}
