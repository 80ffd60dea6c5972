//! Retry and Cancel: sent once, settled by what the server's row shows.

use super::actions::{Effect, Now};
use super::engine::Engine;
use super::http::{HttpReply, HttpRequest, Method, TransportError};
use super::job_line::{ACTION_SETTLES_MS, Acting, Stage, Urgency};
use super::peers::Said;
use super::responses::Sent;
use super::schedule::{REST_RESERVE, Wake};
use super::tabs::Role;
use super::wire;
use crate::domain::action::{Action, ActionFailure, ActionState};
use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::status::Status;
use crate::domain::tray::TrayMsg;

impl Engine {
    /// True if it is under way now, or waits to be sent.
    pub(super) fn act(&mut self, id: ProcessId, action: Action, now: Now) -> bool {
        let free = |job: &Job| job.offers(action) && !job.is_busy() && !job.is_deferred();
        let offered = self.state.job(id).is_some_and(free);
        let Some(line) = self.lines.get_mut(&id).filter(|_| offered) else { return false };
        let grace_ms = match action {
            Action::Cancel => self.options.cancel_grace_ms,
            Action::Retry => 0,
        };
        let (stage, state) = if grace_ms > 0 {
            let at = now.wall_ms.saturating_add_unsigned(grace_ms);
            let until = now.mono_ms + grace_ms;
            (Stage::Grace { until }, ActionState::Deferred(action, at))
        } else {
            (Stage::Queued, ActionState::UnderWay(action))
        };
        let before = line.acting.replace(Acting { action, stage, renewed: false });
        // The job moved on while its last action waits for an answer.
        if let Some(Acting {
            stage: Stage::Sent { key, .. } | Stage::Renewing { key, .. }, ..
        }) = before
        {
            self.effect(Effect::Stop(key));
        }
        self.many.remove(&id);
        self.reduce(TrayMsg::Action(id, state), now);
        true
    }

    /// The user takes a cancel back that has not been sent, here or by
    /// whichever tab was asked for it.
    pub(super) fn take_back(&mut self, id: ProcessId, now: Now) {
        let deferred = self.state.job(id).is_some_and(Job::is_deferred);
        if deferred && !self.take_back_here(id, now) && self.tabs.role != Role::Alone {
            self.say(&Said::TakeBack(id));
        }
    }

    pub(super) fn take_back_here(&mut self, id: ProcessId, now: Now) -> bool {
        let many = self.many.contains(&id);
        let waits = |acting: &mut Acting| match acting.stage {
            Stage::Grace { .. } => true,
            Stage::Queued => many,
            _ => false,
        };
        let taken = self.lines.get_mut(&id).and_then(|line| line.acting.take_if(waits));
        if taken.is_some() {
            self.reduce(TrayMsg::Action(id, ActionState::Idle), now);
        }
        taken.is_some()
    }

    /// What waits to be taken back is sent now.
    pub(super) fn end_grace(&mut self, now: Now) {
        for line in self.lines.values_mut() {
            if let Some(Acting { stage: Stage::Grace { until }, .. }) = &mut line.acting {
                *until = now.mono_ms;
            }
        }
        self.send_actions(now, &mut Wake::default());
    }

    /// The user's own actions go first, paused or not.
    pub(super) fn send_actions(&mut self, now: Now, wake: &mut Wake) {
        let mut queued = Vec::new();
        for (id, line) in self.lines.iter() {
            match &line.acting {
                Some(Acting { action, stage: Stage::Queued, .. }) => queued.push((*id, *action)),
                Some(Acting { action, stage: Stage::Grace { until }, .. })
                    if now.mono_ms >= *until =>
                {
                    queued.push((*id, *action));
                }
                _ => {}
            }
        }
        // One that may not go holds up those after it, which are not looked at.
        let mut held_up = false;
        for (id, action) in self.many_last(queued, now) {
            let many = self.many.contains(&id);
            let reserve = if many { REST_RESERVE } else { 0 };
            let free = !many || (!held_up && self.may_send_of_many(now, wake));
            let may_send = self.tabs.asks() && free && self.budget.take(now, reserve);
            held_up |= many && !may_send;
            let Some(line) = self.lines.get_mut(&id) else { continue };
            let Some(acting) = &mut line.acting else { continue };
            let was_deferred = matches!(acting.stage, Stage::Grace { .. });
            if !may_send {
                acting.stage = Stage::Queued;
                if self.tabs.asks() && free {
                    wake.by(self.budget.ready_at(reserve));
                }
            }
            if was_deferred {
                self.reduce(TrayMsg::Action(id, ActionState::UnderWay(action)), now);
            }
            if may_send {
                self.many_went |= many;
                self.send_action(id, action, now);
            }
        }
    }

