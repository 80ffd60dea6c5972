//! The line to the server: never the job's own state.

use serde_json::json;

use super::{Group, Story, story};
use crate::gallery::stage::{Answers, Script, ago};

pub(super) const GROUP: Group =
    Group { title: "The line", stories: STORIES, source: include_str!("lines.rs") };

const STORIES: &[Story] = &[
    story("line-live", "Live", "News comes as it happens; nothing is said about it.", line_live),
    story(
        "line-polling",
        "Polling",
        "No streams on this server: asked for at intervals.",
        line_polling,
    ),
    story("line-stale", "Stale", "The news is older than it should be, and says so.", line_stale),
    story(
        "line-offline",
        "Offline",
        "The browser has no network; jobs keep their colour.",
        line_offline,
    ),
    story(
        "line-reconnecting",
        "Reconnecting",
        "The server does not answer; the tray goes on trying.",
        line_reconnecting,
    ),
    story(
        "line-signed-out",
        "Signed out",
        "Updates pause until the next sign-in.",
        line_signed_out,
    ),
    story("line-blocked", "Blocked", "This job is no longer for this user.", line_blocked),
    story("line-gone", "Gone", "The server no longer has this job.", line_gone),
    story("list-loading", "Loading", "Nobody knows yet what there is.", list_loading),
    story(
        "list-refused",
        "No list",
        "The server does not say which jobs there are: that is not “none”.",
        list_refused,
    ),
    story("line-settled", "Settled", "It ended and its last state is confirmed.", line_settled),
];

fn two_jobs(script: &mut Script) -> u64 {
    script.job(json!({
        "type": "ai_location_import", "status": "waiting_review", "progress_percent": 80,
        "started_at": ago(340), "current_step": "128 locations to look through",
    }));
    script.job(json!({
        "type": "csv_import", "status": "running", "progress_percent": 42, "started_at": ago(95),
        "current_step": "Importing rows",
    }))
}

fn line_live(script: &mut Script) {
    two_jobs(script);
}

fn line_polling(script: &mut Script) {
    two_jobs(script);
    script.at(0).server(Answers::WithoutStreams);
}

fn line_stale(script: &mut Script) {
    script.job(json!({
        "type": "csv_import", "status": "running", "progress_percent": 42, "started_at": ago(95),
        "current_step": "Importing rows",
    }));
    script.at(2).server(Answers::Silently);
    script.picture_at(42);
}

fn line_offline(script: &mut Script) {
    two_jobs(script);
    script.at(2).online(false);
    script.at(20).online(true);
}

fn line_reconnecting(script: &mut Script) {
    two_jobs(script);
    script.at(2).server(Answers::Failing);
    script.at(40).server(Answers::Properly);
    script.picture_at(12);
}

fn line_signed_out(script: &mut Script) {
    two_jobs(script);
    script.at(2).server(Answers::With(401, "Unauthenticated."));
    script.picture_at(10);
}

fn line_blocked(script: &mut Script) {
    let job = two_jobs(script);
    script.at(2).answers(job, Answers::With(403, "Forbidden."));
    script.picture_at(10);
}

fn line_gone(script: &mut Script) {
    let job = two_jobs(script);
    script.at(2).answers(job, Answers::With(404, "Not found."));
    script.picture_at(10);
}

fn list_loading(script: &mut Script) {
    script.listed();
    script.at(0).server(Answers::Silently);
}

fn list_refused(script: &mut Script) {
    script.listed();
    script.at(0).server(Answers::With(500, "Server Error"));
}

fn line_settled(script: &mut Script) {
    script.job(json!({
        "type": "csv_import", "status": "completed", "progress_percent": 100,
        "started_at": ago(75), "finished_at": ago(30), "summary": { "imported": 812 },
    }));
}
