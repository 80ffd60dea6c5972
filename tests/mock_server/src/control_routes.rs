//! Control over HTTP, for tests that live in a page. It only reads requests and writes answers;
//! what control does is in `control.rs`.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::app::AppState;
use crate::control::{self, ControlError};
use crate::session::Session;
use crate::session::options::SessionOptions;
use crate::session::report::Report;

/// Everything under `/__control`.
pub fn router() -> Router<AppState> {
    let session = post(begin).get(report).delete(end);
    Router::new()
        .route("/__control/{session}", session)
        .route("/__control/{session}/advance", post(advance))
        .route("/__control/{session}/processes", post(create_process))
        .route(
            "/__control/{session}/processes/{id}",
            get(process).post(set_columns).delete(hide_process),
        )
        .route("/__control/{session}/processes/{id}/events", get(events).post(append_event))
        .route("/__control/{session}/faults", post(add_faults).delete(clear_faults))
        .route("/__control/{session}/release", post(release))
        .route("/__control/{session}/log", delete(clear_log))
}

type Answer<T> = Result<T, ControlError>;

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Missing(_) => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
        };
        (status, Json(json!({ "message": self.to_string() }))).into_response()
    }
}

async fn begin(
    State(app): State<AppState>,
    Path(name): Path<String>,
    body: Bytes,
) -> Answer<(StatusCode, Json<Report>)> {
    let letter = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    if name.is_empty() || name.len() > 100 || !name.chars().all(letter) {
        let words = "A session's name is made of up to 100 letters, digits, dots, - and _.";
        return Err(ControlError::Invalid(words.to_owned()));
    }
    let options: SessionOptions = read_or(&body, SessionOptions::default)?;
    let session = app.begin(&name, options)?;
    Ok((StatusCode::CREATED, Json(session.report())))
}

async fn report(State(app): State<AppState>, Path(name): Path<String>) -> Answer<Json<Report>> {
    Ok(Json(find(&app, &name)?.report()))
}

async fn end(State(app): State<AppState>, Path(name): Path<String>) -> Answer<StatusCode> {
    if app.end(&name) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(missing(&name))
}

async fn advance(
    State(app): State<AppState>,
    Path(name): Path<String>,
    body: Bytes,
) -> Answer<Json<Value>> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Advance {
        ms: u64,
    }
    let Advance { ms } = read(&body)?;
    let session = find(&app, &name)?;
    let now = control::advance(&session, Duration::from_millis(ms)).await?;
    Ok(Json(json!({ "now": now })))
}

async fn create_process(
    State(app): State<AppState>,
    Path(name): Path<String>,
    body: Bytes,
) -> Answer<(StatusCode, Json<Value>)> {
    let session = find(&app, &name)?;
    let process = control::create_process(&session, read_or(&body, || json!({}))?)?;
    session.clock().settle().await;
    Ok((StatusCode::CREATED, Json(process)))
}

async fn process(
    State(app): State<AppState>,
    Path((name, id)): Path<(String, i64)>,
) -> Answer<Json<Value>> {
    Ok(Json(control::process(&*find(&app, &name)?, id)?))
}

async fn set_columns(
    State(app): State<AppState>,
    Path((name, id)): Path<(String, i64)>,
    body: Bytes,
) -> Answer<Json<Value>> {
    let session = find(&app, &name)?;
    let process = control::set_columns(&session, id, read(&body)?)?;
    session.clock().settle().await;
    Ok(Json(process))
}

async fn hide_process(
    State(app): State<AppState>,
    Path((name, id)): Path<(String, i64)>,
) -> Answer<StatusCode> {
    control::hide_process(&*find(&app, &name)?, id)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn events(
    State(app): State<AppState>,
    Path((name, id)): Path<(String, i64)>,
) -> Answer<Json<Vec<Value>>> {
    Ok(Json(control::events(&*find(&app, &name)?, id)?))
}

async fn append_event(
    State(app): State<AppState>,
    Path((name, id)): Path<(String, i64)>,
    body: Bytes,
) -> Answer<(StatusCode, Json<Value>)> {
    let session = find(&app, &name)?;
    let event = control::append_event(&session, id, read(&body)?)?;
    session.clock().settle().await;
    Ok((StatusCode::CREATED, Json(event)))
}

async fn add_faults(
    State(app): State<AppState>,
    Path(name): Path<String>,
    body: Bytes,
) -> Answer<StatusCode> {
    let session = find(&app, &name)?;
    for fault in control::read_faults(read(&body)?)? {
        session.add_fault(fault);
    }
    Ok(StatusCode::CREATED)
}

async fn clear_faults(State(app): State<AppState>, Path(name): Path<String>) -> Answer<StatusCode> {
    let session = find(&app, &name)?;
    session.clear_faults();
    session.clock().settle().await;
    Ok(StatusCode::NO_CONTENT)
}

async fn release(
    State(app): State<AppState>,
    Path(name): Path<String>,
    body: Bytes,
) -> Answer<Json<Value>> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct Release {
        label: Option<String>,
    }
    let Release { label } = read_or(&body, Release::default)?;
    let session = find(&app, &name)?;
    let released = session.release(label.as_deref());
    session.clock().settle().await;
    Ok(Json(json!({ "released": released })))
}

async fn clear_log(State(app): State<AppState>, Path(name): Path<String>) -> Answer<StatusCode> {
    find(&app, &name)?.log().clear();
    Ok(StatusCode::NO_CONTENT)
}

fn find(app: &AppState, name: &str) -> Answer<Arc<Session>> {
    app.session(name).ok_or_else(|| missing(name))
}

fn missing(name: &str) -> ControlError {
    ControlError::Missing(format!("There is no session {name}."))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Answer<T> {
    serde_json::from_slice(body).map_err(|error| ControlError::Invalid(error.to_string()))
}

fn read_or<T: DeserializeOwned>(body: &[u8], empty: impl FnOnce() -> T) -> Answer<T> {
    match body {
        [] => Ok(empty()),
        body => read(body),
    }
}
