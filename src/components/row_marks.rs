//! What stands before a job's name: that it is new to the user, and the button
//! that keeps it on top.

use leptos::prelude::*;

use super::drawn::Drawn;
use super::list_view::{ListView, SharedStore};
use super::markup::{Live, Made, make};
use super::slices::{say, told, words as language};
use crate::domain::id::ProcessId;
use crate::domain::words::messages;
use crate::domain::words::{job_name, labelled};

/// The button is seen where the pointer or the focus is, and while it is pressed.
pub(super) fn row_marks(store: SharedStore, list: ListView, id: ProcessId) -> Drawn {
    Made::drawn(move || {
        let words = language();
        let job = store.with_value(|store| store.job(id));
        let label = told(move || {
            let name = job.as_ref().map(|job| job.with(|job| words.with(|it| job_name(it, job))));
            words.with(|it| labelled(it, &it.say(messages::PIN), &name.unwrap_or_default()))
        });
        let is_pinned = move || list.pinned.with(|pinned| pinned.contains(&id));
        let unread = say(messages::UNREAD);
        let unread = told(move || {
            if list.unread.with(|it| it.contains(&id)) { unread.get() } else { String::new() }
        });
        let pin = make("button", "pin")
            .part("pin")
            .attr("type", "button")
            .live(Live::Set("aria-label"), label)
            .live(Live::Set("aria-pressed"), told(move || is_pinned().to_string()))
            .on("click", move |_| {
                let pinned = untrack(is_pinned);
                store.with_value(|store| store.pin(id, !pinned));
            });
        let mark = make("span", "unread").part("unread").attr("role", "img");
        let mark = mark.live(Live::Shown, unread).live(Live::Set("aria-label"), unread);
        make("div", "marks").with(pin).with(mark)
    })
}
