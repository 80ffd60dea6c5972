//! What the page goes through: hidden, asleep, offline; and what is followed.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::line::Line;
use job_tray::domain::status::Status;
use job_tray::protocol::actions::Input;
use simulation::{Fault, Kind, News, World};

fn running(count: u64) -> World {
    let mut world = World::new();
    for id in 1..=count {
        world.server.add(id, "running", world.now().wall_ms);
    }
    world.follow(&(1..=count).collect::<Vec<_>>());
    world.run(20_000);
    world
}

#[test]
fn a_hidden_page_asks_at_most_once_a_minute_and_opens_no_stream() {
    let mut world = running(8);
    world.input(Input::Visible(false));
    world.run(30_000);
    let from = world.now().mono_ms;
    world.run(10 * 60_000);
    let sent = world.sent_since(from);
    assert!(sent.len() <= 10, "{} requests in ten minutes", sent.len());
    assert!(sent.iter().all(|sent| sent.kind == Kind::Get));
    assert!(world.clients[0].lines.iter().all(|it| !it.2.is_troubled()), "nobody is alarmed");
}

#[test]
fn a_stream_that_is_open_when_the_page_is_hidden_runs_to_its_end() {
    let mut world = World::with_running_job(7);
    world.input(Input::Visible(false));
    world.run(5_000);
    world.emit(7, News::status("completed"));
    world.run(100);
    world.check_status(7, "completed");
}

#[test]
fn a_page_that_is_shown_again_is_fresh_within_a_second_and_live_soon_after() {
    let mut world = running(3);
    world.input(Input::Visible(false));
    world.run(10 * 60_000);
    world.emit(1, News::progress(60));
    world.emit(2, News::status("failed"));
    world.input(Input::Visible(true));
    let took = world.run_until(1_000, |world| {
        world.job(1).bar_percent == Some(60) && world.status(2) == Status::Failed
    });
    assert!(took <= 100, "{took}");
    world.run(2_000);
    assert_eq!((world.line(1), world.line(3)), (Line::Live, Line::Live));
    assert!(world.clients[0].lines.iter().all(|it| it.2 != Line::Stale));
}

#[test]
fn a_retry_by_somebody_else_is_seen_when_the_page_is_looked_at() {
    let mut world = World::new();
    world.server.add(7, "failed", world.now().wall_ms);
    world.follow(&[7]);
    world.run(60_000);
    world.emit(7, News::retry());
    world.run(60_000);
    world.check_status(7, "failed");
    world.input(Input::Visible(false));
    world.input(Input::Visible(true));
    world.run(1_000);
    world.check_status(7, "pending");
    world.emit(7, News::status("running"));
    world.run(15_000);
    assert_eq!(world.line(7), Line::Live);
}

#[test]
fn ended_jobs_other_than_failed_ones_are_not_asked_for_again() {
    let mut world = World::new();
    for (id, status) in [(1, "completed"), (2, "cancelled"), (3, "failed")] {
        world.server.add(id, status, world.now().wall_ms);
    }
    world.follow(&[1, 2, 3]);
    world.run(60_000);
    let from = world.now().mono_ms;
    world.input(Input::Visible(false));
    world.input(Input::Visible(true));
    world.run(60_000);
    let asked: Vec<_> = world.sent_since(from).iter().map(|sent| sent.process).collect();
    assert_eq!(asked, [3]);
}

#[test]
fn after_an_hour_of_sleep_the_state_is_fresh_within_a_second() {
    // The monotonic clock of some systems stands still in sleep.
    for (ticking, told) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut world = running(3);
        world.sleep(3_600_000, ticking);
        world.emit(1, News::progress(60));
        world.emit(2, News::status("completed"));
        let woken = world.now().mono_ms;
        world.input(if told { Input::Resumed } else { Input::Woken });
        eprintln!("{ticking} {told} {:?}", world.clients[0].sent.len());
        world.run(1000);
        eprintln!(
            "{woken} {:?} {:?} {:?}",
            world.clients[0].sent,
            world.job(1).bar_percent,
            world.status(2)
        );
        assert!(world.now().mono_ms - woken <= 1_000);
        world.run(2_000);
        assert_eq!((world.line(1), world.line(3)), (Line::Live, Line::Live));
        assert!(world.clients[0].lines.iter().all(|it| !it.2.is_troubled()), "{ticking} {told}");
    }
}

#[test]
fn several_signs_of_waking_are_one_return() {
    let mut world = World::with_running_job(7);
    world.sleep(600_000, true);
    let from = world.now().mono_ms;
    for input in [Input::Woken, Input::Resumed, Input::Visible(true), Input::Resumed] {
        world.input(input);
        world.run(10);
    }
    assert!(world.job(7).confirmed_at_ms > Some(world.now().wall_ms - 100), "fresh at once");
    world.run(1_500);
    let streams = world.sent_since(from).iter().filter(|it| it.kind == Kind::Stream).count();
    assert_eq!(streams, 1);
    assert!(world.sent_since(from).len() <= 4, "{:?}", world.sent_since(from));
}

#[test]
fn a_page_that_is_put_away_holds_nothing_and_comes_back_with_or_without_a_word() {
    for back in [Input::Resumed, Input::Visible(true)] {
        let mut world = running(3);
        world.input(Input::Suspended);
        let open = &world.clients[0];
        assert_eq!((open.open_count(Kind::Stream), open.open_count(Kind::Get)), (0, 0));
        let from = world.now().mono_ms;
        world.run(60_000);
        assert_eq!(world.sent_since(from), []);
        world.emit(1, News::progress(31));
        world.input(back);
        let took = world.run_until(1_000, |world| world.job(1).bar_percent == Some(31));
        assert!(took <= 100, "{took}");
    }
}

