//! The line: how well the tray hears of a job, apart from the job's status.

/// What the connection for one job is doing.
///
/// Never mixed with [`Status`](super::status::Status): a lost line must not
/// recolour a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Line {
    /// Nothing has come yet; the first answer is awaited.
    #[default]
    Connecting,
    /// A stream is open: news arrives as it happens.
    Live,
    /// Asked for at intervals.
    Polling,
    /// Requests fail; the tray goes on trying.
    Reconnecting,
    /// The job is active, but its news is older than it should be.
    Stale,
    /// The browser says there is no network.
    Offline,
    /// The server wants a sign-in; updates are paused.
    SignedOut,
    /// The server refuses this job to this user (403).
    Blocked,
    /// The server no longer has this job (404, 410).
    Gone,
    /// The job has ended and its last state is confirmed: nothing more to hear.
    Settled,
}

impl Line {
    /// Every one of them.
    pub const ALL: [Self; 10] = [
        Self::Connecting,
        Self::Live,
        Self::Polling,
        Self::Reconnecting,
        Self::Stale,
        Self::Offline,
        Self::SignedOut,
        Self::Blocked,
        Self::Gone,
        Self::Settled,
    ];

    /// Whether no further request will be made for the job by itself.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Line::Blocked | Line::Gone | Line::Settled)
    }

    /// Whether the state on screen may be out of date for a reason the user
    /// should see.
    #[must_use]
    pub const fn is_troubled(self) -> bool {
        matches!(self, Line::Reconnecting | Line::Stale | Line::Offline | Line::SignedOut)
    }
}
