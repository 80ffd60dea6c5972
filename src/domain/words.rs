//! The words of the tray, in one place.

pub mod job_details;

use super::action::{Action, ActionFailure, ActionState};
use super::job::Job;
use super::line::Line;
use super::selectors::Summary;
use super::status::Status;

/// The status in words. Unknown statuses are shown as the server wrote them.
#[must_use]
pub fn status(status: &Status) -> String {
    match status {
        Status::Pending => "Pending".to_owned(),
        Status::Running => "Running".to_owned(),
        Status::WaitingReview => "Waiting for review".to_owned(),
        Status::Completed => "Completed".to_owned(),
        Status::Failed => "Failed".to_owned(),
        Status::Cancelled => "Cancelled".to_owned(),
        Status::Other(text) if text.trim().is_empty() => "Unknown status".to_owned(),
        Status::Other(text) => super::job_type::humanise(text),
    }
}

/// What the line is doing, where the row has to say so.
#[must_use]
pub const fn line(line: Line) -> &'static str {
    match line {
        Line::Connecting => "Connecting…",
        Line::Live => "Live",
        Line::Polling => "Checked regularly",
        Line::Reconnecting => "Can’t reach the server – trying again",
        Line::Stale => "No news from the server",
        Line::Offline => "Offline – updates paused",
        Line::SignedOut => "Signed out – updates paused",
        Line::Blocked => "You no longer have access to this job",
        Line::Gone => "This job no longer exists on the server",
        Line::Settled => "Final",
    }
}

/// The button's label.
#[must_use]
pub const fn action(action: Action) -> &'static str {
    match action {
        Action::Retry => "Retry",
        Action::Cancel => "Cancel",
    }
}

/// The button's label while the action is under way.
#[must_use]
pub const fn action_under_way(action: Action) -> &'static str {
    match action {
        Action::Retry => "Retrying…",
        Action::Cancel => "Cancelling…",
    }
}

/// Why an action did not happen.
#[must_use]
pub fn action_failure(action: Action, failure: &ActionFailure) -> String {
    let not_done = match action {
        Action::Retry => "Not retried",
        Action::Cancel => "Not cancelled",
    };
    let reason = match failure {
        ActionFailure::TooLate(Status::Completed) => {
            return "It finished before it could be stopped.".to_owned();
        }
        ActionFailure::TooLate(Status::Failed) => {
            return "It failed before it could be stopped.".to_owned();
        }
        ActionFailure::TooLate(Status::Cancelled) => {
            return "It had already been cancelled.".to_owned();
        }
        ActionFailure::TooLate(status) => {
            return format!("The job has moved on: {}.", self::status(status).to_ascii_lowercase());
        }
        ActionFailure::Refused(Some(message)) => return format!("{not_done}: {message}"),
        ActionFailure::Refused(None) => "the server refused",
        ActionFailure::SignedOut => "you are signed out",
        ActionFailure::Forbidden => "you are not allowed to",
        ActionFailure::Gone => "the job no longer exists",
        ActionFailure::Busy => "the server is busy, try again in a moment",
        ActionFailure::ServerError => "the server had an error, try again",
        ActionFailure::Unreachable => "no answer from the server, try again",
    };
    format!("{not_done}: {reason}.")
}

/// The pill's text: what is going on, in a few words.
#[must_use]
pub fn summary(summary: &Summary) -> String {
    let mut parts = Vec::new();
    let mut part = |count: usize, words: &str| {
        if count > 0 {
            parts.push(format!("{count} {words}"));
        }
    };
    // What needs the user first: a narrow pill cuts off the rest.
    part(summary.waiting_review, "to review");
    part(summary.failed, "failed");
    part(summary.running, "running");
    part(summary.pending, "pending");
    if summary.unknown < summary.total {
        part(summary.unknown, "loading");
    }
    if parts.is_empty() {
        return match (summary.total, summary.unknown) {
            (0, _) => "No jobs",
            (_, 0) => "All jobs done",
            _ => "Loading jobs…",
        }
        .to_owned();
    }
    parts.join(", ")
}

/// What the row says of its line, if anything: only what concerns this job
/// alone; trouble of all jobs stands once, above them. A cancel that may still
/// be taken back comes first. `now_ms` is the device's time, milliseconds since
/// the Unix epoch.
#[must_use]
pub fn job_line(job: &Job, now_ms: i64) -> String {
    if let ActionState::Deferred(_, at) = job.action {
        // Rounded up: at the last moment there is still one second.
        return format!("Cancels in {}", super::format::duration(at - now_ms + 999));
    }
    match (job.line, job.confirmed_at_ms) {
        (Line::Stale, Some(at)) => {
            format!("{} for {}", line(Line::Stale), super::format::duration(now_ms - at))
        }
        (Line::Blocked | Line::Gone | Line::Stale, _) => line(job.line).to_owned(),
        _ => String::new(),
    }
}

/// Name of a status in markup and styles; never shown. Unknown ones are "other".
#[must_use]
pub fn status_id(status: &Status) -> &'static str {
    status.contract_text().unwrap_or("other")
}

