//! Faults 28 to 38 of the list that the tray is held to, each under its number:
//! events too many, too late, too large, and streams not worth their while.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::ProcessId;
use job_tray::domain::format::elapsed;
use job_tray::domain::id::EventId;
use job_tray::domain::language::Words;
use job_tray::domain::line::Line;
use job_tray::protocol::actions::{Input, Now, StreamKind};
use job_tray::protocol::diagnostics::{Mode, Reason};
use job_tray::protocol::engine::{EngineOptions, StreamChoice};
use job_tray::protocol::sse::{SseDecoder, SseLimits};
use simulation::{Fault, Kind, News, World, options};

/// Event `id` of job 7 as the server writes it.
fn event(id: u64, rest: &str) -> String {
    format!(r#"{{"id":{id},"process_id":7{rest}}}"#)
}

#[test]
fn fault_28_a_replay_from_the_start_at_each_open_gives_each_row_once() {
    let mut world = World::new();
    world.server.replays = true;
    world.server.add(7, "running", world.now().wall_ms);
    world.follow(&[7]);
    for percent in 1..=20 {
        world.run(10_000);
        world.emit(7, News::progress(percent));
    }
    world.run(1_000);
    let log = world.log(7);
    assert_eq!(log.len(), 20);
    assert!(log.is_sorted_by(|one, next| one < next));
    assert_eq!(world.job(7).bar_percent, Some(20));
    assert!(world.counts().repeated_events > 20);
    world.check_no_trouble();
}

#[test]
fn fault_28_a_replay_of_more_than_a_mebibyte_is_asked_with_the_last_id_and_then_polled() {
    let mut world = World::new();
    world.server.replays = true;
    world.server.add(7, "running", world.now().wall_ms);
    let long = "x".repeat(60_000);
    for id in 1..=20 {
        let data = event(id, &format!(r#","message":"{long}""#));
        world.server.rows.get_mut(&7).unwrap().events.push(data.as_str().into());
    }
    world.follow(&[7]);
    world.run(40_000);
    // The first time it is news, the second time too much.
    let via: Vec<_> = world.streams(7).iter().map(|it| it.1.via).collect();
    assert_eq!(via, [StreamKind::EventSource, StreamKind::EventSource, StreamKind::Fetch]);
    assert_eq!(world.streams(7)[2].1.last_event_id.as_deref(), Some("20"));
    assert_eq!(world.followed(7), (Mode::Poll, Some(Reason::Replays)), "it did not listen");
    assert_eq!(world.log(7).len(), 20);
    world.run(300_000);
    assert!(world.streams(7).len() <= 8, "{}", world.streams(7).len());
    world.check_no_trouble();
}

#[test]
fn fault_29_events_out_of_order_stand_in_their_place_and_take_nothing_back() {
    let mut world = World::with_running_job(7);
    for (id, percent) in [(10, 10), (30, 30), (20, 20), (40, 40), (15, 15)] {
        let rest = format!(r#","status":"running","progress_percent":{percent}"#);
        world.send_raw(7, &event(id, &rest));
    }
    world.send_raw(7, &event(5, r#","status":"pending""#));
    world.run(100);
    assert_eq!(world.log(7), [5, 10, 15, 20, 30, 40]);
    assert_eq!(world.job(7).bar_percent, Some(40));
    world.check_status(7, "running");
    assert_eq!(world.clients[0].statuses.len(), 1);
}

#[test]
fn fault_30_an_event_of_another_process_is_dropped_and_counted() {
    let mut world = World::with_running_jobs(2);
    world.send_raw(2, r#"{"id":900,"process_id":1,"status":"failed","progress_percent":99}"#);
    world.send_raw(2, r#"{"id":901,"process_id":77,"status":"failed"}"#);
    world.run(1_000);
    assert_eq!(world.counts().foreign_events, 2);
    for id in [1, 2] {
        world.check_status(id, "running");
        assert!(world.log(id).is_empty());
    }
    assert_eq!(world.clients[0].shown(), [1, 2]);
}

#[test]
fn fault_31_an_event_after_the_end_is_logged_and_only_the_row_may_reopen_the_job() {
    let mut world = World::with_running_job(7);
    world.emit(7, News::status("failed"));
    for id in [900, 901] {
        world.send_raw(7, &event(id, r#","status":"running","progress_percent":50"#));
    }
    world.run(2_000);
    world.check_status(7, "failed");
    assert_eq!(world.log(7).len(), 3);
    assert_eq!(world.line(7), Line::Settled);
    // A retry that the row tells of is believed at once.
    world.emit(7, News::retry());
    world.input(Input::Visible(false));
    world.input(Input::Visible(true));
    world.run(500);
    world.check_status(7, "pending");
    assert_eq!(world.job(7).bar_percent, None);
}

#[test]
fn fault_32_an_event_of_8_mib_or_a_line_without_end_is_dropped_and_the_row_read() {
    let mut world = World::with_fetched_job(7);
    world.run(1_000);
    let gets = world.count(Kind::Get, 7);
    world.emit(7, News::progress(64).silent());
    let huge = event(1, &format!(r#","message":"{}""#, "x".repeat(8 << 20)));
    let stream = format!("data: {huge}\n\ndata: {}\n\n", event(2, ""));
    for bytes in stream.as_bytes().chunks(64 * 1024) {
        world.send_bytes(7, bytes);
    }
    world.run(1_000);
    assert_eq!(world.counts().dropped_events, 1);
    assert_eq!(world.log(7), [2], "reading goes on after the next blank line");
    assert_eq!(world.job(7).bar_percent, Some(64));
    assert_eq!(world.count(Kind::Get, 7), gets + 1);
    assert_eq!(world.line(7), Line::Live, "the stream stays");
    let mut decoder = SseDecoder::new(SseLimits::default());
    for bytes in ["data: ", &"y".repeat(2 << 20), ": ", &"z".repeat(2 << 20)] {
        decoder.push(bytes.as_bytes(), |_| panic!("no event"));
        assert!(decoder.buffered_bytes() <= 1 << 20);
    }
    world.check_no_trouble();
}

#[test]
fn fault_33_a_burst_of_100_000_events_in_any_portions_is_one_change_each_and_bounded() {
    // The work of decoding is counted in `sse`, the turns in the transport.
    let mut world = World::with_fetched_job(7);
    let key = world.clients[0].sent.iter().rfind(|it| it.kind == Kind::Stream).unwrap().key;
    let now = world.now();
    let engine = &mut world.clients[0].engine;
    let mut decoder = SseDecoder::new(SseLimits::default());
    let mut frames = 0;
    for id in 1..=100_000 {
        let text = format!("data: {}\n\n", event(id, r#","status":"running""#));
        let portion = if id <= 1_000 { 1 } else { text.len() };
        for bytes in text.as_bytes().chunks(portion) {
            decoder.push(bytes, |frame| {
                frames += 1;
                let message = frame.data.as_str().into();
                let output = engine.handle(Input::StreamMessage(key, message), now);
                assert!(output.effects.is_empty() && output.changes.len() == 1);
            });
        }
    }
    assert_eq!(frames, 100_000);
    let log = &engine.state().job(ProcessId::new(7)).unwrap().log;
    assert_eq!((log.len(), log.dropped()), (10_000, 90_000));
    assert_eq!(log.last().unwrap().id, EventId::new(100_000));
}

#[test]
fn fault_34_ids_beyond_two_to_the_53_are_exact_in_state_and_addresses() {
    for id in [9_007_199_254_740_993, u64::MAX] {
        let mut world = World::with_running_job(id);
        assert_eq!(world.clients[0].engine.state().order(), [ProcessId::new(id)]);
        let stream = &world.streams(id)[0].1;
        assert_eq!(stream.url, format!("/api/processes/{id}/stream"));
        let event_id = u64::MAX - 1;
        world.send_raw(id, &format!(r#"{{"id":"{event_id}","process_id":"{id}"}}"#));
        world.send_raw(id, &format!(r#"{{"id":{},"process_id":{id}}}"#, event_id - 1));
        world.run(100);
        assert_eq!(world.log(id), [event_id - 1, event_id]);
        assert_eq!(world.counts().undecodable, 0);
    }
}

#[test]
fn fault_35_times_are_the_servers_never_negative_and_ids_order_what_shares_a_second() {
    for skew_ms in [-86_400_000, 86_400_000] {
        let mut world = World::new();
        world.device_skew_ms = skew_ms;
        world.server.add(7, "running", world.now().wall_ms);
        world.follow(&[7]);
        world.run(5_000);
        for percent in [10, 20, 30] {
            world.emit(7, News::progress(percent));
        }
        world.run(100);
        let device = Now { wall_ms: world.now().wall_ms + skew_ms, ..world.now() };
        let server = world.clients[0].engine.server_now_ms(device);
        assert!((server - world.now().wall_ms).abs() <= 2_000, "{skew_ms}: {server}");
        let log = world.log(7);
        assert!(log.is_sorted(), "{log:?}");
        assert_eq!(world.job(7).bar_percent, Some(30), "the last of one second wins");
        let at = world.job(7).log.last().unwrap().created_at;
        let told = |time: Option<i64>| Words::default().duration(time.unwrap());
        assert_eq!(told(elapsed(at, None, server)), "0 s");
        assert_eq!(told(elapsed(at, None, server - 5_000)), "0 s", "never negative");
        world.check_no_trouble();
    }
    assert_eq!(Words::default().duration(-86_400_000), "0 s");
    // Without a zone it is UTC, in winter and summer, wherever the device is.
    let bare = job_tray::protocol::timestamp::parse("2026-07-01 02:30:00");
    assert_eq!(bare, job_tray::protocol::timestamp::parse("2026-07-01T02:30:00.000000Z"));
}

#[test]
fn fault_36_messages_held_back_to_the_end_are_found_out_and_the_job_is_polled() {
    let mut world = World::with_running_job(7);
    for round in 1..=2 {
        world.run_until(30_000, |world| world.clients[0].open_count(Kind::Stream) == 1);
        world.run(23_500);
        for percent in 1..=5 {
            world.emit(7, News::progress(round * 10 + percent));
        }
        world.run(100);
        world.cut_connections();
        world.run(100);
    }
    world.run(3_000);
    assert_eq!(world.clients[0].open_count(Kind::Stream), 0);
    assert_eq!(world.followed(7), (Mode::Poll, Some(Reason::HeldBack)));
    world.emit(7, News::progress(70));
    let took = world.run_until(16_000, |world| world.job(7).bar_percent == Some(70));
    assert!(took <= 15_000, "the screen still moves: {took}");
    world.check_no_trouble();
}

#[test]
fn fault_37_streams_that_open_and_close_at_once_make_no_loop() {
    let mut world = World::new();
    world.server.add(7, "running", world.now().wall_ms);
    world.server.fail(|question| (question.kind == Kind::Stream).then_some(Fault::StreamLives(0)));
    world.follow(&[7]);
    world.run(40_000);
    assert_eq!(world.streams(7).len(), 3);
    assert_eq!(world.followed(7), (Mode::Poll, Some(Reason::ClosedEarly)));
    world.run(600_000);
    assert!(world.streams(7).len() <= 8, "{}", world.streams(7).len());
    world.check_no_trouble();
}

#[test]
fn fault_38_the_time_between_streams_is_at_most_30_s_and_nonsense_is_ignored() {
    let blind = |retry: &str| {
        let options = EngineOptions { stream: StreamChoice::Fetch, ..options() };
        let mut world = World::running_with(7, options);
        world.send_bytes(7, format!("retry: {retry}\ndata: {}\n\n", event(1, "")).as_bytes());
        world.run_until(26_000, |world| world.clients[0].open_count(Kind::Stream) == 0);
        world.emit(7, News::progress(44));
        let fresh = world.run_until(60_000, |world| world.job(7).bar_percent == Some(44));
        assert!(fresh <= 6_000, "{retry}: the row is read meanwhile, {fresh}");
        world.check_no_trouble();
        let closed = world.streams(7)[0].0 + 25_000;
        world.run_until(60_000, |world| world.streams(7).len() == 2);
        world.streams(7)[1].0 - closed
    };
    for retry in ["0", "x", "", "-1", "1e9"] {
        assert!(blind(retry) <= 400, "{retry:?}: {}", blind(retry));
    }
    for retry in ["30000", "999999999", "99999999999999999999999"] {
        assert!((30_000..=30_400).contains(&blind(retry)), "{retry}: {}", blind(retry));
    }
}
