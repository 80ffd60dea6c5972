//! Ten tabs, one browser: one of them asks for all.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::action::{Action, ActionFailure, ActionState};
use job_tray::domain::line::Line;
use job_tray::protocol::actions::Input;
use job_tray::protocol::tabs::Role;
use simulation::{Kind, News, World, shared};

fn roles(world: &World) -> Vec<Role> {
    world.clients.iter().map(|client| client.engine.role()).collect()
}

fn leader(world: &World) -> usize {
    let leaders: Vec<_> = (0..).zip(roles(world)).filter(|(_, it)| *it == Role::Leader).collect();
    assert_eq!(leaders.len(), 1, "{:?}", roles(world));
    leaders[0].0
}

fn sent_by(world: &World, client: usize, from: u64) -> usize {
    world.clients[client].sent.iter().filter(|it| it.at >= from).count()
}

#[track_caller]
fn check_all_show(world: &World, id: u64, percent: u8) {
    for (tab, client) in world.clients.iter().enumerate() {
        if !client.closed && !client.frozen {
            assert_eq!(client.job(id).bar_percent, Some(percent), "tab {tab}");
        }
    }
}

#[test]
fn ten_tabs_are_one_guest_and_all_show_the_same() {
    let mut world = World::with_tabs(10, 2);
    let from = world.now().mono_ms;
    for percent in 1..=30 {
        world.emit(1, News::progress(percent));
        world.run(2_000);
        check_all_show(&world, 1, u8::try_from(percent).unwrap());
    }
    let leads = leader(&world);
    assert_eq!(leads, 9, "the tab that is looked at");
    for tab in (0..10).filter(|tab| *tab != leads) {
        assert_eq!(sent_by(&world, tab, from), 0, "tab {tab}");
        assert_eq!(world.clients[tab].job(2).line, Line::Live);
        assert_eq!(world.clients[tab].job(1).log.len(), 30);
    }
}

#[test]
fn a_new_tab_knows_at_once_what_the_others_know() {
    let mut world = World::with_tabs(2, 1);
    world.emit(1, News::progress(40));
    world.run(1_000);
    let before = leader(&world);
    let from = world.now().mono_ms;
    world.show_tab(before, false);
    world.add_client(shared(77));
    world.follow_as(2, &[1]);
    world.run(50);
    assert_eq!(world.clients[2].job(1).bar_percent, Some(40));
    assert_eq!(world.clients[2].job(1).log.len(), 1);
    world.run(1_000);
    assert_eq!(leader(&world), 2, "it is looked at");
    let asked: usize = (0..3).map(|tab| sent_by(&world, tab, from)).sum();
    assert!(asked <= 4, "a stream and its rows: {asked}");
}

#[test]
fn jobs_of_one_tab_only_are_followed_for_it_and_shown_there_alone() {
    let mut world = World::with_tabs(2, 1);
    for id in [2, 3] {
        world.server.add(id, "running", world.now().wall_ms);
    }
    world.follow_as(0, &[1, 2]);
    world.follow_as(1, &[1, 3]);
    world.run(5_000);
    world.emit(2, News::progress(22));
    world.emit(3, News::progress(33));
    world.run(30_000);
    assert_eq!(world.clients[0].job(2).bar_percent, Some(22));
    assert_eq!(world.clients[1].job(3).bar_percent, Some(33));
    assert_eq!(world.clients[0].shown(), [1, 2]);
    assert_eq!(world.clients[1].shown(), [1, 3]);
    // When its tab goes, nobody asks for it any more.
    let bye = world.clients[0].engine.farewell().unwrap();
    world.close_tab(0);
    world.input_as(1, Input::Heard(bye));
    world.run(5_000);
    let from = world.now().mono_ms;
    world.run(60_000);
    let asked = world.clients[1].sent.iter().filter(|it| it.at >= from && it.process == 2).count();
    assert_eq!(asked, 0);
}

#[test]
fn a_tab_that_crashed_is_missed_after_a_while() {
    let mut world = World::with_tabs(2, 1);
    world.server.add(2, "running", world.now().wall_ms);
    world.follow_as(0, &[1, 2]);
    world.run(5_000);
    assert_eq!(leader(&world), 1);
    world.close_tab(0);
    world.run(200_000);
    let from = world.now().mono_ms;
    world.run(60_000);
    let asked = world.clients[1].sent.iter().filter(|it| it.at >= from && it.process == 2).count();
    assert_eq!(asked, 0);
}

#[test]
fn when_the_tab_that_leads_is_closed_or_crashes_another_takes_over_within_a_second() {
    let mut world = World::with_tabs(4, 1);
    let leads = leader(&world);
    world.emit(1, News::progress(10));
    world.run(500);
    world.close_tab(leads);
    world.show_tab(1, true);
    world.run(1_000);
    assert_eq!(leader_of_the_living(&world), 1);
    world.emit(1, News::progress(60));
    world.run(1_000);
    check_all_show(&world, 1, 60);
}

