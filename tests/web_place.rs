//! The tray taken to another corner, by pointer and by keys.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "web/tray.rs"]
mod tray;

use job_tray::TrayOptions;
use job_tray::transport::Transport;
use leptos::prelude::*;
use tray::{Page, focused, settle};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, KeyboardEvent, KeyboardEventInit};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/web/page.js")]
extern "C" {
    /// The pointer comes down on the element, in its middle.
    #[wasm_bindgen(js_name = pressPointer)]
    fn press(element: &Element);
    /// It goes so far from there; parts of the page's size.
    #[wasm_bindgen(js_name = movePointer)]
    fn move_by(inline: f64, block: f64);
    /// It comes up, and a click follows where it was pressed.
    #[wasm_bindgen(js_name = releasePointer)]
    fn release();
    /// The browser takes it away.
    #[wasm_bindgen(js_name = losePointer)]
    fn lose();
}

const PILL: &str = "[part=pill]";
const HEAD: &str = ".job-tray__header";

fn corner(page: &Page) -> String {
    page.attribute("[part=tray]", "data-corner").unwrap()
}

fn is_open(page: &Page) -> bool {
    page.shows("[part=panel]")
}

fn kept(page: &Page) -> Option<String> {
    page.fake.remembered("job-tray-place||bottom-end")
}

/// A drag of the pill with the panel closed.
async fn drag(page: &Page, inline: f64, block: f64) {
    press(&page.find(PILL));
    move_by(inline, block);
    release();
    settle().await;
}

async fn closed() -> Page {
    let page = Page::open(&[]).await;
    page.click("[part=minimise]").await;
    page
}

fn key_down(element: &Element, key: &str, alt: bool) -> bool {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_alt_key(alt);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    element.dispatch_event(&event).unwrap();
    event.default_prevented()
}

#[wasm_bindgen_test]
async fn the_pill_is_dragged_to_the_nearest_corner_and_that_is_no_click() {
    let page = closed().await;
    assert_eq!(corner(&page), "bottom-end");
    drag(&page, -0.8, 0.0).await;
    assert_eq!(corner(&page), "bottom-start");
    drag(&page, 0.1, -0.8).await;
    assert_eq!(corner(&page), "top-start");
    assert!(!is_open(&page), "the release was taken for a click");
    assert_eq!(kept(&page).as_deref(), Some("top-start closed"));
    // It glides there.
    gloo_timers::future::TimeoutFuture::new(500).await;
    let pill = page.find(PILL).get_bounding_client_rect();
    assert!(pill.top() < 40.0 && pill.left() < 40.0, "{} {}", pill.top(), pill.left());
}

#[wasm_bindgen_test]
async fn a_click_that_trembles_stays_a_click() {
    let page = closed().await;
    let width = window().inner_width().unwrap().as_f64().unwrap();
    drag(&page, -5.0 / width, 0.0).await;
    assert!(is_open(&page));
    assert_eq!(corner(&page), "bottom-end");
}

#[wasm_bindgen_test]
async fn after_a_drag_a_key_still_opens() {
    let page = closed().await;
    drag(&page, -0.8, 0.0).await;
    // What Enter on a button comes to.
    page.click(PILL).await;
    assert!(is_open(&page));
}

#[wasm_bindgen_test]
async fn the_whole_tray_is_dragged_by_the_head_of_its_panel_but_not_by_its_buttons() {
    let page = Page::open(&[]).await;
    press(&page.find(HEAD));
    move_by(-0.8, 0.0);
    release();
    settle().await;
    assert_eq!(corner(&page), "bottom-start");
    press(&page.find("[part=minimise]"));
    move_by(0.8, 0.0);
    release();
    settle().await;
    assert_eq!(corner(&page), "bottom-start");
}

#[wasm_bindgen_test]
async fn escape_takes_a_drag_back_and_does_nothing_else() {
    let page = Page::open(&[]).await;
    press(&page.find(PILL));
    move_by(-0.8, -0.8);
    let tray: HtmlElement = page.find("[part=tray]").unchecked_into();
    assert!(!tray.style().get_property_value("translate").unwrap().is_empty());
    assert!(key_down(&page.find(PILL), "Escape", false));
    move_by(-0.9, -0.9);
    release();
    gloo_timers::future::TimeoutFuture::new(50).await;
    assert_eq!(corner(&page), "bottom-end");
    assert!(is_open(&page));
    assert_eq!(tray.style().get_property_value("translate").unwrap(), "");
    assert_eq!(kept(&page), None);
}

#[wasm_bindgen_test]
async fn a_pointer_that_is_lost_leaves_the_tray_where_it_was() {
    let page = closed().await;
    press(&page.find(PILL));
    move_by(-0.8, 0.0);
    lose();
    settle().await;
    assert_eq!(corner(&page), "bottom-end");
}

#[wasm_bindgen_test]
async fn keys_and_a_button_do_what_the_pointer_does() {
    let page = Page::open(&[]).await;
    let pill = page.find(PILL);
    for (key, to) in [
        ("ArrowUp", "top-end"),
        ("ArrowLeft", "top-start"),
        ("ArrowLeft", "top-start"),
        ("ArrowDown", "bottom-start"),
        ("ArrowRight", "bottom-end"),
    ] {
        assert!(key_down(&pill, key, true), "{key} would do more than that");
        settle().await;
        assert_eq!(corner(&page), to, "{key}");
    }
    assert!(!key_down(&pill, "ArrowUp", false), "without Alt it is the page's");
    // Elsewhere in the tray Alt and an arrow lead back, as in any page.
    assert!(!key_down(&page.find("[part=minimise]"), "ArrowLeft", true));
    let button: HtmlElement = page.find("[part=move]").unchecked_into();
    button.focus().unwrap();
    let mut seen = Vec::new();
    for _ in 0..4 {
        page.click("[part=move]").await;
        seen.push(corner(&page));
    }
    assert_eq!(seen, ["bottom-start", "top-start", "top-end", "bottom-end"]);
    assert_eq!(focused(), Some(button.into()), "the focus goes along");
}

