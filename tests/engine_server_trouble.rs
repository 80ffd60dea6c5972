//! A server in trouble: down, slow, overloaded, or no longer willing.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::line::Line;
use job_tray::domain::status::Status;
use job_tray::protocol::http::HttpReply;
use simulation::{Fault, Kind, News, World, reply};

const HTML: &str = "text/html; charset=UTF-8";

fn waiting(status: u16, retry_after: &str) -> HttpReply {
    HttpReply { retry_after: Some(retry_after.into()), ..reply(status, "{}") }
}

/// Several running jobs, some with a stream, all known.
fn running(count: u64) -> World {
    let mut world = World::new();
    for id in 1..=count {
        world.server.add(id, "running", world.now().wall_ms);
    }
    world.follow(&(1..=count).collect::<Vec<_>>());
    world.run(30_000);
    world
}

#[test]
fn a_server_that_is_down_is_tried_ever_more_rarely_and_the_last_state_stays() {
    let mut world = running(3);
    world.server.fail(|_| Some(Fault::Refused));
    world.cut_connections();
    world.run(120_000);
    assert!((1..=3).all(|id| world.line(id) == Line::Reconnecting));
    assert!((1..=3).all(|id| world.status(id) == Status::Running));
    let from = world.now().mono_ms;
    world.run(300_000);
    let tries = world.sent_since(from);
    assert!((20..=60).contains(&tries.len()), "{} in five minutes", tries.len());
    assert!(
        tries.iter().all(|sent| sent.kind == Kind::Get),
        "no stream from a server that is down"
    );
    world.server.heal();
    world.emit(2, News::progress(64));
    let took = world.run_until(32_000, |world| world.job(2).bar_percent == Some(64));
    assert!(took <= 32_000);
    world.run(2_000);
    assert!((1..=3).all(|id| !world.line(id).is_troubled()));
}

#[test]
fn one_failure_is_no_trouble_and_two_are() {
    let mut world = World::new();
    world.server.add(1, "pending", world.now().wall_ms);
    world.follow(&[1]);
    world.run(1_000);
    let mut left = 1;
    world.server.fail(move |_| {
        left -= 1;
        (left >= 0).then_some(Fault::Refused)
    });
    world.run(60_000);
    assert!(world.clients[0].lines.iter().all(|(_, _, line)| !line.is_troubled()));
    world.server.fail(|_| Some(Fault::Refused));
    world.run_until(60_000, |world| world.line(1) == Line::Reconnecting);
    assert_eq!(world.status(1), Status::Pending, "a lost line never recolours a job");
}

#[test]
fn questions_that_fail_together_are_one_failure() {
    let mut world = World::new();
    for id in 1..=4 {
        world.server.add(id, "pending", world.now().wall_ms);
    }
    let mut left = 4;
    world.server.fail(move |_| {
        left -= 1;
        (left >= 0).then_some(Fault::Refused)
    });
    world.follow(&[1, 2, 3, 4]);
    world.run(1_200);
    assert!((1..=4).all(|id| world.line(id) == Line::Polling));
    assert!(world.clients[0].lines.iter().all(|it| !it.2.is_troubled()));
}

#[test]
fn bad_gateways_pause_the_whole_origin() {
    for status in [502, 503, 504, 429] {
        let mut world = running(6);
        let from = world.now().mono_ms;
        world.server.fail(move |_| Some(Fault::Answer(reply(status, "<h1>Bad</h1>"))));
        world.cut_connections();
        world.run(60_000);
        let tries = world.sent_since(from).len();
        assert!(tries <= 20, "{status}: {tries} for six jobs in a minute");
        world.server.heal();
        let took = world.run_until(32_000, |world| !world.line(1).is_troubled());
        assert!(took <= 16_000, "{status}");
        let recover = |line| line != Line::Reconnecting;
        assert!((1..=6).all(|id| recover(world.line(id))), "one answer ends the trouble of all");
        // Whoever asked too much asks less for a while, and says how old news is.
        world.run(if status == 429 { 300_000 } else { 16_000 });
        let troubled: Vec<_> = (1..=6).filter(|id| world.line(*id).is_troubled()).collect();
        let lines = world.clients[0].engine.diagnostics(world.now());
        assert!(troubled.is_empty(), "{status}: {troubled:?} of {lines:#?}");
    }
}

