//! The words of a job's details, of its time left, and of the call to review.

use chrono::{DateTime, Datelike, Utc};

use crate::domain::digest::StepState;
use crate::domain::eta::{TimeLeft, Unit};
use crate::domain::event::ProcessEvent;
use crate::domain::format::{self, LocalTime};

/// Longest part of an event's text that is shown; a server may send any amount.
const SHOWN_CHARACTERS: usize = 1_000;

/// Label of the button that shows and hides the details.
pub const DETAILS: &str = "Details";
/// Heading of the facts.
pub const FACTS: &str = "About this job";
/// Name of a fact: how often the job was dispatched.
pub const ATTEMPTS: &str = "Attempts";
/// Name of a fact: the queue.
pub const QUEUE: &str = "Queue";
/// Name of a fact: when the job was created.
pub const CREATED: &str = "Created";
/// Name of a fact: when work began.
pub const STARTED: &str = "Started";
/// Name of a fact: when the job ended.
pub const FINISHED: &str = "Finished";
/// Name of a fact: how long it took, or takes so far.
pub const DURATION: &str = "Duration";
/// Name of a fact: the job's key.
pub const NUMBER: &str = "Job number";
/// Heading of the whole error text.
pub const ERROR: &str = "Error";
/// Heading of the steps.
pub const STEPS: &str = "Steps";
/// Heading of the event log.
pub const LOG: &str = "Log";
/// Heading of what the job was started with.
pub const INPUT: &str = "Input";
/// Heading of a structure as the server wrote it.
pub const RAW: &str = "Raw JSON";
/// Label of a button that copies what stands beside it.
pub const COPY: &str = "Copy";
/// Label of the button that copies the whole log.
pub const COPY_LOG: &str = "Copy all";
/// In place of the label once it is copied.
pub const COPIED: &str = "Copied";
/// In place of the label where the browser did not allow it.
pub const NOT_COPIED: &str = "Could not copy";
/// Label of the button that saves the log as text, and its whole name, which
/// has to hold the label.
pub const TEXT: &str = "Text";
/// See [`TEXT`].
pub const SAVE_TEXT: &str = "Save as text";
/// Label of the button that saves the log as JSON lines, and its whole name.
pub const JSON: &str = "JSONL";
/// See [`JSON`].
pub const SAVE_JSON: &str = "Save as JSONL";
/// Name of the field that searches the log.
pub const SEARCH: &str = "Search the log";
/// Name of the choice of event types.
pub const TYPE: &str = "Type of event";
/// The choice of all event types.
pub const ALL_TYPES: &str = "All types";
/// Label of the button that goes back to the newest events and stays there.
pub const FOLLOW: &str = "Follow";
/// In place of the log before anything has happened.
pub const NO_EVENTS: &str = "No events yet.";
/// In place of the log where nothing fits the search.
pub const NOTHING_FOUND: &str = "No event fits.";
/// A value that is there and empty.
pub const NOTHING: &str = "–";

/// A yes or no of the server.
#[must_use]
pub const fn yes_or_no(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}

/// How many entries of a list are not shown.
#[must_use]
pub fn and_more(count: usize) -> String {
    format!("and {count} more")
}

/// An event in words: its message, else its step, else its type.
#[must_use]
pub fn event(event: &ProcessEvent) -> String {
    event.message.as_deref().or(event.step.as_deref()).map_or_else(
        || super::event_type(event.event_type.as_deref()),
        |text| format::shorten(text, SHOWN_CHARACTERS),
    )
}

/// How a step went.
#[must_use]
pub const fn step_state(state: StepState) -> &'static str {
    match state {
        StepState::Running => "Running",
        StepState::Waiting => "Waiting for you",
        StepState::Done => "Done",
        StepState::Failed => "Failed",
        StepState::Cancelled => "Cancelled",
    }
}

/// Name of a step's state in markup and styles; never shown.
#[must_use]
pub const fn step_state_id(state: StepState) -> &'static str {
    match state {
        StepState::Running => "running",
        StepState::Waiting => "waiting_review",
        StepState::Done => "completed",
        StepState::Failed => "failed",
        StepState::Cancelled => "cancelled",
    }
}

