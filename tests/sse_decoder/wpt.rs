//! The web platform tests `eventsource/format-*` and `event-data`, each under
//! its name there, as the bytes that reach the parser. Their server ends a
//! message with two line feeds and a third. Not here: `format-mime-*`, which
//! test the `Content-Type` header, and everything about connections.

use crate::check::{check, check_streams, message, named, with_retry};

#[test]
fn format_bom() {
    let stream = b"\xef\xbb\xbfdata:1\n\n\xef\xbb\xbfdata:2\n\ndata:3\n\n\n";
    let outcome = check(stream, &[message("1"), message("3")]);
    assert_eq!(outcome.unknown_lines, 1);
}

#[test]
fn format_bom_2() {
    let stream = b"\xef\xbb\xbf\xef\xbb\xbfdata:1\n\ndata:2\n\ndata:3\n\n\n";
    check(stream, &[message("2"), message("3")]);
}

#[test]
fn format_comments() {
    let long = "x".repeat(2 * 1024);
    let stream =
        format!("data:1\r:\0\n:\r\ndata:2\n:{long}\rdata:3\n:data:fail\r:{long}\ndata:4\n\n");
    let outcome = check(stream.as_bytes(), &[message("1\n2\n3\n4")]);
    assert_eq!(outcome.unknown_lines, 0);
}

#[test]
fn format_data_before_final_empty_line() {
    // The test reconnects: what was cut off must not come back, nor its id.
    let stream = b"retry:1000\ndata:test1\n\nid:test\ndata:test2\n";
    let frame = with_retry(1_000, message("test1"));
    let outcome = check_streams(&[stream, stream], &[frame.clone(), frame]);
    assert_eq!(outcome.last_event_id, "");
}

#[test]
fn format_field_data() {
    let stream = b"data:\n\ndata\ndata\n\ndata:test\n\n\n";
    check(stream, &[message(""), message("\n"), message("test")]);
}

#[test]
fn format_field_event() {
    check(b"event:test\ndata:x\n\ndata:x\n\n\n", &[named("test", "x"), message("x")]);
}

#[test]
fn format_field_event_empty() {
    let outcome = check(b"event: \ndata:data\n\n\n", &[message("data")]);
    assert_eq!(outcome.frames[0].name(), "message");
}

#[test]
fn format_field_parsing() {
    let stream = b"data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\n\
        data:3\rdata:\r\n data:32\ndata:4\n\n";
    let outcome = check(stream, &[message("\0\n 2\n1\n3\n\n4")]);
    assert_eq!(outcome.unknown_lines, 6);
}

#[test]
fn format_field_unknown() {
    let stream = b"data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\n\
        data:test\n\n\n";
    let outcome = check(stream, &[message("test\n\ntest")]);
    assert_eq!(outcome.unknown_lines, 3);
}

#[test]
fn format_leading_space() {
    check(b"data:\ttest\rdata: \ndata:test\n\n\n", &[message("\ttest\n\ntest")]);
}

#[test]
fn format_newlines() {
    check(b"data:test\r\ndata\ndata:test\r\n\r\n", &[message("test\n\ntest")]);
    // As the test has it, the stream ends with the carriage return alone.
    check(b"data:test\r\ndata\ndata:test\r\n\r", &[message("test\n\ntest")]);
}

#[test]
fn format_null_character() {
    check(b"data:\0\n\n\n\n\n", &[message("\0")]);
}

#[test]
fn format_utf_8() {
    // Sent as windows-1252, which changes nothing.
    check(b"data:ok\xe2\x80\xa6\n\n\n", &[message("ok\u{2026}")]);
}

#[test]
fn event_data() {
    let stream = b"data:msg\ndata: msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\n\
        data\n\ndata:end\n\n";
    let outcome = check(stream, &[message("msg\nmsg"), message(""), message("end")]);
    assert_eq!(outcome.unknown_lines, 3);
}

#[test]
fn from_readable_stream_line_ends() {
    let stream = b"data: cr\r\rdata: lf\n\ndata: crlf\r\n\r\n";
    check(stream, &[message("cr"), message("lf"), message("crlf")]);
}

#[test]
fn from_readable_stream_several_messages() {
    check(b"data: first\n\ndata: second\n\n", &[message("first"), message("second")]);
    check(b": this is a comment\ndata: hello\n\n", &[message("hello")]);
    check(b"event: custom\ndata: hello\n\n", &[named("custom", "hello")]);
    check(b"\xef\xbb\xbfdata: hello\n\n", &[message("hello")]);
    check(b"", &[]);
}
