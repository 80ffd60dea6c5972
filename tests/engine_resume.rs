//! How a stream goes on where the last one ended, by what it is carried, and
//! what may come in its place.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::line::Line;
use job_tray::protocol::actions::StreamKind;
use job_tray::protocol::diagnostics::{Mode, Reason};
use job_tray::protocol::engine::{EngineOptions, StreamChoice};
use job_tray::protocol::http::HttpReply;
use simulation::{Fault, Kind, News, World, options, reply};

fn world(stream: StreamChoice) -> World {
    let mut world = World::with(EngineOptions { stream, ..options() });
    world.server.add(7, "running", world.now().wall_ms);
    world
}

/// By what each stream was carried, and from where it was to go on.
fn asked(world: &World) -> Vec<(StreamKind, Option<String>)> {
    world.streams(7).into_iter().map(|(_, it)| (it.via, it.last_event_id)).collect()
}

/// An event is written in the gap between two streams.
fn emit_in_the_gap(world: &mut World, percent: i64) {
    world.run_until(30_000, |world| world.clients[0].open_count(Kind::Stream) == 0);
    world.emit(7, News::progress(percent));
    world.run(2_000);
}

#[test]
fn a_server_that_numbers_its_events_is_asked_to_go_on_from_the_last_by_a_fetched_stream() {
    let mut world = world(StreamChoice::Auto);
    world.server.numbers_events = true;
    world.follow(&[7]);
    world.run(5_000);
    assert_eq!(asked(&world), [(StreamKind::EventSource, None)]);
    world.emit(7, News::progress(10));
    world.run(1_000);
    emit_in_the_gap(&mut world, 20);
    emit_in_the_gap(&mut world, 30);
    let from = |id: &str| (StreamKind::Fetch, Some(id.to_owned()));
    assert_eq!(asked(&world)[1..], [from("3"), from("6")]);
    assert_eq!(world.log(7), [3, 6, 9], "no event of the gaps is missing");
    assert_eq!(world.followed(7), (Mode::Stream(StreamKind::Fetch), None));
    assert_eq!(world.counts().repeated_events, 0, "and none comes twice");
    world.check_no_trouble();
}

#[test]
fn once_one_stream_has_numbers_all_are_fetched() {
    let mut world = world(StreamChoice::Auto);
    world.server.numbers_events = true;
    world.server.add(8, "running", world.now().wall_ms);
    world.follow(&[7, 8]);
    world.run(5_000);
    world.emit(8, News::progress(10));
    world.run(30_000);
    let last = |id| world.streams(id).last().unwrap().1.clone();
    assert_eq!((last(7).via, last(8).via), (StreamKind::Fetch, StreamKind::Fetch));
    assert_eq!(last(7).last_event_id, None);
}

#[test]
fn a_server_without_numbers_is_followed_by_the_browsers_own_stream_and_the_rows() {
    let mut world = world(StreamChoice::Auto);
    world.follow(&[7]);
    world.run(5_000);
    world.emit(7, News::progress(10));
    emit_in_the_gap(&mut world, 20);
    assert_eq!(world.job(7).bar_percent, Some(20), "the row covers the gap");
    world.run(100_000);
    assert!(asked(&world).iter().all(|it| *it == (StreamKind::EventSource, None)));
}

#[test]
fn the_browsers_own_stream_is_kept_where_the_host_wants_it() {
    let mut world = world(StreamChoice::EventSource);
    world.server.numbers_events = true;
    world.follow(&[7]);
    world.run(5_000);
    world.emit(7, News::progress(10));
    emit_in_the_gap(&mut world, 20);
    world.run(60_000);
    assert!(asked(&world).iter().all(|it| *it == (StreamKind::EventSource, None)));
    assert_eq!(world.job(7).bar_percent, Some(20));
}

#[test]
fn a_fetched_stream_tells_the_last_id_of_the_log_where_the_server_gives_none() {
    let mut world = world(StreamChoice::Fetch);
    world.follow(&[7]);
    world.run(1_000);
    assert_eq!(asked(&world), [(StreamKind::Fetch, None)]);
    world.emit(7, News::progress(10));
    world.emit(7, News::progress(20));
    world.run(30_000);
    assert_eq!(asked(&world)[1..], [(StreamKind::Fetch, Some("6".into()))]);
}

#[test]
fn the_servers_retry_is_the_least_time_between_two_streams_and_the_row_is_read_meanwhile() {
    let mut world = world(StreamChoice::Fetch);
    world.server.retry_ms = Some(12_000);
    world.follow(&[7]);
    world.run(1_000);
    world.emit(7, News::progress(10));
    world.run_until(30_000, |world| world.clients[0].open_count(Kind::Stream) == 0);
    let closed = world.now().mono_ms;
    world.emit(7, News::progress(20));
    let took = world.run_until(20_000, |world| world.job(7).bar_percent == Some(20));
    assert!(took <= 3_500, "{took}");
    world.run_until(20_000, |world| world.streams(7).len() == 2);
    assert!(world.now().mono_ms - closed >= 12_000);
    world.run(1_000);
    assert_eq!(world.line(7), Line::Live);
    world.check_no_trouble();
}

