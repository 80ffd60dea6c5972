//! A job in each of its states.

use serde_json::json;

use super::{Group, Story, story};
use crate::domain::place::Corner;
use crate::gallery::stage::{Answers, Script, ago};

pub(super) const GROUP: Group =
    Group { title: "A job", stories: STORIES, source: include_str!("jobs.rs") };

const STORIES: &[Story] = &[
    story("empty", "No jobs", "An empty tray says what will appear here.", empty),
    story("minimised", "Minimised", "The pill alone tells what needs the user.", minimised),
    story(
        "another-corner",
        "In another corner",
        "At the top, where lines begin: the panel opens away from the edge.",
        another_corner,
    ),
    story("connecting", "Connecting", "Nothing has come yet; no status is guessed.", connecting),
    story("pending", "Pending", "In the queue: no bar, nothing to measure.", pending),
    story("running", "Running", "Measured: bar, per cent and step.", running),
    story(
        "running-unmeasured",
        "Running, unmeasured",
        "No per cent: the bar has no value.",
        running_unmeasured,
    ),
    story(
        "longer-than-usual",
        "Running, longer than usual",
        "Learned on this device, by type; a quiet fact and no alarm.",
        longer_than_usual,
    ),
    story(
        "worker-silent",
        "Running, the worker silent",
        "The line is live, but nothing has happened for minutes.",
        worker_silent,
    ),
    story(
        "waiting-review",
        "Waiting for review",
        "What needs the user stands out.",
        waiting_review,
    ),
    story("completed", "Completed", "A result of counts and a link.", completed),
    story(
        "completed-nested",
        "Completed, nested result",
        "Lists and groups in a result.",
        completed_nested,
    ),
    story("completed-bare", "Completed, no result", "Nothing to unfold: no hole.", completed_bare),
    story("failed", "Failed", "The cause in one line, and Retry.", failed),
    story("failed-long", "Failed, long cause", "A stack trace is cut, never hidden.", failed_long),
    story("cancelled", "Cancelled", "Stopped by the user: calm, not an error.", cancelled),
    story(
        "unknown-status",
        "Unknown status",
        "Shown in the server’s words, and followed on.",
        unknown_status,
    ),
    story(
        "unknown-type",
        "Unknown type, no type",
        "A type nobody has heard of is put in words.",
        unknown_type,
    ),
    story(
        "retry-attempt",
        "Third attempt",
        "From the second on, the attempt is told.",
        retry_attempt,
    ),
    story(
        "all-statuses",
        "All statuses",
        "One job in every status, in the order on screen.",
        all_statuses,
    ),
];

fn empty(_script: &mut Script) {}

fn minimised(script: &mut Script) {
    all_statuses(script);
    script.open = false;
}

fn another_corner(script: &mut Script) {
    running(script);
    script.options.corner = Corner::TopStart;
}

fn connecting(script: &mut Script) {
    script.job(json!({}));
    script.at(0).server(Answers::Silently);
}

fn pending(script: &mut Script) {
    script.job(json!({ "type": "csv_import", "created_at": ago(20) }));
}

fn running(script: &mut Script) {
    let job = script.job(json!({
        "type": "csv_import", "status": "running", "started_at": ago(95), "progress_percent": 18,
        "current_step": "Reading the file", "related_type": "App\\Models\\CsvImport", "related_id": 41,
    }));
    let event =
        |percent, step| json!({ "type": "progress", "progress_percent": percent, "step": step });
    script.at(1).event(job, event(30, "Checking 12,480 rows"));
    script.at(2).event(job, event(42, "Importing rows"));
    script.at(10).event(job, event(55, "Importing rows"));
    script.at(20).event(job, event(80, "Importing rows"));
    script.at(30).event(
        job,
        json!({ "type": "status", "status": "completed", "progress_percent": 100,
        "summary": { "imported": 12_480 } }),
    );
}

fn running_unmeasured(script: &mut Script) {
    script.job(json!({
        "type": "ai_location_improvement", "status": "running", "started_at": ago(12),
        "current_step": "Asking the language model",
    }));
}

