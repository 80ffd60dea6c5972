//! Which keys do what.

use leptos::prelude::*;

use super::markup::{Live, Made, make};
use super::slices::{say, told, words};
use crate::domain::words::messages::{self, Message};

/// The last is for a tray that can be moved.
const KEYS: [(&str, Message); 6] = [
    ("↑ ↓", messages::KEYS_MOVE),
    ("Home End", messages::KEYS_ENDS),
    ("Esc", messages::KEYS_CLOSE),
    ("C", messages::KEYS_COPY),
    ("?", messages::KEYS_HELP),
    ("Alt ← ↑ → ↓", messages::MOVE),
];

/// Shown and hidden by a key, and by whoever holds the signal; nothing of it is made
/// before.
pub(super) fn keyboard_help(shown: RwSignal<bool>, fixed: bool) -> Made {
    let words = words();
    let key =
        told(
            move || {
                if shown.get() { words.with(|words| words.tag().to_owned()) } else { String::new() }
            },
        );
    let keys = KEYS.len() - usize::from(fixed);
    make("div", "keys").part("keys").filled(key, move || {
        let mut list = make("dl", "");
        for (key, message) in &KEYS[..keys] {
            let name = make("dt", "").with(make("kbd", "").text(key));
            let does = make("dd", "").live(Live::Text, say(*message));
            list = list.with(make("div", "").with(name).with(does));
        }
        make("div", "").with(make("h3", "").live(Live::Text, say(messages::KEYS))).with(list)
    })
}
