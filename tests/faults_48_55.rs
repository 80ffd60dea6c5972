//! Faults 48 to 55 of the list that the tray is held to, each under its number:
//! many tabs, many clients, slow servers, and what only looks like a fault of
//! the network. What a browser alone can decide of them is tested in one.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::ProcessId;
use job_tray::domain::action::{Action, ActionFailure, ActionState};
use job_tray::domain::format::shorten;
use job_tray::domain::line::Line;
use job_tray::protocol::actions::{Input, StreamKind};
use job_tray::protocol::diagnostics::{Hint, Mode, Reason};
use job_tray::protocol::engine::{EngineOptions, StreamChoice};
use job_tray::protocol::memory::MemoryLimits;
use job_tray::protocol::tabs::Role;
use simulation::{Fault, Kind, LATENCY_MS, News, World, options, percentile, reply, shared};

#[test]
fn fault_48_ten_tabs_hold_two_streams_and_outlive_a_crash_by_a_second_and_frost_by_eight() {
    // The harness holds the browser to two streams and 30 requests a minute.
    let mut world = World::with_tabs(10, 3);
    // Ten tabs that were opened one after the other have used the budget up.
    world.run(60_000);
    let leads = world.leader();
    let streams = |world: &World| -> usize {
        world.clients.iter().map(|it| it.open_count(Kind::Stream)).sum()
    };
    world.run_until(3_000, |world| streams(world) == 2);
    world.close_tab(leads);
    world.show_tab(3, true);
    world.run(1_000);
    assert_eq!(world.leader(), 3);
    world.emit(1, News::progress(40));
    world.run(2_000);
    world.show_tab(4, true);
    world.run(1_000);
    world.freeze_tab(3);
    let took = world.run_until(8_000, |world| world.clients[4].engine.role() == Role::Leader);
    assert!(took <= 8_000, "{took}");
    world.emit(1, News::progress(60));
    world.run(3_000);
    for client in world.clients.iter().filter(|it| !it.closed && !it.frozen) {
        assert_eq!(client.job(1).bar_percent, Some(60));
    }
}

#[test]
fn fault_49_a_sign_out_in_one_tab_leaves_nothing_of_its_user_in_any() {
    let tab = |it| EngineOptions { memory: Some(MemoryLimits::default()), ..shared(it) };
    for signs_out in [0, 1] {
        let mut world = World::with(tab(0));
        world.add_client(tab(1));
        world.server.add(1, "running", world.now().wall_ms);
        for client in [0, 1] {
            world.input_as(client, Input::Remembered(None));
            world.follow_as(client, &[1]);
        }
        world.run(5_000);
        assert!(world.browser.memory.is_some());
        world.input_as(signs_out, Input::SignedOut);
        world.run(1_000);
        assert_eq!(world.browser.memory, None);
        for client in &world.clients {
            assert_eq!(client.shown(), [0; 0]);
            assert_eq!(client.open_count(Kind::Stream) + client.open_count(Kind::Get), 0);
        }
        let asked = world.server.asked.len();
        world.run(600_000);
        assert_eq!(world.server.asked.len(), asked);
    }
}

