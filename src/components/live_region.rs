//! What is told to assistive technology.

use leptos::prelude::*;

use super::list_view::SharedStore;
use super::markup::{Live, Made, make};

/// Two regions, mounted before they have anything to say. What they say, and
/// how seldom, is for `domain::announcer`.
pub(super) fn live_regions(store: SharedStore) -> [Made; 2] {
    let [polite, alert] = store.with_value(|store| store.announcements().map(Signal::from));
    [("status", polite), ("alert", alert)].map(|(role, said)| {
        make("div", "live").attr("role", role).attr("aria-atomic", "true").live(Live::Text, said)
    })
}