fn longer_than_usual(script: &mut Script) {
    script.usual("csv_import", &[85, 90, 95, 100, 100, 110]);
    script.job(json!({
        "type": "csv_import", "status": "running", "progress_percent": 42, "started_at": ago(400),
        "current_step": "Importing rows",
    }));
}

fn worker_silent(script: &mut Script) {
    script.job(json!({
        "type": "csv_import", "status": "running", "progress_percent": 42, "started_at": ago(400),
        "updated_at": ago(265), "current_step": "Importing rows",
    }));
}

fn waiting_review(script: &mut Script) {
    script.options.related_url = Some("#/{related_name}/{related_id}".into());
    script.job(json!({
        "type": "ai_location_import", "status": "waiting_review", "started_at": ago(340),
        "progress_percent": 80, "current_step": "128 locations to look through",
        "related_type": "App\\Models\\AiLocationImportBatch", "related_id": 7,
    }));
}

fn completed(script: &mut Script) {
    script.unfolded = true;
    script.job(json!({
        "type": "csv_import", "status": "completed", "progress_percent": 100,
        "started_at": ago(400), "finished_at": ago(260),
        "summary": { "imported": 12_480, "skipped": 3, "report": "https://example.com/reports/41" },
    }));
}

fn completed_nested(script: &mut Script) {
    script.unfolded = true;
    script.job(json!({
        "type": "ai_location_import", "status": "completed", "progress_percent": 100,
        "started_at": ago(900), "finished_at": ago(60),
        "summary": {
            "locations": { "new": 112, "changed": 9, "unchanged": 431 },
            "warnings": ["No opening hours for Pier 4", "Two places share one address"],
            "confidence": 0.94, "published": true, "reviewed_by": null,
        },
    }));
}

fn completed_bare(script: &mut Script) {
    script.job(json!({
        "type": "csv_import", "status": "completed", "progress_percent": 100,
        "started_at": ago(75), "finished_at": ago(30),
    }));
}

fn failed(script: &mut Script) {
    script.job(json!({
        "type": "csv_import", "status": "failed", "progress_percent": 62,
        "started_at": ago(130), "finished_at": ago(45), "current_step": "Importing rows",
        "error_message": "Row 7,731: the column “postcode” is missing.",
    }));
}

fn failed_long(script: &mut Script) {
    let trace: String = (0..40)
        .map(|line| format!("\n#{line} /app/vendor/laravel/framework/src/Illuminate/Database/Connection.php({})", 760 + line))
        .collect();
    script.job(json!({
        "type": "ai_location_import", "status": "failed", "progress_percent": 9,
        "started_at": ago(130), "finished_at": ago(121),
        "error_message": format!("Illuminate\\Database\\QueryException: SQLSTATE[40001]: \
            Serialization failure: 1213 Deadlock found when trying to get lock{trace}"),
    }));
}

fn cancelled(script: &mut Script) {
    script.job(json!({
        "type": "ai_location_improvement", "status": "cancelled", "progress_percent": 35,
        "started_at": ago(3_700), "finished_at": ago(3_600), "current_step": "Rewriting texts",
    }));
}

fn unknown_status(script: &mut Script) {
    script.job(json!({
        "type": "csv_import", "status": "paused_by_quota", "progress_percent": 50,
        "started_at": ago(600), "current_step": "Importing rows",
    }));
}

fn unknown_type(script: &mut Script) {
    script.job(json!({
        "type": "App\\Jobs\\RebuildSearchIndex", "status": "running", "progress_percent": 71,
        "started_at": ago(44), "current_step": "Writing segments",
    }));
    script.job(json!({ "type": null, "status": "pending" }));
}

fn retry_attempt(script: &mut Script) {
    script.job(json!({
        "type": "csv_import", "status": "running", "progress_percent": 12, "attempts": 3,
        "started_at": ago(9), "current_step": "Reading the file",
    }));
}

fn all_statuses(script: &mut Script) {
    for story in
        [waiting_review, running, running_unmeasured, pending, failed, completed, cancelled]
    {
        story(script);
    }
    script.unfolded = false;
}
