//! The request budget: a good guest asks at most so many times a minute.

use std::collections::VecDeque;

use super::actions::Now;

/// Never more than the limit in any minute, as the server counts it; a third of it may go at once,
/// the rest evenly.
///
/// Over every stretch of up to a minute there go at most a third of the limit
/// and then one more at even intervals. A token bucket would keep the first as well, but
/// at two thirds of the limit for good, since it never forgets a burst.
#[derive(Clone, Debug)]
pub struct Budget {
    /// Requests a minute, as the host wants it.
    full: u64,
    /// Requests a minute for now: less after the server found it too many.
    limit: u64,
    limited_at: u64,
    /// The requests of the last minute.
    sent: VecDeque<Sent>,
}

/// A request that went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// When, by this tab's monotonic clock.
    pub at: u64,
    /// When, by the wall clock of the tab that sent it. All tabs know it by
    /// that: reckoned anew by each of them it would differ by a millisecond
    /// each time, and count as another. `None` is one that may have gone out.
    pub told: Option<i64>,
}

impl Sent {
    /// A request that nobody told of: it may have gone out unheard.
    pub const fn assumed(now: Now) -> Self {
        Self { at: now.mono_ms, told: None }
    }
}

impl From<Now> for Sent {
    fn from(now: Now) -> Self {
        Self { at: now.mono_ms, told: Some(now.wall_ms) }
    }
}

/// Requests per minute, unless the host says otherwise: half of the limiter
/// that Laravel's documentation shows.
pub const REQUESTS_PER_MINUTE: u64 = 30;
/// A budget below this could not keep anything in reserve.
const LEAST: u64 = 3;
const MINUTE_MS: u64 = 60_000;
/// How long a request counts: the server counts by the minute as well, and may
/// get one late and another early.
pub(super) const COUNTS_FOR_MS: u64 = MINUTE_MS + 1_000;

impl Budget {
    /// Nothing spent yet. `per_minute` is at least 3.
    #[must_use]
    pub fn new(per_minute: u64) -> Self {
        let full = per_minute.max(LEAST);
        Self { full, limit: full, limited_at: 0, sent: VecDeque::new() }
    }

    /// Takes one request if `reserve` more could go after it; the reserve is
    /// for what matters more.
    pub fn take(&mut self, now: Now, reserve: u64) -> bool {
        self.pass(now.mono_ms);
        let free = self.ready_at(reserve) <= now.mono_ms;
        if free {
            self.sent.push_back(now.into());
        }
        free
    }

    /// Forgets what counts no more, and recovers a tenth of the host's limit
    /// a minute.
    fn pass(&mut self, now_ms: u64) {
        while self.sent.front().is_some_and(|it| it.at + COUNTS_FOR_MS <= now_ms) {
            self.sent.pop_front();
        }
        while self.limit < self.full && now_ms >= self.limited_at + MINUTE_MS {
            self.limited_at += MINUTE_MS;
            self.limit = (self.limit + self.full.div_ceil(10)).min(self.full);
        }
    }

    /// The server found it too many: half of it, until that has recovered, but
    /// never below a quarter of what the host wants.
    pub fn halve(&mut self, now_ms: u64) {
        self.pass(now_ms);
        self.limit = (self.limit / 2).max(self.full / 4).max(LEAST);
        self.limited_at = now_ms;
    }

    /// Requests a minute for now.
    #[must_use]
    pub const fn limit(&self) -> u64 {
        self.limit
    }

    /// A minute has passed that the clock did not count.
    pub fn forget(&mut self) {
        self.sent.clear();
    }

    /// When the requests of the last minute went out, as all tabs know it;
    /// oldest first.
    pub fn told(&self) -> impl Iterator<Item = i64> {
        self.sent.iter().filter_map(|it| it.told)
    }

    /// Another tab's requests count as well. Those that this tab knows of
    /// already do not count twice.
    pub fn count_in(&mut self, sent: &[Sent]) {
        for it in sent {
            let same = |other: &&Sent| other.told == it.told;
            while self.sent.iter().filter(same).count() < sent.iter().filter(same).count() {
                let place = self.sent.partition_point(|other| other.at <= it.at);
                self.sent.insert(place, *it);
            }
        }
    }

