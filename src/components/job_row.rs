//! One job.

use leptos::html::Li;
use leptos::prelude::*;

use super::event_log::EventLog;
use super::icons;
use super::job_actions::JobActions;
use super::progress_bar::ProgressBar;
use super::status_badge::StatusBadge;
use super::summary_view::SummaryView;
use crate::domain::action::Action;
use crate::domain::format;
use crate::domain::job::Job;
use crate::domain::process::{Process, Related};
use crate::domain::status::Status;
use crate::domain::words;

/// Longest part of an error message that is shown.
const SHOWN_CHARACTERS: usize = 2_000;

/// Everything there is to see of one job.
#[component]
pub(super) fn JobRow(
    job: Signal<Job>,
    /// The server's time, milliseconds since the Unix epoch.
    now: Signal<i64>,
    on_action: impl Fn(Action) + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let row = NodeRef::<Li>::new();
    let status = of(job, |process| process.status.clone());
    let name = Memo::new(move |_| {
        job.with(|job| match &job.process {
            Some(process) => process.job_type.name(),
            None => words::job_number(job.id),
        })
    });
    let focus_row = move || {
        if let Some(row) = row.get_untracked() {
            let _ = row.focus();
        }
    };
    view! {
        <li
            class="job-tray__row"
            part="job"
            tabindex="-1"
            data-process-id=job.with_untracked(|job| job.id.to_string())
            data-status=move || status.with(|it| it.as_ref().map(words::status_id))
            data-line=move || words::line_id(job.with(|job| job.line))
            node_ref=row
        >
            <JobHead job name status now />
            <JobProgress job name status />
            <JobOutcome job status />
            <div class="job-tray__foot">
                <EventLog log=Signal::derive(move || job.with(|job| job.log.clone())) />
                <JobActions job name=name.into() on_action on_focus_lost=focus_row />
            </div>
        </li>
    }
}

/// A slice of the process; equal slices wake nobody.
fn of<T: PartialEq + Clone + Send + Sync + 'static>(
    job: Signal<Job>,
    read: impl Fn(&Process) -> T + Send + Sync + 'static,
) -> Memo<Option<T>> {
    Memo::new(move |_| job.with(|job| job.process.as_deref().map(&read)))
}

#[component]
fn JobHead(
    job: Signal<Job>,
    name: Memo<String>,
    status: Memo<Option<Status>>,
    now: Signal<i64>,
) -> impl IntoView {
    let related = of(job, |process| process.related.as_ref().map(Related::label));
    let times = of(job, |process| (process.started_at, process.finished_at));
    let attempts = of(job, |process| process.attempts.filter(|count| *count > 1));
    let elapsed = Memo::new(move |_| {
        let (started, finished) = times.get()?;
        // A finished job's time stands still: the clock is not even read.
        let now = if finished.is_some() { 0 } else { now.get() };
        format::elapsed(started, finished, now)
    });
    view! {
        <div class="job-tray__head">
            <h3 class="job-tray__name" dir="auto">{move || name.get()}</h3>
            <span class="job-tray__elapsed" part="elapsed">{move || elapsed.get()}</span>
            <div class="job-tray__facts">
                {move || status.get().map(|status| view! { <StatusBadge status /> })}
                {move || {
                    related.get().flatten().map(|label| {
                        view! { <span class="job-tray__related" dir="auto">{label}</span> }
                    })
                }}
                {move || {
                    attempts.get().flatten().map(|count| {
                        view! { <span class="job-tray__attempts">{words::attempt(count)}</span> }
                    })
                }}
            </div>
        </div>
    }
}

#[component]
fn JobProgress(
    job: Signal<Job>,
    name: Memo<String>,
    status: Memo<Option<Status>>,
) -> impl IntoView {
    let step = of(job, |process| process.current_step.clone());
    let step = Signal::derive(move || step.get().flatten());
    let percent = Memo::new(move |_| job.with(|job| job.bar_percent));
    let moving = Memo::new(move |_| {
        status.with(|status| status.as_ref().is_some_and(|status| !status.is_terminal()))
    });
    // A job that has not started has nothing to measure yet.
    let measured = Memo::new(move |_| {
        moving.get() && (status.with(|it| *it != Some(Status::Pending)) || percent.get().is_some())
    });
    let line = Memo::new(move |_| job.with(|job| job.line));
    let loading = Memo::new(move |_| job.with(|job| job.process.is_none() && !job.line.is_final()));
    view! {
        <Show when=move || loading.get()>
            <p class="job-tray__step">{words::LOADING}</p>
        </Show>
        <Show when=move || measured.get()>
            <div class="job-tray__step">
                <span class="job-tray__step-name" part="step" dir="auto">{move || step.get()}</span>
                <span class="job-tray__percent">
                    {move || percent.get().map(|percent| format!("{percent} %"))}
                </span>
            </div>
            <ProgressBar percent=percent.into() label=name.into() step />
        </Show>
        {move || {
            let line = line.get();
            words::line_is_told(line).then(|| view! {
                <p class="job-tray__line" part="line">{icons::trouble()} <span>{words::line(line)}</span></p>
            })
        }}
    }
}

#[component]
fn JobOutcome(job: Signal<Job>, status: Memo<Option<Status>>) -> impl IntoView {
    let error = of(job, |process| process.error_message.clone());
    let summary = of(job, |process| process.summary.clone().filter(|summary| !summary.is_empty()));
    view! {
        {move || {
            let failed = status.with(|status| *status == Some(Status::Failed));
            let message = error.get().flatten().filter(|_| failed)?;
            Some(view! {
                <p class="job-tray__error" part="error" dir="auto">
                    {format::shorten(&message, SHOWN_CHARACTERS)}
                </p>
            })
        }}
        {move || {
            summary.get().flatten().map(|summary| view! {
                <details class="job-tray__result">
                    <summary>{words::RESULT}</summary>
                    <SummaryView summary />
                </details>
            })
        }}
    }
}
