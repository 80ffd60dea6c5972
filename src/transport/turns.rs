//! Turns on the page's one thread, so that a burst of news holds up neither
//! input nor painting.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::MessageChannel;

use super::{OnStream, StreamNews};

/// The longest the page's thread is held before others get their turn.
pub(super) const TURN_MS: f64 = 8.0;

/// Hands on news in turns. A browser dispatches all that has come of an
/// `EventSource` in one task: whatever does not fit into a turn waits here.
pub(super) struct Inbox {
    on: OnStream,
    /// When the turn began; `None` before anything has come in it.
    began: Cell<Option<f64>>,
    waiting: RefCell<VecDeque<StreamNews>>,
}

impl Inbox {
    pub(super) fn new(on: OnStream) -> Rc<Self> {
        Rc::new(Self { on, began: Cell::new(None), waiting: RefCell::default() })
    }

    /// Hands it on at once, unless others wait or the turn is over.
    pub(super) fn take(self: &Rc<Self>, news: StreamNews) {
        let began = self.began.get().unwrap_or_else(|| {
            let began = now();
            self.began.set(Some(began));
            spawn_local(self.clone().go_on());
            began
        });
        if self.waiting.borrow().is_empty() && now() - began <= TURN_MS {
            (self.on)(news);
        } else {
            self.waiting.borrow_mut().push_back(news);
        }
    }

    /// Nothing that waits is handed on any more.
    pub(super) fn clear(&self) {
        self.waiting.borrow_mut().clear();
    }

    async fn go_on(self: Rc<Self>) {
        loop {
            next_task().await;
            let began = now();
            self.began.set(Some(began));
            while now() - began <= TURN_MS {
                let next = self.waiting.borrow_mut().pop_front();
                let Some(news) = next else {
                    self.began.set(None);
                    return;
                };
                (self.on)(news);
            }
        }
    }
}

/// Milliseconds since some fixed moment.
pub(super) fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |it| it.now())
}

/// Lets timers, input and painting have their turn. A message comes at once,
/// where a timer set by a timer waits 4 ms, and a second in a hidden page.
pub(super) async fn next_task() {
    let Ok(channel) = MessageChannel::new() else { return };
    let port = channel.port1();
    let turn = Promise::new(&mut |resolve, _| port.set_onmessage(Some(&resolve)));
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        _ = JsFuture::from(turn).await;
    }
    port.close();
}