    fn send_action(&mut self, id: ProcessId, action: Action, now: Now) {
        let key = self.new_key();
        let arrivals = self.state.arrivals(id);
        let Some(line) = self.lines.get_mut(&id) else { return };
        let Some(acting) = &mut line.acting else { return };
        acting.stage = Stage::Sent { key, since: now.mono_ms, arrivals };
        // A row that was read before the action would contradict its answer.
        if let Some(asked) = line.asked.take() {
            self.effect(Effect::Stop(asked.key));
        }
        self.note_sent(now);
        let request = self.routes.action(id, action);
        self.effect(Effect::Request(key, request));
    }

    /// The token may be new now; the action is sent once more, or not done.
    pub(super) fn token_renewed(
        &mut self,
        id: ProcessId,
        reply: &Result<HttpReply, TransportError>,
        now: Now,
    ) {
        let renewed = reply.as_ref().is_ok_and(|it| (200..=299).contains(&it.status));
        let Some(acting) = self.lines.get_mut(&id).and_then(|line| line.acting.as_mut()) else {
            return;
        };
        if renewed {
            acting.stage = Stage::Queued;
        } else {
            acting.stage = Stage::Refused(ActionFailure::SignedOut);
            self.settle_action(id, now);
        }
    }

    /// A token that is out of date is renewed once; true if that is under way.
    fn renew_token(&mut self, id: ProcessId, sent: &Sent, now: Now) -> bool {
        let Some(url) = self.options.csrf_url.clone().filter(|_| !sent.renewed) else {
            return false;
        };
        let key = self.new_key();
        let stage = Stage::Renewing { key, since: now.mono_ms };
        let Some(line) = self.lines.get_mut(&id) else { return false };
        line.acting = Some(Acting { action: sent.action, stage, renewed: true });
        self.note_sent(now);
        self.effect(Effect::Request(key, HttpRequest { method: Method::Get, url }));
        true
    }

    pub(super) fn take_action_reply(
        &mut self,
        id: ProcessId,
        sent: Sent,
        reply: Result<HttpReply, TransportError>,
        now: Now,
    ) {
        let out_of_date = reply.as_ref().is_ok_and(|reply| reply.status == 419);
        if out_of_date && self.renew_token(id, &sent, now) {
            return;
        }
        let stage = match &reply {
            Ok(reply) if (200..=299).contains(&reply.status) && !reply.is_html() => {
                Stage::Accepted { since: now.mono_ms }
            }
            Ok(reply) => Stage::Refused(failure_of(reply)),
            Err(_) => Stage::Refused(ActionFailure::Unreachable),
        };
        let accepted = matches!(stage, Stage::Accepted { .. });
        let Some(line) = self.lines.get_mut(&id) else { return };
        line.acting = Some(Acting { action: sent.action, stage, renewed: sent.renewed });
        line.ended = None;
        line.interval_ms = 0;
        line.ask_by(now.mono_ms, Urgency::Urgent);
        if let Ok(reply) = reply {
            self.learn_clock(&reply, now);
            if accepted {
                self.origin_answered(now);
            }
            if matches!(reply.status, 429 | 503) {
                let wait = reply.retry_after_ms(now.wall_ms);
                self.origin_is_busy(reply.status, sent.since, wait, now);
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
        // It ended while the user could still change their mind.
        Stage::Grace { .. } if !offered => by_status(),
        Stage::Grace { .. } | Stage::Queued | Stage::Sent { .. } | Stage::Renewing { .. } => {
            return None;
        }
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
