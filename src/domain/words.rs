//! The words of the tray, in one place: which message says what. The messages
//! themselves stand in `messages`.

pub mod announcements;
pub mod away;
pub mod bulk;
pub mod job_details;
pub mod messages;
pub mod pill;

pub use self::pill::{PillWords, no_jobs, pill, summary};

use self::messages as say;
use super::action::{Action, ActionFailure, ActionState};
use super::format::Clocks;
use super::job::Job;
use super::job_type::JobType;
use super::language::Words;
use super::line::Line;
use super::process::Related;
use super::status::Status;

/// The status in words. Unknown statuses are shown as the server wrote them.
#[must_use]
pub fn status(words: &Words, status: &Status) -> String {
    match status.as_str() {
        blank if blank.trim().is_empty() => words.say(say::UNKNOWN_STATUS),
        text => words.named("status", text),
    }
}

/// What the line is doing, where the row has to say so.
#[must_use]
pub fn line(words: &Words, line: Line) -> String {
    words.named("line", line_id(line))
}

/// The button's label.
#[must_use]
pub fn action(words: &Words, action: Action) -> String {
    words.named("action", action_id(action))
}

/// The button's label while the action is under way.
#[must_use]
pub fn action_under_way(words: &Words, action: Action) -> String {
    words.say(match action {
        Action::Retry => say::RETRYING,
        Action::Cancel => say::CANCELLING,
    })
}

/// Why an action did not happen.
#[must_use]
pub fn action_failure(words: &Words, action: Action, failure: &ActionFailure) -> String {
    let reason = match failure {
        ActionFailure::TooLate(status) => {
            return words.say(match status {
                Status::Completed => say::FINISHED_FIRST,
                Status::Failed => say::FAILED_FIRST,
                Status::Cancelled => say::CANCELLED_FIRST,
                status => {
                    let status = self::status(words, status);
                    return words.fill(say::MOVED_ON, &[("status", &status)]);
                }
            });
        }
        ActionFailure::Refused(Some(message)) => words.isolated(message),
        other => words.say(match other {
            ActionFailure::SignedOut => say::NOT_SIGNED_IN,
            ActionFailure::Forbidden => say::FORBIDDEN,
            ActionFailure::Gone => say::NOT_THERE,
            ActionFailure::Busy => say::BUSY,
            ActionFailure::ServerError => say::SERVER_ERROR,
            ActionFailure::Unreachable => say::UNREACHABLE,
            ActionFailure::Refused(_) | ActionFailure::TooLate(_) => say::REFUSED,
        }),
    };
    let not_done = match action {
        Action::Retry => say::NOT_RETRIED,
        Action::Cancel => say::NOT_CANCELLED,
    };
    words.fill(not_done, &[("reason", &reason)])
}

/// One after another, as the language lists them; either may be empty.
#[must_use]
pub fn listed(words: &Words, first: &str, second: &str) -> String {
    if first.is_empty() || second.is_empty() {
        return [first, second].concat();
    }
    words.fill(say::COMMA, &[("first", first), ("second", second)])
}

/// What something is, and whose: "Cancel: CSV import".
#[must_use]
pub fn labelled(words: &Words, label: &str, name: &str) -> String {
    words.fill(say::LABEL, &[("label", label), ("name", name)])
}

/// What the row says of its line, if anything: only what concerns this job
/// alone; trouble of all jobs stands once, above them. A cancel that may still
/// be taken back comes first, and a silent worker last.
#[must_use]
pub fn job_line(words: &Words, job: &Job, now: Clocks) -> String {
    let timed = |message, milliseconds| {
        words.fill(message, &[("time", words.duration(milliseconds).as_str())])
    };
    if let ActionState::Deferred(_, at) = job.action {
        // Rounded up: at the last moment there is still one second.
        return timed(say::CANCELS_IN, at - now.device_ms + 999);
    }
    // Seconds would only make it restless.
    let quiet = job.quiet_ms(now).map(|quiet| quiet / 60_000 * 60_000);
    match (job.line, job.confirmed_at_ms) {
        (Line::Live | Line::Polling, _) => {
            quiet.map_or_else(String::new, |quiet| timed(say::QUIET, quiet))
        }
        (Line::Stale, Some(at)) => timed(say::STALE_FOR, now.device_ms - at),
        (Line::Blocked | Line::Gone | Line::Stale, _) => line(words, job.line),
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
pub fn job_name(words: &Words, job: &Job) -> String {
    match &job.process {
        Some(process) => job_type(words, &process.job_type),
        None => words.fill(say::UNNAMED_JOB, &[("id", &job.id.to_string())]),
    }
}

/// The name people read of a job's type: `csv_import` is "CSV import".
#[must_use]
pub fn job_type(words: &Words, job_type: &JobType) -> String {
    match job_type.identifier() {
        Some(identifier) => words.named("type", identifier),
        None => words.say(say::UNTYPED),
    }
}

/// The record a job belongs to: "CSV import 7".
#[must_use]
pub fn related(words: &Words, related: &Related) -> String {
    let name = related.related_type.as_deref();
    let name = name.map_or_else(|| words.say(say::RECORD), |name| words.named("record", name));
    match related.related_id {
        Some(id) => {
            let id = id.to_string();
            words.fill(say::NUMBERED_RECORD, &[("name", &name), ("id", &id)])
        }
        None => name,
    }
}

/// The button's label: what it does, or what it is doing.
#[must_use]
pub fn action_label(words: &Words, job: &Job, action: Action) -> String {
    if job.is_busy() {
        action_under_way(words, action)
    } else if job.is_deferred() {
        words.say(say::UNDO)
    } else {
        self::action(words, action)
    }
}

/// Which attempt this is, from the second on.
#[must_use]
pub fn attempt(words: &Words, count: i64) -> String {
    let count = words.number(count.unsigned_abs());
    words.fill(say::ATTEMPT, &[("count", &count)])
}

/// Heading of the event log.
#[must_use]
pub fn events(words: &Words, count: u64) -> String {
    words.count(say::EVENTS, count)
}

/// Says that the log is not whole.
#[must_use]
pub fn dropped_events(words: &Words, count: u64) -> String {
    words.count(say::DROPPED_EVENTS, count)
}

/// An event without message or step, by its category.
#[must_use]
pub fn event_type(words: &Words, event_type: Option<&str>) -> String {
    event_type.map_or_else(|| words.say(say::EVENT), |name| words.named("event", name))
}

/// How many jobs there are.
#[must_use]
pub fn jobs(words: &Words, count: usize) -> String {
    words.count(say::JOBS, count as u64)
}

/// Name of a field of a result.
#[must_use]
pub fn field(words: &Words, name: &str) -> String {
    words.named("field", name)
}

/// How much of a list is not shown.
#[must_use]
pub fn more(words: &Words, count: usize) -> String {
    words.count(say::MORE, count as u64)
}

#[cfg(test)]
mod tests;
