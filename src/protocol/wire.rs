//! The contract's two rows as they come over the wire.

use super::error::{DecodeError, Decoded, FieldProblem};
use super::fields::Fields;
use crate::domain::event::ProcessEvent;
use crate::domain::job_type::JobType;
use crate::domain::json::{Json, NotJson};
use crate::domain::process::{Process, Related};
use crate::domain::status::Status;

/// Reads a `Process`.
///
/// **Shape**: the row bare, or in Laravel's envelope `{"data": {…}}`.
/// **Errors**: [`DecodeError`] if it is no JSON object or has no usable `id`;
/// every other column that does not fit is named in
/// [`Decoded::problems`] and left empty.
/// **Source**: contract, "Table: processes".
pub fn decode_process(bytes: &[u8]) -> Result<Decoded<Process>, DecodeError> {
    read_process(&parse(bytes)?)
}

/// Reads the processes of a list: bare, or in Laravel's envelope, which pages
/// have too. Rows that cannot be read are left out and counted.
///
/// **Errors**: [`DecodeError`] if it is no list.
pub fn decode_list(bytes: &[u8]) -> Result<(Vec<Decoded<Process>>, usize), DecodeError> {
    let body = parse(bytes)?;
    let list = match (&body, body.get("data")) {
        (Json::Array(rows), _) | (_, Some(Json::Array(rows))) => rows,
        _ => return Err(DecodeError::NotAnObject),
    };
    let read: Vec<_> = list.iter().filter_map(|row| read_process(row).ok()).collect();
    let lost = list.len() - read.len();
    Ok((read, lost))
}

pub(super) fn read_process(body: &Json) -> Result<Decoded<Process>, DecodeError> {
    let mut fields = Fields::new(row(body)?);
    let Some(id) = fields.process_id("id") else {
        return Err(DecodeError::Field(fields.missing("id", "an id")));
    };
    let status = match fields.text("status") {
        Some(text) => Status::from(text.as_str()),
        None => {
            let problem = fields.missing("status", "text");
            note(&mut fields, problem);
            Status::Other("".into())
        }
    };
    let value = Process {
        id,
        workspace_id: fields.record_id("workspace_id"),
        user_id: fields.record_id("user_id"),
        job_type: JobType::new(fields.text("type").as_deref()),
        status,
        progress_percent: fields.percent("progress_percent"),
        current_step: fields.text("current_step"),
        summary: fields.json("summary"),
        error_message: fields.text("error_message"),
        queue: fields.text("queue"),
        attempts: fields.count("attempts"),
        related: Related::new(fields.text("related_type"), fields.record_id("related_id")),
        input_payload: fields.json("input_payload"),
        started_at: fields.time("started_at"),
        finished_at: fields.time("finished_at"),
        created_at: fields.time("created_at"),
        updated_at: fields.time("updated_at"),
    };
    Ok(Decoded { value, problems: fields.problems })
}

/// Reads a `ProcessEvent`.
///
/// **Shape**, **Source** as for [`decode_process`], with the contract's
/// "Table: process_events". **Errors**: `id` and `process_id` must be there.
pub fn decode_event(bytes: &[u8]) -> Result<Decoded<ProcessEvent>, DecodeError> {
    read_event(&parse(bytes)?)
}

pub(super) fn read_event(body: &Json) -> Result<Decoded<ProcessEvent>, DecodeError> {
    let mut fields = Fields::new(row(body)?);
    let Some(id) = fields.event_id("id") else {
        return Err(DecodeError::Field(fields.missing("id", "an id")));
    };
    let Some(process_id) = fields.process_id("process_id") else {
        return Err(DecodeError::Field(fields.missing("process_id", "an id")));
    };
    let value = ProcessEvent {
        id,
        process_id,
        event_type: fields.text("type"),
        status: fields.text("status").map(|text| Status::from(text.as_str())),
        progress_percent: fields.percent("progress_percent"),
        step: fields.text("step"),
        message: fields.text("message"),
        payload: fields.json("payload"),
        created_at: fields.time("created_at"),
        updated_at: fields.time("updated_at"),
    };
    Ok(Decoded { value, problems: fields.problems })
}

/// The `message` of an error answer (`{"message": "…"}`), if it has one that
/// can be shown. Messages that name a PHP class are for developers.
#[must_use]
pub fn decode_message(bytes: &[u8]) -> Option<String> {
    const SHOWN_CHARACTERS: usize = 300;
    let body = parse(bytes).ok()?;
    let message = body.get("message")?.as_str()?.trim();
    let shown = !message.is_empty() && !message.contains('\\');
    shown.then(|| crate::domain::format::shorten(message, SHOWN_CHARACTERS))
}

fn parse(bytes: &[u8]) -> Result<Json, DecodeError> {
    // Servers do send broken UTF-8 (a truncated message, a Latin-1 column); the
    // damage stays in the one character.
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    Json::parse(text).map_err(|NotJson { line, column }| DecodeError::Syntax { line, column })
}

fn row(body: &Json) -> Result<&Json, DecodeError> {
    let row = match body.get("data") {
        // A row with a column of its own called "data" is no envelope.
        Some(data @ Json::Object(_)) if body.get("id").is_none() => data,
        _ => body,
    };
    if matches!(row, Json::Object(_)) { Ok(row) } else { Err(DecodeError::NotAnObject) }
}

fn note(fields: &mut Fields<'_>, problem: FieldProblem) {
    if !fields.problems.contains(&problem) {
        fields.problems.push(problem);
    }
}
