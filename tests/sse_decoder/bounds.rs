//! Events and lines that are too large: what is kept is bounded, and the
//! stream goes on.

use job_tray::protocol::sse::{SseDecoder, SseFrame, SseLimits};

use crate::check::{Outcome, assert_same, decode, message, named, with_id};

const MIB: usize = 1024 * 1024;
/// Bytes of the name of a field, which come on top of the limit.
const NAME: usize = 5;

/// The stream must give these frames under a limit of ten bytes, in portions
/// of every size.
#[track_caller]
fn check_ten(stream: &str, expected: &[SseFrame]) -> Outcome {
    let limits = SseLimits { event_bytes: 10 };
    let whole = decode(limits, [[stream.as_bytes()]]);
    assert_eq!(whole.frames, expected);
    for size in 1..stream.len() {
        let portioned = decode(limits, [stream.as_bytes().chunks(size)]);
        assert_same(&portioned, &whole, &format!("portions of {size}"));
        assert!(portioned.most_buffered <= 10 + NAME, "{portioned:?}");
    }
    whole
}

#[test]
fn an_event_of_just_the_limit_passes_and_one_byte_more_does_not() {
    for (stream, frame) in [
        ("data:0123456789\n\n", message("0123456789")),
        ("data: 0123456789\n\n", message("0123456789")),
        ("data:0123\ndata:56789\n\n", message("0123\n56789")),
        ("data:0123456\nid:789\n\n", with_id("789", "0123456")),
        ("event:012\ndata:3456789\n\n", named("012", "3456789")),
    ] {
        assert_eq!(check_ten(stream, &[frame]).dropped_events, 0);
        let one_more = stream.replacen('0', "00", 1);
        assert_eq!(check_ten(&one_more, &[]).dropped_events, 1, "{one_more:?}");
    }
    // The line feed between two lines counts, so that bare lines are bounded too.
    assert_eq!(
        check_ten(&format!("{}\n", "data\n".repeat(11)), &[message("\n\n\n\n\n\n\n\n\n\n")])
            .dropped_events,
        0
    );
    assert_eq!(check_ten(&format!("{}\n", "data\n".repeat(12)), &[]).dropped_events, 1);
}

#[test]
fn a_dropped_event_ends_at_the_next_blank_line() {
    let outcome = check_ten(
        "data:0123456789x\ndata:short\nevent:e\n\ndata:1\n\nevent:0123456789x\ndata:2\n\ndata:3\n\n",
        &[message("1"), message("3")],
    );
    assert_eq!((outcome.dropped_events, outcome.unknown_lines), (2, 0));
}

#[test]
fn the_id_of_a_dropped_event_counts_wherever_it_stands() {
    for stream in ["id:7\ndata:0123456789x\n\ndata:1\n\n", "data:0123456789x\nid:7\n\ndata:1\n\n"] {
        assert_eq!(check_ten(stream, &[with_id("7", "1")]).dropped_events, 1);
    }
    // Not if it is what is too large, and not if the event is cut off.
    let outcome = check_ten("id:7\n\nid:0123456789x\ndata:1\n\ndata:2\n\n", &[with_id("7", "2")]);
    assert_eq!(outcome.dropped_events, 1);
    assert_eq!(check_ten("data:0123456789x\nid:7\n", &[]).last_event_id, "");
}

#[test]
fn several_large_fields_of_one_event_are_one_dropped_event() {
    let stream =
        "data:0123456789x\nid:0123456789x\nid:0123456789x\nretry:00000000000\n\ndata:1\n\n";
    assert_eq!(check_ten(stream, &[message("1")]).dropped_events, 1);
}

#[test]
fn comments_and_unknown_fields_are_outside_the_limit() {
    let outcome =
        check_ten(":0123456789x\nfield:0123456789x\nunknownfield\ndata:1\n\n", &[message("1")]);
    assert_eq!((outcome.dropped_events, outcome.unknown_lines), (0, 2));
}

#[test]
fn what_broken_characters_grow_to_is_outside_the_limit() {
    let frames = decode(
        SseLimits { event_bytes: 10 },
        [[b"data:\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\n\n".as_slice()]],
    )
    .frames;
    assert_eq!(frames, [message(&"\u{fffd}".repeat(10))]);
}

#[test]
fn an_event_of_8_mib_is_dropped_and_the_stream_goes_on() {
    let stream = format!("data:0\n\nid:7\ndata: {}\n\ndata:1\n\n", "x".repeat(8 * MIB));
    for size in [16 * 1024, usize::MAX] {
        let outcome = decode(SseLimits::default(), [stream.as_bytes().chunks(size)]);
        assert_eq!(outcome.frames, [message("0"), with_id("7", "1")]);
        assert_eq!(outcome.dropped_events, 1);
        assert!(outcome.most_buffered <= MIB + NAME);
    }
}

#[test]
fn an_event_of_8_mib_is_decoded_under_a_higher_limit() {
    let data = "x".repeat(8 * MIB);
    let stream = format!("data: {data}\n\n");
    let limits = SseLimits { event_bytes: 8 * MIB };
    for size in [16 * 1024, usize::MAX] {
        let outcome = decode(limits, [stream.as_bytes().chunks(size)]);
        assert!(outcome.frames == [message(&data)], "portions of {size}");
    }
}

#[test]
fn endless_lines_are_bounded() {
    let portion = vec![b'1'; 64 * 1024];
    for (line, dropped) in
        [("data:", 1), ("id:", 1), ("event:", 1), ("retry:", 1), (":", 0), ("x:", 0), ("", 0)]
    {
        let mut decoder = SseDecoder::new(SseLimits::default());
        let mut frames = Vec::new();
        decoder.push(line.as_bytes(), |frame| frames.push(frame));
        for _ in 0..64 {
            decoder.push(&portion, |frame| frames.push(frame));
            assert!(decoder.buffered_bytes() <= MIB + NAME, "{line}");
        }
        // Counted although the line has not ended.
        assert_eq!(decoder.dropped_events(), dropped, "{line}");
        decoder.push(b"\n\ndata:1\n\n", |frame| frames.push(frame));
        assert_eq!(frames, [message("1")], "{line}");
    }
}

#[test]
fn endless_short_lines_are_bounded() {
    for (lines, dropped) in
        [("data\n", 1), ("data:1\n", 1), ("id:1\n", 0), ("event:1\n", 0), ("1:1\n", 0), (":\n", 0)]
    {
        let limits = SseLimits { event_bytes: 1_000 };
        let outcome = decode(limits, [lines.repeat(10_000).as_bytes().chunks(4_096)]);
        assert!(outcome.most_buffered <= 1_000 + NAME, "{lines}");
        assert_eq!(outcome.dropped_events, dropped, "{lines}");
    }
}

#[test]
fn an_end_in_a_dropped_event_leaves_nothing_of_it() {
    let limits = SseLimits { event_bytes: 10 };
    let outcome = decode(limits, [[b"data:0123456789x".as_slice()], [b"data:1\n\n".as_slice()]]);
    assert_eq!(outcome.frames, [message("1")]);
    assert_eq!(outcome.dropped_events, 1);
}
