//! The browser transport in a real browser: answers, refusals, aborts, timers
//! and what the page tells. The server here is the test runner's own.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

mod web;

use gloo_timers::future::TimeoutFuture;
use job_tray::protocol::actions::StreamEnd;
use job_tray::protocol::actions::StreamKind::{EventSource, Fetch};
use job_tray::protocol::http::{Method, TransportError};
use job_tray::transport::{BrowserTransport, PageNews, StreamNews, Transport};
use leptos::prelude::{document, window};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::{heard, send, stream, until};
use web_sys::Event;

wasm_bindgen_test_configure!(run_in_browser);

/// Nobody listens on the first port.
const NOBODY: &str = "http://127.0.0.1:1/processes/1";

#[wasm_bindgen_test]
async fn an_answer_brings_status_type_and_body() {
    let (replies, _guard) = send(Method::Get, "/");
    let replies = until(&replies, 1).await;
    let reply = replies[0].as_ref().unwrap();
    assert_eq!(reply.status, 200);
    assert!(reply.is_html() && !reply.body.is_empty());
    let (replies, _guard) = send(Method::Get, "/processes/1");
    assert_eq!(until(&replies, 1).await[0].as_ref().unwrap().status, 404);
}

#[wasm_bindgen_test]
async fn no_answer_is_a_network_error_and_no_panic() {
    for method in [Method::Get, Method::Post] {
        let (replies, _guard) = send(method, NOBODY);
        assert_eq!(until(&replies, 1).await, [Err(TransportError::Network)]);
        let (replies, _guard) = send(method, "http://[");
        assert_eq!(until(&replies, 1).await, [Err(TransportError::Network)]);
    }
}

#[wasm_bindgen_test]
async fn a_dropped_request_is_never_answered() {
    let (given_up, guard) = send(Method::Get, "/");
    drop(guard);
    let (later, _guard) = send(Method::Get, "/");
    until(&later, 1).await;
    TimeoutFuture::new(50).await;
    assert!(given_up.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn what_is_no_stream_is_refused_once() {
    let (news, _guard) = stream(EventSource, "/");
    let refused = [StreamNews::Ended(StreamEnd::Refused(None))];
    assert_eq!(until(&news, 1).await, refused);
    TimeoutFuture::new(50).await;
    assert_eq!(*news.borrow(), refused);
    let (news, _guard) = stream(EventSource, "http://[");
    assert_eq!(until(&news, 1).await, refused);
}

#[wasm_bindgen_test]
async fn a_stream_that_cannot_connect_ends_and_is_not_tried_again_by_the_browser() {
    let (news, _guard) = stream(EventSource, NOBODY);
    let ended = until(&news, 1).await;
    assert!(matches!(ended[..], [StreamNews::Ended(_)]), "{ended:?}");
    // The browser's own reconnecting would show within 3 to 5 seconds.
    TimeoutFuture::new(5_500).await;
    assert_eq!(news.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn a_stream_by_fetch_tells_what_it_got_in_place_of_one() {
    let (news, _guard) = stream(Fetch, "/processes/1");
    let news = until(&news, 1).await;
    let [StreamNews::Ended(StreamEnd::Refused(Some(reply)))] = &news[..] else {
        panic!("{news:?}")
    };
    assert_eq!(reply.status, 404);
    for url in [NOBODY, "http://["] {
        let (news, _guard) = stream(Fetch, url);
        assert_eq!(until(&news, 1).await, [StreamNews::Ended(StreamEnd::Closed)]);
    }
}

#[wasm_bindgen_test]
async fn a_dropped_stream_tells_nothing_more() {
    for via in [EventSource, Fetch] {
        let (news, guard) = stream(via, "/");
        drop(guard);
        let (later, _guard) = stream(via, "/");
        until(&later, 1).await;
        TimeoutFuture::new(50).await;
        assert!(news.borrow().is_empty());
    }
}

#[wasm_bindgen_test]
async fn a_timer_fires_once_unless_it_is_dropped() {
    let fired = heard();
    let wake = |name: &'static str| {
        let told = fired.clone();
        BrowserTransport::default().wake_after(20, Box::new(move || told.borrow_mut().push(name)))
    };
    let (_kept, dropped) = (wake("kept"), wake("dropped"));
    drop(dropped);
    until(&fired, 1).await;
    TimeoutFuture::new(50).await;
    assert_eq!(*fired.borrow(), ["kept"]);
}

#[wasm_bindgen_test]
async fn the_page_tells_its_state_first_and_then_what_changes() {
    let news = heard();
    let told = news.clone();
    let guard =
        BrowserTransport::default().watch_page(Box::new(move |it| told.borrow_mut().push(it)));
    assert_eq!(*news.borrow(), [PageNews::Visible(true)]);
    let dispatch = |target: &web_sys::EventTarget, name| {
        target.dispatch_event(&Event::new(name).unwrap()).unwrap();
    };
    dispatch(&window(), "offline");
    dispatch(&window(), "online");
    dispatch(&document(), "freeze");
    dispatch(&document(), "resume");
    dispatch(&window(), "pagehide");
    let expected = [
        PageNews::Visible(true),
        PageNews::Online(false),
        PageNews::Online(true),
        PageNews::Suspended,
        PageNews::Resumed,
        PageNews::Suspended,
    ];
    assert_eq!(*news.borrow(), expected);
    drop(guard);
    dispatch(&window(), "offline");
    assert_eq!(news.borrow().len(), expected.len(), "a dropped watch hears nothing");
}

#[wasm_bindgen_test]
fn the_clocks_go_on_and_seeds_differ() {
    let (one, two) = (BrowserTransport::default().now(), BrowserTransport::default().now());
    assert!(two.mono_ms >= one.mono_ms);
    // 2024-01-01: the wall clock counts from the Unix epoch.
    assert!(one.wall_ms > 1_704_067_200_000);
    assert_ne!(BrowserTransport::default().seed(), BrowserTransport::default().seed());
}
