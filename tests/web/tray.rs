//! A mounted tray on a scripted world, as the tests of the views meet it.
#![allow(dead_code, reason = "each test program uses its part of it")]

use std::rc::Rc;

use job_tray::transport::StreamNews;
use job_tray::transport::fake::FakeTransport;
use job_tray::{ProcessId, TrayOptions, TrayStore, TrayView};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, KeyboardEventInit};

/// 2026-11-24 08:00:00 UTC.
pub const EIGHT: i64 = 1_795_507_200_000;

/// Lets microtasks, and so all effects, run.
pub async fn settle() {
    gloo_timers::future::TimeoutFuture::new(0).await;
}

/// A mounted tray; unmounts and leaves the document clean when dropped.
pub struct Page {
    pub fake: FakeTransport,
    pub store: TrayStore,
    pub place: HtmlElement,
    mounted: Option<UnmountHandle<AnyViewState>>,
}

impl Page {
    pub async fn open(ids: &[u64]) -> Self {
        Self::open_with(TrayOptions::default(), ids).await
    }

    pub async fn open_with(options: TrayOptions, ids: &[u64]) -> Self {
        Self::open_in(FakeTransport::new(EIGHT), options, ids).await
    }

    pub async fn open_in(fake: FakeTransport, options: TrayOptions, ids: &[u64]) -> Self {
        let place: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&place).unwrap();
        let world = fake.clone();
        let ids = ids.iter().copied().map(ProcessId::new).collect();
        let store = TrayStore::with_transport(options, Rc::new(world));
        let shown = store.clone();
        let mounted = mount_to(place.clone(), move || {
            shown.follow(ids);
            view! { <TrayView store=shown open=RwSignal::new(true) /> }.into_any()
        });
        settle().await;
        Self { fake, store, place, mounted: Some(mounted) }
    }

    /// A tray with job 1, of which the server tells this.
    pub async fn with(columns: &str) -> Self {
        let page = Self::open(&[1]).await;
        page.answer(columns).await;
        page
    }

    pub async fn answer(&self, columns: &str) {
        assert!(self.fake.answer("/processes/1", 200, &format!(r#"{{"id":1,{columns}}}"#)));
        settle().await;
    }

    pub fn find(&self, selector: &str) -> Element {
        let found = self.place.query_selector(selector).unwrap();
        found.unwrap_or_else(|| panic!("{selector} is not there"))
    }

    /// Text of what is shown; empty if it is hidden. Not `innerText`, which is
    /// empty for rows that were not painted yet.
    pub fn text(&self, selector: &str) -> String {
        let element = self.find(selector);
        if is_hidden(&element) { String::new() } else { element.text_content().unwrap() }
    }

    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.find(selector).get_attribute(name)
    }

    /// Whether there is such an element and it is seen.
    pub fn shows(&self, selector: &str) -> bool {
        let found = self.place.query_selector(selector).unwrap();
        found.is_some_and(|element| !is_hidden(&element))
    }

    pub fn count(&self, selector: &str) -> u32 {
        self.place.query_selector_all(selector).unwrap().length()
    }

    pub async fn click(&self, selector: &str) {
        self.find(selector).unchecked_into::<HtmlElement>().click();
        settle().await;
    }

    /// The server writes an event of job 1.
    pub fn event(&self, columns: &str) {
        let data = format!(r#"{{"process_id":1,{columns}}}"#);
        self.fake.stream("/processes/1/stream", StreamNews::Message(data.as_str().into()));
    }

    /// Until all that has come is shown: ten times a second at most.
    pub async fn catch_up(&self) {
        self.fake.advance(100);
        settle().await;
    }

    /// Until jobs of which nothing is heard are shown all the same.
    pub async fn let_in(&self) {
        self.fake.advance(500);
        settle().await;
    }

    pub fn button(&self, action: &str) -> HtmlElement {
        self.find(&format!("[part=action][data-action={action}]")).unchecked_into()
    }

    pub fn offers(&self, action: &str) -> bool {
        !is_hidden(&self.button(action))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        drop(self.mounted.take());
        self.place.remove();
    }
}

pub fn is_hidden(element: &Element) -> bool {
    element.closest("[hidden]").unwrap().is_some()
}

/// A click that the browser counts as the first, or a later one, of several.
pub fn click_as(element: &Element, count: i32) {
    let init = web_sys::MouseEventInit::new();
    init.set_detail(count);
    init.set_bubbles(true);
    let click = web_sys::MouseEvent::new_with_mouse_event_init_dict("click", &init).unwrap();
    element.dispatch_event(&click).unwrap();
}

pub fn focused() -> Option<Element> {
    document().active_element()
}

pub const RUNNING: &str =
    r#""type":"csv_import","status":"running","started_at":"2026-11-24 07:59:30""#;

/// Presses a key on an element.
pub async fn press(on: &Element, key: &str) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    on.dispatch_event(&event).unwrap();
    settle().await;
}
