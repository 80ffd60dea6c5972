//! How old what is shown can get, measured and printed:
//! `cargo test --no-default-features --test engine_freshness -- --nocapture`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::line::Line;
use job_tray::protocol::actions::Input;
use simulation::{Fault, Kind, LATENCY_MS, News, World, percentile, row, table};

/// How long until the screen shows this progress.
fn until_shown(world: &mut World, id: u64, percent: u8) -> u64 {
    world.run_until(120_000, move |world| world.job(id).bar_percent == Some(percent))
}

/// The longest time that a job was called live or polled without news.
fn longest_unsaid(world: &mut World, milliseconds: u64) -> u64 {
    let mut longest = 0;
    for _ in 0..milliseconds / 100 {
        world.run(100);
        let age = world.now().wall_ms - world.job(7).confirmed_at_ms.unwrap();
        if !world.line(7).is_troubled() {
            longest = longest.max(age.cast_unsigned());
        }
    }
    longest
}

#[test]
fn what_is_shown_is_never_old_without_a_word() {
    let mut streamed = Vec::new();
    let mut polled = Vec::new();
    for second in 0..40 {
        let mut world = World::with_running_job(7);
        world.run(second * 700);
        world.emit(7, News::progress(50));
        streamed.push(until_shown(&mut world, 7, 50));
        let mut world = World::new();
        world.server.add(7, "running", world.now().wall_ms);
        world.server.fail(|it| (it.kind == Kind::Stream).then_some(Fault::Refused));
        world.follow(&[7]);
        world.run(60_000 + second * 700);
        world.emit(7, News::progress(50));
        polled.push(until_shown(&mut world, 7, 50));
    }

    let mut world = World::with_running_job(7);
    world.server.fail(|it| (it.kind == Kind::Stream).then_some(Fault::StreamStalls));
    world.cut_connections();
    let stalled = longest_unsaid(&mut world, 300_000);

    let mut world = World::with_running_job(7);
    world.server.fail(|_| Some(Fault::Silent));
    world.cut_connections();
    let silent = longest_unsaid(&mut world, 300_000);

    let mut world = World::with_running_job(7);
    world.sleep(3_600_000, false);
    world.emit(7, News::progress(80));
    world.input(Input::Resumed);
    let awake = until_shown(&mut world, 7, 80);

    let mut world = World::with_running_job(7);
    world.input(Input::Visible(false));
    world.run(600_000);
    world.emit(7, News::progress(80));
    world.input(Input::Visible(true));
    let looked = until_shown(&mut world, 7, 80);
    assert_eq!(world.line(7), Line::Polling, "the stream is on its way");

    let most = |times: &[u64]| percentile(times, 95);
    table(
        "How old what is shown can get",
        &[
            row("event to screen by a stream, p95 (ms, 1 way)", most(&streamed), "<= 100"),
            row("event to screen by polls, p95 (ms)", most(&polled), "<= 18000"),
            row("stalled streams: old without a word (ms)", stalled, "<= 35000"),
            row("a silent server: old without a word (ms)", silent, "<= 35000"),
            row("after an hour of sleep: fresh in (ms)", awake, "<= 1000 + RTT"),
            row("shown again after 10 min: fresh in (ms)", looked, "<= 1000 + RTT"),
        ],
    );
    assert!(most(&streamed) <= 100 && most(&polled) <= 18_000);
    assert!(stalled <= 35_000 && silent <= 35_000, "{stalled} {silent}");
    assert!(awake <= 1_000 + 2 * LATENCY_MS && looked <= 1_000 + 2 * LATENCY_MS);
}
