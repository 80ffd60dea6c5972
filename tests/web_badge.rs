//! Title and icon as several trays of a page count in them.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use job_tray::Attention;
use job_tray::transport::{BrowserTransport, Transport};
use leptos::prelude::document;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const TITLE: Attention =
    Attention { title: true, favicon: false, app_badge: false, notification: false, sound: false };

#[wasm_bindgen_test]
fn two_trays_of_a_page_add_up_and_each_takes_its_own_away() {
    document().set_title("Imports");
    // Each tray has a transport of its own.
    let (one, two) = (BrowserTransport::default(), BrowserTransport::default());
    one.badge(TITLE, 2);
    two.badge(TITLE, 1);
    assert_eq!(document().title(), "(3) Imports");
    one.badge(TITLE, -2);
    assert_eq!(document().title(), "(1) Imports");
    // The page moves on, and names itself anew.
    document().set_title("Exports");
    two.badge(TITLE, 1);
    assert_eq!(document().title(), "(2) Exports");
    two.badge(TITLE, -2);
    assert_eq!(document().title(), "Exports");
    let root = document().document_element().unwrap();
    assert!(!root.has_attribute("data-job-tray-title"), "nothing is left on the page");
}

#[wasm_bindgen_test]
fn a_tray_that_may_not_count_in_the_title_adds_nothing_to_it() {
    document().set_title("Imports");
    let (one, two) = (BrowserTransport::default(), BrowserTransport::default());
    one.badge(TITLE, 1);
    two.badge(Attention { title: false, favicon: true, ..TITLE }, 5);
    assert_eq!(document().title(), "(1) Imports");
    two.badge(Attention { title: false, favicon: true, ..TITLE }, -5);
    one.badge(TITLE, -1);
    assert_eq!(document().title(), "Imports");
}

#[wasm_bindgen_test]
fn what_the_page_counts_itself_stays_in_its_title() {
    document().set_title("(3) Inbox");
    let tray = BrowserTransport::default();
    tray.badge(TITLE, 1);
    assert_eq!(document().title(), "(1) (3) Inbox");
    tray.badge(TITLE, -1);
    assert_eq!(document().title(), "(3) Inbox");
}
