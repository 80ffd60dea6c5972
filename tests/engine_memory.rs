//! What a browser remembers of a tray: between pages, between tabs, and until
//! its user signs out.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod simulation;

use job_tray::ProcessId;
use job_tray::domain::action::Action;
use job_tray::domain::line::Line;
use job_tray::protocol::actions::Input;
use job_tray::protocol::engine::EngineOptions;
use job_tray::protocol::memory::{Memory, MemoryLimits};
use simulation::{EPOCH_MS, Fault, Kind, News, World, options, reply, shared};

const DAY_MS: i64 = 86_400_000;

fn remembering() -> EngineOptions {
    EngineOptions { memory: Some(MemoryLimits::default()), ..options() }
}

fn ids(ids: &[u64]) -> Vec<ProcessId> {
    ids.iter().copied().map(ProcessId::new).collect()
}

/// A server with jobs 1 to 3 running, and a page of a browser that kept this.
fn page(kept: Option<String>) -> World {
    page_with(remembering(), kept)
}

fn page_with(options: EngineOptions, kept: Option<String>) -> World {
    let mut world = World::with(options);
    for id in 1..=3 {
        world.server.add(id, "running", world.now().wall_ms);
    }
    world.browser.memory.clone_from(&kept);
    world.input(Input::Remembered(kept));
    world
}

/// What the browser keeps, as it would be read.
fn kept(world: &World) -> Memory {
    world.browser.memory.as_deref().map_or_else(Memory::default, |it| Memory::read(it).unwrap())
}

fn kept_ids(world: &World) -> Vec<u64> {
    kept(world).jobs.keys().map(|id| id.get()).collect()
}

/// The next page of the same browser, whose host names these.
fn reload(world: &World, host: &[u64]) -> World {
    let mut next = page(world.browser.memory.clone());
    next.follow(host);
    next.run(2_000);
    next
}

#[test]
fn what_was_followed_is_followed_on_the_next_page_and_how_it_stood_is_known() {
    let mut world = page(None);
    world.follow(&[1, 2]);
    world.run(2_000);
    world.emit(2, News::status("failed"));
    world.run(1_000);
    let statuses: Vec<_> =
        kept(&world).jobs.values().map(|it| it.status.clone().unwrap().to_string()).collect();
    assert_eq!(statuses, ["running", "failed"]);
    let next = reload(&world, &[3]);
    assert_eq!(next.clients[0].shown(), [1, 2, 3]);
    assert_eq!(next.line(1), Line::Live);
    assert_eq!(kept_ids(&next), [1, 2, 3]);
}

#[test]
fn when_the_user_last_looked_is_known_on_the_next_page() {
    let mut world = page(None);
    world.follow(&[1]);
    world.run(5_000);
    assert_eq!(world.clients[0].engine.last_looked_at_ms(), None, "before this page");
    world.input(Input::Visible(false));
    let looked = world.now().wall_ms;
    world.run(60_000);
    let next = reload(&world, &[]);
    assert_eq!(next.clients[0].engine.last_looked_at_ms(), Some(looked));
}

#[test]
fn what_the_user_dismissed_stays_away_until_it_is_restored() {
    let mut world = page(None);
    world.follow(&[1, 2]);
    world.run(2_000);
    world.input(Input::Dismiss(ids(&[1, 9])));
    assert_eq!(world.clients[0].shown(), [2]);
    let from = world.now().mono_ms;
    world.run(60_000);
    assert!(world.sent_since(from).iter().all(|it| it.process == 2), "nor is it asked for");
    let mut next = reload(&world, &[1, 2]);
    assert_eq!(next.clients[0].shown(), [2], "though the host names it");
    next.input(Input::Restore(ids(&[1])));
    next.run(2_000);
    assert_eq!(next.clients[0].shown(), [1, 2]);
    assert_eq!(reload(&next, &[]).clients[0].shown(), [1, 2]);
}

#[test]
fn what_the_host_names_no_longer_is_forgotten() {
    let mut world = page(None);
    world.follow(&[1, 2]);
    world.run(2_000);
    world.input(Input::Dismiss(ids(&[1])));
    world.follow(&[2]);
    world.run(100);
    assert_eq!(kept_ids(&world), [2]);
    world.follow(&[1, 2]);
    assert_eq!(world.clients[0].shown(), [1, 2], "it was dismissed when it was there before");
    world.follow(&[]);
    world.run(100);
    assert_eq!(world.browser.memory, None);
}

