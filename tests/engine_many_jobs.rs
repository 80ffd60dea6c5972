//! Many jobs at once: who gets a stream, whose turn it is, and what is left of
//! those that are followed no longer.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::action::Action;
use job_tray::domain::line::Line;
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
fn who_has_a_stream_keeps_it_and_the_rest_are_polled() {
    let mut world = World::new();
    for id in 1..=5 {
        world.server.add(id, "running", world.now().wall_ms);
    }
    world.follow(&[1, 2, 3, 4, 5]);
    world.run(3 * 60_000);
    let with_stream: Vec<_> = (1..=5).filter(|id| world.line(*id) == Line::Live).collect();
    assert_eq!(with_stream, [4, 5], "the newest two");
    assert!(
        (1..=3).all(|id| world.line(id) == Line::Polling && world.count(Kind::Stream, id) == 0)
    );
    world.emit(5, News::status("completed"));
    world.run(2_000);
    assert_eq!(world.line(3), Line::Live, "a free place is taken by the next");
    assert!(world.clients[0].lines.iter().all(|it| !it.2.is_troubled()));
}

#[test]
fn what_is_followed_no_longer_leaves_nothing_behind() {
    let mut world = running(4);
    world.server.fail(|question| (question.kind == Kind::Get).then_some(Fault::Silent));
    world.act(3, Action::Cancel);
    world.run_until(30_000, |world| world.clients[0].open_count(Kind::Get) > 0);
    world.follow(&[2]);
    // The harness knows: whatever was under way for 1, 3 and 4 is stopped, and
    // nothing ever names them again.
    world.run(120_000);
    world.follow(&[]);
    assert_eq!(world.clients[0].wake_at, None);
    let from = world.now().mono_ms;
    world.run(600_000);
    assert_eq!(world.sent_since(from), []);
}

#[test]
fn a_job_followed_once_more_starts_from_nothing() {
    let mut world = World::with_running_job(7);
    world.emit(7, News::progress(50));
    world.run(100);
    world.follow(&[]);
    world.run(1_000);
    world.follow(&[7, 7]);
    assert_eq!(world.line(7), Line::Connecting);
    assert!(world.job(7).log.is_empty());
    world.run(1_000);
    assert_eq!(world.line(7), Line::Live);
    assert_eq!(world.job(7).bar_percent, Some(50));
}

#[test]
fn many_jobs_that_are_gone_make_no_storm() {
    let mut world = World::new();
    world.follow(&(1..=200).collect::<Vec<_>>());
    world.run(20 * 60_000);
    let asked = world.sent_since(0).len();
    assert!((1..=200).all(|id| world.line(id) == Line::Gone), "{asked}");
    assert_eq!(asked, 400);
    assert_eq!(world.clients[0].wake_at, None);
}

#[test]
fn an_action_goes_out_at_once_however_busy_the_tray_is() {
    let mut world = World::new();
    for id in 1..=40 {
        world.server.add(id, "running", world.now().wall_ms);
    }
    world.follow(&(1..=40).collect::<Vec<_>>());
    world.run(8_000);
    // In the middle of the first reading of all, and later on.
    for id in [40, 39, 38] {
        let known = world.job(id).process.is_some();
        assert!(known, "{id}");
        world.act(id, Action::Cancel);
        let took = world.run_until(5_000, |world| world.count(Kind::Post, id) == 1);
        assert_eq!(took, 0, "{id}");
        world.run(10_000);
        world.check_status(id, "cancelled");
    }
}

#[test]
fn jobs_that_are_followed_do_not_wait_until_all_new_ones_are_read() {
    let mut world = running(5);
    for id in 6..=200 {
        world.server.add(id, "completed", world.now().wall_ms);
    }
    world.follow(&(1..=200).collect::<Vec<_>>());
    world.run(120_000);
    let polled: Vec<_> = (1..=5).filter(|id| world.line(*id) == Line::Polling).collect();
    assert_eq!(polled.len(), 3);
    for id in polled {
        let age = world.now().wall_ms - world.job(id).confirmed_at_ms.unwrap();
        assert!(age < 45_000, "{id} is {age} ms old");
    }
    let read = (6..=200).filter(|id| world.job(*id).process.is_some()).count();
    assert!(read > 15, "{read}");
    assert_eq!(world.clients[0].open_count(Kind::Stream), 2, "nor do the streams");
}
