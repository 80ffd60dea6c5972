//! Which rows of a long list are made, and the gaps that stand for the others.

use super::sorted::SortedMap;

/// As high a row is taken to be before any was seen, CSS pixels.
const GUESS: u32 = 84;
/// So far beyond what is seen rows are made, CSS pixels.
const BEYOND: i32 = 160;
/// At least so many rows are made at a place, if there are so many.
const FEWEST: usize = 10;

/// How high the rows of a list are, CSS pixels: as last seen, and a guess for
/// those that were never made.
#[derive(Debug, Default)]
pub struct RowHeights {
    seen: SortedMap<u64, u32>,
    /// Stays as it is while the list is scrolled through: one whose length changes
    /// then slips from under the pointer.
    guess: Option<u32>,
}

impl RowHeights {
    /// Takes in how high rows are; they make the guess at those of others, too, where
    /// the list stands at its top.
    pub fn note(&mut self, rows: &[(u64, u32)], at_top: bool) {
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        if (at_top || self.guess.is_none()) && count > 0 {
            self.guess = Some(rows.iter().map(|(_, height)| height).sum::<u32>() / count);
        }
        for (key, height) in rows {
            self.seen.insert(*key, *height);
        }
    }

    /// Forgets the rows that are no longer in the list.
    pub fn keep(&mut self, keys: &[u64]) {
        if self.seen.len() > 2 * keys.len() {
            self.seen.retain(|key, _| keys.contains(key));
        }
    }

    fn of(&self, key: u64) -> u32 {
        let guess = self.guess.filter(|guess| *guess > 0).unwrap_or(GUESS);
        self.seen.get(&key).copied().unwrap_or(guess)
    }
}

/// A row that is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which.
    pub key: u64,
    /// The how manieth of the list, from 1.
    pub place: usize,
    /// As much room is left before it for rows that are not made, CSS pixels.
    pub gap: u32,
}

/// What is made of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The rows, from above.
    pub rows: Vec<Placed>,
    /// The room for those below the last, CSS pixels.
    pub after: u32,
}

/// The rows of `keys` that are seen between `seen.0` and `seen.1`, CSS pixels from
/// the top of the first row, those a little beyond, and those to `keep` wherever
/// they are.
#[must_use]
pub fn window(keys: &[u64], heights: &RowHeights, seen: (i32, i32), keep: &[u64]) -> Window {
    let (from, to) = (i64::from(seen.0) - i64::from(BEYOND), i64::from(seen.1) + i64::from(BEYOND));
    let mut top = 0_i64;
    let (mut first, mut end) = (keys.len(), 0);
    for (at, key) in keys.iter().enumerate() {
        let bottom = top + i64::from(heights.of(*key));
        if bottom > from && top < to {
            first = first.min(at);
            end = at + 1;
        }
        top = bottom;
    }
    // Beyond the end, where a list that has become shorter is looked at.
    first = first.min(keys.len().saturating_sub(FEWEST));
    end = end.max(first + FEWEST).min(keys.len());
    let mut window = Window::default();
    for (at, key) in keys.iter().enumerate() {
        if (first..end).contains(&at) || keep.contains(key) {
            let gap = core::mem::take(&mut window.after);
            window.rows.push(Placed { key: *key, place: at + 1, gap });
        } else {
            window.after = window.after.saturating_add(heights.of(*key));
        }
    }
    window
}

/// Those of `rows`, from above, that still stand so among each other in `keys`. What has
/// passed the most others has moved; where two have passed each other, both have.
#[must_use]
pub fn steady(rows: &[u64], keys: &[u64]) -> Vec<u64> {
    let place = |row: &u64| keys.iter().position(|key| key == row);
    let mut rows: Vec<_> = rows.iter().filter_map(|row| Some((*row, place(row)?))).collect();
    loop {
        let passed = |(at, row): (usize, &(u64, usize))| {
            let (above, below) = (rows[..at].iter(), rows[at..].iter());
            above.filter(|it| it.1 > row.1).count() + below.filter(|it| it.1 < row.1).count()
        };
        let passed: Vec<_> = rows.iter().enumerate().map(passed).collect();
        let most = passed.iter().copied().max().unwrap_or(0);
        if most == 0 {
            return rows.into_iter().map(|(row, _)| row).collect();
        }
        let mut passed = passed.into_iter();
        rows.retain(|_| passed.next() != Some(most));
    }
}

// Properties are tried out natively.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
