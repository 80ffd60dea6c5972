//! The language of `<job-tray>`: what its attributes, its place and its files
//! make of it.
#![cfg(all(target_arch = "wasm32", feature = "element"))]
#![allow(clippy::unwrap_used)]

mod web;

use js_sys::{Object, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::{FakeNet, Warnings, response, wait_for};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

const TAG: &str = "tray-language";
const GERMAN: &str = include_str!("../public/languages/de.json");

/// A tray below an element with these attributes.
struct Tray {
    place: HtmlElement,
    element: HtmlElement,
}

impl Tray {
    fn new(place: &[(&str, &str)], attributes: &[(&str, &str)]) -> Self {
        let make = |tag, attributes: &[(&str, &str)]| {
            let element: HtmlElement = document().create_element(tag).unwrap().unchecked_into();
            for (name, value) in attributes {
                element.set_attribute(name, value).unwrap();
            }
            element
        };
        let (place, element) = (make("div", place), make(TAG, attributes));
        place.append_child(&element).unwrap();
        document().body().unwrap().append_child(&place).unwrap();
        Self { place, element }
    }

    fn section(&self) -> Element {
        let root = self.element.shadow_root().unwrap();
        root.query_selector("[part=tray]").unwrap().unwrap()
    }

    fn said(&self, name: &str) -> Option<String> {
        self.section().get_attribute(name)
    }

    fn is_called(&self, name: &str) -> bool {
        self.said("aria-label").as_deref() == Some(name)
    }

    async fn until_called(&self, name: &str) {
        wait_for(name, || self.is_called(name)).await;
        assert!(!self.section().has_attribute("hidden"));
    }

    fn set(&self, strings: &[(&str, &str)]) {
        let object = Object::new();
        for (id, text) in strings {
            Reflect::set(&object, &(*id).into(), &(*text).into()).unwrap();
        }
        Reflect::set(&self.element, &"strings".into(), &object).unwrap();
    }
}

impl Drop for Tray {
    fn drop(&mut self) {
        self.place.remove();
    }
}

fn gives(net: &FakeNet, status: u16, text: &str) {
    net.gives(&response(status, Some("application/json"), &text.into()));
}

#[wasm_bindgen_test]
async fn the_nearest_lang_of_the_page_is_spoken_from_a_file() {
    job_tray::element::define(TAG);
    let net = FakeNet::new();
    gives(&net, 200, GERMAN);
    let tray = Tray::new(&[("lang", "de-AT")], &[]);
    assert!(tray.section().has_attribute("hidden"), "English does not flash up");
    tray.until_called("Hintergrundaufgaben").await;
    assert_eq!(tray.said("lang").as_deref(), Some("de-AT"));
    assert!(net.url().ends_with("/languages/de.json"), "{}", net.url());
    assert!(!net.url().contains("snippets"), "{}", net.url());
}

#[wasm_bindgen_test]
async fn the_attribute_comes_first_and_names_where_the_files_lie() {
    job_tray::element::define(TAG);
    let net = FakeNet::new();
    gives(&net, 200, r#"{"tray.name": "Attività"}"#);
    let tray =
        Tray::new(&[("lang", "de")], &[("language", "it"), ("languages-url", "/words/here")]);
    tray.until_called("Attività").await;
    assert_eq!(net.url(), "/words/here/it.json");
    // A new wish is met without beginning anew.
    let section = tray.section();
    gives(&net, 200, GERMAN);
    tray.element.set_attribute("language", "de").unwrap();
    tray.until_called("Hintergrundaufgaben").await;
    tray.element.set_attribute("language", "en").unwrap();
    tray.until_called("Background jobs").await;
    assert_eq!(tray.section(), section, "the same tray");
}

#[wasm_bindgen_test]
async fn a_file_that_is_broken_or_does_not_load_leaves_english_and_is_told_once() {
    job_tray::element::define(TAG);
    let net = FakeNet::new();
    let broken: [&dyn Fn(); 5] = [
        &|| gives(&net, 404, "{}"),
        &|| gives(&net, 200, "<!doctype html>"),
        &|| net.rejects(&JsValue::from_str("offline")),
        &|| net.throws(&JsValue::NULL),
        &|| net.gives(&JsValue::UNDEFINED),
    ];
    for answers in broken {
        let warnings = Warnings::new();
        answers();
        let tray = Tray::new(&[], &[("language", "fr")]);
        wait_for("the tray", || !tray.section().has_attribute("hidden")).await;
        tray.until_called("Background jobs").await;
        assert_eq!(tray.said("lang").as_deref(), Some("en"));
        assert_eq!(warnings.with("/fr\""), 1);
    }
}

#[wasm_bindgen_test]
async fn a_host_may_set_any_word_and_hears_once_of_those_there_are_not() {
    job_tray::element::define(TAG);
    let warnings = Warnings::new();
    let tray = Tray::new(&[("lang", "en")], &[]);
    tray.until_called("Background jobs").await;
    let own = [("tray.name", "<b>Imports</b>"), ("tray.nmae", "?"), ("type.own", "Mine")];
    tray.set(&own);
    tray.until_called("<b>Imports</b>").await;
    assert!(tray.section().query_selector("b").unwrap().is_none(), "text is text");
    tray.set(&own);
    assert_eq!(warnings.with("tray.nmae"), 1);
    assert_eq!(warnings.with("no message"), 1);
    for odd in [JsValue::NULL, 7.into(), "text".into(), js_sys::Array::new().into()] {
        Reflect::set(&tray.element, &"strings".into(), &odd).unwrap();
        tray.until_called("Background jobs").await;
    }
}

#[wasm_bindgen_test]
async fn a_page_that_changes_its_language_takes_the_tray_along() {
    job_tray::element::define(TAG);
    let net = FakeNet::new();
    gives(&net, 200, GERMAN);
    let tray = Tray::new(&[("lang", "en")], &[]);
    tray.until_called("Background jobs").await;
    tray.place.set_attribute("lang", "de").unwrap();
    tray.until_called("Hintergrundaufgaben").await;
    // What the host wishes for the tray itself is not the page's to change.
    tray.element.set_attribute("language", "en").unwrap();
    tray.until_called("Background jobs").await;
    tray.place.set_attribute("lang", "fr").unwrap();
    gloo_timers::future::TimeoutFuture::new(20).await;
    assert!(tray.is_called("Background jobs"));
    assert_eq!(net.calls(), 1);
}

#[wasm_bindgen_test]
async fn the_direction_is_the_languages_unless_the_host_sets_it() {
    job_tray::element::define(TAG);
    let net = FakeNet::new();
    gives(&net, 200, r#"{"tray.name": "مهام"}"#);
    let tray = Tray::new(&[], &[("language", "ar")]);
    tray.until_called("مهام").await;
    assert_eq!(tray.said("dir").as_deref(), Some("rtl"));
    tray.element.set_attribute("dir", "ltr").unwrap();
    gives(&net, 200, r#"{"tray.name": "مهام"}"#);
    wait_for("the host's direction", || tray.said("dir").is_none()).await;
    tray.element.remove_attribute("dir").unwrap();
    wait_for("the tray's direction", || tray.said("dir").as_deref() == Some("rtl")).await;
}
