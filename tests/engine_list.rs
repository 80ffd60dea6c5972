//! The list of processes, where the host names one: one question instead of
//! one for each job.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::ProcessId;
use job_tray::domain::line::Line;
use job_tray::protocol::actions::Input;
use job_tray::protocol::engine::EngineOptions;
use job_tray::protocol::http::HttpReply;
use job_tray::protocol::memory::MemoryLimits;
use simulation::{Fault, Kind, LIST, News, World, options, reply, shared};

fn listing() -> EngineOptions {
    EngineOptions { list_url: Some(LIST.into()), ..options() }
}

/// A server with these jobs, and a tray that reads its list.
fn tray(options: EngineOptions, statuses: &[&str]) -> World {
    let mut world = World::with(options);
    for (id, status) in (1..).zip(statuses) {
        world.server.add(id, status, world.now().wall_ms);
    }
    world
}

/// Lists go wrong in this way.
fn lists_fail(world: &mut World, fault: Fault) {
    world.server.fail(move |question| (question.kind == Kind::List).then(|| fault.clone()));
}

fn lists(world: &World) -> usize {
    world.clients.iter().map(|it| it.sent.iter().filter(|it| it.kind == Kind::List).count()).sum()
}

fn look(world: &mut World) {
    world.input(Input::Visible(false));
    world.input(Input::Visible(true));
    world.run(1_000);
}

fn read_again(world: &mut World) {
    world.input(Input::Discover);
    world.run(2_000);
}

#[test]
fn the_list_is_read_once_at_the_start_and_is_one_question_for_all_jobs() {
    let mut statuses = vec!["completed"; 38];
    statuses.extend(["pending", "running"]);
    let mut world = tray(listing(), &statuses);
    world.follow(&[]);
    world.run(2_000);
    assert_eq!(world.clients[0].shown().len(), 40);
    assert_eq!(lists(&world), 1);
    assert_eq!(world.line(40), Line::Live);
    assert!((1..=38).all(|id| world.line(id) == Line::Settled));
    let rows = world.clients[0].sent.iter().filter(|it| it.kind == Kind::Get);
    assert!(rows.clone().all(|it| it.process >= 39), "the others are known from the list");
    world.run(600_000);
    assert_eq!(lists(&world), 1, "it is not read again by itself");
}

#[test]
fn new_jobs_are_found_when_the_host_says_that_there_may_be_some() {
    let mut world = tray(listing(), &["completed"]);
    world.follow(&[]);
    world.run(2_000);
    world.server.add(2, "running", world.now().wall_ms);
    world.run(60_000);
    assert_eq!(world.clients[0].shown(), [1]);
    read_again(&mut world);
    assert_eq!((world.clients[0].shown(), lists(&world)), (vec![1, 2], 2));
    assert_eq!(world.line(2), Line::Live);
    // What the list has no longer is followed on until the server says it is gone.
    world.server.rows.remove(&1);
    read_again(&mut world);
    assert_eq!(world.clients[0].shown(), [1, 2]);
}

#[test]
fn many_wishes_at_a_time_are_one_question() {
    let mut world = tray(listing(), &["completed"]);
    world.follow(&[]);
    for _ in 0..20 {
        world.input(Input::Discover);
        world.run(1);
    }
    world.run(2_000);
    assert!(lists(&world) <= 2, "{}", lists(&world));
}

#[test]
fn without_a_list_there_is_nothing_to_discover() {
    let mut world = tray(options(), &["completed"]);
    world.follow(&[]);
    world.input(Input::Discover);
    world.check_silent(5);
    assert_eq!(world.clients[0].sent, []);
}

#[test]
fn what_the_host_names_and_the_list_has_is_one_job_and_dismissals_hold() {
    let mut world = tray(listing(), &["running", "completed", "running"]);
    world.follow(&[1, 3]);
    world.run(2_000);
    assert_eq!(world.clients[0].shown(), [1, 2, 3]);
    world.input(Input::Dismiss(vec![ProcessId::new(2), ProcessId::new(3)]));
    read_again(&mut world);
    assert_eq!(world.clients[0].shown(), [1]);
}

