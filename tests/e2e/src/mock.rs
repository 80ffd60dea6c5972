//! The mock server of one story, and its session.

use std::path::{Path, PathBuf};
use std::time::Duration;

use job_tray_mock::{MockServer, Report, ServerOptions, SessionHandle, SessionOptions};
use serde_json::{Value, json};

use crate::engine::Engine;

/// What the bundle consists of, as far as the pages load it.
const BUNDLE: [&str; 6] = [
    "index.html",
    "host.html",
    "job-tray.js",
    "job-tray_bg.wasm",
    "job-tray-preview.js",
    "job-tray-preview_bg.wasm",
];

/// A server of the story's own, and a session whose clock the story steps.
pub struct Mock {
    /// The server, to stop and to restart.
    pub server: MockServer,
    /// The session the pages are pointed at.
    pub session: SessionHandle,
    engine: Engine,
}

impl Mock {
    /// Starts a server with the built bundle for this engine and begins a session of this name.
    ///
    /// # Panics
    /// If the bundle is missing or no port is free.
    pub async fn start(session: &str, engine: Engine) -> Self {
        let options = ServerOptions { assets: dist(), ..ServerOptions::default() };
        let server = MockServer::start(options).await.expect("the mock server starts");
        let session = server.session(session);
        let mut mock = Self { server, session, engine };
        mock.begin(SessionOptions::default());
        mock
    }

    /// Begins the session anew with these options; what it knew is gone. Where a stream without a
    /// first byte is not seen to be open, streams get one.
    pub fn begin(&mut self, options: SessionOptions) {
        let needed = self.engine.opens_streams_by_their_first_byte();
        let opening_comment = needed || options.opening_comment;
        self.begin_exactly(SessionOptions { opening_comment, ..options });
    }

    /// The same with nothing added, for stories of just that.
    pub fn begin_exactly(&mut self, options: SessionOptions) {
        let name = self.session.name().to_owned();
        self.session = self.server.begin_session(&name, options);
    }

    /// Inserts a process with these columns.
    ///
    /// # Panics
    /// If the mock refuses them.
    pub async fn create(&self, columns: Value) {
        self.session.create_process(columns).await.expect("a process is created");
    }

    /// Inserts running jobs of these ids, at 10 %.
    ///
    /// # Panics
    /// If the mock refuses them.
    pub async fn create_running(&self, ids: &[i64]) {
        for id in ids {
            self.create(json!({ "id": id, "type": "csv_import", "status": "running",
                "progress_percent": 10, "started_at": "2026-01-05T08:59:00Z" }))
                .await;
        }
    }

    /// Appends an event and applies it to its process.
    ///
    /// # Panics
    /// If the mock refuses it.
    pub async fn event(&self, process: i64, event: Value) {
        self.session.append_event(process, event).await.expect("an event is appended");
    }

    /// Adds a fault, or a list of them.
    ///
    /// # Panics
    /// If the mock does not know it.
    pub async fn fault(&self, fault: Value) {
        self.session.add_fault(fault).await.expect("a fault is added");
    }

    /// Steps the session's clock.
    ///
    /// # Panics
    /// If the session's clock is real.
    pub async fn advance(&self, seconds: u64) {
        let length = Duration::from_secs(seconds);
        self.session.advance(length).await.expect("the clock is stepped");
    }

    /// Waits until the server was asked what fits.
    ///
    /// # Panics
    /// With the last report, if it never was.
    #[track_caller]
    pub fn until(
        &self,
        what: &str,
        fits: impl Fn(&Report) -> bool,
    ) -> impl Future<Output = Report> {
        let place = std::panic::Location::caller();
        async move {
            self.session.until(fits).await.unwrap_or_else(|report| {
                panic!("{place}: the server never saw that {what}; it saw {report:#?}")
            })
        }
    }

    /// Sees to it that no request arrives for so long.
    ///
    /// # Panics
    /// With the report, if one does.
    #[track_caller]
    pub fn stays_quiet(&self, length: Duration) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            let before = self.session.report().await.requests.total;
            let asked = self.session.until(|report| report.requests.total > before);
            if let Ok(Ok(report)) = tokio::time::timeout(length, asked).await {
                let last = report.log.back();
                panic!("{place}: no request was to arrive any more, but this did: {last:#?}");
            }
        }
    }
}

/// The folder with the built bundle.
///
/// # Panics
/// If it is not whole.
#[must_use]
pub fn dist() -> PathBuf {
    let ours = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist");
    let dist = std::env::var_os("JOB_TRAY_DIST").map_or_else(ours, PathBuf::from);
    for file in BUNDLE {
        let there = dist.join(file).is_file();
        assert!(there, "{} has no {file}: run `make build` first", dist.display());
    }
    dist
}
