//! The contract's routes: how a request is written down, struck by a fault or answered.

mod csrf;
mod processes;
mod stream;

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use crate::app::AppState;
use crate::connection::Switch;
use crate::fault::{Answer, Fault, Route};
use crate::php_json;
use crate::script::Outlet;
use crate::session::Session;
use crate::session::log::{self, Entry};
use crate::session::report;

/// The largest request body that is read; what is longer counts as empty.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// One request, read and written down.
struct Call {
    session: Arc<Session>,
    route: Route,
    /// The id as the path has it.
    id_text: String,
    id: Option<i64>,
    query: String,
    headers: HeaderMap,
    body: Bytes,
    entry: Entry,
    switch: Switch,
}

/// Answers a request to one of the contract's routes.
pub async fn answer(
    route: Route,
    State(app): State<AppState>,
    params: RawPathParams,
    request: Request,
) -> Response {
    let param = |name: &str| {
        let found = params.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| value.to_owned())
    };
    let session = app.session(param("session").as_deref().unwrap_or("demo"));
    let Some(session) = session else {
        let message = "There is no such session. Make one with POST /__control/{session}.";
        return (StatusCode::NOT_FOUND, axum::Json(json!({ "message": message }))).into_response();
    };
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    let id_text = param("id").unwrap_or_default();
    let id = id_text.parse().ok();
    let call = Call {
        entry: write_down(&session, route, id, &parts, body.len()),
        switch: parts.extensions.get().cloned().unwrap_or_default(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        session,
        route,
        id_text,
        id,
        body,
    };
    let mut response = match call.session.take_fault(route, id) {
        None => proper(&call, false),
        Some(fault) => faulty(&call, fault).await,
    };
    let date = call.session.date();
    response.headers_mut().entry(header::DATE).or_insert(date);
    call.entry.answered(response.status().as_u16());
    response
}

fn write_down(
    session: &Session,
    route: Route,
    process_id: Option<i64>,
    parts: &Parts,
    request_bytes: usize,
) -> Entry {
    let header = |name: &str| log::header(&parts.headers, name);
    session.log().arrived(report::Request {
        number: 0,
        at: session.clock().now(),
        method: parts.method.to_string(),
        path: shown_path(&parts.uri),
        route,
        process_id,
        accept: header("accept"),
        last_event_id: header("last-event-id"),
        cache_control: header("cache-control"),
        origin: header("origin"),
        has_xsrf_token: parts.headers.contains_key("x-xsrf-token"),
        has_authorization: parts.headers.contains_key("authorization"),
        has_cookies: parts.headers.contains_key("cookie"),
        request_bytes,
        status: None,
        response_bytes: 0,
    })
}

/// Path and query without values that may be secret: only those known to be harmless are kept.
fn shown_path(uri: &Uri) -> String {
    let show = |pair: &str| match pair.split_once('=') {
        Some((name @ ("workspace_id" | "after"), value)) => format!("{name}={value}"),
        Some((name, _)) => format!("{name}=…"),
        None => "…".to_owned(),
    };
    let path = uri.path().to_owned();
    match uri.query() {
        None => path,
        Some(query) => {
            let shown: Vec<_> = query.split('&').map(show).collect();
            format!("{path}?{}", shown.join("&"))
        }
    }
}

/// The answer of a server without faults.
fn proper(call: &Call, buffer: bool) -> Response {
    if let Some(refusal) = csrf::refuse(call) {
        return refusal;
    }
    let mut response = match call.route {
        Route::Show => processes::show(call),
        Route::List => processes::list(call),
        Route::Create => processes::create(call),
        Route::Retry => processes::retry(call),
        Route::Cancel => processes::cancel(call),
        Route::Stream => stream::open(call, buffer),
        Route::Csrf => StatusCode::NO_CONTENT.into_response(),
        Route::Login => login_page(),
    };
    csrf::set_cookie(call, &mut response);
    response
}

async fn faulty(call: &Call, fault: Fault) -> Response {
    let busy = call.session.pause(&fault.before).await;
    let mut response = match fault.answer {
        Answer::Proper => proper(call, fault.buffer),
        Answer::Drop => {
            drop(busy);
            return lose(call).await;
        }
        Answer::NoHeaders => {
            drop(busy);
            return std::future::pending().await;
        }
        Answer::Stall => stream::scripted(call, vec![crate::fault::Step::Stall], false),
        Answer::Steps(steps) => stream::scripted(call, steps, fault.buffer),
        Answer::Status(status, body) => scripted_status(call, status, body),
    };
    for (name, value) in &fault.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    let date = call.session.date();
    response.headers_mut().entry(header::DATE).or_insert(date);
    let wait = call.session.pause(&fault.after);
    drop(busy);
    let busy = wait.await;
    if fault.drop_answer {
        drop(busy);
        return lose(call).await;
    }
    response
}

/// Closes the connection; the answer that is never given ends with it.
async fn lose(call: &Call) -> Response {
    call.switch.close();
    std::future::pending().await
}

fn scripted_status(call: &Call, status: u16, body: Option<Value>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match body {
        None => status.into_response(),
        Some(Value::String(text)) => {
            call.entry.sent(text.len());
            let html = [(header::CONTENT_TYPE, "text/html; charset=UTF-8")];
            (status, html, text).into_response()
        }
        Some(value) => json_response(call, status, &value),
    }
}

/// A JSON body as Laravel sends it.
fn json_response(call: &Call, status: StatusCode, body: &impl Serialize) -> Response {
    match php_json::response(body) {
        Ok(text) => {
            call.entry.sent(text.len());
            let json = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "no-cache, private"),
            ];
            (status, json, text).into_response()
        }
        Err(error) => server_error(&error),
    }
}

/// A JSON body with a message for people.
fn message(call: &Call, status: StatusCode, words: &str) -> Response {
    json_response(call, status, &json!({ "message": words }))
}

/// The mock's own failure; a test that meets it has found a bug here.
fn server_error(error: &impl std::error::Error) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
}

/// What a lost login looks like to a client that follows redirects.
fn login_page() -> Response {
    axum::response::Html("<!DOCTYPE html><title>Log in</title><h1>Log in</h1>").into_response()
}

/// A streamed body for this call.
fn outlet(call: &Call, buffer: bool) -> (Outlet, Body) {
    Outlet::new(call.entry.clone(), buffer)
}
