//! Faults 10 to 19 of the list that the tray is held to, each under its number:
//! what servers answer instead of a stream or a row.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::action::Action;
use job_tray::domain::line::Line;
use job_tray::domain::status::Status;
use job_tray::protocol::actions::{Input, StreamKind};
use job_tray::protocol::diagnostics::{Mode, Reason};
use job_tray::protocol::engine::{EngineOptions, StreamChoice};
use job_tray::protocol::http::HttpReply;
use simulation::{Fault, Kind, News, World, options, reply};

fn page() -> HttpReply {
    let content_type = Some("text/html; charset=UTF-8".into());
    HttpReply { content_type, ..reply(200, "<form>Sign in</form>") }
}

fn waiting(status: u16, retry_after: &str) -> HttpReply {
    HttpReply { retry_after: Some(retry_after.into()), ..reply(status, "{}") }
}

/// Streams are answered like this, the rest well.
fn streams_answer(world: &mut World, answer: HttpReply) {
    world.server.fail(move |question| {
        (question.kind == Kind::Stream).then(|| Fault::Answer(answer.clone()))
    });
}

/// Everything is answered like this.
fn all_answer(world: &mut World, answer: HttpReply) {
    world.server.fail(move |_| Some(Fault::Answer(answer.clone())));
}

/// One running job on a server whose streams are answered like this.
fn without_stream(answer: HttpReply, stream: StreamChoice) -> World {
    let mut world = World::with(EngineOptions { stream, ..options() });
    world.server.add(7, "running", world.now().wall_ms);
    streams_answer(&mut world, answer);
    world.follow(&[7]);
    world
}

/// The job is polled: what its worker reports is seen, and no trouble shown.
#[track_caller]
fn check_polled(world: &mut World, id: u64) {
    assert_eq!(world.line(id), Line::Polling);
    let percent = world.job(id).bar_percent.map_or(1, |shown| shown + 1);
    world.emit(id, News::progress(percent.into()));
    let took = world.run_until(20_000, |world| world.job(id).bar_percent == Some(percent));
    assert!(took <= 18_500, "{took}");
    world.check_no_trouble();
}

/// The user looks away and back.
fn look(world: &mut World) {
    world.input(Input::Visible(false));
    world.input(Input::Visible(true));
}

/// All jobs are signed out, nothing was read of the answers, nothing more is
/// asked, and each look asks once.
#[track_caller]
fn check_signed_out(world: &mut World, jobs: u64) {
    assert!((1..=jobs).all(|id| world.line(id) == Line::SignedOut));
    assert!((1..=jobs).all(|id| world.status(id) == Status::Running), "the last state stays");
    assert_eq!(world.counts().undecodable, 0);
    assert!(world.clients[0].engine.diagnostics(world.now()).signed_out);
    world.run(1_000);
    world.check_silent(30);
    for _ in 0..2 {
        let from = world.now().mono_ms;
        look(world);
        world.run(60_000);
        let kinds: Vec<_> = world.sent_since(from).iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [Kind::Get]);
    }
    world.server.heal();
    look(world);
    world.run(5_000);
    assert!((1..=jobs).all(|id| !world.line(id).is_troubled()), "a sign-in brings all back");
}

