//! More jobs than anybody looks at.

use serde_json::json;

use super::{Group, Story, story};
use crate::gallery::stage::{Script, ago};

pub(super) const GROUP: Group =
    Group { title: "Many jobs", stories: STORIES, source: include_str!("many.rs") };

const STORIES: &[Story] = &[
    story("jobs-20", "20 jobs", "What a busy day looks like.", jobs_20),
    story("jobs-200", "200 jobs", "More than fit; what needs the user comes first.", jobs_200),
    story("paced", "In a hurry", "1,500 events a second over 100 jobs, if the clock runs.", paced),
    story("jobs-1000", "1,000 jobs", "Scrolling and opening stay quick.", jobs_1000),
];

fn many(script: &mut Script, count: u64) {
    script.listed();
    let types = ["csv_import", "ai_location_import", "ai_location_improvement"];
    let statuses =
        ["completed", "running", "completed", "pending", "failed", "cancelled", "waiting_review"];
    for number in 0..count {
        let status = statuses[(number % 7) as usize];
        let over = matches!(status, "completed" | "failed" | "cancelled");
        script.job(json!({
            "type": types[(number % 3) as usize], "status": status,
            "progress_percent": if over { 100 } else { number * 7 % 101 },
            "started_at": (status != "pending").then(|| ago(60 + (number * 37 % 3_600) as i64)),
            "finished_at": over.then(|| ago(30)),
            "current_step": (!over).then_some("Importing rows"),
            "error_message": (status == "failed").then_some("The file could not be read."),
        }));
    }
}

fn jobs_20(script: &mut Script) {
    many(script, 20);
}

fn jobs_200(script: &mut Script) {
    many(script, 200);
}

fn jobs_1000(script: &mut Script) {
    many(script, 1_000);
}

/// Events of all jobs together, each second.
const PACE: u64 = 1_500;
const PACED_JOBS: u64 = 100;
const PACED_SECONDS: u64 = 12;

fn paced(script: &mut Script) {
    script.listed();
    // More than any browser would hold: it is the screen that is tried here.
    script.options.max_streams = PACED_JOBS as usize;
    script.options.requests_per_minute = 60_000;
    let row = json!({ "status": "running", "started_at": ago(5), "progress_percent": 0 });
    let jobs: Vec<_> = (0..PACED_JOBS).map(|_| script.job(row.clone())).collect();
    let each_job = PACE * PACED_SECONDS / PACED_JOBS;
    for number in 0..each_job {
        for (place, job) in jobs.iter().enumerate() {
            let at = (number * PACED_JOBS + place as u64) * 1_000 / PACE;
            let row = number * 40 + place as u64;
            script.at_ms(1_000 + at).event(
                *job,
                json!({ "type": "progress", "status": "running",
                    "progress_percent": number * 100 / each_job,
                    "step": format!("Importing row {row}") }),
            );
        }
    }
}
