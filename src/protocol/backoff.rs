//! How long to wait: full jitter from a seeded generator.

/// The most that a server may ask for as the time between two streams.
pub const LONGEST_DELAY_MS: u64 = 30_000;
/// The most that failures add up to. Half a minute would be politer, but then
/// one user in twenty waits 23 s more after the server is back.
const LONGEST_BACKOFF_MS: u64 = 15_000;
const FIRST_DELAY_MS: u64 = 1_000;

/// A small generator of random numbers (SplitMix64), enough to spread clients
/// out; the seed comes from the caller, so a run can be repeated.
#[derive(Clone, Debug)]
pub struct Jitter(u64);

impl Jitter {
    /// Starts from a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in `0..=most`.
    pub fn up_to(&mut self, most: u64) -> u64 {
        match most.checked_add(1) {
            Some(range) => self.next() % range,
            None => self.next(),
        }
    }

    /// `milliseconds` give or take a fifth.
    pub fn around(&mut self, milliseconds: u64) -> u64 {
        let fifth = milliseconds / 5;
        milliseconds - fifth + self.up_to(2 * fifth)
    }

    /// Full jitter after `failures` failures in a row (from 1): anything up to
    /// 1 s, 2 s, 4 s … 15 s.
    pub fn after_failures(&mut self, failures: u32) -> u64 {
        let doublings = failures.saturating_sub(1).min(16);
        self.up_to((FIRST_DELAY_MS << doublings).min(LONGEST_BACKOFF_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_stay_between_zero_and_the_cap_and_use_the_whole_range() {
        for (failures, cap) in [(1, 1_000), (2, 2_000), (3, 4_000), (6, 15_000), (60, 15_000)] {
            let mut jitter = Jitter::new(7);
            let delays: Vec<_> = (0..500).map(|_| jitter.after_failures(failures)).collect();
            assert!(delays.iter().all(|delay| *delay <= cap), "{failures}");
            assert!(delays.iter().any(|delay| *delay < cap / 10), "{failures}");
            assert!(delays.iter().any(|delay| *delay > cap / 10 * 9), "{failures}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_delays_and_another_seed_others() {
        let draw = |seed| {
            let mut jitter = Jitter::new(seed);
            [(); 8].map(|()| jitter.up_to(1_000_000))
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn around_is_within_a_fifth() {
        let mut jitter = Jitter::new(3);
        for _ in 0..500 {
            let delay = jitter.around(10_000);
            assert!((8_000..=12_000).contains(&delay), "{delay}");
        }
        assert_eq!(jitter.around(0), 0);
        assert!(jitter.up_to(u64::MAX) > 0);
    }
}
