//! How long a job will still take, told only where it can be believed.
//!
//! An estimate that is wrong is worse than none. It waits until the pace has
//! proved steady, is told as a range, believes a slower pace at once and a
//! faster one only by and by, and is silent as soon as the bar stands still.

use super::process::Process;
use super::status::Status;

/// So many changes of the bar make a pace.
const SAMPLES: u8 = 3;
/// For so long the bar has to be watched first, milliseconds.
const WATCHED_MS: i64 = 5_000;
/// Mean deviation from the pace, as a part of it, above which it is no pace.
const UNSTEADY: f64 = 0.5;
/// How much of a new pace is taken over, if it is slower and if it is faster.
const SLOWER: f64 = 0.6;
const FASTER: f64 = 0.2;
/// A bar that rests for so many of its usual pauses stands still, and never
/// earlier than after so long.
const PAUSES: f64 = 4.0;
const PATIENCE_MS: f64 = 15_000.0;

/// The pace of a job's bar. Times are the server's, milliseconds since the Unix
/// epoch: a burst of old news says nothing about the pace.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// When the bar last moved, and to what per cent.
    last: Option<(i64, f64)>,
    first_ms: i64,
    samples: u8,
    /// Milliseconds per per cent.
    pace: f64,
    /// Mean deviation from it, as a part of it.
    spread: f64,
    /// Usual time between two changes, milliseconds.
    pause: f64,
}

/// Time left: between `low` and `high`, in whole units. A `low` of 0 is "less
/// than `high`".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLeft {
    /// At least.
    pub low: u32,
    /// At most.
    pub high: u32,
    /// Of what.
    pub unit: Unit,
}

/// What a [`TimeLeft`] is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Tens of seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
}

impl Estimate {
    /// With what the row says of a bar that moved at `at_ms`.
    #[must_use]
    pub fn after(self, process: &Process, at_ms: Option<i64>) -> Self {
        match (process.progress_percent, at_ms) {
            _ if process.status != Status::Running => Self::default(),
            (Some(percent), Some(at_ms)) => self.noted(percent.raw().clamp(0.0, 100.0), at_ms),
            (None, _) => Self::default(),
            (_, None) => self,
        }
    }

    /// With one more place of the bar.
    #[must_use]
    pub fn noted(mut self, percent: f64, at_ms: i64) -> Self {
        let Some((last_ms, last)) = self.last else {
            return Self { last: Some((at_ms, percent)), first_ms: at_ms, ..self };
        };
        if percent < last {
            // It began anew.
            return Self::default().noted(percent, at_ms);
        }
        let waited = milliseconds(at_ms - last_ms);
        // The server writes whole seconds; within one there is no pace.
        if percent <= last || waited < 1_000.0 {
            return self;
        }
        let pace = waited / (percent - last);
        if self.samples == 0 {
            (self.pace, self.pause) = (pace, waited);
        } else {
            let off = (pace - self.pace).abs() / self.pace;
            self.spread += (off.min(2.0) - self.spread) * 0.3;
            self.pace += (pace - self.pace) * if pace > self.pace { SLOWER } else { FASTER };
            self.pause += (waited - self.pause) * 0.3;
        }
        self.samples = self.samples.saturating_add(1);
        self.last = Some((at_ms, percent));
        self
    }

    /// The time left at the server's `now_ms`, if it can be told.
    #[must_use]
    pub fn left(&self, now_ms: i64) -> Option<TimeLeft> {
        let (last_ms, percent) = self.last?;
        let steady = self.samples >= SAMPLES
            && self.spread <= UNSTEADY
            && last_ms - self.first_ms >= WATCHED_MS;
        let rested = milliseconds(now_ms - last_ms).max(0.0);
        let left = self.pace * (100.0 - percent) - rested;
        let rests = rested > (PAUSES * self.pause).max(PATIENCE_MS);
        if !steady || rests || left <= 0.0 {
            return None;
        }
        let unsure = self.spread.max(0.1);
        Some(TimeLeft::between(left * (1.0 - unsure), left * (1.0 + 1.5 * unsure)))
    }
}

impl TimeLeft {
    /// Rounded outwards, in the unit that suits the longer of the two.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn between(low_ms: f64, high_ms: f64) -> Self {
        let (unit, step, per) = match high_ms / 1_000.0 {
            seconds if seconds <= 90.0 => (Unit::Second, 10.0, 1_000.0),
            seconds if seconds <= 5_400.0 => (Unit::Minute, 1.0, 60_000.0),
            _ => (Unit::Hour, 1.0, 3_600_000.0),
        };
        let rounded = |it: f64| (it * step).min(100_000.0) as u32;
        let (low, high) = (low_ms / per / step, high_ms / per / step);
        // Upwards by hand: `ceil` would bring its code along.
        let up = high as u32 as f64 + if high > f64::from(high as u32) { 1.0 } else { 0.0 };
        Self { low: rounded(f64::from(low as u32)), high: rounded(up), unit }
    }
}

