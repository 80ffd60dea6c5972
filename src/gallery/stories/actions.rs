//! Retry and Cancel, from the press to what came of it.

use serde_json::json;

use super::{Group, Story, story};
use crate::domain::action::Action;
use crate::gallery::stage::{Answers, Script, ago};

pub(super) const GROUP: Group =
    Group { title: "Retry and Cancel", stories: STORIES, source: include_str!("actions.rs") };

const STORIES: &[Story] = &[
    story(
        "cancel-under-way",
        "Cancel under way",
        "Sent; no answer yet. The button says so.",
        cancel_under_way,
    ),
    story("retry-under-way", "Retry under way", "The same for a failed job.", retry_under_way),
    story(
        "cancel-grace",
        "Cancel, still to be taken back",
        "Some seconds for Undo before anything is sent.",
        cancel_grace,
    ),
    story(
        "cancel-asked",
        "Cancel, asked for twice",
        "A question in its place, the focus on the safe answer.",
        cancel_asked,
    ),
    story(
        "cancel-refused",
        "Cancel refused",
        "The server’s own words, beside the button.",
        cancel_refused,
    ),
    story(
        "cancel-forbidden",
        "Cancel forbidden",
        "Not allowed: the job itself goes on.",
        cancel_forbidden,
    ),
    story(
        "cancel-too-late",
        "Cancel came too late",
        "The job had ended by itself.",
        cancel_too_late,
    ),
    story("retry-busy", "Retry, server busy", "A failure that asking again may mend.", retry_busy),
];

fn importing(script: &mut Script) -> u64 {
    script.job(json!({
        "type": "csv_import", "status": "running", "progress_percent": 42, "started_at": ago(95),
        "current_step": "Importing rows",
    }))
}

fn broken(script: &mut Script) -> u64 {
    script.job(json!({
        "type": "csv_import", "status": "failed", "started_at": ago(95), "finished_at": ago(20),
        "error_message": "The file could not be read.",
    }))
}

fn cancel_under_way(script: &mut Script) {
    let job = importing(script);
    script.at(1).server(Answers::HoldingActions);
    script.at(2).press(job, Action::Cancel);
}

fn retry_under_way(script: &mut Script) {
    let job = broken(script);
    script.at(1).server(Answers::HoldingActions);
    script.at(2).press(job, Action::Retry);
}

fn cancel_grace(script: &mut Script) {
    let job = importing(script);
    script.options.cancel_grace_ms = 8_000;
    script.at(1).press(job, Action::Cancel);
}

fn cancel_asked(script: &mut Script) {
    importing(script);
    script.options.confirm_cancel = true;
    script.pressed = "[data-action=cancel]";
}

fn cancel_refused(script: &mut Script) {
    let job = importing(script);
    script.at(1).server(Answers::RefusingActions(422, "Rows are being written: wait a minute."));
    script.at(2).press(job, Action::Cancel);
}

fn cancel_forbidden(script: &mut Script) {
    let job = importing(script);
    script.at(1).server(Answers::RefusingActions(403, "Forbidden."));
    script.at(2).press(job, Action::Cancel);
}

fn cancel_too_late(script: &mut Script) {
    let job = importing(script);
    // The tray does not hear of the end before the user presses.
    script.at(1).server(Answers::WithoutStreams);
    script
        .at_ms(1_950)
        .event(job, json!({ "type": "status", "status": "completed", "progress_percent": 100 }));
    script.at(2).press(job, Action::Cancel);
}

fn retry_busy(script: &mut Script) {
    let job = broken(script);
    script.at(1).server(Answers::RefusingActions(503, "Service Unavailable"));
    script.at(2).press(job, Action::Retry);
}
