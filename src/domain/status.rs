//! The status state machine of the contract, as one table.

use core::fmt;

/// `processes.status`.
///
/// **Source**: contract, "Status state machine". A status the contract does not
/// know is kept as written and counts as non-terminal: the job is then shown
/// in neutral words and followed on, rather than given up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Created, not yet picked up by a worker.
    Pending,
    /// A worker is on it.
    Running,
    /// Completed a step, paused for the user.
    WaitingReview,
    /// Successfully finished.
    Completed,
    /// Unrecoverable error; `error_message` says which.
    Failed,
    /// The user or the system cancelled it.
    Cancelled,
    /// Any other text.
    Other(Box<str>),
}

/// One row of the transition table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transitions {
    /// No further change comes by itself.
    pub terminal: bool,
    /// The statuses the server may move to from here.
    pub next: &'static [Status],
    /// `POST /processes/{id}/retry` is legal.
    pub retry: bool,
    /// `POST /processes/{id}/cancel` is legal.
    pub cancel: bool,
}

impl Status {
    /// The six statuses of the contract, in its order.
    pub const KNOWN: [Status; 6] = [
        Status::Pending,
        Status::Running,
        Status::WaitingReview,
        Status::Completed,
        Status::Failed,
        Status::Cancelled,
    ];

    /// The transition table: who may go where, what is terminal, and which
    /// action is offered.
    ///
    /// **Source**: contract, "Status state machine": retry moves `failed` to
    /// `pending`, cancel moves any non-terminal status to `cancelled`; the
    /// worker's own moves follow from the descriptions of the statuses.
    #[must_use]
    pub const fn transitions(&self) -> Transitions {
        use Status::{Cancelled, Completed, Failed, Pending, Running, WaitingReview};
        const fn active(next: &'static [Status]) -> Transitions {
            Transitions { terminal: false, next, retry: false, cancel: true }
        }
        const fn ended(next: &'static [Status], retry: bool) -> Transitions {
            Transitions { terminal: true, next, retry, cancel: false }
        }
        match self {
            Pending => active(&[Running, Completed, Failed, Cancelled]),
            Running => active(&[Pending, WaitingReview, Completed, Failed, Cancelled]),
            WaitingReview => active(&[Pending, Running, Completed, Failed, Cancelled]),
            Completed | Cancelled => ended(&[], false),
            Failed => ended(&[Pending], true),
            Status::Other(_) => active(&Status::KNOWN),
        }
    }

    /// Whether the job has ended.
    #[must_use]
    pub const fn is_terminal(&self) -> bool {
        self.transitions().terminal
    }

    /// The text of the contract; `None` for a status it does not know.
    #[must_use]
    pub const fn contract_text(&self) -> Option<&'static str> {
        Some(match self {
            Status::Pending => "pending",
            Status::Running => "running",
            Status::WaitingReview => "waiting_review",
            Status::Completed => "completed",
            Status::Failed => "failed",
            Status::Cancelled => "cancelled",
            Status::Other(_) => return None,
        })
    }

    /// The text of the contract, or the unknown text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Status::Other(text) => text,
            known => known.contract_text().unwrap_or_default(),
        }
    }
}

impl From<&str> for Status {
    fn from(text: &str) -> Self {
        Status::KNOWN
            .into_iter()
            .find(|status| status.as_str() == text)
            .unwrap_or_else(|| Status::Other(text.into()))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: &str, terminal: bool, retry: bool, cancel: bool, next: &[&str]) {
        let row = Status::from(status);
        let table = row.transitions();
        assert_eq!(row.as_str(), status);
        assert_eq!((table.terminal, table.retry, table.cancel), (terminal, retry, cancel));
        let names: Vec<_> = table.next.iter().map(Status::as_str).collect();
        assert_eq!(names, next);
    }

    #[test]
    fn pending() {
        check("pending", false, false, true, &["running", "completed", "failed", "cancelled"]);
    }

    #[test]
    fn running() {
        let next = ["pending", "waiting_review", "completed", "failed", "cancelled"];
        check("running", false, false, true, &next);
    }

    #[test]
    fn waiting_review() {
        let next = ["pending", "running", "completed", "failed", "cancelled"];
        check("waiting_review", false, false, true, &next);
    }

    #[test]
    fn completed() {
        check("completed", true, false, false, &[]);
    }

    #[test]
    fn failed_may_only_be_retried() {
        check("failed", true, true, false, &["pending"]);
    }

    #[test]
    fn cancelled() {
        check("cancelled", true, false, false, &[]);
    }

    #[test]
    fn an_unknown_status_is_kept_and_followed_on() {
        let all: Vec<_> = Status::KNOWN.iter().map(Status::as_str).collect();
        check("archiving", false, false, true, &all);
        check("Running", false, false, true, &all);
        check("", false, false, true, &all);
    }

    #[test]
    fn every_active_status_may_be_cancelled_and_every_ended_one_may_not() {
        for status in Status::KNOWN {
            let row = status.transitions();
            assert_eq!(row.cancel, !row.terminal, "{status}");
            assert_eq!(row.cancel, row.next.contains(&Status::Cancelled), "{status}");
            assert_eq!(row.retry, status == Status::Failed, "{status}");
        }
    }
}