fn leader_of_the_living(world: &World) -> usize {
    let living = world.clients.iter().enumerate().filter(|(_, it)| !it.closed && !it.frozen);
    let leaders: Vec<_> =
        living.filter(|(_, it)| it.engine.role() == Role::Leader).map(|(tab, _)| tab).collect();
    assert_eq!(leaders.len(), 1, "{:?}", roles(world));
    leaders[0]
}

#[test]
fn a_frozen_leader_is_robbed_by_the_tab_that_is_looked_at_and_learns_of_it_when_it_thaws() {
    // Two windows side by side, and one of them freezes.
    let mut world = World::with_tabs(2, 1);
    world.show_tab(0, true);
    world.run(5_000);
    let leads = leader(&world);
    let other = 1 - leads;
    world.freeze_tab(leads);
    let took = world.run_until(10_000, |world| world.clients[other].engine.role() == Role::Leader);
    assert!(took <= 8_000, "{took}");
    world.emit(1, News::progress(70));
    world.run(2_000);
    check_all_show(&world, 1, 70);
    world.run(60_000);
    let from = world.now().mono_ms;
    world.thaw_tab(leads);
    world.input_as(leads, Input::Resumed);
    world.run(3_000);
    assert_eq!(leader(&world), other);
    assert_eq!(sent_by(&world, leads, from), 0, "it asks for nothing it may not");
    world.emit(1, News::progress(80));
    world.run(2_000);
    check_all_show(&world, 1, 80);
}

#[test]
fn a_tab_that_is_shown_while_the_leader_is_frozen_waits_a_second_at_most() {
    let mut world = World::with_tabs(3, 1);
    let leads = leader(&world);
    world.show_tab(leads, false);
    world.freeze_tab(leads);
    world.run(60_000);
    world.show_tab(0, true);
    let took = world.run_until(5_000, |world| world.clients[0].engine.role() == Role::Leader);
    assert!(took <= 1_100, "{took}");
}

#[test]
fn two_windows_that_are_both_looked_at_do_not_take_the_lead_from_each_other() {
    let mut world = World::with_tabs(2, 1);
    world.show_tab(0, true);
    world.run(1_000);
    let leads = leader(&world);
    for _ in 0..60 {
        world.emit(1, News::progress(1));
        world.run(2_000);
        assert_eq!(leader(&world), leads);
    }
}

#[test]
fn a_tab_that_is_robbed_tells_what_it_sent_and_the_news_it_had_yet_to_tell() {
    let mut world = World::with_tabs(2, 1);
    world.show_tab(0, true);
    world.run(70_000);
    let leads = leader(&world);
    world.emit(1, News::progress(10));
    world.run(30);
    for percent in 11..15 {
        world.emit(1, News::progress(percent));
    }
    // They have come, within the tenth of a second in which news is gathered.
    world.run(30);
    assert_eq!(world.clients[leads].job(1).log.len(), 5);
    assert_eq!(world.clients[1 - leads].job(1).log.len(), 1);
    world.input_as(1 - leads, Input::Act(job_tray::ProcessId::new(1), Action::Cancel));
    world.run(5_000);
    assert_eq!(leader(&world), 1 - leads);
    for client in &world.clients {
        let log = client.job(1).log.len();
        assert_eq!(log, 5);
    }
}

#[test]
fn changing_between_tabs_all_the_time_stays_within_the_budget() {
    // The harness holds the browser to 30 requests a minute at every step.
    let mut world = World::with_tabs(3, 4);
    for round in 0..60 {
        let (old, new) = (round % 3, (round + 1) % 3);
        world.show_tab(old, false);
        world.show_tab(new, true);
        world.run(1_500);
    }
    world.emit(1, News::progress(50));
    world.run(60_000);
    check_all_show(&world, 1, 50);
}

#[test]
fn a_click_in_a_tab_that_does_not_lead_is_sent_once_and_seen_in_all() {
    let mut world = World::with_tabs(2, 1);
    world.show_tab(0, true);
    world.run(1_000);
    let follower = 1 - leader(&world);
    world.input_as(follower, Input::Act(job_tray::ProcessId::new(1), Action::Cancel));
    world.run(10);
    // The other tab is told that it is under way, and sends no second one.
    let leads = 1 - follower;
    world.input_as(leads, Input::Act(job_tray::ProcessId::new(1), Action::Cancel));
    world.run(3_000);
    let posts = |world: &World, tab: usize| {
        world.clients[tab].sent.iter().filter(|it| it.kind == Kind::Post).count()
    };
    assert_eq!(posts(&world, 0) + posts(&world, 1), 1);
    for client in &world.clients {
        assert_eq!(client.job(1).process.as_ref().unwrap().status.as_str(), "cancelled");
        assert_eq!(client.job(1).action, ActionState::Idle);
        assert_eq!(client.job(1).line, Line::Settled);
    }
}

