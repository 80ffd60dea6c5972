//! The engine: follows processes over streams and snapshots, decides what to
//! ask and when, and keeps the tray's state.
//!
//! Deterministic: the same inputs at the same times give the same outputs.

use std::collections::{BTreeMap, BTreeSet};

use super::actions::{Effect, Input, Key, Now, Output};
use super::backoff::Jitter;
use super::budget::{Budget, REQUESTS_PER_MINUTE};
use super::http::Routes;
use super::job_line::{JobLine, Urgency};
use crate::domain::id::ProcessId;
use crate::domain::tray::{TrayMsg, TrayState, reduce};

/// What a host may set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineOptions {
    /// Address under which `/processes` lies.
    pub base_url: String,
    /// Requests per minute, opened streams included.
    pub requests_per_minute: u64,
    /// Streams held open at a time. Browsers allow six connections to an
    /// HTTP/1.1 origin, all tabs together.
    pub max_streams: usize,
    /// Seed of the jitter; any number that differs between clients.
    pub seed: u64,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            requests_per_minute: REQUESTS_PER_MINUTE,
            max_streams: 2,
            seed: 0,
        }
    }
}

/// What was counted, for support.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    /// Requests sent and streams opened.
    pub requests: u64,
    /// Streams opened.
    pub streams: u64,
    /// Answers or messages that were no row of the contract.
    pub undecodable: u64,
    /// Columns that did not hold what the contract says.
    pub odd_fields: u64,
    /// Events of another process.
    pub foreign_events: u64,
}

/// Follows a set of processes. See the module's introduction.
#[derive(Debug)]
pub struct Engine {
    pub(super) options: EngineOptions,
    pub(super) routes: Routes,
    pub(super) state: TrayState,
    pub(super) lines: BTreeMap<ProcessId, JobLine>,
    pub(super) budget: Budget,
    pub(super) jitter: Jitter,
    pub(super) diagnostics: Diagnostics,
    pub(super) visible: bool,
    pub(super) online: bool,
    /// The page is put away: nothing is asked until it comes back.
    pub(super) suspended: bool,
    pub(super) signed_out: bool,
    /// Requests may go out although the user is signed out, until one is
    /// answered.
    pub(super) probe: bool,
    /// Nothing is asked of the origin before then: our own backoff.
    pub(super) paused_until: u64,
    /// The same by the server's word (`Retry-After`); survives a resume.
    pub(super) told_to_wait_until: u64,
    /// Failures of the origin as a whole, in a row.
    pub(super) origin_failures: u32,
    pub(super) origin_failed_at: u64,
    /// The server's clock minus the device's.
    pub(super) clock_offset_ms: Option<i64>,
    /// When the page last came back from sleep or from offline.
    pub(super) returned_at: Option<u64>,
    /// When the user last began to look.
    pub(super) looked_at: u64,
    /// When the last request went out.
    pub(super) sent_at: Option<u64>,
    /// The kind of snapshot whose turn it is, of the two that wait in line.
    pub(super) turn: Urgency,
    pub(super) wake_at: Option<u64>,
    pub(super) last_now: Now,
    next_key: u64,
    pub(super) output: Output,
}

impl Engine {
    /// An engine that follows nothing yet.
    #[must_use]
    pub fn new(options: EngineOptions, now: Now) -> Self {
        Self {
            routes: Routes::new(&options.base_url),
            budget: Budget::new(options.requests_per_minute),
            jitter: Jitter::new(options.seed),
            options,
            state: TrayState::default(),
            lines: BTreeMap::new(),
            diagnostics: Diagnostics::default(),
            visible: true,
            online: true,
            suspended: false,
            signed_out: false,
            probe: false,
            paused_until: 0,
            told_to_wait_until: 0,
            origin_failures: 0,
            origin_failed_at: 0,
            clock_offset_ms: None,
            returned_at: None,
            looked_at: now.mono_ms,
            sent_at: None,
            turn: Urgency::First,
            wake_at: None,
            last_now: now,
            next_key: 0,
            output: Output::default(),
        }
    }

    /// What is known of the jobs.
    #[must_use]
    pub const fn state(&self) -> &TrayState {
        &self.state
    }

    /// What was counted.
    #[must_use]
    pub const fn diagnostics(&self) -> Diagnostics {
        self.diagnostics
    }

    /// The server's clock, milliseconds since the Unix epoch; the device's
    /// own where the server has not told the time.
    #[must_use]
    pub fn server_now_ms(&self, now: Now) -> i64 {
        now.wall_ms + self.clock_offset_ms.unwrap_or(0)
    }

    /// Takes in one input; gives what is to be done and what has changed.
    pub fn handle(&mut self, input: Input, now: Now) -> Output {
        if self.was_asleep(now) {
            self.wake_up(now);
        }
        self.last_now = now;
        match input {
            Input::Follow(ids) => self.follow(ids, now),
            Input::Act(id, action) => self.act(id, action, now),
            Input::Reply(key, reply) => self.take_reply(key, reply, now),
            Input::StreamOpened(key) => self.stream_opened(key, now),
            Input::StreamMessage(key, message) => self.stream_message(key, &message.data, now),
            Input::StreamEnded(key, end) => self.stream_ended(key, end, now),
            Input::Visible(visible) => self.page_is_visible(visible, now),
            Input::Online(online) => self.page_is_online(online, now),
            Input::Suspended => self.put_away(now),
            Input::Resumed => self.wake_up(now),
            // That wish is spent, even if the clock says it came too early.
            Input::Woken => self.wake_at = None,
            _ => {}
        }
        self.plan(now);
        core::mem::take(&mut self.output)
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        self.output.effects.push(effect);
    }

    pub(super) fn new_key(&mut self) -> Key {
        self.next_key += 1;
        Key(self.next_key)
    }

    /// Changes the state. True if what came contradicts what is known; the
    /// server is then asked again.
    pub(super) fn reduce(&mut self, msg: TrayMsg, now: Now) -> bool {
        let reduced = reduce(&mut self.state, msg);
        for change in reduced.changes {
            if !self.output.changes.contains(&change) {
                self.output.changes.push(change);
            }
        }
        let doubtful = reduced.doubtful.and_then(|id| self.lines.get_mut(&id));
        doubtful.is_some_and(|line| {
            line.ended = None;
            line.doubt(now.mono_ms);
            true
        })
    }

    fn follow(&mut self, ids: Vec<ProcessId>, now: Now) {
        let mut stopped = Vec::new();
        let wanted: BTreeSet<_> = ids.iter().collect();
        self.lines.retain(|id, line| {
            let kept = wanted.contains(id);
            if !kept {
                stopped.extend(line.keys());
            }
            kept
        });
        for key in stopped {
            self.effect(Effect::Stop(key));
        }
        for id in &ids {
            self.lines.entry(*id).or_insert_with(|| JobLine::new(now.mono_ms));
        }
        self.reduce(TrayMsg::Follow(ids), now);
    }

    pub(super) fn line_of_stream(&mut self, key: Key) -> Option<(ProcessId, &mut JobLine)> {
        self.lines
            .iter_mut()
            .find(|(_, line)| line.stream.key() == Some(key))
            .map(|(id, line)| (*id, line))
    }
}
