//! How long jobs of a type usually take, as this device has seen them end.
//!
//! Numbers alone, few of them, by type: nothing of what any job holds.

use super::selectors::sorted;

/// So many types are known; of more, the one heard of longest ago is forgotten.
const TYPES: usize = 30;
/// So many durations of a type, the latest.
const KEPT: usize = 20;
/// With fewer there is no "usual".
const ENOUGH: usize = 5;
/// Longer names of types are nobody's, bytes.
const LONGEST_NAME: usize = 120;
/// A job of a few seconds is not late, milliseconds.
const PATIENCE_MS: u64 = 10_000;

/// Durations by type, whole seconds, the latest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usual {
    /// The type heard of last comes last.
    types: Vec<(String, Vec<u32>)>,
}

impl Usual {
    /// One more job of this type has come to its end, after so many milliseconds.
    pub fn note(&mut self, job_type: &str, milliseconds: i64) {
        if let Ok(seconds) = u32::try_from(milliseconds / 1_000) {
            self.note_all(job_type, &[seconds]);
        }
    }

    /// Several at once, whole seconds.
    pub fn note_all(&mut self, job_type: &str, seconds: &[u32]) {
        if job_type.len() > LONGEST_NAME || seconds.is_empty() {
            return;
        }
        let place = self.types.iter().position(|(known, _)| known == job_type);
        let (name, mut kept) = match place {
            Some(place) => self.types.remove(place),
            None => (job_type.to_owned(), Vec::new()),
        };
        kept.extend(seconds);
        kept.drain(..kept.len().saturating_sub(KEPT));
        self.types.push((name, kept));
        self.types.drain(..self.types.len().saturating_sub(TYPES));
    }

    /// The types and their durations, in the order they were heard of.
    #[must_use]
    pub fn types(&self) -> &[(String, Vec<u32>)] {
        &self.types
    }

    /// After so many milliseconds a job of this type takes longer than usual: twice
    /// the median, and more than nineteen of twenty have taken. `None` while too
    /// few are known.
    #[must_use]
    pub fn limit_ms(&self, job_type: &str) -> Option<i64> {
        let (_, kept) = self.types.iter().find(|(known, _)| known == job_type)?;
        if kept.len() < ENOUGH {
            return None;
        }
        let kept = sorted(kept.iter().map(|it| [u64::from(*it), 0, 0]).collect());
        let at = |place: usize| kept.get(place).map_or(0, |[seconds, ..]| *seconds);
        let middle = kept.len() / 2;
        // Of an even number, both in the middle: their sum is twice the median.
        let twice =
            if kept.len().is_multiple_of(2) { at(middle - 1) } else { at(middle) } + at(middle);
        let most = at((kept.len() * 19).div_ceil(20) - 1);
        i64::try_from((twice.max(most) * 1_000).max(PATIENCE_MS)).ok()
    }
}

// Properties are tried out natively.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limit(seconds: &[u32]) -> Option<i64> {
        let mut usual = Usual::default();
        usual.note_all("import", seconds);
        usual.limit_ms("import").map(|it| it / 1_000)
    }

    #[test]
    fn four_are_too_few_to_call_anything_usual() {
        assert_eq!(limit(&[60; 4]), None);
        assert_eq!(limit(&[60; 5]), Some(120));
        assert_eq!(Usual::default().limit_ms("import"), None);
    }

    #[test]
    fn longer_than_usual_is_beyond_twice_the_median_and_nearly_all() {
        assert_eq!(limit(&[10, 20, 30, 40, 50, 60]), Some(70), "the median is 35");
        assert_eq!(limit(&[10, 10, 10, 10, 500]), Some(500), "one took that long before");
        let mut twenty = [10; 20];
        twenty[3] = 900;
        assert_eq!(limit(&twenty), Some(20), "one of twenty is no rule");
        assert_eq!(limit(&[1; 9]), Some(10), "a few seconds are never long");
    }

    #[test]
    fn each_type_has_a_usual_of_its_own_and_only_the_latest_count() {
        let mut usual = Usual::default();
        usual.note_all("import", &[100; 20]);
        usual.note_all("export", &[10; 5]);
        assert_eq!(usual.limit_ms("import"), Some(200_000));
        for _ in 0..20 {
            usual.note("import", 30_999);
        }
        assert_eq!(usual.limit_ms("import"), Some(60_000));
        assert_eq!(usual.limit_ms("export"), Some(20_000));
    }

    #[test]
    fn the_type_heard_of_longest_ago_makes_room() {
        let mut usual = Usual::default();
        for number in 0..TYPES {
            usual.note_all(&format!("type-{number}"), &[60; 5]);
        }
        usual.note("type-0", 60_000);
        usual.note("one-more", 60_000);
        assert!(usual.limit_ms("type-0").is_some());
        assert!(usual.limit_ms("type-1").is_none());
    }

    #[test]
    fn what_cannot_be_a_duration_is_none() {
        let mut usual = Usual::default();
        usual.note("import", -5_000);
        usual.note("import", i64::MAX);
        usual.note(&"x".repeat(LONGEST_NAME + 1), 5_000);
        assert_eq!(usual, Usual::default());
    }

    proptest! {
        #[test]
        fn whatever_ends_it_stays_small(
            ends in prop::collection::vec(("[a-z]{1,2}", any::<i64>()), 0..400),
        ) {
            let mut usual = Usual::default();
            for (name, milliseconds) in &ends {
                usual.note(name, *milliseconds);
            }
            prop_assert!(usual.types().len() <= TYPES);
            prop_assert!(usual.types().iter().all(|(_, kept)| (1..=KEPT).contains(&kept.len())));
        }

        #[test]
        fn nothing_seen_before_but_the_rarest_is_longer_than_usual(
            seconds in prop::collection::vec(1_u32..100_000, ENOUGH..KEPT),
        ) {
            let limit = limit(&seconds).expect("enough");
            prop_assert!(seconds.iter().all(|it| i64::from(*it) <= limit));
        }
    }
}
