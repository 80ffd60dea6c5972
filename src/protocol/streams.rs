//! Streams: which jobs get one, and what they say.

use super::actions::{Effect, Key, Now, StreamKind, StreamMessage, StreamRequest};
use super::diagnostics::Reason;
use super::engine::{Engine, StreamChoice};
use super::job_line::{
    JobLine, OPEN_DEADLINE_MS, STREAM_RETRY_MS, STREAMS_IN_VAIN, Stream, Urgency,
};
use super::schedule::{STREAM_RESERVE, Wake};
use super::wire;
use crate::domain::id::ProcessId;
use crate::domain::selectors::sorted;
use crate::domain::tray::TrayMsg;

/// A stream takes five requests a minute, the rows read with it included; as
/// much again is left for the other jobs.
const BUDGET_PER_STREAM: u64 = 10;
/// With more jobs than half the requests of a minute, their rows come oftener
/// without a second stream.
const REQUESTS_PER_JOB: u64 = 2;
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
        let log = self.state.job(id).map(|job| &job.log);
        let event = log.and_then(|log| log.iter().rev().find(|it| it.id == event_id)).cloned();
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

    /// Running jobs in the order on screen get the streams; who has one keeps
    /// its place over a planned close.
    pub(super) fn open_streams(&mut self, now: Now, wake: &mut Wake) {
        let held = self.lines.values().filter(|line| line.stream != Stream::None).count();
        let mut free = self.most_streams().saturating_sub(held);
        if free == 0 || self.streams_off || self.first_answers_wait(now) {
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

    /// To know of every job comes before hearing one of them at once: streams,
    /// which keep less of the budget in reserve, would take every request as soon
    /// as it is free. Very many new jobs do not hold them up.
    fn first_answers_wait(&self, now: Now) -> bool {
        let waits = |line: &JobLine| {
            line.urgency == Urgency::First
                && line.asked.is_none()
                && line.due.is_some_and(|due| due <= now.mono_ms)
        };
        let waiting = self.lines.values().filter(|line| waits(line)).count() as u64;
        (1..=self.budget.limit() / 3).contains(&waiting)
    }

    fn most_streams(&self) -> usize {
        let limit = self.budget.limit();
        let known = |id: &ProcessId| self.state.job(*id).is_some_and(|it| it.process.is_some());
        let active = self.lines.iter().filter(|(id, line)| line.ended.is_none() && known(id));
        let many = active.count() as u64 * REQUESTS_PER_JOB > limit;
        let most = if many { 1 } else { self.options.max_streams };
        most.min(usize::try_from(limit / BUDGET_PER_STREAM).unwrap_or(0))
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
