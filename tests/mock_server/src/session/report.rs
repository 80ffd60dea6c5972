//! What a test may ask about a session. How it is written down is in `log.rs`.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::fault::Route;

/// Everything a test may ask about a session; `GET /__control/{session}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The session's name.
    pub session: String,
    /// The session's time.
    pub now: DateTime<Utc>,
    /// Its streams.
    pub streams: Streams,
    /// Its requests, counted.
    pub requests: Requests,
    /// Retries and cancels, in order of arrival.
    pub commands: Vec<Command>,
    /// Its faults.
    pub faults: Faults,
    /// The latest requests, oldest first.
    pub log: VecDeque<Request>,
}

/// Streams now and so far.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Streams {
    /// How many are open.
    pub open: usize,
    /// The most that ever were open at once.
    pub peak: usize,
    /// How many were opened in all.
    pub opened: usize,
    /// How many are open for each process.
    pub per_process: BTreeMap<i64, usize>,
    /// Every one that ended, in order.
    pub closed: Vec<ClosedStream>,
}

/// A stream that ended.
#[derive(Clone, Debug, Serialize)]
pub struct ClosedStream {
    /// Whose events it carried.
    pub process_id: i64,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it ended.
    pub closed_at: DateTime<Utc>,
    /// Why it ended.
    pub reason: CloseReason,
}

/// Why a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// The process was over.
    Terminal,
    /// It had lived for 25 s.
    TimeLimit,
    /// The client, or the whole connection, went away.
    ClientGone,
    /// A fault's script ended it.
    Script,
}

/// Requests, counted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Requests {
    /// All of them.
    pub total: u64,
    /// By route.
    pub by_route: BTreeMap<Route, u64>,
    /// By process, then by route.
    pub by_process: BTreeMap<i64, BTreeMap<Route, u64>>,
    /// By the status they were answered with.
    pub by_status: BTreeMap<u16, u64>,
}

impl Requests {
    /// How many requests a route had.
    #[must_use]
    pub fn to(&self, route: Route) -> u64 {
        self.by_route.get(&route).copied().unwrap_or_default()
    }
}

/// A retry or cancel that arrived.
#[derive(Clone, Debug, Serialize)]
pub struct Command {
    /// [`Route::Retry`] or [`Route::Cancel`].
    pub action: Route,
    /// Of which process.
    pub process_id: Option<i64>,
    /// When it arrived.
    pub at: DateTime<Utc>,
    /// How it was answered, if it was.
    pub status: Option<u16>,
}

/// Faults, counted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Faults {
    /// How many still wait for a request.
    pub waiting: usize,
    /// How many requests were struck.
    pub struck: usize,
    /// The labels of the requests held now.
    pub held: Vec<String>,
}

/// One request.
#[derive(Clone, Debug, Serialize)]
pub struct Request {
    /// Its number, from 1.
    pub number: u64,
    /// When it arrived.
    pub at: DateTime<Utc>,
    /// GET or POST.
    pub method: String,
    /// Path and query as asked for.
    pub path: String,
    /// Its route.
    pub route: Route,
    /// The process it names.
    pub process_id: Option<i64>,
    /// Its `Accept` header.
    pub accept: Option<String>,
    /// Its `Last-Event-ID` header.
    pub last_event_id: Option<String>,
    /// Its `Cache-Control` header.
    pub cache_control: Option<String>,
    /// Its `Origin` header.
    pub origin: Option<String>,
    /// Whether it had an `X-XSRF-TOKEN` header.
    pub has_xsrf_token: bool,
    /// Whether it had an `Authorization` header.
    pub has_authorization: bool,
    /// Whether it had cookies.
    pub has_cookies: bool,
    /// The size of its body.
    pub request_bytes: usize,
    /// The status it was answered with, if it was.
    pub status: Option<u16>,
    /// How many bytes of body were handed to the connection so far.
    pub response_bytes: usize,
}