#[test]
fn what_is_gone_or_forbidden_is_forgotten() {
    for status in [404, 403] {
        let mut world = page(None);
        world.follow(&[1, 2]);
        world.run(2_000);
        world.server.fail(move |question| {
            (question.process == 1).then(|| Fault::Answer(reply(status, "{}")))
        });
        world.run(60_000);
        assert!(world.line(1).is_final());
        assert_eq!(kept_ids(&world), [2]);
    }
}

#[test]
fn memory_is_bounded_by_count_and_by_age() {
    let limits = MemoryLimits { jobs: 2, age_ms: DAY_MS };
    let options = EngineOptions { memory: Some(limits), ..options() };
    let mut world = page_with(options.clone(), None);
    world.follow(&[1, 2, 3]);
    world.run(10_000);
    assert_eq!(kept_ids(&world).len(), 2);
    let old = EPOCH_MS - DAY_MS - 1;
    let text = format!(
        r#"{{"v":1,"jobs":[{{"id":1,"at":{old}}},{{"id":2,"at":{}}}]}}"#,
        EPOCH_MS - DAY_MS / 2
    );
    let mut world = page_with(options, Some(text));
    world.run(2_000);
    assert_eq!(world.clients[0].shown(), [2]);
    assert_eq!(kept_ids(&world), [2]);
}

#[test]
fn what_cannot_be_read_is_discarded_and_counted_and_the_host_is_followed_all_the_same() {
    for text in ["", "{", "[]", r#"{"v":2,"jobs":[]}"#, r#"{"v":1,"jobs":[{"id":"x"}]}"#] {
        let mut world = page(Some(text.into()));
        world.follow(&[1]);
        world.run(2_000);
        assert_eq!(world.counts().corrupt_memory, 1, "{text}");
        assert_eq!(world.clients[0].shown(), [1]);
        assert_eq!(kept_ids(&world), [1], "it is written anew");
    }
}

#[test]
fn a_lost_sign_in_forgets_everything_and_a_sign_in_remembers_what_is_followed() {
    let mut world = page(None);
    world.follow(&[1, 2]);
    world.run(2_000);
    world.server.fail(|_| Some(Fault::Answer(reply(401, "{}"))));
    world.cut_connections();
    world.run(20_000);
    assert_eq!(world.line(1), Line::SignedOut);
    assert_eq!(world.browser.memory, None);
    world.follow(&[1, 2, 3]);
    world.input(Input::Visible(false));
    world.run(60_000);
    assert_eq!(world.browser.memory, None, "nor is anything kept before the next sign-in");
    world.server.heal();
    world.input(Input::Visible(true));
    world.run(5_000);
    assert_eq!(world.line(1), Line::Live);
    assert_eq!(kept_ids(&world), [1, 2, 3]);
}

#[test]
fn what_is_kept_under_a_users_name_outlives_a_lost_sign_in_but_no_sign_out() {
    let mut world = page_with(EngineOptions { memory_is_the_users: true, ..remembering() }, None);
    world.follow(&[1]);
    world.run(2_000);
    world.server.fail(|_| Some(Fault::Answer(reply(401, "{}"))));
    world.cut_connections();
    world.run(20_000);
    assert_eq!(kept_ids(&world), [1]);
    world.input(Input::SignedOut);
    assert_eq!(world.browser.memory, None);
    assert_eq!(world.clients[0].shown(), [0; 0]);
    world.check_silent(60);
}

#[test]
fn nothing_is_kept_or_read_where_the_host_wants_no_memory() {
    let text = r#"{"v":1,"jobs":[{"id":2,"at":1767225600000}]}"#.to_owned();
    let mut world = page_with(options(), Some(text.clone()));
    world.follow(&[1]);
    world.run(60_000);
    assert_eq!(world.clients[0].shown(), [1]);
    assert_eq!(world.browser.memory, Some(text), "another tray's is left alone");
}

