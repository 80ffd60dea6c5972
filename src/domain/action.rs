//! Retry and Cancel: what the user asked for and how it went.

use super::status::Status;

/// What a user may ask of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// `POST /processes/{id}/retry`: `failed` to `pending`.
    Retry,
    /// `POST /processes/{id}/cancel`: any non-terminal status to `cancelled`.
    Cancel,
}

impl Action {
    /// Whether the status offers this action.
    #[must_use]
    pub const fn is_offered(self, status: &Status) -> bool {
        let transitions = status.transitions();
        match self {
            Action::Retry => transitions.retry,
            Action::Cancel => transitions.cancel,
        }
    }
}

/// Where the last action of a job stands.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum ActionState {
    /// Nothing asked for, or it was done.
    #[default]
    Idle,
    /// Will be sent at this time, milliseconds of the device's wall clock since
    /// the Unix epoch; until then the user may take it back.
    Deferred(Action, i64),
    /// Sent, or sent and not yet visible in the job's state.
    UnderWay(Action),
    /// It did not happen; the row says why.
    Failed(Action, ActionFailure),
}

/// Why an action did not happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionFailure {
    /// The job had already ended by itself when the request came (409, 422).
    TooLate(Status),
    /// The server refused (409, 422 and other 4xx), perhaps with words of its own.
    Refused(Option<String>),
    /// Not signed in, or the page's token is out of date (401, 419).
    SignedOut,
    /// Not allowed (403).
    Forbidden,
    /// The job is gone (404, 410).
    Gone,
    /// Too many requests (429), or maintenance (503).
    Busy,
    /// The server failed (5xx).
    ServerError,
    /// No answer came; whether it was done is unknown until the job is read again.
    Unreachable,
}

impl ActionFailure {
    /// Whether asking again may succeed without anything else changing.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(
            self,
            ActionFailure::Busy | ActionFailure::ServerError | ActionFailure::Unreachable
        )
    }
}
