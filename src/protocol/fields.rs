//! Reading columns out of a JSON object: tolerant of the forms servers use,
//! strict about what a value means, never losing the rest of the row.

use chrono::{DateTime, Utc};

use super::error::FieldProblem;
use super::timestamp;
use crate::domain::id::{EventId, ProcessId, RecordId};
use crate::domain::json::Json;
use crate::domain::progress::Percent;

/// A JSON object under reading, with the problems found so far.
pub(super) struct Fields<'a> {
    object: &'a Json,
    pub(super) problems: Vec<FieldProblem>,
}

/// What kind of value this is, in words that give away nothing of it.
fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Integer(_) => "an integer out of range",
        Json::Float(_) => "a fraction",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

#[allow(clippy::cast_precision_loss)]
fn percent(value: &Json) -> Option<Percent> {
    match value {
        Json::Integer(number) => Percent::new(*number as f64),
        Json::Float(number) => Percent::new(*number),
        _ => None,
    }
}

impl<'a> Fields<'a> {
    pub(super) const fn new(object: &'a Json) -> Self {
        Self { object, problems: Vec::new() }
    }

    /// Null and absent are the same: no value.
    fn column(&self, field: &str) -> Option<&'a Json> {
        self.object.get(field).filter(|value| !matches!(value, Json::Null))
    }

    fn read<T>(
        &mut self,
        field: &'static str,
        expected: &'static str,
        read: impl FnOnce(&Json) -> Option<T>,
    ) -> Option<T> {
        let value = self.column(field)?;
        let result = read(value);
        if result.is_none() {
            self.problems.push(FieldProblem { field, expected, found: kind(value) });
        }
        result
    }

    fn key(&mut self, field: &'static str) -> Option<u64> {
        self.read(field, "an id", |value| match value {
            Json::Integer(number) => u64::try_from(*number).ok(),
            Json::String(text) => text.trim().parse().ok(),
            _ => None,
        })
    }

    pub(super) fn process_id(&mut self, field: &'static str) -> Option<ProcessId> {
        self.key(field).map(ProcessId::new)
    }

    pub(super) fn event_id(&mut self, field: &'static str) -> Option<EventId> {
        self.key(field).map(EventId::new)
    }

    pub(super) fn record_id(&mut self, field: &'static str) -> Option<RecordId> {
        self.key(field).map(RecordId::new)
    }

    pub(super) fn text(&mut self, field: &'static str) -> Option<String> {
        self.read(field, "text", |value| match value {
            Json::String(text) => Some(text.clone()),
            Json::Integer(_) | Json::Float(_) | Json::Bool(_) => Some(value.to_string()),
            _ => None,
        })
    }

    pub(super) fn count(&mut self, field: &'static str) -> Option<i64> {
        self.read(field, "an integer", |value| match value {
            Json::Integer(number) => i64::try_from(*number).ok(),
            Json::String(text) => text.trim().parse().ok(),
            #[allow(clippy::cast_possible_truncation)]
            Json::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                Some(*number as i64)
            }
            _ => None,
        })
    }

    pub(super) fn percent(&mut self, field: &'static str) -> Option<Percent> {
        self.read(field, "a percentage", |value| match value {
            // The JSON reader reads numbers already; the standard library's own
            // parser would be a second one in the widget.
            Json::String(text) => {
                percent(&serde_json::from_str(text.trim().trim_end_matches('%')).ok()?)
            }
            value => percent(value),
        })
    }

    pub(super) fn time(&mut self, field: &'static str) -> Option<DateTime<Utc>> {
        self.read(field, "a date", |value| match value {
            Json::String(text) => timestamp::parse(text),
            Json::Integer(number) => i64::try_from(*number).ok().and_then(timestamp::from_unix),
            _ => None,
        })
    }

    /// A JSON column. One that the server forgot to cast arrives as text that
    /// holds JSON and is read as such; other text stays text.
    pub(super) fn json(&mut self, field: &'static str) -> Option<Json> {
        match self.column(field)? {
            Json::String(text) => {
                let looks_like_json = text.trim_start().starts_with(['{', '[']);
                let read = looks_like_json.then(|| serde_json::from_str(text).ok()).flatten();
                Some(read.unwrap_or_else(|| Json::String(text.clone())))
            }
            value => Some(value.clone()),
        }
    }

    /// The problem of a column that must be there and is not.
    pub(super) fn missing(&self, field: &'static str, expected: &'static str) -> FieldProblem {
        self.problems.iter().find(|problem| problem.field == field).cloned().unwrap_or(
            FieldProblem {
                field,
                expected,
                found: if self.object.get(field).is_some() { "null" } else { "nothing" },
            },
        )
    }
}
