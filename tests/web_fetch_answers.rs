//! Streams over `fetch`: what they ask with, and what comes in place of one.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

mod web;

use std::future::ready;
use std::rc::Rc;

use job_tray::protocol::actions::{StreamEnd, StreamKind, StreamMessage};
use job_tray::protocol::http::HttpReply;
use job_tray::transport::{BrowserOptions, Credentials, StreamNews};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::{FakeNet, Wire, opaque, response, set_header, settle, until};

wasm_bindgen_test_configure!(run_in_browser);

const CLOSED: StreamNews = StreamNews::Ended(StreamEnd::Closed);

/// How a stream ends that is answered so.
async fn end(net: &FakeNet) -> StreamEnd {
    let (news, _guard) = web::stream(StreamKind::Fetch, "/processes/1/stream");
    let mut news = until(&news, 1).await;
    assert_eq!(news.len(), 1, "{news:?}");
    let Some(StreamNews::Ended(end)) = news.pop() else { panic!("it is no end") };
    assert!(net.aborted(), "what was not read is let go");
    end
}

async fn refused(net: &FakeNet) -> HttpReply {
    match end(net).await {
        StreamEnd::Refused(Some(reply)) => *reply,
        end => panic!("{end:?}"),
    }
}

/// What is told by a stream with one event, asked for with these.
async fn one_event(
    net: &FakeNet,
    options: BrowserOptions,
    id: Option<&str>,
    kind: &str,
) -> Vec<StreamNews> {
    net.gives(&response(200, Some(kind), &"data: 1\n\n".into()));
    let (news, _guard) = web::stream_with(options, StreamKind::Fetch, "/stream", id);
    let news = until(&news, 3).await;
    assert_eq!((&news[0], &news[2]), (&StreamNews::Opened, &CLOSED));
    news
}

#[wasm_bindgen_test]
async fn a_stream_asks_for_events_by_the_hosts_headers() {
    let net = FakeNet::new();
    let headers = || {
        let headers = vec![("Authorization".to_owned(), "Bearer 1".to_owned())];
        Box::pin(ready(Some(headers))) as _
    };
    let options = BrowserOptions {
        credentials: Credentials::Include,
        headers: Some(Rc::new(headers)),
        ..BrowserOptions::default()
    };
    one_event(&net, options, None, "text/event-stream").await;
    assert_eq!(net.header("Accept").as_deref(), Some("text/event-stream"));
    assert_eq!(net.header("Authorization").as_deref(), Some("Bearer 1"));
    assert_eq!(net.header("Last-Event-ID"), None);
    assert_eq!(net.option("cache"), "no-store");
    assert_eq!(net.option("credentials"), "include");
    assert_eq!(net.option("referrerPolicy"), "strict-origin-when-cross-origin");
    assert_eq!(net.option("keepalive"), "undefined");
}

#[wasm_bindgen_test]
async fn the_last_event_id_is_sent_and_carried_on() {
    let net = FakeNet::new();
    let long = "9".repeat(2_000);
    for (id, sent) in [
        ("42", Some("42")),
        // The bytes of its UTF-8, as a browser sends it.
        ("ü", Some("Ã¼")),
        (long.as_str(), None),
        ("a\0b", None),
        ("", None),
    ] {
        let options = BrowserOptions::default();
        let news = one_event(&net, options, Some(id), "text/event-stream").await;
        assert_eq!(net.header("Last-Event-ID").as_deref(), sent, "{id}");
        let id = Some(id).filter(|id| !id.is_empty()).map(str::to_owned);
        let expected = StreamMessage { data: "1".into(), id, retry_ms: None };
        assert_eq!(news[1], StreamNews::Message(expected));
    }
}

#[wasm_bindgen_test]
async fn a_stream_is_known_by_its_type_without_parameters_and_case() {
    let net = FakeNet::new();
    for kind in ["text/event-stream;charset=utf-8", "TEXT/Event-Stream ;x", "text/event-stream;"] {
        one_event(&net, BrowserOptions::default(), None, kind).await;
    }
    for kind in ["text/html", "text/event-streams", "text/plain; text/event-stream"] {
        net.gives(&response(200, Some(kind), &"data: 1\n\n".into()));
        let reply = refused(&net).await;
        assert_eq!((reply.status, reply.content_type.as_deref()), (200, Some(kind)));
        assert_eq!(reply.body, b"", "a page for people is not read");
    }
    net.gives(&response(200, None, &"data: 1\n\n".into()));
    assert_eq!(refused(&net).await.content_type, None);
}

