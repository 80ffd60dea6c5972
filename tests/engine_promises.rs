//! What the tray promises whatever happens, each promise a test of its own,
//! judged afterwards by what the server saw and not by what the engine says.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use std::collections::BTreeSet;

use job_tray::protocol::engine::EngineOptions;
use proptest::prelude::*;
use simulation::chaos::{Happens, JOBS, happen, happens, world};
use simulation::{World, options};

/// Anything, on a device whose monotonic clock counts on in sleep: a minute is
/// then a minute for everybody.
fn script() -> impl Strategy<Value = Vec<Happens>> {
    let ticking = happens().prop_map(|what| match what {
        Happens::Sleep(milliseconds, _) => Happens::Sleep(milliseconds, true),
        other => other,
    });
    prop::collection::vec(ticking, 1..80)
}

fn played(script: &[Happens], seed: u64) -> World {
    let mut world = world(EngineOptions { seed, ..options() });
    for what in script {
        happen(&mut world, what);
    }
    world.run(60_000);
    world
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn never_more_than_the_budget(script in script(), seed in any::<u64>()) {
        let world = played(&script, seed);
        let sent: Vec<_> = world.clients[0].sent.iter().map(|it| it.at).collect();
        for (place, at) in sent.iter().enumerate() {
            let within = sent[place..].iter().take_while(|it| **it < at + 60_000).count();
            prop_assert!(within <= 30, "{} requests in the minute from {}", within, at);
        }
    }

    #[test]
    fn never_two_opens_for_one_job(script in script(), seed in any::<u64>()) {
        let world = played(&script, seed);
        prop_assert!(world.server.most_streams_of_a_job <= 1);
    }

    #[test]
    fn nothing_after_removal(script in script(), seed in any::<u64>()) {
        let mut world = world(EngineOptions { seed, ..options() });
        let mut followed: BTreeSet<u64> = (1..=JOBS).collect();
        for what in &script {
            let (sent, lines) = (world.clients[0].sent.len(), world.clients[0].lines.len());
            happen(&mut world, what);
            if let Happens::Follow(_) = what {
                followed = world.clients[0].shown().into_iter().collect();
            }
            for it in &world.clients[0].sent[sent..] {
                prop_assert!(followed.contains(&it.process), "{:?} after its removal", it);
            }
            for (_, id, line) in &world.clients[0].lines[lines..] {
                prop_assert!(followed.contains(id), "{} is {:?} after its removal", id, line);
            }
        }
        world.follow(&[]);
        let sent = world.clients[0].sent.len();
        world.run(3_600_000);
        prop_assert_eq!(world.clients[0].sent.len(), sent);
        prop_assert_eq!(world.clients[0].wake_at, None);
        prop_assert_eq!(world.server.all_listeners(), []);
    }
}
