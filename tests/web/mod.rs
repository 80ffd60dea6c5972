//! What the browser tests share: lists of what was heard, waiting on a
//! condition, and a network that answers what a test says.
#![allow(dead_code, reason = "each test program uses its part of it")]

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use job_tray::protocol::actions::{StreamKind, StreamRequest};
use job_tray::protocol::http::{HttpReply, HttpRequest, Method, TransportError};
use job_tray::transport::{BrowserOptions, BrowserTransport, Guard, StreamNews, Transport};
use wasm_bindgen::prelude::*;

pub type Heard<T> = Rc<RefCell<Vec<T>>>;

pub fn heard<T>() -> Heard<T> {
    Rc::new(RefCell::new(Vec::new()))
}

/// Waits until the condition holds, for at most ten seconds.
pub async fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..1_000 {
        if holds() {
            return;
        }
        TimeoutFuture::new(10).await;
    }
    panic!("never came: {what}");
}

/// Waits until so much has been heard, and gives all of it.
pub async fn until<T: Clone>(heard: &Heard<T>, count: usize) -> Vec<T> {
    wait_for("the news", || heard.borrow().len() >= count).await;
    heard.borrow().clone()
}

/// Lets everything that is under way in the page come to its end.
pub async fn settle() {
    for _ in 0..5 {
        TimeoutFuture::new(1).await;
    }
}

pub type Replies = Heard<Result<HttpReply, TransportError>>;

pub fn send_with(options: BrowserOptions, method: Method, url: &str) -> (Replies, Guard) {
    let replies = heard();
    let told = replies.clone();
    let request = HttpRequest { method, url: url.into() };
    let transport = BrowserTransport::new(options);
    let guard = transport.send(&request, Box::new(move |reply| told.borrow_mut().push(reply)));
    (replies, guard)
}

pub fn send(method: Method, url: &str) -> (Replies, Guard) {
    send_with(BrowserOptions::default(), method, url)
}

pub fn stream_with(
    options: BrowserOptions,
    via: StreamKind,
    url: &str,
    last_event_id: Option<&str>,
) -> (Heard<StreamNews>, Guard) {
    let news = heard();
    let told = news.clone();
    let last_event_id = last_event_id.map(str::to_owned);
    let request = StreamRequest { url: url.into(), via, last_event_id };
    let transport = BrowserTransport::new(options);
    let guard = transport.open_stream(&request, Box::new(move |it| told.borrow_mut().push(it)));
    (news, guard)
}

pub fn stream(via: StreamKind, url: &str) -> (Heard<StreamNews>, Guard) {
    stream_with(BrowserOptions::default(), via, url, None)
}

