//! A job's status: a shape and a word; colour only underlines them.

use leptos::prelude::*;

use super::icons;
use super::slices::{id, process_text};
use crate::domain::job::Job;
use crate::domain::words;

/// The status of a job, once there is one.
#[component]
pub(super) fn StatusBadge(job: Signal<Job>) -> impl IntoView {
    let word = process_text(job, |words, process| Some(words::status(words, &process.status)));
    let status = id(job, words::job_status_id);
    let shape =
        id(job, |job| job.process.as_ref().map_or("", |process| icons::status(&process.status)));
    view! {
        <span class="job-tray__status" part="status" data-status=status>
            {icons::icon(shape)}
            <bdi>{word}</bdi>
        </span>
    }
}
