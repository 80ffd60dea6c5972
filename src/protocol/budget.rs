//! The request budget: a good guest asks at most so many times a minute.

use std::collections::VecDeque;

/// Never more than the limit in any 60 seconds; a third of it may go at once,
/// the rest evenly.
///
/// Over every stretch of up to a minute there go at most `burst` requests and
/// one more per `period_ms`. A token bucket would keep the first as well, but
/// at two thirds of the limit for good, since it never forgets a burst.
#[derive(Clone, Debug)]
pub struct Budget {
    burst: u64,
    period_ms: u64,
    /// When the requests of the last minute went out.
    sent: VecDeque<u64>,
}

/// Requests per minute, unless the host says otherwise: half of the limiter
/// that Laravel's documentation shows.
pub const REQUESTS_PER_MINUTE: u64 = 30;
const MINUTE_MS: u64 = 60_000;

impl Budget {
    /// Nothing spent yet. `per_minute` is at least 3.
    #[must_use]
    pub fn new(per_minute: u64) -> Self {
        let per_minute = per_minute.max(3);
        let burst = per_minute / 3;
        let flow = per_minute - burst;
        Self { burst, period_ms: MINUTE_MS.div_ceil(flow), sent: VecDeque::new() }
    }

    /// Takes one request if `reserve` more could go after it; the reserve is
    /// for what matters more.
    pub fn take(&mut self, now_ms: u64, reserve: u64) -> bool {
        while self.sent.front().is_some_and(|at| at + MINUTE_MS <= now_ms) {
            self.sent.pop_front();
        }
        let free = self.ready_at(reserve) <= now_ms;
        if free {
            self.sent.push_back(now_ms);
        }
        free
    }

    /// A minute has passed that the clock did not count.
    pub fn forget(&mut self) {
        self.sent.clear();
    }

    /// When a request may go out that leaves `reserve`.
    #[must_use]
    pub fn ready_at(&self, reserve: u64) -> u64 {
        let wanted = 1 + reserve.min(self.burst - 1);
        let ready = |(since, at): (u64, &u64)| {
            let beyond = (since + wanted).saturating_sub(self.burst);
            at + (beyond * self.period_ms).min(MINUTE_MS)
        };
        (1..).zip(self.sent.iter().rev()).map(ready).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_ever_holds_more_than_the_limit() {
        for per_minute in [3, 10, 30, 47] {
            let mut budget = Budget::new(per_minute);
            let mut taken = Vec::new();
            // Starve, burst, trickle: ask in every millisecond of three minutes.
            for now in (0..60_000).step_by(50).chain((90_000..240_000).step_by(7)) {
                if budget.take(now, 0) {
                    taken.push(now);
                }
            }
            for start in &taken {
                let within =
                    taken.iter().filter(|at| (*start..start + MINUTE_MS).contains(*at)).count();
                assert!(within as u64 <= per_minute, "{within} of {per_minute} from {start}");
            }
        }
    }

    #[test]
    fn the_reserve_is_left_for_what_matters_more() {
        let mut budget = Budget::new(30);
        let mut ordinary = 0;
        while budget.take(0, 3) {
            ordinary += 1;
        }
        assert_eq!(ordinary, 7);
        assert!(budget.take(0, 0), "an action still goes through");
    }

    #[test]
    fn it_says_when_the_next_token_is_there() {
        let mut budget = Budget::new(30);
        while budget.take(1_000, 0) {}
        let at = budget.ready_at(0);
        assert!(!budget.take(at - 1, 0));
        assert!(budget.take(at, 0));
    }

    #[test]
    fn a_busy_tray_may_use_the_whole_limit_for_good() {
        let mut budget = Budget::new(30);
        let taken = (0..600_000).step_by(10).filter(|now| budget.take(*now, 0)).count();
        assert!((285..=300).contains(&taken), "{taken} in ten minutes");
    }
}
