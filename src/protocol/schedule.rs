//! What is sent now and when to look again: one pass over all jobs after every
//! input.

use super::actions::{Effect, Now, StreamEnd};
use super::engine::Engine;
use super::http::TransportError;
use super::job_line::{
    ACTED_ELSEWHERE_MS, ACTION_SETTLES_MS, Acting, Asked, JobLine, REPLY_DEADLINE_MS, Stage,
    Stream, Urgency,
};
use crate::domain::action::ActionState;
use crate::domain::id::ProcessId;
use crate::domain::line::Line;
use crate::domain::selectors::sorted;
use crate::domain::tray::TrayMsg;

/// Requests on their way at a time; the host's page needs connections too.
const IN_FLIGHT: usize = 4;
/// What a page that nobody looks at may ask for: one snapshot in this time.
const HIDDEN_EVERY_MS: u64 = 60_000;
/// A poll that has waited so long takes turns with first answers.
const LONG_WAIT_MS: u64 = 10_000;
/// What was not heard of while nobody looked has this long to be asked for.
const GLANCE_MS: u64 = 3_000;
/// News older than this is old, however many jobs share the budget.
const LONGEST_PATIENCE_MS: u64 = 180_000;
/// The part of the budget that each leaves to what matters more: the user's
/// actions, then what only the row can settle and streams, then first answers
/// and polls. These two keep the same: whoever kept less would take every
/// request as soon as it is free, and the other's turn would never come.
const URGENT_RESERVE: u64 = 1;
pub(super) const STREAM_RESERVE: u64 = 1;
pub(super) const REST_RESERVE: u64 = 2;

impl Engine {
    pub(super) fn plan(&mut self, now: Now) {
        self.expire(now);
        let mut wake = Wake::default();
        self.send_actions(now, &mut wake);
        if self.online && !self.suspended && (!self.signed_out || self.probe) {
            if now.mono_ms >= self.free_at() {
                self.ask_for_list(now, &mut wake);
                self.send_snapshots(now, &mut wake);
                // A server in trouble is asked one thing at a time.
                let well = !self.signed_out && self.origin_failures == 0;
                if well && self.visible && self.tabs.asks() {
                    self.open_streams(now, &mut wake);
                }
            } else if self.wants_list() || self.lines.values().any(|line| line.due.is_some()) {
                wake.by(self.free_at());
            }
        }
        // Whoever follows is told how the lines are; offline is each tab's own.
        // A page that is put away grows no older.
        if !self.suspended && (self.tabs.asks() || !self.online) {
            self.tell_lines(now, &mut wake);
        }
        self.tell_list(now);
        self.see_to_tabs(now, &mut wake);
        wake.by_some(self.listing.map(|listing| listing.since + REPLY_DEADLINE_MS));
        for line in self.lines.values() {
            wake.by_some(line.acted_elsewhere_at.map(|at| at + ACTED_ELSEWHERE_MS));
            wake.by_some(line.stream.deadline(self.answered));
            wake.by_some(line.asked.map(|asked| asked.since + REPLY_DEADLINE_MS));
            match line.acting {
                Some(Acting {
                    stage: Stage::Sent { since, .. } | Stage::Renewing { since, .. },
                    ..
                }) => wake.by(since + REPLY_DEADLINE_MS),
                Some(Acting { stage: Stage::Grace { until }, .. }) => wake.by(until),
                // The row that settles it is read when the page is back.
                Some(Acting { stage: Stage::Accepted { since }, .. }) if !self.suspended => {
                    wake.by(since + ACTION_SETTLES_MS);
                }
                _ => {}
            }
        }
        if self.wake_at != wake.at {
            self.wake_at = wake.at;
            self.effect(Effect::WakeAt(wake.at));
        }
    }

    /// Gives up what has taken too long.
    fn expire(&mut self, now: Now) {
        self.expire_list(now);
        let under_way = |line: &JobLine| {
            let acts = line.acting.is_some() || line.acted_elsewhere_at.is_some();
            line.keys().next().is_some() || acts
        };
        let lines = self.lines.iter().filter(|(_, line)| under_way(line));
        for id in lines.map(|(id, _)| *id).collect::<Vec<_>>() {
            let Some(line) = self.lines.get(&id) else { continue };
            let (stream, asked, acting) = (line.stream, line.asked, line.acting.clone());
            if let Some(key) = stream.key()
                && stream.deadline(self.answered).is_some_and(|at| now.mono_ms >= at)
            {
                self.effect(Effect::Stop(key));
                self.stream_ended(key, StreamEnd::Closed, now);
            }
            if let Some(asked) = asked
                && now.mono_ms >= asked.since + REPLY_DEADLINE_MS
            {
                self.effect(Effect::Stop(asked.key));
                self.take_reply(asked.key, Err(TransportError::TimedOut), now);
            }
            if let Some(line) = self.lines.get_mut(&id)
                && line
                    .acted_elsewhere_at
                    .take_if(|at| now.mono_ms >= *at + ACTED_ELSEWHERE_MS)
                    .is_some()
            {
                self.reduce(TrayMsg::Action(id, ActionState::Idle), now);
            }
            match acting {
                Some(Acting {
                    stage: Stage::Sent { key, since, .. } | Stage::Renewing { key, since },
                    ..
                }) if now.mono_ms >= since + REPLY_DEADLINE_MS => {
                    self.effect(Effect::Stop(key));
                    self.take_reply(key, Err(TransportError::TimedOut), now);
                }
                Some(Acting { stage: Stage::Accepted { since }, .. })
                    if now.mono_ms >= since + ACTION_SETTLES_MS =>
                {
                    self.settle_action(id, now);
                }
                _ => {}
            }
        }
    }

