//! The demo session's past: seven jobs, as the worker would have left them. Ids follow the order
//! of creation.
//!
//! | id | Type | Status |
//! |---|---|---|
//! | 1 | `ai_location_improvement` | cancelled, two days ago |
//! | 2 | `ai_location_import` | failed, yesterday; a retry succeeds |
//! | 3 | `csv_import` | completed, two hours ago |
//! | 4 | `ai_location_improvement` | waiting for review |
//! | 5 | `ai_location_import` | running |
//! | 6 | `csv_import` | running; will pause for a review |
//! | 7 | `csv_import` | pending |

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{plan, types};
use crate::database::lifecycle::Transition;
use crate::database::row::Row;
use crate::database::{Store, WriteError};
use crate::session::Details;

struct Past {
    kind: &'static str,
    user_id: i64,
    /// How long ago its latest change was, in seconds.
    ago: i64,
    reached: Reached,
}

enum Reached {
    Queue,
    /// So many steps of the plan.
    Step(usize),
    /// The step that waits for a review.
    Review,
    End,
    /// So many steps, then the user stopped it.
    Cancelled(usize),
}

const DAY: i64 = 24 * 3600;

static PASTS: [Past; 7] = [
    Past {
        kind: types::IMPROVEMENT,
        user_id: 1,
        ago: 2 * DAY + 1740,
        reached: Reached::Cancelled(4),
    },
    Past { kind: types::IMPORT, user_id: 2, ago: DAY + 600, reached: Reached::End },
    Past { kind: types::CSV, user_id: 1, ago: 2 * 3600, reached: Reached::End },
    Past { kind: types::IMPROVEMENT, user_id: 1, ago: 95, reached: Reached::Review },
    Past { kind: types::IMPORT, user_id: 2, ago: 2, reached: Reached::Step(4) },
    Past { kind: types::CSV, user_id: 1, ago: 1, reached: Reached::Step(2) },
    Past { kind: types::CSV, user_id: 1, ago: 0, reached: Reached::Queue },
];

/// Writes the seven jobs and their logs, dated before `now`.
///
/// # Errors
/// Whatever SQLite says.
pub fn seed(store: &mut Store, now: DateTime<Utc>) -> rusqlite::Result<()> {
    for past in &PASTS {
        match live_through(store, past, now) {
            Err(WriteError::Database(error)) => return Err(error),
            // Nobody else is here yet to refuse a change or take a job away.
            Ok(()) | Err(WriteError::Missing | WriteError::Refused(_)) => {}
        }
    }
    Ok(())
}

fn live_through(store: &mut Store, past: &Past, now: DateTime<Utc>) -> Result<(), WriteError> {
    let end = now - TimeDelta::seconds(past.ago);
    let row = begin(store, past, end)?;
    let Some((steps, cancelled)) = steps_of(&row, &past.reached) else {
        return Ok(());
    };
    let whole: Duration = steps.iter().map(|step| step.after).sum();
    let mut at = end - length(whole);
    let picked_up = store.transition(row.id(), plan::PICK_UP, at, plan::picked_up())?;
    for step in steps {
        at += length(step.after);
        let details = step.details(picked_up.number("attempts"));
        store.transition(row.id(), step.transition, at, details)?;
    }
    if cancelled {
        let details = Details {
            event: vec![("message", Value::from("Cancelled by the user."))],
            ..Details::default()
        };
        store.transition(row.id(), Transition::Cancel, end, details)?;
    }
    Ok(())
}

/// The steps a job has behind it, and whether it was cancelled then; none if it is in the queue.
fn steps_of(row: &Row, reached: &Reached) -> Option<(Vec<plan::Planned>, bool)> {
    let mut steps = plan::of(row);
    let (count, cancelled) = match reached {
        Reached::Queue => return None,
        Reached::Step(count) => (*count, false),
        Reached::Cancelled(count) => (*count, true),
        Reached::Review => {
            let pause = |step: &plan::Planned| step.transition == Transition::Pause;
            (steps.iter().position(pause).map_or(0, |index| index + 1), false)
        }
        Reached::End => (steps.len(), false),
    };
    steps.truncate(count);
    Some((steps, cancelled))
}

/// Inserts the job so that all its steps fit between its creation and `end`.
fn begin(store: &mut Store, past: &Past, end: DateTime<Utc>) -> Result<Row, WriteError> {
    let mut cells = types::start_batch(store, past.kind, end)?;
    cells.extend([
        ("workspace_id", json!(1)),
        ("user_id", json!(past.user_id)),
        ("type", json!(past.kind)),
        ("queue", json!(types::queue(past.kind))),
        ("input_payload", input(past.kind)),
    ]);
    let row = store.insert(cells, end)?;
    let Some((steps, _)) = steps_of(&row, &past.reached) else {
        return Ok(row);
    };
    let whole: Duration = steps.iter().map(|step| step.after).sum();
    let created = end - length(whole + plan::time_in_queue(row.id()));
    let (row, _) = store.change(row.id(), created, |_| {
        Ok(crate::database::Change {
            set: vec![("created_at", crate::database::row::timestamp(created))],
            ..crate::database::Change::default()
        })
    })?;
    Ok(row)
}

fn input(kind: &str) -> Value {
    match kind {
        types::IMPORT => {
            json!({ "source": "https://harbourguides.example/stores", "country": "SE" })
        }
        types::IMPROVEMENT => json!({ "tone": "friendly", "languages": ["en", "sv", "es"] }),
        _ => json!({ "file": "stores-2026.csv", "separator": ";", "has_header": true }),
    }
}

fn length(length: Duration) -> TimeDelta {
    TimeDelta::from_std(length).unwrap_or_default()
}
