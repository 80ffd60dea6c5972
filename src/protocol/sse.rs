//! Server-sent events, from the bytes of an answer to frames.
//!
//! **Source**: WHATWG HTML, "Server-sent events", 9.2.5 "Parsing an event
//! stream" and 9.2.6 "Interpreting an event stream". The frames are the same in
//! whatever portions the bytes come, and no byte is looked at again for those
//! that follow: the work grows with the bytes, not with the portions. Comments
//! and fields without a meaning take no memory, however long they are.
//!
//! Where this is not the standard: [`SseLimits`] bounds an event, a `retry`
//! without a digit is ignored and one above 30 s is 30 s, and the last event id
//! outlives the connection, as in browsers.

mod interpreter;

use core::mem;
use std::sync::Arc;

use interpreter::{Field, Interpreter};

const LF: u8 = b'\n';
const CR: u8 = b'\r';
const BYTE_ORDER_MARK: [u8; 3] = *b"\xef\xbb\xbf";

/// How much a decoder keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SseLimits {
    /// Bytes of one event: its data, name and id as they come over the wire.
    /// An event beyond is dropped.
    pub event_bytes: usize,
}

impl Default for SseLimits {
    /// 1 MiB.
    fn default() -> Self {
        Self { event_bytes: 1024 * 1024 }
    }
}

/// One event as the standard dispatches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SseFrame {
    /// Its name; `None` is `message`, the name of an event without one.
    pub event: Option<String>,
    /// Its `data` lines, joined by line feeds; empty if the only one is. Bytes
    /// that are no UTF-8 have become U+FFFD, three bytes each.
    pub data: String,
    /// The last event id when it was dispatched: its own, else that of an
    /// earlier event; empty if there is none.
    pub id: Arc<str>,
    /// [`SseDecoder::retry_ms`] when it was dispatched.
    pub retry_ms: Option<u64>,
}

impl SseFrame {
    /// The name a browser would dispatch it under.
    #[must_use]
    pub fn name(&self) -> &str {
        self.event.as_deref().unwrap_or("message")
    }
}

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// The start of the stream, after so many bytes of a byte order mark.
    Start { mark: usize },
    /// The name of a field, or the start of a line.
    Name,
    /// What follows the colon: one space is no part of the value.
    ValueStart(Field),
    /// The value of a field.
    Value(Field),
    /// The rest of a line that means nothing.
    Skipped,
}

/// Decodes streams, one after the other. No input is an error.
#[derive(Debug)]
pub struct SseDecoder {
    place: Place,
    /// A line feed that follows belongs to the carriage return before it.
    after_cr: bool,
    name: Vec<u8>,
    interpreter: Interpreter,
    unknown_lines: u64,
    /// Bytes looked at or copied.
    #[cfg(test)]
    work: usize,
}

impl SseDecoder {
    /// A decoder at the start of a stream.
    #[must_use]
    pub fn new(limits: SseLimits) -> Self {
        Self::resuming(limits, "")
    }

    /// A decoder at the start of a stream that was asked for with this last
    /// event id. Events without an id of their own carry it on.
    #[must_use]
    pub fn resuming(limits: SseLimits, last_event_id: &str) -> Self {
        Self {
            place: Place::Start { mark: 0 },
            after_cr: false,
            name: Vec::with_capacity(Field::LONGEST_NAME),
            interpreter: Interpreter::new(limits, last_event_id),
            unknown_lines: 0,
            #[cfg(test)]
            work: 0,
        }
    }

    /// Takes in all the bytes and hands out the frames that are complete.
    pub fn push(&mut self, mut bytes: &[u8], mut on_frame: impl FnMut(SseFrame)) {
        while let Some(frame) = self.next_frame(&mut bytes) {
            on_frame(frame);
        }
    }

    /// Takes bytes from the front until a frame is complete; `None` once none
    /// is left. What is left of `bytes` is the cursor: a caller that has to
    /// yield stops after any frame, and cuts a large portion into smaller ones
    /// to yield also where no frame ends.
    pub fn next_frame(&mut self, bytes: &mut &[u8]) -> Option<SseFrame> {
        while let Some((&byte, rest)) = bytes.split_first() {
            let ends_crlf = mem::take(&mut self.after_cr) && byte == LF;
            if ends_crlf || self.is_byte_order_mark(byte) {
                *bytes = rest;
            } else if matches!(byte, LF | CR) {
                *bytes = rest;
                self.after_cr = byte == CR;
                if let Some(frame) = self.end_line() {
                    return Some(frame);
                }
            } else if self.place == Place::Name {
                *bytes = rest;
                self.take_name(byte);
            } else {
                let end = bytes.iter().position(|byte| matches!(*byte, LF | CR));
                let (value, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
                *bytes = rest;
                self.take_value(value);
            }
        }
        None
    }

    /// The stream has ended: an event without its blank line is discarded, its
    /// id with it. The decoder then stands at the start of the next stream;
    /// last event id, retry and counts stay.
    pub fn finish(&mut self) {
        self.place = Place::Start { mark: 0 };
        self.after_cr = false;
        self.name.clear();
        self.interpreter.discard();
    }

    /// The id of the last complete event, with data or without; empty if there
    /// is none. For the header `Last-Event-ID`, which it may be too long for.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.interpreter.last_event_id
    }

