//! The request budget: a good guest asks at most so many times a minute.

/// A token bucket whose sum over any 60 seconds never exceeds the limit:
/// a third of it may go at once, the rest flows evenly.
#[derive(Clone, Debug)]
pub struct Budget {
    burst: u64,
    /// Milliseconds per token.
    period_ms: u64,
    tokens: u64,
    /// When the last whole token was added.
    since_ms: u64,
}

/// Requests per minute, unless the host says otherwise: half of the limiter
/// that Laravel's documentation shows.
pub const REQUESTS_PER_MINUTE: u64 = 30;
const MINUTE_MS: u64 = 60_000;

impl Budget {
    /// A full bucket. `per_minute` is at least 3.
    #[must_use]
    pub fn new(per_minute: u64, now_ms: u64) -> Self {
        let per_minute = per_minute.max(3);
        let burst = per_minute / 3;
        let flow = per_minute - burst;
        Self { burst, period_ms: MINUTE_MS.div_ceil(flow), tokens: burst, since_ms: now_ms }
    }

    fn refill(&mut self, now_ms: u64) {
        let earned = now_ms.saturating_sub(self.since_ms) / self.period_ms;
        if self.tokens + earned >= self.burst {
            self.tokens = self.burst;
            self.since_ms = now_ms;
        } else {
            self.tokens += earned;
            self.since_ms += earned * self.period_ms;
        }
    }

    /// Takes one token if there are more than `reserve`; the reserve is for
    /// what matters more.
    pub fn take(&mut self, now_ms: u64, reserve: u64) -> bool {
        self.refill(now_ms);
        if self.tokens <= reserve.min(self.burst.saturating_sub(1)) {
            return false;
        }
        self.tokens -= 1;
        true
    }

    /// When there will be a token above `reserve`.
    #[must_use]
    pub fn ready_at(&self, reserve: u64) -> u64 {
        let wanted = reserve.min(self.burst.saturating_sub(1)) + 1;
        self.since_ms + wanted.saturating_sub(self.tokens) * self.period_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_ever_holds_more_than_the_limit() {
        for per_minute in [3, 10, 30, 47] {
            let mut budget = Budget::new(per_minute, 0);
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
        let mut budget = Budget::new(30, 0);
        let mut ordinary = 0;
        while budget.take(0, 3) {
            ordinary += 1;
        }
        assert_eq!(ordinary, 7);
        assert!(budget.take(0, 0), "an action still goes through");
    }

    #[test]
    fn it_says_when_the_next_token_is_there() {
        let mut budget = Budget::new(30, 1_000);
        while budget.take(1_000, 0) {}
        let at = budget.ready_at(0);
        assert!(!budget.take(at - 1, 0));
        assert!(budget.take(at, 0));
    }
}
