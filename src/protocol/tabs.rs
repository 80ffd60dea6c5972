//! One tab asks for all: who leads the tabs of a browser, and what they tell
//! each other.
//!
//! The tab that leads asks the server, for its own jobs and for those of the
//! others, and tells them what it learns. The lead belongs to a tab that
//! somebody looks at: a hidden one is throttled, or frozen, by its browser. A
//! visible tab takes the lead from a hidden one when the budget allows for it,
//! from one that has fallen silent, and when its user asks for an action.

use std::sync::Arc;

use super::actions::{Effect, Lead, Now};
use super::budget::Sent;
use super::engine::Engine;
use super::job_line::{Stage, Urgency};
use super::peers::{self, Said};
use super::schedule::Wake;
use crate::domain::event::ProcessEvent;
use crate::domain::id::ProcessId;
use crate::domain::sorted::{SortedMap, SortedSet};

/// The tab that leads answers a greeting by then, or cannot.
const ANSWER_MS: u64 = 1_000;
/// What others may have sent unheard: all but one of what may go out at once.
const UNHEARD_REQUESTS: usize = 9;
/// What another tab knew is asked for again after so long.
const TAKE_OVER_MS: u64 = 2_000;
/// A tab takes the lead at most so often.
const TAKE_EVERY_MS: u64 = 1_000;
/// A change of the lead takes requests: two streams, their rows, and what is always kept.
const CHANGE_RESERVE: u64 = 5;
/// It says so often that it leads, while somebody looks at another tab.
pub(super) const BEAT_MS: u64 = 2_000;
/// After three beats that did not come.
const SILENCE_MS: u64 = 3 * BEAT_MS + 500;
/// How often the tab that leads wants to know who is still there.
const ROLL_CALL_MS: u64 = 60_000;
/// A tab that was not heard of for so long is gone.
const GONE_MS: u64 = 150_000;

/// This tab's place among the tabs of its browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It shares nothing: the host wants it so, or the browser cannot.
    Alone,
    /// Another tab asks for it, or will soon.
    Follower,
    /// It asks for all.
    Leader,
}

/// Another tab.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) ids: Vec<ProcessId>,
    pub(super) visible: bool,
    pub(super) heard_at: u64,
}

/// What is known of the tab that leads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leading {
    pub(super) tab: u64,
    pub(super) visible: bool,
    pub(super) heard_at: u64,
}

#[derive(Debug)]
pub(super) struct Tabs {
    pub(super) role: Role,
    /// What this tab is called among the others.
    pub(super) me: u64,
    pub(super) peers: SortedMap<u64, Peer>,
    pub(super) leading: Option<Leading>,
    /// The tab that led before this one, as far as this one knows for sure.
    pub(super) before: Option<u64>,
    /// In the queue for the lead.
    asked: bool,
    /// When the lead was taken last.
    took_at: Option<u64>,
    /// A greeting went out that is not answered yet.
    pub(super) greeted_at: Option<u64>,
    /// What the others said since this tab was put away or asleep may have been
    /// missed.
    pub(super) deaf: bool,
    /// When this tab last answered one that leads.
    pub(super) answered_at: Option<u64>,
    pub(super) beat_at: u64,
    roll_call_at: u64,
    pub(super) tell_at: u64,
    /// Jobs of which the others do not know the last, with the new events.
    pub(super) untold: SortedMap<ProcessId, Vec<Arc<ProcessEvent>>>,
}

impl Tabs {
    pub(super) fn new(shared: bool, me: u64) -> Self {
        Self {
            role: if shared { Role::Follower } else { Role::Alone },
            me,
            peers: SortedMap::default(),
            leading: None,
            before: None,
            asked: false,
            took_at: None,
            greeted_at: None,
            deaf: false,
            answered_at: None,
            beat_at: 0,
            roll_call_at: 0,
            tell_at: 0,
            untold: SortedMap::default(),
        }
    }