#[test]
fn a_retry_beyond_half_a_minute_is_half_a_minute_by_the_decoder() {
    let mut world = World::with_fetched_job(7);
    world.send_bytes(7, b"retry: 3600000\ndata: {\"id\":1,\"process_id\":7}\n\n");
    world.run_until(30_000, |world| world.clients[0].open_count(Kind::Stream) == 0);
    let took = world.run_until(60_000, |world| world.streams(7).len() == 2);
    assert!((30_000..=30_300).contains(&took), "{took}");
}

/// A server that begins each stream with all events, more than a mebibyte.
fn long_replay(stream: StreamChoice) -> World {
    let mut world = world(stream);
    world.server.replays = true;
    let long = "x".repeat(60_000);
    for id in 1..=20 {
        let data = format!(r#"{{"id":{id},"process_id":7,"message":"{long}"}}"#);
        world.server.rows.get_mut(&7).unwrap().events.push(data.as_str().into());
    }
    world.follow(&[7]);
    world
}

#[test]
fn a_long_replay_is_asked_for_from_the_last_id_and_a_server_that_listens_is_streamed_on() {
    let mut world = long_replay(StreamChoice::Auto);
    // From here on it numbers them, and begins after the one it is told.
    world.run(24_000);
    assert_eq!(asked(&world).len(), 1);
    world.server.numbers_events = true;
    for event in &mut world.server.rows.get_mut(&7).unwrap().events {
        let id: String = event.data.chars().skip(6).take_while(char::is_ascii_digit).collect();
        event.id = Some(id);
    }
    world.run(60_000);
    let last = asked(&world).pop().unwrap();
    assert_eq!(last, (StreamKind::Fetch, Some("20".into())));
    assert_eq!(world.followed(7), (Mode::Stream(StreamKind::Fetch), None));
    assert_eq!(world.log(7).len(), 20);
    world.check_no_trouble();
}

#[test]
fn a_long_replay_that_does_not_end_is_polled() {
    for (stream, tried) in
        [(StreamChoice::Auto, 3), (StreamChoice::Fetch, 2), (StreamChoice::EventSource, 2)]
    {
        let mut world = long_replay(stream);
        world.run(40_000);
        assert_eq!(asked(&world).len(), tried, "{stream:?}");
        assert_eq!(world.followed(7), (Mode::Poll, Some(Reason::Replays)));
        world.emit(7, News::progress(60));
        world.run_until(16_000, |world| world.job(7).bar_percent == Some(60));
        world.run(600_000);
        assert!(asked(&world).len() <= tried + 14, "{stream:?}: {}", asked(&world).len());
        world.check_no_trouble();
    }
}

/// A tray whose fetched streams are answered like this, after 40 s.
fn refused(answer: HttpReply) -> World {
    let mut world = world(StreamChoice::Fetch);
    world.server.fail(move |question| {
        (question.kind == Kind::Stream).then(|| Fault::Answer(answer.clone()))
    });
    world.follow(&[7]);
    world.run(40_000);
    world
}

#[test]
fn what_a_fetched_stream_was_answered_decides_how_the_job_is_followed() {
    let row = r#"{"id":7,"status":"running"}"#;
    for (answer, streams, reason) in [
        (reply(204, ""), 1, Reason::NoStreams),
        (reply(405, "{}"), 1, Reason::NoStreams),
        (reply(501, "{}"), 1, Reason::NoStreams),
        (reply(200, row), 1, Reason::NoStreams),
        (reply(200, r#"{"id":8,"status":"failed"}"#), 3, Reason::Refused),
        (reply(500, "{}"), 3, Reason::Refused),
        (reply(403, "{}"), 3, Reason::Refused),
    ] {
        let world = refused(answer.clone());
        assert_eq!(world.streams(7).len(), streams, "{answer:?}");
        assert_eq!(world.followed(7), (Mode::Poll, Some(reason)), "{answer:?}");
        world.check_status(7, "running");
        world.check_no_trouble();
    }
}

#[test]
fn a_fetched_stream_that_comes_too_often_pauses_the_origin_by_the_servers_word() {
    for status in [429, 503] {
        let mut world = world(StreamChoice::Fetch);
        world.server.fail(move |question| {
            let answer = HttpReply { retry_after: Some("25".into()), ..reply(status, "{}") };
            (question.kind == Kind::Stream).then_some(Fault::Answer(answer))
        });
        world.follow(&[7]);
        world.run(1_000);
        let from = world.now().mono_ms;
        assert!(world.clients[0].engine.diagnostics(world.now()).paused_ms > 20_000);
        world.run(24_000 - 1_000);
        assert_eq!(world.sent_since(from), []);
        let limit = world.clients[0].engine.diagnostics(world.now()).requests_per_minute;
        assert_eq!(limit, if status == 429 { 15 } else { 30 });
        world.server.heal();
        world.run(60_000);
        assert_eq!(world.line(7), Line::Live);
    }
}

#[test]
fn a_sign_in_or_a_deletion_that_the_stream_meets_first_is_settled_by_the_row() {
    for (status, line) in [(401, Line::SignedOut), (404, Line::Gone), (403, Line::Blocked)] {
        let mut world = World::with_fetched_job(7);
        world.server.fail(move |_| Some(Fault::Answer(reply(status, "{}"))));
        world.cut_connections();
        let took = world.run_until(10_000, |world| world.line(7) == line);
        assert!(took <= 3_500, "{status}: {took}");
        world.check_silent(30);
    }
}
