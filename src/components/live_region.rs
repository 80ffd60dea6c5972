//! What is told to assistive technology.

use leptos::prelude::*;

use super::slices::words;
use crate::domain::selectors::Summary;
use crate::domain::words;

/// A polite region, mounted before it has anything to say. It speaks when the
/// counts change: a job started, ended, failed, or needs the user. Progress is
/// not announced here.
#[component]
pub(super) fn LiveRegion(summary: Signal<Summary>) -> impl IntoView {
    let language = words();
    let told: Signal<String> = Memo::new(move |_| {
        let known = |summary: &Summary| summary.total > summary.unknown;
        summary.with(|it| {
            if known(it) { language.with(|words| words::summary(words, it)) } else { String::new() }
        })
    })
    .into();
    view! { <div class="job-tray__live" role="status" aria-atomic="true">{told}</div> }
}
