//! A running server: its listeners, its death and its return.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, header};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::cors::CorsLayer;

use crate::app::{AppState, app};
use crate::connection::serve;
use crate::handle::SessionHandle;
use crate::session::options::SessionOptions;

/// How to start a [`MockServer`].
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// The port, or 0 for a free one.
    pub port: u16,
    /// The folder with the built page.
    pub assets: PathBuf,
    /// The file of the demo session's database; in memory without one.
    pub database: Option<PathBuf>,
    /// Opens a second listener, another origin with the same sessions, that grants CORS to this.
    pub cors_origin: Option<CorsOrigin>,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self { port: 0, assets: PathBuf::from("dist"), database: None, cors_origin: None }
    }
}

/// To whom the second listener grants cross-origin requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorsOrigin {
    /// To pages from the first listener.
    FirstListener,
    /// To this origin.
    Exactly(String),
    /// To nobody: browsers refuse every answer.
    Nobody,
}

/// A mock server. Dropping it ends everything.
pub struct MockServer {
    state: AppState,
    options: ServerOptions,
    main: Listening,
    cross: Option<Listening>,
}

/// A port and, while the server lives, the task that serves it.
struct Listening {
    address: SocketAddr,
    task: Option<JoinHandle<()>>,
}

impl Listening {
    async fn open(port: u16, app: impl FnOnce(SocketAddr) -> Router) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        Ok(Self { address, task: Some(tokio::spawn(serve(listener, app(address)))) })
    }

    async fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            // The listener and all connections are gone once the task is.
            let _ = task.await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl MockServer {
    /// Starts a server on 127.0.0.1.
    ///
    /// # Errors
    /// If a port is taken.
    pub async fn start(options: ServerOptions) -> io::Result<Self> {
        let state = AppState::new(options.database.clone(), options.assets.clone());
        let main = Listening::open(options.port, |_| app(state.clone())).await?;
        let cross = match &options.cors_origin {
            Some(origin) => Some(open_cross(0, &state, origin, main.address).await?),
            None => None,
        };
        Ok(Self { state, options, main, cross })
    }

    /// Where the server listens, or listened before it was stopped.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.main.address
    }

    /// Where the second listener is, if there is one.
    #[must_use]
    pub fn cross_origin_address(&self) -> Option<SocketAddr> {
        Some(self.cross.as_ref()?.address)
    }

    /// The full address of a path that starts with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.main.address)
    }

    /// The same on the second listener.
    #[must_use]
    pub fn cross_origin_url(&self, path: &str) -> Option<String> {
        Some(format!("http://{}{path}", self.cross_origin_address()?))
    }

    /// A session; one that does not exist begins with the default options.
    ///
    /// # Panics
    /// If SQLite cannot give it a database in memory.
    #[must_use]
    pub fn session(&self, name: &str) -> SessionHandle {
        match self.state.session(name) {
            Some(session) => SessionHandle::new(session, self.base(name)),
            None => self.begin_session(name, SessionOptions::default()),
        }
    }

    /// Begins a session with these options; one of the same name ends.
    ///
    /// # Panics
    /// If SQLite cannot give it a database in memory.
    #[must_use]
    pub fn begin_session(&self, name: &str, options: SessionOptions) -> SessionHandle {
        let session = self.state.begin(name, options);
        let session = session.expect("SQLite has a database in memory for every session");
        SessionHandle::new(session, self.base(name))
    }

    fn base(&self, name: &str) -> String {
        self.url(&format!("/s/{name}"))
    }

    /// Dies: closes the listeners and resets all connections. The sessions live on, as a database
    /// and a queue worker do when a web server dies.
    pub async fn stop(&mut self) {
        self.main.stop().await;
        if let Some(cross) = &mut self.cross {
            cross.stop().await;
        }
    }

    /// Comes back on the same ports with the same sessions; stops first if it still runs.
    ///
    /// # Errors
    /// If a port was taken in the meantime.
    pub async fn restart(&mut self) -> io::Result<()> {
        self.stop().await;
        let state = self.state.clone();
        self.main = Listening::open(self.main.address.port(), |_| app(state)).await?;
        if let (Some(cross), Some(origin)) = (&mut self.cross, &self.options.cors_origin) {
            let port = cross.address.port();
            *cross = open_cross(port, &self.state, origin, self.main.address).await?;
        }
        Ok(())
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.state.end_all();
    }
}

async fn open_cross(
    port: u16,
    state: &AppState,
    origin: &CorsOrigin,
    main: SocketAddr,
) -> io::Result<Listening> {
    let allowed = match origin {
        CorsOrigin::FirstListener => Some(format!("http://{main}")),
        CorsOrigin::Exactly(origin) => Some(origin.clone()),
        CorsOrigin::Nobody => None,
    };
    let mut cors = CorsLayer::new()
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CACHE_CONTROL,
            header::CONTENT_TYPE,
            HeaderName::from_static("last-event-id"),
            HeaderName::from_static("x-requested-with"),
            HeaderName::from_static("x-xsrf-token"),
        ]);
    if let Some(allowed) = allowed {
        let allowed = HeaderValue::from_str(&allowed).map_err(io::Error::other)?;
        cors = cors.allow_origin(allowed);
    }
    Listening::open(port, |_| app(state.clone()).layer(cors)).await
}
