//! What is sent now and when to look again: one pass over all jobs after every
//! input.

use super::actions::{Effect, Now, StreamEnd};
use super::engine::Engine;
use super::http::TransportError;
use super::job_line::{
    ACTION_SETTLES_MS, Acting, Asked, REPLY_DEADLINE_MS, Stage, Stream, Urgency,
};
use crate::domain::id::ProcessId;
use crate::domain::line::Line;
use crate::domain::tray::TrayMsg;

/// Requests on their way at a time; the host's page needs connections too.
const IN_FLIGHT: usize = 4;
/// Tokens of the budget that polls leave for actions and urgent questions.
const POLL_RESERVE: u64 = 3;
const STREAM_RESERVE: u64 = 2;
const URGENT_RESERVE: u64 = 1;

impl Engine {
    pub(super) fn plan(&mut self, now: Now) {
        self.expire(now);
        let mut wake = Wake::default();
        self.send_actions(now, &mut wake);
        if self.online && (!self.signed_out || self.probe) {
            if now.mono_ms >= self.paused_until {
                self.send_snapshots(now, &mut wake);
                if !self.signed_out && self.visible {
                    self.open_streams(now, &mut wake);
                }
            } else if self.lines.values().any(|line| line.ended.is_none()) {
                wake.by(self.paused_until);
            }
        }
        self.tell_lines(now, &mut wake);
        for line in self.lines.values() {
            wake.by_some(line.stream.deadline());
            wake.by_some(line.asked.map(|asked| asked.since + REPLY_DEADLINE_MS));
            match line.acting {
                Some(Acting { stage: Stage::Sent { since, .. }, .. }) => {
                    wake.by(since + REPLY_DEADLINE_MS);
                }
                Some(Acting { stage: Stage::Accepted { since }, .. }) => {
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
        let ids: Vec<_> = self.lines.keys().copied().collect();
        for id in ids {
            let Some(line) = self.lines.get(&id) else { continue };
            let (stream, asked, acting) = (line.stream, line.asked, line.acting.clone());
            if let Some(key) = stream.key()
                && stream.deadline().is_some_and(|at| now.mono_ms >= at)
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
            match acting {
                Some(Acting { stage: Stage::Sent { key, since, .. }, .. })
                    if now.mono_ms >= since + REPLY_DEADLINE_MS =>
                {
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

    /// The user's own actions go first, paused or not.
    fn send_actions(&mut self, now: Now, wake: &mut Wake) {
        let queued: Vec<_> = self
            .lines
            .iter()
            .filter_map(|(id, line)| match &line.acting {
                Some(Acting { action, stage: Stage::Queued }) => Some((*id, *action)),
                _ => None,
            })
            .collect();
        for (id, action) in queued {
            if !self.budget.take(now.mono_ms, 0) {
                wake.by(self.budget.ready_at(0));
                return;
            }
            let key = self.new_key();
            let stage = Stage::Sent { key, since: now.mono_ms, arrivals: self.state.arrivals(id) };
            if let Some(line) = self.lines.get_mut(&id) {
                line.acting = Some(Acting { action, stage });
            }
            self.diagnostics.requests += 1;
            let request = self.routes.action(id, action);
            self.effect(Effect::Request(key, request));
        }
    }

    fn send_snapshots(&mut self, now: Now, wake: &mut Wake) {
        let mut in_flight = self.lines.values().filter(|line| line.asked.is_some()).count();
        let mut due: Vec<_> = self
            .lines
            .iter()
            .filter(|(_, line)| line.asked.is_none() && !is_sent(line.acting.as_ref()))
            .filter_map(|(id, line)| Some((line.urgency, line.due?, *id)))
            .collect();
        due.sort_unstable();
        for (urgency, at, id) in due {
            if at > now.mono_ms {
                wake.by(at);
                continue;
            }
            // When one goes out, its answer brings the next round.
            if in_flight >= IN_FLIGHT || (self.signed_out && in_flight > 0) {
                continue;
            }
            let reserve = if urgency == Urgency::Routine { POLL_RESERVE } else { URGENT_RESERVE };
            if !self.budget.take(now.mono_ms, reserve) {
                wake.by(self.budget.ready_at(reserve));
                continue;
            }
            let key = self.new_key();
            let arrivals = self.state.arrivals(id);
            if let Some(line) = self.lines.get_mut(&id) {
                line.asked = Some(Asked { key, since: now.mono_ms, arrivals });
                line.due = None;
                line.urgency = Urgency::Routine;
            }
            in_flight += 1;
            self.diagnostics.requests += 1;
            let request = self.routes.process(id);
            self.effect(Effect::Request(key, request));
        }
    }

    /// Running jobs in the order on screen get the streams; who has one keeps
    /// it over a planned close.
    fn open_streams(&mut self, now: Now, wake: &mut Wake) {
        let wants = |id: &ProcessId| {
            let line = self.lines.get(id)?;
            line.wants_stream(self.state.job(*id)?).then_some(line)
        };
        let holds = |id: &ProcessId| {
            wants(id)
                .is_some_and(|line| line.stream != Stream::None || now.mono_ms < line.rolling_until)
        };
        let order = self.state.order();
        let holders: Vec<_> = order.iter().copied().filter(|id| holds(id)).collect();
        let others = order.iter().copied().filter(|id| wants(id).is_some() && !holds(id));
        let ready: Vec<_> = holders
            .into_iter()
            .chain(others.filter(|id| {
                // A job whose streams come to nothing leaves its place to the next.
                self.lines.get(id).is_some_and(|line| line.stream_due <= now.mono_ms)
            }))
            .take(self.options.max_streams)
            .collect();
        // Jobs that wait for a stream of their own time.
        for (id, line) in &self.lines {
            if line.stream == Stream::None
                && line.stream_due > now.mono_ms
                && self.state.job(*id).is_some_and(|job| line.wants_stream(job))
            {
                wake.by(line.stream_due);
            }
        }
        let mut open = self.lines.values().filter(|line| line.stream != Stream::None).count();
        for id in ready {
            let waits = self
                .lines
                .get(&id)
                .is_some_and(|line| line.stream == Stream::None && line.stream_due <= now.mono_ms);
            if !waits || open >= self.options.max_streams {
                continue;
            }
            if !self.budget.take(now.mono_ms, STREAM_RESERVE) {
                wake.by(self.budget.ready_at(STREAM_RESERVE));
                return;
            }
            let key = self.new_key();
            if let Some(line) = self.lines.get_mut(&id) {
                line.stream = Stream::Opening { key, since: now.mono_ms };
            }
            open += 1;
            self.diagnostics.requests += 1;
            self.diagnostics.streams += 1;
            let url = self.routes.stream(id);
            self.effect(Effect::OpenStream(key, url));
        }
    }

    /// Shows what the line of every job is doing.
    fn tell_lines(&mut self, now: Now, wake: &mut Wake) {
        let origin = if self.signed_out {
            Some(Line::SignedOut)
        } else if !self.online {
            Some(Line::Offline)
        } else {
            None
        };
        let mut told = Vec::new();
        for (id, line) in &self.lines {
            let state = line.state(now.mono_ms, origin, self.origin_failures);
            match state {
                Line::Polling => wake.by_some(line.stale_at()),
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
}

const fn is_sent(acting: Option<&Acting>) -> bool {
    matches!(acting, Some(Acting { stage: Stage::Sent { .. }, .. }))
}

/// The earliest of several times.
#[derive(Default)]
struct Wake {
    at: Option<u64>,
}

impl Wake {
    fn by(&mut self, at: u64) {
        self.at = Some(self.at.map_or(at, |earlier| earlier.min(at)));
    }

    fn by_some(&mut self, at: Option<u64>) {
        if let Some(at) = at {
            self.by(at);
        }
    }
}
