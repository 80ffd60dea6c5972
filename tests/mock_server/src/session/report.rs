//! What a session was asked and how it answered, for tests to look at. Tokens and cookies are
//! never kept, only whether they were there.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::watch;

use crate::fault::Route;

/// How many requests the report still lists one by one.
const LISTED: usize = 500;

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

/// Where a session writes down what happens.
#[derive(Clone)]
pub struct Log(Arc<Inner>);

struct Inner {
    report: Mutex<Report>,
    version: watch::Sender<u64>,
}

impl Log {
    /// An empty log.
    #[must_use]
    pub fn new(session: &str) -> Self {
        Self(Arc::new(Inner {
            report: Mutex::new(Report { session: session.to_owned(), ..Report::default() }),
            version: watch::Sender::new(0),
        }))
    }

    /// What was written down so far.
    #[must_use]
    pub fn snapshot(&self) -> Report {
        self.0.report.lock().clone()
    }

    /// Rises with every entry, so that one can wait for the next.
    #[must_use]
    pub fn version(&self) -> watch::Receiver<u64> {
        self.0.version.subscribe()
    }

    /// Tells those who wait that something changed outside the log.
    pub fn touch(&self) {
        self.0.version.send_modify(|version| *version += 1);
    }

    /// Forgets all counts and requests, but not the streams that are open.
    pub fn clear(&self) {
        self.write(|report| {
            let streams = Streams {
                open: report.streams.open,
                peak: report.streams.open,
                per_process: std::mem::take(&mut report.streams.per_process),
                ..Streams::default()
            };
            *report = Report {
                session: std::mem::take(&mut report.session),
                streams,
                ..Report::default()
            };
        });
    }

    fn write<T>(&self, entry: impl FnOnce(&mut Report) -> T) -> T {
        let result = entry(&mut self.0.report.lock());
        self.touch();
        result
    }

    /// Writes down that a request came.
    #[must_use]
    pub fn arrived(&self, mut request: Request) -> Entry {
        let number = self.write(|report| {
            let counts = &mut report.requests;
            counts.total += 1;
            *counts.by_route.entry(request.route).or_default() += 1;
            if let Some(id) = request.process_id {
                let routes = counts.by_process.entry(id).or_default();
                *routes.entry(request.route).or_default() += 1;
            }
            let command = matches!(request.route, Route::Retry | Route::Cancel).then(|| {
                report.commands.push(Command {
                    action: request.route,
                    process_id: request.process_id,
                    at: request.at,
                    status: None,
                });
                report.commands.len() - 1
            });
            request.number = counts.total;
            let number = counts.total;
            report.log.push_back(request);
            if report.log.len() > LISTED {
                report.log.pop_front();
            }
            (number, command)
        });
        Entry { log: self.clone(), number: number.0, command: number.1 }
    }

    /// Writes down that a fault struck.
    pub fn struck(&self) {
        self.write(|report| report.faults.struck += 1);
    }

    /// Counts a stream as open for as long as the answer lives.
    #[must_use]
    pub fn stream_opened(&self, process_id: i64, now: DateTime<Utc>) -> OpenStream {
        self.write(|report| {
            let streams = &mut report.streams;
            streams.open += 1;
            streams.opened += 1;
            streams.peak = streams.peak.max(streams.open);
            *streams.per_process.entry(process_id).or_default() += 1;
        });
        OpenStream { log: self.clone(), process_id, opened_at: now }
    }
}

/// The line of one request in the log.
#[derive(Clone)]
pub struct Entry {
    log: Log,
    number: u64,
    command: Option<usize>,
}

impl Entry {
    /// Writes down the status it was answered with.
    pub fn answered(&self, status: u16) {
        self.log.write(|report| {
            *report.requests.by_status.entry(status).or_default() += 1;
            let command = self.command.and_then(|index| report.commands.get_mut(index));
            if let Some(command) = command {
                command.status = Some(status);
            }
            if let Some(request) = find(report, self.number) {
                request.status = Some(status);
            }
        });
    }

    /// Adds to the bytes sent in answer.
    pub fn sent(&self, bytes: usize) {
        self.log.write(|report| {
            if let Some(request) = find(report, self.number) {
                request.response_bytes += bytes;
            }
        });
    }
}

fn find(report: &mut Report, number: u64) -> Option<&mut Request> {
    let first = report.log.front()?.number;
    let index = usize::try_from(number.checked_sub(first)?).ok()?;
    report.log.get_mut(index)
}

/// A stream that is open.
pub struct OpenStream {
    log: Log,
    process_id: i64,
    opened_at: DateTime<Utc>,
}

impl OpenStream {
    /// Writes down that it ended.
    pub fn closed(self, now: DateTime<Utc>, reason: CloseReason) {
        self.log.write(|report| {
            report.streams.open -= 1;
            if let Some(count) = report.streams.per_process.get_mut(&self.process_id) {
                *count -= 1;
                if *count == 0 {
                    report.streams.per_process.remove(&self.process_id);
                }
            }
            report.streams.closed.push(ClosedStream {
                process_id: self.process_id,
                opened_at: self.opened_at,
                closed_at: now,
                reason,
            });
        });
    }
}

/// One header as text.
#[must_use]
pub fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}
