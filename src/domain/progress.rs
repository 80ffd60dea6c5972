//! How far a job says it is.

/// `progress_percent` as the server wrote it.
///
/// **Units**: per cent. The contract says 0–100; servers also send `-5`, `140`
/// and `33.7`. The raw number is kept, what is shown is clamped. No number at
/// all is "indeterminate", which is never the same as 0 %.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Percent(f64);

impl Percent {
    /// Takes a finite number; anything else is no percentage.
    #[must_use]
    pub fn new(raw: f64) -> Option<Self> {
        raw.is_finite().then_some(Self(raw))
    }

    /// As the server wrote it.
    #[must_use]
    pub const fn raw(self) -> f64 {
        self.0
    }

    /// Whole per cent, 0..=100, rounded down: 99.9 is not yet 100.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub const fn shown(self) -> u8 {
        self.0.clamp(0.0, 100.0) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: f64, shown: u8) {
        let percent = Percent::new(raw).expect("finite");
        assert_eq!(percent.shown(), shown);
        assert!((percent.raw() - raw).abs() < f64::EPSILON);
    }

    #[test]
    fn shown_is_clamped_and_rounded_down_and_raw_is_kept() {
        check(-5.0, 0);
        check(0.0, 0);
        check(33.7, 33);
        check(99.9, 99);
        check(100.0, 100);
        check(140.0, 100);
    }

    #[test]
    fn what_is_no_number_is_no_percentage() {
        assert_eq!(Percent::new(f64::NAN), None);
        assert_eq!(Percent::new(f64::INFINITY), None);
    }
}
