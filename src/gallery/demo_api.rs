//! Starting and listing demo jobs on the mock server, which the tray itself
//! never does.

use gloo_net::http::Request;

use crate::domain::id::ProcessId;
use crate::domain::json::Json;
use crate::protocol::wire;

/// Why there is nothing to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DemoError {
    /// Nobody answers where the API should be.
    NoServer,
    /// It answered, but not as the mock server does.
    NotTheMock,
}

/// `GET /processes`: the jobs there are.
pub(super) async fn list(base: &str) -> Result<Vec<ProcessId>, DemoError> {
    let body = send(Request::get(&format!("{base}/processes")).build()).await?;
    let list: Json = serde_json::from_slice(&body).map_err(|_| DemoError::NotTheMock)?;
    let rows = match &list {
        Json::Array(rows) => rows,
        _ => match list.get("data") {
            Some(Json::Array(rows)) => rows,
            _ => return Err(DemoError::NotTheMock),
        },
    };
    Ok(rows
        .iter()
        .filter_map(|row| match row.get("id")? {
            Json::Integer(id) => u64::try_from(*id).ok().map(ProcessId::new),
            Json::String(id) => id.parse().ok(),
            _ => None,
        })
        .collect())
}

/// `POST /processes`: starts a job of this type.
pub(super) async fn start(base: &str, job_type: &str) -> Result<ProcessId, DemoError> {
    let request = Request::post(&format!("{base}/processes"))
        .header("Content-Type", "application/json")
        .body(format!(r#"{{"type":"{job_type}","workspace_id":1,"user_id":1}}"#));
    let body = send(request).await?;
    let started = wire::decode_process(&body).map_err(|_| DemoError::NotTheMock)?;
    Ok(started.value.id)
}

async fn send(request: Result<Request, gloo_net::Error>) -> Result<Vec<u8>, DemoError> {
    let request = request.map_err(|_| DemoError::NoServer)?;
    let response = request.send().await.map_err(|_| DemoError::NoServer)?;
    match response.status() {
        200..=299 => response.binary().await.map_err(|_| DemoError::NoServer),
        // The development server's word for "nobody behind me".
        500..=599 => Err(DemoError::NoServer),
        _ => Err(DemoError::NotTheMock),
    }
}
