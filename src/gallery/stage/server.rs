//! The scripted server: the two tables in memory and the routes of the
//! contract over them. Pure: the time is an argument.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::script::{LIST, timestamp};
use crate::protocol::http::{HttpReply, HttpRequest, Method, TransportError};

/// How requests are answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::gallery) enum Answers {
    /// As the contract says.
    #[default]
    Properly,
    /// Snapshots and actions as the contract says, but there are no streams.
    WithoutStreams,
    /// With this status and message.
    With(u16, &'static str),
    /// Actions with this status and message, all else properly.
    RefusingActions(u16, &'static str),
    /// Actions never, all else properly.
    HoldingActions,
    /// Not at all: the connection fails.
    Failing,
    /// Not at all: nothing ever comes.
    Silently,
}

/// What comes of a request.
#[derive(Debug)]
pub(super) enum Outcome {
    Reply(Result<HttpReply, TransportError>),
    Nothing,
}

/// One row of `processes`.
#[derive(Clone, Debug)]
pub(super) struct Row(Map<String, Value>);

const FINAL: [&str; 3] = ["completed", "failed", "cancelled"];

impl Row {
    /// A row with these columns over those of a fresh one.
    pub(super) fn new(id: u64, columns: Value, now_ms: i64) -> Self {
        let now = timestamp(now_ms);
        // Nothing begins before it is made.
        let made = columns.get("started_at").filter(|at| at.is_string()).cloned();
        let made = made.unwrap_or_else(|| json!(now));
        let mut row = json!({
            "id": id, "workspace_id": 1, "user_id": 1, "type": "csv_import", "status": "pending",
            "progress_percent": null, "current_step": null, "summary": null,
            "error_message": null, "queue": "default", "attempts": 1, "related_type": null,
            "related_id": null, "input_payload": null, "started_at": null,
            "finished_at": null, "created_at": made, "updated_at": now,
        });
        if let (Value::Object(row), Value::Object(columns)) = (&mut row, columns) {
            row.extend(columns);
        }
        let Value::Object(row) = row else { return Self(Map::new()) };
        Self(row)
    }

    pub(super) fn id(&self) -> u64 {
        self.0.get("id").and_then(Value::as_u64).unwrap_or_default()
    }

    fn status(&self) -> &str {
        self.0.get("status").and_then(Value::as_str).unwrap_or_default()
    }

    fn is_over(&self) -> bool {
        FINAL.contains(&self.status())
    }

    fn set(&mut self, column: &str, value: Value) {
        self.0.insert(column.to_owned(), value);
    }

    /// Applies an event as the server does when it writes one.
    fn apply(&mut self, event: &Value, now_ms: i64) {
        let now = Value::String(timestamp(now_ms));
        let copied = [
            ("status", "status"),
            ("progress_percent", "progress_percent"),
            ("step", "current_step"),
            ("summary", "summary"),
            ("error_message", "error_message"),
        ];
        for (from, to) in copied {
            if let Some(value) = event.get(from) {
                self.set(to, value.clone());
            }
        }
        if self.status() == "running" && self.0.get("started_at").is_none_or(Value::is_null) {
            self.set("started_at", now.clone());
        }
        if self.is_over() {
            self.set("finished_at", now.clone());
        }
        self.set("updated_at", now);
    }
}

/// The server.
#[derive(Debug, Default)]
pub(super) struct Server {
    rows: BTreeMap<u64, Row>,
    events: u64,
    answers: Answers,
    by_job: BTreeMap<u64, Answers>,
}

impl Server {
    pub(super) fn new(rows: Vec<Row>) -> Self {
        let rows = rows.into_iter().map(|row| (row.id(), row)).collect();
        Self { rows, ..Self::default() }
    }

    pub(super) fn answer_all(&mut self, answers: Answers) {
        self.answers = answers;
    }

    pub(super) fn answer_for(&mut self, id: u64, answers: Answers) {
        self.by_job.insert(id, answers);
    }

    pub(super) fn answers_for(&self, id: u64) -> &Answers {
        self.by_job.get(&id).unwrap_or(&self.answers)
    }

    pub(super) fn is_over(&self, id: u64) -> bool {
        self.rows.get(&id).is_none_or(Row::is_over)
    }

    /// Writes an event and applies it; answers the event as a stream sends it.
    /// A job that is over has no more events.
    pub(super) fn write(&mut self, id: u64, columns: &Value, now_ms: i64) -> Option<String> {
        let row = self.rows.get_mut(&id)?;
        // A retry is the way out of `failed`; nothing else leaves a final status.
        let retried = row.status() == "failed" && columns["status"] == "pending";
        if row.is_over() && !retried {
            return None;
        }
        row.apply(columns, now_ms);
        self.events += 1;
        let now = timestamp(now_ms);
        let mut event = json!({
            "id": self.events, "process_id": id, "type": "step", "status": row.status(),
            "progress_percent": row.0["progress_percent"], "step": row.0["current_step"],
            "message": null, "payload": null, "created_at": now, "updated_at": now,
        });
        if let (Value::Object(event), Value::Object(columns)) = (&mut event, columns) {
            for name in ["type", "message", "payload"] {
                if let Some(value) = columns.get(name) {
                    event.insert(name.to_owned(), value.clone());
                }
            }
        }
        Some(event.to_string())
    }

    /// Answers a request. An event that it led to is in the second place.
    pub(super) fn answer(
        &mut self,
        request: &HttpRequest,
        now_ms: i64,
    ) -> (Outcome, Option<(u64, String)>) {
        let mut path = request.url.trim_start_matches("/processes/").split('/');
        let id = path.next().and_then(|id| id.parse().ok()).unwrap_or_default();
        let acts = request.method == Method::Post;
        let reply = match self.answers_for(id) {
            Answers::Failing => Outcome::Reply(Err(TransportError::Network)),
            Answers::Silently => Outcome::Nothing,
            Answers::HoldingActions if acts => Outcome::Nothing,
            Answers::With(status, message) => message_reply(*status, message),
            Answers::RefusingActions(status, message) if acts => message_reply(*status, message),
            _ if request.url == LIST => self.list_reply(),
            _ if acts => return self.act(id, path.next().unwrap_or_default(), now_ms),
            _ => self.row_reply(id),
        };
        (reply, None)
    }

    /// The transitions of the contract.
    fn act(&mut self, id: u64, action: &str, now_ms: i64) -> (Outcome, Option<(u64, String)>) {
        let Some(row) = self.rows.get_mut(&id) else { return (self.row_reply(id), None) };
        let event = match action {
            "retry" if row.status() == "failed" => {
                let attempts = row.0["attempts"].as_u64().unwrap_or(1) + 1;
                for column in ["started_at", "finished_at", "current_step"] {
                    row.set(column, Value::Null);
                }
                row.set("attempts", json!(attempts));
                json!({ "type": "status", "status": "pending", "progress_percent": null,
                    "error_message": null, "message": "Retried by the user" })
            }
            "cancel" if !row.is_over() => {
                json!({ "type": "status", "status": "cancelled", "message": "Cancelled by the user" })
            }
            _ => {
                let message = format!("A {} process cannot do that.", row.status());
                return (message_reply(409, &message), None);
            }
        };
        let event = self.write(id, &event, now_ms);
        (self.row_reply(id), event.map(|event| (id, event)))
    }

    fn list_reply(&self) -> Outcome {
        let rows = self.rows.values().map(|row| Value::Object(row.0.clone()));
        reply(200, &Value::Array(rows.collect()))
    }

    fn row_reply(&self, id: u64) -> Outcome {
        match self.rows.get(&id) {
            Some(row) => reply(200, &Value::Object(row.0.clone())),
            None => message_reply(404, "Not found."),
        }
    }
}

fn message_reply(status: u16, message: &str) -> Outcome {
    reply(status, &json!({ "message": message }))
}

fn reply(status: u16, body: &Value) -> Outcome {
    Outcome::Reply(Ok(HttpReply {
        status,
        content_type: Some("application/json".into()),
        body: body.to_string().into_bytes(),
        ..HttpReply::default()
    }))
}