#[test]
fn a_tab_that_loses_the_lead_in_the_middle_of_an_action_sees_it_through() {
    let mut world = World::with_tabs(2, 1);
    world.show_tab(0, true);
    world.run(1_000);
    let leads = leader(&world);
    world
        .server
        .fail(|question| (question.kind == Kind::Post).then_some(simulation::Fault::Silent));
    world.input_as(leads, Input::Act(job_tray::ProcessId::new(1), Action::Cancel));
    world.run(500);
    world.show_tab(leads, false);
    world.run(10_000);
    assert_eq!(leader(&world), 1 - leads, "the user went on in the other tab");
    assert!(world.clients[1 - leads].job(1).is_busy(), "which knows of it");
    world.run(20_000);
    let posts = world.clients.iter().flat_map(|it| &it.sent).filter(|it| it.kind == Kind::Post);
    assert_eq!(posts.count(), 1, "a request without an answer is not repeated");
    for client in &world.clients {
        let unreachable = ActionState::Failed(Action::Cancel, ActionFailure::Unreachable);
        assert_eq!(client.job(1).action, unreachable);
    }
}

#[test]
fn a_lost_sign_in_and_a_server_that_wants_a_pause_are_known_to_all() {
    let mut world = World::with_tabs(3, 1);
    let paused = simulation::Fault::Answer(job_tray::protocol::http::HttpReply {
        retry_after: Some("120".into()),
        ..simulation::reply(503, "")
    });
    world.server.fail(move |_| Some(paused.clone()));
    world.cut_connections();
    world.run(3_000);
    let from = world.now().mono_ms;
    for round in 0..20 {
        world.show_tab(round % 3, false);
        world.show_tab((round + 1) % 3, true);
        world.run(4_000);
    }
    let asked: usize = (0..3).map(|tab| sent_by(&world, tab, from)).sum();
    assert_eq!(asked, 0, "no tab makes up for another's patience");
    world.server.fail(|_| Some(simulation::Fault::Answer(simulation::reply(401, "{}"))));
    world.run(60_000);
    assert!(world.clients.iter().all(|it| it.job(1).line == Line::SignedOut));
}

#[test]
fn a_page_that_is_put_away_gives_up_the_lead_and_comes_back_as_one_of_many() {
    let mut world = World::with_tabs(2, 1);
    let leads = leader(&world);
    world.input_as(leads, Input::Suspended);
    world.run(1_000);
    assert_eq!(leader(&world), 1 - leads);
    assert_eq!(world.clients[leads].open_count(Kind::Stream), 0);
    world.input_as(leads, Input::Resumed);
    world.run(3_000);
    assert_eq!(leader(&world), leads, "it is looked at, the other is not");
    world.emit(1, News::progress(30));
    world.run(1_000);
    check_all_show(&world, 1, 30);
}

#[test]
fn when_every_job_has_ended_ten_tabs_wait_for_nothing_and_ask_for_nothing() {
    let mut world = World::with_tabs(10, 2);
    world.emit(1, News::status("completed"));
    world.emit(2, News::status("cancelled"));
    world.run(10_000);
    let from = world.now().mono_ms;
    for client in &world.clients {
        assert_eq!(client.wake_at, None);
        assert_eq!(client.job(1).line, Line::Settled);
        assert_eq!(client.job(2).line, Line::Settled);
    }
    world.run(600_000);
    assert_eq!((0..10).map(|tab| sent_by(&world, tab, from)).sum::<usize>(), 0);
}

#[test]
fn a_retry_in_one_tab_is_followed_in_all_from_its_new_beginning() {
    let mut world = World::with_tabs(3, 1);
    world.emit(1, News::progress(80));
    world.emit(1, News::status("failed"));
    world.run(3_000);
    assert!(world.clients.iter().all(|it| it.job(1).line == Line::Settled));
    world.input_as(0, Input::Act(job_tray::ProcessId::new(1), Action::Retry));
    world.run(2_000);
    world.emit(1, News::status("running"));
    world.emit(1, News::progress(5));
    world.run(20_000);
    check_all_show(&world, 1, 5);
}

#[test]
fn tabs_that_come_one_after_the_other_know_all_of_ten_jobs_soon() {
    for opens_late in [false, true] {
        let mut world = World::with(shared(0));
        let ids: Vec<u64> = (1..=10).collect();
        for id in &ids {
            world.server.add(*id, "running", world.now().wall_ms);
        }
        if opens_late {
            // As in Firefox, where a stream is told of with its first byte.
            world.server.fail(|question| {
                (question.kind == Kind::Stream).then_some(simulation::Fault::Silent)
            });
        }
        world.follow(&ids);
        for tab in 1..4 {
            let known = move |world: &World| ids_known(world, tab - 1) == 10;
            let took = world.run_until(30_000, known);
            assert!(took < 30_000, "tab {} knows {}", tab - 1, ids_known(&world, tab - 1));
            world.show_tab(tab - 1, false);
            world.add_client(shared(tab as u64));
            world.follow_as(tab, &ids);
        }
    }
}

fn ids_known(world: &World, tab: usize) -> usize {
    (1..=10).filter(|id| world.clients[tab].job(*id).process.is_some()).count()
}
