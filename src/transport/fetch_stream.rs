//! Server-sent events through a streamed `fetch`.
//!
//! Unlike `EventSource` it sends headers, names what was answered in place of
//! a stream, and tells what was left out. It shares the page's one thread: a
//! burst is decoded in turns.

use std::rc::Rc;

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

use super::request::{self, Abort};
use super::task::{self, Ended};
use super::turns::{TURN_MS, next_task, now};
use super::{BrowserOptions, Guard, OnStream, StreamNews};
use crate::protocol::actions::{StreamEnd, StreamMessage, StreamRequest};
use crate::protocol::http::{HttpRequest, Method};
use crate::protocol::sse::{SseDecoder, SseFrame, SseLimits};

/// The most chunks that are taken before others get their turn.
const CHUNKS: u16 = 256;
/// Decoded between two looks at the clock where no event ends, and the most
/// kept of what was answered in place of a stream, bytes.
const PIECE: u32 = 64 * 1024;
/// Longest id that is sent, bytes.
const LONGEST_ID: usize = 1024;

/// Opens a stream.
pub(super) fn open(options: Rc<BrowserOptions>, request: &StreamRequest, on: OnStream) -> Guard {
    let StreamRequest { url, last_event_id, .. } = request.clone();
    task::run(|ended| async move {
        let request = HttpRequest { method: Method::Get, url };
        let id = last_event_id.unwrap_or_default();
        let listener = Listener { on, ended };
        let abort = Abort::new();
        let end = follow(&options, &request, &id, &abort, &listener).await;
        // What was not read is let go before anybody opens the next.
        drop(abort);
        listener.tell(StreamNews::Ended(end));
    })
}

/// Whoever holds the guard; hears nothing once it is gone.
struct Listener {
    on: OnStream,
    ended: Ended,
}

impl Listener {
    fn tell(&self, news: StreamNews) {
        if !self.ended.get() {
            (self.on)(news);
        }
    }
}

async fn follow(
    options: &BrowserOptions,
    request: &HttpRequest,
    id: &str,
    abort: &Abort,
    listener: &Listener,
) -> StreamEnd {
    // A header is a string of bytes, each written as one character.
    let header: String = id.bytes().map(char::from).collect();
    let ours = [("Accept", "text/event-stream"), ("Last-Event-ID", &header)];
    let ours = if can_be_sent(id) { &ours[..] } else { &ours[..1] };
    let Some(response) = request::send(options, request, ours, abort).await else {
        return StreamEnd::Closed;
    };
    let mut reply = request::head(&response);
    let kind = essence(reply.content_type.as_deref());
    if reply.status == 200 && kind == "text/event-stream" {
        let Some(body) = Body::of(&response) else { return StreamEnd::Refused(None) };
        listener.tell(StreamNews::Opened);
        decode(&body, SseDecoder::resuming(SseLimits::default(), id), listener).await;
        StreamEnd::Closed
    } else {
        if kind.ends_with("/json") || kind.ends_with("+json") {
            reply.body = read_short(&response).await.unwrap_or_default();
        }
        StreamEnd::Refused(Some(Box::new(reply)))
    }
}

/// Tells every event until the stream ends or its guard is gone.
async fn decode(body: &Body, mut decoder: SseDecoder, listener: &Listener) {
    let mut dropped = 0;
    let mut turn = Turn::new();
    while !listener.ended.get() {
        let asked = now();
        let Some(chunk) = body.read().await else { break };
        turn.chunk(now() - asked);
        turn.yield_if_over().await;
        for at in (0..chunk.length()).step_by(PIECE as usize) {
            let piece = chunk.subarray(at, at.saturating_add(PIECE)).to_vec();
            let mut bytes = &piece[..];
            while !bytes.is_empty() {
                let frame = decoder.next_frame(&mut bytes);
                // What was left out came before the frame.
                while dropped < decoder.dropped_events() {
                    dropped += 1;
                    listener.tell(StreamNews::Dropped);
                }
                if let Some(frame) = frame {
                    listener.tell(StreamNews::Message(message(frame)));
                }
                if listener.ended.get() {
                    return;
                }
                turn.yield_if_over().await;
            }
        }
    }
    if decoder.unknown_lines() > 0 {
        listener.tell(StreamNews::OddLines(decoder.unknown_lines()));
    }
}

fn message(frame: SseFrame) -> StreamMessage {
    let id = Some(&*frame.id).filter(|id| !id.is_empty()).map(str::to_owned);
    StreamMessage { data: frame.data, id, retry_ms: frame.retry_ms }
}

/// The whole body, unless it is longer than a piece.
async fn read_short(response: &Response) -> Option<Vec<u8>> {
    let body = Body::of(response)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = body.read().await {
        if bytes.len() + chunk.length() as usize > PIECE as usize {
            return None;
        }
        bytes.extend(chunk.to_vec());
    }
    Some(bytes)
}

/// Servers refuse requests with large headers, and no header holds these bytes.
fn can_be_sent(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len()) && !id.contains(['\0', '\r', '\n'])
}

/// The type without its parameters, in small letters.
fn essence(content_type: Option<&str>) -> String {
    let kind = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

/// The bytes of an answer, as they come.
struct Body(ReadableStreamDefaultReader);

impl Body {
    /// `None` if there is none, or the browser cannot stream.
    fn of(response: &Response) -> Option<Self> {
        ReadableStreamDefaultReader::new(&response.body()?).ok().map(Self)
    }

    /// `None` at the end, planned or not.
    async fn read(&self) -> Option<Uint8Array> {
        let result = JsFuture::from(self.0.read()).await.ok()?;
        Reflect::get(&result, &"value".into()).ok()?.dyn_into().ok()
    }
}

/// What was done since others on the page's thread had their turn.
struct Turn {
    began: f64,
    chunks: u16,
}

impl Turn {
    fn new() -> Self {
        Self { began: now(), chunks: 0 }
    }

    /// A chunk came after so many milliseconds. One that was there already
    /// gave nobody a turn; the clock may be too coarse to tell, so that chunks
    /// are also counted.
    fn chunk(&mut self, waited: f64) {
        self.chunks += 1;
        if waited > 1.0 {
            self.began = now();
        }
    }

    async fn yield_if_over(&mut self) {
        if self.chunks > CHUNKS || now() - self.began > TURN_MS {
            next_task().await;
            *self = Self::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_told_without_parameters_and_case() {
        assert_eq!(essence(Some("TEXT/Event-Stream ; charset=x")), "text/event-stream");
        assert_eq!(essence(Some("text/event-streams")), "text/event-streams");
        assert_eq!(essence(None), "");
    }
}
