//! How the list is to be shown: one disclosure with three lists of choices.

use leptos::prelude::*;

use super::list_view::{ListView, SharedStore};
use super::markup::{Live, Made, make, value_of};
use super::slices::{say, told};
use crate::domain::list_look::{GROUPS, ListLook, ORDERS, SHOWS};
use crate::domain::words::messages::{self, Message};

/// What each choice is called, in the order of its table.
const ORDER_WORDS: [Message; 3] =
    [messages::ORDER_NEEDS, messages::ORDER_NEWEST, messages::ORDER_NAME];
const SHOW_WORDS: [Message; 4] =
    [messages::SHOW_ALL, messages::SHOW_ACTIVE, messages::SHOW_NEEDS_YOU, messages::SHOW_ENDED];
const GROUP_WORDS: [Message; 2] = [messages::GROUP_NONE, messages::GROUP_TYPE];

/// Closed unless asked for; what is chosen is remembered.
pub(super) fn view_choices(store: SharedStore, list: ListView) -> Made {
    let field = move |place: usize, name: Message, choices: Vec<(&'static str, Message)>| {
        let chosen = told(move || list.look().names()[place].to_owned());
        let mut select = make("select", "field").on("change", move |event| {
            let mut names = untrack(|| list.look()).names();
            let value = value_of(event);
            names[place] = &value;
            list.look_at(store, ListLook::of(names));
        });
        for (value, message) in choices {
            let is_chosen = told(move || {
                if chosen.with(|it| it == value) { "selected".to_owned() } else { String::new() }
            });
            let option = make("option", "").attr("value", value);
            let option = option.live(Live::Set("selected"), is_chosen);
            select = select.with(option.live(Live::Text, say(message)));
        }
        make("label", "choice").with(make("span", "").live(Live::Text, say(name))).with(select)
    };
    make("details", "view")
        .part("view")
        .with(make("summary", "quiet").live(Live::Text, say(messages::VIEW)))
        .with(field(0, messages::VIEW_ORDER, named(&ORDERS, &ORDER_WORDS)))
        .with(field(1, messages::VIEW_SHOW, named(&SHOWS, &SHOW_WORDS)))
        .with(field(2, messages::VIEW_GROUP, named(&GROUPS, &GROUP_WORDS)))
}

fn named<T>(table: &[(&'static str, T)], words: &[Message]) -> Vec<(&'static str, Message)> {
    table.iter().map(|(name, _)| *name).zip(words.iter().copied()).collect()
}
