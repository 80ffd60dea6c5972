//! The first nine faults of the list that the tray is held to, each under its
//! number: how streams end, and how they do not.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::line::Line;
use job_tray::protocol::diagnostics::{Mode, Reason};
use simulation::{Fault, Kind, LATENCY_MS, News, World, options};

fn streams_fail(world: &mut World, fault: Fault) {
    world.server.fail(move |question| (question.kind == Kind::Stream).then(|| fault.clone()));
}

#[test]
fn fault_01_a_planned_close_with_or_without_the_marker_is_invisible_and_doubles_no_row() {
    for (marks_the_end, replays) in [(false, false), (true, false), (true, true)] {
        let mut world = World::with_running_job(7);
        world.server.marks_the_end = marks_the_end;
        world.server.replays = replays;
        for percent in 1..=20 {
            world.run(10_000);
            world.emit(7, News::progress(percent));
        }
        world.run(1_000);
        world.check_no_trouble();
        world.check_blind(7, 25_000, 300);
        let log = world.log(7);
        assert_eq!(log.len(), 20);
        assert!(log.is_sorted_by(|one, next| one < next), "{log:?}");
        assert_eq!(world.count(Kind::Get, 7), world.streams(7).len() + 1, "one for each open");
        assert_eq!(world.counts().undecodable, 0);
    }
}

#[test]
fn fault_02_a_close_right_after_the_terminal_event_opens_no_other_stream() {
    for status in ["completed", "failed", "cancelled"] {
        let mut world = World::with_running_job(7);
        world.server.marks_the_end = true;
        world.emit(7, News::status(status));
        world.run(2_000);
        world.check_status(7, status);
        assert_eq!(world.line(7), Line::Settled);
        assert_eq!(world.streams(7).len(), 1);
        world.check_silent(30);
        world.check_no_trouble();
    }
}

#[test]
fn fault_03_an_end_that_no_event_told_is_found_by_the_row() {
    let mut world = World::with_running_job(7);
    world.emit(7, News::status("completed").silent());
    let took = world.run_until(3_000, |world| world.line(7) == Line::Settled);
    assert!(took <= 1_300, "{took}");
    world.check_status(7, "completed");
    world.check_silent(30);
    world.check_no_trouble();
}

#[test]
fn fault_04_a_job_that_is_over_before_its_stream_is_painted_by_the_row() {
    let mut world = World::with_job(7, "completed", options());
    assert_eq!(world.line(7), Line::Settled);
    assert_eq!((world.count(Kind::Get, 7), world.streams(7).len()), (1, 0));
    world.check_silent(30);
    // It ends between the first answer and the stream.
    let mut world = World::new();
    world.server.add(7, "running", world.now().wall_ms);
    world.follow(&[7]);
    world.run_until(1_000, |world| world.streams(7).len() == 1);
    world.check_status(7, "running");
    world.emit(7, News::status("failed").silent());
    world.run(3_000);
    world.check_status(7, "failed");
    assert_eq!(world.line(7), Line::Settled);
    assert_eq!(world.streams(7).len(), 1);
    world.check_silent(30);
}

#[test]
fn fault_05_what_breaks_off_in_the_middle_is_discarded_and_its_id_with_it() {
    let mut world = World::with_fetched_job(7);
    world.send_bytes(7, b"id: 41\ndata: {\"id\":41,\"process_id\":7,\"step\":\"One\"}\n\n");
    for half in [
        &b"id: 42\ndata: {\"id\":42,\"proc"[..],
        b"id: 42\ndata: {\"id\":42,\"process_id\":7,\"step\":\"Two\"}\n",
        b"id: 42\ndata: {\"id\":42,\"process_id\":7,\"step\":\"Zw\xc3",
        b"id: 42",
    ] {
        world.run(6_000);
        world.send_bytes(7, half);
        world.run(100);
        let streams = world.streams(7).len();
        world.cut_connections();
        world.run(2_000);
        assert_eq!(world.log(7), [41]);
        let asked = world.streams(7);
        assert_eq!(asked.len(), streams + 1, "and a new one is opened");
        assert_eq!(asked.last().unwrap().1.last_event_id.as_deref(), Some("41"));
        assert_eq!(world.line(7), Line::Live);
    }
    assert_eq!(world.counts().undecodable, 0);
    world.check_no_trouble();
}

