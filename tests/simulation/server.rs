//! The server of the contract: rows, events with a resolution of one second,
//! and faults on demand.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use job_tray::protocol::actions::{Key, StreamMessage};
use job_tray::protocol::http::{HttpReply, HttpRequest};

use super::client::{Kind, process_of};

/// What goes wrong with one question.
#[derive(Clone, Debug)]
pub enum Fault {
    /// No connection.
    Refused,
    /// Connected, and then no answer, or no headers of a stream.
    Silent,
    /// Another answer than the contract's.
    Answer(HttpReply),
    /// An honest row, or the headers of a stream, late.
    Delayed(u64),
    /// A stream's answer without a body: the browser cannot stream.
    NoBody,
    /// The action is done, the answer is lost.
    DoneButLost,
    /// The headers of a stream, and then nothing ever.
    StreamStalls,
    /// The stream is closed after so long.
    StreamLives(u64),
}

/// What the server is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub kind: Kind,
    pub process: u64,
    pub at: u64,
}

impl Question {
    pub fn of(request: &HttpRequest, at: u64) -> Self {
        Self { kind: Kind::of(request), process: process_of(&request.url), at }
    }
}

/// What a worker reports.
#[derive(Clone, Debug, Default)]
pub struct News {
    pub status: Option<&'static str>,
    pub progress: Option<i64>,
    pub dispatched: bool,
    pub reset: bool,
    /// The row changes, but no event tells of it.
    pub silent: bool,
}

impl News {
    pub fn status(status: &'static str) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    pub fn progress(percent: i64) -> Self {
        Self { progress: Some(percent), ..Self::default() }
    }

    /// As a retry does: waiting again, dispatched once more, from the start.
    pub fn retry() -> Self {
        Self { status: Some("pending"), dispatched: true, reset: true, ..Self::default() }
    }

    pub fn silent(self) -> Self {
        Self { silent: true, ..self }
    }
}

#[derive(Clone, Debug)]
pub struct Row {
    pub status: String,
    pub progress: Option<i64>,
    pub attempts: i64,
    pub started: Option<i64>,
    pub updated: i64,
    pub events: Vec<StreamMessage>,
}

pub type Faults = Box<dyn FnMut(&Question) -> Option<Fault>>;

#[derive(Default)]
pub struct Server {
    pub rows: BTreeMap<u64, Row>,
    streams: BTreeMap<(usize, Key), u64>,
    faults: Option<Faults>,
    /// Whether a stream begins with all events so far.
    pub replays: bool,
    /// Whether messages have an id; a stream then begins with those after the
    /// one that it was asked to go on from.
    pub numbers_events: bool,
    /// The time it wants between two streams.
    pub retry_ms: Option<u64>,
    /// Whether a stream ends with Laravel's marker.
    pub marks_the_end: bool,
    /// The server's clock minus the world's.
    pub skew_ms: i64,
    last_event: u64,
    /// The most streams that one client ever had open of one process.
    pub most_streams_of_a_job: usize,
    /// Questions that arrived.
    pub asked: Vec<Question>,
}

pub fn reply(status: u16, body: &str) -> HttpReply {
    HttpReply {
        status,
        content_type: Some("application/json".into()),
        body: body.as_bytes().to_vec(),
        ..HttpReply::default()
    }
}

