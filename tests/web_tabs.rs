//! Tabs of one browser: who has the lead, and what one tells the others. Two
//! that join in one page are two tabs to the browser's locks and channels.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

mod web;

use std::cell::RefCell;
use std::rc::Rc;

use job_tray::protocol::actions::Lead;
use job_tray::transport::TabNews::{self, Heard, Led};
use job_tray::transport::{BrowserTransport, Tabs, Transport};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::{heard, settle, until, wait_for};
use web_sys::BroadcastChannel;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/web/page.js")]
extern "C" {
    /// How many hold or wait for the lock of this name: "1 held, 0 waiting".
    #[wasm_bindgen(js_name = locks)]
    async fn locks(name: &str) -> JsValue;
    /// Puts something in place of a property of the page until it is restored.
    type Replaced;
    #[wasm_bindgen(constructor)]
    fn new(path: &str, value: &JsValue) -> Replaced;
    #[wasm_bindgen(method)]
    fn restore(this: &Replaced);
    /// A lock manager that refuses, as in a page of no origin.
    #[wasm_bindgen(js_name = refusingLocks)]
    fn refusing_locks(error: &str) -> JsValue;
}

struct Tab {
    tabs: Option<Box<dyn Tabs>>,
    news: web::Heard<TabNews>,
}

impl Tab {
    fn join(name: &str) -> Self {
        let news = heard();
        let told = news.clone();
        let on = Box::new(move |it| told.borrow_mut().push(it));
        Self { tabs: BrowserTransport::default().join_tabs(name, on), news }
    }

    fn lead(&self, lead: Lead) {
        self.tabs.as_ref().unwrap().lead(lead);
    }

    fn tell(&self, text: &str) {
        self.tabs.as_ref().unwrap().tell(text);
    }

    fn leave(&mut self) {
        self.tabs = None;
    }

    fn told(&self) -> Vec<TabNews> {
        self.news.borrow().clone()
    }
}

async fn locks_of(name: &str) -> String {
    locks(name).await.as_string().unwrap()
}

/// Waits until the lock manager says so.
async fn until_locks(name: &str, wanted: &str) {
    for _ in 0..200 {
        if locks_of(name).await == wanted {
            return;
        }
        settle().await;
    }
    panic!("{} instead of {wanted}", locks_of(name).await);
}

#[wasm_bindgen_test]
async fn the_first_that_asks_has_the_lead_until_it_leaves() {
    let name = "the lead";
    let (mut one, two) = (Tab::join(name), Tab::join(name));
    one.lead(Lead::Ask);
    assert_eq!(until(&one.news, 1).await, [Led(true)]);
    two.lead(Lead::Ask);
    until_locks(name, "1 held, 1 waiting").await;
    assert_eq!(two.told(), []);
    one.leave();
    assert_eq!(until(&two.news, 1).await, [Led(true)]);
    two.lead(Lead::Leave);
    until_locks(name, "0 held, 0 waiting").await;
    assert_eq!((one.told(), two.told()), (vec![Led(true)], vec![Led(true)]));
}

#[wasm_bindgen_test]
async fn a_lead_that_is_taken_is_lost_to_the_other() {
    let name = "taken";
    let (one, two) = (Tab::join(name), Tab::join(name));
    one.lead(Lead::Ask);
    until(&one.news, 1).await;
    two.lead(Lead::Take);
    assert_eq!(until(&two.news, 1).await, [Led(true)]);
    assert_eq!(until(&one.news, 2).await, [Led(true), Led(false)]);
    // The robbed one may wait for it again.
    one.lead(Lead::Ask);
    until_locks(name, "1 held, 1 waiting").await;
    two.lead(Lead::Leave);
    assert_eq!(until(&one.news, 3).await, [Led(true), Led(false), Led(true)]);
    settle().await;
    assert_eq!(two.told(), [Led(true)], "who leaves of itself is told nothing");
}

#[wasm_bindgen_test]
async fn who_waits_may_take() {
    let name = "impatient";
    let (one, two) = (Tab::join(name), Tab::join(name));
    one.lead(Lead::Ask);
    until(&one.news, 1).await;
    two.lead(Lead::Ask);
    until_locks(name, "1 held, 1 waiting").await;
    two.lead(Lead::Take);
    until_locks(name, "1 held, 0 waiting").await;
    assert_eq!(until(&two.news, 1).await, [Led(true)]);
    assert_eq!(until(&one.news, 2).await, [Led(true), Led(false)]);
}

