//! What is wrong with the line, for all jobs at once.

use leptos::prelude::*;

use super::icons;
use super::slices::{is_empty, words};
use crate::domain::selectors::Summary;
use crate::domain::words;

/// Shown only when what is on screen may be out of date.
#[component]
pub(super) fn ConnectionNotice(summary: Signal<Summary>) -> impl IntoView {
    let language = words();
    let trouble = move || summary.with(|summary| summary.trouble);
    let told: Signal<String> = Memo::new(move |_| {
        let line = trouble();
        line.map(|line| language.with(|it| words::line(it, line))).unwrap_or_default()
    })
    .into();
    let id = Signal::derive(move || trouble().map_or("", words::line_id).to_owned());
    view! {
        <p
            class="job-tray__notice"
            part="notice"
            data-line=id
            hidden=is_empty(told)
        >
            {icons::fixed(icons::TROUBLE)}
            <span>{told}</span>
        </p>
    }
}
