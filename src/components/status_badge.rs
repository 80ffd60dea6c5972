//! A job's status: a shape and a word; colour only underlines them.

use leptos::prelude::*;

use super::icons;
use super::markup::{Live, Made, make};
use super::slices::{id, process_text};
use crate::domain::job::Job;
use crate::domain::words;

/// The status of a job, once there is one.
pub(super) fn status_badge(job: Signal<Job>) -> Made {
    let word = process_text(job, |words, process| Some(words::status(words, &process.status)));
    let shape =
        id(job, |job| job.process.as_ref().map_or("", |process| icons::status(&process.status)));
    make("span", "status")
        .part("status")
        .live(Live::Set("data-status"), id(job, words::job_status_id))
        .with(icons::icon(shape))
        .with(make("bdi", "").live(Live::Text, word))
}
