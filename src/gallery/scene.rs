//! A story's tray on the page, or in a frame of its own.

use std::rc::Rc;

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlIFrameElement};

use super::clock::Clock;
use super::settings::{DIRECTION, JOBS, LANGUAGE, MOTION, RATE, Settings, WIDTH};
use super::stage::{Play, Script};
use super::stories::{self, Story};
use crate::components::{STYLESHEET, TrayView};

/// What is shown, and how.
#[derive(Clone, Copy)]
pub(super) struct Showing {
    /// The story's name.
    pub(super) story: Signal<String>,
    pub(super) settings: Signal<Settings>,
    pub(super) clock: Clock,
    /// Tokens of the reader.
    pub(super) tokens: Signal<String>,
}

/// What makes a story begin anew.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Start {
    name: String,
    jobs: u64,
    rate: u64,
    language: &'static str,
    /// The reader has chosen where lines begin; a language does not change that.
    mirrored: bool,
    round: u32,
}

/// The tray of a story, in the document of this element, which takes on the
/// reader's settings.
fn scene(showing: Showing, root: Element) -> impl IntoView {
    let Showing { story, settings, clock, tokens } = showing;
    let dressed = StoredValue::new_local(root);
    Effect::new(move || {
        let settings = settings.get();
        dressed.with_value(|root| {
            for (name, value) in [
                ("dir", settings.value(DIRECTION)),
                ("data-motion", settings.value(MOTION)),
                ("data-width", settings.value(WIDTH)),
                ("style", &settings.style()),
            ] {
                let _ = root.set_attribute(name, value);
            }
        });
    });
    let start = Memo::new(move |_| {
        let settings = settings.get();
        let (jobs, rate) = (settings.number(JOBS), settings.number(RATE));
        let language = settings.value(LANGUAGE);
        let mirrored = settings.value(DIRECTION) == "rtl";
        Start { name: story.get(), jobs, rate, language, mirrored, round: clock.round() }
    });
    let tray = move || {
        let start = start.get();
        stories::find(&start.name).map(|(_, story)| {
            let play = Rc::new(begin(story, &start));
            clock.put_on(&play);
            let open = RwSignal::new(play.open);
            let (unfolded, pressed) = (play.unfolded, play.pressed);
            request_animation_frame(move || {
                let _ = dressed.try_with_value(|root| {
                    press(root, pressed);
                    settle(root, story.name, unfolded);
                });
            });
            view! { <TrayView store=play.store.clone() open /> }
        })
    };
    view! {
        <style>{STAGE}</style>
        <style>{move || tokens.get() + settings.get().tokens()}</style>
        {tray}
    }
}

/// Presses a button of the tray that is now there, if any, as its user would.
fn press(root: &Element, button: &str) {
    let found = root.query_selector(button).ok().flatten();
    if let Some(button) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

/// Unfolds what is to be unfolded in the tray that is now there, and says that
/// the story stands: whoever takes pictures waits for that.
fn settle(root: &Element, name: &str, unfolded: bool) {
    if unfolded && let Ok(closed) = root.query_selector_all(CLOSED) {
        let toggles = (0..closed.length()).filter_map(|place| closed.item(place));
        toggles.filter_map(|it| it.dyn_into::<HtmlElement>().ok()).for_each(|it| it.click());
    }
    // What was opened is built before the next frame.
    let (root, name) = (root.clone(), name.to_owned());
    request_animation_frame(move || {
        while unfolded && let Ok(Some(folded)) = root.query_selector(FOLDED) {
            if folded.set_attribute("open", "").is_err() {
                break;
            }
        }
        let _ = root.set_attribute("data-story", &name);
    });
}

const CLOSED: &str = "[part=details-toggle][aria-expanded=false]";
const FOLDED: &str = ".job-tray details:not([open])";

/// The page around a tray in a story.
const STAGE: &str = include_str!("../../style/stage.css");

fn begin(story: &Story, start: &Start) -> Play {
    let mut script = Script::new(start.jobs, start.rate);
    (story.script)(&mut script);
    script.speak(start.language);
    script.options.language.direction_is_the_hosts = start.mirrored;
    Play::start(script)
}

/// The story as the whole page, for pictures and for other tools.
#[component]
pub(super) fn BareScene(showing: Showing) -> impl IntoView {
    document().document_element().map(|root| scene(showing, root))
}

/// A page with nothing on it.
const BLANK: &str =
    "<!doctype html><html lang=\"en\"><head><title>Story</title></head><body></body></html>";

/// The story in a page of its own, as wide as the reader wants: widths, text
/// sizes and directions are then what they are in a host page.
#[component]
pub(super) fn FramedScene(showing: Showing) -> impl IntoView {
    let shown = StoredValue::new_local(None);
    let loaded = move |event: web_sys::Event| {
        let frame = event.target().and_then(|it| it.dyn_into::<HtmlIFrameElement>().ok());
        shown.set_value(frame.and_then(|frame| mount(showing, &frame)));
    };
    view! {
        <iframe
            class="stage__frame"
            title="The tray of this story"
            data-width=move || showing.settings.get().value(WIDTH)
            srcdoc=BLANK
            on:load=loaded
        ></iframe>
    }
}

/// Puts the scene into the frame; it goes with the handle.
fn mount(showing: Showing, frame: &HtmlIFrameElement) -> Option<impl Sized + use<>> {
    let document = frame.content_document()?;
    let root = document.document_element()?;
    // An element of this page's own: the frame's are of classes that this
    // page does not know. For the same reason the tray cannot adopt its sheet.
    let place = leptos::prelude::document().create_element("div").ok()?;
    document.body()?.append_child(&place).ok()?;
    let place: HtmlElement = place.dyn_into().ok()?;
    Some(mount_to(place, move || {
        view! {
            <style>{STYLESHEET}</style>
            {scene(showing, root)}
        }
    }))
}
