//! `Process`, the header record of a job.

use chrono::{DateTime, Utc};

use super::id::{ProcessId, RecordId};
use super::job_type::JobType;
use super::json::Json;
use super::progress::Percent;
use super::status::Status;

/// One row of the table `processes`, all 18 columns (the two of
/// `related_type`/`related_id` as one value).
///
/// **Source**: contract, "Table: processes". Times are UTC.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Primary key.
    pub id: ProcessId,
    /// Owning workspace.
    pub workspace_id: Option<RecordId>,
    /// User who triggered the job.
    pub user_id: Option<RecordId>,
    /// Job type identifier (column `type`).
    pub job_type: JobType,
    /// State machine status.
    pub status: Status,
    /// Completion estimate; `None` is indeterminate, never 0 %.
    pub progress_percent: Option<Percent>,
    /// Label of the running step.
    pub current_step: Option<String>,
    /// Structured result, populated on completion.
    pub summary: Option<Json>,
    /// Exception message if the status is `failed`.
    pub error_message: Option<String>,
    /// Queue the job was dispatched to.
    pub queue: Option<String>,
    /// Number of dispatch attempts.
    pub attempts: Option<i64>,
    /// The record the job belongs to (`related_type`, `related_id`).
    pub related: Option<Related>,
    /// Snapshot of the job's input parameters.
    pub input_payload: Option<Json>,
    /// When the job began processing.
    pub started_at: Option<DateTime<Utc>>,
    /// When the job reached a terminal status.
    pub finished_at: Option<DateTime<Utc>>,
    /// When the row was written.
    pub created_at: Option<DateTime<Utc>>,
    /// When the row last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

impl Process {
    /// A row of which only the key and the status are known.
    #[must_use]
    pub fn new(id: ProcessId, status: Status) -> Self {
        Self {
            id,
            workspace_id: None,
            user_id: None,
            job_type: JobType::default(),
            status,
            progress_percent: None,
            current_step: None,
            summary: None,
            error_message: None,
            queue: None,
            attempts: None,
            related: None,
            input_payload: None,
            started_at: None,
            finished_at: None,
            created_at: None,
            updated_at: None,
        }
    }

    /// What a failed job failed of, where the server says so.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        let message = self.error_message.as_deref().map(str::trim);
        message.filter(|text| self.status == Status::Failed && !text.is_empty())
    }
}

/// The polymorphic pointer to the originating record.
///
/// **Source**: contract, "Relations". Either half may be missing on a server
/// that writes only one; a pointer with neither is no pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Model class, such as `App\Models\AiLocationImportBatch`.
    pub related_type: Option<String>,
    /// Key of the record.
    pub related_id: Option<RecordId>,
}

impl Related {
    /// Joins the two columns.
    #[must_use]
    pub fn new(related_type: Option<String>, related_id: Option<RecordId>) -> Option<Self> {
        let related_type = related_type.filter(|text| !text.trim().is_empty());
        (related_type.is_some() || related_id.is_some())
            .then_some(Self { related_type, related_id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_pointer_is_kept_and_none_is_none() {
        let related = Related::new(None, Some(RecordId::new(7)));
        assert_eq!(related.and_then(|it| it.related_id), Some(RecordId::new(7)));
        assert!(Related::new(Some("csv_import".into()), None).is_some());
        assert_eq!(Related::new(Some(" ".into()), None), None);
    }
}
