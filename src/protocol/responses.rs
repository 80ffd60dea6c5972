//! What the engine makes of answers.

use super::actions::{Effect, Key, Now};
use super::engine::Engine;
use super::http::{HttpReply, TransportError};
use super::job_line::{Acting, Asked, Stage, Stream, Urgency};
use super::wire;
use crate::domain::action::{Action, ActionFailure, ActionState};
use crate::domain::id::ProcessId;
use crate::domain::line::Line;
use crate::domain::status::Status;
use crate::domain::tray::TrayMsg;

/// A server's wish to be left alone is obeyed up to here.
const LONGEST_PAUSE_MS: u64 = 3_600_000;
/// A job that seems gone is asked for once more after this.
const CONFIRM_GONE_MS: u64 = 1_000;
/// Differences below this are the rounding of the `Date` header.
const CLOCK_TOLERANCE_MS: i64 = 2_000;

impl Engine {
    pub(super) fn take_reply(
        &mut self,
        key: Key,
        reply: Result<HttpReply, TransportError>,
        now: Now,
    ) {
        let asked = self.lines.iter_mut().find_map(|(id, line)| {
            let asked = line.asked.take_if(|asked| asked.key == key)?;
            Some((*id, asked))
        });
        if let Some((id, asked)) = asked {
            self.take_snapshot(id, asked, reply, now);
            return;
        }
        let sent = self.lines.iter().find_map(|(id, line)| match &line.acting {
            Some(Acting { action, stage: Stage::Sent { key: sent, arrivals, .. } })
                if *sent == key =>
            {
                Some((*id, *action, *arrivals))
            }
            _ => None,
        });
        if let Some((id, action, arrivals)) = sent {
            self.take_action_reply(id, action, arrivals, reply, now);
        }
    }

    fn take_snapshot(
        &mut self,
        id: ProcessId,
        asked: Asked,
        reply: Result<HttpReply, TransportError>,
        now: Now,
    ) {
        self.probe = false;
        let Ok(reply) = reply else {
            self.origin_failed(asked.since, None, now);
            self.snapshot_failed(id, now);
            return;
        };
        self.learn_clock(&reply, now);
        match reply.status {
            200..=299 if !reply.is_html() => {
                self.origin_answered(now);
                match wire::decode_process(&reply.body) {
                    Ok(decoded) if decoded.value.id == id => {
                        self.diagnostics.odd_fields += decoded.problems.len() as u64;
                        let process = Box::new(decoded.value);
                        self.apply_snapshot(id, process, asked.arrivals, now);
                    }
                    _ => {
                        self.diagnostics.undecodable += 1;
                        self.snapshot_failed(id, now);
                    }
                }
            }
            // A page for people in place of a process is a sign-in form.
            200..=299 | 401 | 419 => self.sign_out(now),
            403 => self.end(id, Line::Blocked, now),
            404 | 410 => self.gone(id, now),
            429 | 502..=504 => {
                let wait = reply.retry_after_ms(now.wall_ms);
                self.origin_failed(asked.since, wait, now);
                self.snapshot_failed(id, now);
            }
            _ => self.snapshot_failed(id, now),
        }
    }

    fn apply_snapshot(
        &mut self,
        id: ProcessId,
        process: Box<crate::domain::process::Process>,
        arrivals: u64,
        now: Now,
    ) {
        let before = self.state.job(id).and_then(|job| job.process.clone());
        if let Some(line) = self.lines.get_mut(&id) {
            line.failures = 0;
            line.missing = false;
            line.news_at = Some(now.mono_ms);
            line.ended = None;
        }
        let doubts = self.lines.get(&id).and_then(|line| line.doubted_at);
        self.reduce(TrayMsg::Snapshot { process, asked_at: arrivals, now_ms: now.wall_ms }, now);
        let doubtful = self.lines.get(&id).is_some_and(|line| line.doubted_at != doubts);
        let Some(job) = self.state.job(id) else { return };
        let changed = job.process != before;
        let terminal = job.is_terminal();
        let hidden = !self.visible;
        if let Some(line) = self.lines.get_mut(&id) {
            if terminal && !doubtful {
                line.ended = Some(Line::Settled);
                line.due = None;
                let stream = core::mem::replace(&mut line.stream, Stream::None);
                if let Some(key) = stream.key() {
                    self.effect(Effect::Stop(key));
                }
            } else if !doubtful && !matches!(line.stream, Stream::Open { .. }) {
                let interval = line.next_interval(job, hidden, changed);
                let jittered = self.jitter.around(interval);
                line.ask_by(now.mono_ms + jittered, Urgency::Routine);
            }
        }
        if !doubtful {
            self.settle_action(id, now);
        }
    }

