//! One job.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::icons;
use super::job_actions::{job_actions, job_refusal, named};
use super::job_details::{details_toggle, job_details};
use super::job_facts::{elapsed, ended};
use super::list_view::{ListView, SharedStore};
use super::markup::{Live, Made, make};
use super::progress_bar::progress_bar;
use super::record_link::record_link;
use super::row_marks::row_marks;
use super::slices::{id, process_text, say, text, told, told_when, when, words as language};
use super::status_badge::status_badge;
use crate::domain::eta::Estimate;
use crate::domain::format::{self, Clocks};
use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::line::Line;
use crate::domain::process::Process;
use crate::domain::status::Status;
use crate::domain::words::job_details as detail_words;
use crate::domain::words::{self, messages};

/// Longest part of an error's cause that is shown.
pub(super) const SHOWN_CHARACTERS: usize = 300;

/// The first line of an error message.
pub(super) fn cause(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

/// What all parts of a row know.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) store: SharedStore,
    pub(super) list: ListView,
    pub(super) id: ProcessId,
    pub(super) job: Signal<Job>,
    /// What the job is called.
    pub(super) name: Signal<String>,
    pub(super) now: Signal<Clocks>,
    /// Whether the details are shown, as text.
    pub(super) is_open: Signal<String>,
    /// Id of the details in markup.
    pub(super) details: String,
    /// The row itself: it takes the focus from what goes away in it.
    pub(super) element: Option<HtmlElement>,
}

/// Everything there is to see of one job; an empty row once it is gone.
pub(super) fn job_row(store: SharedStore, list: ListView, process_id: ProcessId) -> Made {
    let row = make("li", "row").part("job").attr("tabindex", "-1");
    let Some(job) = store.with_value(|store| store.job(process_id)) else { return row };
    let job: Signal<Job> = job.into();
    let all = Row {
        store,
        list,
        id: process_id,
        job,
        name: text(job, words::job_name),
        now: store.with_value(|store| store.clocks().into()),
        is_open: told_when(move || list.opened.with(|opened| opened.contains(&process_id))),
        details: store.with_value(|store| format!("{}-{process_id}", store.instance())),
        element: row.element(),
    };
    let head = make("div", "head")
        .with(row_marks(&all))
        .with(job_title(&all))
        .with(job_actions(&all))
        .with(details_toggle(&all));
    row.attr("data-process-id", &process_id.to_string())
        .live(Live::Set("data-status"), id(job, words::job_status_id))
        .live(Live::Set("data-line"), id(job, |job| words::line_id(job.line)))
        .with(head)
        .with(job_refusal(job))
        .with(review_call(&all))
        .with_all(job_progress(&all))
        .with(job_error(job))
        .with(job_details(&all))
}

fn job_title(row: &Row) -> Made {
    let (job, now) = (row.job, row.now);
    let related = process_text(job, |words, process| {
        process.related.as_ref().map(|related| words::related(words, related))
    });
    let attempt = process_text(job, |words, process| {
        process.attempts.filter(|count| *count > 1).map(|count| words::attempt(words, count))
    });
    let language = language();
    let left = told(move || {
        // Only a job whose bar moves has anything to tell every second.
        let estimate = job.with(|job| job.estimate);
        if estimate == Estimate::default() {
            return String::new();
        }
        let left = estimate.left(job.with(|job| job.now_ms(now.get())));
        left.map(|left| language.with(|it| detail_words::time_left(it, left))).unwrap_or_default()
    });
    let late = told(move || {
        // Nobody waits for a word before anything is usual.
        if job.with(|job| job.usual_ms.is_none() || !job.is_late(now.get())) {
            return String::new();
        }
        language.with(|it| it.say(messages::LATE))
    });
    let fact = |class: &str, part: &str, text: Signal<String>| {
        make("span", class).part(part).live(Live::Shown, text).live(Live::Text, text)
    };
    let related = match record_link(row, "related", related) {
        Some(link) => link.part("related"),
        None => fact("related", "related", related),
    };
    let shown = make("div", "facts")
        .live(Live::Shown, when(job, |job| job.process.is_some()))
        .with(status_badge(job))
        .with(fact("elapsed", "elapsed", elapsed(job, now)))
        .with(fact("ended", "ended", ended(job, now)))
        .with(fact("left", "time-left", left))
        .with(fact("late", "late", late))
        .with(related)
        .with(fact("attempt", "attempt", attempt));
    let name = make("h3", "name").part("name").with(make("bdi", "").live(Live::Text, row.name));
    make("div", "what").with(name).with(shown)
}

fn job_progress(row: &Row) -> [Made; 3] {
    let (job, name, now) = (row.job, row.name, row.now);
    let language = language();
    // A job that has not started has nothing to measure yet.
    let measured = when(job, |job| match job.process.as_ref().map(|process| &process.status) {
        None => false,
        Some(Status::Pending) => job.bar_percent.is_some(),
        Some(status) => !status.is_terminal(),
    });
    let unknown = when(job, |job| job.process.is_none() && !job.line.is_final());
    let line = told(move || {
        // The age of old news grows, a worker falls silent, the time to take a
        // cancel back runs out; nothing else here reads the clock.
        let runs = job.with(|job| job.line == Line::Stale || job.is_running() || job.is_deferred());
        let now = if runs { now.get() } else { Clocks::default() };
        language.with(|words| job.with(|job| words::job_line(words, job, now)))
    });
    // A wish of the user's own is no trouble.
    let shape =
        id(
            job,
            |job| {
                if job.is_deferred() { icons::status(&Status::Pending) } else { icons::TROUBLE }
            },
        );
    let has_line = told_when(move || !line.with(String::is_empty));
    let line = make("p", "line").part("line").filled(has_line, move || {
        make("span", "line-words")
            .with(icons::icon(shape))
            .with(make("bdi", "").live(Live::Text, line))
    });
    [
        make("p", "step")
            .live(Live::Shown, unknown)
            .with(make("bdi", "").live(Live::Text, say(messages::LOADING))),
        make("div", "progress").filled(measured, move || {
            make("div", "progress-body").with_all(progress_bar(job, name))
        }),
        line,
    ]
}

/// The call to a job that waits for its user.
fn review_call(row: &Row) -> Made {
    let (job, now) = (row.job, row.now);
    let language = language();
    let call = told(move || {
        let waits = |process: &Process| process.status == Status::WaitingReview;
        if !job.with(|job| job.process.as_deref().is_some_and(waits)) {
            return String::new();
        }
        let since = job.with(Job::waits_since_ms);
        let waited = since.map(|since| job.with(|job| job.now_ms(now.get())) - since);
        language.with(|words| detail_words::waits_for_you(words, waited))
    });
    let waits = told_when(move || !call.with(String::is_empty));
    let row = row.clone();
    let place = make("p", "review").part("review");
    place.filled(waits, move || {
        let call = make("span", "line-words").with(make("bdi", "").live(Live::Text, call));
        match record_link(&row, "review-link", say(messages::REVIEW)) {
            Some(link) => call.with(
                link.part("review-link")
                    .live(Live::Set("aria-label"), named(&row, messages::REVIEW)),
            ),
            None => call,
        }
    })
}

/// The cause in one line; the whole message stands in the details.
fn job_error(job: Signal<Job>) -> Made {
    let error = process_text(job, |_, process| {
        process.failure().map(|message| format::shorten(cause(message), SHOWN_CHARACTERS))
    });
    make("p", "error")
        .part("error")
        .attr("dir", "auto")
        .live(Live::Shown, error)
        .live(Live::Text, error)
}