#[test]
fn fault_10_a_server_error_at_the_stream_is_retried_and_the_row_decides_who_is_signed_in() {
    for status in [500, 502, 504] {
        for stream in [StreamChoice::EventSource, StreamChoice::Fetch] {
            let mut world = without_stream(reply(status, "oops"), stream);
            world.run(30_000);
            assert_eq!(world.streams(7).len(), 3, "{status}");
            check_polled(&mut world, 7);
            world.server.heal();
            world.run(90_000);
            assert_eq!(world.line(7), Line::Live, "it is tried again");
        }
    }
    // Laravel: "Route [login] not defined".
    let mut world = World::with_running_jobs(1);
    world.server.fail(|question| {
        Some(Fault::Answer(if question.kind == Kind::Stream {
            reply(500, r#"{"message":"Server Error"}"#)
        } else {
            reply(401, r#"{"message":"Unauthenticated."}"#)
        }))
    });
    world.cut_connections();
    world.run(5_000);
    check_signed_out(&mut world, 1);
}

#[test]
fn fault_11_maintenance_is_one_pause_for_all_and_probed_with_one_row_at_a_time() {
    for (answer, least) in
        [(reply(503, "<h1>Be right back</h1>"), 0), (waiting(503, "120"), 120_000)]
    {
        for stream in [StreamChoice::EventSource, StreamChoice::Fetch] {
            let mut world = World::with(EngineOptions { stream, ..options() });
            for id in 1..=6 {
                world.server.add(id, "running", world.now().wall_ms);
            }
            world.follow(&[1, 2, 3, 4, 5, 6]);
            world.run(20_000);
            all_answer(&mut world, answer.clone());
            let down = world.now().mono_ms;
            world.cut_connections();
            world.run_until(20_000, |world| {
                world.clients[0].engine.diagnostics(world.now()).paused_ms > 0
            });
            // What was on its way together is answered together.
            world.run(100);
            let from = world.now().mono_ms;
            world.run(300_000);
            let probes = world.sent_since(from);
            assert!(probes.iter().all(|sent| sent.kind == Kind::Get), "probed with rows only");
            assert!((2..=60).contains(&probes.len()), "{} in five minutes", probes.len());
            assert!(probes[0].at >= down + least, "{} after {down}", probes[0].at);
            assert!(probes.windows(2).all(|pair| pair[1].at >= pair[0].at + least.max(40)));
            world.server.heal();
            world.run(least + 16_000);
            assert!((1..=6).all(|id| world.line(id) != Line::Reconnecting));
            assert!((1..=6).all(|id| world.status(id) == Status::Running));
        }
    }
}

#[test]
fn fault_12_a_login_page_in_place_of_rows_or_streams_signs_out_and_is_never_parsed() {
    let mut world = World::with_running_jobs(3);
    all_answer(&mut world, page());
    world.cut_connections();
    world.run_until(20_000, |world| world.line(1) == Line::SignedOut);
    check_signed_out(&mut world, 3);
    // A stream that was redirected there: the row decides.
    let mut world = without_stream(page(), StreamChoice::Fetch);
    world.run(40_000);
    assert_eq!(world.streams(7).len(), 3);
    check_polled(&mut world, 7);
    assert_eq!(world.counts().undecodable, 0);
}

#[test]
fn fault_13_json_on_the_address_of_the_stream_is_a_row_if_it_fits_and_makes_no_loop() {
    let row = r#"{"data":{"id":7,"status":"running","progress_percent":33,"current_step":"Told"}}"#;
    let mut world = without_stream(reply(200, row), StreamChoice::Fetch);
    world.emit(7, News::progress(33));
    world.run_until(1_000, |world| world.streams(7).len() == 1);
    let gets = world.count(Kind::Get, 7);
    world.run_until(1_000, |world| world.followed(7).1 == Some(Reason::NoStreams));
    let step = world.job(7).process.as_ref().unwrap().current_step.clone();
    assert_eq!(step.as_deref(), Some("Told"));
    assert_eq!(world.count(Kind::Get, 7), gets, "it is not asked for once more");
    assert_eq!(world.followed(7), (Mode::Poll, Some(Reason::NoStreams)));
    world.run(40_000);
    assert_eq!(world.streams(7).len(), 1);
    world.run(600_000);
    assert!(world.streams(7).len() <= 13, "{}", world.streams(7).len());
    check_polled(&mut world, 7);
    for stream in [StreamChoice::Fetch, StreamChoice::EventSource] {
        let mut world = without_stream(reply(200, r#"{"ok":true}"#), stream);
        world.run(40_000);
        assert_eq!(world.streams(7).len(), 3);
        check_polled(&mut world, 7);
        assert_eq!(world.counts().undecodable, 0);
    }
}

#[test]
fn fault_14_no_content_ends_the_streams_of_a_job_and_it_is_polled() {
    let mut world = without_stream(reply(204, ""), StreamChoice::Fetch);
    world.run(600_000);
    assert_eq!(world.streams(7).len(), 1, "a server that says so is not asked again");
    assert_eq!(world.followed(7), (Mode::Poll, Some(Reason::NoStreams)));
    check_polled(&mut world, 7);
    // An `EventSource` does not say what it was: it is tried ever more rarely.
    let mut world = without_stream(reply(204, ""), StreamChoice::EventSource);
    world.run(600_000);
    assert!(world.streams(7).len() <= 6, "{}", world.streams(7).len());
    check_polled(&mut world, 7);
}

#[test]
fn fault_15_a_lost_sign_in_stops_everything_and_each_look_asks_once() {
    for status in [401, 419] {
        let mut world = World::with_running_jobs(3);
        all_answer(&mut world, reply(status, r#"{"message":"Unauthenticated."}"#));
        world.cut_connections();
        world.run_until(20_000, |world| world.line(1) == Line::SignedOut);
        assert_eq!(world.clients[0].open_count(Kind::Stream), 0);
        check_signed_out(&mut world, 3);
    }
}

#[test]
fn fault_16_a_forbidden_job_is_left_alone_without_buttons_and_keeps_its_row() {
    let mut world = World::with_running_jobs(2);
    world.server.fail(|question| (question.process == 1).then(|| Fault::Answer(reply(403, "{}"))));
    world.run_until(60_000, |world| world.line(1) == Line::Blocked);
    world.check_status(1, "running");
    assert!(!world.job(1).offers(Action::Cancel) && !world.job(1).offers(Action::Retry));
    world.act(1, Action::Cancel);
    let from = world.now().mono_ms;
    world.run(600_000);
    assert!(world.sent_since(from).iter().all(|sent| sent.process == 2));
    assert_eq!(world.line(2), Line::Live, "the other goes on");
    world.check_no_trouble();
}

#[test]
fn fault_17_a_deleted_job_is_confirmed_once_kept_as_a_tombstone_and_never_asked_for_again() {
    for status in [404, 410] {
        for stream in [StreamChoice::EventSource, StreamChoice::Fetch] {
            let mut world = World::running_with(7, EngineOptions { stream, ..options() });
            let gets = world.count(Kind::Get, 7);
            let class = r#"{"message":"No query results for model [App\\Models\\Process] 7"}"#;
            all_answer(&mut world, reply(status, class));
            world.cut_connections();
            world.run_until(10_000, |world| world.line(7) == Line::Gone);
            assert_eq!(world.count(Kind::Get, 7) - gets, 2);
            world.check_status(7, "running");
            assert!(!world.job(7).offers(Action::Cancel));
            world.check_silent(60);
            look(&mut world);
            world.check_silent(60);
        }
    }
}

#[test]
fn fault_18_a_server_without_streams_is_polled_for_every_job_and_never_asked_for_one_again() {
    for status in [405, 501] {
        let mut world = without_stream(reply(status, "{}"), StreamChoice::Fetch);
        world.run(1_000);
        for id in 8..=12 {
            world.server.add(id, "running", world.now().wall_ms);
        }
        world.follow(&[7, 8, 9, 10, 11, 12]);
        world.run(600_000);
        let streams = world.clients[0].sent.iter().filter(|it| it.kind == Kind::Stream).count();
        assert_eq!(streams, 1, "{status}");
        assert_eq!(world.followed(12), (Mode::Poll, Some(Reason::NoStreams)));
        check_polled(&mut world, 12);
    }
    let mut world = without_stream(reply(405, "{}"), StreamChoice::EventSource);
    world.run(600_000);
    assert!(world.streams(7).len() <= 6, "blind, and ever more rarely");
    assert!(world.streams(7).iter().all(|it| it.1.via == StreamKind::EventSource));
    check_polled(&mut world, 7);
}

#[test]
fn fault_19_too_many_requests_pauses_the_origin_halves_the_budget_and_recovers() {
    let date = "Thu, 01 Jan 2026 00:01:30 GMT";
    for (wish, least) in [(Some("60"), 60_000), (Some(date), 60_000), (Some("never"), 0), (None, 0)]
    {
        let mut world = World::with_running_jobs(6);
        let mut answer = reply(429, r#"{"message":"Too Many Attempts."}"#);
        answer.retry_after = wish.map(str::to_owned);
        all_answer(&mut world, answer);
        world.cut_connections();
        let limit =
            |world: &World| world.clients[0].engine.diagnostics(world.now()).requests_per_minute;
        world.run_until(20_000, |world| limit(world) < 30);
        assert_eq!(limit(&world), 15, "{wish:?}: four answers at a time are one complaint");
        world.run(100);
        let from = world.now().mono_ms;
        world.server.heal();
        world.run(100_000);
        let sent = world.sent_since(from);
        assert!(sent[0].at >= from + least - 11_000, "{wish:?}: {} after {from}", sent[0].at);
        world.run(60_000 * 6);
        assert_eq!(limit(&world), 30, "a tenth comes back each minute");
        assert!((1..=6).all(|id| !world.line(id).is_troubled()));
    }
    // A storm: it never stops, and is asked ever less.
    let mut world = World::with_running_jobs(6);
    all_answer(&mut world, reply(429, ""));
    world.cut_connections();
    world.run(60_000);
    let from = world.now().mono_ms;
    world.run(600_000);
    assert!(world.sent_since(from).len() <= 75, "{}", world.sent_since(from).len());
}
