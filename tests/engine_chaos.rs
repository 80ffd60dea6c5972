//! Anything may go wrong at any time, in any order. The harness watches every
//! step; when the world is well again, the screen shows the server's state.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::domain::line::Line;
use job_tray::domain::progress::Percent;
use job_tray::protocol::actions::Input;
use proptest::prelude::*;
use simulation::chaos::{JOBS, happen, happens, hosts, world};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn whatever_happens_the_truth_is_shown_soon_after_the_world_is_well(
        script in prop::collection::vec(happens(), 1..80), host in hosts(),
        replays in any::<bool>(), numbers_events in any::<bool>(),
    ) {
        let mut world = world(host);
        world.server.replays = replays;
        world.server.numbers_events = numbers_events;
        for what in &script {
            happen(&mut world, what);
        }
        // The world is well again, and the user looks.
        world.server.heal();
        for input in [Input::Resumed, Input::Visible(true), Input::Online(true)] {
            world.input(input);
        }
        world.follow(&(1..=JOBS).collect::<Vec<_>>());
        // What it answered before it was well arrives.
        world.run(100);
        // A server that found it too many is asked less for a while.
        let limited = world.clients[0].engine.diagnostics(world.now()).requests_per_minute < 30;
        world.run(if limited { 600_000 } else { 75_000 });
        // A look reads again what may have been retried by somebody else.
        world.input(Input::Visible(false));
        world.input(Input::Visible(true));
        world.run(40_000);
        for id in 1..=JOBS {
            let row = &world.server.rows[&id];
            let shown = world.job(id).process.clone().unwrap();
            prop_assert_eq!(shown.status.as_str(), row.status.as_str(), "job {}", id);
            let percent = shown.progress_percent.map(Percent::raw);
            #[allow(clippy::cast_precision_loss)]
            let expected = row.progress.map(|it| it as f64);
            prop_assert_eq!(percent, expected, "job {}", id);
            prop_assert!(!world.job(id).is_busy(), "job {} is busy for ever", id);
            prop_assert!(!world.job(id).is_deferred(), "job {} waits for ever", id);
            let line = world.line(id);
            prop_assert!(!line.is_troubled(), "job {} is {:?}", id, line);
            prop_assert_eq!(line == Line::Settled, shown.status.is_terminal());
        }
    }
}