    /// Whether this tab asks the server.
    pub(super) fn asks(&self) -> bool {
        self.role != Role::Follower
    }

    /// What the other tabs follow.
    pub(super) fn followed_elsewhere(&self) -> SortedSet<ProcessId> {
        let leads = self.role == Role::Leader;
        self.peers.values().filter(|_| leads).flat_map(|peer| &peer.ids).copied().collect()
    }

    pub(super) fn is_watched(&self) -> bool {
        self.peers.values().any(|peer| peer.visible)
    }
}

impl Engine {
    /// The last word of a tab that goes, for [`Effect::Tell`].
    #[must_use]
    pub fn farewell(&self) -> Option<String> {
        (self.tabs.role != Role::Alone).then(|| peers::write(self.tabs.me, &Said::Bye))
    }

    /// This tab's place among the tabs of its browser.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.tabs.role
    }

    pub(super) fn say(&mut self, said: &Said) {
        let text = peers::write(self.tabs.me, said);
        self.effect(Effect::Tell(text));
    }

    pub(super) fn greet(&mut self, now: Now) {
        if self.tabs.role == Role::Follower {
            self.tabs.greeted_at = Some(now.mono_ms);
            self.say_here(true);
        }
    }

    /// Tells the tab that leads what is followed here, and whether anybody looks.
    pub(super) fn say_here(&mut self, asks: bool) {
        if self.tabs.role == Role::Follower && self.tabs.asked {
            let ids = self.own_ids().keys().collect();
            self.say(&Said::Here { ids, visible: self.visible, asks });
        }
    }

    /// Has the lead at once, whoever holds it.
    pub(super) fn take_the_lead(&mut self, now: Now) {
        // Two tabs that both have a reason to lead do not fight over it.
        let just_took = self.tabs.took_at.is_some_and(|at| now.mono_ms < at + TAKE_EVERY_MS);
        if self.tabs.role == Role::Follower && !just_took && !self.suspended {
            self.tabs.took_at = Some(now.mono_ms);
            self.tabs.asked = true;
            self.effect(Effect::Lead(Lead::Take));
        }
    }

    /// A tab that is put away must not keep the lead.
    pub(super) fn leave_the_lead(&mut self) {
        if self.tabs.role != Role::Alone {
            if self.tabs.role == Role::Leader {
                self.hand_over();
            }
            self.tabs.role = Role::Follower;
            (self.tabs.asked, self.tabs.leading) = (false, None);
            self.tabs.deaf = true;
            self.effect(Effect::Lead(Lead::Leave));
            self.follow_all();
        }
    }

    pub(super) fn led(&mut self, leads: bool, now: Now) {
        match (self.tabs.role, leads) {
            // A grant that was given up in the same moment is none.
            (Role::Follower, true) if self.tabs.asked => {
                self.tabs.role = Role::Leader;
                let before = self.tabs.leading.take();
                self.tabs.before = before.filter(|_| !self.tabs.deaf).map(|it| it.tab);
                self.tabs.greeted_at = None;
                if !self.tabs.peers.is_empty() {
                    // What the tab before may have sent in its last moment, or
                    // all the time that this one heard nothing; until it says.
                    let unheard = if self.tabs.deaf { UNHEARD_REQUESTS } else { 1 };
                    self.budget.count_in(&[Sent::assumed(now); UNHEARD_REQUESTS][..unheard]);
                }
                self.follow_all();
                self.tabs.roll_call_at = now.mono_ms + ROLL_CALL_MS;
                self.beat(true, now);
                if before.is_some_and(|it| now.mono_ms < it.heard_at + SILENCE_MS) {
                    self.take_over(now);
                } else {
                    // What is known may be old.
                    self.look_again(now.mono_ms);
                }
                if self.options.list_url.is_some() && !self.discovered {
                    self.discover_at = Some(now.mono_ms);
                }
            }
            (Role::Leader, false) => {
                self.hand_over();
                self.tabs.role = Role::Follower;
                self.tabs.asked = false;
                self.let_go(now.mono_ms);
                self.follow_all();
            }
            _ => {}
        }
    }

    /// Goes on where another tab left off a moment ago: what is known is
    /// fresh, and a stream that opens has its row read.
    fn take_over(&mut self, now: Now) {
        for (id, line) in self.lines.iter_mut() {
            if line.ended.is_some() {
                continue;
            }
            line.interval_ms = 0;
            let known = self.state.job(*id).is_some_and(|job| job.process.is_some());
            let wait = if known { self.jitter.around(TAKE_OVER_MS) } else { 0 };
            line.due = Some(now.mono_ms + wait);
            line.urgency = if known { Urgency::Routine } else { Urgency::First };
            line.news_at = line.news_at.or(known.then_some(now.mono_ms));
        }
    }

    /// The part of a pass that concerns the other tabs.
    pub(super) fn see_to_tabs(&mut self, now: Now, wake: &mut Wake) {
        match self.tabs.role {
            Role::Alone => {}
            Role::Follower if self.suspended => {}
            Role::Follower => {
                if !self.tabs.asked {
                    self.tabs.asked = true;
                    self.effect(Effect::Lead(Lead::Ask));
                    self.greet(now);
                }
                self.watch_the_leader(now, wake);
            }
            Role::Leader => {
                let before = self.tabs.peers.len();
                self.tabs.peers.retain(|_, peer| now.mono_ms < peer.heard_at + GONE_MS);
                if self.tabs.peers.len() != before {
                    self.follow_all();
                }
                if self.tabs.peers.is_empty() {
                    self.tabs.untold.clear();
                    return;
                }
                self.call_the_roll(now, wake);
            }
        }
        self.tell_jobs(now, wake);
    }

    fn watch_the_leader(&mut self, now: Now, wake: &mut Wake) {
        let acts = self.lines.values().any(|line| {
            line.acting.as_ref().is_some_and(|acting| matches!(acting.stage, Stage::Queued))
        });
        if !self.visible && !acts {
            return;
        }
        let answered_by = self.tabs.greeted_at.map(|at| at + ANSWER_MS);
        let moves = self.lines.values().any(|line| line.ended.is_none());
        let silent_at = match self.tabs.leading {
            // It does well enough until the budget has what a change asks for.
            Some(Leading { visible: false, heard_at, .. }) => {
                Some(self.budget.ready_at(CHANGE_RESERVE).min(heard_at + SILENCE_MS))
            }
            // Where nothing moves there is nothing to say.
            Some(leading) => moves.then_some(leading.heard_at + SILENCE_MS),
            None => None,
        };
        // The action goes out as soon as the lead is there, what may have gone
        // out unheard included.
        let at = if acts { Some(self.budget.ready_at(1)) } else { answered_by.or(silent_at) };
        let took_at = self.tabs.took_at.map(|at| at + TAKE_EVERY_MS);
        let Some(at) = at.map(|at| at.max(took_at.unwrap_or(0))) else { return };
        if now.mono_ms >= at {
            self.take_the_lead(now);
            wake.by(now.mono_ms + TAKE_EVERY_MS);
        } else {
            wake.by(at);
        }
    }

    fn call_the_roll(&mut self, now: Now, wake: &mut Wake) {
        let moves = self.lines.values().any(|line| line.ended.is_none());
        if !moves {
            return;
        }
        if now.mono_ms >= self.tabs.roll_call_at {
            self.tabs.roll_call_at = now.mono_ms + ROLL_CALL_MS;
            self.beat(true, now);
        } else if self.tabs.is_watched() && now.mono_ms >= self.tabs.beat_at {
            self.beat(false, now);
        }
        wake.by(self.tabs.roll_call_at);
        if self.tabs.is_watched() {
            wake.by(self.tabs.beat_at);
        }
    }
}
