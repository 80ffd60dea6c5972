//! Streams as a Laravel application sends them, and what comes between.

use job_tray::protocol::sse::SseFrame;

use crate::check::{check, message, named, with_id, with_retry};

#[test]
fn an_event_stream_and_its_end_marker() {
    // The marker is data like any other; what it means is not decided here.
    let stream = b"event: update\ndata: {\"id\":7,\"process_id\":3,\"status\":\"running\"}\n\n\
        event: update\ndata: </stream>\n\n";
    check(
        stream,
        &[
            named("update", r#"{"id":7,"process_id":3,"status":"running"}"#),
            named("update", "</stream>"),
        ],
    );
    check(b"event: update\ndata: data: </stream>\n\n", &[named("update", "data: </stream>")]);
}

#[test]
fn events_with_names_of_their_own() {
    let stream = b"event: progress\ndata: {\"progress_percent\":33.7}\n\n\
        event: completed\ndata: {\"progress_percent\":100}\n\ndata: {}\n\n";
    check(
        stream,
        &[
            named("progress", r#"{"progress_percent":33.7}"#),
            named("completed", r#"{"progress_percent":100}"#),
            message("{}"),
        ],
    );
}

#[test]
fn text_that_is_not_json_goes_wild_after_its_first_line() {
    // `json_encode` of broken UTF-8 is `false`, written as nothing.
    check(b"event: update\ndata: \n\n", &[named("update", "")]);
    // A string payload is written as it is.
    let outcome =
        check(b"event: update\ndata: first\nsecond\nthird: x\n\n", &[named("update", "first")]);
    assert_eq!(outcome.unknown_lines, 2);
}

#[test]
fn ids_retry_and_keepalives_of_hand_written_streams() {
    let stream = b":\n\nretry: 3000\nid: 9007199254740993\nevent: update\n\
        data: {\"id\":9007199254740993}\n\n: keepalive\n\n:\n\ndata: {\"id\":9007199254740995}\n\n";
    let first = named("update", r#"{"id":9007199254740993}"#);
    let id = "9007199254740993";
    check(
        stream,
        &[
            with_retry(3_000, SseFrame { id: id.into(), ..first }),
            with_retry(3_000, with_id(id, r#"{"id":9007199254740995}"#)),
        ],
    );
}

#[test]
fn a_json_text_over_several_lines_is_put_together_again() {
    let stream = b"data: {\ndata:   \"id\": 1,\r\ndata:   \"message\": \"a: b\"\ndata: }\n\n";
    check(stream, &[message("{\n  \"id\": 1,\n  \"message\": \"a: b\"\n}")]);
}

#[test]
fn a_page_in_the_stream_is_no_event() {
    let page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n    <title>Server Error</title>\n\
        \n    <style>body { color: red }\n</style>\n</head>\n\n<body>\n</body>\n</html>\n";
    let stream = format!("data: 1\n\n{page}\n\ndata: 2\n\n");
    let outcome = check(stream.as_bytes(), &[message("1"), message("2")]);
    assert_eq!(outcome.unknown_lines, 10);
    assert_eq!(outcome.dropped_events, 0);
}

#[test]
fn a_stack_trace_in_the_stream_is_no_event_and_harms_none() {
    let trace = "PHP Fatal error:  Uncaught RuntimeException: gone in /srv/app/Job.php:12\n\
        Stack trace:\n#0 /srv/app/index.php(51): App\\Job->handle()\n#1 {main}\n  thrown in 12\n";
    // Between events, and in the middle of one.
    for (before, after) in [("", "\ndata: {}\n\n"), ("data: {}\n", "\n")] {
        let stream = format!("{before}{trace}{after}");
        let outcome = check(stream.as_bytes(), &[message("{}")]);
        assert_eq!(outcome.unknown_lines, 5);
    }
}

#[test]
fn an_abrupt_end_after_an_error_text_leaves_the_events_before_it() {
    let stream = b"event: update\ndata: {\"id\":1}\n\nevent: update\ndata: {\"id\n\
        Fatal error: Cannot modify header information";
    check(stream, &[named("update", r#"{"id":1}"#)]);
}
