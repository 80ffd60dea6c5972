//! Fields, streams that break off, and the cursor.

use std::sync::Arc;

use job_tray::protocol::sse::{SseDecoder, SseLimits};

use crate::check::{check, check_streams, message, named, with_id, with_retry};

#[test]
fn an_event_without_data_is_none_but_its_id_counts() {
    let outcome = check(b"id:1\n\n", &[]);
    assert_eq!(outcome.last_event_id, "1");
    check(b"id:1\nevent:update\n\ndata:x\n\n", &[with_id("1", "x")]);
    check(b"event:update\n\n\n\ndata:x\n\n", &[message("x")]);
}

#[test]
fn an_empty_data_line_makes_an_event() {
    check(b"data\n\n", &[message("")]);
    check(b"data:\n\n", &[message("")]);
    check(b"data: \n\n", &[message("")]);
    check(b"data:  \n\n", &[message(" ")]);
    check(b"data\ndata\ndata\n\n", &[message("\n\n")]);
    check(b"data:\ndata:x\ndata:\n\n", &[message("\nx\n")]);
}

#[test]
fn the_last_name_and_the_last_id_of_an_event_win() {
    check(b"event:a\nevent:b\ndata:x\n\n", &[named("b", "x")]);
    check(b"event:a\nevent\ndata:x\n\n", &[message("x")]);
    check(b"id:1\nid:2\ndata:x\n\n", &[with_id("2", "x")]);
    check(b"data:x\nid:1\n\n", &[with_id("1", "x")]);
}

#[test]
fn message_is_the_name_of_an_event_without_one() {
    check(b"event:message\ndata:x\n\n", &[message("x")]);
    check(b"event: Message\ndata:x\n\n", &[named("Message", "x")]);
    // Names that mean something to a browser are names like others here.
    check(
        b"event:error\ndata:x\n\nevent:open\ndata\n\n",
        &[named("error", "x"), named("open", "")],
    );
}

#[test]
fn names_of_fields_are_exact() {
    let lines = "DATA:1\ndata :1\n data:1\ndat:1\ndatas:1\nretry2:1\nevents:1\nid2:1\n\
        \tdata:1\nd\ni\n-\n";
    let outcome = check(format!("{lines}data:2\n\n").as_bytes(), &[message("2")]);
    assert_eq!(outcome.unknown_lines, 12);
}

#[test]
fn colons_and_spaces_in_a_value_are_its_own() {
    check(b"data::\ndata: a: b \nid: : \n\n", &[with_id(": ", ":\na: b ")]);
    check(b"event:  x\ndata:1\n\n", &[named(" x", "1")]);
}

#[test]
fn retry_is_digits_only_and_at_most_30_seconds() {
    for (value, expected) in [
        ("0", Some(0)),
        (" 0", Some(0)),
        ("007", Some(7)),
        ("30000", Some(30_000)),
        ("30001", Some(30_000)),
        ("999999999", Some(30_000)),
        ("99999999999999999999999999999999999999", Some(30_000)),
        ("", None),
        (" ", None),
        ("x", None),
        ("12ab", None),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("1e3", None),
        ("  1", None),
        ("1 ", None),
        ("0x10", None),
        ("1\0", None),
        ("\u{661}", None),
    ] {
        let outcome = check(format!("retry:{value}\n").as_bytes(), &[]);
        assert_eq!(outcome.retry_ms, expected, "{value:?}");
        let outcome = check(format!("retry:5\nretry:{value}\n").as_bytes(), &[]);
        assert_eq!(outcome.retry_ms, expected.or(Some(5)), "{value:?}");
    }
}

#[test]
fn retry_counts_without_an_event_and_stays() {
    let frames = [with_retry(100, message("1")), with_retry(100, message("2"))];
    check_streams(&[b"retry:100\n\n", b"data:1\n\n", b"data:2\n\n"], &frames);
}

#[test]
fn what_breaks_off_is_discarded_and_its_id_with_it() {
    let whole = b"id:1\ndata:1\n\n".as_slice();
    for part in [
        b"id:2".as_slice(),
        b"id:2\n",
        b"id:2\r",
        b"id:2\r\n",
        b"id:2\ndata:2",
        b"id:2\ndata:2\n",
        b"id:2\r\ndata:2\r\n",
        b"id:2\nevent:x\ndata:\xe2\x82",
        b"id:2\nevent:x\ndata:a\nda",
        b"id:2\ndata:a\n:",
    ] {
        let stream = [whole, part].concat();
        let outcome = check(&stream, &[with_id("1", "1")]);
        assert_eq!(outcome.last_event_id, "1", "{part:?}");
        // Nothing of it gets into the next stream either.
        for next in [b"data:3\n\n".as_slice(), b"\ndata:3\n\n", b"\xef\xbb\xbfdata:3\n\n"] {
            check_streams(&[&stream, next], &[with_id("1", "1"), with_id("1", "3")]);
        }
    }
}

#[test]
fn a_stream_that_is_resumed_carries_the_id_on() {
    let mut decoder = SseDecoder::resuming(SseLimits::default(), "41");
    assert_eq!(decoder.last_event_id(), "41");
    let mut frames = Vec::new();
    decoder.push(b"data:1\n\nid\ndata:2\n\n", |frame| frames.push(frame));
    assert_eq!(frames, [with_id("41", "1"), message("2")]);
}

#[test]
fn an_id_is_not_copied_for_the_events_that_carry_it_on() {
    let mut decoder = SseDecoder::new(SseLimits::default());
    let mut frames = Vec::new();
    decoder.push(b"id:1\ndata\n\ndata\n\ndata\n\n", |frame| frames.push(frame));
    assert!(frames.iter().all(|frame| Arc::ptr_eq(&frame.id, &frames[0].id)));
}

#[test]
fn a_caller_may_stop_after_any_frame() {
    let mut decoder = SseDecoder::new(SseLimits::default());
    let mut bytes = b"data:1\r\n\r\ndata:2\n\n:\ndata:3".as_slice();
    assert_eq!(decoder.next_frame(&mut bytes), Some(message("1")));
    assert_eq!(bytes, b"\ndata:2\n\n:\ndata:3");
    assert_eq!(decoder.next_frame(&mut bytes), Some(message("2")));
    assert_eq!(bytes, b":\ndata:3");
    assert_eq!(decoder.next_frame(&mut bytes), None);
    assert!(bytes.is_empty());
    assert_eq!(decoder.buffered_bytes(), 1);
    assert_eq!(decoder.next_frame(&mut b"\n\n".as_slice()), Some(message("3")));
}