#[wasm_bindgen_test]
async fn asking_twice_is_asking_once() {
    let name = "twice";
    let (one, two) = (Tab::join(name), Tab::join(name));
    for _ in 0..2 {
        one.lead(Lead::Ask);
        one.lead(Lead::Take);
    }
    until(&one.news, 1).await;
    one.lead(Lead::Ask);
    one.lead(Lead::Take);
    two.lead(Lead::Ask);
    two.lead(Lead::Ask);
    until_locks(name, "1 held, 1 waiting").await;
    assert_eq!((one.told(), two.told()), (vec![Led(true)], vec![]));
}

#[wasm_bindgen_test]
async fn who_changes_its_mind_ends_where_it_last_wanted_to_be() {
    let name = "fickle";
    let one = Tab::join(name);
    for lead in [Lead::Ask, Lead::Leave, Lead::Take, Lead::Leave, Lead::Ask] {
        one.lead(lead);
    }
    until_locks(name, "1 held, 0 waiting").await;
    until(&one.news, 1).await;
    for lead in [Lead::Leave, Lead::Ask, Lead::Leave] {
        one.lead(lead);
    }
    until_locks(name, "0 held, 0 waiting").await;
    assert_eq!(one.told(), [Led(true)]);
}

#[wasm_bindgen_test]
async fn who_is_gone_holds_nothing_waits_for_nothing_and_hears_nothing() {
    let name = "gone";
    let (mut one, mut two, three) = (Tab::join(name), Tab::join(name), Tab::join(name));
    one.lead(Lead::Ask);
    until(&one.news, 1).await;
    two.lead(Lead::Ask);
    until_locks(name, "1 held, 1 waiting").await;
    three.tell("under way");
    two.leave();
    until_locks(name, "1 held, 0 waiting").await;
    assert_eq!(until(&one.news, 2).await, [Led(true), Heard("under way".into())]);
    three.tell("too late");
    one.leave();
    until_locks(name, "0 held, 0 waiting").await;
    settle().await;
    assert_eq!((one.told().len(), two.told()), (2, vec![]));
}

#[wasm_bindgen_test]
async fn the_news_of_the_lead_may_end_it() {
    let name = "surprised";
    let tabs = Rc::new(RefCell::new(None::<Box<dyn Tabs>>));
    let news = heard();
    let joined = BrowserTransport::default().join_tabs(name, {
        let (tabs, news) = (tabs.clone(), news.clone());
        Box::new(move |it| {
            news.borrow_mut().push(it);
            let dropped = tabs.borrow_mut().take();
            drop(dropped);
        })
    });
    tabs.replace(joined);
    tabs.borrow().as_ref().unwrap().lead(Lead::Ask);
    assert_eq!(until(&news, 1).await, [Led(true)]);
    until_locks(name, "0 held, 0 waiting").await;
    assert_eq!(news.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn what_one_tells_the_others_hear_in_order() {
    let (one, two, other) = (Tab::join("talk"), Tab::join("talk"), Tab::join("other talk"));
    one.tell("first");
    // Whatever else speaks on the channel is not understood.
    let stranger = BroadcastChannel::new("talk").unwrap();
    for odd in [JsValue::NULL, JsValue::from(7), js_sys::Object::new().into()] {
        stranger.post_message(&odd).unwrap();
    }
    one.tell("grün 🚀");
    let expected = [Heard("first".into()), Heard("grün 🚀".into())];
    assert_eq!(until(&two.news, 2).await, expected);
    settle().await;
    assert_eq!((one.told(), other.told()), (vec![], vec![]));
    stranger.close();
}

#[wasm_bindgen_test]
async fn a_page_that_may_share_nothing_is_told_so() {
    for path in ["navigator.locks", "BroadcastChannel"] {
        let replaced = Replaced::new(path, &JsValue::UNDEFINED);
        let tab = Tab::join("alone");
        replaced.restore();
        assert!(tab.tabs.is_none(), "{path}");
    }
    assert!(Tab::join("alone").tabs.is_some());
}

#[wasm_bindgen_test]
async fn a_page_of_no_origin_leads_alone_and_others_do_not_by_an_error() {
    for (error, leads) in [("SecurityError", true), ("InvalidStateError", false)] {
        let replaced = Replaced::new("navigator.locks", &refusing_locks(error));
        let tab = Tab::join("refused");
        replaced.restore();
        tab.lead(Lead::Ask);
        wait_for("the answer", || tab.told() == [Led(leads)]).await;
        tab.lead(Lead::Leave);
    }
}
