//! One job.

use leptos::html::Li;
use leptos::prelude::*;

use super::drawn::drawn;
use super::event_log::EventLog;
use super::icons;
use super::job_actions::{JobActions, JobRefusal};
use super::progress_bar::ProgressBar;
use super::slices::{flag, id, is_empty, process_text, say, text, words};
use super::status_badge::StatusBadge;
use super::summary_view::SummaryView;
use crate::domain::action::Action;
use crate::domain::format::{self, Clocks};
use crate::domain::job::Job;
use crate::domain::line::Line;
use crate::domain::status::Status;
use crate::domain::words::{self, messages};

/// Longest part of an error message that is shown.
const SHOWN_CHARACTERS: usize = 2_000;

/// Everything there is to see of one job.
#[component]
pub(super) fn JobRow(
    job: Signal<Job>,
    /// The time.
    now: Signal<Clocks>,
    on_action: Callback<Action>,
    on_dismiss: Callback<()>,
) -> impl IntoView {
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
                <JobTitle job name now />
                <JobActions job name on_action on_dismiss on_focus_lost=focus_row />
            </div>
            <JobRefusal job />
            <JobProgress job name now />
            <JobOutcome job />
            <EventLog job />
        </li>
    }
}

#[component]
fn JobTitle(job: Signal<Job>, name: Signal<String>, now: Signal<Clocks>) -> impl IntoView {
    let language = words();
    let related = process_text(job, |words, process| {
        process.related.as_ref().map(|related| words::related(words, related))
    });
    let attempt = process_text(job, |words, process| {
        process.attempts.filter(|count| *count > 1).map(|count| words::attempt(words, count))
    });
    let elapsed: Signal<String> = Memo::new(move |_| {
        let times = job.with(|job| {
            job.process.as_ref().map(|process| (process.started_at, process.finished_at))
        });
        let Some((started, finished)) = times else { return String::new() };
        // A finished job's time stands still: the clock is not even read.
        let now = if finished.is_some() { 0 } else { now.get().server_ms };
        let elapsed = format::elapsed(started, finished, now);
        elapsed.map(|time| language.with(|words| words.duration(time))).unwrap_or_default()
    })
    .into();
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
    let step = process_text(job, |_, process| process.current_step.clone());
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
        // The age of old news grows, the time to take a cancel back runs out;
        // nothing else here reads the clock.
        let runs = job.with(|job| job.line == Line::Stale || job.is_deferred());
        let now = if runs { now.get().device_ms } else { 0 };
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

#[component]
fn JobOutcome(job: Signal<Job>) -> impl IntoView {
    let error = process_text(job, |_, process| {
        let message = process.error_message.as_deref()?;
        (process.status == Status::Failed).then(|| format::shorten(message, SHOWN_CHARACTERS))
    });
    // Its text tells whether it has changed.
    let summary = process_text(job, |_, process| {
        let summary = process.summary.as_ref()?;
        (!summary.is_empty()).then(|| summary.to_string())
    });
    view! {
        <p class="job-tray__error" part="error" dir="auto" hidden=is_empty(error)>{error}</p>
        {move || {
            if summary.with(String::is_empty) {
                return None;
            }
            job.with_untracked(|job| {
                let summary = job.process.as_ref()?.summary.as_ref()?;
                Some(drawn(view! {
                    <details class="job-tray__result">
                        <summary>{say(messages::RESULT)}</summary>
                        <SummaryView summary />
                    </details>
                }))
            })
        }}
    }
}
