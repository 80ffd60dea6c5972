//! Server-sent events through the browser's `EventSource`.
//!
//! The browser's own reconnecting is not used: it is blind for 3 to 5 seconds
//! after every planned close and gives up for good at the first bad answer.
//! An ended stream is closed and reported; the engine opens the next one.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventSource, EventSourceInit, MessageEvent};

use super::{Guard, OnStream, StreamNews};
use crate::protocol::actions::{StreamEnd, StreamMessage};

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

/// Opens a stream and listens to the unnamed event and to `names`.
pub(super) fn open(url: &str, names: &[&'static str], on: OnStream) -> Guard {
    let init = EventSourceInit::new();
    init.set_with_credentials(false);
    let Ok(source) = EventSource::new_with_event_source_init_dict(url, &init) else {
        // An address that cannot be read: as good as a refusal.
        on(StreamNews::Ended(StreamEnd::Refused(None)));
        return Guard::new(|| {});
    };
    let on = Rc::new(on);
    let stream = Rc::new(RefCell::new(None::<EventStream>));
    let mut listeners = Vec::with_capacity(names.len() + 2);
    for name in names.iter().copied() {
        let (on, stream) = (on.clone(), Rc::downgrade(&stream));
        listeners.push(EventListener::new(&source, name, move |event| {
            if let Some(data) = message_data(event) {
                on(StreamNews::Message(data));
            } else if name == "error"
                && let Some(open) = stream.upgrade()
            {
                // Taken out first: whoever hears of the end may open the next.
                let ended = open.borrow_mut().take();
                let end = match &ended {
                    Some(it) if it.source.ready_state() != EventSource::CLOSED => StreamEnd::Closed,
                    _ => StreamEnd::Refused(None),
                };
                if let Some(ended) = ended {
                    ended.source.close();
                    // A listener that runs must not be dropped by itself.
                    defer_drop(ended);
                    on(StreamNews::Ended(end));
                }
            }
        }));
    }
    listeners.push(EventListener::new(&source, "open", move |event| {
        on(message_data(event).map_or(StreamNews::Opened, StreamNews::Message));
    }));
    *stream.borrow_mut() = Some(EventStream { source, listeners });
    Guard::new(move || {
        let ended = stream.borrow_mut().take();
        if let Some(ended) = ended {
            ended.source.close();
            defer_drop(ended);
        }
    })
}

/// A server may name its events `error` or `open`: those carry data and are
/// messages, never a change of the connection.
fn message_data(event: &Event) -> Option<StreamMessage> {
    let event = event.dyn_ref::<MessageEvent>()?;
    let data = event.data().as_string()?;
    let id = Some(event.last_event_id()).filter(|id| !id.is_empty());
    Some(StreamMessage { data, id, retry_ms: None })
}

/// Drops after the running callback has returned.
fn defer_drop(stream: EventStream) {
    wasm_bindgen_futures::spawn_local(async move { drop(stream) });
}
