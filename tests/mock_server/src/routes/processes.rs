//! The JSON routes of the contract, plus the list and the creation that a host application adds.

use axum::http::StatusCode;
use axum::response::Response;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Call, json_response, message, server_error};
use crate::database::lifecycle::Transition;
use crate::database::row::Row;
use crate::database::{Cells, WriteError};
use crate::fault::Route;
use crate::session::Details;
use crate::session::options::Envelope;
use crate::worker::types;

/// `GET /processes/{id}`
pub fn show(call: &Call) -> Response {
    let Some(id) = call.id else { return not_found(call) };
    match call.session.store(|store| store.process(id)) {
        Ok(Some(row)) => process(call, StatusCode::OK, &row),
        Ok(None) => not_found(call),
        Err(error) => server_error(&error),
    }
}

/// `GET /processes?workspace_id=`, newest first, that is by descending id.
pub fn list(call: &Call) -> Response {
    let workspace = call
        .query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| *name == "workspace_id")
        .and_then(|(_, value)| percent_decode_str(value).decode_utf8().ok()?.parse().ok());
    match call.session.store(|store| store.processes(workspace)) {
        Ok(rows) => {
            let documents: Vec<_> = rows.iter().map(|row| call.session.show_process(row)).collect();
            enveloped(call, StatusCode::OK, &documents)
        }
        Err(error) => server_error(&error),
    }
}

/// `POST /processes`
pub fn create(call: &Call) -> Response {
    // Like Laravel, a body that is no JSON object counts as an empty one.
    let input: Map<String, Value> = serde_json::from_slice(&call.body).unwrap_or_default();
    let errors = create_errors(call, &input);
    if !errors.is_empty() {
        return unprocessable(call, &errors);
    }
    let kind = input["type"].as_str().unwrap_or_default();
    let now = call.session.clock().now();
    let mut cells: Cells =
        vec![("type", Value::from(kind)), ("queue", Value::from(types::queue(kind)))];
    for name in ["workspace_id", "user_id", "input_payload"] {
        if let Some(value) = input.get(name) {
            cells.push((name, value.clone()));
        }
    }
    let batch = call.session.store(|store| types::start_batch(store, kind, now));
    match batch {
        Ok(batch) => cells.extend(batch),
        Err(error) => return server_error(&error),
    }
    match call.session.insert(cells) {
        Ok(row) => process(call, StatusCode::CREATED, &row),
        Err(error) => server_error(&error),
    }
}

fn create_errors(call: &Call, input: &Map<String, Value>) -> Vec<(&'static str, String)> {
    let mut errors = Vec::new();
    match input.get("type") {
        None | Some(Value::Null) => errors.push(("type", "The type field is required.".to_owned())),
        Some(Value::String(text)) if text.is_empty() => {
            errors.push(("type", "The type field is required.".to_owned()));
        }
        Some(Value::String(text)) if text.chars().count() > 255 => errors
            .push(("type", "The type field must not be greater than 255 characters.".to_owned())),
        Some(Value::String(_)) => {}
        Some(_) => errors.push(("type", "The type field must be a string.".to_owned())),
    }
    match input.get("input_payload") {
        None | Some(Value::Null | Value::Object(_) | Value::Array(_)) => {}
        Some(_) => {
            errors.push(("input_payload", "The input payload field must be an array.".to_owned()))
        }
    }
    for (name, words, table) in
        [("workspace_id", "workspace id", "workspaces"), ("user_id", "user id", "users")]
    {
        let Some(value) = input.get(name).filter(|value| !value.is_null()) else {
            continue;
        };
        let known = value.as_i64().is_some_and(|id| {
            let found = call.session.store(|store| store.has(table, id));
            found.unwrap_or(false)
        });
        if !known {
            errors.push((name, format!("The selected {words} is invalid.")));
        }
    }
    errors
}

fn unprocessable(call: &Call, errors: &[(&'static str, String)]) -> Response {
    let first = errors.first().map_or("", |(_, words)| words.as_str());
    let words = match errors.len() {
        0 | 1 => first.to_owned(),
        2 => format!("{first} (and 1 more error)"),
        more => format!("{first} (and {} more errors)", more - 1),
    };
    let fields: Map<String, Value> =
        errors.iter().map(|(name, words)| ((*name).to_owned(), json!([words]))).collect();
    let body = Unprocessable { message: words, errors: fields };
    json_response(call, StatusCode::UNPROCESSABLE_ENTITY, &body)
}

/// The body of Laravel's 422, in its order.
#[derive(Serialize)]
struct Unprocessable {
    message: String,
    errors: Map<String, Value>,
}

/// `POST /processes/{id}/retry`
pub fn retry(call: &Call) -> Response {
    let event = ("message", Value::from("Queued again by the user."));
    command(call, Transition::Retry, event)
}

/// `POST /processes/{id}/cancel`
pub fn cancel(call: &Call) -> Response {
    let event = ("message", Value::from("Cancelled by the user."));
    command(call, Transition::Cancel, event)
}

fn command(call: &Call, transition: Transition, event: (&'static str, Value)) -> Response {
    let Some(id) = call.id else {
        return not_found(call);
    };
    let details = Details { event: vec![event], ..Details::default() };
    match call.session.transition(id, transition, details) {
        Ok(row) => process(call, StatusCode::OK, &row),
        Err(WriteError::Missing) => not_found(call),
        Err(WriteError::Refused(row)) => refused(call, &row),
        Err(WriteError::Database(error)) => server_error(&error),
    }
}

fn refused(call: &Call, row: &Row) -> Response {
    let status =
        StatusCode::from_u16(call.session.options().refusal_status).unwrap_or(StatusCode::CONFLICT);
    if status.is_success() {
        return process(call, status, row);
    }
    let now = row.status().replace('_', " ");
    let words = match call.route {
        Route::Retry => {
            format!("Only a failed process can be retried; this one is {now}.")
        }
        _ => format!("This process is already {now}, so it cannot be cancelled."),
    };
    message(call, status, &words)
}

/// Laravel's words for a missing model.
pub fn not_found(call: &Call) -> Response {
    let words = format!("No query results for model [App\\Models\\Process] {}", call.id_text);
    message(call, StatusCode::NOT_FOUND, &words)
}

fn process(call: &Call, status: StatusCode, row: &Row) -> Response {
    enveloped(call, status, &call.session.show_process(row))
}

fn enveloped(call: &Call, status: StatusCode, body: &impl Serialize) -> Response {
    #[derive(Serialize)]
    struct Data<'a, T> {
        data: &'a T,
    }
    match call.session.options().envelope {
        Envelope::Bare => json_response(call, status, body),
        Envelope::Data => json_response(call, status, &Data { data: body }),
    }
}
