//! The pill: the tray in one line, always there.

use leptos::prelude::*;

use super::icons;
use super::markup::{Live, Made, make, make_button};
use super::slices::{told, told_when, words as language};
use crate::domain::selectors::Summary;
use crate::domain::words::{self, messages};

/// Opens and closes the panel of this id; tells what is going on and what needs the
/// user.
pub(super) fn tray_pill(summary: Signal<Summary>, open: RwSignal<bool>, panel: &str) -> Made {
    let language = language();
    let text = told(move || language.with(|words| summary.with(|it| words::summary(words, it))));
    let label = told(move || {
        let text = text.get();
        language.with(|it| words::labelled(it, &it.say(messages::TRAY), &text))
    });
    let trouble = told_when(move || summary.with(|summary| summary.trouble.is_some()));
    make_button("pill")
        .part("pill")
        .attr("aria-controls", panel)
        .live(Live::Set("data-mood"), told(move || summary.with(mood).to_owned()))
        .live(Live::Set("aria-expanded"), told(move || open.get().to_string()))
        .live(Live::Set("aria-label"), label)
        .with(icons::ring(summary))
        .with(make("bdi", "pill-text").live(Live::Text, text))
        .with(
            make("span", "pill-trouble")
                .live(Live::Shown, trouble)
                .with(icons::fixed(icons::TROUBLE)),
        )
}

/// The pill's colour: what matters most.
const fn mood(summary: &Summary) -> &'static str {
    match summary {
        Summary { waiting_review: 1.., .. } => "review",
        Summary { failed: 1.., .. } => "failed",
        summary if summary.is_active() => "active",
        _ => "calm",
    }
}
