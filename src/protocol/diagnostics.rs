//! What support wants to know of a tray: how it listens, why not better, and
//! what was counted. No payload, no token, no address.

use super::actions::{Now, StreamKind};
use super::encode::{number, object, text};
use super::engine::Engine;
use super::job_line::Stream;
use super::tabs::Role;
use crate::domain::id::ProcessId;
use crate::domain::json::Json;
use crate::domain::line::Line;
use crate::domain::words;

/// What was counted since the page began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests sent and streams opened.
    pub requests: u64,
    /// Streams opened.
    pub streams: u64,
    /// Answers or messages that were no row of the contract.
    pub undecodable: u64,
    /// Columns that did not hold what the contract says.
    pub odd_fields: u64,
    /// Events of another process.
    pub foreign_events: u64,
    /// Events that came again.
    pub repeated_events: u64,
    /// Events too large to be taken in.
    pub dropped_events: u64,
    /// Texts kept on the device that were nothing the tray keeps.
    pub corrupt_memory: u64,
    /// Lists that the server did not give.
    pub lists_refused: u64,
}

/// How news of a job comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// By a stream.
    Stream(StreamKind),
    /// By asking for its row.
    Poll,
    /// From the tab that leads.
    OtherTab,
    /// Not any more: it has ended, or is out of reach for good.
    Over,
}

/// Why a job is not streamed, or why its last stream ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Only running jobs get a stream.
    NotRunning,
    /// Others have all the streams there are.
    StreamsTaken,
    /// The page is hidden.
    Hidden,
    /// The answer was no stream.
    Refused,
    /// No answer came at all.
    NoAnswer,
    /// It closed at once, and did so again.
    ClosedEarly,
    /// It fell silent and did not close in time.
    Stalled,
    /// Something on the way held the messages back to the end.
    HeldBack,
    /// It began with all that had been said before, at every open.
    Replays,
    /// The server has no streams (204, 405, 501).
    NoStreams,
}

/// What may be wrong with the page or its server, for whoever sets it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// No answer was ever readable: the address, CORS, or the `connect-src` of
    /// the page's content security policy.
    NeverAnswered,
}

/// One job's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobDiagnostics {
    /// The job.
    pub id: ProcessId,
    /// What the user is told.
    pub line: Line,
    /// How news comes.
    pub mode: Mode,
    /// Why not by a stream.
    pub reason: Option<Reason>,
    /// HTTP status of the last answer.
    pub last_status: Option<u16>,
    /// Age of the last news, milliseconds.
    pub news_age_ms: Option<u64>,
    /// Age of the stream, milliseconds.
    pub stream_age_ms: Option<u64>,
    /// Questions in a row that failed.
    pub failures: u32,
    /// Streams in a row that came to nothing.
    pub streams_in_vain: u32,
}

/// The state of a tray's lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics {
    /// This tab's place among the tabs of its browser.
    pub role: Role,
    /// The page is looked at.
    pub visible: bool,
    /// There is a network, as far as the browser knows.
    pub online: bool,
    /// The server wants a sign-in.
    pub signed_out: bool,
    /// The server is left alone for so many milliseconds more.
    pub paused_ms: u64,
    /// Requests allowed a minute, for now.
    pub requests_per_minute: u64,
    /// The server's clock minus the device's, milliseconds.
    pub clock_offset_ms: Option<i64>,
    /// What may be wrong.
    pub hint: Option<Hint>,
    /// What was counted.
    pub counts: Counts,
    /// The jobs on screen.
    pub jobs: Vec<JobDiagnostics>,
}

impl Engine {
    /// What was counted.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// The state of the lines.
    #[must_use]
    pub fn diagnostics(&self, now: Now) -> Diagnostics {
        Diagnostics {
            role: self.role(),
            visible: self.visible,
            online: self.online,
            signed_out: self.signed_out,
            paused_ms: self.free_at().saturating_sub(now.mono_ms),
            requests_per_minute: self.budget.limit(),
            clock_offset_ms: self.clock_offset_ms,
            hint: self.hint(),
            counts: self.counts,
            jobs: self.state.jobs().filter_map(|job| self.job_diagnostics(job.id, now)).collect(),
        }
    }