fn time(milliseconds: i64) -> String {
    let at: DateTime<Utc> = DateTime::from_timestamp(milliseconds.div_euclid(1_000), 0).unwrap();
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn row_json(id: u64, row: &Row) -> String {
    format!(
        r#"{{"id":{id},"type":"csv_import","status":"{}","progress_percent":{},"attempts":{},"started_at":{},"updated_at":"{}"}}"#,
        row.status,
        row.progress.map_or("null".into(), |it| it.to_string()),
        row.attempts,
        row.started.map_or("null".into(), |it| format!("{:?}", time(it))),
        time(row.updated),
    )
}

impl Server {
    pub fn add(&mut self, id: u64, status: &str, wall_ms: i64) {
        let updated = wall_ms + self.skew_ms;
        let started = (status == "running").then_some(updated);
        let row = Row {
            status: status.into(),
            progress: None,
            attempts: 1,
            started,
            updated,
            events: vec![],
        };
        self.rows.insert(id, row);
    }

    /// What goes wrong from now on.
    pub fn fail(&mut self, faults: impl FnMut(&Question) -> Option<Fault> + 'static) {
        self.faults = Some(Box::new(faults));
    }

    pub fn heal(&mut self) {
        self.faults = None;
    }

    pub fn fault(&mut self, question: &Question) -> Option<Fault> {
        self.asked.push(*question);
        self.faults.as_mut().and_then(|faults| faults(question))
    }

    pub fn is_terminal(&self, id: u64) -> bool {
        let status = self.rows.get(&id).map(|row| row.status.as_str());
        matches!(status, Some("completed" | "failed" | "cancelled"))
    }

    /// Writes an event and the row; the event as it goes over the wire.
    pub fn emit(&mut self, id: u64, news: &News, wall_ms: i64) -> StreamMessage {
        self.last_event += 3;
        let event_id = self.last_event;
        let now = wall_ms + self.skew_ms;
        let row = self.rows.get_mut(&id).expect("a process");
        row.updated = now;
        row.attempts += i64::from(news.dispatched);
        if news.reset {
            row.progress = None;
        }
        if let Some(status) = news.status {
            row.status = status.to_owned();
        }
        row.progress = news.progress.or(row.progress);
        let data = format!(
            r#"{{"id":{event_id},"process_id":{id},"type":"step","status":"{}","progress_percent":{},"step":"Step {event_id}","message":"Did {event_id}","payload":[],"created_at":"{at}","updated_at":"{at}"}}"#,
            row.status,
            row.progress.map_or("null".into(), |it| it.to_string()),
            at = time(now),
        );
        if news.silent {
            return "</stream>".into();
        }
        let id = self.numbers_events.then(|| event_id.to_string());
        let message = StreamMessage { data, id, retry_ms: self.retry_ms };
        row.events.push(message.clone());
        message
    }

    pub fn show(&self, request: &HttpRequest) -> HttpReply {
        match Kind::of(request) {
            Kind::Token => return reply(204, ""),
            Kind::List => {
                let rows: Vec<_> = self.rows.iter().map(|(id, row)| row_json(*id, row)).collect();
                return reply(200, &format!(r#"{{"data":[{}]}}"#, rows.join(",")));
            }
            _ => {}
        }
        let id = process_of(&request.url);
        let Some(row) = self.rows.get(&id) else {
            return reply(
                404,
                r#"{"message":"No query results for model [App\\Models\\Process] 5"}"#,
            );
        };
        reply(200, &format!(r#"{{"data":{}}}"#, row_json(id, row)))
    }

    /// The status an action leads to, if it is legal.
    pub fn allows(&self, request: &HttpRequest) -> Option<&'static str> {
        let row = self.rows.get(&process_of(&request.url))?;
        if request.url.ends_with("/cancel") {
            let terminal = matches!(row.status.as_str(), "completed" | "failed" | "cancelled");
            (!terminal).then_some("cancelled")
        } else {
            (row.status == "failed").then_some("pending")
        }
    }

    pub fn dated(&self, mut reply: HttpReply, wall_ms: i64) -> HttpReply {
        let at = DateTime::from_timestamp_millis(wall_ms + self.skew_ms).unwrap();
        reply.date = Some(at.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
        reply
    }

    /// What a stream begins with that was asked to go on from there.
    pub fn replay(&self, id: u64, last_event_id: Option<&str>) -> Vec<StreamMessage> {
        let events = self.rows.get(&id).map(|row| row.events.clone()).unwrap_or_default();
        let known = |it: &StreamMessage| it.id.as_deref() == last_event_id;
        let after = events.iter().rposition(known).filter(|_| self.numbers_events);
        match after {
            Some(last) => events[last + 1..].to_vec(),
            None if self.replays => events,
            None => Vec::new(),
        }
    }

    pub fn open(&mut self, client: usize, key: Key, process: u64) {
        self.streams.insert((client, key), process);
        let of_it = self.streams.iter().filter(|((by, _), of)| *by == client && **of == process);
        self.most_streams_of_a_job = self.most_streams_of_a_job.max(of_it.count());
    }

    pub fn close(&mut self, client: usize, key: Key) -> bool {
        self.streams.remove(&(client, key)).is_some()
    }

    pub fn listeners(&self, process: u64) -> Vec<(usize, Key)> {
        self.streams.iter().filter(|(_, of)| **of == process).map(|(it, _)| *it).collect()
    }

    pub fn all_listeners(&self) -> Vec<(usize, Key)> {
        self.streams.keys().copied().collect()
    }
}
