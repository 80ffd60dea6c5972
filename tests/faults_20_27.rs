//! Faults 20 to 27 of the list that the tray is held to, each under its number:
//! what bytes, texts and values come where the contract has others.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::language::Words;
use job_tray::domain::line::Line;
use job_tray::domain::words;
use simulation::{Fault, Kind, News, World, reply};

/// Event `id` of job 7 as the server writes it.
fn event(id: u64, rest: &str) -> String {
    format!(r#"{{"id":{id},"process_id":7{rest}}}"#)
}

/// The messages of job 7's log.
fn messages(world: &World) -> Vec<String> {
    let log = &world.job(7).log;
    log.iter().filter_map(|event| event.message.clone()).collect()
}

/// Job 7 on a server whose row is this.
fn shown(body: &str) -> World {
    let mut world = World::new();
    world.server.add(7, "running", world.now().wall_ms);
    let answer = reply(200, body);
    world
        .server
        .fail(move |question| (question.kind == Kind::Get).then(|| Fault::Answer(answer.clone())));
    world.follow(&[7]);
    world.run(1_000);
    world
}

#[test]
fn fault_20_text_in_another_charset_is_read_as_utf_8_and_costs_its_characters() {
    // Which types count as a stream is for the transport: `essence`.
    let mut world = World::with_fetched_job(7);
    let latin1 =
        b"data: {\"id\":1,\"process_id\":7,\"message\":\"Gr\xfc\xdfe\",\"status\":\"running\"}\n\n";
    world.send_bytes(7, latin1);
    world.send_bytes(7, "data: {\"id\":2,\"process_id\":7,\"message\":\"Grüße\"}\n\n".as_bytes());
    world.run(1_000);
    assert_eq!(messages(&world), ["Gr\u{fffd}\u{fffd}e", "Grüße"]);
    assert_eq!(world.line(7), Line::Live);
    assert_eq!(world.counts().undecodable, 0);
    world.check_no_trouble();
}

#[test]
fn fault_21_marks_line_ends_comments_nul_and_broken_utf_8_are_read_by_the_standard() {
    let mut stream = b"\xef\xbb\xbf".to_vec();
    let lines = |id: u64, end: &str| format!("event: update{end}data: {}{end}{end}", event(id, ""));
    for (id, end) in [(1, "\n"), (2, "\r"), (3, "\r\n")] {
        stream.extend(lines(id, end).bytes());
    }
    stream.extend(b": keepalive\n\n:\n");
    stream.extend(b"id: a\0b\ndata: {\"id\":4,\"process_id\":7,\"message\":\"nul \\u0000\"}\n\n");
    stream.extend(b"data: {\"id\":5,\"process_id\":7,\ndata: \"message\":\"\xff\xfe\"}\n\n");
    // A second mark is part of a field's name, which then means nothing.
    stream.extend(b"\xef\xbb\xbfdata: {\"id\":6,\"process_id\":7}\n\n");
    for portion in [1, 2, 3, 7, 4_096] {
        let mut world = World::with_fetched_job(7);
        for bytes in stream.chunks(portion) {
            world.send_bytes(7, bytes);
        }
        world.run(1_000);
        assert_eq!(world.log(7), [1, 2, 3, 4, 5], "in portions of {portion}");
        assert_eq!(messages(&world), ["nul \0", "\u{fffd}\u{fffd}"]);
        assert_eq!(world.counts().undecodable, 0);
        world.run(30_000);
        assert_eq!(world.streams(7).last().unwrap().1.last_event_id.as_deref(), Some("5"));
        world.check_no_trouble();
    }
}

#[test]
fn fault_22_a_page_or_a_stack_trace_in_the_stream_is_ignored_and_counted() {
    let trace = "<br />\n<b>Fatal error</b>: Uncaught Error in /srv/app.php:17\nStack trace:\n\
        #0 {main}\n  thrown in /srv/app.php on line 17\n\n<!doctype html>\n<html>\n</html>\n";
    let mut world = World::with_fetched_job(7);
    let stream = format!("data: {}\n\n{trace}\ndata: {}\n\n", event(1, ""), event(2, ""));
    world.send_bytes(7, stream.as_bytes());
    world.run(1_000);
    assert_eq!(world.log(7), [1, 2]);
    assert_eq!(world.line(7), Line::Live);
    world.run(30_000);
    let counts = world.counts();
    assert_eq!((counts.undecodable, counts.odd_lines), (0, 8));
    world.check_no_trouble();
}

#[test]
fn fault_23_a_message_that_is_no_row_is_counted_and_the_row_read_at_most_every_5_s() {
    let mut world = World::with_running_job(7);
    world.run(1_000);
    let bad = [r#"{"id":12,"process_id":7,"#, "{}", "null", "[1]", "no json", r#"{"id":"x"}"#];
    for text in bad {
        let (gets, counted) = (world.count(Kind::Get, 7), world.counts().undecodable);
        let percent = world.job(7).bar_percent.map_or(1, |it| it + 1);
        world.emit(7, News::progress(percent.into()).silent());
        world.send_raw(7, text);
        world.run_until(6_000, |world| world.job(7).bar_percent == Some(percent));
        world.run(100);
        assert_eq!(world.counts().undecodable, counted + 1, "{text}");
        assert!(world.count(Kind::Get, 7) <= gets + 2, "{text}");
    }
    let gets = world.count(Kind::Get, 7);
    for _ in 0..100 {
        world.send_raw(7, "{");
        world.run(100);
    }
    assert!(world.count(Kind::Get, 7) <= gets + 4, "10 s");
    // Laravel sends nothing where its own JSON failed.
    let counted = world.counts().undecodable;
    world.send_raw(7, "");
    world.run(100);
    assert_eq!(world.counts().undecodable, counted);
    assert_eq!(world.line(7), Line::Live, "the stream stays");
    world.check_no_trouble();
}

#[test]
fn fault_24_every_form_of_a_row_that_laravel_gives_is_the_same_row() {
    let row = r#""id":7,"status":"running","progress_percent":33"#;
    for body in [
        format!("{{{row},\"summary\":{{\"rows\":3}}}}"),
        format!(r#"{{"data":{{{row},"summary":{{"rows":3}}}}}}"#),
        format!(r#"{{"data":{{{row},"summary":"{{\"rows\":3}}"}}}}"#),
        format!("\u{feff}{{{row},\"summary\":{{\"rows\":3}},\"input_payload\":[]}}"),
        r#"{"id":"7","status":"running","progress_percent":"33","summary":{"rows":3}}"#.into(),
    ] {
        let world = shown(&body);
        assert_eq!(world.line(7), Line::Live, "{body}");
        assert_eq!(world.job(7).bar_percent, Some(33));
        let summary = world.job(7).process.as_ref().unwrap().summary.clone().unwrap();
        assert_eq!(summary.to_string(), r#"{"rows":3}"#, "{body}");
        assert_eq!((world.counts().undecodable, world.counts().odd_fields), (0, 0));
    }
    // An empty object of PHP is a list.
    let world = shown(&format!(r#"{{{row},"summary":[],"input_payload":[],"related_id":null}}"#));
    assert_eq!(world.line(7), Line::Live);
}

#[test]
fn fault_25_an_unknown_status_is_named_neutrally_and_followed_to_its_end() {
    let mut world = World::with_running_job(7);
    world.emit(7, News::status("archiving_old"));
    world.run(100);
    assert_eq!(words::status(&Words::default(), &world.status(7)), "Archiving old");
    assert_eq!(words::job_status_id(world.job(7)), "other");
    assert!(!world.job(7).is_terminal());
    world.run(120_000);
    let from = world.now().mono_ms;
    world.run(60_000);
    let gets = world.sent_since(from).iter().filter(|it| it.kind == Kind::Get).count();
    assert!((3..=30).contains(&gets), "it is polled: {gets}");
    world.emit(7, News::status("completed"));
    world.run(20_000);
    assert_eq!(world.line(7), Line::Settled);
    world.check_no_trouble();
}

#[test]
fn fault_26_unknown_types_and_names_are_rows_of_the_log_and_say_nothing_of_the_line() {
    let mut world = World::with_fetched_job(7);
    let lines = world.clients[0].lines.len();
    let names = ["error", "open", "close", "message", "update", "process.updated", "", "\u{fffd}"];
    for (id, name) in (1..).zip(names) {
        let data = event(id, r#","type":"teapot","status":"running""#);
        world.send_bytes(7, format!("event: {name}\ndata: {data}\n\n").as_bytes());
        world.run(100);
        assert_eq!(world.log(7).last(), Some(&id), "{name}");
    }
    let known = world.job(7).log.last().unwrap().event_type.clone();
    assert_eq!(words::event_type(&Words::default(), known.as_deref()), "Teapot");
    assert_eq!(world.clients[0].lines.len(), lines, "the line never changed");
    assert_eq!(world.streams(7).len(), 1);
}

#[test]
fn fault_27_progress_of_any_kind_is_clamped_for_the_bar_and_kept_as_it_is() {
    let mut world = World::with_running_job(7);
    let mut id = 0;
    let mut tells = |world: &mut World, raw: &str| {
        id += 1;
        let rest = format!(r#","status":"running","progress_percent":{raw}"#);
        world.send_raw(7, &event(id, &rest));
        world.run(50);
        let process = world.job(7).process.clone().unwrap();
        (world.job(7).bar_percent, process.progress_percent.map(|it| it.raw()))
    };
    assert_eq!(tells(&mut world, "null"), (None, None), "indeterminate is not 0");
    assert_eq!(tells(&mut world, "-5"), (Some(0), Some(-5.0)));
    assert_eq!(tells(&mut world, "33.7"), (Some(33), Some(33.7)));
    assert_eq!(tells(&mut world, "\"50\""), (Some(50), Some(50.0)));
    assert_eq!(tells(&mut world, "20"), (Some(50), Some(20.0)), "the bar stays, the number moves");
    assert_eq!(tells(&mut world, "null"), (Some(50), Some(20.0)), "no word takes nothing back");
    assert_eq!(tells(&mut world, "140"), (Some(100), Some(140.0)));
    assert_eq!(tells(&mut world, "[]"), (Some(100), Some(140.0)));
    assert_eq!(world.counts().odd_fields, 1);
    world.send_raw(7, &event(90, r#","status":"pending""#));
    world.send_raw(7, &event(91, r#","status":"running","progress_percent":3"#));
    world.run(50);
    assert_eq!(world.job(7).bar_percent, Some(3), "a new attempt starts over");
}
