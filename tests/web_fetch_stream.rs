//! Streams over `fetch`: the same events in whatever portions, the page's
//! thread shared, and nothing told once the guard is gone.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

mod web;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Interval;
use job_tray::protocol::actions::{StreamEnd, StreamKind, StreamMessage, StreamRequest};
use job_tray::protocol::sse::{SseDecoder, SseLimits};
use job_tray::transport::{BrowserTransport, Guard, StreamNews, Transport};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::{FakeNet, Heard, Wire, blob_url, response, settle, until, wait_for};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/web/page.js")]
extern "C" {
    type Replaced;
    #[wasm_bindgen(constructor)]
    fn new(path: &str, value: &JsValue) -> Replaced;
    #[wasm_bindgen(method)]
    fn restore(this: &Replaced);
}

const CLOSED: StreamNews = StreamNews::Ended(StreamEnd::Closed);

/// A stream that is open, and the wire it comes over.
fn open(net: &FakeNet) -> (Wire, Heard<StreamNews>, Guard) {
    let wire = Wire::new();
    net.gives(&response(200, Some("text/event-stream"), &wire.body()));
    let (news, guard) = web::stream(StreamKind::Fetch, "/processes/1/stream");
    (wire, news, guard)
}

fn message(data: &str) -> StreamNews {
    StreamNews::Message(data.into())
}

/// All that is told of these bytes in these portions.
async fn told(net: &FakeNet, portions: &[&[u8]]) -> Vec<StreamNews> {
    let (wire, news, _guard) = open(net);
    for portion in portions {
        wire.push(portion);
    }
    wire.close();
    wait_for("the end", || news.borrow().last() == Some(&CLOSED)).await;
    news.take()
}

#[wasm_bindgen_test]
async fn the_events_are_the_same_in_whatever_portions_they_come() {
    let text = "\u{feff}: hello\nevent: update\r\nid: 7\r\nretry: 1200\ndata: grün €\rdata: 🚀\n\n\
                data: late\n\nevent: error\ndata: {}\n\nid\ndata:\n\ndata: torn off";
    let mut expected = vec![StreamNews::Opened];
    SseDecoder::new(SseLimits::default()).push(text.as_bytes(), |frame| {
        let id = Some(frame.id.to_string()).filter(|id| !id.is_empty());
        let message = StreamMessage { data: frame.data, id, retry_ms: frame.retry_ms };
        expected.push(StreamNews::Message(message));
    });
    expected.push(CLOSED);
    let StreamNews::Message(first) = &expected[1] else { panic!() };
    assert_eq!((first.data.as_str(), first.id.as_deref()), ("grün €\n🚀", Some("7")));
    assert_eq!((first.retry_ms, expected.len()), (Some(1_200), 6));

    let net = FakeNet::new();
    let bytes = text.as_bytes();
    assert_eq!(told(&net, &[bytes]).await, expected);
    for at in 0..=bytes.len() {
        assert_eq!(told(&net, &[&bytes[..at], &bytes[at..]]).await, expected, "cut at {at}");
    }
    let single: Vec<&[u8]> = bytes.chunks(1).collect();
    assert_eq!(told(&net, &single).await, expected);
}

#[wasm_bindgen_test]
async fn an_event_too_large_is_left_out_and_the_next_one_told() {
    let net = FakeNet::new();
    let large = format!("data: {}\n\n", "x".repeat(1024 * 1024 + 1));
    let expected =
        [StreamNews::Opened, message("before"), StreamNews::Dropped, message("after"), CLOSED];
    let text = format!("data: before\n\n{large}data: after\n\n");
    assert_eq!(told(&net, &[text.as_bytes()]).await, expected);
    let pieces: Vec<&[u8]> = text.as_bytes().chunks(10_000).collect();
    assert_eq!(told(&net, &pieces).await, expected);
}

/// Opens a stream that only counts, as a list of all would be slow to keep.
fn counted(net: &FakeNet) -> (Wire, Rc<Cell<u32>>, Guard) {
    let wire = Wire::new();
    net.gives(&response(200, Some("text/event-stream"), &wire.body()));
    let count = Rc::new(Cell::new(0));
    let on = count.clone();
    let via = StreamKind::Fetch;
    let request = StreamRequest { url: "/stream".into(), via, last_event_id: None };
    let guard = BrowserTransport::default().open_stream(
        &request,
        Box::new(move |news| match news {
            StreamNews::Message(_) => on.set(on.get() + 1),
            StreamNews::Ended(_) => on.set(u32::MAX),
            _ => {}
        }),
    );
    (wire, count, guard)
}

