//! The browser: fetch, timers, clocks, and what the page goes through.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_net::http::{Method as HttpMethod, RequestBuilder, Response};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    AbortController, HtmlDocument, PageTransitionEvent, ReferrerPolicy, RequestCache,
    RequestCredentials, VisibilityState, Window,
};

use super::{
    Guard, OnMemory, OnPage, OnReply, OnStream, OnTabs, PageNews, Tabs, Transport, event_stream,
    xsrf,
};
use crate::protocol::actions::{Now, StreamRequest};
use crate::protocol::http::{HttpReply, HttpRequest, Method, TransportError};

/// The names of server-sent events that are listened to, besides the unnamed.
/// Laravel names every event; a browser delivers only names it was asked for.
pub(super) const EVENT_NAMES: [&str; 9] = [
    "message",
    "update",
    "step",
    "progress",
    "error",
    "completed",
    "failed",
    "cancelled",
    "status",
];

/// [`Transport`] on the browser's own APIs.
#[derive(Clone, Debug, Default)]
pub struct BrowserTransport;

/// The page's window; there is none on a server or in a worker.
fn window() -> Option<Window> {
    web_sys::window()
}

impl Transport for BrowserTransport {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn now(&self) -> Now {
        let mono = window().and_then(|window| window.performance()).map_or(0.0, |it| it.now());
        Now { mono_ms: mono as u64, wall_ms: js_sys::Date::now() as i64 }
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn seed(&self) -> u64 {
        (js_sys::Math::random() * 2_f64.powi(53)) as u64
    }

    fn send(&self, request: &HttpRequest, done: OnReply) -> Guard {
        let request = request.clone();
        let abort = AbortController::new().ok();
        let given_up = Rc::new(Cell::new(false));
        let signal = abort.as_ref().map(AbortController::signal);
        spawn_local({
            let given_up = given_up.clone();
            async move {
                let reply = fetch(&request, signal.as_ref()).await;
                if !given_up.get() {
                    done(reply);
                }
            }
        });
        Guard::new(move || {
            given_up.set(true);
            // The default reason only: the fetch library takes a rejection that
            // is no `Error` for a bug of its own and panics.
            if let Some(abort) = abort {
                abort.abort();
            }
        })
    }

    fn open_stream(&self, request: &StreamRequest, on: OnStream) -> Guard {
        event_stream::open(&request.url, &EVENT_NAMES, on)
    }

    fn join_tabs(&self, _name: &str, _on: OnTabs) -> Option<Box<dyn Tabs>> {
        None
    }

    fn remembered(&self, _name: &str) -> Option<String> {
        None
    }

    fn remember(&self, _name: &str, _text: Option<&str>) {}

    fn watch_memory(&self, _name: &str, _on: OnMemory) -> Guard {
        Guard::new(|| {})
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

async fn fetch(
    request: &HttpRequest,
    abort: Option<&web_sys::AbortSignal>,
) -> Result<HttpReply, TransportError> {
    let method = match request.method {
        Method::Get => HttpMethod::GET,
        Method::Post => HttpMethod::POST,
    };
    let mut builder = RequestBuilder::new(&request.url)
        .method(method)
        .header("Accept", "application/json")
        // Laravel then answers in JSON where it would redirect to a form.
        .header("X-Requested-With", "XMLHttpRequest")
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::SameOrigin)
        // Sanctum tells its own pages by the referrer; a page that sends none
        // would look signed out.
        .referrer_policy(ReferrerPolicy::StrictOriginWhenCrossOrigin)
        .abort_signal(abort);
    if request.method == Method::Post
        && let Some(token) = xsrf_token(&request.url)
    {
        builder = builder.header("X-XSRF-TOKEN", &token);
    }
    let response = builder.send().await.map_err(|_| TransportError::Network)?;
    read(response).await
}

async fn read(response: Response) -> Result<HttpReply, TransportError> {
    let headers = response.headers();
    Ok(HttpReply {
        status: response.status(),
        content_type: headers.get("content-type"),
        date: headers.get("date"),
        retry_after: headers.get("retry-after"),
        body: response.binary().await.map_err(|_| TransportError::Network)?,
    })
}

/// Reads the cookie anew for each request: every answer may change it.
fn xsrf_token(url: &str) -> Option<String> {
    let window = window()?;
    let origin = window.location().origin().ok()?;
    if !xsrf::is_same_origin(url, &origin) {
        return None;
    }
    let cookies = window.document()?.dyn_into::<HtmlDocument>().ok()?.cookie().ok()?;
    let encoded = xsrf::encoded_token(&cookies)?;
    js_sys::decode_uri_component(encoded).ok()?.as_string()
}
