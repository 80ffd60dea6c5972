//! What the page goes through: looked at or not, asleep, offline, put away.

use super::actions::{Effect, Now};
use super::budget::COUNTS_FOR_MS;
use super::engine::Engine;
use super::job_line::{Stream, Urgency};
use crate::domain::action::Action;
use crate::domain::line::Line;

/// A wake-up this much too late means the page was asleep, and so does a wall
/// clock that ran this much ahead: the other one may stand still in sleep.
const ASLEEP_MS: u64 = 5_000;
/// At most one return from sleep or offline in this time.
const RETURN_EVERY_MS: u64 = 2_000;
/// Clients that were cut off together do not come back together.
const ONLINE_SPREAD_MS: u64 = 1_000;

impl Engine {
    /// Whether nobody looks at this tab, nor at another that is known.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        !self.visible && !self.tabs.is_watched()
    }

    pub(super) fn page_is_visible(&mut self, visible: bool, now: Now) {
        let returns = visible && !self.visible;
        if self.visible && !visible {
            self.note_look(now);
        }
        self.visible = visible;
        // Whether anybody looks decides who leads.
        if returns {
            self.greet(now);
        } else {
            self.say_here(false);
        }
        self.beat(false, now);
        if visible && self.suspended {
            // Not every browser tells that a page is back.
            self.wake_up(now);
        } else if returns {
            self.look_again(now.mono_ms);
        }
    }

    pub(super) fn page_is_online(&mut self, online: bool, now: Now) {
        let returns = online && !self.online;
        self.online = online;
        if returns {
            self.greet(now);
            let spread = self.jitter.up_to(ONLINE_SPREAD_MS);
            self.come_back(spread, now);
        }
    }

    pub(super) fn put_away(&mut self, now: Now) {
        // The user will not be there to take it back.
        self.end_grace(now);
        if self.visible {
            self.note_look(now);
        }
        self.suspended = true;
        self.let_go(now.mono_ms);
        self.leave_the_lead();
    }

    pub(super) fn was_asleep(&mut self, now: Now) -> bool {
        let passed = now.mono_ms.saturating_sub(self.last_now.mono_ms);
        let by_the_wall = now.wall_ms.saturating_sub(self.last_now.wall_ms);
        let unseen = u64::try_from(by_the_wall).unwrap_or(0).saturating_sub(passed);
        if unseen >= COUNTS_FOR_MS {
            self.budget.forget();
        }
        unseen > ASLEEP_MS || self.wake_at.is_some_and(|at| now.mono_ms > at + ASLEEP_MS)
    }

    /// The page is looked at again: everything that may have changed is asked
    /// for, `failed` jobs included, since somebody else may have retried them.
    pub(super) fn look_again(&mut self, at: u64) {
        self.looked_at = at;
        self.probe = self.signed_out;
        for (id, line) in self.lines.iter_mut() {
            let failed = self.state.job(*id).is_some_and(|job| job.offers(Action::Retry));
            if line.ended.is_none() {
                line.interval_ms = 0;
                line.ask_by(at, Urgency::First);
            } else if failed && self.visible && line.ended == Some(Line::Settled) {
                line.ask_by(at, Urgency::Routine);
            }
        }
    }

    /// After sleep. Several signs of one waking are one return.
    pub(super) fn wake_up(&mut self, now: Now) {
        self.suspended = false;
        if self.returned_at.is_none_or(|at| now.mono_ms >= at + RETURN_EVERY_MS) {
            // Another tab may have taken the lead meanwhile.
            self.leave_the_lead();
            self.come_back(0, now);
        }
    }

    /// After sleep or offline: whatever was under way is dead or deaf.
    fn come_back(&mut self, spread_ms: u64, now: Now) {
        // A flapping network makes one attempt of many.
        let earliest = self
            .returned_at
            .map_or(0, |at| if at > now.mono_ms { at } else { at + RETURN_EVERY_MS });
        let at = earliest.max(now.mono_ms);
        self.returned_at = Some(at);
        self.paused_until = at + spread_ms;
        self.let_go(at);
        self.look_again(at);
    }

    /// Gives up the streams and snapshots under way; the streams may come back
    /// at that time.
    pub(super) fn let_go(&mut self, at: u64) {
        let mut stopped: Vec<_> =
            self.listing.take().map(|listing| listing.key).into_iter().collect();
        if !stopped.is_empty() {
            self.discover_at = Some(at);
        }
        for line in self.lines.values_mut() {
            stopped.extend(line.stream.key());
            stopped.extend(line.asked.take().map(|asked| asked.key));
            line.stream = Stream::None;
            line.stream_due = at;
            if line.ended.is_none() {
                line.ask_by(at, Urgency::First);
            }
        }
        for key in stopped {
            self.effect(Effect::Stop(key));
        }
    }
}
