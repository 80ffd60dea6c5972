//! Slices of a job as signals: a row wakes only where its slice differs.
//!
//! The readers are plain function pointers and the slices share two types, so
//! that the reactive machinery is compiled a few times, not once per use: each use of
//! a closure of its own costs the widget about half a kilobyte.

use leptos::prelude::*;

use crate::domain::job::Job;
use crate::domain::language::Words;
use crate::domain::process::Process;
use crate::domain::words::messages::Message;

/// The language of the tray that the caller is part of; English outside one.
pub(super) fn words() -> Signal<Words> {
    use_context().unwrap_or_default()
}

/// A message without places, in the language of the moment.
pub(super) fn say(message: Message) -> Signal<String> {
    let words = words();
    Signal::derive(move || words.with(|words| words.say(message)))
}

/// A name in markup; empty where there is none.
pub(super) fn id(job: Signal<Job>, read: fn(&Job) -> &'static str) -> Signal<String> {
    Memo::new(move |_| job.with(read).to_owned()).into()
}

/// Words for a job; empty where there are none.
pub(super) fn text(job: Signal<Job>, read: fn(&Words, &Job) -> String) -> Signal<String> {
    let words = words();
    told(move || words.with(|words| job.with(|job| read(words, job))))
}

/// A piece of text of the process; empty where there is none, or no process yet.
pub(super) fn process_text(
    job: Signal<Job>,
    read: fn(&Words, &Process) -> Option<String>,
) -> Signal<String> {
    let words = words();
    let read = move |words: &Words| {
        job.with(|job| job.process.as_deref().and_then(|process| read(words, process)))
    };
    told(move || words.with(read).unwrap_or_default())
}

/// A piece of text by any reader.
pub(super) fn told(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    told_by(Box::new(read))
}

/// One for all readers: each kind of memo costs the widget a kilobyte.
fn told_by(read: Box<dyn Fn() -> String + Send + Sync>) -> Signal<String> {
    Memo::new(move |_| read()).into()
}

/// Some text while it holds, for what is seen only then.
pub(super) fn when(job: Signal<Job>, holds: fn(&Job) -> bool) -> Signal<String> {
    told(move || if job.with(holds) { SEEN.to_owned() } else { String::new() })
}

/// Some text while it holds.
pub(super) fn told_when(holds: impl Fn() -> bool + Send + Sync + 'static) -> Signal<String> {
    told(move || if holds() { SEEN.to_owned() } else { String::new() })
}

const SEEN: &str = "seen";

/// What is spoken at the moment, for what is built at once.
pub(super) fn spoken() -> Words {
    words().get_untracked()
}
