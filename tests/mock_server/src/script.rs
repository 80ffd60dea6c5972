//! Streamed bodies: the way bytes leave, and the playing of a fault's steps.

use std::io;
use std::task::Poll;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use serde_json::Value;
use tokio::sync::mpsc;

use crate::clock::Busy;
use crate::connection::Switch;
use crate::fault::{Cut, Step};
use crate::session::Session;
use crate::session::log::Entry;
use crate::session::report::CloseReason;
use crate::sse;

/// The sending end of a streamed body. Sending never waits for the client.
pub struct Outlet {
    chunks: mpsc::UnboundedSender<Result<Bytes, io::Error>>,
    kept_back: Option<Vec<u8>>,
    entry: Entry,
}

impl Outlet {
    /// An outlet with its body; with `buffer` nothing leaves before [`Outlet::finish`].
    pub fn new(entry: Entry, buffer: bool) -> (Self, Body) {
        let (chunks, mut arrived) = mpsc::unbounded_channel();
        let mut rest = false;
        let body = stream::poll_fn(move |context| {
            // A pause after each chunk makes the connection write it out by itself.
            if std::mem::take(&mut rest) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let next = arrived.poll_recv(context);
            rest = matches!(next, Poll::Ready(Some(_)));
            next
        });
        let outlet = Self { chunks, kept_back: buffer.then(Vec::new), entry };
        (outlet, Body::from_stream(body))
    }

    /// Sends bytes as one chunk.
    pub fn send(&mut self, bytes: impl Into<Bytes>) {
        let bytes = bytes.into();
        if bytes.is_empty() {
            return;
        }
        match &mut self.kept_back {
            Some(kept) => kept.extend_from_slice(&bytes),
            None => {
                self.entry.sent(bytes.len());
                // The client may have gone; `closed` tells.
                let _ = self.chunks.send(Ok(bytes));
            }
        }
    }

    fn send_cut(&mut self, bytes: &[u8], cut: &Cut) {
        for piece in cut.pieces(bytes) {
            self.send(Bytes::copy_from_slice(piece));
        }
    }

    /// Waits until the client has gone.
    pub async fn closed(&self) {
        self.chunks.closed().await;
    }

    /// Sends what was kept back and ends the body properly.
    pub fn finish(mut self) {
        if let Some(kept) = self.kept_back.take() {
            self.send(kept);
        }
    }

    /// Ends the connection after what was sent so far.
    pub fn break_off(mut self) {
        if let Some(kept) = self.kept_back.take() {
            self.send(kept);
        }
        let _ = self.chunks.send(Err(io::Error::other("a fault ends it")));
    }
}

/// How a script ended.
pub enum Ended {
    /// For good.
    Over(CloseReason),
    /// The proper stream is to go on from here; the clock stands until it does.
    GoesLive(Outlet, Option<Busy>),
}

/// Plays the steps; the end of the list ends the body properly. `witness` keeps the clock standing
/// from the request until the first wait is entered.
pub async fn play(
    session: &Session,
    steps: Vec<Step>,
    mut outlet: Outlet,
    switch: &Switch,
    witness: Busy,
) -> Ended {
    // Holds the clock from the end of one wait until the next is entered, too.
    let mut witness = Some(witness);
    for step in steps {
        match step {
            Step::Emit { data, event, repeat, cut } => {
                let bytes = events(session, &data, event.as_deref(), repeat);
                outlet.send_cut(&bytes, &cut);
            }
            Step::Raw { bytes, repeat, cut } => outlet.send_cut(&bytes.repeat(repeat), &cut),
            Step::Wait(pause) => {
                let wait = session.pause(&pause);
                drop(witness);
                witness = tokio::select! {
                    witness = wait => witness,
                    () = outlet.closed() => return Ended::Over(CloseReason::ClientGone),
                };
            }
            Step::Close => break,
            Step::Drop => {
                outlet.break_off();
                return Ended::Over(CloseReason::Script);
            }
            Step::Reset => {
                switch.reset_at_end();
                outlet.break_off();
                return Ended::Over(CloseReason::Script);
            }
            Step::Stall => {
                drop(witness);
                outlet.closed().await;
                return Ended::Over(CloseReason::ClientGone);
            }
            Step::Live => return Ended::GoesLive(outlet, witness),
        }
    }
    outlet.finish();
    Ended::Over(CloseReason::Script)
}

fn events(session: &Session, data: &Value, event: Option<&str>, repeat: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut data = data.clone();
    for _ in 0..repeat {
        bytes.extend_from_slice(sse::frame(session.options(), &data, event).as_bytes());
        if let Some(id) = data.get("id").and_then(Value::as_i64) {
            data["id"] = Value::from(id + 1);
        }
    }
    bytes
}
