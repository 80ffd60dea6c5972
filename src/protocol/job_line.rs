//! The line of one job: its stream, its requests, and when to ask next.

use super::actions::{Key, StreamKind};
use super::diagnostics::Reason;
use crate::domain::action::{Action, ActionFailure};
use crate::domain::job::Job;
use crate::domain::line::Line;
use crate::domain::status::Status;

/// A stream that has not opened by then waits in a full server's queue, unless
/// the server answered other questions meanwhile: Firefox tells of a stream
/// only with its first byte.
pub(super) const OPEN_DEADLINE_MS: u64 = 10_000;
/// The server closes after 25 s; a stream that lives on has gone silent.
pub(super) const STREAM_AGE_MS: u64 = 30_000;
/// No answer by then is no answer.
pub(super) const REPLY_DEADLINE_MS: u64 = 20_000;
/// News older than this is shown as stale.
pub(super) const STALE_AFTER_MS: u64 = 35_000;
/// After this many streams in vain the job is polled.
pub(super) const STREAMS_IN_VAIN: u32 = 3;
/// When a job that is polled for want of a stream tries one again.
pub(super) const STREAM_RETRY_MS: u64 = 60_000;
/// An accepted action that shows no effect by then is let go.
pub(super) const ACTION_SETTLES_MS: u64 = 30_000;
/// A tab that has an action under way has been closed if nothing more is heard
/// of it by then.
pub(super) const ACTED_ELSEWHERE_MS: u64 = REPLY_DEADLINE_MS + ACTION_SETTLES_MS;
/// A planned close and the next open: the line still counts as live.
pub(super) const ROLL_MS: u64 = 3_000;
/// A doubt is settled by a snapshot at most this often.
const DOUBT_EVERY_MS: u64 = 5_000;

/// Where the stream stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// None.
    None,
    /// Asked for at that time.
    Opening { key: Key, via: StreamKind, since: u64 },
    /// Open since that time, with the time of its first news and how much of
    /// it had been said before.
    Open { key: Key, via: StreamKind, since: u64, first_news: Option<u64>, repeated_bytes: usize },
}

impl Stream {
    pub(super) const fn key(self) -> Option<Key> {
        match self {
            Stream::None => None,
            Stream::Opening { key, .. } | Stream::Open { key, .. } => Some(key),
        }
    }

    /// When it must be given up. The server last answered what it was asked at
    /// `answered`.
    pub(super) const fn deadline(self, answered: u64) -> Option<u64> {
        match self {
            Stream::None => None,
            Stream::Opening { since, .. } if answered > since => Some(since + STREAM_AGE_MS),
            Stream::Opening { since, .. } => Some(since + OPEN_DEADLINE_MS),
            Stream::Open { since, .. } => Some(since + STREAM_AGE_MS),
        }
    }
}

/// A snapshot on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) key: Key,
    pub(super) since: u64,
    /// How many events had arrived when it was asked for.
    pub(super) arrivals: u64,
}

/// An action of the user on its way.
#[derive(Clone, Debug)]
pub(super) struct Acting {
    pub(super) action: Action,
    pub(super) stage: Stage,
    /// The token was renewed for it once.
    pub(super) renewed: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// To be sent at that time, unless the user takes it back.
    Grace { until: u64 },
    /// The token was out of date and is being renewed.
    Renewing { key: Key, since: u64 },
    /// To be sent.
    Queued,
    /// Sent at that time, when so many events had arrived.
    Sent { key: Key, since: u64, arrivals: u64 },
    /// Accepted at that time; its effect is not seen yet.
    Accepted { since: u64 },
    /// Not accepted; told as soon as a snapshot shows what really happened.
    Refused(ActionFailure),
}

/// How soon a snapshot is wanted, beside its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    /// Something happened that only the server's row can settle.
    Urgent,
    /// Nothing is known yet.
    First,
    /// A poll.
    Routine,
}

