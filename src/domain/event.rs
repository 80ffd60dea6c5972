//! `ProcessEvent`, one line of a job's audit trail.

use chrono::{DateTime, Utc};

use super::id::{EventId, ProcessId};
use super::json::Json;
use super::progress::Percent;
use super::status::Status;

/// One row of the table `process_events`, all 10 columns.
///
/// **Source**: contract, "Table: process_events". Immutable once written;
/// `status` and `progress_percent` are snapshots at the time of the event.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessEvent {
    /// Primary key; ascending ids are the insertion order.
    pub id: EventId,
    /// Parent process.
    pub process_id: ProcessId,
    /// Category (column `type`), such as `step`, `error`, `progress`.
    pub event_type: Option<String>,
    /// Status at event time.
    pub status: Option<Status>,
    /// Progress at event time.
    pub progress_percent: Option<Percent>,
    /// Step label.
    pub step: Option<String>,
    /// Message for people.
    pub message: Option<String>,
    /// Structured event data.
    pub payload: Option<Json>,
    /// When the row was written (UTC).
    pub created_at: Option<DateTime<Utc>>,
    /// Equal to `created_at` on an append-only log.
    pub updated_at: Option<DateTime<Utc>>,
}

impl ProcessEvent {
    /// An event of which only the two keys are known.
    #[must_use]
    pub fn new(id: EventId, process_id: ProcessId) -> Self {
        Self {
            id,
            process_id,
            event_type: None,
            status: None,
            progress_percent: None,
            step: None,
            message: None,
            payload: None,
            created_at: None,
            updated_at: None,
        }
    }
}
