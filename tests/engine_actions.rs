//! Retry and Cancel: sent once, settled by what the server's row shows.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::action::{Action, ActionFailure, ActionState};
use job_tray::domain::line::Line;
use job_tray::domain::status::Status;
use job_tray::protocol::actions::Input;
use job_tray::protocol::http::HttpReply;
use simulation::{Fault, Kind, News, World, reply};

fn failed_job() -> World {
    let mut world = World::new();
    world.server.add(7, "failed", world.now().wall_ms);
    world.follow(&[7]);
    world.run(2_000);
    world
}

/// Every POST goes wrong in this way.
fn posts_fail(world: &mut World, fault: Fault) {
    world.server.fail(move |question| (question.kind == Kind::Post).then(|| fault.clone()));
}

#[track_caller]
fn check_action(world: &World, expected: &ActionState) {
    assert_eq!(world.job(7).action, *expected);
}

fn failure(action: Action, failure: ActionFailure) -> ActionState {
    ActionState::Failed(action, failure)
}

#[test]
fn a_double_click_is_one_request() {
    let mut world = World::with_running_job(7);
    for _ in 0..5 {
        world.act(7, Action::Cancel);
        check_action(&world, &ActionState::UnderWay(Action::Cancel));
        world.run(5);
    }
    world.run(2_000);
    assert_eq!(world.count(Kind::Post, 7), 1);
    world.check_status(7, "cancelled");
    check_action(&world, &ActionState::Idle);
    assert_eq!(world.line(7), Line::Settled);
}

#[test]
fn what_the_status_does_not_offer_is_not_sent() {
    let mut world = World::with_running_job(7);
    world.act(7, Action::Retry);
    world.act(8, Action::Cancel);
    world.emit(7, News::status("completed"));
    world.run(1_000);
    world.act(7, Action::Cancel);
    world.act(7, Action::Retry);
    world.run(1_000);
    assert_eq!(world.count(Kind::Post, 7), 0);
}

#[test]
fn a_retry_starts_over_and_the_job_is_followed_again() {
    let mut world = World::with_running_job(7);
    world.emit(7, News::progress(80));
    world.run(100);
    world.emit(7, News::status("failed"));
    world.run(1_000);
    assert_eq!(world.line(7), Line::Settled);
    world.act(7, Action::Retry);
    let took = world.run_until(1_000, |world| world.status(7) == Status::Pending);
    assert!(took <= 100, "{took}");
    assert_eq!(world.job(7).bar_percent, None, "the bar starts over");
    world.run(500);
    check_action(&world, &ActionState::Idle);
    world.emit(7, News { progress: Some(5), ..News::status("running") });
    world.run(8_000);
    assert_eq!(world.line(7), Line::Live);
    assert_eq!(world.job(7).bar_percent, Some(5));
}

