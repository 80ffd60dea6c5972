//! The one function through which a process changes status lawfully.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::lifecycle::{Origin, Transition, is_terminal};
use super::row::{Row, timestamp};
use super::{Cells, Change, Store, WriteError};

/// What comes with a transition: further columns, and the words for the log.
#[derive(Default)]
pub struct Details {
    /// Columns to set beyond those the transition itself sets.
    pub set: Cells,
    /// Columns of the event.
    pub event: Cells,
    /// Only while the job is at this attempt: a worker whose job was retried must not go on.
    pub attempt: Option<i64>,
}

impl Store {
    /// Makes a lawful change, writes its event, and answers the row after it.
    ///
    /// `attempts` counts the times a worker picked the job up, so it rises on
    /// [`Transition::PickUp`] and not on [`Transition::Retry`]. A retry empties what the failed
    /// attempt left behind: error, progress, step, summary and both times.
    ///
    /// # Errors
    /// [`WriteError::Refused`] with the row as it stands if the status does not allow it.
    pub fn transition(
        &mut self,
        id: i64,
        transition: Transition,
        at: DateTime<Utc>,
        details: Details,
    ) -> Result<Row, WriteError> {
        let decide = |before: &Row| {
            let same_attempt =
                details.attempt.is_none_or(|attempt| before.number("attempts") == Some(attempt));
            if !allowed(transition, before.status()) || !same_attempt {
                return Err(WriteError::Refused(Box::new(before.clone())));
            }
            let mut set = own_columns(transition, before, at);
            set.extend(details.set);
            Ok(Change { set, event: Some(details.event), ..Change::default() })
        };
        self.change(id, at, decide).map(|(after, _)| after)
    }
}

fn allowed(transition: Transition, status: &str) -> bool {
    match transition.from() {
        Origin::Only(only) => status == only,
        Origin::AnyUnfinished => !is_terminal(status),
    }
}

fn own_columns(transition: Transition, before: &Row, at: DateTime<Utc>) -> Cells {
    let mut set = vec![("status", Value::from(transition.to()))];
    match transition {
        Transition::PickUp => {
            let attempts = before.number("attempts").unwrap_or_default() + 1;
            set.push(("attempts", json!(attempts)));
            set.push(("started_at", timestamp(at)));
        }
        Transition::Retry => set.extend(
            [
                "error_message",
                "progress_percent",
                "current_step",
                "summary",
                "started_at",
                "finished_at",
            ]
            .map(|name| (name, Value::Null)),
        ),
        Transition::Complete | Transition::Fail | Transition::Cancel => {
            set.push(("finished_at", timestamp(at)));
        }
        Transition::Progress | Transition::Pause | Transition::Resume => {}
    }
    set
}
