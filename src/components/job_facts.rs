//! What else the server says of a job: attempts, queue, times, number.

use leptos::prelude::*;

use super::job_details::heading;
use super::markup::{Live, Made, make};
use super::slices::{process_text, spoken, text, told, words};
use crate::domain::format::{self, Clocks};
use crate::domain::job::Job;
use crate::domain::language::Words;
use crate::domain::process::Process;
use crate::domain::words::messages::{self, Message};

/// A list of names and values; what the row does not have is not shown.
pub(super) fn facts(job: Signal<Job>, now: Signal<Clocks>) -> Made {
    let attempts = process_text(job, |words, it| {
        it.attempts.and_then(|it| it.try_into().ok()).map(|it| words.number(it))
    });
    let list = make("dl", "facts-list")
        .with(fact(messages::ATTEMPTS, attempts))
        .with(fact(messages::QUEUE, process_text(job, |_, it| it.queue.clone())))
        .with(moment(
            job,
            messages::CREATED,
            |words, it| it.created_at.map(|at| words.date_time(at)),
            |_, it| it.created_at.map(format::timestamp),
        ))
        .with(moment(
            job,
            messages::STARTED,
            |words, it| it.started_at.map(|at| words.date_time(at)),
            |_, it| it.started_at.map(format::timestamp),
        ))
        .with(moment(
            job,
            messages::FINISHED,
            |words, it| it.finished_at.map(|at| words.date_time(at)),
            |_, it| it.finished_at.map(format::timestamp),
        ))
        .with(fact(messages::DURATION, elapsed(job, now)))
        .with(fact(messages::JOB_NUMBER, text(job, |_, job| job.id.to_string())));
    make("section", "section").part("facts").with(heading(messages::FACTS)).with(list)
}

/// How long the job has been running, or ran.
pub(super) fn elapsed(job: Signal<Job>, now: Signal<Clocks>) -> Signal<String> {
    let language = words();
    Memo::new(move |_| {
        // A finished job's time stands still: the clock is not even read.
        let finished = |job: &Job| job.process.as_ref().is_none_or(|it| it.finished_at.is_some());
        let now = if job.with(finished) { Clocks::default() } else { now.get() };
        let elapsed = job.with(|job| job.elapsed_ms(now));
        elapsed.map(|time| language.with(|words| words.duration(time))).unwrap_or_default()
    })
    .into()
}

/// How long ago it ended, to the minute.
pub(super) fn ended(job: Signal<Job>, now: Signal<Clocks>) -> Signal<String> {
    let language = words();
    told(move || {
        let over =
            |job: &Job| job.process.as_ref().filter(|it| it.status.is_terminal())?.finished_at;
        let Some(at) = job.with(over) else { return String::new() };
        let ago = job.with(|job| job.now_ms(now.get())) - at.timestamp_millis();
        language.with(|words| words.ago(if ago < 60_000 { 0 } else { ago }))
    })
}

fn fact(name: Message, value: Signal<String>) -> Made {
    named(name, value, make("bdi", "").live(Live::Text, value))
}

fn named(name: Message, value: Signal<String>, shown: Made) -> Made {
    make("div", "fact")
        .live(Live::Shown, value)
        .with(make("dt", "").text(&spoken().say(name)))
        .with(make("dd", "").with(shown))
}

/// A time where the user is; to the second and in UTC under the pointer and with
/// the focus.
fn moment(
    job: Signal<Job>,
    name: Message,
    local: fn(&Words, &Process) -> Option<String>,
    exact: fn(&Words, &Process) -> Option<String>,
) -> Made {
    let (local, exact) = (process_text(job, local), process_text(job, exact));
    let time = make("time", "moment")
        .part("time")
        .attr("tabindex", "0")
        .live(Live::Set("datetime"), exact)
        .live(Live::Set("title"), exact)
        .with(make("bdi", "moment-short").live(Live::Text, local))
        .with(make("bdi", "moment-exact").live(Live::Text, exact));
    named(name, local, time)
}
