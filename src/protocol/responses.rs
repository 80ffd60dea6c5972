//! What the engine makes of answers.

use super::actions::{Effect, Key, Now};
use super::diagnostics::Hint;
use super::engine::Engine;
use super::http::{HttpReply, TransportError};
use super::job_line::{Acting, Asked, Stage, Stream, Urgency};
use super::wire;
use crate::domain::action::Action;
use crate::domain::id::ProcessId;
use crate::domain::line::Line;
use crate::domain::process::Process;
use crate::domain::tray::TrayMsg;

/// An action that was sent: which, when, and after how many events.
pub(super) struct Sent {
    pub(super) action: Action,
    pub(super) since: u64,
    pub(super) arrivals: u64,
    pub(super) renewed: bool,
}

/// A server's wish to be left alone is obeyed up to here.
const LONGEST_PAUSE_MS: u64 = 3_600_000;
/// A job that seems gone is asked for once more after this.
const CONFIRM_GONE_MS: u64 = 1_000;
/// A refusal by the browser itself (CORS, the page's security policy) cannot be
/// told from a lost network; after so many of them without any answer ever, it
/// is the likelier cause, and asking often does not help.
const NEVER_ANSWERED_AFTER: u32 = 3;
const NEVER_ANSWERED_EVERY_MS: u64 = 30_000;
/// Differences below this are the rounding of the `Date` header.
const CLOCK_TOLERANCE_MS: i64 = 2_000;

impl Engine {
    pub(super) fn take_reply(
        &mut self,
        key: Key,
        reply: Result<HttpReply, TransportError>,
        now: Now,
    ) {
        if reply.is_ok() {
            self.ever_answered = true;
        }
        if let Some(listing) = self.listing.filter(|listing| listing.key == key) {
            self.take_list(listing, reply, now);
            return;
        }
        let asked = self.lines.iter_mut().find_map(|(id, line)| {
            let asked = line.asked.take_if(|asked| asked.key == key)?;
            Some((*id, asked))
        });
        if let Some((id, asked)) = asked {
            if reply.is_ok() {
                self.answered = self.answered.max(asked.since);
            }
            self.take_snapshot(id, asked, reply, now);
            return;
        }
        let renewing = self.lines.iter().find_map(|(id, line)| match line.acting {
            Some(Acting { stage: Stage::Renewing { key: sent, .. }, .. }) if sent == key => {
                Some(*id)
            }
            _ => None,
        });
        if let Some(id) = renewing {
            self.token_renewed(id, &reply, now);
            return;
        }
        let sent = self.lines.iter().find_map(|(id, line)| match line.acting {
            Some(Acting { action, stage: Stage::Sent { key: sent, since, arrivals }, renewed })
                if sent == key =>
            {
                Some((*id, Sent { action, since, arrivals, renewed }))
            }
            _ => None,
        });
        if let Some((id, sent)) = sent {
            self.take_action_reply(id, sent, reply, now);
        }
    }

    fn take_snapshot(
        &mut self,
        id: ProcessId,
        asked: Asked,
        reply: Result<HttpReply, TransportError>,
        now: Now,
    ) {
        let Ok(reply) = reply else {
            self.origin_failed(asked.since, None, now);
            self.ask_again(id, self.free_at(), now);
            return;
        };
        self.learn_clock(&reply, now);
        if let Some(line) = self.lines.get_mut(&id) {
            line.last_status = Some(reply.status);
        }
        match reply.status {
            200..=299 if !reply.is_html() => {
                self.origin_answered(now);
                match wire::decode_process(&reply.body) {
                    Ok(decoded) if decoded.value.id == id => {
                        self.counts.odd_fields += decoded.problems.len() as u64;
                        self.apply_snapshot(id, decoded.value, asked.arrivals, now);
                    }
                    _ => {
                        self.counts.undecodable += 1;
                        self.row_failed(id, now);
                    }
                }
            }
            // A page for people in place of a process is a sign-in form.
            200..=299 | 401 | 419 => self.sign_out(now),
            403 => {
                self.origin_answered(now);
                self.end(id, Line::Blocked, now);
            }
            404 | 410 => {
                self.origin_answered(now);
                self.gone(id, now);
            }
            429 | 502..=504 => {
                let wait = reply.retry_after_ms(now.wall_ms);
                self.origin_is_busy(reply.status, asked.since, wait, now);
                self.ask_again(id, self.free_at(), now);
            }
            _ => self.row_failed(id, now),
        }
    }

