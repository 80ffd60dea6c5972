//! What happened while the user was away, in one line above the list.

use leptos::prelude::*;

use super::focus;
use super::list_view::{ALL, ListView, SharedStore};
use super::markup::{Live, Made, make, make_button};
use super::slices::{say, told, told_when, words as language};
use crate::domain::away::PARTS;
use crate::domain::words::away::part;
use crate::domain::words::messages;

/// Each part is a button that shows its jobs alone, and all of them again. Not
/// read aloud from here: the digest is announced once by itself.
pub(super) fn away_digest(store: SharedStore, list: ListView) -> Made {
    let words = language();
    let any = told_when(move || list.away.iter().any(|part| part.with(|it| !it.is_empty())));
    let mut line = make("div", "away")
        .part("away")
        .attr("role", "group")
        .live(Live::Set("aria-label"), say(messages::AWAY))
        .live(Live::Shown, any)
        .with(make("span", "").live(Live::Text, say(messages::AWAY)));
    for (place, kind) in PARTS.into_iter().enumerate() {
        let text = told(move || {
            let count = list.away[place].with(Vec::len);
            words.with(|words| part(words, kind, count))
        });
        let pressed = told(move || (list.part.get() == place).to_string());
        let button = make_button("quiet")
            .part("away-part")
            .with(make("bdi", "").live(Live::Text, text))
            .live(Live::Shown, text)
            .live(Live::Set("aria-pressed"), pressed)
            .on("click", move |_| {
                let shown = list.part.get_untracked() == place;
                list.show_part(if shown { ALL } else { place });
            });
        line = line.with(button);
    }
    line.with(make_button("quiet").part("away-close").live(Live::Text, say(messages::DISMISS)).on(
        "click",
        move |event| {
            focus::to_list(event.current_target());
            list.show_part(ALL);
            store.with_value(|store| store.dismiss_away());
        },
    ))
}
