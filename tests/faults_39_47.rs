//! Faults 39 to 47 of the list that the tray is held to, each under its number:
//! what users do, and what pages go through.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::ProcessId;
use job_tray::domain::action::{Action, ActionFailure, ActionState};
use job_tray::domain::language::Words;
use job_tray::domain::line::Line;
use job_tray::domain::status::Status;
use job_tray::domain::words;
use job_tray::protocol::actions::{Input, StreamEnd};
use job_tray::protocol::engine::EngineOptions;
use simulation::{Fault, Kind, LATENCY_MS, News, TOKEN, World, options, reply};

fn posts_fail(world: &mut World, fault: Fault) {
    world.server.fail(move |question| (question.kind == Kind::Post).then(|| fault.clone()));
}

fn look(world: &mut World) {
    world.input(Input::Visible(false));
    world.input(Input::Visible(true));
}

#[test]
fn fault_39_what_is_removed_in_any_state_leaves_no_request_no_timer_and_no_answer() {
    let silent = |kind| {
        move |world: &mut World| {
            world.server.fail(move |question| (question.kind == kind).then_some(Fault::Silent));
            world.cut_connections();
            world.run(5_000);
        }
    };
    let backoff = |world: &mut World| {
        world.server.fail(|_| Some(Fault::Refused));
        world.cut_connections();
        world.run(20_000);
    };
    let acts = |world: &mut World| {
        posts_fail(world, Fault::Silent);
        world.act(7, Action::Cancel);
    };
    type BringAbout = Box<dyn Fn(&mut World)>;
    let states: [(&str, BringAbout); 6] = [
        ("reading", Box::new(|_: &mut World| {})),
        ("backing off", Box::new(backoff)),
        ("waiting for a row", Box::new(silent(Kind::Get))),
        ("waiting for headers", Box::new(silent(Kind::Stream))),
        ("acting", Box::new(acts)),
        ("in grace", Box::new(|world| world.act(7, Action::Cancel))),
    ];
    for (name, bring_about) in states {
        let grace = if name == "in grace" { 8_000 } else { 0 };
        let options = EngineOptions { cancel_grace_ms: grace, ..options() };
        let mut world = World::running_with(7, options);
        bring_about(&mut world);
        let keys: Vec<_> = world.clients[0].sent.iter().map(|it| it.key).collect();
        world.follow(&[]);
        let open = |kind| world.clients[0].open_count(kind);
        assert_eq!(open(Kind::Get) + open(Kind::Stream) + open(Kind::Post), 0, "{name}");
        world.check_silent(30);
        // Whatever comes late is for nobody.
        let now = world.now();
        let engine = &mut world.clients[0].engine;
        let row = reply(200, r#"{"id":7,"status":"failed"}"#);
        for key in keys {
            for late in [
                Input::Reply(key, Ok(row.clone())),
                Input::StreamOpened(key),
                Input::StreamMessage(key, r#"{"id":1,"process_id":7}"#.into()),
                Input::StreamEnded(key, StreamEnd::Closed),
            ] {
                assert_eq!(engine.handle(late, now), Default::default(), "{name}");
            }
        }
        assert_eq!(engine.state().jobs().count(), 0);
    }
}

#[test]
fn fault_40_a_retry_is_sent_once_busy_meanwhile_and_settled_by_the_row() {
    // While everything else fails, and clicked twice.
    let mut world = World::with_job(7, "failed", options());
    world.server.fail(|question| (question.kind != Kind::Post).then_some(Fault::Refused));
    look(&mut world);
    world.run(3_000);
    world.act(7, Action::Retry);
    world.act(7, Action::Retry);
    assert_eq!(world.job(7).action, ActionState::UnderWay(Action::Retry), "the button is busy");
    world.run(5_000);
    assert_eq!(world.count(Kind::Post, 7), 1);
    world.server.heal();
    world.run(20_000);
    world.check_status(7, "pending");
    assert_eq!(world.job(7).action, ActionState::Idle);
    // Refused.
    for status in [409, 422] {
        let mut world = World::with_job(7, "failed", options());
        posts_fail(&mut world, Fault::Answer(reply(status, r#"{"message":"Not now."}"#)));
        let gets = world.count(Kind::Get, 7);
        world.act(7, Action::Retry);
        world.run(1_000);
        assert_eq!(world.count(Kind::Get, 7), gets + 1, "after any answer the row is read");
        let refused = ActionFailure::Refused(Some("Not now.".into()));
        assert_eq!(world.job(7).action, ActionState::Failed(Action::Retry, refused));
        assert!(world.job(7).offers(Action::Retry));
    }
}

#[test]
fn fault_40_a_token_out_of_date_is_renewed_once_and_the_retry_repeated_once() {
    for always in [false, true] {
        let options = EngineOptions { csrf_url: Some(TOKEN.into()), ..options() };
        let mut world = World::with_job(7, "failed", options);
        let mut left = 1;
        world.server.fail(move |question| {
            left -= i32::from(question.kind == Kind::Post);
            let refused = question.kind == Kind::Post && (always || left >= 0);
            refused.then(|| Fault::Answer(reply(419, r#"{"message":"CSRF token mismatch."}"#)))
        });
        world.act(7, Action::Retry);
        world.run(3_000);
        assert_eq!((world.count(Kind::Post, 7), world.count(Kind::Token, 0)), (2, 1));
        let done = ActionState::Idle;
        let failed = ActionState::Failed(Action::Retry, ActionFailure::SignedOut);
        assert_eq!(world.job(7).action, if always { failed } else { done });
    }
}

#[test]
fn fault_40_a_retry_without_an_answer_is_not_repeated_and_offered_again_by_the_row() {
    for (fault, status) in [(Fault::DoneButLost, "pending"), (Fault::Silent, "failed")] {
        let mut world = World::with_job(7, "failed", options());
        posts_fail(&mut world, fault);
        world.act(7, Action::Retry);
        world.run(19_500);
        assert!(world.job(7).is_busy());
        world.run(10_000);
        world.check_status(7, status);
        assert!(!world.job(7).is_busy());
        assert_eq!(world.job(7).offers(Action::Retry), status == "failed");
        world.run(60_000);
        assert_eq!(world.count(Kind::Post, 7), 1);
    }
}

#[test]
fn fault_41_a_cancel_that_lost_the_race_shows_how_the_job_ended_in_calm_words() {
    let done = r#"{"data":{"id":7,"status":"completed","attempts":1}}"#;
    for (status, body) in [(409, "{}"), (422, "{}"), (200, done)] {
        let mut world = World::with_running_job(7);
        posts_fail(&mut world, Fault::Answer(reply(status, body)));
        world.act(7, Action::Cancel);
        world.emit(7, News::status("completed").silent());
        world.run(2_000);
        world.check_status(7, "completed");
        let ActionState::Failed(action, failure) = world.job(7).action.clone() else {
            panic!("{status}: the user is told");
        };
        assert_eq!(failure, ActionFailure::TooLate(Status::Completed));
        let told = words::action_failure(&Words::default(), action, &failure);
        assert_eq!(told, "It finished before it could be stopped.");
        assert_eq!(world.line(7), Line::Settled);
        world.check_no_trouble();
    }
}

#[test]
fn fault_42_a_retry_elsewhere_is_seen_at_the_next_look_and_starts_anew() {
    let mut world = World::with_running_job(7);
    world.emit(7, News::progress(80));
    world.emit(7, News::status("failed"));
    world.run(60_000);
    assert_eq!(world.line(7), Line::Settled);
    world.emit(7, News::retry());
    world.emit(7, News { progress: Some(4), ..News::status("running") });
    world.check_status(7, "failed");
    let from = world.now().mono_ms;
    look(&mut world);
    let took = world.run_until(1_000, |world| world.status(7) == Status::Running);
    assert!(took <= 2 * LATENCY_MS, "{took}");
    assert_eq!(world.job(7).bar_percent, Some(4), "from its new beginning");
    assert_eq!(world.sent_since(from)[0].kind, Kind::Get);
    world.run(1_000);
    assert_eq!(world.line(7), Line::Live);
}

#[test]
fn fault_42_a_retry_in_another_tab_is_seen_there_by_what_the_tabs_tell_each_other() {
    let mut world = World::with_tabs(2, 1);
    world.emit(1, News::progress(80));
    world.emit(1, News::status("failed"));
    world.run(3_000);
    world.input_as(0, Input::Act(ProcessId::new(1), Action::Retry));
    world.run(1_000);
    for client in &world.clients {
        assert_eq!(client.job(1).process.as_ref().unwrap().status, Status::Pending);
        assert_eq!(client.job(1).bar_percent, None);
    }
}

#[test]
fn fault_43_a_worker_that_goes_on_after_the_cancel_fills_the_log_and_changes_nothing() {
    let mut world = World::with_running_job(7);
    world.act(7, Action::Cancel);
    world.run(100);
    world.check_status(7, "cancelled");
    for id in 800..820 {
        let rest = r#""status":"running","progress_percent":90"#;
        let late = format!(r#"{{"id":{id},"process_id":7,{rest}}}"#);
        // Also on a stream that the server has not closed yet.
        let key = world.clients[0].sent.iter().rfind(|it| it.kind == Kind::Stream).unwrap().key;
        world.input(Input::StreamMessage(key, late.as_str().into()));
    }
    world.run(10_000);
    world.check_status(7, "cancelled");
    assert_eq!(world.line(7), Line::Settled);
    let seen: Vec<_> = world.clients[0].statuses.iter().map(|it| it.2.to_string()).collect();
    assert_eq!(seen, ["running", "cancelled"]);
    world.check_silent(30);
}

#[test]
fn fault_44_a_network_that_flaps_twenty_times_in_10_s_gets_an_attempt_in_2_s() {
    let mut world = World::with_running_job(7);
    let from = world.now().mono_ms;
    for _ in 0..20 {
        world.input(Input::Online(false));
        world.cut_connections();
        world.run(250);
        world.input(Input::Online(true));
        world.run(250);
    }
    let last = world.now().mono_ms;
    let opens: Vec<_> = world.streams(7).iter().map(|it| it.0).filter(|at| *at >= from).collect();
    assert!(opens.len() <= 6, "{opens:?}");
    assert!(opens.windows(2).all(|pair| pair[1] - pair[0] >= 900), "{opens:?}");
    world.run_until(4_000, |world| world.line(7) == Line::Live);
    assert!(world.now().mono_ms - last <= 3_300, "2 s and up to 1 s of jitter");
}

#[test]
fn fault_45_after_sleep_or_frost_the_row_is_there_within_a_second_and_the_old_reader_is_nobody() {
    for (length, ticking, told) in [
        (3_600_000, true, true),
        (3_600_000, false, false),
        (300_000, true, false),
        (300_000, false, true),
    ] {
        let mut world = World::with_running_job(7);
        let old = world.clients[0].sent.iter().rfind(|it| it.kind == Kind::Stream).unwrap().key;
        world.sleep(length, ticking);
        world.emit(7, News::progress(60));
        world.input(if told { Input::Resumed } else { Input::Woken });
        let took = world.run_until(1_000, |world| world.job(7).bar_percent == Some(60));
        assert!(took <= 1_000, "{took}");
        // What the old stream had kept back comes now, all at once.
        for id in 900..975 {
            let event = format!(r#"{{"id":{id},"process_id":7,"status":"failed"}}"#);
            world.input(Input::StreamMessage(old, event.as_str().into()));
        }
        world.input(Input::StreamEnded(old, StreamEnd::Closed));
        world.run(3_000);
        world.check_status(7, "running");
        assert_eq!(world.line(7), Line::Live);
        assert_eq!(world.streams(7).len(), 2, "one new stream");
        world.check_no_trouble();
    }
}

#[test]
fn fault_46_a_page_hidden_for_10_min_asks_once_a_minute_and_is_right_on_return() {
    let mut world = World::with_running_jobs(5);
    world.input(Input::Visible(false));
    world.run(30_000);
    let from = world.now().mono_ms;
    for minute in 1..=10 {
        world.run(60_000);
        assert!(world.sent_since(from).len() <= minute, "{minute}");
    }
    assert!(world.sent_since(from).iter().all(|it| it.kind == Kind::Get), "no new streams");
    for id in 1..=4 {
        world.emit(id, News::status("completed"));
    }
    world.input(Input::Visible(true));
    let ended = |world: &World| (1..=4).filter(|id| world.job(*id).is_terminal()).count();
    let took = world.run_until(2_000, |world| ended(world) == 4);
    assert!(took <= 1_000, "{took}");
    let summary =
        job_tray::domain::selectors::summarise(world.clients[0].engine.state().jobs(), None);
    assert_eq!((summary.running, summary.ended), (1, 4));
    world.check_no_trouble();
}

#[test]
fn fault_47_out_into_the_page_cache_and_back_holds_nothing_meanwhile() {
    let mut world = World::with_running_job(7);
    world.input(Input::Suspended);
    let open = &world.clients[0];
    assert_eq!(open.open_count(Kind::Stream) + open.open_count(Kind::Get), 0);
    world.check_silent(5);
    world.emit(7, News::progress(31));
    world.input(Input::Resumed);
    let took = world.run_until(1_000, |world| world.job(7).bar_percent == Some(31));
    assert!(took <= 2 * LATENCY_MS, "{took}");
    world.run(500);
    assert_eq!(world.line(7), Line::Live);
    assert_eq!(world.streams(7).len(), 2);
}
