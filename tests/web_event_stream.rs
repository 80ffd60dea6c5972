//! Streams by `EventSource`: which names are listened to, what is a message
//! and what is the connection's, and what is left out. The browser's own is
//! played by a test, as the test runner's server cannot stream.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

mod web;

use job_tray::protocol::actions::{StreamEnd, StreamKind, StreamMessage};
use job_tray::transport::{BrowserOptions, Credentials, Guard, StreamNews};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::{Heard, settle, until};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/web/page.js")]
extern "C" {
    type Replaced;
    #[wasm_bindgen(constructor)]
    fn new(path: &str, value: &JsValue) -> Replaced;
    #[wasm_bindgen(method)]
    fn restore(this: &Replaced);
    #[wasm_bindgen(js_name = fakeSource)]
    fn fake_source() -> JsValue;
    #[wasm_bindgen(js_name = sourceHas)]
    fn source_has(what: &str) -> String;
    #[wasm_bindgen(js_name = sourceSays)]
    fn source_says(name: &str, data: &str, last_event_id: &str);
    #[wasm_bindgen(js_name = sourceIs)]
    fn source_is(name: &str, ready_state: u16);
}

const CONNECTING: u16 = 0;
const OPEN: u16 = 1;
const CLOSED: u16 = 2;

fn open(options: BrowserOptions) -> (Heard<StreamNews>, Guard) {
    let replaced = Replaced::new("EventSource", &fake_source());
    let opened = web::stream_with(options, StreamKind::EventSource, "/stream", None);
    replaced.restore();
    opened
}

fn message(data: &str, id: Option<&str>) -> StreamNews {
    let id = id.map(str::to_owned);
    StreamNews::Message(StreamMessage { data: data.into(), id, retry_ms: None })
}

#[wasm_bindgen_test]
fn cookies_go_elsewhere_only_if_the_host_says_so() {
    for (credentials, with) in [
        (Credentials::SameOrigin, "false"),
        (Credentials::Omit, "false"),
        (Credentials::Include, "true"),
    ] {
        let _stream = open(BrowserOptions { credentials, ..BrowserOptions::default() });
        assert_eq!(source_has("withCredentials"), with);
    }
}

#[wasm_bindgen_test]
async fn the_hosts_names_are_listened_to_besides_the_usual() {
    let event_names = ["row", "update", "open", "row"].map(str::to_owned).into();
    let (news, _guard) = open(BrowserOptions { event_names, ..BrowserOptions::default() });
    let names = "cancelled,completed,error,failed,message,open,progress,row,status,step,update";
    assert_eq!(source_has("listened"), names);
    source_says("row", "1", "");
    source_says("unknown", "2", "");
    assert_eq!(until(&news, 1).await, [message("1", None)]);
}

#[wasm_bindgen_test]
async fn a_servers_event_named_like_the_connections_is_a_message() {
    let (news, _guard) = open(BrowserOptions::default());
    source_is("open", OPEN);
    source_says("open", "1", "7");
    source_says("error", "2", "8");
    source_says("message", "3", "");
    let mut expected = vec![
        StreamNews::Opened,
        message("1", Some("7")),
        message("2", Some("8")),
        message("3", None),
    ];
    assert_eq!(until(&news, expected.len()).await, expected);
    source_is("error", CONNECTING);
    expected.push(StreamNews::Ended(StreamEnd::Closed));
    source_says("message", "late", "");
    source_is("error", CONNECTING);
    settle().await;
    assert_eq!(*news.borrow(), expected);
    assert_eq!(source_has("readyState"), CLOSED.to_string(), "the browser must not reconnect");
}

#[wasm_bindgen_test]
async fn a_refusal_is_told_from_a_break() {
    let (news, _guard) = open(BrowserOptions::default());
    source_is("error", CLOSED);
    assert_eq!(until(&news, 1).await, [StreamNews::Ended(StreamEnd::Refused(None))]);
}

#[wasm_bindgen_test]
async fn a_message_too_large_is_left_out() {
    let (news, _guard) = open(BrowserOptions::default());
    let limit = 1024 * 1024;
    source_says("message", &"x".repeat(limit), "");
    source_says("message", &"x".repeat(limit + 1), "");
    source_says("message", &"€".repeat(limit / 2), "");
    source_says("message", "next", "");
    // What does not fit into a turn of the page's thread comes in the next.
    let told = until(&news, 4).await;
    assert!(matches!(&told[0], StreamNews::Message(it) if it.data.len() == limit));
    assert_eq!(told[1..], [StreamNews::Dropped, StreamNews::Dropped, message("next", None)]);
}

#[wasm_bindgen_test]
fn a_dropped_stream_is_closed_and_tells_nothing() {
    let (news, guard) = open(BrowserOptions::default());
    drop(guard);
    assert_eq!(source_has("readyState"), CLOSED.to_string());
    source_is("error", CLOSED);
    assert!(news.borrow().is_empty());
}