/// The turns a timer gets between the first event and the last.
async fn turns(count: &Rc<Cell<u32>>, all: u32) -> u32 {
    let turns = Rc::new(Cell::new(0));
    let timer = Interval::new(1, {
        let (turns, count) = (turns.clone(), count.clone());
        move || turns.set(turns.get() + u32::from((1..all).contains(&count.get())))
    });
    wait_for("all events", || count.get() == all).await;
    drop(timer);
    turns.get()
}

#[wasm_bindgen_test]
async fn a_burst_leaves_the_page_its_turns() {
    let net = FakeNet::new();
    let event = "event: update\ndata: {\"id\":1,\"process_id\":7,\"type\":\"progress\"}\n\n";
    let (wire, count, _guard) = counted(&net);
    wire.push(event.repeat(100_000).as_bytes());
    let turns = turns(&count, 100_000).await;
    assert!(turns >= 3, "{turns} turns of a timer");
}

#[wasm_bindgen_test]
async fn a_burst_of_small_portions_leaves_the_page_its_turns_too() {
    let net = FakeNet::new();
    // Also where the clock is too coarse to tell that time passes.
    for coarse in [false, true] {
        let clock =
            coarse.then(|| Replaced::new("performance.now", &Function::new_no_args("return 0")));
        let (wire, count, _guard) = counted(&net);
        for byte in b"data: 1\n\n".repeat(2_000) {
            wire.push(&[byte]);
        }
        let turns = turns(&count, 2_000).await;
        clock.inspect(Replaced::restore);
        assert!(turns >= 3, "{turns} turns of a timer, coarse: {coarse}");
    }
}

#[wasm_bindgen_test]
async fn a_page_in_the_stream_is_counted_at_its_end() {
    let net = FakeNet::new();
    let (wire, news, _guard) = open(&net);
    wire.push(b"data: 1\n\n<h1>Server Error</h1>\n#0 index.php(17)\n\ndata: 2\n\n");
    wire.close();
    let told = [message("1"), message("2"), StreamNews::OddLines(2), CLOSED];
    assert_eq!(until(&news, 5).await[1..], told);
}

#[wasm_bindgen_test]
async fn a_dropped_stream_is_aborted_and_tells_nothing_more() {
    let net = FakeNet::new();
    let (wire, news, guard) = open(&net);
    wire.push(b"data: 1\n\n");
    let before = until(&news, 2).await;
    assert!(!net.aborted());
    wire.push(b"data: 2\n\n");
    drop(guard);
    assert!(net.aborted());
    wire.push(b"data: 3\n\n");
    wire.close();
    settle().await;
    assert_eq!(*news.borrow(), before);
}

#[wasm_bindgen_test]
async fn a_stream_dropped_by_its_own_news_tells_nothing_more() {
    let net = FakeNet::new();
    let heard = web::heard();
    let guard = Rc::new(RefCell::new(None::<Guard>));
    let wire = Wire::new();
    net.gives(&response(200, Some("text/event-stream"), &wire.body()));
    let via = StreamKind::Fetch;
    let request = StreamRequest { url: "/stream".into(), via, last_event_id: None };
    let opened = BrowserTransport::default().open_stream(&request, {
        let (heard, guard) = (heard.clone(), guard.clone());
        Box::new(move |news| {
            let over = news == message("2");
            heard.borrow_mut().push(news);
            if over {
                let dropped = guard.borrow_mut().take();
                drop(dropped);
            }
        })
    });
    guard.replace(Some(opened));
    wire.push(b"data: 1\n\ndata: 2\n\ndata: 3\n\n");
    wire.close();
    let expected = [StreamNews::Opened, message("1"), message("2")];
    assert_eq!(until(&heard, 3).await, expected);
    settle().await;
    assert_eq!(*heard.borrow(), expected);
    assert!(net.aborted());
}

#[wasm_bindgen_test]
async fn a_stream_that_breaks_is_closed_and_what_came_before_is_told() {
    let net = FakeNet::new();
    for error in [JsValue::from_str("a text"), js_sys::TypeError::new("network error").into()] {
        let (wire, news, _guard) = open(&net);
        wire.push(b"data: 1\n\ndata: torn");
        until(&news, 2).await;
        wire.fail(&error);
        assert_eq!(until(&news, 3).await, [StreamNews::Opened, message("1"), CLOSED]);
    }
}

#[wasm_bindgen_test]
async fn the_browsers_own_stream_is_read() {
    let body = "event: update\ndata: grün\n\n".repeat(50_000);
    let (news, _guard) = web::stream(StreamKind::Fetch, &blob_url("text/event-stream", &body));
    wait_for("the end", || news.borrow().last() == Some(&CLOSED)).await;
    assert_eq!(news.borrow().len(), 50_002);
    assert_eq!(news.borrow()[50_000], message("grün"));
}