#[test]
fn a_server_error_of_one_job_leaves_the_others_alone() {
    let mut world = running(4);
    world.server.fail(|question| {
        (question.process == 1).then(|| Fault::Answer(reply(500, r#"{"message":"Server Error"}"#)))
    });
    world.run(60_000);
    assert_eq!(world.line(1), Line::Reconnecting);
    assert!((2..=4).all(|id| !world.line(id).is_troubled()));
}

#[test]
fn retry_after_in_seconds_or_as_a_date_is_obeyed_by_all_jobs() {
    let date = "Thu, 01 Jan 2026 00:02:31 GMT";
    for wish in ["120", date] {
        let mut world = running(4);
        world.server.fail(move |_| Some(Fault::Answer(waiting(503, wish))));
        world.cut_connections();
        world.run(8_000);
        let from = world.now().mono_ms;
        world.run(150_900 - from);
        let tries = world.sent_since(from);
        assert!(tries.is_empty(), "{wish}: {tries:?}");
        world.server.heal();
        world.run(40_000);
        assert!(!world.sent_since(from).is_empty());
        assert!((1..=4).all(|id| !world.line(id).is_troubled()), "{wish}");
    }
}

#[test]
fn neither_sleep_nor_a_flapping_network_nor_a_look_cuts_retry_after_short() {
    use job_tray::protocol::actions::Input;
    let mut world = running(2);
    world.server.fail(|_| Some(Fault::Answer(waiting(429, "300"))));
    world.cut_connections();
    world.run(5_000);
    let from = world.now().mono_ms;
    for input in [
        Input::Resumed,
        Input::Online(false),
        Input::Online(true),
        Input::Visible(false),
        Input::Visible(true),
    ] {
        world.input(input);
        world.run(3_000);
    }
    world.sleep(60_000, true);
    world.input(Input::Resumed);
    world.run(60_000);
    assert_eq!(world.sent_since(from), []);
}

#[test]
fn a_login_page_instead_of_a_process_is_a_sign_out_and_stops_everything() {
    let page = HttpReply { content_type: Some(HTML.into()), ..reply(200, "<form>Sign in</form>") };
    for answer in [page, reply(401, "{}"), reply(419, "{}")] {
        let mut world = running(3);
        world.server.fail(move |_| Some(Fault::Answer(answer.clone())));
        world.cut_connections();
        world.run_until(20_000, |world| world.line(1) == Line::SignedOut);
        assert!((1..=3).all(|id| world.line(id) == Line::SignedOut));
        assert!((1..=3).all(|id| world.status(id) == Status::Running));
        world.run(1_000);
        let from = world.now().mono_ms;
        world.run(30 * 60_000);
        assert_eq!(world.sent_since(from), []);
        assert_eq!(world.clients[0].wake_at, None);
    }
}

#[test]
fn after_a_sign_out_each_look_asks_once_and_a_sign_in_brings_everything_back() {
    use job_tray::protocol::actions::Input;
    let mut world = running(3);
    world.server.fail(|_| Some(Fault::Answer(reply(401, "{}"))));
    world.cut_connections();
    world.run(20_000);
    for _ in 0..3 {
        let from = world.now().mono_ms;
        world.input(Input::Visible(false));
        world.input(Input::Visible(true));
        world.run(60_000);
        assert_eq!(world.sent_since(from).len(), 1);
    }
    // The network fails the question that would have found out: it is asked again.
    world.server.fail(|_| Some(Fault::Refused));
    world.input(Input::Visible(false));
    world.input(Input::Visible(true));
    world.run(500);
    world.server.heal();
    world.run(5_000);
    assert!((1..=3).all(|id| !world.line(id).is_troubled()), "{:?}", world.line(1));
    assert_eq!(world.clients[0].open_count(Kind::Stream), 2);
}

#[test]
fn a_job_the_user_may_not_see_is_left_alone_and_keeps_its_row() {
    let mut world = running(2);
    world.server.fail(|question| (question.process == 1).then(|| Fault::Answer(reply(403, "{}"))));
    world.run_until(60_000, |world| world.line(1) == Line::Blocked);
    assert_eq!(world.status(1), Status::Running);
    assert!(!world.job(1).offers(job_tray::domain::action::Action::Cancel));
    let from = world.now().mono_ms;
    world.run(120_000);
    assert!(world.sent_since(from).iter().all(|sent| sent.process == 2));
    assert_eq!(world.line(2), Line::Live);
}

#[test]
fn a_job_that_is_gone_is_confirmed_once_and_then_left_alone() {
    for status in [404, 410] {
        let mut world = running(1);
        world.server.fail(move |_| Some(Fault::Answer(reply(status, "{}"))));
        let before = world.count(Kind::Get, 1);
        world.run_until(60_000, |world| world.line(1) == Line::Gone);
        assert_eq!(world.count(Kind::Get, 1) - before, 2);
        let from = world.now().mono_ms;
        world.run(600_000);
        assert_eq!(world.sent_since(from), []);
        assert_eq!(world.status(1), Status::Running, "the row stays as it was last known");
    }
}

#[test]
fn a_404_that_was_a_slip_of_a_replica_changes_nothing() {
    let mut world = running(1);
    let mut slips = 1;
    world.server.fail(move |question| {
        if question.kind == Kind::Get {
            slips -= 1;
        }
        (slips >= 0 && question.kind == Kind::Get).then(|| Fault::Answer(reply(404, "{}")))
    });
    world.run(60_000);
    assert!(world.clients[0].lines.iter().all(|(_, _, line)| *line != Line::Gone));
    assert_eq!(world.line(1), Line::Live);
}

#[test]
fn an_answer_that_is_no_process_is_asked_for_again_ever_more_rarely() {
    for body in ["", "{}", "null", "<!doctype html>", r#"{"data":[]}"#, r#"{"id":99}"#] {
        let mut world = World::new();
        world.server.add(1, "running", world.now().wall_ms);
        world.server.fail(move |_| Some(Fault::Answer(reply(200, body))));
        world.follow(&[1]);
        world.run(300_000);
        assert!((8..=60).contains(&world.count(Kind::Get, 1)), "{body}");
        assert_eq!(world.line(1), Line::Reconnecting);
        world.server.heal();
        world.run(31_000);
        assert!(!world.line(1).is_troubled());
    }
}

#[test]
fn a_slow_server_is_never_asked_twice_at_a_time_for_one_job() {
    let mut world = World::new();
    for id in 1..=6 {
        world.server.add(id, "running", world.now().wall_ms);
    }
    world.server.fail(|question| match question.kind {
        Kind::Get => Some(Fault::Delayed(15_000)),
        _ => None,
    });
    world.follow(&[1, 2, 3, 4, 5, 6]);
    world.run(120_000);
    assert!((1..=6).all(|id| world.status(id) == Status::Running));
    // One per job and four in all: the harness looks at every step.
    assert!(world.clients[0].lines.iter().all(|it| it.2 != Line::Reconnecting));
}

#[test]
fn an_answer_that_was_on_its_way_longer_than_the_events_after_it_takes_nothing_back() {
    let mut world = World::new();
    world.server.add(1, "running", world.now().wall_ms);
    world.follow(&[1]);
    world.run(1_000);
    world.server.fail(|question| (question.kind == Kind::Get).then_some(Fault::Delayed(6_000)));
    world.run(24_500);
    // The planned close; the row is read now and comes late.
    world.run(2_000);
    world.emit(1, News::progress(55));
    world.run(20_000);
    assert_eq!(world.job(1).process.as_ref().unwrap().progress_percent.unwrap().shown(), 55);
    let backwards = world.clients[0].statuses.len();
    assert_eq!(backwards, 1, "running, all the time");
}

#[test]
fn requests_that_hang_are_given_up_after_twenty_seconds() {
    let mut world = running(1);
    world.server.fail(|_| Some(Fault::Silent));
    world.cut_connections();
    world.run(60_000);
    assert!(world.clients[0].open_count(Kind::Get) <= 1);
    assert!(world.line(1).is_troubled());
    world.server.heal();
    world.run(55_000);
    assert_eq!(world.line(1), Line::Live);
}
