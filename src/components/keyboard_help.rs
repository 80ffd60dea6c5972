//! Which keys do what.

use leptos::prelude::*;

use super::markup::{Live, Made, make};
use super::slices::{say, told, words};
use crate::domain::words::messages::{self, Message};

/// What stands on a key, in every language or in each its own.
enum Key {
    Sign(&'static str),
    Word(Message),
}

/// The last is for a tray that can be moved.
const KEYS: [(Key, Message); 6] = [
    (Key::Sign("↑ ↓"), messages::KEYS_MOVE),
    (Key::Word(messages::KEYS_HOME_END), messages::KEYS_ENDS),
    (Key::Word(messages::KEYS_ESCAPE), messages::KEYS_CLOSE),
    (Key::Sign("C"), messages::KEYS_COPY),
    (Key::Sign("?"), messages::KEYS_HELP),
    (Key::Sign("Alt ← ↑ → ↓"), messages::MOVE),
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
            let kbd = match key {
                Key::Sign(sign) => make("kbd", "").text(sign),
                Key::Word(word) => make("kbd", "").live(Live::Text, say(*word)),
            };
            let name = make("dt", "").with(kbd);
            let does = make("dd", "").live(Live::Text, say(*message));
            list = list.with(make("div", "").with(name).with(does));
        }
        make("div", "").with(make("h3", "").live(Live::Text, say(messages::KEYS))).with(list)
    })
}
