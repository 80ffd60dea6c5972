//! Streams: planned closes, ends, stalls, and what comes over them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::line::Line;
use simulation::{Fault, Kind, LATENCY_MS, News, World};

#[test]
fn a_planned_close_is_followed_by_the_next_stream_within_300_ms_and_shows_nothing() {
    let mut world = World::with_running_job(7);
    world.run(5 * 60_000);
    let opens: Vec<_> =
        world.clients[0].sent.iter().filter(|it| it.kind == Kind::Stream).map(|it| it.at).collect();
    assert!(opens.len() >= 11, "{opens:?}");
    for pair in opens.windows(2) {
        let gap = pair[1] - pair[0] - 25_000 - 2 * LATENCY_MS;
        assert!(gap <= 300, "blind for {gap} ms");
    }
    world.check_no_trouble();
    let lines = &world.clients[0].lines;
    assert_eq!(lines.last().map(|it| it.2), Some(Line::Live));
    assert!(lines.len() <= 3, "the badge does not flicker: {lines:?}");
}

#[test]
fn a_roll_costs_one_stream_and_one_snapshot() {
    let mut world = World::with_running_job(7);
    world.run(1_000);
    let (gets, streams) = (world.count(Kind::Get, 7), world.count(Kind::Stream, 7));
    world.run(4 * 25_500);
    assert_eq!(world.count(Kind::Stream, 7) - streams, 4);
    assert_eq!(world.count(Kind::Get, 7) - gets, 4);
}

#[test]
fn what_happened_while_nobody_listened_is_read_as_soon_as_the_stream_is_open() {
    let mut world = World::with_running_job(7);
    world.run(23_500);
    world.run_until(2_000, |world| world.clients[0].open_count(Kind::Stream) == 0);
    world.emit(7, News::progress(66));
    let took = world.run_until(1_000, |world| world.job(7).bar_percent == Some(66));
    assert!(took <= 250 + 4 * LATENCY_MS, "{took}");
}

#[test]
fn a_good_stream_makes_up_for_bad_ones_before_it() {
    let mut world = World::with_running_job(7);
    for _ in 0..3 {
        let mut left = 2;
        world.server.fail(move |question| {
            left -= i32::from(question.kind == Kind::Stream);
            (left >= 0 && question.kind == Kind::Stream).then_some(Fault::Refused)
        });
        world.emit(7, News::progress(1));
        world.run(100);
        world.cut_connections();
        world.run(30_000);
        assert_eq!(world.line(7), Line::Live);
    }
}

#[test]
fn the_marker_at_the_end_of_a_stream_says_nothing_of_the_job() {
    let mut world = World::with_running_job(7);
    world.send_raw(7, "</stream>");
    world.send_raw(7, "</stream>\n</stream>");
    world.send_raw(7, "");
    world.run(1_000);
    world.check_status(7, "running");
    assert_eq!(world.clients[0].engine.counts().undecodable, 0);
}

#[test]
fn an_event_is_on_screen_as_it_arrives() {
    let mut world = World::with_running_job(7);
    world.emit(7, News::progress(42));
    assert_eq!(world.run_until(1_000, |world| world.job(7).bar_percent == Some(42)), LATENCY_MS);
}

#[test]
fn after_the_terminal_event_the_job_is_confirmed_once_and_left_alone() {
    let mut world = World::with_running_job(7);
    let streams = world.count(Kind::Stream, 7);
    world.emit(7, News::status("completed"));
    world.run(2_000);
    world.check_status(7, "completed");
    assert_eq!(world.line(7), Line::Settled);
    assert_eq!(world.count(Kind::Stream, 7), streams, "no stream is opened again");
    world.check_silent(30);
    world.check_no_trouble();
}

#[test]
fn a_row_read_before_the_terminal_event_does_not_stand_for_its_confirmation() {
    let mut world = World::with_running_job(7);
    world.server.fail(|question| (question.kind == Kind::Get).then_some(Fault::Delayed(1_000)));
    world.run_until(30_000, |world| world.clients[0].open_count(Kind::Get) == 1);
    world.run(LATENCY_MS);
    let asked = world.count(Kind::Get, 7);
    world.emit(7, News::status("completed"));
    world.run(1_000);
    world.check_status(7, "completed");
    world.run(3_000);
    assert_eq!(world.count(Kind::Get, 7), asked + 1, "the summary is in no event");
    assert_eq!(world.line(7), Line::Settled);
    world.check_silent(30);
}

#[test]
fn an_end_without_its_event_is_found_by_the_snapshot() {
    let mut world = World::with_running_job(7);
    world.emit(7, News::status("failed").silent());
    let took = world.run_until(3_000, |world| world.line(7) == Line::Settled);
    assert!(took <= 1_300, "{took}");
    world.check_status(7, "failed");
    world.check_silent(30);
}

#[test]
fn a_job_that_had_ended_before_is_read_once_and_gets_no_stream() {
    for status in ["completed", "failed", "cancelled"] {
        let mut world = World::new();
        world.server.add(7, status, world.now().wall_ms);
        world.follow(&[7]);
        world.run(1_000);
        assert_eq!(world.line(7), Line::Settled);
        assert_eq!((world.count(Kind::Get, 7), world.count(Kind::Stream, 7)), (1, 0));
        world.check_silent(60);
    }
}

#[test]
fn a_job_that_ends_while_its_stream_opens_is_settled() {
    let mut world = World::new();
    world.server.add(7, "running", world.now().wall_ms);
    world.follow(&[7]);
    world.run_until(1_000, |world| world.count(Kind::Stream, 7) == 1);
    world.emit(7, News::status("completed").silent());
    world.run(3_000);
    world.check_status(7, "completed");
    assert_eq!(world.line(7), Line::Settled);
    assert!(world.count(Kind::Stream, 7) <= 2);
}
