//! The figures the tray promises, measured in the simulated world and printed:
//! `cargo test --no-default-features --test engine_numbers -- --nocapture`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use std::cell::RefCell;
use std::rc::Rc;

use job_tray::domain::line::Line;
use job_tray::protocol::engine::EngineOptions;
use simulation::{Fault, Kind, LATENCY_MS, News, World, percentile, row, table};

fn options(seed: u64) -> EngineOptions {
    EngineOptions { base_url: "/api".into(), seed, ..EngineOptions::default() }
}

/// The gaps between the end of one stream and the next one listening.
fn blind_gaps(world: &World, id: u64) -> Vec<u64> {
    let opens: Vec<_> = world.clients[0]
        .sent
        .iter()
        .filter(|it| it.kind == Kind::Stream && it.process == id)
        .map(|it| it.at + LATENCY_MS)
        .collect();
    opens.windows(2).map(|pair| pair[1] - pair[0] - simulation::STREAM_LIFE_MS).collect()
}

#[test]
fn a_thousand_planned_closes_lose_no_change_and_are_blind_for_a_moment() {
    const ROLLS: usize = 1_000;
    let mut world = World::with_running_job(7);
    let mut lost = 0;
    let mut percent = 0;
    while world.count(Kind::Stream, 7) <= ROLLS {
        let streams = world.count(Kind::Stream, 7);
        // Just when nobody listens: between the close and the next open.
        world.run_until(30_000, |world| {
            world.clients[0].open_count(Kind::Stream) == 0 || world.count(Kind::Stream, 7) > streams
        });
        percent = percent % 99 + 1;
        if percent == 1 {
            world.emit(7, News { progress: Some(0), ..News::retry() });
            world.emit(7, News { progress: Some(1), ..News::status("running") });
        } else {
            world.emit(7, News::progress(percent));
        }
        world.run_until(30_000, |world| world.count(Kind::Stream, 7) > streams);
        let is_shown = |world: &World| {
            let process = world.job(7).process.as_ref().unwrap();
            process.progress_percent.map(|it| i64::from(it.shown())) == Some(percent)
        };
        world.run(1_000);
        if !is_shown(&world) {
            lost += 1;
        }
    }
    let gaps = blind_gaps(&world, 7);
    let trouble = world.clients[0].lines.iter().filter(|it| it.2.is_troubled()).count();
    let p95 = percentile(&gaps, 95);
    table(
        "Planned closes on a server without replay",
        &[
            row("closes", gaps.len(), ""),
            row("changes lost", lost, "0"),
            row("blind, p50 (ms, incl. 1 RTT)", percentile(&gaps, 50), ""),
            row("blind, p95 (ms, incl. 1 RTT)", p95, "<= 300 + RTT"),
            row("blind, longest (ms)", percentile(&gaps, 100), ""),
            row("times trouble was shown", trouble, "0"),
        ],
    );
    assert!(gaps.len() >= ROLLS);
    assert_eq!((lost, trouble), (0, 0));
    assert!(p95 <= 300 + 2 * LATENCY_MS, "{p95}");
}

