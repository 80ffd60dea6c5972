//! Streams: which jobs get one, what they say, and what their end means.

use super::actions::{Effect, Key, Now, StreamEnd, StreamKind, StreamMessage, StreamRequest};
use super::diagnostics::Reason;
use super::engine::{Engine, StreamChoice};
use super::http::HttpReply;
use super::job_line::{
    JobLine, OPEN_DEADLINE_MS, ROLL_MS, STREAM_AGE_MS, STREAM_RETRY_MS, STREAMS_IN_VAIN, Stream,
    Urgency,
};
use super::schedule::{STREAM_RESERVE, Wake};
use super::wire;
use crate::domain::id::ProcessId;
use crate::domain::selectors::sorted;
use crate::domain::tray::TrayMsg;

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
/// A stream takes five requests a minute, the rows read with it included; as
/// much again is left for the other jobs.
const BUDGET_PER_STREAM: u64 = 10;
/// A stream that begins with more than this of what was said before is a
/// waste of the user's line.
const REPLAY_BYTES: usize = 1024 * 1024;

impl Engine {
    pub(super) fn stream_opened(&mut self, key: Key, now: Now) {
        let Some((_, line)) = self.line_of_stream(key) else { return };
        let Stream::Opening { via, since, .. } = line.stream else { return };
        // What took so long was no queue: the server's time has run since then.
        let late = now.mono_ms >= since + OPEN_DEADLINE_MS;
        let since = if late { since } else { now.mono_ms };
        line.stream = Stream::Open { key, via, since, first_news: None, repeated_bytes: 0 };
        line.last_status = Some(200);
        // What happened between the last news and this moment was written
        // before the stream listened: only the row tells.
        line.due = Some(now.mono_ms);
        line.urgency = Urgency::Urgent;
    }

    pub(super) fn stream_message(&mut self, key: Key, message: StreamMessage, now: Now) {
        let Some((id, line)) = self.line_of_stream(key) else { return };
        line.retry_ms = message.retry_ms.or(line.retry_ms);
        if message.id.is_some() {
            line.event_id = message.id;
            self.server_gives_ids = true;
        }
        let data = &message.data;
        // Laravel ends every stream with this marker, planned closes included:
        // it says nothing of the job.
        if data.trim().is_empty() || data.trim_end().ends_with("</stream>") {
            return;
        }
        let Ok(decoded) = wire::decode_event(data.as_bytes()) else {
            self.counts.undecodable += 1;
            self.doubt(id, now);
            return;
        };
        if decoded.value.process_id != id {
            self.counts.foreign_events += 1;
            return;
        }
        self.counts.odd_fields += decoded.problems.len() as u64;
        let known = self.state.arrivals(id);
        let was_terminal = self.is_terminal(id);
        let event = Box::new(decoded.value);
        let event_id = event.id;
        self.reduce(TrayMsg::Event { event, now_ms: now.wall_ms }, now);
        let ends = self.is_terminal(id) && !was_terminal;
        // A replay proves nothing: a server may send it and close at once.
        if self.state.arrivals(id) == known {
            self.counts.repeated_events += 1;
            self.repeated(id, data.len(), now);
            return;
        }
        let log = self.state.job(id).map(|job| job.log.events());
        let event =
            log.and_then(|events| events.iter().rev().find(|it| it.id == event_id)).cloned();
        if let Some(event) = event {
            self.touch_event(id, event);
        }
        let Some(line) = self.lines.get_mut(&id) else { return };
        line.news_at = Some(now.mono_ms);
        if let Stream::Open { first_news, .. } = &mut line.stream {
            first_news.get_or_insert(now.mono_ms);
        }
        if ends {
            line.ask_by(now.mono_ms, Urgency::Urgent);
        }
    }

    /// A message was too large; what it said, the row tells.
    pub(super) fn stream_dropped(&mut self, key: Key, now: Now) {
        let Some((id, _)) = self.line_of_stream(key) else { return };
        self.counts.dropped_events += 1;
        self.doubt(id, now);
    }

    /// They are for whoever sets up the server: a job loses nothing by them.
    pub(super) fn stream_odd_lines(&mut self, key: Key, lines: u64) {
        if self.line_of_stream(key).is_some() {
            self.counts.odd_lines += lines;
        }
    }

