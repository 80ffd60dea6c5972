//! The panel's head: its name, how many jobs, and the way to minimise it.

use leptos::prelude::*;

use super::icons;
use super::list_view::SharedStore;
use super::markup::{Live, Made, make, make_button};
use super::slices::{say, told, told_when, words as language};
use crate::domain::place::Corner;
use crate::domain::selectors::Summary;
use crate::domain::words;
use crate::domain::words::messages::{self, Message};
use crate::store::TrayStore;

/// Minimising hides the panel; it never cancels anything.
pub(super) fn tray_header(
    store: SharedStore,
    summary: Signal<Summary>,
    minimise: impl Fn() + 'static,
) -> Made {
    let language = language();
    let count = told(move || match summary.with(|summary| summary.total) {
        0 => String::new(),
        total => language.with(|words| words::jobs(words, total)),
    });
    let (has_bell, rings, fixed, corner): (_, Signal<bool>, _, Signal<Corner>) = store
        .with_value(|it| (it.has_bell(), it.rings().into(), it.is_fixed(), it.corner().into()));
    let button = |part: &str, icon: &str, message: Message| {
        make_button(part)
            .part(part)
            .live(Live::Set("aria-label"), say(message))
            .with(icons::fixed(icon))
    };
    // The permission is asked for here and nowhere else.
    let bell = button("bell", icons::BELL, messages::BELL)
        .live(Live::Set("aria-pressed"), told(move || rings.get().to_string()))
        .live(Live::Shown, told_when(move || has_bell.get()))
        .on("click", move |_| store.with_value(TrayStore::press_bell));
    let named = make("div", "named")
        .with(make("h2", "title").live(Live::Text, say(messages::TRAY)))
        .with(make("span", "counts").with(make("bdi", "").live(Live::Text, count)));
    let mut header = make("header", "header").with(named).with(bell);
    if !fixed {
        // What the pointer does by dragging.
        let mover = button("move", icons::MOVE, messages::MOVE)
            .live(Live::Set("title"), say(messages::MOVE))
            .on("click", move |_| {
                store.with_value(|store| store.move_to(corner.get_untracked().next()));
            });
        header = header.with(mover);
    }
    header.with(
        button("minimise", icons::MINIMISE, messages::MINIMISE).on("click", move |_| minimise()),
    )
}
