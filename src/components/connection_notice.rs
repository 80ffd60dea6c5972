//! What is wrong with the line, for all jobs at once.

use leptos::prelude::*;

use super::icons;
use super::markup::{Live, Made, make};
use super::slices::{told, words as language};
use crate::domain::selectors::Summary;
use crate::domain::words;

/// Shown only when what is on screen may be out of date.
pub(super) fn connection_notice(summary: Signal<Summary>) -> Made {
    let language = language();
    let trouble = move || summary.with(|summary| summary.trouble);
    let text = told(move || {
        let line = trouble();
        line.map(|line| language.with(|it| words::line(it, line))).unwrap_or_default()
    });
    make("p", "notice")
        .part("notice")
        .live(Live::Set("data-line"), told(move || trouble().map_or("", words::line_id).to_owned()))
        .live(Live::Shown, text)
        .with(icons::fixed(icons::TROUBLE))
        .with(make("span", "").live(Live::Text, text))
}
