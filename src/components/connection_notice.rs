//! What is wrong with the line, for all jobs at once.

use leptos::prelude::*;

use super::icons;
use crate::domain::line::Line;
use crate::domain::selectors::Summary;
use crate::domain::words;

/// Shown only when what is on screen may be out of date.
#[component]
pub(super) fn ConnectionNotice(summary: Signal<Summary>) -> impl IntoView {
    let trouble = Memo::new(move |_| summary.with(|summary| summary.trouble));
    let notice = move |line: Line| {
        view! {
            <p class="job-tray__notice" part="notice" data-line=words::line_id(line)>
                {icons::trouble()}
                <span>{words::line(line)}</span>
            </p>
        }
    };
    move || trouble.get().map(notice)
}
