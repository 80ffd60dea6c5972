//! What is told to assistive technology.

use leptos::prelude::*;

use crate::domain::selectors::Summary;
use crate::domain::words;

/// A polite region, mounted before it has anything to say. It speaks when the
/// counts change: a job started, ended, failed, or needs the user. Progress is
/// not announced here.
#[component]
pub(super) fn LiveRegion(summary: Signal<Summary>) -> impl IntoView {
    let words = Memo::new(move |_| {
        summary.with(
            |summary| if summary.total == 0 { String::new() } else { words::summary(summary) },
        )
    });
    view! {
        <div class="job-tray__live" role="status" aria-atomic="true">{move || words.get()}</div>
    }
}
