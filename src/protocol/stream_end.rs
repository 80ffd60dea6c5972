//! The end of a stream: what it means, and when the next one is worth opening.

use super::actions::{Key, Now, StreamEnd};
use super::backoff::Jitter;
use super::diagnostics::Reason;
use super::engine::Engine;
use super::http::HttpReply;
use super::job_line::{
    JobLine, ROLL_MS, STREAM_AGE_MS, STREAM_RETRY_MS, STREAMS_IN_VAIN, Stream, Urgency,
};
use super::wire;
use crate::domain::id::ProcessId;

/// A stream that lived this long was closed as planned, after 25 s.
const PLANNED_AGE_MS: u64 = 20_000;
/// The most a planned close waits before the next open.
const REOPEN_WITHIN_MS: u64 = 250;
/// The same after any other end: a server that restarts cuts all its clients
/// off in one moment.
const REOPEN_CUT_WITHIN_MS: u64 = 1_500;
/// A stream that ends before, without news, costs more than a poll.
const WORTH_IT_MS: u64 = 5_000;
/// News that comes only at the very end of a long life was held back on the way.
const HELD_BACK_MS: u64 = 500;
/// The snapshot after a close comes with the next open, or this much later.
const SNAPSHOT_LATER_MS: u64 = 1_000;
/// A server that wants a longer pause between streams is asked meanwhile.
const ASK_MEANWHILE_MS: u64 = 2_000;

impl Engine {
    pub(super) fn stream_ended(&mut self, key: Key, end: StreamEnd, now: Now) {
        let mut jitter = self.jitter.clone();
        let Some((id, line)) = self.line_of_stream(key) else { return };
        let (age, reason) = judge(line.stream, &end, now.mono_ms);
        line.stream = Stream::None;
        line.reason = reason;
        if reason.is_none() {
            let within =
                if age >= PLANNED_AGE_MS { REOPEN_WITHIN_MS } else { REOPEN_CUT_WITHIN_MS };
            let wait = jitter.up_to(within).max(line.retry_ms.unwrap_or(0));
            line.streams_in_vain = 0;
            line.held_back = 0;
            line.stream_due = now.mono_ms + wait;
            line.rolling_until = line.stream_due + ROLL_MS;
            let meanwhile = now.mono_ms + wait.min(ASK_MEANWHILE_MS);
            line.ask_by(meanwhile + SNAPSHOT_LATER_MS, Urgency::Urgent);
        } else {
            line.in_vain(reason, &mut jitter, now.mono_ms);
        }
        self.jitter = jitter;
        if let StreamEnd::Refused(Some(reply)) = end {
            self.stream_refused(id, *reply, now);
        }
    }

    /// A fetched stream tells what came in its place. Whatever concerns the
    /// sign-in or the job itself, the row settles.
    fn stream_refused(&mut self, id: ProcessId, reply: HttpReply, now: Now) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        line.last_status = Some(reply.status);
        match reply.status {
            405 | 501 => self.streams_off = true,
            204 => line.refused = true,
            429 | 503 => {
                let wait = reply.retry_after_ms(now.wall_ms);
                self.origin_is_busy(reply.status, now.mono_ms, wait, now);
            }
            200 => {
                // A server that cannot stream may answer with the row itself.
                let arrivals = self.state.arrivals(id);
                let row = wire::decode_process(&reply.body).ok().map(|row| row.value);
                if let Some(row) = row.filter(|row| row.id == id) {
                    line.reason = Some(Reason::NoStreams);
                    line.due = None;
                    line.urgency = Urgency::Routine;
                    line.streams_in_vain = STREAMS_IN_VAIN;
                    line.stream_due = now.mono_ms + self.jitter.around(STREAM_RETRY_MS);
                    self.apply_snapshot(id, row, arrivals, now);
                }
            }
            _ => {}
        }
    }
}

impl JobLine {
    /// A stream came to nothing: the next one waits, and the row is asked for.
    fn in_vain(&mut self, reason: Option<Reason>, jitter: &mut Jitter, now: u64) {
        self.streams_in_vain += 1;
        if reason == Some(Reason::HeldBack) {
            self.held_back += 1;
            if self.held_back >= 2 {
                self.streams_in_vain = self.streams_in_vain.max(STREAMS_IN_VAIN);
            }
        }
        let wait = match self.streams_in_vain.checked_sub(STREAMS_IN_VAIN) {
            // What never works is tried ever more rarely.
            Some(more) => jitter.around(STREAM_RETRY_MS << more.min(3)),
            None => jitter.after_failures(self.streams_in_vain),
        };
        self.stream_due = now + wait;
        self.rolling_until = 0;
        self.ask_by(now, Urgency::Urgent);
    }
}

/// The age of a stream that ended, and why another one is not worth opening
/// at once, if so.
fn judge(stream: Stream, end: &StreamEnd, now: u64) -> (u64, Option<Reason>) {
    let Stream::Open { since, first_news, .. } = stream else {
        let refused = matches!(end, StreamEnd::Refused(_));
        return (0, Some(if refused { Reason::Refused } else { Reason::NoAnswer }));
    };
    let age = now.saturating_sub(since);
    let reason = match first_news {
        _ if *end != StreamEnd::Closed => Some(Reason::Refused),
        // A live server closes before this; a silent stream has stalled.
        None if age >= STREAM_AGE_MS => Some(Reason::Stalled),
        None if age < WORTH_IT_MS => Some(Reason::ClosedEarly),
        None => None,
        Some(at) => {
            let held_back = age >= 2 * WORTH_IT_MS && now.saturating_sub(at) <= HELD_BACK_MS;
            held_back.then_some(Reason::HeldBack)
        }
    };
    (age, reason)
}
