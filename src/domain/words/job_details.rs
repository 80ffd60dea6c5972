//! The words of a job's details, of its time left, and of the call to review.

use super::messages::{self as say, Message};
use crate::domain::digest::StepState;
use crate::domain::eta::{TimeLeft, Unit};
use crate::domain::event::ProcessEvent;
use crate::domain::format;
use crate::domain::language::Words;

/// Longest part of an event's text that is shown; a server may send any amount.
const SHOWN_CHARACTERS: usize = 1_000;

/// An event in words, as much of it as is shown: its message, else its step,
/// else its type.
#[must_use]
pub fn event(words: &Words, event: &ProcessEvent) -> String {
    event_up_to(words, event, SHOWN_CHARACTERS)
}

/// The same in full, for what is taken away.
#[must_use]
pub fn whole_event(words: &Words, event: &ProcessEvent) -> String {
    event_up_to(words, event, usize::MAX)
}

fn event_up_to(words: &Words, event: &ProcessEvent, characters: usize) -> String {
    event.message.as_deref().or(event.step.as_deref()).map_or_else(
        || super::event_type(words, event.event_type.as_deref()),
        |text| format::shorten(text, characters),
    )
}

/// How a step went.
#[must_use]
pub const fn step_state(state: StepState) -> Message {
    match state {
        StepState::Running => say::RUNNING,
        StepState::Waiting => say::STEP_WAITING,
        StepState::Done => say::STEP_DONE,
        StepState::Failed => say::FAILED,
        StepState::Cancelled => say::CANCELLED,
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
pub fn earlier_steps(words: &Words, count: usize) -> String {
    words.count(say::EARLIER_STEPS, count as u64)
}

/// Which part of the log is shown: lines `first` to `last` of `found`, of
/// `total` events that there are.
#[must_use]
pub fn log_part(words: &Words, first: usize, last: usize, found: usize, total: usize) -> String {
    let number = |it: usize| words.number(it as u64);
    let message = if found == total { say::LOG_PART } else { say::LOG_PART_OF };
    let (first, last, found, total) = (number(first), number(last), number(found), number(total));
    words.fill(message, &[("first", &first), ("last", &last), ("found", &found), ("total", &total)])
}

/// How long it will still take. Both ends of the range are in its unit, or the
/// number without one would be read in the wrong one.
#[must_use]
pub fn time_left(words: &Words, left: TimeLeft) -> String {
    let TimeLeft { low, high, unit } = left;
    let unit = match unit {
        Unit::Second if high <= 10 => return words.say(say::FEW_SECONDS),
        Unit::Second => format::Unit::Second,
        Unit::Minute => format::Unit::Minute,
        Unit::Hour => format::Unit::Hour,
    };
    let most = words.amount(high.into(), unit);
    match low {
        0 => words.fill(say::LESS_THAN, &[("time", &most)]),
        low => {
            let least = words.number(low.into());
            words.fill(say::ABOUT, &[("low", &least), ("high", &most)])
        }
    }
}

/// Calls the user to a job that waits for them, since `waited_ms` milliseconds
/// where that is known.
#[must_use]
pub fn waits_for_you(words: &Words, waited_ms: Option<i64>) -> String {
    match waited_ms {
        None => words.say(say::WAITING),
        Some(..60_000) => words.say(say::WAITING_NOW),
        Some(waited) => {
            // Seconds would only make it restless.
            let time = words.duration(waited / 60_000 * 60_000);
            words.fill(say::WAITING_FOR, &[("time", &time)])
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_told_as_a_range() {
        let told = |low, high, unit| time_left(&Words::default(), TimeLeft { low, high, unit });
        assert_eq!(told(2, 3, Unit::Minute), "about 2–3 min left");
        assert_eq!(told(0, 10, Unit::Second), "a few seconds left");
        assert_eq!(told(0, 30, Unit::Second), "less than 30 s left");
        assert_eq!(told(0, 2, Unit::Hour), "less than 2 h left");
    }

    #[test]
    fn both_ends_of_a_range_are_in_one_unit() {
        let told = |low, high, unit| time_left(&Words::default(), TimeLeft { low, high, unit });
        assert_eq!(told(40, 70, Unit::Second), "about 40–70 s left");
        assert_eq!(told(54, 69, Unit::Minute), "about 54–69 min left");
        assert_eq!(told(23, 30, Unit::Hour), "about 23–30 h left");
        assert_eq!(told(0, 90, Unit::Second), "less than 90 s left");
        for (unit, name) in [(Unit::Second, "s"), (Unit::Minute, "min"), (Unit::Hour, "h")] {
            for high in 20..=120 {
                assert_eq!(told(15, high, unit), format!("about 15–{high} {name} left"));
            }
        }
    }

    proptest::proptest! {
        /// Whatever a bar does, its time left never names two units.
        #[test]
        fn time_left_names_one_unit(
            every_ms in 1_000_i64..4_000_000, times in 6_i64..60, rested_ms in 0_i64..15_000,
        ) {
            let mut estimate = crate::domain::eta::Estimate::default();
            let mut percent = 0.0;
            for step in 0..=times {
                estimate = estimate.noted(percent, step * every_ms);
                percent += 1.0;
            }
            let left = estimate.left(times * every_ms + rested_ms);
            let told = left.map(|left| time_left(&Words::default(), left)).unwrap_or_default();
            let unit = |word: &&str| ["s", "min", "h", "d"].contains(word);
            proptest::prop_assert!(told.split(' ').filter(unit).count() <= 1, "{told}");
        }
    }

    #[test]
    fn who_waits_says_since_when() {
        let told = |waited| waits_for_you(&Words::default(), waited);
        assert_eq!(told(None), "Waiting for you");
        assert_eq!(told(Some(-5)), "Waiting for you");
        assert_eq!(told(Some(330_000)), "Waiting 5 min for you");
        assert_eq!(told(Some(7_500_000)), "Waiting 2 h 5 min for you");
    }

    #[test]
    fn the_part_of_the_log_names_what_is_left_out() {
        let told =
            |first, last, found, total| log_part(&Words::default(), first, last, found, total);
        assert_eq!(told(9_941, 10_000, 10_000, 10_000), "9941–10000 of 10000");
        assert_eq!(told(1, 3, 3, 500), "1–3 of 3, 500 in all");
    }
}
