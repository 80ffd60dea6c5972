//! The sessions, and the router over them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{RawPathParams, Request, State};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter};
use parking_lot::Mutex;

use crate::fault::Route;
use crate::routes::answer;
use crate::session::Session;
use crate::session::options::SessionOptions;
use crate::{assets, control_routes};

/// The name of the session at the root of the origin.
pub const DEMO: &str = "demo";

/// All sessions of a server. Clones share them; they outlive a server that is stopped.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    sessions: Mutex<HashMap<String, Arc<Session>>>,
    database: Option<PathBuf>,
    assets: PathBuf,
}

impl AppState {
    /// No sessions yet. `database` is the file of the demo session; `assets` the folder to serve.
    #[must_use]
    pub fn new(database: Option<PathBuf>, assets: PathBuf) -> Self {
        Self(Arc::new(Inner { sessions: Mutex::default(), database, assets }))
    }

    /// The folder of files to serve.
    #[must_use]
    pub fn assets(&self) -> &PathBuf {
        &self.0.assets
    }

    /// A session by name. The demo session begins when it is first looked at, so that whoever
    /// opens the page finds its jobs under way and not long over.
    #[must_use]
    pub fn session(&self, name: &str) -> Option<Arc<Session>> {
        let mut sessions = self.0.sessions.lock();
        if name == DEMO && !sessions.contains_key(DEMO) {
            let file = self.0.database.as_deref();
            let demo = Session::begin(DEMO, SessionOptions::demo(), file).ok()?;
            sessions.insert(DEMO.to_owned(), demo);
        }
        sessions.get(name).cloned()
    }

    /// Begins a session in memory; one of the same name ends.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn begin(&self, name: &str, options: SessionOptions) -> rusqlite::Result<Arc<Session>> {
        let session = Session::begin(name, options, None)?;
        let old = {
            let mut sessions = self.0.sessions.lock();
            sessions.insert(name.to_owned(), session.clone())
        };
        if let Some(old) = old {
            old.end();
        }
        Ok(session)
    }

    /// Ends a session; whether there was one.
    pub fn end(&self, name: &str) -> bool {
        let old = self.0.sessions.lock().remove(name);
        old.inspect(|session| session.end()).is_some()
    }

    /// Ends all sessions.
    pub fn end_all(&self) {
        for (_, session) in self.0.sessions.lock().drain() {
            session.end();
        }
    }
}

/// The whole server: the contract at the root for the demo session and under `/s/{session}` for
/// every session, control, and the files of the page.
pub fn app(state: AppState) -> Router {
    let show = from_fn_with_state(state.clone(), assets::page_or_process);
    Router::new()
        .route("/processes/{id}", on(MethodFilter::GET, Route::Show).layer(show))
        .merge(contract_but_show())
        .nest("/s/{session}", contract())
        .merge(control_routes::router())
        .merge(assets::router(state.assets()))
        .with_state(state)
}

fn contract() -> Router<AppState> {
    contract_but_show().route("/processes/{id}", on(MethodFilter::GET, Route::Show))
}

fn contract_but_show() -> Router<AppState> {
    Router::new()
        .route("/processes", on(MethodFilter::GET, Route::List))
        .route("/processes", on(MethodFilter::POST, Route::Create))
        .route("/processes/{id}/stream", on(MethodFilter::GET, Route::Stream))
        .route("/processes/{id}/retry", on(MethodFilter::POST, Route::Retry))
        .route("/processes/{id}/cancel", on(MethodFilter::POST, Route::Cancel))
        .route("/sanctum/csrf-cookie", on(MethodFilter::GET, Route::Csrf))
        .route("/login", on(MethodFilter::GET, Route::Login))
}

fn on(method: MethodFilter, route: Route) -> MethodRouter<AppState> {
    axum::routing::on(
        method,
        move |state: State<AppState>, params: RawPathParams, request: Request| {
            answer(route, state, params, request)
        },
    )
}
