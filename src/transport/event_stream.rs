//! Server-sent events through the browser's `EventSource`.
//!
//! The browser's own reconnecting is not used: it is blind for 3 to 5 seconds
//! after every planned close and gives up for good at the first bad answer.
//! An ended stream is closed and reported; the engine opens the next one.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::JsString;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventSource, EventSourceInit, MessageEvent};

use super::turns::Inbox;
use super::{BrowserOptions, Credentials, Guard, OnStream, StreamNews};
use crate::protocol::actions::{StreamEnd, StreamMessage};
use crate::protocol::sse::SseLimits;

/// The names of server-sent events that are listened to, besides the unnamed.
/// Laravel names every event; a browser delivers only names it was asked for.
const EVENT_NAMES: [&str; 10] = [
    "message",
    "update",
    "step",
    "progress",
    // The connection's own, too: a server may use their names.
    "open",
    "error",
    "completed",
    "failed",
    "cancelled",
    "status",
];

/// An open `EventSource` with its listeners.
struct EventStream {
    source: EventSource,
    /// The listeners go with the stream: none is left on a closed one.
    listeners: Vec<EventListener>,
}

impl Drop for EventStream {
    fn drop(&mut self) {
        self.listeners.clear();
        self.source.close();
    }
}

/// Opens a stream and listens to the unnamed event, to the usual names and to
/// the host's.
pub(super) fn open(options: &BrowserOptions, url: &str, on: OnStream) -> Guard {
    let init = EventSourceInit::new();
    init.set_with_credentials(options.credentials == Credentials::Include);
    let Ok(source) = EventSource::new_with_event_source_init_dict(url, &init) else {
        // An address that cannot be read: as good as a refusal.
        on(StreamNews::Ended(StreamEnd::Refused(None)));
        return Guard::new(|| {});
    };
    let inbox = Inbox::new(on);
    let stream = Rc::new(RefCell::new(None::<EventStream>));
    let mut listeners = Vec::new();
    for name in names(&options.event_names) {
        let (inbox, stream) = (inbox.clone(), Rc::downgrade(&stream));
        let (is_open, is_error) = (name == "open", name == "error");
        listeners.push(EventListener::new(&source, name, move |event| {
            let Some(stream) = stream.upgrade() else { return };
            if stream.borrow().is_none() {
                // Over, though what plays the `EventSource` may not know it.
            } else if let Some(news) = message(event) {
                inbox.take(news);
            } else if is_open {
                inbox.take(StreamNews::Opened);
            } else if is_error {
                // Taken out first: whoever hears of the end may open the next.
                let ended = stream.borrow_mut().take();
                let end = match &ended {
                    Some(it) if it.source.ready_state() != EventSource::CLOSED => StreamEnd::Closed,
                    _ => StreamEnd::Refused(None),
                };
                close(ended);
                inbox.take(StreamNews::Ended(end));
            }
        }));
    }
    *stream.borrow_mut() = Some(EventStream { source, listeners });
    Guard::new(move || {
        inbox.clear();
        let ended = stream.borrow_mut().take();
        close(ended);
    })
}

/// Each name once.
fn names(theirs: &[String]) -> Vec<String> {
    let mut names: Vec<String> = EVENT_NAMES.map(str::to_owned).into();
    for name in theirs {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// A server may name its events `error` or `open`: those carry data and are
/// messages, never a change of the connection.
fn message(event: &Event) -> Option<StreamNews> {
    let event = event.dyn_ref::<MessageEvent>()?;
    let data = event.data().dyn_into::<JsString>().ok()?;
    let longest = SseLimits::default().event_bytes;
    // No UTF-8 is shorter than UTF-16 counts it: measured before it is copied.
    let data = Some(data).filter(|data| data.length() as usize <= longest).map(String::from);
    let Some(data) = data.filter(|data| data.len() <= longest) else {
        return Some(StreamNews::Dropped);
    };
    let id = Some(event.last_event_id()).filter(|id| !id.is_empty());
    Some(StreamNews::Message(StreamMessage { data, id, retry_ms: None }))
}

/// Closes at once, but drops after the running callback has returned: a
/// listener that runs must not be dropped by itself.
fn close(stream: Option<EventStream>) {
    if let Some(stream) = stream {
        stream.source.close();
        wasm_bindgen_futures::spawn_local(async move { drop(stream) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_listened_to_once() {
        let theirs = ["row", "open", "error", "row"].map(str::to_owned);
        let names = names(&theirs);
        assert_eq!(names.len(), EVENT_NAMES.len() + 1);
        assert_eq!(names.last().map(String::as_str), Some("row"));
    }
}
