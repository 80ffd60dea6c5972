//! The engine: follows processes over streams and snapshots, decides what to
//! ask and when, and keeps the tray's state.
//!
//! Deterministic: the same inputs at the same times give the same outputs.

use super::actions::{Effect, Input, Key, Now, Output};
use super::backoff::Jitter;
use super::budget::{Budget, REQUESTS_PER_MINUTE};
use super::diagnostics::Counts;
use super::discovery::Listing;
use super::following::Following;
use super::http::Routes;
use super::job_line::{JobLine, Urgency};
use super::memory::MemoryLimits;
use super::peers::Said;
use super::tabs::{Role, Tabs};
use crate::domain::id::ProcessId;
use crate::domain::line::Line;
use crate::domain::sorted::{SortedMap, SortedSet};
use crate::domain::tray::{TrayChange, TrayMsg, TrayState, reduce};

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
    /// What carries streams.
    pub stream: StreamChoice,
    /// Address of a list of processes, if there is one.
    pub list_url: Option<String>,
    /// Address that renews the token against forged requests, asked once when
    /// an action is refused for it (419).
    pub csrf_url: Option<String>,
    /// How long the user may take back a cancel, milliseconds; 0 sends it at
    /// once.
    pub cancel_grace_ms: u64,
    /// What is remembered between pages; `None` is nothing.
    pub memory: Option<MemoryLimits>,
    /// What is remembered is kept under the user's name, where no other user
    /// finds it: a lost sign-in leaves it there.
    pub memory_is_the_users: bool,
    /// The tabs of the browser ask as one. The caller then answers
    /// [`Effect::Lead`] and carries [`Effect::Tell`].
    pub share_tabs: bool,
    /// Seed of the jitter; any number that differs between clients.
    pub seed: u64,
}

/// What carries streams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StreamChoice {
    /// `EventSource`, unless the server numbers its events: only a fetched
    /// stream can say which it has after a gap.
    #[default]
    Auto,
    /// Always `EventSource`.
    EventSource,
    /// Always a fetched stream: where requests need headers.
    Fetch,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            requests_per_minute: REQUESTS_PER_MINUTE,
            max_streams: 2,
            stream: StreamChoice::Auto,
            list_url: None,
            csrf_url: None,
            cancel_grace_ms: 0,
            memory: None,
            memory_is_the_users: false,
            share_tabs: false,
            seed: 0,
        }
    }
}