    /// All that went out is known now: nothing is assumed any more.
    pub fn assume_none(&mut self) {
        self.sent.retain(|it| it.told.is_some());
    }

    /// When a request may go out that leaves `reserve`.
    #[must_use]
    pub fn ready_at(&self, reserve: u64) -> u64 {
        let burst = self.limit / 3;
        let period_ms = COUNTS_FOR_MS.div_ceil(self.limit - burst);
        let wanted = 1 + reserve.min(burst - 1);
        let ready = |(since, at): (u64, u64)| {
            let beyond = (since + wanted).saturating_sub(burst);
            at + (beyond * period_ms).min(COUNTS_FOR_MS)
        };
        (1..).zip(self.sent.iter().rev().map(|it| it.at)).map(ready).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wall clock that began a thousand seconds before.
    fn at(mono_ms: u64) -> Now {
        Now { mono_ms, wall_ms: mono_ms.cast_signed() + 1_000_000 }
    }

    #[test]
    fn no_minute_ever_holds_more_than_the_limit() {
        for per_minute in [3, 10, 30, 47] {
            let mut budget = Budget::new(per_minute);
            let mut taken = Vec::new();
            // Starve, burst, trickle: ask in every millisecond of three minutes.
            for now in (0..60_000).step_by(50).chain((90_000..240_000).step_by(7)) {
                if budget.take(at(now), 0) {
                    taken.push(now);
                }
            }
            for start in &taken {
                let within =
                    taken.iter().filter(|at| (*start..start + COUNTS_FOR_MS).contains(*at)).count();
                assert!(within as u64 <= per_minute, "{within} of {per_minute} from {start}");
            }
        }
    }

    #[test]
    fn the_reserve_is_left_for_what_matters_more() {
        let mut budget = Budget::new(30);
        let mut ordinary = 0;
        while budget.take(at(0), 3) {
            ordinary += 1;
        }
        assert_eq!(ordinary, 7);
        assert!(budget.take(at(0), 0), "an action still goes through");
    }

    #[test]
    fn it_says_when_the_next_token_is_there() {
        let mut budget = Budget::new(30);
        while budget.take(at(1_000), 0) {}
        let ready = budget.ready_at(0);
        assert!(!budget.take(at(ready - 1), 0));
        assert!(budget.take(at(ready), 0));
    }

    #[test]
    fn a_busy_tray_may_use_the_whole_limit_for_good() {
        let mut budget = Budget::new(30);
        let taken = (0..600_000).step_by(10).filter(|now| budget.take(at(*now), 0)).count();
        assert!((285..=300).contains(&taken), "{taken} in ten minutes");
    }

    #[test]
    fn a_server_that_finds_it_too_many_gets_half_and_ten_per_cent_more_each_minute() {
        let mut budget = Budget::new(30);
        budget.halve(5_000);
        let mut per_minute = Vec::new();
        for minute in 0..7 {
            let from = 5_000 + minute * MINUTE_MS;
            per_minute.push(
                (from..from + MINUTE_MS).step_by(10).filter(|now| budget.take(at(*now), 0)).count(),
            );
        }
        assert!(per_minute[0] <= 15, "{per_minute:?}");
        // Whole again, a minute holds what 61 s hold, or one less.
        assert!(per_minute[..6].is_sorted() && per_minute[6] >= 28, "{per_minute:?}");
        assert_eq!(budget.limit(), 30);
        for _ in 0..9 {
            budget.halve(600_000);
        }
        assert_eq!(budget.limit(), 7);
    }

    #[test]
    fn the_requests_of_two_tabs_count_once_each() {
        let mut ours = Budget::new(30);
        let mut theirs = Budget::new(30);
        assert!(ours.take(at(1_000), 0));
        for time in [1_000, 1_000, 2_000] {
            assert!(theirs.take(at(time), 0));
        }
        // This tab's clocks are half a millisecond apart from theirs.
        let told: Vec<_> = theirs.told().map(|told| Sent { at: 1_001, told: Some(told) }).collect();
        ours.count_in(&told);
        ours.count_in(&told);
        assert_eq!(ours.told().collect::<Vec<_>>(), [1_001_000, 1_001_000, 1_002_000]);
    }
}
