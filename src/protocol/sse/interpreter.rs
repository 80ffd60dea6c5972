//! From fields to frames: WHATWG HTML, 9.2.6 "Interpreting an event stream",
//! from "process the field" on.

use core::mem;
use std::sync::Arc;

use super::{SseFrame, SseLimits};
use crate::protocol::backoff::LONGEST_DELAY_MS;

/// The fields that mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Event,
    Data,
    Id,
    Retry,
}

impl Field {
    /// No name is longer.
    pub(super) const LONGEST_NAME: usize = 5;

    pub(super) fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"event" => Some(Self::Event),
            b"data" => Some(Self::Data),
            b"id" => Some(Self::Id),
            b"retry" => Some(Self::Retry),
            _ => None,
        }
    }
}

/// What the fields of a stream have said so far. A field comes as one
/// [`begin`](Self::begin), any number of [`append`](Self::append) and one
/// [`end`](Self::end); after a `false` nothing more of it may come.
#[derive(Debug)]
pub(super) struct Interpreter {
    limits: SseLimits,
    /// The `data` lines with line feeds between them. The standard puts one
    /// after each and takes the last away; `has_data` is its "not empty".
    data: Vec<u8>,
    has_data: bool,
    event: Vec<u8>,
    /// Becomes the last event id at the blank line.
    id: Option<Vec<u8>>,
    /// Value of the field that has not ended, unless it is `data`.
    value: Vec<u8>,
    too_large: bool,
    pub(super) dropped_events: u64,
    pub(super) last_event_id: Arc<str>,
    pub(super) retry_ms: Option<u64>,
}

impl Interpreter {
    pub(super) fn new(limits: SseLimits, last_event_id: &str) -> Self {
        Self {
            limits,
            data: Vec::new(),
            has_data: false,
            event: Vec::new(),
            id: None,
            value: Vec::new(),
            too_large: false,
            dropped_events: 0,
            last_event_id: last_event_id.into(),
            retry_ms: None,
        }
    }

    /// Whether the field's value is wanted.
    pub(super) fn begin(&mut self, field: Field) -> bool {
        match field {
            Field::Event | Field::Data if self.too_large => false,
            Field::Data if self.has_data => {
                let wanted = self.has_room(1);
                if wanted {
                    self.data.push(b'\n');
                }
                wanted
            }
            Field::Data => {
                self.has_data = true;
                true
            }
            Field::Event | Field::Id | Field::Retry => true,
        }
    }

    /// Adds to the value; whether more of it is wanted.
    pub(super) fn append(&mut self, field: Field, bytes: &[u8]) -> bool {
        let wanted = self.has_room(bytes.len());
        if wanted {
            let into = if field == Field::Data { &mut self.data } else { &mut self.value };
            into.extend_from_slice(bytes);
        }
        wanted
    }

    pub(super) fn end(&mut self, field: Field) {
        match field {
            Field::Data => {}
            Field::Event => mem::swap(&mut self.event, &mut self.value),
            Field::Id if self.value.contains(&0) => {}
            Field::Id => self.id = Some(mem::take(&mut self.value)),
            Field::Retry => self.retry_ms = milliseconds(&self.value).or(self.retry_ms),
        }
        self.value.clear();
    }

    /// The blank line. An event without data is none, though its id counts.
    pub(super) fn dispatch(&mut self) -> Option<SseFrame> {
        if let Some(id) = self.id.take() {
            self.last_event_id = text(id).into();
        }
        let frame = self.has_data.then(|| SseFrame {
            event: Some(mem::take(&mut self.event))
                .filter(|name| !matches!(name.as_slice(), b"" | b"message"))
                .map(text),
            data: text(mem::take(&mut self.data)),
            id: Arc::clone(&self.last_event_id),
            retry_ms: self.retry_ms,
        });
        self.clear_event();
        frame
    }

    /// Forgets the event that has not been dispatched, its id with it.
    pub(super) fn discard(&mut self) {
        self.clear_event();
        self.id = None;
        self.value.clear();
    }

    /// Bytes of the event that has not been dispatched; never above the limit.
    pub(super) fn buffered_bytes(&self) -> usize {
        let id = self.id.as_ref().map_or(0, Vec::len);
        self.data.len() + self.event.len() + id + self.value.len()
    }

    /// Whether so many bytes more fit; if not, the event is given up, but not
    /// the id it may have.
    fn has_room(&mut self, bytes: usize) -> bool {
        let room = self.limits.event_bytes.saturating_sub(self.buffered_bytes());
        if bytes <= room {
            return true;
        }
        self.dropped_events += u64::from(!self.too_large);
        self.clear_event();
        self.value = Vec::new();
        self.too_large = true;
        false
    }

    fn clear_event(&mut self) {
        // Given back rather than kept: it can be as large as the limit.
        self.data = Vec::new();
        self.has_data = false;
        self.event.clear();
        self.too_large = false;
    }
}

/// UTF-8 with U+FFFD for every maximal part of a broken sequence, as both the
/// Encoding standard and the standard library have it. Decoding after the
/// lines were parted is the same as before: no ASCII byte is ever part of a
/// longer sequence.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// ASCII digits only, however many; at least one, where the standard leaves it
/// open.
fn milliseconds(value: &[u8]) -> Option<u64> {
    let is_number = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    is_number.then(|| {
        value
            .iter()
            .fold(0_u64, |number, digit| {
                number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
            })
            .min(LONGEST_DELAY_MS)
    })
}
