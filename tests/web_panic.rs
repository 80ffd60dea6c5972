//! What is left after a panic. In a program of its own: what is broken stays so.
#![cfg(all(target_arch = "wasm32", feature = "element"))]
#![allow(clippy::unwrap_used)]

use leptos::prelude::document;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Element;

wasm_bindgen_test_configure!(run_in_browser);

fn tray() -> Element {
    let tray = document().create_element("job-tray").unwrap();
    document().body().unwrap().append_child(&tray).unwrap();
    tray
}

fn text(tray: &Element) -> String {
    tray.shadow_root().unwrap().text_content().unwrap()
}

#[wasm_bindgen_test]
async fn after_a_panic_words_stand_in_place_of_every_tray() {
    job_tray::element::define("job-tray");
    let tray_before = tray();
    gloo_timers::future::TimeoutFuture::new(0).await;
    assert!(text(&tray_before).contains("No background jobs"));
    // The hook itself, as a panic would call it; a panic would end the test.
    job_tray::element::show_broken();
    assert!(text(&tray_before).contains("stopped working"));
    assert!(!text(&tray_before).contains("No background jobs"));
    assert!(text(&tray()).contains("stopped working"), "so does one that comes later");
}