#[test]
fn a_page_put_away_right_after_it_came_back_loses_no_job() {
    let mut world = World::new();
    world.server.add(1, "pending", world.now().wall_ms);
    world.follow(&[1]);
    world.run(10_000);
    world.input(Input::Resumed);
    world.run(5);
    world.input(Input::Suspended);
    world.run(500);
    world.input(Input::Resumed);
    world.emit(1, News::status("waiting_review"));
    world.run(2_500);
    assert_eq!(world.status(1), Status::WaitingReview);
}

#[test]
fn nobody_asks_for_a_failed_job_on_a_page_that_wakes_unseen() {
    let mut world = World::new();
    world.server.add(7, "failed", world.now().wall_ms);
    world.follow(&[7]);
    world.run(1_000);
    world.input(Input::Visible(false));
    world.sleep(3_600_000, true);
    let from = world.now().mono_ms;
    world.input(Input::Resumed);
    world.run(600_000);
    assert_eq!(world.sent_since(from), []);
}

#[test]
fn a_timer_that_fires_early_is_set_again() {
    use job_tray::protocol::actions::Effect;
    let mut world = running(3);
    let early = world.now();
    let effects = world.clients[0].handle(Input::Woken, early);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::WakeAt(Some(_)))), "{effects:?}");
}

#[test]
fn clients_that_were_offline_together_do_not_come_back_together() {
    let mut world = World::new();
    world.server.add(7, "running", world.now().wall_ms);
    for seed in 1..=20_u64 {
        let options = job_tray::protocol::engine::EngineOptions {
            base_url: "/api".into(),
            seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            ..Default::default()
        };
        world.add_client(options);
    }
    for client in 1..=20 {
        world.follow_as(client, &[7]);
    }
    world.run(10_000);
    for client in 1..=20 {
        world.input_as(client, Input::Online(false));
    }
    world.run(10_000);
    let asked = world.server.asked.len();
    for client in 1..=20 {
        world.input_as(client, Input::Online(true));
    }
    world.run(1_100);
    let first: Vec<_> = world.server.asked[asked..]
        .iter()
        .filter(|it| it.kind == Kind::Get)
        .map(|it| it.at)
        .collect();
    assert!(first.len() >= 20);
    let busiest =
        first.iter().map(|at| first.iter().filter(|it| (*at..at + 50).contains(it)).count()).max();
    assert!(busiest < Some(10), "{busiest:?}");
}

#[test]
fn offline_is_told_at_once_and_asks_for_nothing() {
    let mut world = running(3);
    world.input(Input::Online(false));
    world.server.fail(|_| Some(Fault::Refused));
    world.cut_connections();
    assert_eq!(world.line(1), Line::Offline);
    world.run(1_000);
    let from = world.now().mono_ms;
    world.run(600_000);
    assert_eq!(world.sent_since(from), []);
    assert!((1..=3).all(|id| world.status(id) == Status::Running));
    world.server.heal();
    world.emit(3, News::progress(9));
    world.input(Input::Online(true));
    let took = world.run_until(3_000, |world| world.job(3).bar_percent == Some(9));
    assert!(took <= 1_100, "{took}");
}

#[test]
fn a_network_that_flaps_twenty_times_in_ten_seconds_gets_one_attempt_per_two_seconds() {
    let mut world = World::with_running_job(7);
    let from = world.now().mono_ms;
    for _ in 0..20 {
        world.input(Input::Online(false));
        world.cut_connections();
        world.run(250);
        world.input(Input::Online(true));
        world.run(250);
    }
    let mut bursts: Vec<u64> = Vec::new();
    for sent in world.sent_since(from) {
        if bursts.last().is_none_or(|last| sent.at > last + 500) {
            bursts.push(sent.at);
        }
    }
    assert!(bursts.len() <= 6, "{bursts:?}");
    world.run(5_000);
    assert_eq!(world.line(7), Line::Live);
}

#[test]
fn the_servers_clock_is_learnt_and_follows_a_device_whose_clock_is_set() {
    let mut world = World::new();
    world.device_skew_ms = -86_400_000;
    world.server.add(7, "pending", world.now().wall_ms);
    world.follow(&[7]);
    world.run(1_000);
    let off = |world: &World| {
        let device = job_tray::protocol::actions::Now {
            wall_ms: world.now().wall_ms + world.device_skew_ms,
            ..world.now()
        };
        (world.clients[0].engine.server_now_ms(device) - world.now().wall_ms).abs()
    };
    assert!(off(&world) <= 1_000, "{}", off(&world));
    world.device_skew_ms = 3_600_000;
    world.run(20_000);
    assert!(off(&world) <= 2_000, "{}", off(&world));
}

#[test]
fn an_action_that_was_accepted_is_not_waited_for_on_a_page_that_is_put_away() {
    let mut world = World::with_running_job(7);
    world.act(7, job_tray::domain::action::Action::Cancel);
    world.run(simulation::LATENCY_MS);
    world.input(Input::Suspended);
    world.run(1_000);
    assert!(!world.job(7).is_busy());
    assert_eq!(world.clients[0].wake_at, None);
    world.input(Input::Resumed);
    world.run(1_000);
    assert_eq!(world.line(7), Line::Settled);
}
