//! What requests carry: the host's headers, cookies, tokens against forged
//! requests, and whatever the page put in place of `fetch`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

mod web;

use std::cell::Cell;
use std::future::{Future, pending, ready};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use job_tray::protocol::http::Method::{Get, Post};
use job_tray::protocol::http::TransportError;
use job_tray::transport::{BrowserOptions, Credentials, Csrf};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::{FakeNet, Wire, response, send, send_with, set_header, settle, until};
use web_sys::HtmlDocument;

wasm_bindgen_test_configure!(run_in_browser);

const ELSEWHERE: &str = "https://api.example.com/processes/1/cancel";

/// A network that answers "{}" to everything.
fn net() -> FakeNet {
    let net = FakeNet::new();
    net.gives(&response(200, Some("application/json"), &"{}".into()));
    net
}

type Given = Option<Vec<(String, String)>>;

fn hook<F: Future<Output = Given> + 'static>(give: impl Fn() -> F + 'static) -> BrowserOptions {
    let headers = Rc::new(move || Box::pin(give()) as _);
    BrowserOptions { headers: Some(headers), ..BrowserOptions::default() }
}

fn given(headers: &[(&str, &str)]) -> Given {
    Some(headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
}

fn set_cookie(cookie: &str) {
    document().unchecked_into::<HtmlDocument>().set_cookie(cookie).unwrap();
}

/// The token a POST carries under these options.
async fn token(options: &BrowserOptions, url: &str) -> [Option<String>; 2] {
    let net = net();
    let (replies, _guard) = send_with(options.clone(), Post, url);
    until(&replies, 1).await;
    ["X-XSRF-TOKEN", "X-CSRF-TOKEN"].map(|name| net.header(name))
}

#[wasm_bindgen_test]
async fn a_request_asks_for_json_and_no_cache() {
    let net = net();
    let (replies, _guard) = send(Get, "/processes/1");
    let reply = until(&replies, 1).await.remove(0).unwrap();
    assert_eq!((reply.status, &reply.body[..]), (200, &b"{}"[..]));
    assert_eq!(net.header("Accept").as_deref(), Some("application/json"));
    assert_eq!(net.header("X-Requested-With").as_deref(), Some("XMLHttpRequest"));
    assert_eq!(net.option("cache"), "no-store");
    assert_eq!(net.option("referrerPolicy"), "strict-origin-when-cross-origin");
}

#[wasm_bindgen_test]
async fn the_headers_an_answer_is_judged_by_are_read() {
    let net = FakeNet::new();
    let answer = response(429, Some("application/json"), &"{}".into());
    set_header(&answer, "Retry-After", "7");
    set_header(&answer, "Date", "Mon, 02 Dec 2019 20:01:00 GMT");
    net.gives(&answer);
    let (replies, _guard) = send(Get, "/processes/1");
    let reply = until(&replies, 1).await.remove(0).unwrap();
    assert_eq!((reply.status, reply.retry_after_ms(0)), (429, Some(7_000)));
    assert!(reply.server_time_ms().is_some());
}

#[wasm_bindgen_test]
async fn the_hosts_headers_go_along_whenever_they_come() {
    let net = net();
    let at_once = hook(|| ready(given(&[("Authorization", "Bearer 1"), ("Accept", "a/b")])));
    let (replies, _guard) = send_with(at_once, Get, "/processes/1");
    until(&replies, 1).await;
    assert_eq!(net.header("Authorization").as_deref(), Some("Bearer 1"));
    assert_eq!(net.header("Accept").as_deref(), Some("a/b"));

    let later = hook(|| async {
        TimeoutFuture::new(5).await;
        given(&[("Authorization", "Bearer 2")])
    });
    let (replies, _guard) = send_with(later, Post, "/processes/1/cancel");
    assert_eq!(net.calls(), 1, "it waits for its headers");
    until(&replies, 1).await;
    assert_eq!(net.header("Authorization").as_deref(), Some("Bearer 2"));
}

#[wasm_bindgen_test]
async fn without_the_hosts_headers_nothing_is_sent() {
    let net = net();
    for given in [None, given(&[("no name", "x")]), given(&[("Authorization", "a\nb")])] {
        let options = hook(move || ready(given.clone()));
        let (replies, _guard) = send_with(options, Get, "/processes/1");
        assert_eq!(until(&replies, 1).await, [Err(TransportError::Network)]);
    }
    assert_eq!(net.calls(), 0);
}

#[wasm_bindgen_test]
async fn headers_that_never_come_are_given_up_with_the_request() {
    struct Waits(Rc<Cell<u8>>);
    impl Drop for Waits {
        fn drop(&mut self) {
            self.0.set(self.0.get() - 1);
        }
    }
    let net = net();
    let waiting = Rc::new(Cell::new(0));
    let counted = waiting.clone();
    let options = hook(move || {
        counted.set(counted.get() + 1);
        let waits = Waits(counted.clone());
        async move {
            pending::<()>().await;
            drop(waits);
            None
        }
    });
    let (replies, guard) = send_with(options, Get, "/processes/1");
    settle().await;
    assert_eq!(waiting.get(), 1);
    drop(guard);
    assert_eq!(waiting.get(), 0);
    settle().await;
    assert!(replies.borrow().is_empty() && net.calls() == 0);
}

#[wasm_bindgen_test]
async fn only_what_the_user_did_outlives_the_page_and_carries_a_token() {
    let net = net();
    set_cookie("XSRF-TOKEN=first%3D; path=/");
    let (replies, _guard) = send(Get, "/processes/1");
    until(&replies, 1).await;
    assert_eq!(net.option("keepalive"), "undefined");
    assert_eq!(net.header("X-XSRF-TOKEN"), None);
    let (replies, _guard) = send(Post, "/processes/1/cancel");
    until(&replies, 1).await;
    assert_eq!((net.option("method"), net.option("keepalive")), ("POST".into(), "true".into()));
    assert_eq!(net.header("X-XSRF-TOKEN").as_deref(), Some("first="));
    drop(net);
    set_cookie("XSRF-TOKEN=second; path=/");
    let found = token(&BrowserOptions::default(), "/processes/1/cancel").await;
    assert_eq!(found, [Some("second".into()), None], "read anew for each request");
    set_cookie("XSRF-TOKEN=; path=/; max-age=0");
    assert_eq!(token(&BrowserOptions::default(), "/x").await, [None, None]);
}

#[wasm_bindgen_test]
async fn a_token_goes_where_the_cookies_go() {
    set_cookie("XSRF-TOKEN=secret; path=/");
    let own = format!("{}/x", document().location().unwrap().origin().unwrap());
    let evil =
        [ELSEWHERE, "//api.example.com/x", "/\\api.example.com/x", "HTTPS://api.example.com"];
    for (credentials, name, at_home, away) in [
        (Credentials::SameOrigin, "same-origin", true, false),
        (Credentials::Include, "include", true, true),
        (Credentials::Omit, "omit", false, false),
    ] {
        let options = BrowserOptions { credentials, ..BrowserOptions::default() };
        for url in ["/x", "x", &own] {
            assert_eq!(token(&options, url).await[0].is_some(), at_home, "{name} {url}");
        }
        for url in evil {
            assert_eq!(token(&options, url).await[0].is_some(), away, "{name} {url}");
        }
        let net = net();
        let (replies, _guard) = send_with(options, Get, "/x");
        until(&replies, 1).await;
        assert_eq!(net.option("credentials"), name);
    }

    // A page may have its relative addresses read against another server.
    let base = document().create_element("base").unwrap();
    base.set_attribute("href", "https://cdn.example.com/").unwrap();
    document().head().unwrap().append_child(&base).unwrap();
    let found = token(&BrowserOptions::default(), "/x").await;
    base.remove();
    set_cookie("XSRF-TOKEN=; path=/; max-age=0");
    assert_eq!(found, [None, None]);
}

#[wasm_bindgen_test]
async fn a_token_may_stand_in_the_page_or_be_wanted_nowhere() {
    set_cookie("XSRF-TOKEN=cookie; path=/");
    let meta = document().create_element("meta").unwrap();
    meta.set_attribute("name", "csrf-token").unwrap();
    meta.set_attribute("content", "page").unwrap();
    let options = |csrf| BrowserOptions { csrf, ..BrowserOptions::default() };
    assert_eq!(token(&options(Csrf::Meta), "/x").await, [None, None]);
    document().head().unwrap().append_child(&meta).unwrap();
    let found = token(&options(Csrf::Meta), "/x").await;
    let away = token(&options(Csrf::Meta), ELSEWHERE).await;
    let off = token(&options(Csrf::Off), "/x").await;
    meta.remove();
    set_cookie("XSRF-TOKEN=; path=/; max-age=0");
    assert_eq!(found, [None, Some("page".into())]);
    assert_eq!((away, off), ([None, None], [None, None]));
}

#[wasm_bindgen_test]
async fn whatever_a_page_puts_in_place_of_fetch_is_no_panic() {
    let net = FakeNet::new();
    let failing = Wire::new();
    failing.fail(&"a text".into());
    let ways: [&dyn Fn(); 6] = [
        &|| net.throws(&"a text".into()),
        &|| net.rejects(&"a text".into()),
        &|| net.rejects(&JsValue::UNDEFINED),
        &|| net.gives(&JsValue::NULL),
        &|| net.gives(&js_sys::Object::new()),
        &|| net.gives(&response(200, None, &failing.body())),
    ];
    for way in ways {
        way();
        let (replies, _guard) = send(Get, "/processes/1");
        assert_eq!(until(&replies, 1).await, [Err(TransportError::Network)]);
    }
    assert_eq!(net.calls(), 6);
}

#[wasm_bindgen_test]
async fn a_dropped_request_is_aborted() {
    let net = FakeNet::new();
    net.gives(&js_sys::Promise::new(&mut |_, _| {}));
    let (replies, guard) = send(Get, "/processes/1");
    settle().await;
    assert!(net.calls() == 1 && !net.aborted());
    drop(guard);
    assert!(net.aborted());
    settle().await;
    assert!(replies.borrow().is_empty());
}
