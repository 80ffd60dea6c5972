//! Writes down what a session was asked and how it answered. Tokens and cookies are never kept,
//! only whether they were there.

use std::sync::Arc;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use tokio::sync::watch;

use super::report::{CloseReason, ClosedStream, Command, Report, Request, Streams};
use crate::fault::Route;

/// How many requests the report still lists one by one.
const LISTED: usize = 500;

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
