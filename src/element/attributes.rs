//! Lenient page text to strict values.

use crate::domain::id::{ProcessId, parse_process_ids};

/// `base-url`: address under which `/processes` lies.
pub(super) const BASE_URL: &str = "base-url";
/// `process-ids`: ids separated by commas or white space.
pub(super) const PROCESS_IDS: &str = "process-ids";
/// `open`: whether the panel is open; kept up to date by the tray.
pub(super) const OPEN: &str = "open";
/// Every attribute of the tag.
pub(super) const ALL: [&str; 3] = [BASE_URL, PROCESS_IDS, OPEN];

/// Reads `process-ids`; what is no id is named on the console, and the rest
/// is followed.
pub(super) fn process_ids(text: Option<&str>) -> Vec<ProcessId> {
    let (ids, rejected) = parse_process_ids(text.unwrap_or_default());
    if !rejected.is_empty() {
        leptos::logging::warn!(
            "job-tray: not followed, no process ids: {}",
            crate::domain::format::shorten(&rejected.join(", "), 200)
        );
    }
    ids
}
