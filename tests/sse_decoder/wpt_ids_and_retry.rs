//! The web platform tests about `id` and `retry`, each under its name there.
//! Where a test reconnects, each stream is the answer to one request.

use crate::check::{check, check_streams, message, with_id, with_retry};

const HELLO: &[u8] = b"id: \xe2\x80\xa6\nretry: 200\ndata: hello\n\n";
/// What the server sends when the request has a `Last-Event-ID`.
const ECHO: &[u8] = b"data: \xe2\x80\xa6\n\n";

#[test]
fn format_field_id() {
    let hello = with_retry(200, with_id("\u{2026}", "hello"));
    let echo = with_retry(200, with_id("\u{2026}", "\u{2026}"));
    let outcome = check_streams(&[HELLO, ECHO], &[hello, echo]);
    assert_eq!(outcome.last_event_id, "\u{2026}");
}

#[test]
fn format_field_id_2() {
    let hello = with_retry(200, with_id("\u{2026}", "hello"));
    let echo = with_retry(200, with_id("\u{2026}", "\u{2026}"));
    check_streams(&[HELLO, ECHO, ECHO], &[hello, echo.clone(), echo]);
}

#[test]
fn format_field_id_3_persists() {
    let stream = b"id: 1\ndata: 1\n\ndata: 2\n\nid: 2\ndata:3\n\ndata:4\n\n";
    let frames = [with_id("1", "1"), with_id("1", "2"), with_id("2", "3"), with_id("2", "4")];
    assert_eq!(check(stream, &frames).last_event_id, "2");
}

#[test]
fn format_field_id_3_resets() {
    let frames = [with_id("1", "1"), message("2"), message("3")];
    let outcome = check(b"id: 1\ndata: 1\n\nid:\ndata:2\n\ndata:3\n\n", &frames);
    assert_eq!(outcome.last_event_id, "");
}

#[test]
fn format_field_id_3_resets_without_colon() {
    let frames = [with_id("1", "1"), message("2"), message("3")];
    check(b"id: 1\ndata: 1\n\nid\ndata:2\n\ndata:3\n\n", &frames);
}

#[test]
fn format_field_id_null() {
    for id in ["\0\0", "x\0", "\0x", "x\0x", " \0"] {
        let stream = format!("id: {id}\nretry: 200\ndata: hello\n\n");
        let hello = with_retry(200, message("hello"));
        let streams = [stream.as_bytes(), stream.as_bytes()];
        let outcome = check_streams(&streams, &[hello.clone(), hello]);
        assert_eq!(outcome.last_event_id, "", "{id:?}");
    }
}

#[test]
fn format_field_retry() {
    // 1024 if it were octal.
    check(b"retry:02000\ndata:x\n\n\n", &[with_retry(2_000, message("x"))]);
}

#[test]
fn format_field_retry_bogus() {
    check(b"retry:2000\nretry:1000x\ndata:x\n\n\n", &[with_retry(2_000, message("x"))]);
}

#[test]
fn format_field_retry_empty() {
    check(b"retry\ndata:test\n\n\n", &[message("test")]);
}

#[test]
fn from_readable_stream_id_and_retry() {
    check(b"id: 42\ndata: hello\n\n", &[with_id("42", "hello")]);
    check(b"retry: 5000\ndata: hello\n\n", &[with_retry(5_000, message("hello"))]);
    check(b"retry: bogus\ndata: hello\n\n", &[message("hello")]);
    let frames = [with_id("42", "first"), with_id("42", "after-reconnect")];
    check_streams(&[b"id: 42\ndata: first\n\n", b"data: after-reconnect\n\n"], &frames);
}
