//! What is made of a list, and where.

use proptest::prelude::*;

use super::*;

fn keys(window: &Window) -> Vec<u64> {
    window.rows.iter().map(|row| row.key).collect()
}

fn list(count: u64) -> Vec<u64> {
    (1..=count).collect()
}

#[test]
fn who_moves_among_rows_is_told_from_those_that_stay() {
    let steady = |rows: &[u64], keys: &[u64]| steady(rows, keys);
    assert_eq!(steady(&[1, 2, 3, 4], &[1, 2, 3, 4]), [1, 2, 3, 4]);
    assert_eq!(steady(&[1, 2, 3, 4, 5], &[4, 1, 2, 3, 5]), [1, 2, 3, 5], "up");
    assert_eq!(steady(&[1, 2, 3, 4, 5], &[1, 3, 4, 2, 5]), [1, 3, 4, 5], "down");
    assert_eq!(steady(&[1, 2, 3, 4], &[2, 1, 3, 4]), [3, 4], "one as much as the other");
    assert_eq!(steady(&[2, 4], &[4, 2]), [0; 0]);
    assert_eq!(steady(&[2, 3, 4], &[9, 2, 8, 4, 7]), [2, 4], "others come and go");
    assert_eq!(steady(&[1, 2, 3, 4, 5, 6], &[6, 1, 3, 4, 2, 5]), [1, 3, 4, 5], "two of them");
}

#[test]
fn of_a_short_list_all_is_made() {
    let made = window(&[7, 3], &RowHeights::default(), (0, 0), &[]);
    let row = |key, place| Placed { key, place, gap: 0 };
    assert_eq!(made, Window { rows: vec![row(7, 1), row(3, 2)], after: 0 });
    assert_eq!(window(&[], &RowHeights::default(), (0, 500), &[9]), Window::default());
}

#[test]
fn of_a_long_list_what_is_seen_is_made_and_a_little_more() {
    let mut heights = RowHeights::default();
    heights.note(&[(1, 100)], true);
    let made = window(&list(1_000), &heights, (0, 500), &[]);
    assert_eq!(keys(&made), list(10));
    assert_eq!(made.after, 99_000);
    // From 50,000 on there is row 501.
    let made = window(&list(1_000), &heights, (50_000, 51_500), &[]);
    assert_eq!(keys(&made), (499..=517).collect::<Vec<_>>());
    assert_eq!((made.rows[0].gap, made.rows[0].place, made.rows[1].gap), (49_800, 499, 0));
    assert_eq!(made.after, 48_300);
}

#[test]
fn where_a_list_has_become_shorter_than_where_it_is_looked_at_its_end_is_made() {
    let made = window(&list(20), &RowHeights::default(), (90_000, 90_500), &[]);
    assert_eq!(keys(&made), (11..=20).collect::<Vec<_>>());
}

#[test]
fn what_is_kept_stands_where_it_belongs() {
    let mut heights = RowHeights::default();
    heights.note(&[(1, 10)], true);
    let made = window(&list(100), &heights, (0, 10), &[90, 50]);
    assert_eq!(keys(&made)[11..], [12, 13, 14, 15, 16, 17, 50, 90]);
    assert_eq!((made.rows[17].gap, made.rows[18].gap, made.after), (320, 390, 100));
}

#[test]
fn rows_once_seen_keep_their_height_and_the_guess_stays() {
    let mut heights = RowHeights::default();
    assert_eq!(heights.of(1), GUESS);
    // Before it had its styles.
    heights.note(&[(1, 2_000)], false);
    assert_eq!(heights.of(3), 2_000);
    heights.note(&[(1, 60), (2, 80)], true);
    heights.note(&[(2, 200)], false);
    assert_eq!((heights.of(1), heights.of(2), heights.of(3)), (60, 200, 70));
    heights.note(&[(3, 90)], false);
    heights.keep(&[2]);
    assert_eq!((heights.of(1), heights.of(2)), (70, 200), "1 is forgotten");
}

proptest! {
    #[test]
    fn nothing_is_lost_and_what_is_seen_is_made(
        count in 0_u64..300,
        seen in proptest::collection::vec((1_u64..300, 1_u32..400), 0..60),
        from in 0_i32..40_000,
        length in 0_i32..2_000,
        keep in proptest::collection::vec(1_u64..300, 0..4),
    ) {
        let keys = list(count);
        let mut heights = RowHeights::default();
        heights.note(&seen, false);
        let made = window(&keys, &heights, (from, from + length), &keep);
        let whole: u64 = keys.iter().map(|key| u64::from(heights.of(*key))).sum();
        let rows: u64 = made.rows.iter().map(|it| u64::from(it.gap + heights.of(it.key))).sum();
        prop_assert_eq!(rows + u64::from(made.after), whole);
        let mut top = 0;
        for (at, key) in keys.iter().enumerate() {
            let bottom = top + i64::from(heights.of(*key));
            let is_seen = bottom > from.into() && top < i64::from(from + length);
            let is_made = made.rows.iter().find(|it| it.key == *key);
            prop_assert!(!is_seen || is_made.is_some());
            prop_assert!(!keep.contains(key) || is_made.is_some());
            prop_assert!(is_made.is_none_or(|it| it.place == at + 1));
            top = bottom;
        }
        prop_assert!(made.rows.len() >= keys.len().min(FEWEST));
    }
}
