//! What goes into the engine and what comes out of it.

use super::http::{HttpReply, HttpRequest, TransportError};
use crate::domain::action::Action;
use crate::domain::id::ProcessId;
use crate::domain::tray::TrayChange;

/// The two clocks of a device at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since some fixed moment; never goes back. All waiting is
    /// measured by it.
    pub mono_ms: u64,
    /// Milliseconds since the Unix epoch, as the device believes; may jump.
    pub wall_ms: i64,
}

/// Names one request or one stream. Never used twice, so that an answer to
/// something given up is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub(super) u64);

impl Key {
    /// The number behind it, for logs and tests.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// How a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamEnd {
    /// The connection ended or broke. Says nothing of the job.
    Closed,
    /// The answer was no stream: a wrong status or content type. A browser
    /// does not say which; the next snapshot does.
    Refused,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Follow exactly these processes from now on.
    Follow(Vec<ProcessId>),
    /// The user asks for an action.
    Act(ProcessId, Action),
    /// A request was answered, or was not.
    Reply(Key, Result<HttpReply, TransportError>),
    /// A stream is open.
    StreamOpened(Key),
    /// One message of a stream: its data, whatever its event name.
    StreamMessage(Key, String),
    /// A stream ended.
    StreamEnded(Key, StreamEnd),
    /// The page became visible or hidden.
    Visible(bool),
    /// The browser says that the network came or went.
    Online(bool),
    /// The page is about to be frozen or put into the back/forward cache, where
    /// it may hold nothing open.
    Suspended,
    /// The page was frozen, asleep or in the back/forward cache.
    Resumed,
    /// The time asked for by [`Effect::WakeAt`] has come.
    Woken,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a request; answer with [`Input::Reply`].
    Request(Key, HttpRequest),
    /// Open a stream at this address.
    OpenStream(Key, String),
    /// Give up a request or close a stream. No input with this key is expected
    /// any more.
    Stop(Key),
    /// Send [`Input::Woken`] at this time of the monotonic clock. Replaces any
    /// earlier wish; `None` means there is nothing to wait for.
    WakeAt(Option<u64>),
}

/// What came of an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// To be done, in this order.
    pub effects: Vec<Effect>,
    /// To be looked at again by whoever shows the state.
    pub changes: Vec<TrayChange>,
}
