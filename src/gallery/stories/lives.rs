//! Whole lives of jobs, to be watched at any speed.

use serde_json::{Value, json};

use super::{Group, Story, story};
use crate::gallery::stage::{Script, ago};

pub(super) const GROUP: Group =
    Group { title: "Lives", stories: STORIES, source: include_str!("lives.rs") };

/// The name of the story that is for playing with.
pub(super) const PLAYGROUND: &str = "playground";

const STORIES: &[Story] = &[
    story("life-of-a-job", "One life", "From the queue to a result, in a minute.", life_of_a_job),
    story(
        PLAYGROUND,
        "Playground",
        "As many lives as you like, as fast as you like. Retry and Cancel work.",
        playground,
    ),
];

/// The steps of a job, with the share of the work done when each begins.
const STEPS: [(u64, &str); 5] = [
    (0, "Reading the file"),
    (15, "Checking rows"),
    (30, "Importing rows"),
    (85, "Building the index"),
    (100, "Tidying up"),
];

fn progress(percent: u64) -> Value {
    let (_, step) = STEPS.into_iter().rfind(|(from, _)| *from <= percent).unwrap_or(STEPS[0]);
    json!({ "type": "progress", "status": "running", "progress_percent": percent, "step": step,
        "message": format!("{step}: {percent} %") })
}

fn life_of_a_job(script: &mut Script) {
    let job = script.job(json!({ "type": "csv_import" }));
    for second in 0..=50 {
        script.at(5 + second).event(job, progress(second * 2));
    }
    script.at(56).event(
        job,
        json!({ "type": "status", "status": "completed",
        "summary": { "imported": 12_480, "skipped": 3 } }),
    );
    script.picture_at(20);
}

fn playground(script: &mut Script) {
    script.listed();
    // A reader who plays with a thousand jobs wants to see them move.
    script.options.requests_per_minute = 600;
    let (count, rate) = (script.jobs.max(1), script.rate.max(1));
    let types = ["csv_import", "ai_location_import", "ai_location_improvement", "nightly_report"];
    // Some run at a time, and together they have the reader's rate of events.
    let at_a_time = count.min(8);
    let percents = if count > 100 { 5 } else { 1 };
    let step_ms = (1_000 * at_a_time / rate).max(10);
    let apart_ms = step_ms * 100 / percents / at_a_time;
    for number in 0..count {
        let job = script.job(json!({ "type": types[(number % 4) as usize], "created_at": ago(0) }));
        let ends_at = match number % 5 {
            2 => 62,
            3 => 85,
            _ => 100,
        };
        let mut at = 500 + number * apart_ms;
        for percent in (0..=ends_at).step_by(percents as usize) {
            script.at_ms(at).event(job, progress(percent));
            at += step_ms;
        }
        let end = match number % 5 {
            2 => {
                json!({ "type": "error", "status": "failed", "error_message": "Row 7,731: the column “postcode” is missing." })
            }
            3 => {
                json!({ "type": "status", "status": "waiting_review", "step": "128 locations to look through" })
            }
            _ => {
                json!({ "type": "status", "status": "completed", "summary": { "imported": 1_000 + number } })
            }
        };
        script.at_ms(at).event(job, end);
    }
    script.picture_at(20);
}
