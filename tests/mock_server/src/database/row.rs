//! A row of one of the contract's two tables, between SQLite's values and JSON values. What the
//! row looks like on the wire is decided in `wire.rs`.

use chrono::{DateTime, NaiveDateTime, Utc};
use rusqlite::types::{Value as Sql, ValueRef};
use serde_json::{Number, Value};

/// How a column's values are stored and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A bigint that names a row.
    Id,
    /// A plain whole number.
    Int,
    /// A string.
    Text,
    /// A structured value, stored as text.
    Json,
    /// A point in time, stored as `Y-m-d H:i:s` in UTC like Laravel's default.
    Timestamp,
}

/// One column of the contract.
#[derive(Debug)]
pub struct Column {
    /// Its name in the table and on the wire.
    pub name: &'static str,
    /// How its values are stored and shown.
    pub kind: Kind,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// The columns of `processes`, in the contract's order.
pub static PROCESS: [Column; 18] = [
    column("id", Kind::Id),
    column("workspace_id", Kind::Id),
    column("user_id", Kind::Id),
    column("type", Kind::Text),
    column("status", Kind::Text),
    column("progress_percent", Kind::Int),
    column("current_step", Kind::Text),
    column("summary", Kind::Json),
    column("error_message", Kind::Text),
    column("queue", Kind::Text),
    column("attempts", Kind::Int),
    column("related_type", Kind::Text),
    column("related_id", Kind::Id),
    column("input_payload", Kind::Json),
    column("started_at", Kind::Timestamp),
    column("finished_at", Kind::Timestamp),
    column("created_at", Kind::Timestamp),
    column("updated_at", Kind::Timestamp),
];

/// The columns of `process_events`, in the contract's order.
pub static EVENT: [Column; 10] = [
    column("id", Kind::Id),
    column("process_id", Kind::Id),
    column("type", Kind::Text),
    column("status", Kind::Text),
    column("progress_percent", Kind::Int),
    column("step", Kind::Text),
    column("message", Kind::Text),
    column("payload", Kind::Json),
    column("created_at", Kind::Timestamp),
    column("updated_at", Kind::Timestamp),
];

/// One row, its values in the order of its columns.
#[derive(Clone, Debug)]
pub struct Row {
    columns: &'static [Column],
    values: Vec<Value>,
}

impl Row {
    /// Reads a row selected with exactly these columns.
    pub fn read(columns: &'static [Column], row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let values = columns
            .iter()
            .enumerate()
            .map(|(index, column)| Ok(from_sql(column.kind, row.get_ref(index)?)))
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self { columns, values })
    }

    /// Every column with its value, in order.
    pub fn cells(&self) -> impl Iterator<Item = (&'static Column, &Value)> {
        self.columns.iter().zip(&self.values)
    }

    /// One value; null for a column the table has not.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value {
        self.cells()
            .find(|(column, _)| column.name == name)
            .map_or(&Value::Null, |(_, value)| value)
    }

    /// One value as text, if it is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).as_str()
    }

    /// One value as a whole number, if it is one.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name).as_i64()
    }

    /// The primary key.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.number("id").unwrap_or_default()
    }

    /// The status, or an empty string if it has none.
    #[must_use]
    pub fn status(&self) -> &str {
        self.text("status").unwrap_or_default()
    }
}

/// `id, workspace_id, …` for a SELECT.
#[must_use]
pub fn names(columns: &[Column]) -> String {
    let names: Vec<_> = columns.iter().map(|column| column.name).collect();
    names.join(", ")
}

/// A JSON value as the column stores it. Odd values are kept as they are: the database, not this
/// function, says what it refuses.
#[must_use]
pub fn to_sql(kind: Kind, value: &Value) -> Sql {
    match (kind, value) {
        (_, Value::Null) => Sql::Null,
        (Kind::Json, value) => Sql::Text(value.to_string()),
        (Kind::Timestamp, Value::String(text)) => Sql::Text(stored_time(text)),
        (_, Value::String(text)) => Sql::Text(text.clone()),
        (_, Value::Bool(flag)) => Sql::Integer(i64::from(*flag)),
        (_, Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Sql::Integer(whole),
            (None, Some(real)) => Sql::Real(real),
            (None, None) => Sql::Null,
        },
        (_, value) => Sql::Text(value.to_string()),
    }
}

fn from_sql(kind: Kind, value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(whole) => Value::from(whole),
        ValueRef::Real(real) => Number::from_f64(real).map_or(Value::Null, Value::Number),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            match kind {
                Kind::Json => serde_json::from_str(&text).unwrap_or(Value::Null),
                _ => Value::String(text.into_owned()),
            }
        }
    }
}

const STORED: &str = "%Y-%m-%d %H:%M:%S";

/// A time as the database stores it; whole seconds, which is Laravel's default precision.
#[must_use]
pub fn timestamp(time: DateTime<Utc>) -> Value {
    Value::String(time.format(STORED).to_string())
}

/// Reads a stored time back; `None` for text that is not one.
#[must_use]
pub fn stored_to_time(text: &str) -> Option<DateTime<Utc>> {
    let naive = NaiveDateTime::parse_from_str(text, STORED).ok()?;
    Some(naive.and_utc())
}

fn stored_time(text: &str) -> String {
    DateTime::parse_from_rfc3339(text).map_or_else(
        |_| text.to_owned(),
        |time| time.with_timezone(&Utc).format(STORED).to_string(),
    )
}
