//! `GET /processes/{id}/stream`: every new event as it is written, until the process is over or
//! the stream has lived for 25 s.

use std::time::Duration;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use super::processes::not_found;
use super::{Call, outlet, server_error};
use crate::clock::Sleep;
use crate::database::row::Row;
use crate::database::{Missed, Store, Subscription};
use crate::fault::{Route, Step};
use crate::script::{Ended, Outlet, play};
use crate::session::Session;
use crate::session::log::{OpenStream, header as header_text};
use crate::session::options::Replay;
use crate::session::report::CloseReason;
use crate::sse;

/// The proper stream.
pub fn open(call: &Call, buffer: bool) -> Response {
    let Some(id) = call.id else { return not_found(call) };
    let missed = wanted(call);
    let subscription = match call.session.store(|store| store.subscribe(id, missed)) {
        Ok(Some(subscription)) => subscription,
        Ok(None) => return not_found(call),
        Err(error) => return server_error(&error),
    };
    let (mut outlet, body) = outlet(call, buffer);
    let line = Line::new(call, id);
    let session = call.session.clone();
    if session.options().opening_comment {
        outlet.send(sse::OPENING_COMMENT.to_owned());
    }
    if subscription.terminal {
        line.past(&session, &subscription, outlet);
    } else {
        let limit = line.limit(&session);
        call.session.spawn(async move { line.live(&session, subscription, outlet, limit).await });
    }
    event_stream(body)
}

/// A body played by a fault, on this route or another.
pub fn scripted(call: &Call, steps: Vec<Step>, buffer: bool) -> Response {
    let (outlet, body) = outlet(call, buffer);
    let session = call.session.clone();
    let switch = call.switch.clone();
    let witness = session.clock().busy();
    if call.route != Route::Stream {
        call.session.spawn(async move {
            play(&session, steps, outlet, &switch, witness).await;
        });
        return ([(header::CONTENT_TYPE, "application/json")], body).into_response();
    }
    let id = call.id.unwrap_or_default();
    let missed = match session.store(|store| from_here(store, wanted(call))) {
        Ok(missed) => missed,
        Err(error) => return server_error(&error),
    };
    let line = Line::new(call, id);
    call.session.spawn(async move {
        match play(&session, steps, outlet, &switch, witness).await {
            Ended::Over(reason) => line.closed(&session, reason),
            Ended::GoesLive(outlet, witness) => {
                let limit = line.limit(&session);
                drop(witness);
                // A session whose database fails, or a process that is gone, ends the stream.
                match session.store(|store| store.subscribe(id, missed)) {
                    Ok(Some(subscription)) if subscription.terminal => {
                        line.past(&session, &subscription, outlet);
                    }
                    Ok(Some(subscription)) => {
                        line.live(&session, subscription, outlet, limit).await;
                    }
                    Ok(None) | Err(_) => {
                        outlet.finish();
                        line.closed(&session, CloseReason::Script);
                    }
                }
            }
        }
    });
    event_stream(body)
}

/// What the client and the session want of the past.
fn wanted(call: &Call) -> Missed {
    let last = header_text(&call.headers, "last-event-id").and_then(|last| last.parse().ok());
    match (call.session.options().replay, last) {
        (Replay::All, _) => Missed::All,
        (Replay::LastEventId, Some(last)) => Missed::After(last),
        (Replay::LastEventId, None) | (Replay::None, _) => Missed::Nothing,
    }
}

/// The same for a stream that subscribes only later, but means this very moment.
fn from_here(store: &Store, missed: Missed) -> rusqlite::Result<Missed> {
    match missed {
        Missed::Nothing => Ok(Missed::After(store.last_event_id()?)),
        missed => Ok(missed),
    }
}

fn event_stream(body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE.as_str(), "text/event-stream"),
        (header::CACHE_CONTROL.as_str(), "no-cache"),
        ("x-accel-buffering", "no"),
    ];
    (headers, body).into_response()
}

/// A stream from its opening on.
struct Line {
    open: OpenStream,
    closes_at: DateTime<Utc>,
}

impl Line {
    fn new(call: &Call, process_id: i64) -> Self {
        let session = &call.session;
        let limit = Duration::from_millis(session.options().stream_limit_ms);
        let now = session.clock().now();
        Self { open: session.log().stream_opened(process_id, now), closes_at: now + limit }
    }

    /// The rest of the stream's time, running from this call on.
    fn limit(&self, session: &Session) -> Sleep {
        let left = self.closes_at - session.clock().now();
        session.clock().sleep(left.to_std().unwrap_or_default())
    }

    /// A stream of a process that is over: what was missed, and the end.
    fn past(self, session: &Session, subscription: &Subscription, mut outlet: Outlet) {
        for row in &subscription.missed {
            emit(session, &mut outlet, row);
        }
        end(session, outlet);
        self.closed(session, CloseReason::Terminal);
    }

    async fn live(
        self,
        session: &Session,
        mut subscription: Subscription,
        mut outlet: Outlet,
        mut limit: Sleep,
    ) {
        for row in &subscription.missed {
            emit(session, &mut outlet, row);
        }
        // While the witness lives, the clock stands: the end is decided at its very time.
        let (reason, witness) = loop {
            tokio::select! {
                // What was written before the limit goes out before it.
                biased;
                Some(notice) = subscription.notices.recv() => {
                    if let Some(row) = &notice.event {
                        emit(session, &mut outlet, row);
                    }
                    if notice.terminal {
                        break (CloseReason::Terminal, Some(notice.handling));
                    }
                }
                turn = &mut limit => {
                    break (CloseReason::TimeLimit, Some(turn.into_busy()));
                }
                () = outlet.closed() => break (CloseReason::ClientGone, None),
            }
        };
        end(session, outlet);
        self.closed(session, reason);
        drop(witness);
    }

    fn closed(self, session: &Session, reason: CloseReason) {
        self.open.closed(session.clock().now(), reason);
    }
}

fn emit(session: &Session, outlet: &mut Outlet, row: &Row) {
    let document = session.show_event(row);
    outlet.send(sse::frame_of(session.options(), &document));
}

fn end(session: &Session, mut outlet: Outlet) {
    if session.options().end_marker {
        outlet.send(sse::end_marker(session.options()));
    }
    outlet.finish();
}
