//! A cancel that the user may take back for a while.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::ProcessId;
use job_tray::domain::action::{Action, ActionFailure, ActionState};
use job_tray::domain::line::Line;
use job_tray::domain::status::Status;
use job_tray::protocol::actions::Input;
use job_tray::protocol::engine::EngineOptions;
use simulation::{Fault, Kind, LATENCY_MS, News, World, options, shared};

const GRACE_MS: u64 = 8_000;

fn graceful(status: &str) -> World {
    World::with_job(7, status, EngineOptions { cancel_grace_ms: GRACE_MS, ..options() })
}

/// The first job of each tab, and what of its action is shown there.
fn actions(world: &World) -> Vec<ActionState> {
    world.clients.iter().map(|it| it.job(7).action.clone()).collect()
}

fn posts(world: &World) -> usize {
    world.clients.iter().map(|it| it.sent.iter().filter(|it| it.kind == Kind::Post).count()).sum()
}

fn take_back(world: &mut World, tab: usize) {
    world.input_as(tab, Input::TakeBack(ProcessId::new(7)));
}

#[test]
fn a_cancel_waits_until_its_time_is_up_and_is_then_sent_once() {
    let mut world = graceful("running");
    world.act(7, Action::Cancel);
    let until = world.now().wall_ms + 8_000;
    assert_eq!(world.job(7).action, ActionState::Deferred(Action::Cancel, until));
    assert!(!world.job(7).is_busy());
    world.act(7, Action::Cancel);
    let took = world.run_until(9_000, |world| posts(world) == 1);
    assert_eq!(took, GRACE_MS, "a second click changes nothing");
    assert_eq!(world.job(7).action, ActionState::UnderWay(Action::Cancel));
    world.run(2_000);
    world.check_status(7, "cancelled");
    assert_eq!(world.job(7).action, ActionState::Idle);
    assert_eq!((posts(&world), world.line(7)), (1, Line::Settled));
}

#[test]
fn a_cancel_taken_back_was_never_sent_and_may_be_asked_for_again() {
    let mut world = graceful("running");
    for _ in 0..3 {
        world.act(7, Action::Cancel);
        world.run(GRACE_MS - 1);
        take_back(&mut world, 0);
        assert_eq!(world.job(7).action, ActionState::Idle);
    }
    world.run(60_000);
    assert_eq!(posts(&world), 0);
    world.check_status(7, "running");
    // What is sent or was never asked for cannot be taken back.
    take_back(&mut world, 0);
    world.act(7, Action::Cancel);
    world.run(GRACE_MS);
    take_back(&mut world, 0);
    world.run(2_000);
    world.check_status(7, "cancelled");
}

#[test]
fn a_retry_does_not_wait() {
    let mut world = graceful("failed");
    world.act(7, Action::Retry);
    assert_eq!((posts(&world), world.job(7).is_busy()), (1, true));
}

#[test]
fn a_job_that_ends_first_needs_no_cancel_and_the_user_is_told() {
    for (status, told) in [
        (
            "completed",
            ActionState::Failed(Action::Cancel, ActionFailure::TooLate(Status::Completed)),
        ),
        ("failed", ActionState::Failed(Action::Cancel, ActionFailure::TooLate(Status::Failed))),
        ("cancelled", ActionState::Idle),
    ] {
        let mut world = graceful("running");
        world.act(7, Action::Cancel);
        world.run(2_000);
        world.emit(7, News::status(status));
        world.run(2_000);
        assert_eq!(world.job(7).action, told);
        world.run(60_000);
        assert_eq!(posts(&world), 0);
    }
}

#[test]
fn a_job_that_changes_its_status_meanwhile_is_cancelled_all_the_same() {
    let mut world = graceful("pending");
    world.act(7, Action::Cancel);
    world.emit(7, News::status("running"));
    world.run(GRACE_MS + 2_000);
    assert_eq!(posts(&world), 1);
    world.check_status(7, "cancelled");
}

#[test]
fn a_page_that_is_put_away_sends_at_once() {
    let mut world = graceful("running");
    world.act(7, Action::Cancel);
    world.run(1_000);
    world.input(Input::Suspended);
    assert_eq!(posts(&world), 1, "the user will not be there to take it back");
    world.run(1_000);
    assert_eq!(world.server.rows[&7].status, "cancelled");
    world.input(Input::Resumed);
    world.run(2_000);
    world.check_status(7, "cancelled");
    assert_eq!((posts(&world), world.job(7).action.clone()), (1, ActionState::Idle));
}

#[test]
fn a_page_that_is_only_hidden_or_offline_keeps_its_word() {
    let mut world = graceful("running");
    world.act(7, Action::Cancel);
    world.input(Input::Visible(false));
    let took = world.run_until(20_000, |world| posts(world) == 1);
    assert_eq!(took, GRACE_MS);
    let mut world = graceful("running");
    world.server.fail(|_| Some(Fault::Refused));
    world.input(Input::Online(false));
    world.act(7, Action::Cancel);
    world.run(GRACE_MS + 1_000);
    let failed = ActionState::Failed(Action::Cancel, ActionFailure::Unreachable);
    assert_eq!((posts(&world), world.job(7).action.clone()), (1, failed));
}

#[test]
fn what_is_followed_no_longer_is_not_cancelled() {
    let mut world = graceful("running");
    world.act(7, Action::Cancel);
    world.follow(&[]);
    world.check_silent(5);
    assert_eq!(posts(&world), 0);
}

/// Two tabs side by side that both show job 7.
fn two_tabs() -> World {
    let tab = |it| EngineOptions { cancel_grace_ms: GRACE_MS, ..shared(it) };
    let mut world = World::with_job(7, "running", tab(0));
    world.add_client(tab(1));
    world.follow_as(1, &[7]);
    world.run(5_000);
    world
}

#[test]
fn another_tab_shows_the_wait_and_may_take_it_back() {
    for asked in [0, 1] {
        let mut world = two_tabs();
        world.input_as(asked, Input::Act(ProcessId::new(7), Action::Cancel));
        world.run(1_000);
        assert!(actions(&world).iter().all(|it| matches!(it, ActionState::Deferred(..))));
        take_back(&mut world, 1 - asked);
        world.run(500);
        assert_eq!(actions(&world), [ActionState::Idle, ActionState::Idle], "asked in {asked}");
        world.run(60_000);
        assert_eq!(posts(&world), 0);
    }
}

#[test]
fn whichever_tab_was_asked_sends_once_and_all_see_it() {
    for asked in [0, 1] {
        let mut world = two_tabs();
        world.input_as(asked, Input::Act(ProcessId::new(7), Action::Cancel));
        // Nor does a click in the other tab make it two.
        world.run(1_000);
        world.input_as(1 - asked, Input::Act(ProcessId::new(7), Action::Cancel));
        let took = world.run_until(GRACE_MS + 3_000, |world| posts(world) == 1);
        assert!(took <= GRACE_MS + 10 * LATENCY_MS, "{took}");
        world.run(5_000);
        assert_eq!(posts(&world), 1);
        for client in &world.clients {
            assert_eq!(client.job(7).process.as_ref().unwrap().status, Status::Cancelled);
            assert_eq!(client.job(7).action, ActionState::Idle);
        }
    }
}