/// Follows a set of processes. See the module's introduction.
#[derive(Debug)]
pub struct Engine {
    pub(super) options: EngineOptions,
    pub(super) routes: Routes,
    pub(super) state: TrayState,
    pub(super) lines: SortedMap<ProcessId, JobLine>,
    pub(super) budget: Budget,
    pub(super) jitter: Jitter,
    pub(super) counts: Counts,
    pub(super) tabs: Tabs,
    pub(super) following: Following,
    /// When the list is to be read.
    pub(super) discover_at: Option<u64>,
    pub(super) listing: Option<Listing>,
    /// The list was read, by this tab or another.
    pub(super) discovered: bool,
    /// The server did not give it when asked last.
    pub(super) list_refused: bool,
    /// How it stands with it in the tab that leads.
    pub(super) list_elsewhere: Option<Line>,
    /// The server numbers its events.
    pub(super) server_gives_ids: bool,
    /// The server has no streams.
    pub(super) streams_off: bool,
    /// When the last question was asked that was answered.
    pub(super) answered: u64,
    /// The server was heard of at least once.
    pub(super) ever_answered: bool,
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
    /// Jobs whose action is one of many.
    pub(super) many: SortedSet<ProcessId>,
    /// One of many went out since a snapshot that nobody waits for did.
    pub(super) many_went: bool,
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
        let mut jitter = Jitter::new(options.seed);
        // Names this tab among others: as different as the seeds are.
        let me = jitter.up_to(u64::MAX);
        // Two are left for the moments in which the lead changes hands.
        let budget = options.requests_per_minute.max(5) - 2 * u64::from(options.share_tabs);
        let discovers = options.list_url.is_some() && !options.share_tabs;
        Self {
            tabs: Tabs::new(options.share_tabs, me),
            following: Following::new(options.memory),
            discover_at: discovers.then_some(now.mono_ms),
            listing: None,
            discovered: false,
            list_refused: false,
            list_elsewhere: Some(Line::Connecting),
            server_gives_ids: false,
            streams_off: false,
            answered: 0,
            ever_answered: false,
            routes: Routes::new(&options.base_url),
            budget: Budget::new(budget),
            jitter,
            options,
            state: TrayState::default(),
            lines: SortedMap::default(),
            counts: Counts::default(),
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
            many: SortedSet::default(),
            many_went: false,
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

    /// Whether this tab speaks for all tabs.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.tabs.role != Role::Follower
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
            Input::Follow(ids) => self.follow(ids),
            Input::Act(id, action) => {
                self.act(id, action, now);
            }
            Input::ActOnAll(ids, action) => self.act_on_all(ids, action, now),
            Input::TakeBack(id) => self.take_back(id, now),
            Input::TakeBackAll => self.take_back_all(now),
            Input::Dismiss(ids) => self.dismiss(ids),
            Input::Restore(ids) => self.restore(&ids),
            Input::Pin(id, pinned) => self.pin(id, pinned),
            Input::Look(look) => self.keep_look(look),
            Input::Discover => self.discover(now),
            Input::SignedOut => {
                // Before anything else: who has not heard of it answers with
                // what is to be forgotten.
                if self.tabs.role != Role::Alone {
                    self.say(&Said::SignedOut);
                }
                self.forget_user();
            }
            Input::Reply(key, reply) => self.take_reply(key, reply, now),
            Input::StreamOpened(key) => self.stream_opened(key, now),
            Input::StreamMessage(key, message) => self.stream_message(key, message, now),
            Input::StreamDropped(key) => self.stream_dropped(key, now),
            Input::StreamOddLines(key, lines) => self.stream_odd_lines(key, lines),
            Input::StreamEnded(key, end) => self.stream_ended(key, end, now),
            Input::Visible(visible) => self.page_is_visible(visible, now),
            Input::Online(online) => self.page_is_online(online, now),
            Input::Suspended => self.put_away(now),
            Input::Resumed => self.wake_up(now),
            // That wish is spent, even if the clock says it came too early.
            Input::Woken => self.wake_at = None,
            Input::Led(leads) => self.led(leads, now),
            Input::Heard(text) => self.heard(&text, now),
            Input::Remembered(kept) => self.remembered(kept.as_deref(), now),
        }
        self.plan(now);
        self.remember(now);
        core::mem::take(&mut self.output)
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        self.output.effects.push(effect);
    }

    pub(super) fn new_key(&mut self) -> Key {
        self.next_key += 1;
        Key(self.next_key)
    }

    /// Something is sent: it counts, and the other tabs must know.
    pub(super) fn note_sent(&mut self, now: Now) {
        self.sent_at = Some(now.mono_ms);
        self.counts.requests += 1;
        self.tell_of_request(now);
    }

    /// Changes the state. True if what came contradicts what is known; the
    /// server is then asked again.
    pub(super) fn reduce(&mut self, msg: TrayMsg, now: Now) -> bool {
        let is_action = matches!(msg, TrayMsg::Action(..));
        let is_row = matches!(msg, TrayMsg::Snapshot { .. } | TrayMsg::Adopt(_));
        let reduced = reduce(&mut self.state, msg);
        for change in reduced.changes {
            if let TrayChange::Updated(id) = change {
                self.touch(id, is_action);
                self.note_status(id);
                if is_row {
                    self.tell_usual(id, now);
                }
                if !self.state.is_shown(id) {
                    continue;
                }
            }
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

    pub(super) fn line_of_stream(&mut self, key: Key) -> Option<(ProcessId, &mut JobLine)> {
        self.lines
            .iter_mut()
            .find(|(_, line)| line.stream.key() == Some(key))
            .map(|(id, line)| (*id, line))
    }
}
