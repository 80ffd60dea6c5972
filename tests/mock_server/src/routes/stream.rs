//! `GET /processes/{id}/stream`: every new event as it is written, until the process is over or
//! the stream has lived for 25 s.

use std::time::Duration;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::processes::not_found;
use super::{Call, outlet, server_error};
use crate::clock::Sleep;
use crate::database::row::Row;
use crate::database::{Missed, Subscription};
use crate::fault::{Route, Step};
use crate::script::{Ended, Outlet, play};
use crate::session::Session;
use crate::session::options::Replay;
use crate::session::report::{CloseReason, OpenStream, header as header_text};
use crate::sse;

/// The proper stream.
pub fn open(call: &Call, buffer: bool) -> Response {
    let subscription = match subscribe(call) {
        Ok(Some(subscription)) => subscription,
        Ok(None) => return not_found(call),
        Err(error) => return server_error(&error),
    };
    let (outlet, body) = outlet(call, buffer);
    let line = Line::new(call);
    let session = call.session.clone();
    if subscription.terminal {
        line.past(&session, &subscription, outlet);
    } else {
        call.session.spawn(async move { line.live(&session, subscription, outlet).await });
    }
    event_stream(body)
}

/// A body played by a fault, on this route or another.
pub fn scripted(call: &Call, steps: Vec<Step>, buffer: bool) -> Response {
    let goes_live = steps.iter().any(|step| matches!(step, Step::Live));
    let subscription = match goes_live.then(|| subscribe(call)).transpose() {
        Ok(subscription) => subscription.flatten(),
        Err(error) => return server_error(&error),
    };
    let (outlet, body) = outlet(call, buffer);
    let line = (call.route == Route::Stream).then(|| Line::new(call));
    let session = call.session.clone();
    let switch = call.switch.clone();
    call.session.spawn(async move {
        let ended = play(&session, steps, outlet, &switch).await;
        match (line, ended, subscription) {
            (Some(line), Ended::GoesLive(outlet), Some(subscription)) => {
                line.live(&session, subscription, outlet).await;
            }
            (Some(line), ended, _) => line.closed(&session, ended.reason()),
            (None, _, _) => {}
        }
    });
    match call.route {
        Route::Stream => event_stream(body),
        _ => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
    }
}

fn subscribe(call: &Call) -> rusqlite::Result<Option<Subscription>> {
    let Some(id) = call.id else { return Ok(None) };
    let last = header_text(&call.headers, "last-event-id").and_then(|last| last.parse().ok());
    let missed = match (call.session.options().replay, last) {
        (Replay::All, _) => Missed::All,
        (Replay::LastEventId, Some(last)) => Missed::After(last),
        (Replay::LastEventId, None) | (Replay::None, _) => Missed::Nothing,
    };
    call.session.store(|store| store.subscribe(id, missed))
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
    limit: Sleep,
}

impl Line {
    fn new(call: &Call) -> Self {
        let session = &call.session;
        let limit = Duration::from_millis(session.options().stream_limit_ms);
        let now = session.clock().now();
        Self {
            open: session.log().stream_opened(call.id.unwrap_or_default(), now),
            limit: session.clock().sleep(limit),
        }
    }

    /// A stream of a process that is over: what was missed, and the end.
    fn past(self, session: &Session, subscription: &Subscription, mut outlet: Outlet) {
        for row in &subscription.missed {
            emit(session, &mut outlet, row);
        }
        end(session, outlet);
        self.closed(session, CloseReason::Terminal);
    }

    async fn live(mut self, session: &Session, mut subscription: Subscription, mut outlet: Outlet) {
        if subscription.terminal {
            return self.past(session, &subscription, outlet);
        }
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
                turn = &mut self.limit => {
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