#[wasm_bindgen(module = "/tests/web/net.js")]
extern "C" {
    /// Stands in for `fetch` until it is dropped.
    #[wasm_bindgen(js_name = FakeNet)]
    pub type JsNet;
    #[wasm_bindgen(constructor, js_class = "FakeNet")]
    fn new() -> JsNet;
    #[wasm_bindgen(method)]
    fn restore(this: &JsNet);
    /// What the next calls give.
    #[wasm_bindgen(method)]
    pub fn gives(this: &JsNet, value: &JsValue);
    #[wasm_bindgen(method)]
    pub fn rejects(this: &JsNet, value: &JsValue);
    #[wasm_bindgen(method)]
    pub fn throws(this: &JsNet, value: &JsValue);
    /// How often it was called.
    #[wasm_bindgen(method)]
    pub fn calls(this: &JsNet) -> usize;
    /// The address of the last call.
    #[wasm_bindgen(method)]
    pub fn url(this: &JsNet) -> String;
    /// A header of the last call.
    #[wasm_bindgen(method)]
    pub fn header(this: &JsNet, name: &str) -> Option<String>;
    /// An option of the last call, as text; "undefined" if it has none.
    #[wasm_bindgen(method)]
    pub fn option(this: &JsNet, name: &str) -> String;
    /// Whether the last call was aborted.
    #[wasm_bindgen(method)]
    pub fn aborted(this: &JsNet) -> bool;

    /// Stands in for the browser's notifications until it is dropped.
    #[wasm_bindgen(js_name = Notifications)]
    pub type JsNotifications;
    #[wasm_bindgen(constructor, js_class = "Notifications")]
    fn new(permission: &str) -> JsNotifications;
    #[wasm_bindgen(method)]
    fn restore(this: &JsNotifications);
    #[wasm_bindgen(method, js_name = setPermission)]
    pub fn set_permission(this: &JsNotifications, permission: &str);
    /// Every notification from now on is refused.
    #[wasm_bindgen(method)]
    pub fn refuse(this: &JsNotifications);
    /// What was shown: title, text and tag of each.
    #[wasm_bindgen(method)]
    pub fn shown(this: &JsNotifications) -> String;
    /// How often the user was asked.
    #[wasm_bindgen(method)]
    pub fn asked(this: &JsNotifications) -> usize;

    /// What the page warns of on the console.
    #[wasm_bindgen(js_name = Warnings)]
    pub type JsWarnings;
    #[wasm_bindgen(constructor, js_class = "Warnings")]
    fn new() -> JsWarnings;
    #[wasm_bindgen(method)]
    fn restore(this: &JsWarnings);
    /// How many warnings hold this text.
    #[wasm_bindgen(method)]
    fn with(this: &JsWarnings, text: &str) -> usize;

    /// A body that is written while it is read.
    pub type Wire;
    #[wasm_bindgen(constructor)]
    pub fn new() -> Wire;
    #[wasm_bindgen(method)]
    pub fn push(this: &Wire, bytes: &[u8]);
    #[wasm_bindgen(method)]
    pub fn close(this: &Wire);
    #[wasm_bindgen(method)]
    pub fn fail(this: &Wire, error: &JsValue);
    #[wasm_bindgen(method, getter)]
    pub fn body(this: &Wire) -> JsValue;

    /// An answer with this body: a text, the body of a wire, or null.
    pub fn response(status: u16, kind: Option<&str>, body: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = setHeader)]
    pub fn set_header(response: &JsValue, name: &str, value: &str);
    /// What `fetch` gives where a redirect is not followed, or nothing may be told.
    #[wasm_bindgen(js_name = opaque)]
    pub fn opaque() -> JsValue;
    /// The address of an answer of this type that the browser itself gives.
    #[wasm_bindgen(js_name = blobUrl)]
    pub fn blob_url(kind: &str, body: &str) -> String;
}

pub struct FakeNet(JsNet);

impl FakeNet {
    pub fn new() -> Self {
        Self(JsNet::new())
    }
}

impl Drop for FakeNet {
    fn drop(&mut self) {
        self.0.restore();
    }
}

impl std::ops::Deref for FakeNet {
    type Target = JsNet;

    fn deref(&self) -> &JsNet {
        &self.0
    }
}

/// Hears the console's warnings until it is dropped.
pub struct Warnings(JsWarnings);

impl Warnings {
    pub fn new() -> Self {
        Self(JsWarnings::new())
    }

    /// How many hold this text.
    pub fn with(&self, text: &str) -> usize {
        self.0.with(text)
    }
}

impl Drop for Warnings {
    fn drop(&mut self) {
        self.0.restore();
    }
}

/// A browser whose user says yes to everything.
pub struct FakeNotifications(JsNotifications);

impl FakeNotifications {
    pub fn new(permission: &str) -> Self {
        Self(JsNotifications::new(permission))
    }
}

impl Drop for FakeNotifications {
    fn drop(&mut self) {
        self.0.restore();
    }
}

impl std::ops::Deref for FakeNotifications {
    type Target = JsNotifications;

    fn deref(&self) -> &JsNotifications {
        &self.0
    }
}