    fn send_snapshots(&mut self, now: Now, wake: &mut Wake) {
        let alone = self.origin_failures > 0 || self.signed_out || !self.visible;
        let most = if alone { 1 } else { IN_FLIGHT };
        let hidden_until = self.sent_at.filter(|_| !self.visible).map(|at| at + HIDDEN_EVERY_MS);
        let mut refused = u64::MAX;
        let mut in_flight = self.lines.values().filter(|line| line.asked.is_some()).count();
        for [_, at, id] in self.due_snapshots(now) {
            let id = ProcessId::new(!id);
            let Some(urgency) = self.lines.get(&id).map(|line| line.urgency) else { continue };
            let at = at.max(hidden_until.unwrap_or(0));
            if at > now.mono_ms {
                wake.by(at);
                continue;
            }
            // When no more can go out, an answer brings the next round.
            if in_flight >= most {
                continue;
            }
            let reserve = match urgency {
                Urgency::Urgent => URGENT_RESERVE,
                Urgency::First | Urgency::Routine => REST_RESERVE,
            };
            if reserve >= refused {
                continue;
            }
            if !self.budget.take(now, reserve) {
                wake.by(self.budget.ready_at(reserve));
                refused = reserve;
                continue;
            }
            in_flight += 1;
            self.ask(id, now);
        }
    }

    /// The snapshots that are wanted: rank, time, and the job's id turned round.
    /// Urgent ones first, then first answers; but a poll that has waited long
    /// goes after every one of these, so that followed jobs do not wait until
    /// all new ones are read; among equals the newest job.
    fn due_snapshots(&self, now: Now) -> Vec<[u64; 3]> {
        let rank = |line: &JobLine| match line.urgency {
            Urgency::Urgent => 0,
            Urgency::Routine
                if self.turn == Urgency::Routine
                    && line.due.is_some_and(|due| now.mono_ms >= due + LONG_WAIT_MS) =>
            {
                1
            }
            Urgency::First => 2,
            Urgency::Routine => 3,
        };
        let due = self
            .lines
            .iter()
            .filter(|(_, line)| line.asked.is_none() && !is_sent(line.acting.as_ref()))
            // A tab that no longer leads sees its own actions through.
            .filter(|(_, line)| self.tabs.asks() || is_answered(line.acting.as_ref()))
            .filter_map(|(id, line)| Some([rank(line), line.due?, !id.get()]));
        sorted(due.collect())
    }

    fn ask(&mut self, id: ProcessId, now: Now) {
        let key = self.new_key();
        let arrivals = self.state.arrivals(id);
        let Some(line) = self.lines.get_mut(&id) else { return };
        line.asked = Some(Asked { key, since: now.mono_ms, arrivals });
        line.due = None;
        self.many_went &= line.urgency == Urgency::Urgent;
        match core::mem::replace(&mut line.urgency, Urgency::Routine) {
            Urgency::Urgent => {}
            Urgency::First => self.turn = Urgency::Routine,
            Urgency::Routine => self.turn = Urgency::First,
        }
        self.note_sent(now);
        let request = self.routes.process(id);
        self.effect(Effect::Request(key, request));
    }

    /// Shows what the line of every job is doing.
    fn tell_lines(&mut self, now: Now, wake: &mut Wake) {
        let origin = self.origin_line();
        let patience = self.patience();
        let mut told = Vec::new();
        for (id, line) in self.lines.iter() {
            let stale_at = line.stale_at(patience).map(|at| at.max(self.looked_at + GLANCE_MS));
            let stale_at = stale_at.filter(|_| self.visible);
            let state = line.state(now.mono_ms, stale_at, origin, self.origin_failures);
            match state {
                Line::Polling => wake.by_some(stale_at),
                Line::Live if line.stream == Stream::None => wake.by(line.rolling_until),
                _ => {}
            }
            if self.state.job(*id).is_some_and(|job| job.line != state) {
                told.push((*id, state));
            }
        }
        for (id, state) in told {
            self.reduce(TrayMsg::Line(id, state), now);
        }
    }

    /// Shows how it stands with the list, in all tabs.
    fn tell_list(&mut self, now: Now) {
        let list = self.list_line();
        if list != self.state.list_line() {
            self.reduce(TrayMsg::ListLine(list), now);
            self.beat(false, now);
        }
    }

    /// What is wrong for all jobs at once, whatever the line of each would be.
    pub(super) const fn origin_line(&self) -> Option<Line> {
        if self.signed_out {
            Some(Line::SignedOut)
        } else if !self.online {
            Some(Line::Offline)
        } else {
            None
        }
    }

    /// How long many jobs that share the budget may wait for their turn before
    /// that is worth a word: twice a fair round.
    fn patience(&self) -> u64 {
        let active = self.lines.values().filter(|line| line.ended.is_none()).count() as u64;
        // Actions on many jobs take two requests, and then it is another's turn.
        let share = if self.many.is_empty() { 1 } else { 3 };
        (2 * share * active * 60_000 / self.budget.limit()).min(LONGEST_PATIENCE_MS)
    }
}

const fn is_sent(acting: Option<&Acting>) -> bool {
    matches!(acting, Some(Acting { stage: Stage::Sent { .. } | Stage::Renewing { .. }, .. }))
}

const fn is_answered(acting: Option<&Acting>) -> bool {
    matches!(acting, Some(Acting { stage: Stage::Accepted { .. } | Stage::Refused(_), .. }))
}

/// The earliest of several times.
#[derive(Default)]
pub(super) struct Wake {
    at: Option<u64>,
}

impl Wake {
    pub(super) fn by(&mut self, at: u64) {
        self.at = Some(self.at.map_or(at, |earlier| earlier.min(at)));
    }

    fn by_some(&mut self, at: Option<u64>) {
        if let Some(at) = at {
            self.by(at);
        }
    }
}
