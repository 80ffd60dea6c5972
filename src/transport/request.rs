//! Requests by `fetch`, and what is read of their answers.
//!
//! `fetch` and what it gives are the host page's to replace, so nothing here
//! takes a JavaScript value on trust; that is also why no fetch library is
//! used: gloo-net panics at a rejection that is no `Error`.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, Headers, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestInit, Response,
};

use super::{BrowserOptions, Credentials, csrf};
use crate::protocol::http::{HttpReply, HttpRequest, Method, TransportError};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(url: &str, init: &RequestInit) -> Result<JsValue, JsValue>;
}

/// Aborts the request it was given to when dropped; nothing happens to one
/// whose answer has been read.
pub(super) struct Abort(Option<AbortController>);

impl Abort {
    pub(super) fn new() -> Self {
        Self(AbortController::new().ok())
    }

    fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// Sends a request and reads the whole answer.
pub(super) async fn ask(
    options: &BrowserOptions,
    request: &HttpRequest,
) -> Result<HttpReply, TransportError> {
    let abort = Abort::new();
    let ours = [
        ("Accept", "application/json"),
        // Laravel then answers in JSON where it would redirect to a form.
        ("X-Requested-With", "XMLHttpRequest"),
    ];
    let answer = async {
        let response = send(options, request, &ours, &abort).await?;
        let body = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
        Some(HttpReply { body: Uint8Array::new(&body).to_vec(), ..head(&response) })
    };
    answer.await.ok_or(TransportError::Network)
}

/// Sends a request with these headers and the host's; `None` if no answer
/// came, or the host's headers could not be had.
pub(super) async fn send(
    options: &BrowserOptions,
    request: &HttpRequest,
    ours: &[(&str, &str)],
    abort: &Abort,
) -> Option<Response> {
    let headers = Headers::new().ok()?;
    for (name, value) in ours {
        headers.set(name, value).ok()?;
    }
    // The host's come last: it may know better what its server wants.
    let theirs = match &options.headers {
        Some(hook) => hook().await?,
        None => Vec::new(),
    };
    let init = RequestInit::new();
    if request.method == Method::Post {
        init.set_method("POST");
        // So that closing the page does not take back what its user did.
        Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE).ok()?;
        if let Some((name, token)) = csrf::header(options, &request.url) {
            headers.set(name, &token).ok()?;
        }
    }
    for (name, value) in theirs {
        headers.set(&name, &value).ok()?;
    }
    init.set_headers_headers(&headers);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(match options.credentials {
        Credentials::SameOrigin => RequestCredentials::SameOrigin,
        Credentials::Include => RequestCredentials::Include,
        Credentials::Omit => RequestCredentials::Omit,
    });
    // Sanctum tells its own pages by the referrer; a page that sends none
    // would look signed out.
    init.set_referrer_policy(ReferrerPolicy::StrictOriginWhenCrossOrigin);
    init.set_signal(abort.signal().as_ref());
    let response = fetch(&request.url, &init).ok()?;
    JsFuture::from(Promise::resolve(&response)).await.ok()?.dyn_into().ok()
}

/// The answer without its body.
pub(super) fn head(response: &Response) -> HttpReply {
    let headers = response.headers();
    let header = |name| headers.get(name).ok().flatten();
    HttpReply {
        status: response.status(),
        content_type: header("content-type"),
        date: header("date"),
        retry_after: header("retry-after"),
        body: Vec::new(),
    }
}