#[test]
fn no_content_of_a_job_is_ever_kept() {
    let mut world = page(None);
    world.follow(&[1]);
    world.run(2_000);
    world.emit(1, News::progress(42));
    world.act(1, Action::Cancel);
    world.run(2_000);
    let text = world.browser.memory.clone().unwrap();
    for content in ["42", "csv_import", "Step", "Did", "message", "payload", "progress"] {
        assert!(!text.contains(content), "{content} in {text}");
    }
}

/// Two tabs of a browser that remembers.
fn two_tabs() -> World {
    let tab = |it| EngineOptions { memory: Some(MemoryLimits::default()), ..shared(it) };
    let mut world = page_with(tab(0), None);
    world.add_client(tab(1));
    world.input_as(1, Input::Remembered(None));
    world.run(2_000);
    world
}

#[test]
fn a_dismissal_in_one_tab_is_one_in_all() {
    let mut world = two_tabs();
    world.follow_as(0, &[1, 2]);
    world.follow_as(1, &[1, 2]);
    world.run(3_000);
    for (tab, id) in [(0, 1), (1, 2)] {
        world.input_as(tab, Input::Dismiss(ids(&[id])));
        world.run(500);
        for client in &world.clients {
            assert!(!client.shown().contains(&id), "{id}");
        }
    }
    world.input_as(1, Input::Restore(ids(&[1])));
    world.run(500);
    assert!(world.clients.iter().all(|client| client.shown() == [1]));
}

#[test]
fn two_tabs_with_more_jobs_than_are_remembered_write_no_more_than_they_must() {
    let limits = MemoryLimits { jobs: 2, age_ms: DAY_MS };
    let tab = |it| EngineOptions { memory: Some(limits), ..shared(it) };
    let mut world = page_with(tab(0), None);
    world.add_client(tab(1));
    world.input_as(1, Input::Remembered(None));
    world.follow_as(0, &[1, 2, 3]);
    world.follow_as(1, &[1, 2, 3]);
    world.run(10_000);
    let writes = world.browser.writes;
    assert!(writes <= 20, "{writes}");
    world.run(60_000);
    assert_eq!(world.browser.writes, writes);
    assert_eq!(kept_ids(&world).len(), 2);
}

#[test]
fn a_sign_out_in_one_tab_clears_all_tabs_and_what_is_kept() {
    for signs_out in [0, 1] {
        let mut world = two_tabs();
        world.follow_as(0, &[1]);
        world.follow_as(1, &[1, 2]);
        world.run(5_000);
        assert_eq!(kept_ids(&world), [1, 2]);
        world.input_as(signs_out, Input::SignedOut);
        for _ in 0..100 {
            world.run(1);
            assert_eq!(world.clients[signs_out].shown(), [0; 0], "no other tab brings them back");
        }
        // Who looks away leaves no trace either.
        world.run(1_000);
        for tab in [0, 1] {
            world.show_tab(tab, false);
            world.show_tab(tab, true);
            world.run(500);
        }
        assert_eq!(world.browser.memory, None);
        assert!(world.clients.iter().all(|client| client.shown().is_empty()));
        let open = |kind| world.clients.iter().map(|it| it.open_count(kind)).sum::<usize>();
        assert_eq!(open(Kind::Stream) + open(Kind::Get), 0);
        // The next user's jobs are kept.
        world.follow_as(0, &[3]);
        world.run(5_000);
        assert_eq!(kept_ids(&world), [3]);
        assert_eq!(world.clients[1].shown(), [3]);
    }
}

#[test]
fn tabs_that_start_together_and_remember_the_same_talk_little() {
    let tab = |it| EngineOptions { memory: Some(MemoryLimits::default()), ..shared(it) };
    let mut world = page_with(tab(0), None);
    for other in 1..4 {
        world.add_client(tab(other));
    }
    for client in 0..4 {
        world.input_as(client, Input::Remembered(None));
        world.follow_as(client, &[1, 2, 3]);
        world.show_tab(client, client == 0);
    }
    world.run(1_000);
    let said: usize = world.clients.iter().map(|it| it.told_at.len()).sum();
    assert!(said <= 100, "{said} things in a second");
    assert!(world.browser.writes <= 12, "{}", world.browser.writes);
}
