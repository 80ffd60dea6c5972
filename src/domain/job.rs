//! `Job`, everything the tray shows of one process.

use std::sync::Arc;

use super::action::{Action, ActionState};
use super::eta::Estimate;
use super::event_log::EventLog;
use super::id::ProcessId;
use super::line::Line;
use super::process::Process;

/// What the tray knows of one process, and how well. Cheap to clone: this is
/// the value of a row's signal.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Key of the process.
    pub id: ProcessId,
    /// The header record; `None` until the first answer.
    pub process: Option<Arc<Process>>,
    /// The event log as far as it was heard.
    pub log: EventLog,
    /// How well the tray hears of it.
    pub line: Line,
    /// The last action and how it went.
    pub action: ActionState,
    /// Width of the bar, 0..=100. Within one attempt it never goes back, even
    /// if `progress_percent` does; `None` is indeterminate.
    pub bar_percent: Option<u8>,
    /// How long it will take, as far as the bar tells.
    pub estimate: Estimate,
    /// When the server last confirmed this state: milliseconds of the device's
    /// wall clock since the Unix epoch.
    pub confirmed_at_ms: Option<i64>,
}

impl Job {
    /// A job of which only the key is known.
    #[must_use]
    pub fn new(id: ProcessId) -> Self {
        Self {
            id,
            process: None,
            log: EventLog::default(),
            line: Line::default(),
            action: ActionState::default(),
            bar_percent: None,
            estimate: Estimate::default(),
            confirmed_at_ms: None,
        }
    }

    /// Whether the job has ended, as far as is known.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.process.as_ref().is_some_and(|process| process.status.is_terminal())
    }

    /// Whether the button for `action` is shown: the status offers it and the
    /// server lets this user at the job.
    #[must_use]
    pub fn offers(&self, action: Action) -> bool {
        !matches!(self.line, Line::Blocked | Line::Gone)
            && self.process.as_ref().is_some_and(|process| action.is_offered(&process.status))
    }

    /// Whether an action is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self.action, ActionState::UnderWay(_))
    }

    /// Whether a cancel waits to be sent and may be taken back.
    #[must_use]
    pub const fn is_deferred(&self) -> bool {
        matches!(self.action, ActionState::Deferred(..))
    }
}
