//! Slices of a job as signals: a row wakes only where its slice differs.
//!
//! The readers are plain function pointers and the slices share two types, so
//! that the reactive machinery is compiled twice, not once per use: each use of
//! a closure of its own costs the widget about half a kilobyte.

use leptos::prelude::*;

use crate::domain::job::Job;
use crate::domain::process::Process;

/// A piece of text; empty where there is none.
pub(super) fn text(job: Signal<Job>, read: fn(&Job) -> String) -> Signal<String> {
    Memo::new(move |_| job.with(read)).into()
}

/// A piece of text of the process; empty where there is none, or no process yet.
pub(super) fn process_text(
    job: Signal<Job>,
    read: fn(&Process) -> Option<String>,
) -> Signal<String> {
    Memo::new(move |_| job.with(|job| job.process.as_deref().and_then(read)).unwrap_or_default())
        .into()
}

/// A yes or no.
pub(super) fn flag(job: Signal<Job>, read: fn(&Job) -> bool) -> Signal<bool> {
    Memo::new(move |_| job.with(read)).into()
}

/// Whether there is nothing to show.
pub(super) fn is_empty(text: Signal<String>) -> Signal<bool> {
    Signal::derive(move || text.with(String::is_empty))
}
