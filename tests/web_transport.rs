//! The browser transport in a real browser: answers, refusals, aborts, timers
//! and what the page tells. The server here is the test runner's own.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use job_tray::protocol::actions::{StreamEnd, StreamKind, StreamRequest};
use job_tray::protocol::http::{HttpReply, HttpRequest, Method, TransportError};
use job_tray::transport::{BrowserTransport, Guard, PageNews, StreamNews, Transport};
use leptos::prelude::{document, window};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Event;

wasm_bindgen_test_configure!(run_in_browser);

/// Nobody listens on the first port.
const NOBODY: &str = "http://127.0.0.1:1/processes/1";

type Heard<T> = Rc<RefCell<Vec<T>>>;

fn heard<T>() -> Heard<T> {
    Rc::new(RefCell::new(Vec::new()))
}

/// Waits until something has been heard, for at most five seconds.
async fn until<T: Clone>(heard: &Heard<T>, count: usize) -> Vec<T> {
    for _ in 0..500 {
        if heard.borrow().len() >= count {
            break;
        }
        TimeoutFuture::new(10).await;
    }
    heard.borrow().clone()
}

fn send(method: Method, url: &str) -> (Heard<Result<HttpReply, TransportError>>, Guard) {
    let replies = heard();
    let told = replies.clone();
    let request = HttpRequest { method, url: url.into() };
    let guard =
        BrowserTransport.send(&request, Box::new(move |reply| told.borrow_mut().push(reply)));
    (replies, guard)
}

fn stream(url: &str) -> (Heard<StreamNews>, Guard) {
    let news = heard();
    let told = news.clone();
    let request =
        StreamRequest { url: url.into(), via: StreamKind::EventSource, last_event_id: None };
    let guard =
        BrowserTransport.open_stream(&request, Box::new(move |it| told.borrow_mut().push(it)));
    (news, guard)
}

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
    let (news, _guard) = stream("/");
    let refused = [StreamNews::Ended(StreamEnd::Refused(None))];
    assert_eq!(until(&news, 1).await, refused);
    TimeoutFuture::new(50).await;
    assert_eq!(*news.borrow(), refused);
    let (news, _guard) = stream("http://[");
    assert_eq!(until(&news, 1).await, refused);
}

#[wasm_bindgen_test]
async fn a_stream_that_cannot_connect_ends_and_is_not_tried_again_by_the_browser() {
    let (news, _guard) = stream(NOBODY);
    let ended = until(&news, 1).await;
    assert!(matches!(ended[..], [StreamNews::Ended(_)]), "{ended:?}");
    // The browser's own reconnecting would show within 3 to 5 seconds.
    TimeoutFuture::new(5_500).await;
    assert_eq!(news.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn a_dropped_stream_tells_nothing_more() {
    let (news, guard) = stream("/");
    drop(guard);
    TimeoutFuture::new(200).await;
    assert!(news.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn a_timer_fires_once_unless_it_is_dropped() {
    let fired = heard();
    let wake = |name: &'static str| {
        let told = fired.clone();
        BrowserTransport.wake_after(20, Box::new(move || told.borrow_mut().push(name)))
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
    let guard = BrowserTransport.watch_page(Box::new(move |it| told.borrow_mut().push(it)));
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
    let (one, two) = (BrowserTransport.now(), BrowserTransport.now());
    assert!(two.mono_ms >= one.mono_ms);
    // 2024-01-01: the wall clock counts from the Unix epoch.
    assert!(one.wall_ms > 1_704_067_200_000);
    assert_ne!(BrowserTransport.seed(), BrowserTransport.seed());
}