/// So many clients that follow the same running job, their streams out of step.
fn many_clients(count: usize) -> World {
    let mut world = World::with(options(0));
    world.server.add(1, "running", world.now().wall_ms);
    for seed in 1..count as u64 {
        // Far apart, as random seeds are.
        world.add_client(options(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    }
    for client in 0..count {
        // They had come over a minute.
        world.after(client as u64 * 600, move |world| world.follow_as(client, &[1]));
    }
    world.run(120_000);
    world
}

#[test]
fn a_hundred_clients_come_back_from_ten_seconds_of_outage_spread_out() {
    const CLIENTS: usize = 100;
    const OUTAGE_MS: u64 = 10_000;
    let mut world = many_clients(CLIENTS);
    let live = |world: &World| {
        (0..CLIENTS).filter(|it| world.clients[*it].job(1).line == Line::Live).count()
    };
    assert_eq!(live(&world), CLIENTS);
    world.server.fail(|_| Some(Fault::Refused));
    world.cut_connections();
    world.run(OUTAGE_MS);
    world.server.heal();
    let back = world.now().mono_ms;
    world.emit(1, News::progress(50));
    let asked_before = world.server.asked.len();
    let mut recovered = vec![None; CLIENTS];
    while recovered.iter().any(Option::is_none) && world.now().mono_ms < back + 60_000 {
        world.run(10);
        for (client, at) in recovered.iter_mut().enumerate() {
            if at.is_none() && world.clients[client].job(1).bar_percent == Some(50) {
                *at = Some(world.now().mono_ms - back);
            }
        }
    }
    let times: Vec<_> = recovered.iter().map(|at| at.expect("everyone comes back")).collect();
    // How many different clients the server sees in its busiest 100 ms.
    let busiest = busiest_window(&world, asked_before, 100);
    world.run(120_000);
    assert_eq!(live(&world), CLIENTS);
    let spread = opens_within(&world, 25_000);
    let (p50, p95) = (percentile(&times, 50), percentile(&times, 95));
    table(
        "100 clients after 10 s of outage",
        &[
            row("recovered, p50 (ms)", p50, "<= 4000"),
            row("recovered, p95 (ms)", p95, "<= 13000"),
            row("recovered, last (ms)", percentile(&times, 100), ""),
            row("first questions in the busiest 100 ms", busiest, "<= 20"),
            row("streams opened over a round spread over (ms)", spread, ">= 5000"),
        ],
    );
    assert!(p50 <= 4_000 && p95 <= 13_000, "{p50} {p95}");
    assert!(busiest <= 20, "{busiest}");
    assert!(spread >= 5_000, "{spread}");
}

/// First questions since a place in the server's list, in the busiest window.
fn busiest_window(world: &World, since: usize, window: u64) -> usize {
    let first: Vec<u64> = world.server.asked[since..]
        .iter()
        .filter(|it| it.kind == Kind::Get)
        .map(|it| it.at)
        .collect();
    first
        .iter()
        .map(|at| first.iter().filter(|it| (*at..at + window).contains(it)).count())
        .max()
        .unwrap()
}

/// Between the first and the last tenth of the streams opened in the last round.
fn opens_within(world: &World, round: u64) -> u64 {
    let from = world.now().mono_ms - round;
    let opens: Vec<u64> = world
        .server
        .asked
        .iter()
        .filter(|it| it.kind == Kind::Stream && it.at >= from)
        .map(|it| it.at)
        .collect();
    percentile(&opens, 90) - percentile(&opens, 10)
}

#[test]
fn a_server_that_restarts_in_a_moment_is_not_stormed() {
    const CLIENTS: usize = 100;
    let mut world = many_clients(CLIENTS);
    let since = world.server.asked.len();
    world.cut_connections();
    world.run(3_000);
    let opens: Vec<u64> = world.server.asked[since..]
        .iter()
        .filter(|it| it.kind == Kind::Stream)
        .map(|it| it.at)
        .collect();
    let busiest =
        opens.iter().map(|at| opens.iter().filter(|it| (*at..at + 100).contains(it)).count()).max();
    table(
        "100 clients, all connections cut, the server up",
        &[row("streams opened in the busiest 100 ms", busiest.unwrap(), "<= 20")],
    );
    assert!(busiest.unwrap() <= 20);
}

#[test]
fn a_thousand_followed_jobs_are_read_without_a_burst_and_the_active_ones_stay_fresh() {
    const JOBS: u64 = 1_000;
    let mut world = World::with(options(1));
    for id in 1..=JOBS {
        // Twenty are active, the newest and some of old.
        let status = if id > JOBS - 15 || id <= 5 { "running" } else { "completed" };
        world.server.add(id, status, world.now().wall_ms);
    }
    let start = world.now().mono_ms;
    world.follow(&(1..=JOBS).collect::<Vec<_>>());
    world.run(1_000);
    let first_second = world.clients[0].sent.len();
    world.run(58_999);
    let first_minute = world.clients[0].sent.len();
    let shown = (1..=JOBS).filter(|id| world.job(*id).process.is_some()).count();
    let newest: Vec<_> = (JOBS - 4..=JOBS).filter(|id| world.job(*id).process.is_some()).collect();
    assert_eq!(newest.len(), 5, "the newest first");
    let known = |world: &World| (1..=JOBS).all(|id| world.job(id).process.is_some());
    while !known(&world) && world.now().mono_ms < start + 4 * 3_600_000 {
        world.run(60_000);
    }
    let restored = (world.now().mono_ms - start) / 60_000;
    // From here on only the active ones are asked for.
    let active: Vec<u64> = (1..=5).chain(JOBS - 14..=JOBS).collect();
    let ages = Rc::new(RefCell::new(Vec::new()));
    for second in 0..600 {
        let (ages, active) = (ages.clone(), active.clone());
        world.after(120_000 + second * 1_000, move |world| {
            let now = world.now().wall_ms;
            let age = |id: &u64| (now - world.job(*id).confirmed_at_ms.unwrap()).cast_unsigned();
            ages.borrow_mut().extend(active.iter().map(age));
        });
    }
    world.run(721_000);
    let (age, oldest) = (percentile(&ages.borrow(), 95), percentile(&ages.borrow(), 100));
    let stale = active.iter().filter(|id| world.line(**id) == Line::Stale).count();
    let from = world.now().mono_ms;
    world.run(60_000);
    let per_minute = world.sent_since(from).len();
    table(
        "1,000 followed jobs, 20 of them running",
        &[
            row("requests in the first second", first_second, "<= 10"),
            row("requests in the first minute", first_minute, "<= 30"),
            row("jobs known after a minute", shown, ""),
            row("all known after (min)", restored, ""),
            row("then: requests a minute", per_minute, "<= 30"),
            row("then: age of an active job's news, p95 (ms)", age, "~ 55000"),
            row("then: age of an active job's news, oldest (ms)", oldest, "<= 80000"),
            row("then: active jobs told as stale", stale, "0"),
        ],
    );
    assert!(first_second <= 10 && first_minute <= 30 && per_minute <= 30);
    assert!(age <= 55_000 && oldest <= 80_000, "{age} {oldest}");
    assert_eq!(stale, 0);
}

#[test]
fn what_a_tray_costs_in_requests_a_minute() {
    let per_minute = |statuses: &[&str], hidden: bool| {
        let mut world = World::with(options(3));
        for (id, status) in (1..).zip(statuses) {
            world.server.add(id, status, world.now().wall_ms);
        }
        world.follow(&(1..=statuses.len() as u64).collect::<Vec<_>>());
        world.run(60_000);
        if hidden {
            world.input(job_tray::protocol::actions::Input::Visible(false));
            world.run(60_000);
        }
        let from = world.now().mono_ms;
        world.run(600_000);
        world.sent_since(from).len() as u64 / 10
    };
    let idle = per_minute(&["completed", "failed", "cancelled"], false);
    let one = per_minute(&["running"], false);
    let two = per_minute(&["running", "running"], false);
    let mixed = per_minute(&["running", "running", "running", "pending", "waiting_review"], false);
    let many = per_minute(&["running"; 30], false);
    let hidden = per_minute(&["running"; 30], true);
    table(
        "Requests a minute, streams included",
        &[
            row("all jobs ended", idle, "0"),
            row("one running", one, "~ 5"),
            row("two running", two, "~ 10"),
            row("three running, one pending, one waiting", mixed, "<= 30"),
            row("thirty running", many, "<= 30"),
            row("thirty running, page hidden", hidden, "<= 1"),
        ],
    );
    assert_eq!(idle, 0);
    assert!(one <= 6 && two <= 12 && mixed <= 30 && many <= 30 && hidden <= 1);
}
