//! What a test may do to a session from outside. The JSON routes of control and
//! [`SessionHandle`](crate::SessionHandle) both end here, so the two cannot differ.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::database::lifecycle::{PENDING, RUNNING, is_terminal};
use crate::database::row::{Column, EVENT, PROCESS, Row, timestamp};
use crate::database::{Cells, Change, WriteError};
use crate::fault::Fault;
use crate::session::Session;

/// Why control was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ControlError {
    /// There is no such session or process.
    Missing(String),
    /// The request makes no sense.
    Invalid(String),
    /// The process is not in the state the request asked for.
    Conflict(String),
}

impl std::fmt::Display for ControlError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::Missing(words) | Self::Invalid(words) | Self::Conflict(words)) = self;
        formatter.write_str(words)
    }
}

impl std::error::Error for ControlError {}

impl From<rusqlite::Error> for ControlError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Invalid(error.to_string())
    }
}

impl From<WriteError> for ControlError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Missing => Self::Missing("There is no such process.".to_owned()),
            WriteError::Refused(row) => Self::Conflict(format!("The process is {}.", row.status())),
            WriteError::Database(error) => error.into(),
        }
    }
}

/// Inserts a process with any columns. A workspace or user that is named but unknown is made.
pub fn create_process(session: &Arc<Session>, input: Value) -> Result<Value, ControlError> {
    let mut input = object(input)?;
    let shown_as = take_object(&mut input, "wire")?;
    let cells = cells(&PROCESS, input)?;
    stand_in_owners(session, &cells)?;
    let row = session.insert(cells)?;
    show_as(session, &row, shown_as);
    Ok(session.show_process(&row).into_value())
}

/// Sets columns of a process without an event.
pub fn set_columns(session: &Arc<Session>, id: i64, input: Value) -> Result<Value, ControlError> {
    let mut input = object(input)?;
    let shown_as = take_object(&mut input, "wire")?;
    let set = cells(&PROCESS, input)?;
    stand_in_owners(session, &set)?;
    let (row, _) = session.change(id, |_| Ok(Change { set, ..Change::default() }))?;
    show_as(session, &row, shown_as);
    Ok(session.show_process(&row).into_value())
}

/// Appends an event, or each of a list of events, and applies it to the process.
pub fn append_event(session: &Arc<Session>, id: i64, input: Value) -> Result<Value, ControlError> {
    if let Value::Array(inputs) = input {
        let written: Result<Vec<_>, _> =
            inputs.into_iter().map(|input| append_event(session, id, input)).collect();
        return Ok(Value::Array(written?));
    }
    let mut input = object(input)?;
    let shown_as = take_object(&mut input, "wire")?;
    let apply = take_flag(&mut input, "apply", true)?;
    let silent = take_flag(&mut input, "silent", false)?;
    let only_from = take_statuses(&mut input)?;
    let outcome: Cells = ["summary", "error_message"]
        .into_iter()
        .filter_map(|name| Some((name, input.remove(name)?)))
        .collect();
    let event = cells(&EVENT, input)?;
    let now = session.clock().now();
    let (row, written) = session.change(id, |before| {
        let fits = only_from
            .as_ref()
            .is_none_or(|only| only.iter().any(|status| status == before.status()));
        if !fits {
            return Err(WriteError::Refused(Box::new(before.clone())));
        }
        let mut set = outcome;
        if apply {
            set.extend(applied(&event, before, &timestamp(now)));
        }
        Ok(Change { set, event: (!silent).then_some(event), event_shown_as: shown_as })
    })?;
    match written {
        Some(event) => Ok(session.show_event(&event).into_value()),
        None => Ok(session.show_process(&row).into_value()),
    }
}

/// Makes a process answer 404. Its rows stay, as the log may not lose its parent.
pub fn hide_process(session: &Session, id: i64) -> Result<(), ControlError> {
    process(session, id)?;
    session.store(|store| store.hide(id));
    session.log().touch();
    Ok(())
}

/// One process.
pub fn process(session: &Session, id: i64) -> Result<Value, ControlError> {
    let row = session.store(|store| store.process(id))?;
    let row = row.ok_or(WriteError::Missing)?;
    Ok(session.show_process(&row).into_value())
}

