//! What the panel offers for many jobs: acting on all, a digest, other views.

use serde_json::json;

use super::{Group, Story, story};
use crate::domain::action::Action;
use crate::domain::list_look::{ListLook, Order};
use crate::gallery::stage::{Answers, Script, ago};

pub(super) const GROUP: Group =
    Group { title: "The whole panel", stories: STORIES, source: include_str!("panel.rs") };

const STORIES: &[Story] = &[
    story(
        "failed-alike",
        "Many failed",
        "Retry all, or by cause: rows and ids do not make another cause.",
        failed_alike,
    ),
    story(
        "retrying-many",
        "Retrying many",
        "One after another, within the budget; Stop leaves the rest alone.",
        retrying_many,
    ),
    story(
        "retried-many",
        "What came of it",
        "One line for all; why one was refused stands in its row.",
        retried_many,
    ),
    story("by-cause", "By cause", "What failed alike can be retried alone.", by_cause),
    story(
        "cancel-all",
        "Cancelling all",
        "It asks first; the focus is on the answer that does nothing.",
        cancel_all,
    ),
    story(
        "while-away",
        "While you were away",
        "After a good while one digest; each part shows its jobs.",
        while_away,
    ),
    story(
        "dismissed",
        "Cleared away",
        "What has come to a good end goes; it can be brought back.",
        dismissed,
    ),
    story(
        "views",
        "Ways of looking",
        "Order, what is shown, headings: remembered for the next time.",
        views,
    ),
    story(
        "by-type",
        "By type",
        "Under headings, newest first, one job pinned, two that are new.",
        by_type,
    ),
];

fn broken(script: &mut Script, count: u64) {
    for number in 0..count {
        let message = match number % 4 {
            3 => "The server of the supplier did not answer.".to_owned(),
            _ => format!("Row {}: the column “postcode” is missing.", 7 + number * 731),
        };
        script.job(json!({
            "type": "csv_import", "status": "failed", "started_at": ago(900),
            "finished_at": ago(800 - number as i64), "error_message": message,
            "related_type": "App\\Models\\CsvImport", "related_id": 40 + number,
        }));
    }
}

fn failed_alike(script: &mut Script) {
    broken(script, 5);
}

fn by_cause(script: &mut Script) {
    broken(script, 5);
    script.pressed = "[part=by-cause]";
}

fn cancel_all(script: &mut Script) {
    for percent in [12, 64, 87] {
        script.job(json!({
            "type": "csv_import", "status": "running", "progress_percent": percent,
            "started_at": ago(95), "current_step": "Importing rows",
        }));
    }
    script.pressed = "[part=cancel-all]";
}

fn retrying_many(script: &mut Script) {
    broken(script, 6);
    script.at(4).server(Answers::HoldingActions);
    script.at(5).press_all(Action::Retry);
    script.picture_at(7);
}

fn retried_many(script: &mut Script) {
    broken(script, 3);
    script.at(4).answers(2, Answers::RefusingActions(409, "An import of this file is running."));
    script.at(5).press_all(Action::Retry);
    script.picture_at(20);
}

fn while_away(script: &mut Script) {
    let [finished, waiting, failed] = ["csv_import", "ai_location_import", "csv_import"]
        .map(|job_type| script.job(json!({ "type": job_type, "status": "pending" })));
    script.at(10).looked_at(false);
    script.at(60).event(finished, json!({ "type": "status", "status": "completed" }));
    script.at(90).event(
        waiting,
        json!({ "type": "status", "status": "waiting_review",
        "step": "128 locations to look through" }),
    );
    script.at(120).event(
        failed,
        json!({ "type": "error", "status": "failed", "error_message": "Timed out." }),
    );
    script.at(600).looked_at(true);
    script.picture_at(615);
}

fn dismissed(script: &mut Script) {
    for status in ["completed", "cancelled", "failed", "completed"] {
        script.job(json!({
            "type": "csv_import", "status": status, "started_at": ago(95), "finished_at": ago(20),
        }));
    }
    script.pressed = "[part=clear]";
}

fn views(script: &mut Script) {
    script.look = ListLook { order: Order::Newest, ..ListLook::default() };
    broken(script, 4);
    script.pressed = "[part=view] > summary, summary[part=view]";
}

fn by_type(script: &mut Script) {
    script.look = ListLook { order: Order::Newest, by_type: true, ..ListLook::default() };
    let types = ["csv_import", "ai_location_import", "nightly_report"];
    for number in 0..6 {
        script.job(json!({
            "type": types[number % 3], "status": if number < 3 { "pending" } else { "completed" },
            "started_at": (number > 2).then(|| ago(95)),
            "finished_at": (number > 2).then(|| ago(20)),
        }));
    }
    script.at(3).pin(6);
    script.at(4).looked_at(false);
    script.at(30).event(1, json!({ "type": "status", "status": "completed" }));
    script.at(30).event(2, json!({ "type": "status", "status": "completed" }));
    script.at(200).looked_at(true);
    script.picture_at(210);
}
