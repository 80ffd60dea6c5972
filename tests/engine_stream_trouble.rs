//! Streams in trouble: silent, cut, held back, repeated, garbled.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::line::Line;
use job_tray::protocol::diagnostics::Reason;
use job_tray::protocol::engine::{EngineOptions, StreamChoice};
use simulation::{Fault, Kind, News, World, reply};

#[test]
fn a_stalled_stream_is_given_up_and_the_truth_is_read() {
    let mut world = World::with_running_job(7);
    world.run(24_000);
    world.server.fail(|question| (question.kind == Kind::Stream).then_some(Fault::StreamStalls));
    world.run(2_000);
    world.emit(7, News::progress(77));
    let took = world.run_until(60_000, |world| world.job(7).bar_percent == Some(77));
    assert!(took <= 35_000, "the screen was behind for {took} ms");
    world.run(120_000);
    let mut behind = 0;
    for percent in 78..=90 {
        world.emit(7, News::progress(percent));
        let shown = u8::try_from(percent).unwrap();
        behind = behind.max(world.run_until(60_000, |it| it.job(7).bar_percent >= Some(shown)));
    }
    assert!(behind <= 20_000, "a job whose streams stall is polled: {behind} ms");
    world.check_no_trouble();
}

#[test]
fn a_stream_without_headers_from_a_full_server_is_given_up_after_ten_seconds() {
    let mut world = World::new();
    world.server.add(7, "running", world.now().wall_ms);
    world.follow(&[7]);
    world.run_until(1_000, |world| world.clients[0].open_count(Kind::Stream) == 1);
    world.server.fail(|_| Some(Fault::Silent));
    world.cut_connections();
    world.run_until(5_000, |world| world.clients[0].open_count(Kind::Stream) == 1);
    let took = world.run_until(20_000, |world| world.clients[0].open_count(Kind::Stream) == 0);
    assert_eq!(took, 10_000);
}

#[test]
fn a_stream_without_a_word_from_a_server_that_answers_is_kept_while_the_job_is_polled() {
    // Firefox tells of a stream with its first byte: Laravel writes none before
    // the first event.
    let mut world = World::new();
    world.server.add(7, "running", world.now().wall_ms);
    world.server.fail(|question| (question.kind == Kind::Stream).then_some(Fault::Silent));
    world.follow(&[7]);
    world.run_until(1_000, |world| world.clients[0].open_count(Kind::Stream) == 1);
    let took = world.run_until(40_000, |world| world.clients[0].open_count(Kind::Stream) == 0);
    assert_eq!(took, 30_000);
    assert!(world.count(Kind::Get, 7) >= 4, "it is polled meanwhile");
    world.run(120_000);
    assert_eq!(world.line(7), Line::Polling);
    assert!(world.count(Kind::Stream, 7) <= 4);
    world.check_no_trouble();
}

#[test]
fn streams_that_close_at_once_are_tried_three_times_and_then_the_job_is_polled() {
    for end in [Fault::StreamLives(0), Fault::Refused, Fault::Answer(reply(204, ""))] {
        let mut world = World::new();
        world.server.add(7, "running", world.now().wall_ms);
        let fault = end.clone();
        world.server.fail(move |question| (question.kind == Kind::Stream).then_some(fault.clone()));
        world.follow(&[7]);
        world.run(40_000);
        assert_eq!(world.count(Kind::Stream, 7), 3, "{end:?}");
        assert_eq!(world.line(7), Line::Polling);
        world.run(60_000);
        assert_eq!(world.count(Kind::Stream, 7), 4, "now and then it is tried again");
        world.server.heal();
        world.run(90_000);
        assert_eq!(world.line(7), Line::Live, "and the stream is back when the server is");
        world.check_no_trouble();
    }
}

#[test]
fn a_fetched_stream_that_is_answered_with_no_content_is_not_asked_for_again() {
    let options = EngineOptions { base_url: "/api".into(), seed: 1, ..EngineOptions::default() };
    let mut world = World::with(EngineOptions { stream: StreamChoice::Fetch, ..options });
    world.server.add(7, "running", world.now().wall_ms);
    let none = Fault::Answer(reply(204, ""));
    world.server.fail(move |question| (question.kind == Kind::Stream).then_some(none.clone()));
    world.follow(&[7]);
    world.run(300_000);
    assert_eq!(world.count(Kind::Stream, 7), 1, "the server said that there is none");
    assert_eq!(world.line(7), Line::Polling);
    let now = world.now();
    let said = world.clients[0].engine.diagnostics(now);
    assert_eq!(said.jobs[0].reason, Some(Reason::NoStreams));
    world.check_no_trouble();
}