    /// The last `retry`, 0 to 30 000 ms: how long the server wants a client to
    /// wait at least before it connects again.
    #[must_use]
    pub const fn retry_ms(&self) -> Option<u64> {
        self.interpreter.retry_ms
    }

    /// Events larger than the limit, each counted as soon as it is. It is
    /// treated as if it had no data: reading goes on after the next blank line,
    /// and its id counts, lest the server send it again.
    #[must_use]
    pub const fn dropped_events(&self) -> u64 {
        self.interpreter.dropped_events
    }

    /// Lines whose field means nothing. More than a few tell of something else
    /// in the stream, such as a page or a stack trace.
    #[must_use]
    pub const fn unknown_lines(&self) -> u64 {
        self.unknown_lines
    }

    /// Bytes kept of the incomplete event: at most the limit and the five of a
    /// field's name. The last event id is kept besides.
    #[must_use]
    pub fn buffered_bytes(&self) -> usize {
        self.name.len() + self.interpreter.buffered_bytes()
    }

    /// Whether the byte is part of the one mark a stream may begin with. If it
    /// is not, the first line has begun.
    fn is_byte_order_mark(&mut self, byte: u8) -> bool {
        let Place::Start { mark } = self.place else { return false };
        let is_part = BYTE_ORDER_MARK.get(mark) == Some(&byte);
        self.place = match mark {
            _ if is_part => Place::Start { mark: mark + 1 },
            0 | 3 => Place::Name,
            // Part of a mark is the name of an unknown field.
            _ => self.unknown(),
        };
        is_part
    }

    fn take_name(&mut self, byte: u8) {
        self.count_work(1);
        if byte != b':' {
            self.name.push(byte);
            if self.name.len() > Field::LONGEST_NAME {
                self.place = self.unknown();
            }
        } else if self.name.is_empty() {
            // A comment.
            self.place = Place::Skipped;
        } else {
            self.place = self.end_name();
        }
    }

    fn end_name(&mut self) -> Place {
        let Some(field) = Field::named(&self.name) else { return self.unknown() };
        self.name.clear();
        if self.interpreter.begin(field) { Place::ValueStart(field) } else { Place::Skipped }
    }

    fn unknown(&mut self) -> Place {
        self.name.clear();
        self.unknown_lines += 1;
        Place::Skipped
    }

    fn take_value(&mut self, bytes: &[u8]) {
        let (field, value) = match self.place {
            Place::ValueStart(field) => (field, bytes.strip_prefix(b" ").unwrap_or(bytes)),
            Place::Value(field) => (field, bytes),
            _ => return self.count_work(bytes.len()),
        };
        self.count_work(bytes.len() + value.len());
        let wanted = self.interpreter.append(field, value);
        self.place = if wanted { Place::Value(field) } else { Place::Skipped };
    }

    fn end_line(&mut self) -> Option<SseFrame> {
        let place = match mem::replace(&mut self.place, Place::Name) {
            Place::Name if self.name.is_empty() => {
                self.count_work(self.interpreter.buffered_bytes());
                return self.interpreter.dispatch();
            }
            // Without a colon the whole line is the name.
            Place::Name => self.end_name(),
            place => place,
        };
        if let Place::ValueStart(field) | Place::Value(field) = place {
            self.interpreter.end(field);
        }
        None
    }

    fn count_work(&mut self, _bytes: usize) {
        #[cfg(test)]
        {
            self.work += _bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes looked at or copied for a stream in portions of this size.
    fn work(stream: &str, portion: usize) -> usize {
        let mut decoder = SseDecoder::new(SseLimits::default());
        for bytes in stream.as_bytes().chunks(portion) {
            decoder.push(bytes, |_| {});
        }
        decoder.work
    }

    #[test]
    fn four_times_the_events_are_four_times_the_work_in_any_portions() {
        let event = "id: 7\nevent: update\ndata: {\"id\":7}\n\n";
        let once = work(&event.repeat(25_000), usize::MAX);
        for portion in [1, 2, 7, 16_384, usize::MAX] {
            assert_eq!(work(&event.repeat(100_000), portion), 4 * once, "{portion}");
        }
    }

    #[test]
    fn a_large_event_is_no_more_work_in_small_portions() {
        let stream = format!("data: {}\n\n", "x".repeat(500_000));
        for portion in [1, 10, usize::MAX] {
            assert!(work(&stream, portion) <= 3 * stream.len(), "{portion}");
        }
    }
}