/// The log of a process, ascending by id.
pub fn events(session: &Session, id: i64) -> Result<Vec<Value>, ControlError> {
    let rows = session.store(|store| store.events(id, i64::MIN))?;
    let shown = rows.iter().map(|row| session.show_event(row).into_value());
    Ok(shown.collect())
}

/// One fault, or a list of them.
pub fn read_faults(input: Value) -> Result<Vec<Fault>, ControlError> {
    let list = match input {
        Value::Array(list) => list,
        one => vec![one],
    };
    list.into_iter()
        .map(serde_json::from_value)
        .collect::<Result<_, _>>()
        .map_err(|error| ControlError::Invalid(error.to_string()))
}

/// Steps a manual clock; answers its time after all that fell due is done.
pub async fn advance(session: &Session, length: Duration) -> Result<DateTime<Utc>, ControlError> {
    let stepped = session.clock().advance(length).await;
    let words = "The session's clock is real, so it cannot be stepped.";
    stepped.map_err(|_| ControlError::Conflict(words.to_owned()))
}

/// What an event that says where the process is now does to its row.
fn applied(event: &Cells, before: &Row, now: &Value) -> Cells {
    let said = |name: &str| {
        let found = event.iter().find(|(said, _)| *said == name);
        found.map(|(_, value)| value.clone())
    };
    let mut set = Cells::new();
    if let Some(status) = said("status").filter(|status| !status.is_null()) {
        let text = status.as_str().unwrap_or_default();
        if text == RUNNING && before.status() == PENDING {
            let attempts = before.number("attempts").unwrap_or_default() + 1;
            set.push(("attempts", json!(attempts)));
        }
        if text == RUNNING && before.get("started_at").is_null() {
            set.push(("started_at", now.clone()));
        }
        if is_terminal(text) {
            set.push(("finished_at", now.clone()));
        }
        set.push(("status", status));
    }
    set.extend(said("progress_percent").map(|percent| ("progress_percent", percent)));
    set.extend(said("step").map(|step| ("current_step", step)));
    set
}

fn object(input: Value) -> Result<Map<String, Value>, ControlError> {
    match input {
        Value::Object(map) => Ok(map),
        _ => Err(ControlError::Invalid("A JSON object is wanted.".to_owned())),
    }
}

fn cells(columns: &'static [Column], input: Map<String, Value>) -> Result<Cells, ControlError> {
    input
        .into_iter()
        .map(|(name, value)| {
            let column = columns.iter().find(|column| column.name == name);
            let column = column
                .ok_or_else(|| ControlError::Invalid(format!("There is no column {name}.")))?;
            Ok((column.name, value))
        })
        .collect()
}

fn take_object(
    input: &mut Map<String, Value>,
    name: &str,
) -> Result<Map<String, Value>, ControlError> {
    input.remove(name).map_or(Ok(Map::new()), object)
}

fn take_flag(
    input: &mut Map<String, Value>,
    name: &str,
    otherwise: bool,
) -> Result<bool, ControlError> {
    match input.remove(name) {
        None => Ok(otherwise),
        Some(Value::Bool(flag)) => Ok(flag),
        Some(_) => Err(ControlError::Invalid(format!("{name} is true or false."))),
    }
}

fn take_statuses(input: &mut Map<String, Value>) -> Result<Option<Vec<String>>, ControlError> {
    let wanted = input.remove("if_status").map(serde_json::from_value);
    wanted.transpose().map_err(|error| ControlError::Invalid(format!("if_status: {error}")))
}

fn stand_in_owners(session: &Session, cells: &Cells) -> Result<(), ControlError> {
    let now = session.clock().now();
    for (column, table, name) in
        [("workspace_id", "workspaces", "Workspace"), ("user_id", "users", "User")]
    {
        let id = cells.iter().find(|(name, _)| *name == column);
        if let Some(id) = id.and_then(|(_, id)| id.as_i64()) {
            session.store(|store| store.add_named(table, Some(id), name, now))?;
        }
    }
    Ok(())
}

fn show_as(session: &Session, row: &Row, values: Map<String, Value>) {
    if !values.is_empty() {
        session.store(|store| store.show_as("processes", row.id(), values));
    }
}
