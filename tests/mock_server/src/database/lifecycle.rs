//! The state machine of the contract: which statuses exist, which are final, and which change
//! leads from which to which. All lawful changes are rows of one table here; only control may
//! write a status past it.

/// Created, not yet picked up by a worker.
pub const PENDING: &str = "pending";
/// A worker is at it.
pub const RUNNING: &str = "running";
/// Paused for the user.
pub const WAITING_REVIEW: &str = "waiting_review";
/// Done.
pub const COMPLETED: &str = "completed";
/// Given up; `error_message` says why.
pub const FAILED: &str = "failed";
/// Stopped by someone.
pub const CANCELLED: &str = "cancelled";

/// Whether a job in this status is over. A status nobody knows is not.
#[must_use]
pub fn is_terminal(status: &str) -> bool {
    matches!(status, COMPLETED | FAILED | CANCELLED)
}

/// A lawful change of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// A worker takes the job.
    PickUp,
    /// The job moves on without changing status.
    Progress,
    /// The job waits for the user.
    Pause,
    /// The job goes on after the wait.
    Resume,
    /// The job ends well.
    Complete,
    /// The job gives up.
    Fail,
    /// The user wants another try.
    Retry,
    /// The user or the system stops it.
    Cancel,
}

impl Transition {
    /// The status it leads to.
    #[must_use]
    pub fn to(self) -> &'static str {
        match self {
            Self::PickUp | Self::Progress | Self::Resume => RUNNING,
            Self::Pause => WAITING_REVIEW,
            Self::Complete => COMPLETED,
            Self::Fail => FAILED,
            Self::Retry => PENDING,
            Self::Cancel => CANCELLED,
        }
    }

    /// From which statuses it may start.
    #[must_use]
    pub fn from(self) -> Origin {
        match self {
            Self::PickUp => Origin::Only(PENDING),
            Self::Progress | Self::Pause | Self::Complete | Self::Fail => Origin::Only(RUNNING),
            Self::Resume => Origin::Only(WAITING_REVIEW),
            Self::Retry => Origin::Only(FAILED),
            Self::Cancel => Origin::AnyUnfinished,
        }
    }
}

/// Where a [`Transition`] may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In this status alone.
    Only(&'static str),
    /// In every status that is not final, also one nobody knows.
    AnyUnfinished,
}
