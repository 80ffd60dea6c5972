//! How the demo worker's jobs end: their summaries and their errors, as a host application might
//! write them.

use serde_json::{Value, json};

use super::plan::mixed;
use super::types::{CSV, IMPORT, IMPROVEMENT};
use crate::database::row::Row;

/// How many rows, pages or places a job has to deal with: 240 to 1839.
#[must_use]
pub fn total(id: i64) -> i64 {
    240 + i64::try_from(mixed(id, 99) % 1600).unwrap_or_default()
}

/// The exception message of a job that gives up.
#[must_use]
pub fn error(kind: &str) -> &'static str {
    match kind {
        IMPORT => {
            "App\\Exceptions\\ModelTimeout: The language model did not answer within 60 seconds (request 7f3a91)."
        }
        IMPROVEMENT => {
            "App\\Exceptions\\QuotaExceeded: The workspace has used up its 50,000 words for this month."
        }
        CSV => {
            "SQLSTATE[HY000]: General error: 1205 Lock wait timeout exceeded; try restarting transaction"
        }
        _ => "RuntimeException: The job could not be finished.",
    }
}

/// The structured result of a job that is done.
#[must_use]
pub fn summary(kind: &str, row: &Row, total: i64) -> Value {
    let batch = row.number("related_id").unwrap_or_default();
    let failed = 3;
    match kind {
        IMPORT => json!({
            "pages": total,
            "locations": {
                "found": total / 2,
                "created": total / 2 - total / 10 - failed,
                "merged": total / 10,
                "rejected": failed,
            },
            "countries": { "SE": total / 3, "NO": total / 10, "ES": total / 15 },
            "failed_rows": [
                { "row": 12, "error": "No address on the page." },
                { "row": 77, "error": "The address lies in the sea." },
                { "row": 131, "error": "Two towns of that name." },
            ],
            "links": {
                "locations": format!("/locations?import={batch}"),
                "report": format!("/ai-location-imports/{batch}/report"),
            },
        }),
        IMPROVEMENT => json!({
            "descriptions": { "written": total, "kept": total - failed, "discarded": failed },
            "words": total * 84,
            "languages": ["en", "sv", "es"],
            "quality": { "before": 0.41, "after": 0.87 },
            "links": { "locations": format!("/locations?improvement={batch}") },
        }),
        CSV => json!({
            "file": { "name": "stores-2026.csv", "size_bytes": total * 212 },
            "rows": {
                "total": total,
                "created": total - total / 8 - failed,
                "updated": total / 8,
                "failed": failed,
            },
            "failed_rows": [
                { "row": 117, "column": "postcode", "value": "9021O", "error": "Not a valid postcode." },
                { "row": 164, "column": "phone", "value": "n/a", "error": "Not a phone number." },
                { "row": 190, "column": "name", "value": "", "error": "A name is required." },
            ],
            "links": {
                "report": format!("/csv-imports/{batch}/report"),
                "failed_rows": format!("/csv-imports/{batch}/failed.csv"),
                "locations": format!("/locations?csv_import={batch}"),
            },
        }),
        _ => json!({ "done": total }),
    }
}
