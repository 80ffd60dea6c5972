//! What stands before a job's name: that it is new to the user, and the button
//! that keeps it on top.

use leptos::prelude::*;

use super::job_row::Row;
use super::markup::{Live, Made, make, make_button};
use super::slices::{say, told, words as language};
use crate::domain::words::labelled;
use crate::domain::words::messages;

/// The button is seen where the pointer or the focus is, and while it is pressed.
pub(super) fn row_marks(row: &Row) -> Made {
    let Row { store, list, id, name, .. } = *row;
    let words = language();
    let label =
        told(move || words.with(|it| name.with(|name| labelled(it, &it.say(messages::PIN), name))));
    let is_pinned = move || list.pinned.with(|pinned| pinned.contains(&id));
    let unread = say(messages::UNREAD);
    let unread =
        told(
            move || {
                if list.unread.with(|it| it.contains(&id)) { unread.get() } else { String::new() }
            },
        );
    let pin = make_button("pin")
        .part("pin")
        .live(Live::Set("aria-label"), label)
        .live(Live::Set("aria-pressed"), told(move || is_pinned().to_string()))
        .on("click", move |_| {
            let pinned = untrack(is_pinned);
            store.with_value(|store| store.pin(id, !pinned));
        });
    let mark = make("span", "unread").part("unread").attr("role", "img");
    let mark = mark.live(Live::Shown, unread).live(Live::Set("aria-label"), unread);
    make("div", "marks").with(pin).with(mark)
}