/// Name of a line in markup and styles; never shown.
#[must_use]
pub const fn line_id(line: Line) -> &'static str {
    match line {
        Line::Connecting => "connecting",
        Line::Live => "live",
        Line::Polling => "polling",
        Line::Reconnecting => "reconnecting",
        Line::Stale => "stale",
        Line::Offline => "offline",
        Line::SignedOut => "signed-out",
        Line::Blocked => "blocked",
        Line::Gone => "gone",
        Line::Settled => "settled",
    }
}

/// Name of an action in markup and styles; never shown.
#[must_use]
pub const fn action_id(action: Action) -> &'static str {
    match action {
        Action::Retry => "retry",
        Action::Cancel => "cancel",
    }
}

/// Name of a job's status in markup and styles; empty until it is known.
#[must_use]
pub fn job_status_id(job: &Job) -> &'static str {
    job.process.as_ref().map_or("", |process| status_id(&process.status))
}

/// What a job is called: its type, or its number until that is known.
#[must_use]
pub fn job_name(job: &Job) -> String {
    match &job.process {
        Some(process) => process.job_type.name(),
        None => format!("Job {}", job.id),
    }
}

/// The button's label: what it does, or what it is doing.
#[must_use]
pub const fn action_label(job: &Job, action: Action) -> &'static str {
    if job.is_busy() {
        action_under_way(action)
    } else if job.is_deferred() {
        UNDO
    } else {
        self::action(action)
    }
}

/// Which attempt this is, from the second on.
#[must_use]
pub fn attempt(count: i64) -> String {
    format!("Attempt {count}")
}

/// Heading of the event log.
#[must_use]
pub fn events(count: u64) -> String {
    match count {
        1 => "1 event".to_owned(),
        count => format!("{count} events"),
    }
}

/// Says that the log is not whole.
#[must_use]
pub fn dropped_events(count: u64) -> String {
    match count {
        1 => "1 earlier event is not shown.".to_owned(),
        count => format!("{count} earlier events are not shown."),
    }
}

/// An event without message or step, by its category.
#[must_use]
pub fn event_type(event_type: Option<&str>) -> String {
    event_type.map_or_else(|| "Event".to_owned(), super::job_type::humanise)
}

/// How many jobs there are.
#[must_use]
pub fn jobs(count: usize) -> String {
    match count {
        1 => "1 job".to_owned(),
        count => format!("{count} jobs"),
    }
}

/// Label of the button that takes back a cancel not yet sent.
pub const UNDO: &str = "Undo";
/// Label of the button that hides the panel.
pub const MINIMISE: &str = "Minimise";
/// Name of the tray for assistive technology.
pub const TRAY: &str = "Background jobs";
/// Shown where no job is followed.
pub const EMPTY: &str = "No background jobs. Jobs you start appear here.";
/// Shown instead of a row's content until the first answer.
pub const LOADING: &str = "Loading…";
/// Heading of a finished job's result.
pub const RESULT: &str = "Result";
/// Heading of the event log.
pub const EVENTS: &str = "Events";
/// Shown after a panic, in place of the tray.
pub const BROKEN: &str = "The job tray stopped working. Reload the page to see your jobs.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_race_is_told_calmly() {
        let told = |status| action_failure(Action::Cancel, &ActionFailure::TooLate(status));
        assert_eq!(told(Status::Completed), "It finished before it could be stopped.");
        assert_eq!(told(Status::Failed), "It failed before it could be stopped.");
        assert_eq!(told(Status::Cancelled), "It had already been cancelled.");
    }

    #[test]
    fn a_refusal_uses_the_servers_words_where_it_has_some() {
        let failure = ActionFailure::Refused(Some("Only failed jobs can be retried.".into()));
        assert_eq!(
            action_failure(Action::Retry, &failure),
            "Not retried: Only failed jobs can be retried."
        );
        assert_eq!(
            action_failure(Action::Retry, &ActionFailure::Refused(None)),
            "Not retried: the server refused."
        );
    }

    #[test]
    fn old_news_says_how_old_it_is_and_trouble_of_all_is_not_said_in_each_row() {
        let mut job = Job::new(super::super::id::ProcessId::new(1));
        job.line = Line::Stale;
        assert_eq!(job_line(&job, 90_000), "No news from the server");
        job.confirmed_at_ms = Some(30_000);
        assert_eq!(job_line(&job, 90_000), "No news from the server for 1 min");
        job.line = Line::Offline;
        assert_eq!(job_line(&job, 90_000), "");
        job.action = ActionState::Deferred(Action::Cancel, 94_500);
        assert_eq!(job_line(&job, 90_000), "Cancels in 5 s");
        assert_eq!(action_label(&job, Action::Cancel), "Undo");
    }

    #[test]
    fn unknown_statuses_are_shown_as_words() {
        assert_eq!(status(&Status::from("on_hold")), "On hold");
        assert_eq!(status(&Status::from("")), "Unknown status");
    }

    #[test]
    fn the_pill_counts_what_matters() {
        let counts =
            Summary { running: 3, pending: 1, waiting_review: 1, failed: 2, ..Summary::default() };
        assert_eq!(summary(&counts), "1 to review, 2 failed, 3 running, 1 pending");
        assert_eq!(summary(&Summary { total: 2, ended: 2, ..Summary::default() }), "All jobs done");
        assert_eq!(
            summary(&Summary { total: 1, unknown: 1, ..Summary::default() }),
            "Loading jobs…"
        );
        assert_eq!(summary(&Summary::default()), "No jobs");
    }
}
