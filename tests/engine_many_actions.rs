//! Retry and Cancel for many jobs at once: all are sent, within the budget, and
//! nothing else suffers for it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::ProcessId;
use job_tray::domain::action::{Action, ActionFailure, ActionState};
use job_tray::domain::line::Line;
use job_tray::protocol::actions::Input;
use job_tray::protocol::engine::EngineOptions;
use job_tray::protocol::http::HttpReply;
use simulation::{Fault, Kind, News, World, options, reply};

/// Failed jobs from 1 on, and after them running ones; all known.
fn world(failed: u64, running: u64, options: EngineOptions) -> World {
    let mut world = World::with(options);
    for id in 1..=failed + running {
        let status = if id <= failed { "failed" } else { "running" };
        world.server.add(id, status, world.now().wall_ms);
    }
    world.follow(&(1..=failed + running).collect::<Vec<_>>());
    let known = move |world: &World| {
        world.clients[0].engine.state().jobs().all(|job| job.process.is_some())
    };
    world.run_until(3_600_000, known);
    world.run(61_000);
    world
}

fn act_on_all(world: &mut World, ids: core::ops::RangeInclusive<u64>, action: Action) {
    world.input(Input::ActOnAll(ids.map(ProcessId::new).collect(), action));
}

fn posts(world: &World) -> usize {
    world.clients[0].sent.iter().filter(|it| it.kind == Kind::Post).count()
}

fn busy(world: &World) -> usize {
    world.clients[0].engine.state().jobs().filter(|job| job.is_busy()).count()
}

#[test]
fn two_hundred_are_retried_within_the_budget_and_each_is_settled() {
    let mut world = world(200, 0, options());
    act_on_all(&mut world, 1..=200, Action::Retry);
    assert_eq!(busy(&world), 200, "each row says that it is under way");
    let took = world.run_until(3_600_000, |world| busy(world) == 0);
    assert_eq!(posts(&world), 200);
    assert!((1..=200).all(|id| world.count(Kind::Post, id) == 1));
    assert!(took < 25 * 60_000, "{} s", took / 1_000);
}

#[test]
fn few_at_a_time_are_not_settled_and_the_others_are_heard_of_meanwhile() {
    let mut world = world(30, 4, options());
    let from = world.clients[0].lines.len();
    act_on_all(&mut world, 1..=30, Action::Retry);
    while busy(&world) > 0 {
        let unsettled = world.clients[0].open_count(Kind::Post);
        assert!(unsettled <= 4, "{unsettled}");
        world.run(500);
    }
    let moving = |id: u64| id > 30;
    let lines = &world.clients[0].lines[from..];
    let troubled: Vec<_> = lines.iter().filter(|it| moving(it.1) && it.2.is_troubled()).collect();
    assert!(troubled.is_empty(), "{troubled:?}");
    assert_eq!(world.line(34), Line::Live, "a stream goes on");
}

#[test]
fn what_the_user_asks_for_meanwhile_goes_first() {
    let mut world = world(40, 1, options());
    act_on_all(&mut world, 1..=40, Action::Retry);
    world.run(20_000);
    assert!(busy(&world) > 10);
    world.act(41, Action::Cancel);
    let took = world.run_until(20_000, |world| world.count(Kind::Post, 41) == 1);
    assert!(took <= 2_500, "{took}");
}

#[test]
fn what_was_not_sent_is_taken_back() {
    let mut world = world(40, 0, options());
    act_on_all(&mut world, 1..=40, Action::Retry);
    world.run(10_000);
    world.input(Input::TakeBackAll);
    world.run(120_000);
    let sent = posts(&world);
    assert!((1..20).contains(&sent), "{sent}");
    assert_eq!(busy(&world), 0);
    let failed = (1..=40).filter(|id| world.status(*id).as_str() == "failed").count();
    assert_eq!(failed, 40 - sent);
    // And may be asked for again.
    act_on_all(&mut world, 1..=40, Action::Retry);
    world.run_until(3_600_000, |world| busy(world) == 0);
    assert_eq!(posts(&world), 40);
}

