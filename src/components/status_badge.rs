//! A job's status: a shape and a word; colour only underlines them.

use leptos::prelude::*;

use super::icons;
use crate::domain::status::Status;
use crate::domain::words;

/// The word of the status.
#[component]
pub(super) fn StatusBadge(status: Status) -> impl IntoView {
    let id = words::status_id(&status);
    view! {
        <span class="job-tray__status" part="status" data-status=id>
            {icons::status(&status)}
            <span dir="auto">{words::status(&status)}</span>
        </span>
    }
}