#[test]
fn what_the_list_had_is_remembered_as_well() {
    let options = EngineOptions { memory: Some(MemoryLimits::default()), ..listing() };
    let mut world = tray(options, &["running", "completed"]);
    world.input(Input::Remembered(None));
    world.follow(&[]);
    world.run(2_000);
    let kept = world.browser.memory.clone().unwrap();
    assert!(kept.contains(r#""id":1"#) && kept.contains(r#""id":2"#), "{kept}");
}

#[test]
fn rows_that_cannot_be_read_cost_only_themselves() {
    let row = |id: &str| format!(r#"{{"id":{id},"status":"completed"}}"#);
    let body = format!(
        r#"{{"data":[{},{},null,7,{{"status":"running"}},{}],"links":{{}},"meta":{{"total":3}}}}"#,
        row("1"),
        row("\"x\""),
        row("\"3\"")
    );
    let mut world = tray(listing(), &[]);
    lists_fail(&mut world, Fault::Answer(reply(200, &body)));
    world.follow(&[]);
    world.run(2_000);
    assert_eq!(world.clients[0].shown(), [1, 3]);
    assert_eq!(world.counts().undecodable, 4);
    // Bare, and nothing at all.
    for (body, found, undecodable) in
        [("[]", 0, 0), (r#"[{"id":9,"status":"x"}]"#, 1, 0), ("{}", 0, 1)]
    {
        let mut world = tray(listing(), &[]);
        lists_fail(&mut world, Fault::Answer(reply(200, body)));
        world.follow(&[]);
        world.run(60_000);
        assert_eq!(world.clients[0].shown().len(), found, "{body}");
        assert_eq!((world.counts().undecodable, lists(&world)), (undecodable, 1), "{body}");
    }
}

#[test]
fn a_list_behind_a_sign_in_signs_out_and_is_read_once_there_is_one() {
    let page = HttpReply { content_type: Some("text/html".into()), ..reply(200, "<form>") };
    for answer in [reply(401, "{}"), page] {
        let mut world = tray(listing(), &["running", "running"]);
        world.server.fail(move |_| Some(Fault::Answer(answer.clone())));
        world.follow(&[1]);
        world.run(30_000);
        assert_eq!(world.line(1), Line::SignedOut);
        assert!(lists(&world) <= 1);
        let from = world.now().mono_ms;
        look(&mut world);
        assert_eq!(world.sent_since(from).len(), 1, "one question finds out");
        world.server.heal();
        look(&mut world);
        world.run(5_000);
        assert_eq!(world.line(1), Line::Live);
        assert_eq!(world.clients[0].shown(), [1, 2]);
    }
}

#[test]
fn a_tray_that_knows_no_job_finds_out_by_its_list_whether_the_user_is_signed_in() {
    let mut world = tray(listing(), &["running"]);
    world.server.fail(|_| Some(Fault::Answer(reply(401, "{}"))));
    world.follow(&[]);
    world.run(1_000);
    world.check_silent(30);
    for looks in 1..=3 {
        look(&mut world);
        world.run(60_000);
        assert_eq!(lists(&world), 1 + looks);
    }
    world.server.heal();
    look(&mut world);
    assert_eq!(world.line(1), Line::Live);
}

#[test]
fn a_list_that_comes_too_early_is_asked_for_again_after_the_pause() {
    for status in [429, 503] {
        let mut world = tray(listing(), &["completed"]);
        let answer = HttpReply { retry_after: Some("60".into()), ..reply(status, "{}") };
        lists_fail(&mut world, Fault::Answer(answer));
        world.follow(&[]);
        world.run(59_000);
        assert_eq!(lists(&world), 1, "{status}");
        world.server.heal();
        world.run(5_000);
        assert_eq!((world.clients[0].shown(), lists(&world)), (vec![1], 2));
    }
    // A lost network, and an answer that never comes.
    for fault in [Fault::Refused, Fault::Silent] {
        let mut world = tray(listing(), &["completed"]);
        lists_fail(&mut world, fault);
        world.follow(&[]);
        world.run(25_000);
        world.server.heal();
        world.run(45_000);
        assert_eq!(world.clients[0].shown(), [1]);
    }
}

#[test]
fn a_server_that_refuses_its_list_is_followed_by_what_is_known() {
    for status in [403, 404, 500] {
        let mut world = tray(listing(), &["running"]);
        lists_fail(&mut world, Fault::Answer(reply(status, "{}")));
        world.follow(&[1]);
        world.run(60_000);
        assert_eq!(world.line(1), Line::Live, "{status}");
        assert_eq!((world.counts().lists_refused, lists(&world)), (1, 1));
        world.check_no_trouble();
    }
}

#[test]
fn a_row_of_the_list_takes_nothing_back_that_was_heard_meanwhile() {
    let mut world = tray(listing(), &["running"]);
    world.follow(&[1]);
    world.run(30_000);
    lists_fail(&mut world, Fault::Delayed(5_000));
    world.input(Input::Discover);
    world.run(1_000);
    world.emit(1, News::status("completed"));
    world.run(20_000);
    let seen: Vec<_> = world.clients[0].statuses.iter().map(|it| it.2.to_string()).collect();
    assert_eq!(seen, ["running", "completed"]);
}

#[test]
fn followers_ask_the_tab_that_leads_and_all_tabs_show_what_it_found() {
    let tab = |it| EngineOptions { list_url: Some(LIST.into()), ..shared(it) };
    let mut world = tray(tab(0), &["running"]);
    world.add_client(tab(1));
    world.follow_as(0, &[]);
    world.follow_as(1, &[]);
    world.run(3_000);
    assert_eq!(lists(&world), 1);
    assert!(world.clients.iter().all(|it| it.shown() == [1]));
    let leads = world.leader();
    world.server.add(2, "running", world.now().wall_ms);
    world.input_as(1 - leads, Input::Discover);
    world.run(2_000);
    assert_eq!(lists(&world), 2);
    let by_leader = world.clients[leads].sent.iter().filter(|it| it.kind == Kind::List).count();
    assert_eq!(by_leader, 2);
    assert!(world.clients.iter().all(|it| it.shown() == [1, 2]));
    // A tab that comes later is told, and reads no list.
    world.add_client(tab(2));
    world.follow_as(2, &[]);
    world.run(3_000);
    assert_eq!(world.clients[2].shown(), [1, 2]);
    assert_eq!(lists(&world), 2);
}

/// How it stands with the list, as every tab shows it.
fn list_lines(world: &World) -> Vec<Option<Line>> {
    world.clients.iter().map(|it| it.engine.state().list_line()).collect()
}

#[test]
fn a_tray_without_jobs_does_not_say_there_are_none_before_the_list_was_read() {
    let answer = |status| Fault::Answer(reply(status, "{}"));
    for (fault, line) in [
        (Fault::Silent, Line::Connecting),
        (Fault::Refused, Line::Reconnecting),
        (answer(503), Line::Reconnecting),
        (answer(401), Line::SignedOut),
        (answer(403), Line::Blocked),
        (answer(500), Line::Blocked),
        (Fault::Answer(reply(200, "[")), Line::Blocked),
    ] {
        let mut world = tray(listing(), &[]);
        lists_fail(&mut world, fault.clone());
        world.follow(&[]);
        world.run(2_000);
        assert_eq!(list_lines(&world), [Some(line)], "{fault:?}");
        world.server.heal();
        world.run(60_000);
        look(&mut world);
        read_again(&mut world);
        assert_eq!(list_lines(&world), [None], "{fault:?}");
    }
}

#[test]
fn without_a_network_the_list_waits_and_says_so() {
    let mut world = tray(listing(), &[]);
    world.input(Input::Online(false));
    world.follow(&[]);
    world.run(2_000);
    assert_eq!(list_lines(&world), [Some(Line::Offline)]);
    world.input(Input::Online(true));
    world.run(2_000);
    assert_eq!(list_lines(&world), [None]);
}

#[test]
fn who_named_no_list_has_none_to_wait_for() {
    let mut world = tray(options(), &[]);
    world.follow(&[]);
    world.run(2_000);
    assert_eq!(list_lines(&world), [None]);
}

#[test]
fn all_tabs_know_how_it_stands_with_the_list() {
    let tab = |it| EngineOptions { list_url: Some(LIST.into()), ..shared(it) };
    let mut world = tray(tab(0), &[]);
    lists_fail(&mut world, Fault::Answer(reply(404, "{}")));
    world.add_client(tab(1));
    world.follow_as(0, &[]);
    world.follow_as(1, &[]);
    assert_eq!(list_lines(&world), [Some(Line::Connecting); 2]);
    world.run(3_000);
    assert_eq!(list_lines(&world), [Some(Line::Blocked); 2]);
    world.server.heal();
    let leads = world.leader();
    world.input_as(1 - leads, Input::Discover);
    world.run(3_000);
    assert_eq!(list_lines(&world), [None; 2]);
}
