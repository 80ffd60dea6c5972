//! What the demo worker does to a job, as data that depends on nothing but the job's type, id and
//! attempt. `id % 7` decides the course:
//!
//! | `id % 7` | Course |
//! |---|---|
//! | 2 | fails on its first attempt, succeeds on its second |
//! | 4, 6 | pauses for a review, and goes on by itself after [`REVIEW`]: the contract has no route to approve it |
//! | others | runs through |

use std::time::Duration;

use serde_json::{Value, json};

use super::outcome;
use super::types::{CSV, IMPORT, IMPROVEMENT};
use crate::database::Cells;
use crate::database::lifecycle::{Transition, WAITING_REVIEW};
use crate::database::row::Row;
use crate::session::Details;

/// How a worker takes a job.
pub const PICK_UP: Transition = Transition::PickUp;

/// How long a job waits for its review.
pub const REVIEW: Duration = Duration::from_secs(40);

/// One change the worker makes, and how long after the one before.
#[derive(Clone)]
pub struct Planned {
    /// The wait before it.
    pub after: Duration,
    /// What it does to the status.
    pub transition: Transition,
    percent: i64,
    set: Cells,
    event: Cells,
}

impl Planned {
    /// The write itself, valid for one attempt only.
    #[must_use]
    pub fn details(&self, attempt: Option<i64>) -> Details {
        Details { set: self.set.clone(), event: self.event.clone(), attempt }
    }
}

/// How long a job waits to be picked up: 3 to 6 s.
#[must_use]
pub fn time_in_queue(id: i64) -> Duration {
    Duration::from_millis(3000 + mixed(id, 0) % 3000)
}

/// The write that picks a job up.
#[must_use]
pub fn picked_up() -> Details {
    Details {
        set: vec![("progress_percent", json!(0)), ("current_step", json!("Starting"))],
        event: vec![("message", json!("A worker picked the job up."))],
        attempt: None,
    }
}

/// Everything that happens to a job after it was picked up.
#[must_use]
pub fn of(row: &Row) -> Vec<Planned> {
    let kind = row.text("type").unwrap_or_default();
    let id = row.id();
    let total = outcome::total(id);
    let fails = id.rem_euclid(7) == 2 && row.number("attempts").unwrap_or_default() < 2;
    let pauses = matches!(id.rem_euclid(7), 4 | 6);
    let mut plan = Vec::new();
    for (stage, index) in stages(kind).iter().zip(1_u64..) {
        let after = Duration::from_millis(2500 + mixed(id, index) % 3500);
        if fails && stage.percent > 45 {
            plan.push(failure(kind, after, plan_percent(&plan)));
            return plan;
        }
        if pauses && stage.percent > 70 && !plan.iter().any(is_review) {
            plan.push(review(kind, after));
            plan.push(resumption());
        }
        plan.push(progress(stage, after, total));
        if stage.percent == 50 && kind == CSV {
            plan.push(row_error(id));
        }
    }
    plan.push(completion(kind, row, total));
    plan
}

/// What is left of a job's plan where it stands now.
#[must_use]
pub fn rest(row: &Row) -> Vec<Planned> {
    let reached = row.number("progress_percent").unwrap_or_default();
    let waits = row.status() == WAITING_REVIEW;
    let is_done = |step: &Planned| match step.transition {
        Transition::Resume => !waits && step.percent <= reached,
        _ => step.percent <= reached,
    };
    of(row).into_iter().filter(|step| !is_done(step)).collect()
}

struct Stage {
    percent: i64,
    step: &'static str,
    message: &'static str,
}

const fn stage(percent: i64, step: &'static str, message: &'static str) -> Stage {
    Stage { percent, step, message }
}

/// The stages of a type; `{done}` and `{total}` in a message are filled in.
fn stages(kind: &str) -> &'static [Stage] {
    match kind {
        IMPORT => &IMPORT_STAGES,
        IMPROVEMENT => &IMPROVEMENT_STAGES,
        CSV => &CSV_STAGES,
        _ => &OTHER_STAGES,
    }
}

static IMPORT_STAGES: [Stage; 10] = [
    stage(3, "Reading the source", "Read the page list: {total} pages."),
    stage(10, "Finding locations", "Looked at {done} of {total} pages."),
    stage(22, "Finding locations", "Looked at {done} of {total} pages."),
    stage(34, "Finding locations", "Looked at {done} of {total} pages."),
    stage(45, "Finding locations", "Looked at {done} of {total} pages."),
    stage(56, "Matching addresses", "Matched {done} addresses against the map."),
    stage(68, "Matching addresses", "Matched {done} addresses against the map."),
    stage(78, "Removing duplicates", "Compared {done} locations with those already there."),
    stage(88, "Saving locations", "Saved {done} locations."),
    stage(96, "Building the search index", "The search index is being rebuilt."),
];

