//! A token that is out of date (419): renewed once, and the action sent once
//! more.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::action::{Action, ActionFailure, ActionState};
use job_tray::domain::line::Line;
use job_tray::protocol::engine::EngineOptions;
use simulation::{Fault, Kind, TOKEN, World, options, reply};

fn mismatch() -> Fault {
    Fault::Answer(reply(419, r#"{"message":"CSRF token mismatch."}"#))
}

/// A failed job on a server that finds the token out of date so many times;
/// the question for a new one goes like this.
fn stale(times: usize, renewal: Option<Fault>) -> World {
    let options = EngineOptions { csrf_url: Some(TOKEN.into()), ..options() };
    let mut world = World::with_job(7, "failed", options);
    let mut left = times;
    world.server.fail(move |question| match question.kind {
        Kind::Post if left > 0 => {
            left -= 1;
            Some(mismatch())
        }
        Kind::Token => renewal.clone(),
        _ => None,
    });
    world
}

/// What was sent for the action, in order.
fn sent(world: &World) -> Vec<Kind> {
    let kinds = world.clients[0].sent.iter().map(|it| it.kind);
    kinds.filter(|kind| matches!(kind, Kind::Post | Kind::Token)).collect()
}

const SIGNED_OUT: ActionState = ActionState::Failed(Action::Retry, ActionFailure::SignedOut);

#[test]
fn it_is_renewed_once_and_the_action_sent_once_more_without_a_word() {
    let mut world = stale(1, None);
    world.act(7, Action::Retry);
    world.run(50);
    assert!(world.job(7).is_busy());
    world.run(1_000);
    assert_eq!(sent(&world), [Kind::Post, Kind::Token, Kind::Post]);
    world.check_status(7, "pending");
    assert_eq!(world.job(7).action, ActionState::Idle);
    let told: Vec<_> = world.clients[0].actions.iter().map(|it| it.2.clone()).collect();
    let under_way = ActionState::UnderWay(Action::Retry);
    assert_eq!(told, [ActionState::Idle, under_way, ActionState::Idle]);
    world.check_no_trouble();
}

#[test]
fn a_second_mismatch_is_a_lost_sign_in_of_the_action_and_no_loop() {
    let mut world = stale(9, None);
    world.act(7, Action::Retry);
    world.run(60_000);
    assert_eq!(sent(&world), [Kind::Post, Kind::Token, Kind::Post]);
    assert_eq!(world.job(7).action, SIGNED_OUT);
    world.check_status(7, "failed");
    assert_eq!(world.line(7), Line::Settled, "the row can still be read");
    // The next click may try again.
    world.act(7, Action::Retry);
    world.run(5_000);
    assert_eq!(sent(&world).len(), 6);
}

#[test]
fn a_token_that_cannot_be_renewed_is_told_and_the_action_not_repeated() {
    for renewal in [
        Fault::Refused,
        Fault::Silent,
        Fault::Answer(reply(500, "{}")),
        Fault::Answer(reply(404, "{}")),
        Fault::Answer(reply(401, "{}")),
    ] {
        let mut world = stale(1, Some(renewal));
        world.act(7, Action::Retry);
        world.run(25_000);
        assert_eq!(sent(&world), [Kind::Post, Kind::Token]);
        assert_eq!(world.job(7).action, SIGNED_OUT);
        world.check_silent(30);
    }
}

#[test]
fn without_an_address_for_it_a_mismatch_is_told_at_once() {
    let mut world = World::with_job(7, "failed", options());
    world.server.fail(|question| (question.kind == Kind::Post).then(mismatch));
    world.act(7, Action::Retry);
    world.run(1_000);
    assert_eq!(sent(&world), [Kind::Post]);
    assert_eq!(world.job(7).action, SIGNED_OUT);
}

#[test]
fn while_the_token_is_renewed_a_second_click_sends_nothing_and_the_row_is_not_read() {
    let mut world = stale(1, Some(Fault::Delayed(5_000)));
    let gets = world.count(Kind::Get, 7);
    world.act(7, Action::Retry);
    world.run(3_000);
    world.act(7, Action::Retry);
    world.run(1_000);
    assert_eq!(sent(&world), [Kind::Post, Kind::Token]);
    assert_eq!(world.count(Kind::Get, 7), gets);
    world.run(5_000);
    assert_eq!(sent(&world), [Kind::Post, Kind::Token, Kind::Post]);
    world.check_status(7, "pending");
}

#[test]
fn what_is_followed_no_longer_needs_no_token() {
    let mut world = stale(1, Some(Fault::Silent));
    world.act(7, Action::Retry);
    world.run(1_000);
    world.follow(&[]);
    assert_eq!(world.clients[0].open_count(Kind::Token), 0);
    world.check_silent(5);
}