#[test]
fn a_refusal_is_settled_by_the_row_and_told_calmly() {
    for status in [409, 422] {
        let mut world = World::with_running_job(7);
        // It completes, and before that is heard of the user cancels.
        world.emit(7, News::status("completed").silent());
        posts_fail(&mut world, Fault::Answer(reply(status, r#"{"message":"Too late."}"#)));
        world.act(7, Action::Cancel);
        world.run(1_000);
        world.check_status(7, "completed");
        let told = failure(Action::Cancel, ActionFailure::TooLate(Status::Completed));
        check_action(&world, &told);
        assert_eq!(world.count(Kind::Post, 7), 1);
    }
}

#[test]
fn a_cancel_that_lost_the_race_says_so_even_if_the_server_answered_200() {
    let mut world = World::with_running_job(7);
    let body = r#"{"data":{"id":7,"status":"completed","attempts":1}}"#;
    posts_fail(&mut world, Fault::Answer(reply(200, body)));
    world.act(7, Action::Cancel);
    world.emit(7, News::status("completed").silent());
    world.run(2_000);
    world.check_status(7, "completed");
    check_action(&world, &failure(Action::Cancel, ActionFailure::TooLate(Status::Completed)));
}

#[test]
fn a_refusal_that_changes_nothing_gives_the_servers_words_and_the_button_back() {
    let mut world = World::with_running_job(7);
    posts_fail(&mut world, Fault::Answer(reply(422, r#"{"message":"Locked by review."}"#)));
    world.act(7, Action::Cancel);
    world.run(1_000);
    let words = Some("Locked by review.".to_owned());
    check_action(&world, &failure(Action::Cancel, ActionFailure::Refused(words)));
    assert!(world.job(7).offers(Action::Cancel));
    world.server.heal();
    world.act(7, Action::Cancel);
    world.run(1_000);
    world.check_status(7, "cancelled");
    check_action(&world, &ActionState::Idle);
}

#[test]
fn every_kind_of_refusal_has_its_reason() {
    let page = HttpReply { content_type: Some("text/html".into()), ..reply(200, "<form>") };
    for (answer, reason) in [
        (reply(403, "{}"), ActionFailure::Forbidden),
        (reply(404, "{}"), ActionFailure::Gone),
        (reply(419, r#"{"message":"CSRF token mismatch."}"#), ActionFailure::SignedOut),
        (page, ActionFailure::SignedOut),
        (reply(429, "{}"), ActionFailure::Busy),
        (reply(503, "{}"), ActionFailure::Busy),
        (reply(500, "{}"), ActionFailure::ServerError),
    ] {
        let mut world = failed_job();
        posts_fail(&mut world, Fault::Answer(answer));
        world.act(7, Action::Retry);
        world.run(3_000);
        check_action(&world, &failure(Action::Retry, reason));
        assert_eq!(world.count(Kind::Post, 7), 1);
    }
}

#[test]
fn a_post_without_an_answer_is_never_repeated_and_the_row_tells_what_it_did() {
    let mut world = failed_job();
    posts_fail(&mut world, Fault::DoneButLost);
    world.act(7, Action::Retry);
    world.run(19_000);
    check_action(&world, &ActionState::UnderWay(Action::Retry));
    world.run(60_000);
    assert_eq!(world.count(Kind::Post, 7), 1);
    world.check_status(7, "pending");
    check_action(&world, &ActionState::Idle);
}

#[test]
fn a_post_that_never_arrived_is_told_and_may_be_tried_again() {
    for fault in [Fault::Silent, Fault::Refused] {
        let mut world = failed_job();
        posts_fail(&mut world, fault);
        world.act(7, Action::Retry);
        world.run(25_000);
        assert_eq!(world.count(Kind::Post, 7), 1);
        check_action(&world, &failure(Action::Retry, ActionFailure::Unreachable));
        world.server.heal();
        world.act(7, Action::Retry);
        world.run(1_000);
        world.check_status(7, "pending");
    }
}

#[test]
fn a_gateway_error_after_the_deed_is_not_told_as_a_failure() {
    let mut world = World::with_running_job(7);
    world
        .server
        .fail(|question| (question.kind == Kind::Post).then(|| Fault::Answer(reply(504, ""))));
    world.act(7, Action::Cancel);
    world.after(10, |world| world.emit(7, News::status("cancelled").silent()));
    world.run(3_000);
    world.check_status(7, "cancelled");
    check_action(&world, &ActionState::Idle);
}

#[test]
fn no_action_stays_under_way_when_the_row_cannot_be_read() {
    // Offline, paused by Retry-After, signed out.
    let mut world = failed_job();
    world.server.fail(|_| Some(Fault::Refused));
    world.input(Input::Online(false));
    world.act(7, Action::Retry);
    world.run(1_000);
    check_action(&world, &failure(Action::Retry, ActionFailure::Unreachable));

    let mut world = failed_job();
    let wait = HttpReply { retry_after: Some("600".into()), ..reply(503, "{}") };
    world.server.fail(move |_| Some(Fault::Answer(wait.clone())));
    world.act(7, Action::Retry);
    world.run(1_000);
    check_action(&world, &failure(Action::Retry, ActionFailure::Busy));

    let mut world = World::with_running_job(7);
    world.server.fail(|_| Some(Fault::Answer(reply(401, "{}"))));
    world.cut_connections();
    world.run(5_000);
    assert_eq!(world.line(7), Line::SignedOut);
    world.act(7, Action::Cancel);
    world.run(1_000);
    check_action(&world, &failure(Action::Cancel, ActionFailure::SignedOut));
    let from = world.now().mono_ms;
    world.run(60_000);
    assert_eq!(world.sent_since(from), []);
}

#[test]
fn an_accepted_action_that_shows_late_is_waited_for() {
    let mut world = failed_job();
    posts_fail(&mut world, Fault::Answer(reply(202, r#"{"message":"Queued"}"#)));
    world.act(7, Action::Retry);
    world.run(5_000);
    check_action(&world, &ActionState::UnderWay(Action::Retry));
    world.emit(7, News::retry());
    world.run_until(10_000, |world| world.status(7) == Status::Pending);
    check_action(&world, &ActionState::Idle);
}

#[test]
fn an_accepted_action_without_any_effect_is_let_go() {
    let mut world = failed_job();
    posts_fail(&mut world, Fault::Answer(reply(204, "")));
    world.act(7, Action::Retry);
    world.run(60_000);
    check_action(&world, &ActionState::Idle);
    world.check_status(7, "failed");
    let from = world.now().mono_ms;
    world.run(60 * 60_000);
    assert_eq!(world.sent_since(from), []);
}

#[test]
fn a_row_read_before_the_action_takes_nothing_back() {
    let mut world = World::new();
    world.server.add(7, "pending", world.now().wall_ms);
    world.server.fail(|question| (question.kind == Kind::Get).then_some(Fault::Delayed(800)));
    world.follow(&[7]);
    world.run(1_000);
    world.run_until(20_000, |world| world.clients[0].open_count(Kind::Get) == 1);
    world.run(25);
    world.act(7, Action::Cancel);
    world.run(5_000);
    let seen: Vec<_> = world.clients[0].statuses.iter().map(|it| it.2.to_string()).collect();
    assert_eq!(seen, ["pending", "cancelled"]);
}

#[test]
fn while_an_action_is_on_its_way_the_row_is_not_read() {
    let mut world = World::new();
    world.server.add(7, "pending", world.now().wall_ms);
    world.follow(&[7]);
    world.run(1_000);
    posts_fail(&mut world, Fault::Delayed(15_000));
    let gets = world.count(Kind::Get, 7);
    world.act(7, Action::Cancel);
    world.run(15_000);
    assert_eq!(world.count(Kind::Get, 7), gets);
    world.run(1_000);
    world.check_status(7, "cancelled");
}

#[test]
fn a_job_that_fails_before_its_cancel_is_answered_may_be_retried_at_once() {
    let mut world = World::with_running_job(7);
    world.server.fail(|question| (question.kind == Kind::Post).then_some(Fault::Silent));
    world.act(7, Action::Cancel);
    world.emit(7, News::status("failed"));
    world.run(500);
    check_action(&world, &ActionState::Idle);
    world.server.heal();
    world.act(7, Action::Retry);
    world.run(500);
    world.check_status(7, "pending");
    check_action(&world, &ActionState::Idle);
    assert_eq!(world.count(Kind::Post, 7), 2);
    assert_eq!(world.clients[0].open_count(Kind::Post), 0, "nobody waits for the old answer");
}
