//! Control without HTTP, for tests in the server's own process.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::control::{self, ControlError};
use crate::session::Session;
use crate::session::report::Report;

/// How long [`SessionHandle::until`] waits for what does not come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A session in the hands of a test. Each method does what the control route of the same name
/// does, with the same JSON.
#[derive(Clone)]
pub struct SessionHandle {
    session: Arc<Session>,
    base: String,
}

impl SessionHandle {
    pub(crate) fn new(session: Arc<Session>, base: String) -> Self {
        Self { session, base }
    }

    /// The session's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.session.name()
    }

    /// The address before `/processes`, with neither a slash at its end nor a path but the
    /// session's: what a page takes as the base of its API.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Inserts a process with these columns; answers it.
    ///
    /// # Errors
    /// As the control route.
    pub async fn create_process(&self, columns: Value) -> Result<Value, ControlError> {
        let process = control::create_process(&self.session, columns)?;
        self.session.clock().settle().await;
        Ok(process)
    }

    /// Sets columns of a process without an event; answers it.
    ///
    /// # Errors
    /// As the control route.
    pub async fn set_columns(&self, id: i64, columns: Value) -> Result<Value, ControlError> {
        let process = control::set_columns(&self.session, id, columns)?;
        self.session.clock().settle().await;
        Ok(process)
    }

    /// Appends an event, or each of an array, and applies it; answers it when every open stream
    /// has sent it.
    ///
    /// # Errors
    /// As the control route.
    pub async fn append_event(&self, id: i64, event: Value) -> Result<Value, ControlError> {
        let event = control::append_event(&self.session, id, event)?;
        self.session.clock().settle().await;
        Ok(event)
    }

    /// Makes a process answer 404.
    ///
    /// # Errors
    /// As the control route.
    pub async fn hide_process(&self, id: i64) -> Result<(), ControlError> {
        control::hide_process(&self.session, id)
    }

    /// A process as the session shows it.
    ///
    /// # Errors
    /// As the control route.
    pub async fn process(&self, id: i64) -> Result<Value, ControlError> {
        control::process(&self.session, id)
    }

    /// The log of a process, ascending by id.
    ///
    /// # Errors
    /// As the control route.
    pub async fn events(&self, id: i64) -> Result<Vec<Value>, ControlError> {
        control::events(&self.session, id)
    }

    /// The session's time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.session.clock().now()
    }

    /// Steps the manual clock; answers when all that fell due is done.
    ///
    /// # Errors
    /// [`ControlError::Conflict`] on a real clock.
    pub async fn advance(&self, length: Duration) -> Result<DateTime<Utc>, ControlError> {
        control::advance(&self.session, length).await
    }

    /// Adds a fault, or each of an array.
    ///
    /// # Errors
    /// [`ControlError::Invalid`] if it is not one.
    pub async fn add_fault(&self, fault: Value) -> Result<(), ControlError> {
        for fault in control::read_faults(fault)? {
            self.session.add_fault(fault);
        }
        Ok(())
    }

    /// Forgets all faults and lets go of every held request.
    pub async fn clear_faults(&self) {
        self.session.clear_faults();
        self.session.clock().settle().await;
    }

    /// Lets go of the requests held under `label`, or all; answers how many.
    pub async fn release(&self, label: Option<&str>) -> usize {
        let released = self.session.release(label);
        self.session.clock().settle().await;
        released
    }

    /// What the session was asked so far.
    pub async fn report(&self) -> Report {
        self.session.report()
    }

    /// Forgets what the session was asked so far, but not the streams that are open.
    pub async fn clear_log(&self) {
        self.session.log().clear();
    }

    /// Waits for a report that fits: without sleeping, and for at most 20 s of real time.
    ///
    /// # Errors
    /// The last report, if none did.
    pub async fn until(&self, fits: impl Fn(&Report) -> bool) -> Result<Report, Box<Report>> {
        let mut version = self.session.log().version();
        let patience = tokio::time::sleep(PATIENCE);
        tokio::pin!(patience);
        loop {
            version.borrow_and_update();
            let report = self.session.report();
            if fits(&report) {
                return Ok(report);
            }
            tokio::select! {
                _ = version.changed() => {}
                () = &mut patience => return Err(Box::new(report)),
            }
        }
    }
}