#[derive(Debug)]
pub(super) struct JobLine {
    pub(super) stream: Stream,
    /// No stream before then.
    pub(super) stream_due: u64,
    /// Until then a closed stream is a planned close.
    pub(super) rolling_until: u64,
    pub(super) streams_in_vain: u32,
    pub(super) asked: Option<Asked>,
    /// When the next snapshot is wanted.
    pub(super) due: Option<u64>,
    pub(super) urgency: Urgency,
    /// Snapshots that failed in a row.
    pub(super) failures: u32,
    /// Current polling interval; 0 starts over.
    pub(super) interval_ms: u64,
    /// The server said 404 once.
    pub(super) missing: bool,
    /// When the last doubt was, or will be, settled by asking.
    pub(super) doubted_at: Option<u64>,
    pub(super) ended: Option<Line>,
    /// When the server last told something.
    pub(super) news_at: Option<u64>,
    pub(super) acting: Option<Acting>,
    /// Another tab has an action under way, heard of at that time.
    pub(super) acted_elsewhere_at: Option<u64>,
    /// The time between two streams, by the server's `retry`.
    pub(super) retry_ms: Option<u64>,
    /// The server's last event id.
    pub(super) event_id: Option<String>,
    /// Only a fetched stream can tell the server what is known.
    pub(super) by_fetch: bool,
    /// Streams in a row whose messages were held back on the way.
    pub(super) held_back: u32,
    /// The server said that this job has no stream (204).
    pub(super) no_stream: bool,
    /// Why the last stream came to nothing.
    pub(super) reason: Option<Reason>,
    /// HTTP status of the last answer.
    pub(super) last_status: Option<u16>,
}

impl JobLine {
    pub(super) const fn new(now: u64) -> Self {
        Self {
            stream: Stream::None,
            stream_due: 0,
            rolling_until: 0,
            streams_in_vain: 0,
            asked: None,
            due: Some(now),
            urgency: Urgency::First,
            failures: 0,
            interval_ms: 0,
            missing: false,
            doubted_at: None,
            ended: None,
            news_at: None,
            acting: None,
            acted_elsewhere_at: None,
            retry_ms: None,
            event_id: None,
            by_fetch: false,
            held_back: 0,
            no_stream: false,
            reason: None,
            last_status: None,
        }
    }

    /// Ask by then at the latest.
    pub(super) fn ask_by(&mut self, at: u64, urgency: Urgency) {
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
        self.urgency = self.urgency.min(urgency);
    }

    /// Whether the stream will tell what happens. After one that came to
    /// nothing the next has to prove itself.
    pub(super) const fn hears(&self) -> bool {
        match self.stream {
            Stream::Open { first_news, .. } => first_news.is_some() || self.streams_in_vain == 0,
            _ => false,
        }
    }

    /// Ask again because what came makes no sense, at most every few seconds.
    pub(super) fn doubt(&mut self, now: u64) {
        let at = match self.doubted_at {
            Some(at) if at > now => at,
            Some(at) => now.max(at + DOUBT_EVERY_MS),
            None => now,
        };
        self.doubted_at = Some(at);
        self.ask_by(at, Urgency::Urgent);
    }

    /// The keys of everything under way.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        let acting = match self.acting {
            Some(Acting {
                stage: Stage::Sent { key, .. } | Stage::Renewing { key, .. }, ..
            }) => Some(key),
            _ => None,
        };
        [self.stream.key(), self.asked.map(|asked| asked.key), acting].into_iter().flatten()
    }

    /// Whether this job deserves a stream.
    pub(super) fn wants_stream(&self, job: &Job) -> bool {
        self.ended.is_none()
            && !self.no_stream
            && job.process.as_ref().is_some_and(|process| process.status == Status::Running)
    }

    /// The next polling interval, growing while nothing changes, without jitter.
    pub(super) fn next_interval(&mut self, job: &Job, changed: bool) -> u64 {
        let (first, last) = match job.process.as_ref().map(|process| &process.status) {
            Some(Status::Pending) => (5_000, 15_000),
            Some(Status::WaitingReview) => (30_000, 60_000),
            _ => (2_000, 15_000),
        };
        self.interval_ms = if changed || self.interval_ms == 0 {
            first
        } else {
            (self.interval_ms * 3 / 2).clamp(first, last)
        };
        self.interval_ms
    }

    /// When the news counts as stale: later for jobs that are asked for rarely.
    pub(super) fn stale_at(&self, patience: u64) -> Option<u64> {
        self.news_at.map(|at| at + STALE_AFTER_MS.max(self.interval_ms * 3 / 2).max(patience))
    }

    /// What the line looks like to the user. `origin` is what is wrong for all
    /// jobs at once, `failures` how often in a row.
    pub(super) fn state(
        &self,
        now: u64,
        stale_at: Option<u64>,
        origin: Option<Line>,
        failures: u32,
    ) -> Line {
        if let Some(ended) = self.ended {
            return ended;
        }
        if let Some(origin) = origin {
            return origin;
        }
        let failing = self.failures.max(failures) >= 2;
        let live = matches!(self.stream, Stream::Open { .. });
        if failing {
            Line::Reconnecting
        } else if self.news_at.is_none() {
            Line::Connecting
        } else if live || now < self.rolling_until {
            Line::Live
        } else if stale_at.is_some_and(|at| now >= at) {
            Line::Stale
        } else {
            Line::Polling
        }
    }
}
