//! One job.

use leptos::html::Li;
use leptos::prelude::*;

use super::drawn::Drawn;
use super::icons;
use super::job_actions::{JobActions, JobRefusal};
use super::job_details::{DetailsToggle, job_details};
use super::job_facts::elapsed;
use super::progress_bar::ProgressBar;
use super::slices::{flag, id, is_empty, process_text, say, text, told, words};
use super::status_badge::StatusBadge;
use crate::domain::action::Action;
use crate::domain::eta::Estimate;
use crate::domain::format::{self, Clocks};
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

/// Everything there is to see of one job.
#[component]
pub(super) fn JobRow(
    job: Signal<Job>,
    /// The time.
    now: Signal<Clocks>,
    /// A cancel is asked for twice.
    confirm: bool,
    on_action: Callback<Action>,
    on_dismiss: Callback<()>,
    /// What stands where on screen: a row may move when it changes.
    order: Signal<Vec<u64>>,
    /// Id for the details in markup.
    details: String,
    /// What stands before the name.
    marks: Drawn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let row = NodeRef::<Li>::new();
    let name = text(job, words::job_name);
    let focus_row = Callback::new(move |()| {
        if let Some(row) = row.get_untracked() {
            let _ = row.focus();
        }
    });
    view! {
        <li
            class="job-tray__row"
            part="job"
            tabindex="-1"
            data-process-id=job.with_untracked(|job| job.id.to_string())
            data-status=id(job, words::job_status_id)
            data-line=id(job, |job| words::line_id(job.line))
            node_ref=row
        >
            <div class="job-tray__head">
                {marks}
                <JobTitle job name now />
                <JobActions job name confirm on_action on_dismiss on_focus_lost=focus_row />
                <DetailsToggle name open details=details.clone() />
            </div>
            <JobRefusal job />
            <ReviewCall job now />
            <JobProgress job name now />
            <JobError job />
            {job_details(job, now, open, order, details)}
        </li>
    }
}

#[component]
fn JobTitle(job: Signal<Job>, name: Signal<String>, now: Signal<Clocks>) -> impl IntoView {
    let related = process_text(job, |words, process| {
        process.related.as_ref().map(|related| words::related(words, related))
    });
    let attempt = process_text(job, |words, process| {
        process.attempts.filter(|count| *count > 1).map(|count| words::attempt(words, count))
    });
    let elapsed = elapsed(job, now);
    let language = words();
    let left: Signal<String> = Memo::new(move |_| {
        // Only a job whose bar moves has anything to tell every second.
        let estimate = job.with(|job| job.estimate);
        if estimate == Estimate::default() {
            return String::new();
        }
        let left = estimate.left(job.with(|job| job.now_ms(now.get())));
        left.map(|left| language.with(|it| detail_words::time_left(it, left))).unwrap_or_default()
    })
    .into();
    let late = told(move || {
        // Nobody waits for a word before anything is usual.
        if job.with(|job| job.usual_ms.is_none() || !job.is_late(now.get())) {
            return String::new();
        }
        language.with(|it| it.say(messages::LATE))
    });
    let unknown = flag(job, |job| job.process.is_none());
    view! {
        <div class="job-tray__what">
            <h3 class="job-tray__name" part="name">
                <bdi>{name}</bdi>
            </h3>
            <div class="job-tray__facts" hidden=unknown>
                <StatusBadge job />
                <span class="job-tray__elapsed" part="elapsed" hidden=is_empty(elapsed)>
                    <bdi>{elapsed}</bdi>
                </span>
                <span class="job-tray__left" part="time-left" hidden=is_empty(left)>
                    <bdi>{left}</bdi>
                </span>
                <span class="job-tray__late" part="late" hidden=is_empty(late)>
                    {late}
                </span>
                <span class="job-tray__related" part="related" hidden=is_empty(related)>
                    <bdi>{related}</bdi>
                </span>
                <span class="job-tray__attempt" part="attempt" hidden=is_empty(attempt)>
                    <bdi>{attempt}</bdi>
                </span>
            </div>
        </div>
    }
}

#[component]
fn JobProgress(job: Signal<Job>, name: Signal<String>, now: Signal<Clocks>) -> impl IntoView {
    let language = words();
    let step = process_text(job, |_, process| {
        process.current_step.as_deref().map(|step| format::shorten(step, SHOWN_CHARACTERS))
    });
    let percent = text(job, |_, job| job.bar_percent.map(|it| it.to_string()).unwrap_or_default());
    let percent_text = text(job, |words, job| {
        job.bar_percent.map(|percent| words.percent(percent)).unwrap_or_default()
    });
    // A job that has not started has nothing to measure yet.
    let unmeasured = flag(job, |job| match job.process.as_ref().map(|process| &process.status) {
        None => true,
        Some(Status::Pending) => job.bar_percent.is_none(),
        Some(status) => status.is_terminal(),
    });
    let loaded = flag(job, |job| job.process.is_some() || job.line.is_final());
    let line: Signal<String> = Memo::new(move |_| {
        // The age of old news grows, a worker falls silent, the time to take a
        // cancel back runs out; nothing else here reads the clock.
        let runs = job.with(|job| job.line == Line::Stale || job.is_running() || job.is_deferred());
        let now = if runs { now.get() } else { Clocks::default() };
        language.with(|words| job.with(|job| words::job_line(words, job, now)))
    })
    .into();
    view! {
        <p class="job-tray__step" hidden=loaded>{say(messages::LOADING)}</p>
        <div class="job-tray__step" hidden=unmeasured>
            <span class="job-tray__step-name" part="step">
                <bdi>{step}</bdi>
            </span>
            <bdi class="job-tray__percent" part="percent">{percent_text}</bdi>
        </div>
        <div hidden=unmeasured>
            <ProgressBar percent percent_text label=name step />
        </div>
        <p class="job-tray__line" part="line" hidden=is_empty(line)>
            {icons::fixed(icons::TROUBLE)}
            <span>{line}</span>
        </p>
    }
}

/// The call to a job that waits for its user.
#[component]
fn ReviewCall(job: Signal<Job>, now: Signal<Clocks>) -> impl IntoView {
    let language = words();
    let call: Signal<String> = Memo::new(move |_| {
        let waits = |process: &Process| process.status == Status::WaitingReview;
        if !job.with(|job| job.process.as_deref().is_some_and(waits)) {
            return String::new();
        }
        let since = job.with(Job::waits_since_ms);
        let waited = since.map(|since| job.with(|job| job.now_ms(now.get())) - since);
        language.with(|words| detail_words::waits_for_you(words, waited))
    })
    .into();
    view! {
        <p class="job-tray__review" part="review" hidden=is_empty(call)>
            {icons::fixed(icons::status(&Status::WaitingReview))}
            <bdi>{call}</bdi>
        </p>
    }
}

/// The cause in one line; the whole message stands in the details.
#[component]
fn JobError(job: Signal<Job>) -> impl IntoView {
    let error = process_text(job, |_, process| {
        process.failure().map(|message| format::shorten(cause(message), SHOWN_CHARACTERS))
    });
    view! {
        <p class="job-tray__error" part="error" dir="auto" hidden=is_empty(error)>{error}</p>
    }
}
