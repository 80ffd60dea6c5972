//! What else the server says of a job: attempts, queue, times, number.

use leptos::prelude::*;

use super::job_details::heading;
use super::local_time::local;
use super::markup::{Live, Made, make};
use super::slices::{process_text, text, told};
use crate::domain::format::{self, Clocks};
use crate::domain::job::Job;
use crate::domain::process::Process;
use crate::domain::words::job_details as words;

/// A list of names and values; what the row does not have is not shown.
pub(super) fn facts(job: Signal<Job>, now: Signal<Clocks>) -> Made {
    let plain = |read| process_text(job, read);
    let list = make("dl", "facts-list")
        .with(fact(words::ATTEMPTS, plain(|it| it.attempts.map(|count| count.to_string()))))
        .with(fact(words::QUEUE, plain(|it| it.queue.clone())))
        .with(moment(
            job,
            words::CREATED,
            [
                |it| it.created_at.map(local).map(words::time),
                |it| it.created_at.map(local).map(words::exact_time),
                |it| it.created_at.map(format::timestamp),
            ],
        ))
        .with(moment(
            job,
            words::STARTED,
            [
                |it| it.started_at.map(local).map(words::time),
                |it| it.started_at.map(local).map(words::exact_time),
                |it| it.started_at.map(format::timestamp),
            ],
        ))
        .with(moment(
            job,
            words::FINISHED,
            [
                |it| it.finished_at.map(local).map(words::time),
                |it| it.finished_at.map(local).map(words::exact_time),
                |it| it.finished_at.map(format::timestamp),
            ],
        ))
        .with(fact(words::DURATION, elapsed(job, now)))
        .with(fact(words::NUMBER, text(job, |job| job.id.to_string())));
    make("section", "section").part("facts").with(heading(words::FACTS)).with(list)
}

/// How long the job has been running, or ran.
pub(super) fn elapsed(job: Signal<Job>, now: Signal<Clocks>) -> Signal<String> {
    told(move || {
        let times = job.with(|job| {
            job.process.as_ref().map(|process| (process.started_at, process.finished_at))
        });
        let Some((started, finished)) = times else { return String::new() };
        // A finished job's time stands still: the clock is not even read.
        let now = if finished.is_some() { 0 } else { now.get().server_ms };
        format::elapsed(started, finished, now).unwrap_or_default()
    })
}

fn fact(name: &str, value: Signal<String>) -> Made {
    named(name, value, make("bdi", "").live(Live::Text, value))
}

fn named(name: &str, value: Signal<String>, shown: Made) -> Made {
    make("div", "fact")
        .live(Live::Shown, value)
        .with(make("dt", "").text(name))
        .with(make("dd", "").with(shown))
}

/// A time: short at first, exact under the pointer and with the focus.
fn moment(
    job: Signal<Job>,
    name: &str,
    [short, exact, machine]: [fn(&Process) -> Option<String>; 3],
) -> Made {
    let (short, exact) = (process_text(job, short), process_text(job, exact));
    let time = make("time", "moment")
        .part("time")
        .attr("tabindex", "0")
        .live(Live::Set("datetime"), process_text(job, machine))
        .live(Live::Set("title"), exact)
        .with(make("bdi", "moment-short").live(Live::Text, short))
        .with(make("bdi", "moment-exact").live(Live::Text, exact));
    named(name, short, time)
}
