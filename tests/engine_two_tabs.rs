//! Two tabs of one browser, in what their clocks and their common store make
//! of them: monotonic clocks begin with their pages, and what is kept and what
//! is said arrive in any order.
#![cfg(not(target_arch = "wasm32"))]

use job_tray::domain::id::ProcessId;
use job_tray::protocol::actions::{Effect, Input, Now};
use job_tray::protocol::engine::{Engine, EngineOptions};
use job_tray::protocol::memory::MemoryLimits;

/// The wall clock at the beginning.
const WALL_MS: i64 = 1_767_225_600_000;
/// What a page's clock shows at its beginning, at the least.
const BEGIN_MS: i64 = 120_000;

struct Tab {
    engine: Engine,
    /// Added to the time for the monotonic clock.
    offset_ms: i64,
    requests: usize,
}

impl Tab {
    fn new(seed: u64, at: i64) -> Self {
        let options = EngineOptions { share_tabs: true, seed, ..EngineOptions::default() };
        let engine = Engine::new(options, now(BEGIN_MS - at, at));
        Self { engine, offset_ms: BEGIN_MS - at, requests: 0 }
    }

    /// What it says to the other.
    fn take(&mut self, input: Input, at: i64) -> Vec<String> {
        let output = self.engine.handle(input, now(self.offset_ms, at));
        let mut said = Vec::new();
        for effect in output.effects {
            match effect {
                Effect::Request(..) | Effect::OpenStream(..) => self.requests += 1,
                Effect::Tell(text) => said.push(text),
                _ => {}
            }
        }
        said
    }
}

/// The clocks round each for itself.
fn now(offset_ms: i64, at: i64) -> Now {
    let mono = at + offset_ms + at % 2;
    Now { mono_ms: u64::try_from(mono).expect("after the beginning"), wall_ms: WALL_MS + at }
}

/// Something happens to one tab, and they talk until nothing is left to say.
fn happens(tabs: &mut [Tab; 2], to: usize, input: Input, at: i64) {
    let mut said: Vec<_> =
        tabs[to].take(input, at).into_iter().map(|text| (1 - to, text)).collect();
    while let Some((to, text)) = said.pop() {
        let answers = tabs[to].take(Input::Heard(text), at);
        said.extend(answers.into_iter().map(|text| (1 - to, text)));
    }
}

#[test]
fn a_request_counts_once_however_often_the_lead_changes_hands() {
    let mut tabs = [Tab::new(1, 0), Tab::new(2, 1)];
    for (tab, at) in [(0, 2), (1, 3)] {
        happens(&mut tabs, tab, Input::Follow(vec![ProcessId::new(1)]), at);
    }
    happens(&mut tabs, 0, Input::Led(true), 4);
    assert_eq!(tabs[0].requests, 1, "the job is asked for");
    // Each asks for it anew, as no answer ever comes: four requests are few.
    for round in 1..=3_i64 {
        let at = round * 2_001;
        let (leads, led) = if round % 2 == 1 { (1, 0) } else { (0, 1) };
        happens(&mut tabs, led, Input::Led(false), at);
        let before = tabs[leads].requests;
        happens(&mut tabs, leads, Input::Led(true), at + 1);
        assert_eq!(tabs[leads].requests, before + 1, "round {round}: it asks at once");
    }
}

#[test]
fn a_tab_that_sees_the_memory_cleared_before_it_hears_why_keeps_nothing_anew() {
    let options = EngineOptions {
        share_tabs: true,
        memory: Some(MemoryLimits::default()),
        memory_is_the_users: true,
        ..EngineOptions::default()
    };
    let mut engine = Engine::new(options, now(BEGIN_MS, 0));
    let mut kept = |input: Input, at: i64| {
        let output = engine.handle(input, now(BEGIN_MS, at));
        output.effects.into_iter().any(|it| matches!(it, Effect::Remember(Some(_))))
    };
    assert!(!kept(Input::Remembered(None), 0));
    assert!(kept(Input::Follow(vec![ProcessId::new(1)]), 1), "the job is remembered");
    assert!(!kept(Input::Remembered(None), 2), "or a user who signed out would be back");
    let mut other = Tab::new(2, 3);
    for said in other.take(Input::SignedOut, 3) {
        assert!(!kept(Input::Heard(said), 4));
    }
    assert!(!kept(Input::Visible(false), 5), "nothing is left to keep");
}