#[wasm_bindgen_test]
async fn from_right_to_left_the_keys_go_where_they_point() {
    let page = Page::open(&[]).await;
    page.place.set_attribute("dir", "rtl").unwrap();
    page.find("[part=tray]").set_attribute("dir", "rtl").unwrap();
    let pill = page.find(PILL);
    assert!(pill.get_bounding_client_rect().left() < 40.0, "the end is at the left");
    key_down(&pill, "ArrowRight", true);
    settle().await;
    assert_eq!(corner(&page), "bottom-start");
    drag(&page, -0.8, 0.0).await;
    assert_eq!(corner(&page), "bottom-end");
}

#[wasm_bindgen_test]
async fn the_panel_opens_away_from_the_edge_and_stays_on_the_page() {
    let page = Page::open(&[]).await;
    let height = window().inner_height().unwrap().as_f64().unwrap();
    for _ in 0..4 {
        let (pill, panel) = (page.find(PILL), page.find("[part=panel]"));
        let (pill, panel) = (pill.get_bounding_client_rect(), panel.get_bounding_client_rect());
        let corner = corner(&page);
        let above = corner.starts_with("bottom");
        assert_eq!(panel.bottom() <= pill.top(), above, "{corner}");
        assert_eq!(panel.top() >= pill.bottom(), !above, "{corner}");
        assert!(panel.top() >= 0.0 && panel.bottom() <= height, "{corner}");
        page.click("[part=move]").await;
    }
}

#[wasm_bindgen_test]
async fn what_the_user_minimised_stays_so_on_the_next_page() {
    let page = closed().await;
    assert_eq!(focused(), Some(page.find(PILL)));
    assert_eq!(kept(&page).as_deref(), Some("closed"));
}

#[wasm_bindgen_test]
async fn the_page_keeps_the_focus_clear_of_the_pill_while_there_is_one() {
    let padding = |side: &str| {
        let root = document().document_element().unwrap();
        let style = window().get_computed_style(&root).unwrap().unwrap();
        style.get_property_value(&format!("scroll-padding-{side}")).unwrap()
    };
    settle().await;
    assert_eq!(padding("bottom"), "auto");
    let page = Page::open(&[]).await;
    assert_eq!((padding("bottom"), padding("top")), ("72px".to_owned(), "auto".to_owned()));
    key_down(&page.find(PILL), "ArrowUp", true);
    settle().await;
    assert_eq!((padding("bottom"), padding("top")), ("auto".to_owned(), "72px".to_owned()));
    drop(page);
    settle().await;
    assert_eq!((padding("bottom"), padding("top")), ("auto".to_owned(), "auto".to_owned()));
}

#[wasm_bindgen_test]
async fn what_has_the_focus_is_seen_through_the_tray_that_covers_it() {
    let page = closed().await;
    let field: HtmlElement = document().create_element("input").unwrap().unchecked_into();
    field
        .set_attribute("style", "position: fixed; inset: auto 2rem 1.5rem auto; inline-size: 1rem")
        .unwrap();
    page.place.append_child(&field).unwrap();
    let aside = || page.find("[part=tray]").has_attribute("data-aside");
    let painted = || gloo_timers::future::TimeoutFuture::new(60);
    painted().await;
    assert!(!aside());
    field.focus().unwrap();
    painted().await;
    assert!(aside(), "it lies below the pill");
    page.find(PILL).unchecked_into::<HtmlElement>().focus().unwrap();
    painted().await;
    assert!(!aside());
    field.set_attribute("style", "position: fixed; inset: auto 2rem 4rem auto").unwrap();
    field.focus().unwrap();
    painted().await;
    assert!(!aside(), "it is seen");
}

#[wasm_bindgen_test]
async fn what_is_fixed_is_neither_dragged_nor_moved() {
    let options = TrayOptions { fixed: true, ..TrayOptions::default() };
    let page = Page::open_with(options, &[]).await;
    drag(&page, -0.8, -0.8).await;
    assert!(!is_open(&page), "it is a click like any other");
    page.click(PILL).await;
    assert!(!key_down(&page.find(PILL), "ArrowUp", true));
    settle().await;
    assert_eq!(corner(&page), "bottom-end");
    assert!(!page.shows("[part=move]"));
    key_down(&page.find(PILL), "?", false);
    settle().await;
    assert!(page.shows("[part=keys]") && !page.text("[part=keys]").contains("corner"));
}

#[wasm_bindgen_test]
async fn a_token_set_above_the_tray_reaches_it() {
    let page = closed().await;
    let inset = || {
        let pill = page.find(PILL).get_bounding_client_rect();
        let (width, height) = (window().inner_width().unwrap(), window().inner_height().unwrap());
        (width.as_f64().unwrap() - pill.right(), height.as_f64().unwrap() - pill.bottom())
    };
    let before = inset();
    page.place
        .set_attribute("style", "--job-tray-offset-block: 3rem; --job-tray-offset-inline: 2rem")
        .unwrap();
    let after = inset();
    assert_eq!((after.0 - before.0, after.1 - before.1), (16.0, 32.0));
}