    fn doubt(&mut self, id: ProcessId, now: Now) {
        if let Some(line) = self.lines.get_mut(&id) {
            line.doubt(now.mono_ms);
        }
    }

    /// The stream says again what it said. A server that begins with all of it
    /// at every open is told what is known, or asked in another way.
    fn repeated(&mut self, id: ProcessId, bytes: usize, now: Now) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        let Stream::Open { key, via, repeated_bytes, .. } = &mut line.stream else { return };
        *repeated_bytes += bytes;
        if *repeated_bytes <= REPLAY_BYTES {
            return;
        }
        let (key, via) = (*key, *via);
        line.stream = Stream::None;
        line.reason = Some(Reason::Replays);
        line.ask_by(now.mono_ms, Urgency::Urgent);
        if via == StreamKind::Fetch || self.options.stream == StreamChoice::EventSource {
            line.streams_in_vain = STREAMS_IN_VAIN;
            line.stream_due = now.mono_ms + self.jitter.around(STREAM_RETRY_MS);
        } else {
            line.by_fetch = true;
            line.stream_due = now.mono_ms;
        }
        self.effect(Effect::Stop(key));
    }

    pub(super) fn is_terminal(&self, id: ProcessId) -> bool {
        self.state.job(id).is_some_and(|job| job.is_terminal())
    }

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

    /// Running jobs in the order on screen get the streams; who has one keeps
    /// its place over a planned close.
    pub(super) fn open_streams(&mut self, now: Now, wake: &mut Wake) {
        let held = self.lines.values().filter(|line| line.stream != Stream::None).count();
        let affordable = usize::try_from(self.budget.limit() / BUDGET_PER_STREAM).unwrap_or(0);
        let mut free = self.options.max_streams.min(affordable).saturating_sub(held);
        if free == 0 || self.streams_off {
            return;
        }
        let waiting = (0..)
            .zip(self.state.all_jobs())
            .filter_map(|(place, job)| {
                let line = self.lines.get(&job.id)?;
                let waits = line.stream == Stream::None && line.wants_stream(job);
                let newcomer = now.mono_ms >= line.rolling_until;
                waits.then(|| [newcomer.into(), place, job.id.get()])
            })
            .collect();
        for [newcomer, _, id] in sorted(waiting) {
            let (newcomer, id) = (newcomer > 0, ProcessId::new(id));
            let Some(due) = self.lines.get(&id).map(|line| line.stream_due) else { continue };
            if free == 0 {
                return;
            }
            if due > now.mono_ms {
                wake.by(due);
                free -= usize::from(!newcomer);
                continue;
            }
            if !self.budget.take(now, STREAM_RESERVE) {
                wake.by(self.budget.ready_at(STREAM_RESERVE));
                return;
            }
            free -= 1;
            self.open_stream(id, now);
        }
    }

    fn open_stream(&mut self, id: ProcessId, now: Now) {
        let key = self.new_key();
        let last_known = self.state.job(id).and_then(|job| job.log.last()).map(|event| event.id);
        let Some(line) = self.lines.get_mut(&id) else { return };
        let via = match self.options.stream {
            StreamChoice::EventSource => StreamKind::EventSource,
            StreamChoice::Auto if !self.server_gives_ids && !line.by_fetch => {
                StreamKind::EventSource
            }
            StreamChoice::Auto | StreamChoice::Fetch => StreamKind::Fetch,
        };
        line.stream = Stream::Opening { key, via, since: now.mono_ms };
        // A server without ids of its own may know the log's.
        let last_event_id = line.event_id.clone().or_else(|| Some(last_known?.to_string()));
        let request = StreamRequest {
            url: self.routes.stream(id),
            via,
            last_event_id: last_event_id.filter(|_| via == StreamKind::Fetch),
        };
        self.counts.streams += 1;
        self.note_sent(now);
        self.effect(Effect::OpenStream(key, request));
    }
}

impl JobLine {
    /// A stream came to nothing: the next one waits, and the row is asked for.
    fn in_vain(&mut self, reason: Option<Reason>, jitter: &mut super::backoff::Jitter, now: u64) {
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
