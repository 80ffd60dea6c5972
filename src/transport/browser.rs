//! The browser as the world: its clocks and timers, and what the page goes
//! through; the rest stands in files of its own.

use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{PageTransitionEvent, VisibilityState, Window};

use super::{
    BrowserOptions, Guard, OnMemory, OnPage, OnReply, OnStream, OnTabs, OnWords, PageNews, Tabs,
    Transport, attention, event_stream, fetch_stream, languages, memory, request, tabs, task,
};
use crate::domain::attention::Attention;
use crate::domain::language::Formats;
use crate::protocol::actions::{Now, StreamKind, StreamRequest};
use crate::protocol::http::HttpRequest;

/// [`Transport`] on the browser's own APIs.
#[derive(Clone, Debug, Default)]
pub struct BrowserTransport(Rc<BrowserOptions>);

impl BrowserTransport {
    /// One that asks as the host wants it.
    #[must_use]
    pub fn new(options: BrowserOptions) -> Self {
        Self(Rc::new(options))
    }
}

/// What the monotonic clock shows when the page begins: what other tabs sent in
/// the minute before must have a time, or all of it would count as sent now.
const HEAD_START_MS: f64 = 120_000.0;

/// The page's window; there is none on a server or in a worker.
fn window() -> Option<Window> {
    web_sys::window()
}

impl Transport for BrowserTransport {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn now(&self) -> Now {
        let mono = window().and_then(|window| window.performance()).map_or(0.0, |it| it.now());
        Now { mono_ms: (HEAD_START_MS + mono) as u64, wall_ms: js_sys::Date::now() as i64 }
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn seed(&self) -> u64 {
        (js_sys::Math::random() * 2_f64.powi(53)) as u64
    }

    fn send(&self, request: &HttpRequest, done: OnReply) -> Guard {
        let (options, request) = (self.0.clone(), request.clone());
        task::run(|_| async move {
            done(request::ask(&options, &request).await);
        })
    }

    fn open_stream(&self, request: &StreamRequest, on: OnStream) -> Guard {
        match request.via {
            StreamKind::EventSource => event_stream::open(&self.0, &request.url, on),
            StreamKind::Fetch => fetch_stream::open(self.0.clone(), request, on),
        }
    }

    fn join_tabs(&self, name: &str, on: OnTabs) -> Option<Box<dyn Tabs>> {
        tabs::join(name, on)
    }

    fn remembered(&self, name: &str) -> Option<String> {
        memory::get(name)
    }

    fn remember(&self, name: &str, text: Option<&str>) {
        memory::set(name, text);
    }

    fn watch_memory(&self, name: &str, on: OnMemory) -> Guard {
        memory::watch(name, on)
    }

    fn formats(&self) -> Formats {
        languages::format
    }

    fn language(&self) -> String {
        languages::language()
    }

    fn read_words(&self, folder: Option<&str>, name: &str, done: OnWords) -> Guard {
        languages::read_file(folder, name, done)
    }

    fn badge(&self, means: Attention, more: i32) {
        attention::badge(means, more);
    }

    fn call(&self, means: Attention, tag: &str, title: &str, text: &str) {
        attention::call(means, tag, title, text);
    }

    fn may_notify(&self) -> Option<bool> {
        attention::allowed()
    }

    fn ask_to_notify(&self, done: Box<dyn FnOnce(bool)>) -> Guard {
        attention::ask_leave(done)
    }

    fn wake_after(&self, milliseconds: u64, wake: Box<dyn FnOnce()>) -> Guard {
        let milliseconds = u32::try_from(milliseconds).unwrap_or(u32::MAX).min(i32::MAX as u32);
        Guard::holding(Timeout::new(milliseconds, wake))
    }

    fn watch_page(&self, on: OnPage) -> Guard {
        let Some(window) = window() else { return Guard::new(|| {}) };
        let Some(document) = window.document() else { return Guard::new(|| {}) };
        let on = Rc::new(on);
        on(PageNews::Visible(document.visibility_state() != VisibilityState::Hidden));
        let listeners = [
            EventListener::new(&document, "visibilitychange", {
                let (on, document) = (on.clone(), document.clone());
                move |_| {
                    on(PageNews::Visible(document.visibility_state() != VisibilityState::Hidden))
                }
            }),
            EventListener::new(&window, "online", {
                let on = on.clone();
                move |_| on(PageNews::Online(true))
            }),
            EventListener::new(&window, "offline", {
                let on = on.clone();
                move |_| on(PageNews::Online(false))
            }),
            // Chromium alone tells of freezing.
            EventListener::new(&document, "freeze", {
                let on = on.clone();
                move |_| on(PageNews::Suspended)
            }),
            EventListener::new(&document, "resume", {
                let on = on.clone();
                move |_| on(PageNews::Resumed)
            }),
            EventListener::new(&window, "pagehide", {
                let on = on.clone();
                move |_| on(PageNews::Suspended)
            }),
            EventListener::new(&window, "pageshow", move |event| {
                let restored = event.dyn_ref::<PageTransitionEvent>();
                if restored.is_some_and(PageTransitionEvent::persisted) {
                    on(PageNews::Resumed);
                }
            }),
        ];
        Guard::holding(listeners)
    }
}