#[test]
fn all_of_many_cancels_can_be_taken_back_in_their_time() {
    let mut world = world(0, 12, EngineOptions { cancel_grace_ms: 8_000, ..options() });
    act_on_all(&mut world, 1..=12, Action::Cancel);
    world.run(7_000);
    assert!((1..=12).all(|id| world.job(id).is_deferred()));
    world.input(Input::TakeBackAll);
    world.run(20_000);
    assert_eq!(posts(&world), 0);
    act_on_all(&mut world, 1..=12, Action::Cancel);
    let over = |world: &World| {
        (1..=12).all(|id| world.job(id).process.as_ref().unwrap().status.is_terminal())
    };
    world.run_until(600_000, over);
    assert_eq!(posts(&world), 12);
}

#[test]
fn a_job_that_has_ended_while_it_waited_is_not_cancelled() {
    let mut world = world(0, 30, options());
    act_on_all(&mut world, 1..=30, Action::Cancel);
    for id in 1..=30 {
        if world.count(Kind::Post, id) == 0 {
            world.emit(id, News::status("completed"));
        }
    }
    world.run_until(900_000, |world| {
        world.clients[0].engine.state().jobs().all(|job| job.is_terminal() && !job.is_busy())
    });
    let told = (1..=30).filter(|id| {
        matches!(world.job(*id).action, ActionState::Failed(_, ActionFailure::TooLate(_)))
    });
    let late = told.count();
    assert!(late >= 20, "{late}");
    assert!(posts(&world) <= 30);
}

#[test]
fn who_is_signed_out_hears_so_after_a_few() {
    let mut world = world(30, 0, options());
    world.server.fail(|_| Some(Fault::Answer(reply(401, "{}"))));
    act_on_all(&mut world, 1..=30, Action::Retry);
    world.run(60_000);
    assert!(posts(&world) <= 8, "{}", posts(&world));
    for id in 1..=30 {
        let refused = ActionState::Failed(Action::Retry, ActionFailure::SignedOut);
        assert_eq!(world.job(id).action, refused, "{id}");
    }
}

#[test]
fn a_server_that_wants_to_be_left_alone_is() {
    let mut world = world(30, 0, options());
    let busy_until = world.now().mono_ms + 60_000;
    world.server.fail(move |question| {
        let busy = question.kind == Kind::Post && question.at < busy_until;
        let answer = HttpReply { retry_after: Some("60".into()), ..reply(503, "{}") };
        busy.then_some(Fault::Answer(answer))
    });
    let from = world.now().mono_ms;
    act_on_all(&mut world, 1..=30, Action::Retry);
    world.run(59_000);
    let sent = world.sent_since(from).iter().filter(|it| it.kind == Kind::Post).count();
    assert!(sent <= 4, "{sent}");
    world.run_until(900_000, |world| busy(world) == 0);
    let done = (1..=30).filter(|id| world.status(*id).as_str() == "pending").count();
    assert!(done >= 26, "{done}");
}

#[test]
fn any_tab_may_ask_and_they_share_one_budget() {
    let mut world = World::with_tabs(2, 12);
    // Until both know all of them.
    world.run(60_000);
    let leader = world.leader();
    let follower = 1 - leader;
    // The user goes over to the other tab and acts there.
    world.show_tab(leader, false);
    world.show_tab(follower, true);
    let ids = (1..=12).map(ProcessId::new).collect();
    world.input_as(follower, Input::ActOnAll(ids, Action::Cancel));
    let over = |world: &World| {
        let cancelled = |id| world.server.rows[&id].status == "cancelled";
        (1..=12).all(cancelled)
    };
    world.run_until(600_000, over);
    let posts = world.clients.iter().flat_map(|it| &it.sent).filter(|it| it.kind == Kind::Post);
    assert_eq!(posts.count(), 12);
}
