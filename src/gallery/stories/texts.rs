//! Texts that are long, of two directions, or not meant well.

use serde_json::json;

use super::{Group, Story, story};
use crate::gallery::stage::{Script, ago};

pub(super) const GROUP: Group =
    Group { title: "Texts", stories: STORIES, source: include_str!("texts.rs") };

const STORIES: &[Story] = &[
    story("long-german", "Long German words", "Words without a break stay inside.", long_german),
    story(
        "long-steps",
        "Long steps",
        "A step wraps; the bar and the per cent stay in place.",
        long_steps,
    ),
    story(
        "bidirectional",
        "Names of two directions",
        "Arabic and Hebrew among Latin letters and numbers.",
        bidirectional,
    ),
    story(
        "hostile",
        "Hostile text",
        "Markup, control characters and mirror tricks are text.",
        hostile,
    ),
    story(
        "event-log",
        "A log of many events",
        "Hundreds of events; the newest matter most.",
        event_log,
    ),
];

fn long_german(script: &mut Script) {
    script.job(json!({
        "type": "donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "status": "running", "progress_percent": 42, "started_at": ago(95), "attempts": 12,
        "current_step": "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnungen werden geprüft",
        "related_type": "App\\Models\\Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
        "related_id": 9_007_199_254_740_993_u64,
    }));
    script.job(json!({
        "type": "standortverbesserungsvorschlagsprüfung", "status": "failed",
        "started_at": ago(95), "finished_at": ago(20),
        "error_message": "Betäubungsmittelverschreibungsverordnungsverstoß\\Aufmerksamkeitsdefizithyperaktivitätsstörung",
    }));
}

fn long_steps(script: &mut Script) {
    script.job(json!({
        "type": "ai_location_import", "status": "running", "progress_percent": 7, "started_at": ago(95),
        "current_step": "Reading the opening hours of every single location in the whole of Värmland, \
            Dalsland and Västergötland, one after another, however long it may take, and comparing \
            each of them with what the harbour guides, the tourist offices and the owners say",
    }));
}

fn bidirectional(script: &mut Script) {
    script.job(json!({
        "type": "استيراد المواقع", "status": "running", "progress_percent": 42, "started_at": ago(95),
        "current_step": "قراءة 12 من 480 (CSV)", "related_type": "الموقع", "related_id": 7,
    }));
    script.job(json!({
        "type": "csv_import", "status": "waiting_review", "progress_percent": 80, "started_at": ago(95),
        "current_step": "3 rows of “שלום עולם” to look through",
    }));
    script.job(json!({
        "type": "csv_import", "status": "failed", "started_at": ago(95), "finished_at": ago(20),
        "error_message": "الملف \"import.csv\" غير موجود.",
    }));
}

fn hostile(script: &mut Script) {
    script.job(json!({
        "type": "<img src=x onerror=alert(1)>", "status": "running", "progress_percent": 42,
        "started_at": ago(95),
        "current_step": "<script>alert('step')</script>\u{202e}gnp.exe\u{0007}\u{0000} & &lt;b&gt;",
        "related_type": "</bdi></li></ul><h1>Broken out</h1>", "related_id": 1,
    }));
    script.job(json!({
        "type": "csv_import", "status": "completed", "progress_percent": 100,
        "started_at": ago(95), "finished_at": ago(20),
        "summary": { "<b>bold</b>": "javascript:alert(1)", "link": "data:text/html,<script>alert(1)</script>" },
    }));
    script.job(json!({
        "type": "Z̸͎̈́a̷̰̔l̵̺̇g̵̱̑o̶̙͝ ".repeat(6), "status": "failed", "started_at": ago(95), "finished_at": ago(20),
        "error_message": "'; DROP TABLE processes; -- <style>* { display: none }</style>",
    }));
}

fn event_log(script: &mut Script) {
    let job = script.job(json!({
        "type": "csv_import", "status": "running", "progress_percent": 0, "started_at": ago(5),
        "current_step": "Importing rows",
    }));
    for row in 1..=400_u64 {
        let kind = if row % 37 == 0 { "error" } else { "step" };
        let message = if kind == "error" {
            format!("Row {row} has no postcode; left out.")
        } else {
            format!("Row {row} imported.")
        };
        script.at_ms(500 + row * 20).event(job, json!({
            "type": kind, "progress_percent": row / 5, "step": "Importing rows", "message": message,
        }));
    }
    script.picture_at(9);
    script.unfolded = true;
}
