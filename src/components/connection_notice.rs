//! What is wrong with the line, for all jobs at once.

use leptos::prelude::*;

use super::icons;
use super::slices::is_empty;
use crate::domain::selectors::Summary;
use crate::domain::words;

/// Shown only when what is on screen may be out of date.
#[component]
pub(super) fn ConnectionNotice(summary: Signal<Summary>) -> impl IntoView {
    let told = |words: fn(crate::domain::line::Line) -> &'static str| -> Signal<String> {
        let read = move |summary: &Summary| summary.trouble.map_or("", words).to_owned();
        Memo::new(move |_| summary.with(read)).into()
    };
    let words = told(words::line);
    view! {
        <p
            class="job-tray__notice"
            part="notice"
            data-line=told(words::line_id)
            hidden=is_empty(words)
        >
            {icons::fixed(icons::TROUBLE)}
            <span>{words}</span>
        </p>
    }
}
