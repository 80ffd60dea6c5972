//! Streams: which jobs get one, what they say, and what their end means.

use super::actions::{Effect, Key, Now, StreamEnd, StreamKind, StreamRequest};
use super::engine::Engine;
use super::job_line::{ROLL_MS, STREAM_AGE_MS, STREAM_RETRY_MS, STREAMS_IN_VAIN, Stream, Urgency};
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

impl Engine {
    pub(super) fn stream_opened(&mut self, key: Key, now: Now) {
        let Some((_, line)) = self.line_of_stream(key) else { return };
        line.stream = Stream::Open { key, since: now.mono_ms, first_news: None };
        // What happened between the last news and this moment was written
        // before the stream listened: only the row tells.
        line.due = Some(now.mono_ms);
        line.urgency = Urgency::Urgent;
    }

    pub(super) fn stream_message(&mut self, key: Key, data: &str, now: Now) {
        let Some((id, line)) = self.line_of_stream(key) else { return };
        // Laravel ends every stream with this marker, planned closes included:
        // it says nothing of the job.
        if data.trim().is_empty() || data.trim_end().ends_with("</stream>") {
            return;
        }
        let Ok(decoded) = wire::decode_event(data.as_bytes()) else {
            line.doubt(now.mono_ms);
            self.diagnostics.undecodable += 1;
            return;
        };
        if decoded.value.process_id != id {
            self.diagnostics.foreign_events += 1;
            return;
        }
        self.diagnostics.odd_fields += decoded.problems.len() as u64;
        let known = self.state.arrivals(id);
        let was_terminal = self.is_terminal(id);
        let event = Box::new(decoded.value);
        self.reduce(TrayMsg::Event { event, now_ms: now.wall_ms }, now);
        let ends = self.is_terminal(id) && !was_terminal;
        let is_news = self.state.arrivals(id) != known;
        let Some(line) = self.lines.get_mut(&id) else { return };
        if ends {
            line.ask_by(now.mono_ms, Urgency::Urgent);
        }
        // A replay proves nothing: a server may send it and close at once.
        if is_news {
            line.news_at = Some(now.mono_ms);
            if let Stream::Open { first_news, .. } = &mut line.stream {
                first_news.get_or_insert(now.mono_ms);
            }
        }
    }

    fn is_terminal(&self, id: ProcessId) -> bool {
        self.state.job(id).is_some_and(|job| job.is_terminal())
    }

    pub(super) fn stream_ended(&mut self, key: Key, end: StreamEnd, now: Now) {
        let mut jitter = self.jitter.clone();
        let Some((_, line)) = self.line_of_stream(key) else { return };
        let (age, useful) = judge(line.stream, now.mono_ms);
        line.stream = Stream::None;
        if useful && end == StreamEnd::Closed {
            let within =
                if age >= PLANNED_AGE_MS { REOPEN_WITHIN_MS } else { REOPEN_CUT_WITHIN_MS };
            line.streams_in_vain = 0;
            line.stream_due = now.mono_ms + jitter.up_to(within);
            line.rolling_until = now.mono_ms + ROLL_MS;
            line.ask_by(line.stream_due + SNAPSHOT_LATER_MS, Urgency::Urgent);
        } else {
            line.streams_in_vain += 1;
            let wait = if line.streams_in_vain >= STREAMS_IN_VAIN {
                jitter.around(STREAM_RETRY_MS)
            } else {
                jitter.after_failures(line.streams_in_vain)
            };
            line.stream_due = now.mono_ms + wait;
            line.rolling_until = 0;
            line.ask_by(now.mono_ms, Urgency::Urgent);
        }
        self.jitter = jitter;
    }

    /// Running jobs in the order on screen get the streams; who has one keeps
    /// its place over a planned close.
    pub(super) fn open_streams(&mut self, now: Now, wake: &mut Wake) {
        let held = self.lines.values().filter(|line| line.stream != Stream::None).count();
        let mut free = self.options.max_streams.saturating_sub(held);
        if free == 0 {
            return;
        }
        let waiting = (0..)
            .zip(self.state.jobs())
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
            if !self.budget.take(now.mono_ms, STREAM_RESERVE) {
                wake.by(self.budget.ready_at(STREAM_RESERVE));
                return;
            }
            free -= 1;
            self.open_stream(id, now);
        }
    }

    fn open_stream(&mut self, id: ProcessId, now: Now) {
        let key = self.new_key();
        if let Some(line) = self.lines.get_mut(&id) {
            line.stream = Stream::Opening { key, since: now.mono_ms };
        }
        self.sent_at = Some(now.mono_ms);
        self.diagnostics.requests += 1;
        self.diagnostics.streams += 1;
        let request = StreamRequest {
            url: self.routes.stream(id),
            via: StreamKind::EventSource,
            last_event_id: None,
        };
        self.effect(Effect::OpenStream(key, request));
    }
}

/// The age of a stream that ended, and whether another one is worth opening.
fn judge(stream: Stream, now: u64) -> (u64, bool) {
    let Stream::Open { since, first_news, .. } = stream else { return (0, false) };
    let age = now.saturating_sub(since);
    let useful = match first_news {
        // A live server closes before this; a silent stream has stalled.
        None => (WORTH_IT_MS..STREAM_AGE_MS).contains(&age),
        Some(at) => age < 2 * WORTH_IT_MS || now.saturating_sub(at) > HELD_BACK_MS,
    };
    (age, useful)
}
