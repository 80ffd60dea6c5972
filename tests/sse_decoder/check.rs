//! The one way in: bytes and the frames they must give.

use job_tray::protocol::sse::{SseDecoder, SseFrame, SseLimits};

/// What came of one or more streams.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub frames: Vec<SseFrame>,
    pub last_event_id: String,
    pub retry_ms: Option<u64>,
    pub dropped_events: u64,
    pub unknown_lines: u64,
    /// Largest number of bytes kept after any portion.
    pub most_buffered: usize,
}

/// Decodes streams one after the other, each in its portions.
pub fn decode<'a>(
    limits: SseLimits,
    streams: impl IntoIterator<Item = impl IntoIterator<Item = &'a [u8]>>,
) -> Outcome {
    let mut decoder = SseDecoder::new(limits);
    let mut frames = Vec::new();
    let mut most_buffered = 0;
    for portions in streams {
        for bytes in portions {
            decoder.push(bytes, |frame| frames.push(frame));
            most_buffered = most_buffered.max(decoder.buffered_bytes());
        }
        decoder.finish();
        assert_eq!(decoder.buffered_bytes(), 0, "kept after the end");
    }
    Outcome {
        frames,
        last_event_id: decoder.last_event_id().into(),
        retry_ms: decoder.retry_ms(),
        dropped_events: decoder.dropped_events(),
        unknown_lines: decoder.unknown_lines(),
        most_buffered,
    }
}

/// The stream must give these frames, whole, cut in two anywhere, and byte by
/// byte; whatever else is known of it must be the same each time.
#[track_caller]
pub fn check(stream: &[u8], expected: &[SseFrame]) -> Outcome {
    check_streams(&[stream], expected)
}

/// The same for streams that follow each other on one decoder.
#[track_caller]
pub fn check_streams(streams: &[&[u8]], expected: &[SseFrame]) -> Outcome {
    let limits = SseLimits::default();
    let whole = decode(limits, streams.iter().map(|stream| [*stream]));
    assert_eq!(whole.frames, expected, "whole");
    let longest = streams.iter().map(|stream| stream.len()).max().unwrap_or(0);
    for cut in 0..=longest {
        let halves = streams.iter().map(|stream| {
            let (first, second) = stream.split_at(cut.min(stream.len()));
            [first, second]
        });
        assert_same(&decode(limits, halves), &whole, &format!("cut at {cut}"));
    }
    assert_same(
        &decode(limits, streams.iter().map(|stream| stream.chunks(1))),
        &whole,
        "byte by byte",
    );
    whole
}

/// The same outcome but for what is buffered, which hangs on the portions.
#[track_caller]
pub fn assert_same(portioned: &Outcome, whole: &Outcome, portions: &str) {
    let known = |it: &Outcome| (it.retry_ms, it.dropped_events, it.unknown_lines);
    assert_eq!(portioned.frames, whole.frames, "{portions}");
    assert_eq!(portioned.last_event_id, whole.last_event_id, "{portions}");
    assert_eq!(known(portioned), known(whole), "{portions}");
}

/// A frame without name, id or retry.
pub fn message(data: &str) -> SseFrame {
    SseFrame { event: None, data: data.into(), id: "".into(), retry_ms: None }
}

/// A frame with a name.
pub fn named(event: &str, data: &str) -> SseFrame {
    SseFrame { event: Some(event.into()), ..message(data) }
}

/// A frame with a last event id.
pub fn with_id(id: &str, data: &str) -> SseFrame {
    SseFrame { id: id.into(), ..message(data) }
}

/// A frame after a `retry`.
pub fn with_retry(milliseconds: u64, frame: SseFrame) -> SseFrame {
    SseFrame { retry_ms: Some(milliseconds), ..frame }
}