/// Says that the list of steps is not whole.
#[must_use]
pub fn earlier_steps(count: usize) -> String {
    match count {
        1 => "1 earlier step".to_owned(),
        count => format!("{count} earlier steps"),
    }
}

/// Which part of the log is shown: lines `first` to `last` of `found`, of
/// `total` events that there are.
#[must_use]
pub fn log_part(first: usize, last: usize, found: usize, total: usize) -> String {
    let part = format!("{first}–{last} of {found}");
    if found == total { part } else { format!("{part}, {total} in all") }
}

/// How long it will still take.
#[must_use]
pub fn time_left(left: TimeLeft) -> String {
    let TimeLeft { low, high, unit } = left;
    let unit = match unit {
        Unit::Second if high <= 10 => return "a few seconds left".to_owned(),
        Unit::Second => "s",
        Unit::Minute => "min",
        Unit::Hour => "h",
    };
    match low {
        0 => format!("less than {high} {unit} left"),
        low => format!("about {low}–{high} {unit} left"),
    }
}

/// Calls the user to a job that waits for them, since `waited_ms` milliseconds
/// where that is known.
#[must_use]
pub fn waits_for_you(waited_ms: Option<i64>) -> String {
    match waited_ms {
        None => "Waiting for you".to_owned(),
        Some(..60_000) => "Waiting for you since just now".to_owned(),
        Some(waited) => {
            // Seconds would only make it restless.
            format!("Waiting for you for {}", format::duration(waited / 60_000 * 60_000))
        }
    }
}

/// A time as it is told at first: day and minute.
#[must_use]
pub fn time(local: LocalTime) -> String {
    let at = local.shown();
    let clock = format::time_of_day(at);
    format!("{} {}, {}", at.day(), month(at), clock.get(..5).unwrap_or(&clock))
}

/// The exact time, with year, second and zone.
#[must_use]
pub fn exact_time(local: LocalTime) -> String {
    let (at, zone) = (local.shown(), local.zone());
    format!("{} {} {}, {} {zone}", at.day(), month(at), at.year(), format::time_of_day(at))
}

fn month(at: DateTime<Utc>) -> &'static str {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS.get(at.month0() as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_told_as_a_range() {
        let told = |low, high, unit| time_left(TimeLeft { low, high, unit });
        assert_eq!(told(2, 3, Unit::Minute), "about 2–3 min left");
        assert_eq!(told(0, 10, Unit::Second), "a few seconds left");
        assert_eq!(told(0, 30, Unit::Second), "less than 30 s left");
        assert_eq!(told(0, 2, Unit::Hour), "less than 2 h left");
    }

    #[test]
    fn who_waits_says_since_when() {
        assert_eq!(waits_for_you(None), "Waiting for you");
        assert_eq!(waits_for_you(Some(-5)), "Waiting for you since just now");
        assert_eq!(waits_for_you(Some(330_000)), "Waiting for you for 5 min");
        assert_eq!(waits_for_you(Some(7_500_000)), "Waiting for you for 2 h 5 min");
    }

    #[test]
    fn times_are_told_short_and_exact() {
        let at = DateTime::from_timestamp(1_575_316_860, 0).expect("a time");
        let local = |ahead| LocalTime { at, ahead };
        assert_eq!(time(local(0)), "2 Dec, 20:01");
        assert_eq!(time(local(540)), "3 Dec, 05:01");
        assert_eq!(exact_time(local(0)), "2 Dec 2019, 20:01:00 UTC");
        assert_eq!(exact_time(local(540)), "3 Dec 2019, 05:01:00 UTC+9");
    }

    #[test]
    fn the_part_of_the_log_names_what_is_left_out() {
        assert_eq!(log_part(9_941, 10_000, 10_000, 10_000), "9941–10000 of 10000");
        assert_eq!(log_part(1, 3, 3, 500), "1–3 of 3, 500 in all");
    }
}
