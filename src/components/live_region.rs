//! What is told to assistive technology.

use leptos::prelude::*;

use crate::store::TrayStore;

/// Two regions, mounted before they have anything to say. What they say, and
/// how seldom, is for `domain::announcer`.
#[component]
pub(super) fn LiveRegion(store: TrayStore) -> impl IntoView {
    let [polite, alert]: [Signal<String>; 2] = store.announcements().map(Signal::from);
    view! {
        <div class="job-tray__live" role="status" aria-atomic="true">{polite}</div>
        <div class="job-tray__live" role="alert" aria-atomic="true">{alert}</div>
    }
}