#[test]
fn a_server_that_replays_and_closes_at_once_is_polled_as_well() {
    let mut world = World::new();
    world.server.add(7, "running", world.now().wall_ms);
    world.emit(7, News::progress(5));
    world.server.replays = true;
    world.server.fail(|question| (question.kind == Kind::Stream).then_some(Fault::StreamLives(0)));
    world.follow(&[7]);
    world.run(40_000);
    assert!(world.count(Kind::Stream, 7) <= 4, "{}", world.count(Kind::Stream, 7));
    assert_eq!(world.line(7), Line::Polling);
}

#[test]
fn a_proxy_that_holds_messages_back_to_the_end_is_found_out_and_the_job_polled() {
    let mut world = World::with_running_job(7);
    for round in 1..=2 {
        world.run_until(30_000, |world| world.clients[0].open_count(Kind::Stream) == 1);
        world.run(24_000);
        world.emit(7, News::progress(round));
        world.emit(7, News::progress(round + 10));
        world.cut_connections();
        world.run(100);
    }
    world.run(5_000);
    assert_eq!(world.clients[0].open_count(Kind::Stream), 0);
    assert_eq!(world.line(7), Line::Polling);
}

#[test]
fn a_message_that_cannot_be_read_is_counted_and_asks_for_the_row_at_most_every_5_s() {
    let mut world = World::with_running_job(7);
    world.run(2_000);
    let before = world.count(Kind::Get, 7);
    world.emit(7, News::progress(30).silent());
    for _ in 0..100 {
        world.send_raw(7, r#"{"id":12,"process_id":7,"#);
        world.run(100);
    }
    assert_eq!(world.clients[0].engine.counts().undecodable, 100);
    assert!((1..=3).contains(&(world.count(Kind::Get, 7) - before)));
    assert_eq!(world.line(7), Line::Live, "the stream lives on");
    assert_eq!(world.job(7).bar_percent, Some(30));
    world.run(6_000);
    let settled = world.count(Kind::Get, 7);
    world.run(5_000);
    assert_eq!(world.count(Kind::Get, 7), settled);
    world.send_raw(7, "{}");
    world.run(1_000);
    assert_eq!(world.count(Kind::Get, 7), settled + 1, "doubts do not pile up");
}

#[test]
fn an_event_of_another_process_is_dropped_and_counted() {
    let mut world = World::with_running_job(7);
    world.send_raw(7, r#"{"id":900,"process_id":8,"status":"failed"}"#);
    world.run(1_000);
    world.check_status(7, "running");
    assert!(world.job(7).log.is_empty());
    assert_eq!(world.clients[0].engine.counts().foreign_events, 1);
}

#[test]
fn an_unknown_status_is_kept_and_followed_on() {
    let mut world = World::with_running_job(7);
    world.emit(7, News::status("archiving"));
    world.run(60_000);
    world.check_status(7, "archiving");
    assert!(!world.line(7).is_final());
    world.emit(7, News::status("completed"));
    world.run(30_000);
    world.check_status(7, "completed");
    assert_eq!(world.line(7), Line::Settled);
}

#[test]
fn a_worker_that_goes_on_after_the_cancel_changes_the_log_and_not_the_outcome() {
    let mut world = World::with_running_job(7);
    world.emit(7, News::status("cancelled"));
    for id in 800..820 {
        let late =
            format!(r#"{{"id":{id},"process_id":7,"status":"running","progress_percent":90}}"#);
        world.send_raw(7, &late);
    }
    world.run(1_000);
    world.check_status(7, "cancelled");
    assert_eq!(world.line(7), Line::Settled);
    let seen: Vec<_> = world.clients[0].statuses.iter().map(|it| it.2.to_string()).collect();
    assert_eq!(seen, ["running", "cancelled"]);
}