    fn job_diagnostics(&self, id: ProcessId, now: Now) -> Option<JobDiagnostics> {
        let (job, line) = (self.state.job(id)?, self.lines.get(&id)?);
        let age = |at: u64| now.mono_ms.saturating_sub(at);
        let mode = match line.stream {
            _ if line.ended.is_some() => Mode::Over,
            _ if !self.tabs.asks() => Mode::OtherTab,
            Stream::Open { via, .. } => Mode::Stream(via),
            _ => Mode::Poll,
        };
        let reason = match mode {
            Mode::Poll if self.streams_off || line.no_stream => Some(Reason::NoStreams),
            Mode::Poll if !line.wants_stream(job) => Some(Reason::NotRunning),
            Mode::Poll if !self.visible => Some(Reason::Hidden),
            Mode::Poll => line.reason.or(Some(Reason::StreamsTaken)),
            _ => None,
        };
        let stream_age_ms = match line.stream {
            Stream::Open { since, .. } => Some(age(since)),
            _ => None,
        };
        Some(JobDiagnostics {
            id,
            line: job.line,
            mode,
            reason,
            last_status: line.last_status,
            news_age_ms: line.news_at.map(age),
            stream_age_ms,
            failures: line.failures,
            streams_in_vain: line.streams_in_vain,
        })
    }
}

impl Diagnostics {
    /// As JSON, for a support bundle.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let flag = Json::Bool;
        let word = |word: &str| text(Some(word));
        let maybe = |value: Option<u64>| value.map_or(Json::Null, number);
        let counts = &self.counts;
        let job = |job: &JobDiagnostics| {
            object([
                ("id", Json::String(job.id.to_string())),
                ("line", word(words::line_id(job.line))),
                ("mode", word(job.mode.id())),
                ("reason", text(job.reason.map(Reason::id))),
                ("last_status", maybe(job.last_status.map(u64::from))),
                ("news_age_ms", maybe(job.news_age_ms)),
                ("stream_age_ms", maybe(job.stream_age_ms)),
                ("failures", number(job.failures)),
                ("streams_in_vain", number(job.streams_in_vain)),
            ])
        };
        object([
            ("role", word(self.role.id())),
            ("visible", flag(self.visible)),
            ("online", flag(self.online)),
            ("signed_out", flag(self.signed_out)),
            ("paused_ms", number(self.paused_ms)),
            ("requests_per_minute", number(self.requests_per_minute)),
            ("clock_offset_ms", self.clock_offset_ms.map_or(Json::Null, number)),
            ("hint", text(self.hint.map(|Hint::NeverAnswered| "never-answered"))),
            ("requests", number(counts.requests)),
            ("streams", number(counts.streams)),
            ("undecodable", number(counts.undecodable)),
            ("odd_fields", number(counts.odd_fields)),
            ("foreign_events", number(counts.foreign_events)),
            ("repeated_events", number(counts.repeated_events)),
            ("dropped_events", number(counts.dropped_events)),
            ("corrupt_memory", number(counts.corrupt_memory)),
            ("lists_refused", number(counts.lists_refused)),
            ("jobs", Json::Array(self.jobs.iter().map(job).collect())),
        ])
    }
}

impl Role {
    const fn id(self) -> &'static str {
        match self {
            Role::Alone => "alone",
            Role::Follower => "follower",
            Role::Leader => "leader",
        }
    }
}

impl Mode {
    const fn id(self) -> &'static str {
        match self {
            Mode::Stream(StreamKind::EventSource) => "event-source",
            Mode::Stream(StreamKind::Fetch) => "fetch",
            Mode::Poll => "poll",
            Mode::OtherTab => "other-tab",
            Mode::Over => "over",
        }
    }
}

impl Reason {
    const fn id(self) -> &'static str {
        match self {
            Reason::NotRunning => "not-running",
            Reason::StreamsTaken => "streams-taken",
            Reason::Hidden => "hidden",
            Reason::Refused => "refused",
            Reason::NoAnswer => "no-answer",
            Reason::ClosedEarly => "closed-early",
            Reason::Stalled => "stalled",
            Reason::HeldBack => "held-back",
            Reason::Replays => "replays",
            Reason::NoStreams => "no-streams",
        }
    }
}