    fn snapshot_failed(&mut self, id: ProcessId, now: Now) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        line.failures += 1;
        let wait = self.jitter.after_failures(line.failures);
        line.ask_by(now.mono_ms + wait, Urgency::First);
        self.settle_action(id, now);
    }

    fn gone(&mut self, id: ProcessId, now: Now) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        if line.missing {
            self.end(id, Line::Gone, now);
        } else {
            line.missing = true;
            line.ask_by(now.mono_ms + CONFIRM_GONE_MS, Urgency::First);
        }
    }

    fn end(&mut self, id: ProcessId, as_line: Line, now: Now) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        line.ended = Some(as_line);
        line.due = None;
        let stream = core::mem::replace(&mut line.stream, Stream::None);
        if let Some(key) = stream.key() {
            self.effect(Effect::Stop(key));
        }
        self.settle_action(id, now);
    }

    fn sign_out(&mut self, now: Now) {
        self.signed_out = true;
        let mut stopped = Vec::new();
        let ids: Vec<_> = self.lines.keys().copied().collect();
        for line in self.lines.values_mut() {
            stopped.extend(line.stream.key());
            line.stream = Stream::None;
            if line.ended.is_none() {
                line.ask_by(now.mono_ms, Urgency::First);
            }
        }
        for key in stopped {
            self.effect(Effect::Stop(key));
        }
        for id in ids {
            self.settle_action(id, now);
        }
    }

    fn origin_answered(&mut self, now: Now) {
        self.origin_failures = 0;
        if self.signed_out {
            self.signed_out = false;
            self.look_again(now);
        }
    }

    /// The server as a whole is in trouble. Requests that were on their way
    /// when that became known count once.
    fn origin_failed(&mut self, sent_at: u64, wait_ms: Option<u64>, now: Now) {
        if sent_at >= self.origin_failed_at {
            self.origin_failures += 1;
            self.origin_failed_at = now.mono_ms;
        }
        let jittered = self.jitter.after_failures(self.origin_failures);
        let wait = wait_ms.unwrap_or(0).min(LONGEST_PAUSE_MS).max(jittered);
        self.paused_until = self.paused_until.max(now.mono_ms + wait);
    }

    fn learn_clock(&mut self, reply: &HttpReply, now: Now) {
        let Some(server) = reply.server_time_ms() else { return };
        let offset = server - now.wall_ms;
        if self.clock_offset_ms.is_none_or(|known| (known - offset).abs() > CLOCK_TOLERANCE_MS) {
            self.clock_offset_ms = Some(offset);
        }
    }

    fn take_action_reply(
        &mut self,
        id: ProcessId,
        action: Action,
        arrivals: u64,
        reply: Result<HttpReply, TransportError>,
        now: Now,
    ) {
        let stage = match &reply {
            Ok(reply) => {
                self.learn_clock(reply, now);
                match reply.status {
                    200..=299 if !reply.is_html() => Stage::Accepted { since: now.mono_ms },
                    _ => Stage::Refused(failure_of(reply)),
                }
            }
            Err(_) => Stage::Refused(ActionFailure::Unreachable),
        };
        if let Ok(reply) = &reply
            && matches!(reply.status, 429 | 503)
        {
            self.origin_failed(now.mono_ms, reply.retry_after_ms(now.wall_ms), now);
        }
        let Some(line) = self.lines.get_mut(&id) else { return };
        let accepted = matches!(stage, Stage::Accepted { .. });
        line.acting = Some(Acting { action, stage });
        line.ended = None;
        line.interval_ms = 0;
        line.ask_by(now.mono_ms, Urgency::Urgent);
        // Many servers answer with the row; the snapshot confirms it.
        if accepted
            && let Ok(reply) = reply
            && let Ok(decoded) = wire::decode_process(&reply.body)
            && decoded.value.id == id
        {
            let process = Box::new(decoded.value);
            self.reduce(
                TrayMsg::Snapshot { process, asked_at: arrivals, now_ms: now.wall_ms },
                now,
            );
        }
    }

    /// An action that was answered is told to the user once a snapshot has
    /// shown (or failed to show) what really happened.
    pub(super) fn settle_action(&mut self, id: ProcessId, now: Now) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        let Some(Acting { action, stage }) = &line.acting else { return };
        let Some(job) = self.state.job(id) else { return };
        let action = *action;
        let status = job.process.as_ref().map(|process| process.status.clone());
        let offered = job.offers(action);
        let wanted = if action == Action::Cancel { Status::Cancelled } else { Status::Pending };
        let too_late =
            status.filter(|status| !offered && *status != wanted && status.is_terminal());
        let outcome = match stage {
            Stage::Queued | Stage::Sent { .. } => return,
            Stage::Accepted { since } => match (offered, too_late) {
                (false, Some(status)) if action == Action::Cancel => {
                    ActionState::Failed(action, ActionFailure::TooLate(status))
                }
                (false, _) => ActionState::Idle,
                (true, _) if now.mono_ms < since + super::job_line::ACTION_SETTLES_MS => return,
                (true, _) => ActionState::Idle,
            },
            Stage::Refused(failure) => match (offered, job.process.as_ref(), failure) {
                (false, Some(process), ActionFailure::Refused(_)) => {
                    ActionState::Failed(action, ActionFailure::TooLate(process.status.clone()))
                }
                (false, Some(process), ActionFailure::Unreachable) => match too_late {
                    Some(status) if action == Action::Cancel => {
                        ActionState::Failed(action, ActionFailure::TooLate(status))
                    }
                    // The answer was lost, the deed was done.
                    _ if process.status.is_terminal() == (action == Action::Cancel) => {
                        ActionState::Idle
                    }
                    _ => ActionState::Failed(action, failure.clone()),
                },
                _ => ActionState::Failed(action, failure.clone()),
            },
        };
        line.acting = None;
        self.reduce(TrayMsg::Action(id, outcome), now);
    }
}

fn failure_of(reply: &HttpReply) -> ActionFailure {
    match reply.status {
        // A sign-in form in place of an answer.
        200..=299 | 401 | 419 => ActionFailure::SignedOut,
        403 => ActionFailure::Forbidden,
        404 | 410 => ActionFailure::Gone,
        429 | 503 => ActionFailure::Busy,
        500..=599 => ActionFailure::ServerError,
        _ => ActionFailure::Refused(wire::decode_message(&reply.body)),
    }
}
