//! The pill: the tray in one line, always there.

use leptos::prelude::*;

use super::icons;
use super::markup::{Live, Made, make, make_button};
use super::slices::{told, told_when, words as language};
use crate::domain::language::Words;
use crate::domain::selectors::Summary;
use crate::domain::status::Status;
use crate::domain::words::messages;
use crate::domain::words::{self, PillWords};

/// Opens and closes the panel of this id; tells what is going on and what needs the
/// user.
pub(super) fn tray_pill(summary: Signal<Summary>, open: RwSignal<bool>, panel: &str) -> Made {
    let language = language();
    let seen = move |read: fn(&Words, &Summary) -> String| {
        told(move || language.with(|words| summary.with(|summary| read(words, summary))))
    };
    let label = seen(|words, summary| {
        words::labelled(words, &words.say(messages::TRAY), &words::summary(words, summary))
    });
    let [review, failed] = [
        seen(|words, summary| words::pill(words, summary).badges[0].clone()),
        seen(|words, summary| words::pill(words, summary).badges[1].clone()),
    ];
    let trouble = told_when(move || summary.with(|summary| summary.trouble.is_some()));
    // The ring tells how far it is; where nothing goes on, a shape tells how it went.
    let shape = seen(|words, summary| {
        let PillWords { rests, .. } = words::pill(words, summary);
        if rests { icons::status(&outcome(summary)).to_owned() } else { String::new() }
    });
    make_button("pill")
        .part("pill")
        .attr("aria-controls", panel)
        .live(Live::Set("data-mood"), told(move || summary.with(mood).to_owned()))
        .live(Live::Set("aria-expanded"), told(move || open.get().to_string()))
        .live(Live::Set("aria-label"), label)
        .with(
            icons::ring(summary).live(Live::Shown, told_when(move || shape.with(String::is_empty))),
        )
        .with(make("span", "pill-icon").live(Live::Shown, shape).with(icons::icon(shape)))
        .with(
            make("bdi", "pill-text")
                .live(Live::Text, seen(|words, summary| words::pill(words, summary).text)),
        )
        .with(badge("pill-review", &Status::WaitingReview, review))
        .with(badge("pill-failed", &Status::Failed, failed))
        .with(
            make("span", "pill-trouble")
                .live(Live::Shown, trouble)
                .with(icons::fixed(icons::TROUBLE)),
        )
}

/// How many jobs need the user in this way; the pill's name says it in words.
fn badge(part: &str, status: &Status, count: Signal<String>) -> Made {
    make("span", "badge")
        .part(part)
        .live(Live::Shown, count)
        .live(Live::Set("data-count"), count)
        .with(icons::fixed(icons::status(status)))
}

/// What matters most of jobs that have come to rest.
const fn outcome(summary: &Summary) -> Status {
    match summary {
        Summary { waiting_review: 1.., .. } => Status::WaitingReview,
        Summary { failed: 1.., .. } => Status::Failed,
        _ => Status::Completed,
    }
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
