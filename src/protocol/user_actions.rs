//! Retry and Cancel: sent once, settled by what the server's row shows.

use super::actions::{Effect, Now};
use super::engine::Engine;
use super::http::{HttpReply, TransportError};
use super::job_line::{ACTION_SETTLES_MS, Acting, Stage, Urgency};
use super::responses::Sent;
use super::schedule::Wake;
use super::wire;
use crate::domain::action::{Action, ActionFailure, ActionState};
use crate::domain::id::ProcessId;
use crate::domain::status::Status;
use crate::domain::tray::TrayMsg;

impl Engine {
    pub(super) fn act(&mut self, id: ProcessId, action: Action, now: Now) {
        let offered = self.state.job(id).is_some_and(|job| job.offers(action) && !job.is_busy());
        let Some(line) = self.lines.get_mut(&id).filter(|_| offered) else { return };
        let before = line.acting.replace(Acting { action, stage: Stage::Queued });
        // The job moved on while its last action waits for an answer.
        if let Some(Acting { stage: Stage::Sent { key, .. }, .. }) = before {
            self.effect(Effect::Stop(key));
        }
        self.reduce(TrayMsg::Action(id, ActionState::UnderWay(action)), now);
    }

    /// The user's own actions go first, paused or not.
    pub(super) fn send_actions(&mut self, now: Now, wake: &mut Wake) {
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
            let Some(line) = self.lines.get_mut(&id) else { continue };
            line.acting = Some(Acting { action, stage });
            // A row that was read before the action would contradict its answer.
            if let Some(asked) = line.asked.take() {
                self.effect(Effect::Stop(asked.key));
            }
            self.sent_at = Some(now.mono_ms);
            self.diagnostics.requests += 1;
            let request = self.routes.action(id, action);
            self.effect(Effect::Request(key, request));
        }
    }

    pub(super) fn take_action_reply(
        &mut self,
        id: ProcessId,
        sent: Sent,
        reply: Result<HttpReply, TransportError>,
        now: Now,
    ) {
        let stage = match &reply {
            Ok(reply) if (200..=299).contains(&reply.status) && !reply.is_html() => {
                Stage::Accepted { since: now.mono_ms }
            }
            Ok(reply) => Stage::Refused(failure_of(reply)),
            Err(_) => Stage::Refused(ActionFailure::Unreachable),
        };
        let accepted = matches!(stage, Stage::Accepted { .. });
        let Some(line) = self.lines.get_mut(&id) else { return };
        line.acting = Some(Acting { action: sent.action, stage });
        line.ended = None;
        line.interval_ms = 0;
        line.ask_by(now.mono_ms, Urgency::Urgent);
        if let Ok(reply) = reply {
            self.learn_clock(&reply, now);
            if accepted {
                self.origin_answered(now);
            }
            if matches!(reply.status, 429 | 503) {
                self.origin_failed(sent.since, reply.retry_after_ms(now.wall_ms), now);
            }
            // Many servers answer with the row; the snapshot confirms it.
            if accepted
                && let Ok(decoded) = wire::decode_process(&reply.body)
                && decoded.value.id == id
            {
                let process = Box::new(decoded.value);
                let asked_at = sent.arrivals;
                self.reduce(TrayMsg::Snapshot { process, asked_at, now_ms: now.wall_ms }, now);
            }
        }
        // One question may find out whether the user is signed in again.
        self.probe |= self.signed_out;
        if !self.online || now.mono_ms < self.free_at() {
            // The row will not be read soon: better told now than left hanging.
            self.settle_action(id, now);
        }
    }

    /// An action that was answered is told to the user once a snapshot has
    /// shown (or failed to show) what really happened.
    pub(super) fn settle_action(&mut self, id: ProcessId, now: Now) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        let Some(acting) = &line.acting else { return };
        let Some(job) = self.state.job(id) else { return };
        let Some(process) = &job.process else { return };
        let Some(outcome) = outcome(acting, job.offers(acting.action), &process.status, now) else {
            return;
        };
        line.acting = None;
        self.reduce(TrayMsg::Action(id, outcome), now);
    }
}

/// How an action went, by the job's status; `None` if that cannot be told yet.
fn outcome(acting: &Acting, offered: bool, status: &Status, now: Now) -> Option<ActionState> {
    let action = acting.action;
    let failed = |failure| ActionState::Failed(action, failure);
    let ended_first =
        action == Action::Cancel && status.is_terminal() && *status != Status::Cancelled;
    let as_wanted = match action {
        Action::Cancel => *status == Status::Cancelled,
        Action::Retry => !status.is_terminal(),
    };
    // What the answer left open, the status tells.
    let by_status = || {
        if ended_first { failed(ActionFailure::TooLate(status.clone())) } else { ActionState::Idle }
    };
    Some(match &acting.stage {
        Stage::Queued | Stage::Sent { .. } => return None,
        Stage::Accepted { since } if offered => {
            if now.mono_ms < since + ACTION_SETTLES_MS {
                return None;
            }
            ActionState::Idle
        }
        Stage::Accepted { .. } => by_status(),
        Stage::Refused(failure) if offered => failed(failure.clone()),
        // Refused because it is done already: a browser may send a request twice
        // when a kept connection dies under it, and hears only the second answer.
        Stage::Refused(ActionFailure::Refused(_)) if as_wanted => ActionState::Idle,
        Stage::Refused(ActionFailure::Refused(_)) => failed(ActionFailure::TooLate(status.clone())),
        // No answer, or one from a gateway: the deed may have been done.
        Stage::Refused(
            ActionFailure::Unreachable | ActionFailure::ServerError | ActionFailure::Busy,
        ) => by_status(),
        Stage::Refused(failure) => failed(failure.clone()),
    })
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
