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
    told(move || job.with(read))
}

/// A piece of text by any reader.
pub(super) fn told(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    told_by(Box::new(read))
}

/// One for all readers.
fn told_by(read: Box<dyn Fn() -> String + Send + Sync>) -> Signal<String> {
    Memo::new(move |_| read()).into()
}

/// A piece of text of the process; empty where there is none, or no process yet.
pub(super) fn process_text(
    job: Signal<Job>,
    read: fn(&Process) -> Option<String>,
) -> Signal<String> {
    told(move || job.with(|job| job.process.as_deref().and_then(read)).unwrap_or_default())
}

/// A yes or no.
pub(super) fn flag(job: Signal<Job>, read: fn(&Job) -> bool) -> Signal<bool> {
    Memo::new(move |_| job.with(read)).into()
}

/// Whether there is nothing to show.
pub(super) fn is_empty(text: Signal<String>) -> Signal<bool> {
    Signal::derive(move || text.with(String::is_empty))
}
