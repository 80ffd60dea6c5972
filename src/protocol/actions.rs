//! What goes into the engine and what comes out of it.

use super::http::{HttpReply, HttpRequest, TransportError};
use crate::domain::action::Action;
use crate::domain::id::ProcessId;
use crate::domain::list_look::ListLook;
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

/// What carries a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamKind {
    /// The browser's `EventSource`: no request headers, and no word on why an
    /// answer was refused.
    EventSource,
    /// A streamed `fetch` with the decoder of [`sse`](super::sse).
    Fetch,
}

/// A stream to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRequest {
    /// Address.
    pub url: String,
    /// What carries it.
    pub via: StreamKind,
    /// For the header `Last-Event-ID`; only [`StreamKind::Fetch`] can send it.
    pub last_event_id: Option<String>,
}

/// One message of a stream, whatever its event name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreamMessage {
    /// Its data.
    pub data: String,
    /// The stream's last event id, if the server gives any.
    pub id: Option<String>,
    /// The stream's `retry`, milliseconds, where the transport can tell.
    pub retry_ms: Option<u64>,
}

impl From<&str> for StreamMessage {
    /// A message of which only the data is known.
    fn from(data: &str) -> Self {
        Self { data: data.to_owned(), ..Self::default() }
    }
}

/// How a stream ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamEnd {
    /// The connection ended or broke. Says nothing of the job.
    Closed,
    /// The answer was no stream: a wrong status or content type. An
    /// `EventSource` does not say which; the next snapshot does.
    Refused(Option<Box<HttpReply>>),
}

/// What a tab wants of the lead over the tabs of its browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// To have it once it is free.
    Ask,
    /// To have it now, whoever holds it.
    Take,
    /// To give it up, or to stop waiting for it.
    Leave,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Follow exactly these processes from now on.
    Follow(Vec<ProcessId>),
    /// The user asks for an action.
    Act(ProcessId, Action),
    /// The user asks for an action of many jobs: they go out one after another,
    /// as the budget and the other jobs allow.
    ActOnAll(Vec<ProcessId>, Action),
    /// The user takes back a cancel that has not been sent.
    TakeBack(ProcessId),
    /// The user takes back what of many has not been sent.
    TakeBackAll,
    /// The user wants to see these no longer.
    Dismiss(Vec<ProcessId>),
    /// The user wants to see them after all.
    Restore(Vec<ProcessId>),
    /// The user wants to see this one first, or no longer so.
    Pin(ProcessId, bool),
    /// The user looks at the list in another way.
    Look(ListLook),
    /// The list of processes is to be read, if there is one.
    Discover,
    /// The host says that its user signed out: what is kept of them goes.
    SignedOut,
    /// A request was answered, or was not.
    Reply(Key, Result<HttpReply, TransportError>),
    /// A stream is open.
    StreamOpened(Key),
    /// One message of a stream.
    StreamMessage(Key, StreamMessage),
    /// The stream had a message too large to be taken in; it was left out.
    StreamDropped(Key),
    /// The stream had so many lines that mean nothing: something else got into
    /// it, such as a page or a stack trace.
    StreamOddLines(Key, u64),
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
    /// This tab has the lead over the tabs of its browser, or has lost it.
    Led(bool),
    /// Another tab said this by [`Effect::Tell`].
    Heard(String),
    /// What [`Effect::Remember`] kept: at the start, and whenever another tab
    /// changes it. `None` if there is nothing.
    Remembered(Option<String>),
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a request; answer with [`Input::Reply`].
    Request(Key, HttpRequest),
    /// Open a stream.
    OpenStream(Key, StreamRequest),
    /// Give up a request or close a stream. No input with this key is expected
    /// any more.
    Stop(Key),
    /// Send [`Input::Woken`] at this time of the monotonic clock. Replaces any
    /// earlier wish; `None` means there is nothing to wait for.
    WakeAt(Option<u64>),
    /// See to the lead over the tabs; answer with [`Input::Led`].
    Lead(Lead),
    /// Say this to the other tabs of the browser.
    Tell(String),
    /// Keep this text on the device in place of the last, or nothing at all.
    Remember(Option<String>),
}

/// What came of an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// To be done, in this order.
    pub effects: Vec<Effect>,
    /// To be looked at again by whoever shows the state.
    pub changes: Vec<TrayChange>,
}