#[test]
fn fault_06_a_reset_in_the_middle_is_a_close_and_many_are_backed_off_from() {
    // What a GOAWAY or RST_STREAM looks like, too: a read that fails.
    let mut world = World::with_running_job(7);
    world.emit(7, News::progress(5));
    world.run(10_000);
    let gets = world.count(Kind::Get, 7);
    world.cut_connections();
    let took = world.run_until(3_000, |world| world.streams(7).len() == 2);
    assert!(took <= 1_500 + LATENCY_MS, "{took}");
    world.run(1_000);
    assert_eq!(world.count(Kind::Get, 7), gets + 1);
    assert_eq!(world.line(7), Line::Live);
    streams_fail(&mut world, Fault::StreamLives(0));
    world.run(120_000);
    let opens: Vec<_> = world.streams(7).iter().map(|it| it.0).collect();
    assert!(opens.len() <= 8, "{opens:?}");
    assert_eq!(world.line(7), Line::Polling);
    world.check_no_trouble();
}

#[test]
fn fault_07_headers_then_silence_is_given_up_after_30_s_and_the_badge_is_never_falsely_green() {
    let mut world = World::with_running_job(7);
    streams_fail(&mut world, Fault::StreamStalls);
    world.run_until(30_000, |world| world.streams(7).len() == 2);
    world.run(2 * LATENCY_MS);
    let took = world.run_until(40_000, |world| world.clients[0].open_count(Kind::Stream) == 0);
    assert_eq!(took, 30_000);
    let last = world.clients[0].sent.last().unwrap();
    assert_eq!((last.kind, last.at), (Kind::Get, world.now().mono_ms), "the row is read at once");
    world.emit(7, News::progress(77));
    let mut oldest = 0;
    for _ in 0..600 {
        world.run(1_000);
        if world.line(7) == Line::Live {
            let age = world.now().wall_ms - world.job(7).confirmed_at_ms.unwrap();
            oldest = oldest.max(age);
        }
    }
    assert!(oldest <= 35_000, "green for {oldest} ms without a word");
    assert_eq!(world.job(7).bar_percent, Some(77));
    assert!(world.streams(7).len() <= 8, "{}", world.streams(7).len());
    world.check_no_trouble();
}

#[test]
fn fault_08_no_headers_is_given_up_after_10_s_backed_off_from_and_then_polled() {
    let mut world = World::new();
    world.server.add(7, "running", world.now().wall_ms);
    streams_fail(&mut world, Fault::Silent);
    world.follow(&[7]);
    world.run(120_000);
    let opens: Vec<_> = world.streams(7).iter().map(|it| it.0).collect();
    assert!((3..=4).contains(&opens.len()), "{opens:?}");
    // A full queue is not joined twice: the harness allows one stream of a job.
    assert!(opens.windows(2).all(|pair| pair[1] - pair[0] >= 10_000), "{opens:?}");
    assert_eq!(world.followed(7), (Mode::Poll, Some(Reason::NoAnswer)));
    assert_eq!(world.line(7), Line::Polling);
    world.emit(7, News::progress(9));
    world.run_until(16_000, |world| world.job(7).bar_percent == Some(9));
    world.check_no_trouble();
}

#[test]
fn fault_09_a_refused_connection_is_tried_with_jitter_told_after_two_and_costs_no_state() {
    let mut world = World::with_job(7, "pending", options());
    let confirmed = world.job(7).confirmed_at_ms;
    world.server.fail(|_| Some(Fault::Refused));
    let from = world.now().mono_ms;
    world.run_until(20_000, |world| world.line(7) == Line::Reconnecting);
    assert_eq!(world.sent_since(from).len(), 2, "one failure is no trouble");
    world.run(300_000);
    let times: Vec<_> = world.sent_since(from).iter().map(|it| it.at).collect();
    let gaps: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.iter().all(|gap| *gap <= 15_000 + 2 * LATENCY_MS), "{gaps:?}");
    assert!(gaps[0] <= 1_000 + 2 * LATENCY_MS, "{gaps:?}");
    assert!(gaps.iter().any(|gap| *gap > 8_000) && gaps.iter().any(|gap| *gap < 5_000));
    world.check_status(7, "pending");
    assert_eq!(world.job(7).confirmed_at_ms, confirmed, "the age of the state is known");
    world.server.heal();
    world.run_until(16_000, |world| world.line(7) == Line::Polling);
}
