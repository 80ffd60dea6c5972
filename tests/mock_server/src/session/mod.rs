//! A session: one page's own world, with its database, clock, options, faults and log. Nothing is
//! shared between sessions, so tests run beside each other.

pub mod log;
pub mod options;
pub mod report;

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderValue;
use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::clock::{Busy, Clock, Sleep};
use crate::database::lifecycle::{PENDING, Transition};
use crate::database::row::Row;
use crate::database::{Cells, Change, Store, WriteError};
use crate::fault::{Fault, Pause, Route};
use crate::wire::Document;
use crate::worker;
use log::Log;
use options::{Seed, SessionOptions};
use report::Report;

pub use crate::database::transition::Details;

/// One world.
pub struct Session {
    name: String,
    options: SessionOptions,
    clock: Clock,
    store: Mutex<Store>,
    faults: Mutex<Vec<Fault>>,
    held: Mutex<Vec<(String, oneshot::Sender<Busy>)>>,
    log: Log,
    tasks: Mutex<JoinSet<()>>,
}

impl Session {
    /// Makes a session, in `file` or in memory, with what its options put there.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn begin(
        name: &str,
        options: SessionOptions,
        file: Option<&Path>,
    ) -> rusqlite::Result<Arc<Self>> {
        let clock = options.make_clock();
        let mut store = Store::open(file, clock.clone())?;
        if options.seed == Seed::Demo && store.processes(None)?.is_empty() {
            worker::demo::seed(&mut store, clock.now())?;
        }
        let session = Arc::new(Self {
            name: name.to_owned(),
            options,
            clock,
            store: Mutex::new(store),
            faults: Mutex::default(),
            held: Mutex::default(),
            log: Log::new(name),
            tasks: Mutex::default(),
        });
        if session.options.worker {
            worker::go_on(&session)?;
        }
        Ok(session)
    }

    /// Stops everything the session set going.
    pub fn end(&self) {
        self.tasks.lock().abort_all();
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it was told about itself.
    #[must_use]
    pub fn options(&self) -> &SessionOptions {
        &self.options
    }

    /// Its time.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Its log.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Uses its database; nobody else does meanwhile.
    pub fn store<T>(&self, work: impl FnOnce(&mut Store) -> T) -> T {
        work(&mut self.store.lock())
    }

    /// Sets work going that ends with the session.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock();
        while tasks.try_join_next().is_some() {}
        tasks.spawn(work);
    }

    /// Makes a lawful change now.
    ///
    /// # Errors
    /// As [`Store::transition`].
    pub fn transition(
        self: &Arc<Self>,
        id: i64,
        transition: Transition,
        details: Details,
    ) -> Result<Row, WriteError> {
        let now = self.clock.now();
        let row = self.store(|store| store.transition(id, transition, now, details))?;
        self.written(&row);
        Ok(row)
    }

    /// Makes any change now.
    ///
    /// # Errors
    /// As [`Store::change`].
    pub fn change(
        self: &Arc<Self>,
        id: i64,
        decide: impl FnOnce(&Row) -> Result<Change, WriteError>,
    ) -> Result<(Row, Option<Row>), WriteError> {
        let now = self.clock.now();
        let (row, event) = self.store(|store| store.change(id, now, decide))?;
        self.written(&row);
        Ok((row, event))
    }

    /// Adds a process now.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn insert(self: &Arc<Self>, cells: Cells) -> rusqlite::Result<Row> {
        let now = self.clock.now();
        let row = self.store(|store| store.insert(cells, now))?;
        self.written(&row);
        Ok(row)
    }

    fn written(self: &Arc<Self>, row: &Row) {
        self.log.touch();
        if self.options.worker && row.status() == PENDING {
            worker::take_up(self, row.id());
        }
    }

    /// A process as this session shows it.
    #[must_use]
    pub fn show_process(&self, row: &Row) -> Document {
        self.store(|store| Document::new(row, store.shown_as("processes", row.id()), &self.options))
    }

    /// An event as this session shows it.
    #[must_use]
    pub fn show_event(&self, row: &Row) -> Document {
        self.store(|store| {
            let shown_as = store.shown_as("process_events", row.id());
            Document::new(row, shown_as, &self.options)
        })
    }

    /// Adds a fault; earlier ones strike first.
    pub fn add_fault(&self, fault: Fault) {
        self.faults.lock().push(fault);
        self.log.touch();
    }

    /// Forgets all faults and lets go of every held request.
    pub fn clear_faults(&self) {
        self.faults.lock().clear();
        self.release(None);
    }

    /// The fault that strikes this request, if one does.
    #[must_use]
    pub fn take_fault(&self, route: Route, process_id: Option<i64>) -> Option<Fault> {
        let mut faults = self.faults.lock();
        let index = faults.iter_mut().position(|fault| {
            let here =
                fault.on == route && (fault.process_id.is_none() || fault.process_id == process_id);
            let passes = here && fault.skip > 0;
            fault.skip -= u32::from(passes);
            here && !passes
        })?;
        let fault = faults[index].clone();
        if let Some(times) = &mut faults[index].times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                faults.remove(index);
            }
        }
        drop(faults);
        self.log.struck();
        Some(fault)
    }

    /// Waits as a fault says, from this call on. While the answer is alive the clock stands.
    pub fn pause(&self, pause: &Pause) -> impl Future<Output = Option<Busy>> + use<> {
        let wait = match pause {
            Pause::None => Wait::Over,
            Pause::Delay(length) => Wait::Sleep(self.clock.sleep(Duration::from_millis(*length))),
            Pause::Hold(label) => {
                let (release, released) = oneshot::channel();
                self.held.lock().push((label.clone(), release));
                self.log.touch();
                Wait::Held(released)
            }
        };
        async {
            match wait {
                Wait::Over => None,
                Wait::Sleep(sleep) => Some(sleep.await.into_busy()),
                // Never dropped unreleased but with the whole session.
                Wait::Held(released) => released.await.ok(),
            }
        }
    }

    /// Lets go of the requests held under `label`, or all; answers how many.
    pub fn release(&self, label: Option<&str>) -> usize {
        let mut held = self.held.lock();
        held.retain(|(_, release)| !release.is_closed());
        let (go, stay): (Vec<_>, Vec<_>) =
            held.drain(..).partition(|(held, _)| label.is_none_or(|label| label == held));
        *held = stay;
        drop(held);
        let count = go.len();
        for (_, release) in go {
            // The request may have gone in this very moment.
            drop(release.send(self.clock.busy()));
        }
        self.log.touch();
        count
    }

    /// All that a test may ask.
    #[must_use]
    pub fn report(&self) -> Report {
        let mut report = self.log.snapshot();
        report.now = self.clock.now();
        report.faults.waiting = self.faults.lock().len();
        let held = self.held.lock();
        let waiting = held.iter().filter(|(_, release)| !release.is_closed());
        report.faults.held = waiting.map(|(label, _)| label.clone()).collect();
        report
    }

    /// The session's time as a `Date` header.
    #[must_use]
    pub fn date(&self) -> HeaderValue {
        http_date(self.clock.now())
    }
}

enum Wait {
    Over,
    Sleep(Sleep),
    Held(oneshot::Receiver<Busy>),
}

fn http_date(time: DateTime<Utc>) -> HeaderValue {
    let text = time.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