static IMPROVEMENT_STAGES: [Stage; 9] = [
    stage(4, "Choosing locations", "Chose {total} locations with thin descriptions."),
    stage(15, "Writing descriptions", "Wrote {done} of {total} descriptions."),
    stage(28, "Writing descriptions", "Wrote {done} of {total} descriptions."),
    stage(41, "Writing descriptions", "Wrote {done} of {total} descriptions."),
    stage(54, "Writing descriptions", "Wrote {done} of {total} descriptions."),
    stage(66, "Checking facts", "Checked {done} descriptions against their sources."),
    stage(77, "Checking facts", "Checked {done} descriptions against their sources."),
    stage(87, "Translating", "Translated {done} descriptions into Swedish and Spanish."),
    stage(95, "Saving", "Saved {done} descriptions."),
];

static CSV_STAGES: [Stage; 10] = [
    stage(2, "Reading the file", "Opened the file: {total} rows, UTF-8, separated by semicolons."),
    stage(8, "Checking the columns", "All 9 required columns are there."),
    stage(20, "Importing rows", "Imported {done} of {total} rows."),
    stage(35, "Importing rows", "Imported {done} of {total} rows."),
    stage(50, "Importing rows", "Imported {done} of {total} rows."),
    stage(65, "Importing rows", "Imported {done} of {total} rows."),
    stage(80, "Importing rows", "Imported {done} of {total} rows."),
    stage(90, "Geocoding", "Asked the map for {done} addresses."),
    stage(95, "Building the search index", "The search index is being rebuilt."),
    stage(98, "Tidying up", "Removed the uploaded file."),
];

static OTHER_STAGES: [Stage; 6] = [
    stage(5, "Preparing", "Found {total} things to do."),
    stage(25, "Working", "Did {done} of {total}."),
    stage(45, "Working", "Did {done} of {total}."),
    stage(65, "Working", "Did {done} of {total}."),
    stage(85, "Working", "Did {done} of {total}."),
    stage(95, "Finishing", "Almost there."),
];

fn progress(stage: &Stage, after: Duration, total: i64) -> Planned {
    let done = total * stage.percent / 100;
    let message =
        stage.message.replace("{done}", &done.to_string()).replace("{total}", &total.to_string());
    Planned {
        after,
        transition: Transition::Progress,
        percent: stage.percent,
        set: vec![("progress_percent", json!(stage.percent)), ("current_step", json!(stage.step))],
        event: vec![
            ("type", json!("progress")),
            ("message", json!(message)),
            ("payload", json!({ "processed": done, "total": total })),
        ],
    }
}

/// A row that could not be read: an `error` event of a job that goes on.
fn row_error(id: i64) -> Planned {
    let row = 100 + mixed(id, 50) % 100;
    Planned {
        after: Duration::from_millis(400),
        transition: Transition::Progress,
        percent: 50,
        set: vec![("progress_percent", json!(51))],
        event: vec![
            ("type", json!("error")),
            ("message", json!(format!("Row {row}: the postcode \"9021O\" is not valid."))),
            ("payload", json!({ "row": row, "column": "postcode", "value": "9021O" })),
        ],
    }
}

fn review(kind: &str, after: Duration) -> Planned {
    let (step, message) = match kind {
        IMPORT => (
            "Review the locations found",
            "14 locations look like ones already there. Please review them.",
        ),
        IMPROVEMENT => (
            "Review the descriptions",
            "6 descriptions name facts without a source. Please review them.",
        ),
        CSV => (
            "Review the column mapping",
            "Two columns could both be the opening hours. Please choose one.",
        ),
        _ => ("Review", "Please have a look before this goes on."),
    };
    Planned {
        after,
        transition: Transition::Pause,
        percent: 70,
        set: vec![("progress_percent", json!(70)), ("current_step", json!(step))],
        event: vec![("message", json!(message))],
    }
}

fn is_review(step: &Planned) -> bool {
    step.transition == Transition::Pause
}

fn resumption() -> Planned {
    Planned {
        after: REVIEW,
        transition: Transition::Resume,
        percent: 70,
        set: vec![("current_step", json!("Going on after the review"))],
        event: vec![("message", json!("The review is done."))],
    }
}

fn plan_percent(plan: &[Planned]) -> i64 {
    plan.last().map_or(0, |step| step.percent)
}

fn failure(kind: &str, after: Duration, percent: i64) -> Planned {
    let error = outcome::error(kind);
    Planned {
        after,
        transition: Transition::Fail,
        percent: percent + 1,
        set: vec![("error_message", json!(error))],
        event: vec![
            ("type", json!("error")),
            ("message", json!(error)),
            ("payload", json!({ "exception": error.split(':').next() })),
        ],
    }
}

fn completion(kind: &str, row: &Row, total: i64) -> Planned {
    let summary: Value = outcome::summary(kind, row, total);
    Planned {
        after: Duration::from_millis(2000),
        transition: Transition::Complete,
        percent: 100,
        set: vec![
            ("progress_percent", json!(100)),
            ("current_step", json!("Done")),
            ("summary", summary),
        ],
        event: vec![("message", json!("The job is done."))],
    }
}

/// A number that looks random but is always the same for the same job and place.
pub fn mixed(id: i64, place: u64) -> u64 {
    // SplitMix64's finaliser: neighbouring ids must not give neighbouring times.
    let mut bits = id.cast_unsigned().wrapping_add(place.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