#[wasm_bindgen_test]
async fn a_refusal_brings_its_status_and_what_it_says() {
    let net = FakeNet::new();
    let body = r#"{"message":"Unauthenticated."}"#;
    net.gives(&response(401, Some("application/json"), &body.into()));
    let reply = refused(&net).await;
    assert_eq!((reply.status, &reply.body[..]), (401, body.as_bytes()));

    let answer = response(503, Some("application/problem+json; charset=utf-8"), &"{}".into());
    set_header(&answer, "Retry-After", "30");
    set_header(&answer, "Date", "Mon, 02 Dec 2019 20:01:00 GMT");
    net.gives(&answer);
    let reply = refused(&net).await;
    assert_eq!((reply.status, reply.retry_after_ms(0), reply.body.len()), (503, Some(30_000), 2));
    assert!(reply.server_time_ms().is_some());

    net.gives(&response(204, None, &JsValue::NULL));
    assert_eq!(refused(&net).await.status, 204);
    net.gives(&opaque());
    assert_eq!(refused(&net).await.status, 0);
}

#[wasm_bindgen_test]
async fn of_a_long_refusal_only_the_head_is_kept() {
    let net = FakeNet::new();
    for (length, kept) in [(64 * 1024, 64 * 1024), (64 * 1024 + 1, 0)] {
        net.gives(&response(500, Some("application/json"), &" ".repeat(length).into()));
        assert_eq!(refused(&net).await.body.len(), kept);
    }
    // Nor is an endless one waited for.
    let wire = Wire::new();
    wire.push(&vec![b' '; 100_000]);
    net.gives(&response(200, Some("application/json"), &wire.body()));
    assert_eq!(refused(&net).await.body, b"");
}

#[wasm_bindgen_test]
async fn where_there_is_no_body_to_read_nothing_is_known() {
    let net = FakeNet::new();
    net.gives(&response(200, Some("text/event-stream"), &JsValue::NULL));
    assert_eq!(end(&net).await, StreamEnd::Refused(None));
    // Somebody else reads it.
    let wire = Wire::new();
    let answer = response(200, Some("text/event-stream"), &wire.body());
    let body: web_sys::ReadableStream = wire.body().into();
    let _reader = web_sys::ReadableStreamDefaultReader::new(&body).unwrap();
    net.gives(&answer);
    assert_eq!(end(&net).await, StreamEnd::Refused(None));
}

#[wasm_bindgen_test]
async fn no_answer_is_a_closed_stream_and_no_panic() {
    let net = FakeNet::new();
    let ways: [&dyn Fn(); 4] = [
        &|| net.throws(&"a text".into()),
        &|| net.rejects(&"a text".into()),
        &|| net.gives(&JsValue::NULL),
        &|| net.gives(&js_sys::Object::new()),
    ];
    for way in ways {
        way();
        assert_eq!(end(&net).await, StreamEnd::Closed);
    }
    let calls = net.calls();
    let options =
        BrowserOptions { headers: Some(Rc::new(|| Box::pin(ready(None)))), ..Default::default() };
    let (news, _guard) = web::stream_with(options, StreamKind::Fetch, "/stream", None);
    assert_eq!(until(&news, 1).await, [CLOSED]);
    assert_eq!(net.calls(), calls, "without the host's headers nothing is sent");
}

#[wasm_bindgen_test]
async fn a_stream_dropped_before_its_answer_tells_nothing() {
    let net = FakeNet::new();
    let mut answer = None;
    net.gives(&js_sys::Promise::new(&mut |resolve, _| answer = Some(resolve)));
    let (news, guard) = web::stream(StreamKind::Fetch, "/stream");
    settle().await;
    assert!(net.calls() == 1 && !net.aborted());
    drop(guard);
    assert!(net.aborted());
    let late = response(200, Some("text/event-stream"), &"data: 1\n\n".into());
    answer.unwrap().call1(&JsValue::UNDEFINED, &late).unwrap();
    settle().await;
    assert!(news.borrow().is_empty());
}
