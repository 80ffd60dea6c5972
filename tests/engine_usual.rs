//! What is usual for a type of job: learned where jobs are remembered, told to
//! the jobs that run, gone with the user.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::protocol::actions::Input;
use job_tray::protocol::engine::EngineOptions;
use job_tray::protocol::memory::{Memory, MemoryLimits};
use simulation::{News, World, options};

fn remembering() -> EngineOptions {
    EngineOptions { memory: Some(MemoryLimits::default()), ..options() }
}

/// A page of a browser that kept this.
fn page(options: EngineOptions, kept: Option<String>) -> World {
    let mut world = World::with(options);
    world.browser.memory.clone_from(&kept);
    world.input(Input::Remembered(kept));
    world
}

/// Jobs that run for a minute each, one after another.
fn minutes(world: &mut World, jobs: std::ops::RangeInclusive<u64>, end: &'static str) {
    for id in jobs {
        world.server.add(id, "running", world.now().wall_ms);
        world.follow(&[id]);
        world.run(60_000);
        world.emit(id, News::status(end));
        world.run(3_000);
    }
}

fn durations(world: &World) -> Vec<u32> {
    let kept = world.browser.memory.as_deref().map(|it| Memory::read(it).unwrap());
    let kept = kept.unwrap_or_default();
    kept.usual.types().first().map(|(_, seconds)| seconds.clone()).unwrap_or_default()
}

#[test]
fn after_five_jobs_that_were_seen_to_end_it_is_known_what_is_usual() {
    let mut world = page(remembering(), None);
    minutes(&mut world, 1..=4, "completed");
    world.server.add(9, "running", world.now().wall_ms);
    world.follow(&[9]);
    world.run(2_000);
    assert_eq!(world.job(9).usual_ms, None);
    minutes(&mut world, 5..=5, "completed");
    let seconds = durations(&world);
    assert!(seconds.len() == 5 && seconds.iter().all(|it| (59..=62).contains(it)), "{seconds:?}");
    // On the next page it is known from the start.
    let mut next = page(remembering(), world.browser.memory.clone());
    next.server.add(9, "running", next.now().wall_ms);
    next.follow(&[9]);
    next.run(2_000);
    let usual = next.job(9).usual_ms.unwrap();
    assert!((118_000..=124_000).contains(&usual), "{usual}");
    assert_eq!(durations(&next), seconds, "the same jobs are not learned from again");
}

#[test]
fn only_a_good_end_says_what_is_usual() {
    let mut world = page(remembering(), None);
    minutes(&mut world, 1..=2, "failed");
    minutes(&mut world, 3..=4, "cancelled");
    assert_eq!(durations(&world), [0_u32; 0]);
}

#[test]
fn a_job_that_was_over_when_it_was_found_says_nothing() {
    let mut world = page(remembering(), None);
    world.server.add(1, "completed", world.now().wall_ms);
    world.follow(&[1]);
    world.run(3_000);
    assert_eq!(durations(&world), [0_u32; 0]);
}

#[test]
fn with_the_user_goes_what_was_usual_for_them() {
    let mut world = page(remembering(), None);
    minutes(&mut world, 1..=5, "completed");
    assert_eq!(durations(&world).len(), 5);
    world.input(Input::SignedOut);
    world.run(100);
    assert_eq!(world.browser.memory, None);
    world.server.add(9, "running", world.now().wall_ms);
    world.follow(&[9]);
    world.run(2_000);
    assert_eq!(world.job(9).usual_ms, None);
}

#[test]
fn where_nothing_is_remembered_nothing_is_learned() {
    let mut world = page(options(), None);
    minutes(&mut world, 1..=6, "completed");
    assert_eq!(world.browser.memory, None);
}
