//! A list whose rows come, go and move.

use std::sync::Arc;

use leptos::prelude::*;

use super::drawn::{Drawn, drawn};

/// One row per key, made when the key appears and kept for as long as it stays.
///
/// All lists of the tray are of this one kind: what stands behind `For` is
/// compiled anew for every kind of key and row, ten kilobytes a time.
pub(super) fn rows(
    keys: impl Fn() -> Vec<u64> + Send + Sync + 'static,
    row: impl Fn(u64) -> Drawn + Send + Sync + 'static,
) -> Drawn {
    of_one_kind(Arc::new(keys), Arc::new(row))
}

type Keys = Arc<dyn Fn() -> Vec<u64> + Send + Sync>;
type Row = Arc<dyn Fn(u64) -> Drawn + Send + Sync>;

fn of_one_kind(keys: Keys, row: Row) -> Drawn {
    drawn(view! { <For each=move || keys() key=|key| *key children=move |key| row(key) /> })
}