#[allow(clippy::cast_precision_loss)]
const fn milliseconds(span: i64) -> f64 {
    span as f64
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::super::id::ProcessId;
    use super::super::progress::Percent;
    use super::*;

    /// A bar that moves by `by` per cent every `every_ms`, seen `times` times.
    fn steady(by: f64, every_ms: i64, times: i64) -> (Estimate, i64) {
        let note = |it: Estimate, at: i64| it.noted(milliseconds(at) * by, at * every_ms);
        ((0..=times).fold(Estimate::default(), note), times * every_ms)
    }

    fn milliseconds_of(left: TimeLeft) -> (f64, f64) {
        let unit = match left.unit {
            Unit::Second => 1_000.0,
            Unit::Minute => 60_000.0,
            Unit::Hour => 3_600_000.0,
        };
        (f64::from(left.low) * unit, f64::from(left.high) * unit)
    }

    #[test]
    fn a_steady_bar_tells_a_range_in_the_unit_that_suits() {
        let left = |by, every, times| {
            let (estimate, now) = steady(by, every, times);
            estimate.left(now)
        };
        let range = |low, high, unit| Some(TimeLeft { low, high, unit });
        assert_eq!(left(10.0, 2_000, 5), range(0, 20, Unit::Second));
        assert_eq!(left(1.0, 2_000, 10), range(2, 4, Unit::Minute));
        assert_eq!(left(1.0, 360_000, 10), range(8, 11, Unit::Hour));
    }

    #[test]
    fn nothing_is_told_before_the_pace_has_proved_steady() {
        let (mut estimate, mut at) = (Estimate::default(), 0);
        for percent in [0.0, 1.0, 2.0] {
            estimate = estimate.noted(percent, at);
            assert_eq!(estimate.left(at), None);
            at += 3_000;
        }
        estimate = estimate.noted(3.0, at);
        assert!(estimate.left(at).is_some());
        // A bar that jumps about has no pace.
        let jumps = [0.0, 1.0, 20.0, 21.0, 50.0, 51.0, 80.0];
        let wild = (0..)
            .zip(jumps)
            .fold(Estimate::default(), |it, (at, percent)| it.noted(percent, at * 5_000));
        assert_eq!(wild.left(30_000), None);
    }

    #[test]
    fn a_bar_that_stands_still_tells_nothing_until_it_moves_again() {
        let (estimate, now) = steady(1.0, 6_000, 20);
        assert!(estimate.left(now + 20_000).is_some());
        assert_eq!(estimate.left(now + 25_000), None);
    }

    #[test]
    fn slower_is_believed_sooner_than_faster() {
        let (estimate, now) = steady(1.0, 5_000, 10);
        let slower = estimate.noted(11.0, now + 10_000).pace;
        let faster = estimate.noted(12.0, now + 5_000).pace;
        assert!(slower >= 8_000.0 && faster >= 4_500.0, "{slower} {faster}");
    }

    #[test]
    fn only_a_running_job_has_an_estimate() {
        let (estimate, now) = steady(1.0, 5_000, 10);
        let mut process = Process::new(ProcessId::new(1), Status::Running);
        process.progress_percent = Percent::new(11.0);
        assert!(estimate.after(&process, Some(now + 5_000)).left(now + 5_000).is_some());
        process.status = Status::WaitingReview;
        assert_eq!(estimate.after(&process, Some(now)), Estimate::default());
    }

    proptest! {
        #[test]
        fn the_truth_of_a_steady_bar_lies_within_what_is_told(
            by in 0.2_f64..5.0, every_ms in 1_000_i64..600_000, times in 6_i64..15,
        ) {
            let (estimate, now) = steady(by, every_ms, times);
            let truth = (100.0 / by - milliseconds(times)) * milliseconds(every_ms);
            let (low, high) = milliseconds_of(estimate.left(now).expect("steady"));
            prop_assert!(low <= truth && truth <= high, "{low} {truth} {high}");
        }

        #[test]
        fn whatever_the_server_says_a_range_is_a_range(
            news in prop::collection::vec((0.0_f64..100.0, -10_000_i64..10_000_000), 0..30),
            now in any::<i32>(),
        ) {
            let noted = |it: Estimate, (percent, at): (f64, i64)| it.noted(percent, at);
            let estimate = news.into_iter().fold(Estimate::default(), noted);
            if let Some(left) = estimate.left(now.into()) {
                prop_assert!(left.low < left.high);
            }
        }
    }
}
