//! The engine: follows processes over streams and snapshots, decides what to
//! ask and when, and keeps the tray's state.
//!
//! Deterministic: the same inputs at the same times give the same outputs.

use std::collections::BTreeMap;

use super::actions::{Effect, Input, Key, Now, Output, StreamEnd};
use super::backoff::Jitter;
use super::budget::{Budget, REQUESTS_PER_MINUTE};
use super::http::Routes;
use super::job_line::{
    Acting, JobLine, ROLL_MS, STREAM_RETRY_MS, STREAMS_IN_VAIN, Stage, Stream, Urgency,
};
use super::wire;
use crate::domain::action::{Action, ActionState};
use crate::domain::id::ProcessId;
use crate::domain::line::Line;
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
    pub(super) signed_out: bool,
    /// One request may go out although the user is signed out.
    pub(super) probe: bool,
    /// Nothing is sent to the origin before then.
    pub(super) paused_until: u64,
    /// Failures of the origin as a whole, in a row.
    pub(super) origin_failures: u32,
    pub(super) origin_failed_at: u64,
    /// The server's clock minus the device's.
    pub(super) clock_offset_ms: Option<i64>,
    pub(super) last_resume: Option<u64>,
    pub(super) wake_at: Option<u64>,
    next_key: u64,
    pub(super) output: Output,
}

/// A wake-up this much too late means the page was asleep.
const ASLEEP_MS: u64 = 5_000;
/// The most a planned close waits before the next open.
const REOPEN_WITHIN_MS: u64 = 250;
/// A doubt is settled by a snapshot at most this often.
const DOUBT_EVERY_MS: u64 = 5_000;
/// After a planned close the snapshot comes with the next open, or by then.
const SNAPSHOT_AFTER_CLOSE_MS: u64 = 1_000;
/// At most one recovery from sleep in this time.
const RESUME_EVERY_MS: u64 = 2_000;

