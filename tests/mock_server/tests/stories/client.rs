//! The browser's side of the stories: plain requests, a stream read chunk by chunk, and raw
//! sockets where the bytes themselves matter.

use std::path::PathBuf;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use job_tray_mock::{MockServer, ServerOptions, SessionHandle, SessionOptions};
use serde_json::Value;
use tokio::time::timeout;

/// How long anything may take before a test is called stuck.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server with one session.
pub struct World {
    pub server: MockServer,
    pub session: SessionHandle,
}

/// A session with the default options.
pub async fn world() -> World {
    world_with(SessionOptions::default()).await
}

/// A session with these options.
pub async fn world_with(options: SessionOptions) -> World {
    let server = MockServer::start(server_options()).await.unwrap();
    let session = server.begin_session("story", options);
    World { server, session }
}

/// A free port, and no page to serve.
pub fn server_options() -> ServerOptions {
    ServerOptions { assets: PathBuf::from("no-page-here"), ..ServerOptions::default() }
}

impl World {
    pub async fn get(&self, path: &str) -> Answer {
        get(&format!("{}{path}", self.session.base())).await
    }

    pub async fn post(&self, path: &str) -> Answer {
        post(&format!("{}{path}", self.session.base()), Value::Null).await
    }

    pub async fn open(&self, path: &str) -> Stream {
        self.open_with(path, &[]).await
    }

    pub async fn open_with(&self, path: &str, headers: &[(&str, &str)]) -> Stream {
        let url = format!("{}{path}", self.session.base());
        Stream::open(request(Method::GET, &url, headers, Body::empty())).await.unwrap()
    }
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub async fn get(url: &str) -> Answer {
    send(request(Method::GET, url, &[], Body::empty())).await.unwrap()
}

pub async fn delete(url: &str) -> Answer {
    send(request(Method::DELETE, url, &[], Body::empty())).await.unwrap()
}

/// Posts JSON, or nothing for null.
pub async fn post(url: &str, body: Value) -> Answer {
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    send(request(Method::POST, url, &[], body)).await.unwrap()
}

pub fn request(method: Method, url: &str, headers: &[(&str, &str)], body: Body) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body).unwrap()
}

/// An answer, or the error of a connection that broke.
pub async fn send(request: Request<Body>) -> Result<Answer, String> {
    let stream = Stream::open(request).await?;
    let (status, headers) = (stream.status, stream.headers.clone());
    let bytes = stream.rest().await?;
    Ok(Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() })
}

/// An answer whose body is read bit by bit.
pub struct Stream {
    pub status: u16,
    pub headers: HeaderMap,
    body: Incoming,
    early: Vec<u8>,
}

impl Stream {
    pub async fn open(request: Request<Body>) -> Result<Self, String> {
        // No connection is used twice: a fault that ends one must not be healed by a resend.
        let client = Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .retry_canceled_requests(false)
            .build_http();
        let response = timeout(PATIENCE, client.request(request)).await.expect("no answer came");
        let (parts, body) = response.map_err(|error| error.to_string())?.into_parts();
        let status = parts.status.as_u16();
        Ok(Self { status, headers: parts.headers, body, early: Vec::new() })
    }

    /// The next chunk, or `None` at the proper end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, String> {
        if !self.early.is_empty() {
            return Ok(Some(std::mem::take(&mut self.early).into()));
        }
        loop {
            let frame = timeout(PATIENCE, self.body.frame()).await.expect("the stream is silent");
            match frame {
                None => return Ok(None),
                Some(Err(error)) => return Err(error.to_string()),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Ok(Some(data));
                    }
                }
            }
        }
    }

    /// Exactly so many bytes, as text.
    pub async fn take(&mut self, length: usize) -> String {
        let mut bytes = Vec::new();
        while bytes.len() < length {
            bytes.extend(self.chunk().await.unwrap().expect("the stream ended early"));
        }
        self.early = bytes.split_off(length);
        String::from_utf8(bytes).unwrap()
    }

    /// Everything up to and with the next empty line: one event.
    pub async fn event(&mut self) -> String {
        let mut bytes = Vec::new();
        loop {
            bytes.extend(self.chunk().await.unwrap().expect("the stream ended early"));
            let end = bytes.windows(2).position(|pair| pair == b"\n\n");
            if let Some(end) = end {
                self.early = bytes.split_off(end + 2);
                return String::from_utf8(bytes).unwrap();
            }
        }
    }

    /// The JSON of the next event.
    pub async fn data(&mut self) -> Value {
        let event = self.event().await;
        let data = event.lines().find_map(|line| line.strip_prefix("data: "));
        serde_json::from_str(data.unwrap()).unwrap()
    }

    /// Everything up to the end.
    pub async fn rest(mut self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            bytes.extend(chunk);
        }
        Ok(bytes)
    }
}