#[test]
fn fault_49_what_other_trays_and_users_say_or_keep_is_nobodys_here() {
    // The channel is named after the address and the user: `TrayOptions::name`.
    let mut world = World::with_tabs(2, 1);
    world.server.add(9, "running", world.now().wall_ms);
    let leads = world.leader();
    let job = r#"[{"id":9,"process":{"id":9,"status":"failed"},"line":1,"events":[]}]"#;
    for (version, from, kind, body) in [
        (2, 5, "signed_out", "null"),
        (1, 6, "jobs", job),
        (1, 7, "none", "{}"),
        (0, 8, "beat", "{}"),
    ] {
        let text = format!(r#"{{"v":{version},"from":{from},"kind":"{kind}","body":{body}}}"#);
        world.input_as(leads, Input::Heard(text.clone()));
        world.input_as(1 - leads, Input::Heard(text));
    }
    world.input_as(leads, Input::Heard("no json".into()));
    world.run(5_000);
    for client in &world.clients {
        assert_eq!(client.shown(), [1]);
        assert_eq!(client.job(1).line, Line::Live);
    }
    // A lost sign-in forgets what is kept, unless it is kept under the user's name.
    for users in [false, true] {
        let memory = Some(MemoryLimits::default());
        let options = EngineOptions { memory, memory_is_the_users: users, ..options() };
        let mut world = World::running_with(7, options);
        assert!(world.browser.memory.is_some());
        world.server.fail(|_| Some(Fault::Answer(reply(401, "{}"))));
        world.cut_connections();
        world.run(20_000);
        assert_eq!(world.line(7), Line::SignedOut);
        assert_eq!(world.browser.memory.is_some(), users);
    }
}

#[test]
fn fault_50_a_hundred_clients_come_back_spread_out_and_do_not_fall_into_step() {
    let mut world = World::new();
    world.server.add(1, "running", world.now().wall_ms);
    for tab in 1..100 {
        world.add_client(EngineOptions { share_tabs: false, ..shared(tab) });
    }
    for client in 0..100 {
        world.after(client as u64 * 250, move |world| world.follow_as(client, &[1]));
    }
    world.run(60_000);
    world.server.fail(|_| Some(Fault::Refused));
    world.cut_connections();
    world.run(10_000);
    world.server.heal();
    let (back, asked) = (world.now().mono_ms, world.server.asked.len());
    world.run(15_000);
    let questions: Vec<_> = world.server.asked[asked..]
        .iter()
        .filter(|it| it.kind == Kind::Get)
        .map(|it| it.at)
        .collect();
    let within = |at: &u64| questions.iter().filter(|it| (*at..at + 100).contains(it)).count();
    assert!(questions.iter().map(within).max() <= Some(20));
    let recovered: Vec<_> = world
        .clients
        .iter()
        .map(|it| it.sent.iter().find(|it| it.at >= back).unwrap().at - back)
        .collect();
    assert!(percentile(&recovered, 50) <= 4_000 && percentile(&recovered, 95) <= 13_000);
    // Three rolls later.
    world.run(3 * 26_000);
    let from = world.now().mono_ms - 25_000;
    let streams = world.server.asked.iter().filter(|it| it.kind == Kind::Stream && it.at >= from);
    let opens: Vec<_> = streams.map(|it| it.at).collect();
    let spread = percentile(&opens, 90) - percentile(&opens, 10);
    assert!(spread >= 5_000, "{spread}");
}

#[test]
fn fault_51_a_slow_server_is_asked_one_thing_of_a_job_at_a_time_and_takes_nothing_back() {
    let mut world = World::new();
    world.server.add(7, "running", world.now().wall_ms);
    world.server.fail(|question| match question.kind {
        Kind::Get => Some(Fault::Delayed(15_000)),
        Kind::Stream => Some(Fault::Delayed(8_000)),
        _ => None,
    });
    world.follow(&[7]);
    // The harness allows one row and one stream of a job at a time.
    for percent in 1..=30 {
        world.run(20_000);
        world.emit(7, News::progress(percent));
        let shown = world.job(7).process.as_ref().unwrap().progress_percent.map(|it| it.raw());
        world.run(100);
        let now = world.job(7).process.as_ref().unwrap().progress_percent.map(|it| it.raw());
        assert!(now >= shown, "{shown:?} {now:?}");
    }
    world.run(20_000);
    assert_eq!(world.job(7).bar_percent, Some(30));
    assert!(world.clients[0].lines.iter().all(|it| it.2 != Line::Reconnecting));
}

#[test]
fn fault_52_an_older_answer_that_comes_late_is_ignored_or_asked_for_again() {
    let mut world = World::with_job(7, "pending", options());
    world.server.fail(|question| (question.kind == Kind::Get).then_some(Fault::Delayed(5_000)));
    world.run_until(20_000, |world| world.clients[0].open_count(Kind::Get) == 1);
    let old = world.clients[0].sent.last().unwrap().key;
    world.act(7, Action::Cancel);
    world.run(3_000);
    world.check_status(7, "cancelled");
    let row = reply(200, r#"{"id":7,"status":"pending","attempts":1}"#);
    world.input(Input::Reply(old, Ok(row)));
    world.check_status(7, "cancelled");
    world.run(10_000);
    // A row that is older than what was heard of is doubted.
    let mut world = World::with_running_job(7);
    world.run(2_000);
    world.emit(7, News::progress(50));
    world.run(30_000);
    let mut left = 2;
    world.server.fail(move |question| {
        left -= i32::from(question.kind == Kind::Get);
        let stale = r#"{"id":7,"status":"running","progress_percent":10,"attempts":1,
            "updated_at":"2026-01-01T00:00:01Z"}"#;
        (question.kind == Kind::Get && left >= 0).then(|| Fault::Answer(reply(200, stale)))
    });
    let gets = world.count(Kind::Get, 7);
    world.run(40_000);
    assert_eq!(world.job(7).process.as_ref().unwrap().progress_percent.unwrap().shown(), 50);
    assert!(world.count(Kind::Get, 7) >= gets + 3, "until an answer fits");
    world.check_no_trouble();
}

#[test]
fn fault_53_a_page_that_was_never_answered_is_told_so_and_asks_every_half_minute() {
    let mut world = World::new();
    world.server.add(7, "running", world.now().wall_ms);
    // What CORS or the page's policy forbids looks like a lost network.
    world.server.fail(|_| Some(Fault::Refused));
    let hint = |world: &World| world.clients[0].engine.diagnostics(world.now()).hint;
    world.follow(&[7]);
    world.run_until(20_000, |world| hint(world).is_some());
    assert_eq!(hint(&world), Some(Hint::NeverAnswered));
    assert_eq!(world.sent_since(0).len(), 3);
    assert_eq!(world.line(7), Line::Reconnecting);
    world.run(600_000);
    let sent: Vec<_> = world.sent_since(0)[2..].iter().map(|it| it.at).collect();
    assert!(sent.len() >= 17);
    for pair in sent.windows(2) {
        let gap = pair[1] - pair[0];
        assert!((24_000..=36_000 + 2 * LATENCY_MS).contains(&gap), "{gap}");
    }
    // Whoever was answered once is not told so again.
    world.server.heal();
    world.run(40_000);
    assert_eq!((hint(&world), world.line(7)), (None, Line::Live));
    world.server.fail(|_| Some(Fault::Refused));
    world.cut_connections();
    world.run(120_000);
    assert_eq!(hint(&world), None);
}

#[test]
fn fault_54_a_browser_that_cannot_stream_is_polled_and_one_without_tabs_holds_one_stream() {
    let mut world = World::with(EngineOptions { stream: StreamChoice::Fetch, ..options() });
    world.server.add(7, "running", world.now().wall_ms);
    world.server.fail(|question| (question.kind == Kind::Stream).then_some(Fault::NoBody));
    world.follow(&[7]);
    world.run(40_000);
    assert_eq!(world.followed(7), (Mode::Poll, Some(Reason::Refused)));
    assert_eq!(world.streams(7).len(), 3);
    world.emit(7, News::progress(12));
    world.run_until(16_000, |world| world.job(7).bar_percent == Some(12));
    world.check_no_trouble();
    // As `store::options` has it where there is no lock or no channel.
    let mut world = World::with(EngineOptions { max_streams: 1, ..options() });
    for id in 1..=3 {
        world.server.add(id, "running", world.now().wall_ms);
    }
    world.follow(&[1, 2, 3]);
    world.run(60_000);
    assert_eq!(world.clients[0].engine.role(), Role::Alone);
    assert_eq!(world.clients[0].open_count(Kind::Stream), 1);
    assert_eq!(world.followed(3), (Mode::Stream(StreamKind::EventSource), None));
    assert_eq!(world.followed(1), (Mode::Poll, Some(Reason::StreamsTaken)));
    assert_eq!(world.clients[0].engine.farewell(), None, "there is nobody to talk to");
}

#[test]
fn fault_55_hostile_text_is_text_and_100_kb_of_it_are_kept_whole_and_shown_in_part() {
    let hostile = "<img src=x onerror=alert(1)> \u{202e}evil\u{2066} &amp; </script>";
    let long = format!("{hostile}{}", "ö".repeat(50_000));
    let text = |text: &str| job_tray::domain::json::Json::String(text.into()).to_string();
    let mut world = World::with_running_job(7);
    let event = format!(
        r#"{{"id":1,"process_id":7,"status":"failed","step":{},"message":{}}}"#,
        text(hostile),
        text(&long)
    );
    world.send_raw(7, &event);
    world.run(LATENCY_MS);
    let job = world.job(7);
    let process = job.process.as_ref().unwrap();
    assert_eq!(process.current_step.as_deref(), Some(hostile));
    assert_eq!(process.error_message.as_deref(), Some(&*long), "kept, to be expanded");
    assert_eq!(job.log.last().unwrap().message.as_deref(), Some(&*long));
    let short = shorten(&long, 200);
    assert_eq!(short.chars().count(), 201);
    assert!(short.starts_with(hostile) && short.ends_with('…'));
    // What a server says of a refusal is shown in part as well.
    let mut world = World::with_running_job(7);
    let body = format!(r#"{{"message":{}}}"#, text(&long));
    world.server.fail(move |question| {
        (question.kind == Kind::Post).then(|| Fault::Answer(reply(422, &body)))
    });
    world.act(7, Action::Cancel);
    world.run(1_000);
    let ActionState::Failed(_, ActionFailure::Refused(Some(words))) = world.job(7).action.clone()
    else {
        panic!("the user is told");
    };
    assert!(words.starts_with(hostile) && words.chars().count() <= 301);
    assert_eq!(world.clients[0].engine.state().order(), [ProcessId::new(7)]);
}