impl Engine {
    /// An engine that follows nothing yet.
    #[must_use]
    pub fn new(options: EngineOptions, now: Now) -> Self {
        Self {
            routes: Routes::new(&options.base_url),
            budget: Budget::new(options.requests_per_minute, now.mono_ms),
            jitter: Jitter::new(options.seed),
            options,
            state: TrayState::default(),
            lines: BTreeMap::new(),
            diagnostics: Diagnostics::default(),
            visible: true,
            online: true,
            signed_out: false,
            probe: false,
            paused_until: 0,
            origin_failures: 0,
            origin_failed_at: 0,
            clock_offset_ms: None,
            last_resume: None,
            wake_at: None,
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
        if self.wake_at.is_some_and(|at| now.mono_ms > at + ASLEEP_MS) {
            self.resume(now);
        }
        match input {
            Input::Follow(ids) => self.follow(ids, now),
            Input::Act(id, action) => self.act(id, action),
            Input::Reply(key, reply) => self.take_reply(key, reply, now),
            Input::StreamOpened(key) => self.stream_opened(key, now),
            Input::StreamMessage(key, data) => self.stream_message(key, &data, now),
            Input::StreamEnded(key, end) => self.stream_ended(key, end, now),
            Input::Visible(visible) => {
                let returns = visible && !self.visible;
                self.visible = visible;
                if returns {
                    self.look_again(now);
                }
            }
            Input::Online(online) => {
                let returns = online && !self.online;
                self.online = online;
                if returns {
                    self.paused_until = now.mono_ms + self.jitter.up_to(1_000);
                    self.look_again(now);
                }
            }
            Input::Resumed => self.resume(now),
            Input::Woken => {}
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

    /// Changes the state; a contradiction asks the server again.
    pub(super) fn reduce(&mut self, msg: TrayMsg, now: Now) -> bool {
        let reduced = reduce(&mut self.state, msg);
        let changed = !reduced.changes.is_empty();
        for change in reduced.changes {
            if !self.output.changes.contains(&change) {
                self.output.changes.push(change);
            }
        }
        if let Some(line) = reduced.doubtful.and_then(|id| self.lines.get_mut(&id)) {
            let earliest = line.doubted_at.map_or(0, |at| at + DOUBT_EVERY_MS);
            let at = earliest.max(now.mono_ms);
            line.doubted_at = Some(at);
            line.ended = None;
            line.ask_by(at, Urgency::Urgent);
        }
        changed
    }

    fn follow(&mut self, ids: Vec<ProcessId>, now: Now) {
        let mut stopped = Vec::new();
        self.lines.retain(|id, line| {
            let kept = ids.contains(id);
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

    fn act(&mut self, id: ProcessId, action: Action) {
        let offered = self.state.job(id).is_some_and(|job| job.offers(action) && !job.is_busy());
        if let Some(line) = self.lines.get_mut(&id)
            && offered
            && line.acting.is_none()
        {
            line.acting = Some(Acting { action, stage: Stage::Queued });
            let reduced =
                reduce(&mut self.state, TrayMsg::Action(id, ActionState::UnderWay(action)));
            self.output.changes.extend(reduced.changes);
        }
    }

    fn stream_opened(&mut self, key: Key, now: Now) {
        let Some((_, line)) = self.line_of_stream(key) else { return };
        line.stream = Stream::Open { key, since: now.mono_ms, heard: false };
        // What happened between the last news and this moment was written
        // before the stream listened: only the row tells.
        line.due = Some(now.mono_ms);
        line.urgency = Urgency::Urgent;
    }

    fn stream_message(&mut self, key: Key, data: &str, now: Now) {
        let Some((id, line)) = self.line_of_stream(key) else { return };
        // Laravel ends every stream with this marker, planned closes included:
        // it says nothing of the job.
        if data.trim().is_empty() || data.trim_end().ends_with("</stream>") {
            return;
        }
        if let Stream::Open { heard, .. } = &mut line.stream {
            *heard = true;
        }
        line.streams_in_vain = 0;
        let decoded = match wire::decode_event(data.as_bytes()) {
            Ok(decoded) => decoded,
            Err(_) => {
                let at = line.doubted_at.map_or(0, |at| at + DOUBT_EVERY_MS).max(now.mono_ms);
                line.doubted_at = Some(at);
                line.ask_by(at, Urgency::Urgent);
                self.diagnostics.undecodable += 1;
                return;
            }
        };
        if decoded.value.process_id != id {
            self.diagnostics.foreign_events += 1;
            return;
        }
        line.news_at = Some(now.mono_ms);
        self.diagnostics.odd_fields += decoded.problems.len() as u64;
        let was_terminal = self.state.job(id).is_some_and(|job| job.is_terminal());
        let event = Box::new(decoded.value);
        self.reduce(TrayMsg::Event { event, now_ms: now.wall_ms }, now);
        let is_terminal = self.state.job(id).is_some_and(|job| job.is_terminal());
        if is_terminal
            && !was_terminal
            && let Some(line) = self.lines.get_mut(&id)
        {
            line.ask_by(now.mono_ms, Urgency::Urgent);
        }
    }

    pub(super) fn stream_ended(&mut self, key: Key, end: StreamEnd, now: Now) {
        let reopen_after = self.jitter.up_to(REOPEN_WITHIN_MS);
        let mut jitter = self.jitter.clone();
        let Some((_, line)) = self.line_of_stream(key) else { return };
        let lived = match line.stream {
            Stream::Open { since, heard, .. } => {
                heard || now.mono_ms.saturating_sub(since) >= 1_000
            }
            _ => false,
        };
        line.stream = Stream::None;
        if lived && end == StreamEnd::Closed {
            line.streams_in_vain = 0;
            line.stream_due = now.mono_ms + reopen_after;
            line.rolling_until = now.mono_ms + ROLL_MS;
            line.ask_by(now.mono_ms + SNAPSHOT_AFTER_CLOSE_MS, Urgency::Urgent);
        } else {
            line.streams_in_vain += 1;
            line.stream_due = now.mono_ms
                + if line.streams_in_vain >= STREAMS_IN_VAIN {
                    STREAM_RETRY_MS
                } else {
                    jitter.after_failures(line.streams_in_vain)
                };
            line.ask_by(now.mono_ms, Urgency::Urgent);
            self.jitter = jitter;
        }
    }

    /// The page is looked at again: everything that may have changed is asked
    /// for, `failed` jobs included, since somebody else may have retried them.
    pub(super) fn look_again(&mut self, now: Now) {
        self.probe = self.signed_out;
        for (id, line) in &mut self.lines {
            let failed = self.state.job(*id).is_some_and(|job| job.offers(Action::Retry));
            if line.ended.is_none() || (failed && line.ended == Some(Line::Settled)) {
                line.interval_ms = 0;
                line.ask_by(now.mono_ms, Urgency::First);
            }
        }
    }

    /// After sleep: whatever was under way is dead or deaf.
    fn resume(&mut self, now: Now) {
        self.wake_at = None;
        if self.last_resume.is_some_and(|at| now.mono_ms < at + RESUME_EVERY_MS) {
            return;
        }
        self.last_resume = Some(now.mono_ms);
        let mut stopped = Vec::new();
        for line in self.lines.values_mut() {
            stopped.extend(line.stream.key());
            stopped.extend(line.asked.take().map(|asked| asked.key));
            line.stream = Stream::None;
            line.stream_due = now.mono_ms;
        }
        for key in stopped {
            self.effect(Effect::Stop(key));
        }
        self.paused_until = 0;
        self.look_again(now);
    }

    pub(super) fn line_of_stream(&mut self, key: Key) -> Option<(ProcessId, &mut JobLine)> {
        self.lines
            .iter_mut()
            .find(|(_, line)| line.stream.key() == Some(key))
            .map(|(id, line)| (*id, line))
    }
}
