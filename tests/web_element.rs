//! `<job-tray>` in a real browser: upgrade, attributes, moves, removal, and two
//! of them on a page. The server here knows no processes; that is enough.
#![cfg(all(target_arch = "wasm32", feature = "element"))]
#![allow(clippy::unwrap_used)]

use js_sys::{Array, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, ShadowRoot};

wasm_bindgen_test_configure!(run_in_browser);

/// Lets microtasks and the next task run: disconnecting takes effect in one.
async fn settle() {
    gloo_timers::future::TimeoutFuture::new(0).await;
}

/// A job of which nothing is heard is shown half a second after it came.
async fn let_in() {
    gloo_timers::future::TimeoutFuture::new(600).await;
}

/// Each test has a tag of its own, since a tag cannot be undefined.
fn element(tag: &str, attributes: &[(&str, &str)]) -> HtmlElement {
    // What a test before chose of its tray is not for this one.
    window().local_storage().unwrap().unwrap().clear().unwrap();
    let element: HtmlElement = document().create_element(tag).unwrap().unchecked_into();
    for (name, value) in attributes {
        element.set_attribute(name, value).unwrap();
    }
    document().body().unwrap().append_child(&element).unwrap();
    element
}

fn root(element: &Element) -> ShadowRoot {
    element.shadow_root().unwrap()
}

fn rows(element: &Element) -> Vec<String> {
    let rows = root(element).query_selector_all("[part=job]").unwrap();
    (0..rows.length())
        .map(|index| {
            let row: Element = rows.get(index).unwrap().unchecked_into();
            row.get_attribute("data-process-id").unwrap()
        })
        .collect()
}

#[wasm_bindgen_test]
async fn an_element_that_was_there_first_is_upgraded_with_its_attributes() {
    let early = element("tray-early", &[("process-ids", "3, 1"), ("open", "")]);
    assert!(early.shadow_root().is_none());
    job_tray::element::define("tray-early");
    let_in().await;
    assert_eq!(rows(&early), ["3", "1"]);
    early.remove();
}

#[wasm_bindgen_test]
async fn properties_set_before_the_definition_are_kept() {
    let early = element("tray-property", &[("open", "")]);
    let ids = Array::of2(&"9007199254740993".into(), &"5".into());
    Reflect::set(&early, &"processIds".into(), &ids).unwrap();
    job_tray::element::define("tray-property");
    let_in().await;
    assert_eq!(rows(&early), ["9007199254740993", "5"]);
    let kept = Reflect::get(&early, &"processIds".into()).unwrap();
    assert_eq!(Array::from(&kept).join(" "), "9007199254740993 5");
    early.remove();
}

#[wasm_bindgen_test]
async fn changed_attributes_change_what_is_followed() {
    job_tray::element::define("tray-attributes");
    // The rows of a closed tray are not kept up to date.
    let tray = element("tray-attributes", &[("process-ids", "1,2"), ("open", "")]);
    let_in().await;
    tray.set_attribute("process-ids", "2 x 3").unwrap();
    let_in().await;
    assert_eq!(rows(&tray), ["3", "2"]);
    tray.remove_attribute("process-ids").unwrap();
    settle().await;
    assert_eq!(rows(&tray), [""; 0]);
    tray.remove();
}

#[wasm_bindgen_test]
async fn open_is_an_attribute_in_both_directions() {
    job_tray::element::define("tray-open");
    let tray = element("tray-open", &[]);
    settle().await;
    let panel: HtmlElement =
        root(&tray).query_selector("[part=panel]").unwrap().unwrap().unchecked_into();
    assert!(panel.hidden());
    tray.set_attribute("open", "").unwrap();
    settle().await;
    assert!(!panel.hidden());
    let minimise = root(&tray).query_selector("[part=minimise]").unwrap().unwrap();
    minimise.unchecked_into::<HtmlElement>().click();
    settle().await;
    assert!(panel.hidden() && !tray.has_attribute("open"));
    tray.remove();
}

#[wasm_bindgen_test]
async fn a_move_keeps_the_tray_and_a_removal_ends_it() {
    job_tray::element::define("tray-move");
    let tray = element("tray-move", &[("process-ids", "1"), ("open", "")]);
    let_in().await;
    let row = || root(&tray).query_selector("[part=job]").unwrap();
    let before = row().unwrap();
    let elsewhere = element("section", &[]);
    elsewhere.append_child(&tray).unwrap();
    settle().await;
    assert_eq!(row(), Some(before), "the same row");
    tray.remove();
    settle().await;
    assert_eq!(rows(&tray), [""; 0]);
    document().body().unwrap().append_child(&tray).unwrap();
    let_in().await;
    assert_eq!(rows(&tray), ["1"], "a tray put back starts anew");
    tray.remove();
    elsewhere.remove();
}

#[wasm_bindgen_test]
async fn two_trays_and_two_definitions_get_along() {
    job_tray::element::define("tray-twice");
    job_tray::element::define("tray-twice");
    let (one, two) = (
        element("tray-twice", &[("process-ids", "1"), ("open", "")]),
        element("tray-twice", &[("process-ids", "2"), ("open", "")]),
    );
    let_in().await;
    assert_eq!((rows(&one), rows(&two)), (vec!["1".to_owned()], vec!["2".to_owned()]));
    one.remove();
    settle().await;
    assert_eq!(rows(&two), ["2"]);
    two.remove();
}

#[wasm_bindgen_test]
async fn styles_leak_neither_in_nor_out() {
    let style = document().create_element("style").unwrap();
    style.set_text_content(Some("button { letter-spacing: 9px !important }"));
    document().head().unwrap().append_child(&style).unwrap();
    job_tray::element::define("tray-style");
    let tray = element("tray-style", &[("process-ids", "1")]);
    let outside = element("button", &[("class", "job-tray__pill")]);
    settle().await;
    let computed = |element: &Element, property: &str| {
        let style = window().get_computed_style(element).unwrap().unwrap();
        style.get_property_value(property).unwrap()
    };
    let pill = root(&tray).query_selector("[part=pill]").unwrap().unwrap();
    assert_eq!(computed(&pill, "letter-spacing"), "normal");
    assert_eq!(computed(&pill, "display"), "flex");
    assert_ne!(
        computed(&outside, "border-top-left-radius"),
        computed(&pill, "border-top-left-radius")
    );
    for element in [&tray, &outside] {
        element.remove();
    }
    style.remove();
}