    pub(super) fn apply_snapshot(
        &mut self,
        id: ProcessId,
        process: Process,
        asked_at: u64,
        now: Now,
    ) {
        let before = self.state.job(id).and_then(|job| job.process.clone());
        if let Some(line) = self.lines.get_mut(&id) {
            line.failures = 0;
            line.missing = false;
            line.news_at = Some(now.mono_ms);
            line.ended = None;
        }
        let row_ended = process.status.is_terminal();
        let process = Box::new(process);
        if self.reduce(TrayMsg::Snapshot { process, asked_at, now_ms: now.wall_ms }, now) {
            return;
        }
        self.settle_action(id, now);
        let (Some(job), Some(line)) = (self.state.job(id), self.lines.get_mut(&id)) else {
            return;
        };
        if job.is_terminal() && !row_ended {
            // Read before the end that an event told of: error and summary stand in the next.
            line.ask_by(now.mono_ms, Urgency::Urgent);
        } else if job.is_terminal() && line.acting.is_none() {
            self.end(id, Line::Settled, now);
        } else if !line.hears() {
            let interval = line.next_interval(job, job.process != before);
            let jittered = self.jitter.around(interval);
            line.ask_by(now.mono_ms + jittered, Urgency::Routine);
        }
    }

    /// A job whose row cannot be read, though the server answers.
    fn row_failed(&mut self, id: ProcessId, now: Now) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        line.failures += 1;
        let wait = self.jitter.after_failures(line.failures);
        self.ask_again(id, now.mono_ms + wait, now);
    }

    fn ask_again(&mut self, id: ProcessId, at: u64, now: Now) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        line.ask_by(at, Urgency::First);
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
        if as_line != Line::Settled {
            // Not to be remembered any more.
            self.following_changed();
        }
        let Some(line) = self.lines.get_mut(&id) else { return };
        let stream = core::mem::replace(&mut line.stream, Stream::None);
        if let Some(key) = stream.key() {
            self.effect(Effect::Stop(key));
        }
        self.settle_action(id, now);
    }

    pub(super) fn sign_out(&mut self, now: Now) {
        if !self.options.memory_is_the_users {
            self.forget_memory();
        }
        self.signed_out = true;
        self.probe = false;
        let mut stopped = Vec::new();
        let ids: Vec<_> = self.lines.keys().collect();
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

    pub(super) fn origin_answered(&mut self, now: Now) {
        self.origin_failures = 0;
        if self.signed_out {
            self.signed_out = false;
            self.remember_again(now);
            self.look_again(now.mono_ms);
        }
    }

    /// The server, or something before it, asks for a pause; for too many
    /// requests (429) it gets fewer from now on.
    pub(super) fn origin_is_busy(
        &mut self,
        status: u16,
        sent_at: u64,
        wait: Option<u64>,
        now: Now,
    ) {
        // Answers to one burst are one complaint.
        if status == 429 && (self.origin_failures == 0 || sent_at >= self.origin_failed_at) {
            self.budget.halve(now.mono_ms);
        }
        self.origin_failed(sent_at, wait, now);
    }

    /// What may be wrong with the page or its server.
    pub(super) fn hint(&self) -> Option<Hint> {
        let never = !self.ever_answered && self.origin_failures >= NEVER_ANSWERED_AFTER;
        never.then_some(Hint::NeverAnswered)
    }

    /// The server as a whole is in trouble. Requests that were on their way
    /// when that became known count once.
    pub(super) fn origin_failed(&mut self, sent_at: u64, wait_ms: Option<u64>, now: Now) {
        if self.origin_failures == 0 || sent_at >= self.origin_failed_at {
            self.origin_failures += 1;
            self.origin_failed_at = now.mono_ms;
            let wait = match self.hint() {
                Some(Hint::NeverAnswered) => self.jitter.around(NEVER_ANSWERED_EVERY_MS),
                None => self.jitter.after_failures(self.origin_failures),
            };
            self.paused_until = self.paused_until.max(now.mono_ms + wait);
        }
        let told = now.mono_ms + wait_ms.unwrap_or(0).min(LONGEST_PAUSE_MS);
        self.told_to_wait_until = self.told_to_wait_until.max(told);
    }

    /// When the origin may be asked again.
    pub(super) fn free_at(&self) -> u64 {
        self.paused_until.max(self.told_to_wait_until)
    }

    pub(super) fn learn_clock(&mut self, reply: &HttpReply, now: Now) {
        let Some(server) = reply.server_time_ms() else { return };
        let offset = server - now.wall_ms;
        if self.clock_offset_ms.is_none_or(|known| (known - offset).abs() > CLOCK_TOLERANCE_MS) {
            self.clock_offset_ms = Some(offset);
        }
    }
}
