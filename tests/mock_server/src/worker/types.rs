//! The job types the contract knows, and what a host application would keep for each: its queue,
//! and the batch that `related_type` and `related_id` point to.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::database::{Cells, Store};

/// Places found in a file by a language model.
pub const IMPORT: &str = "ai_location_import";
/// Texts of places bettered by a language model.
pub const IMPROVEMENT: &str = "ai_location_improvement";
/// Rows of a spreadsheet.
pub const CSV: &str = "csv_import";

/// The queue a job type is dispatched to.
#[must_use]
pub fn queue(kind: &str) -> &'static str {
    match kind {
        IMPORT | IMPROVEMENT => "ai",
        CSV => "imports",
        _ => "default",
    }
}

/// Makes the batch a job of this type belongs to; the columns that point to it.
///
/// # Errors
/// Whatever SQLite says.
pub fn start_batch(store: &mut Store, kind: &str, at: DateTime<Utc>) -> rusqlite::Result<Cells> {
    let (table, model) = match kind {
        IMPORT => ("ai_location_import_batches", "AiLocationImportBatch"),
        IMPROVEMENT => ("ai_location_improvement_batches", "AiLocationImprovementBatch"),
        CSV => ("csv_imports", "CsvImport"),
        _ => return Ok(Cells::new()),
    };
    let name = format!("{} of {}", model, at.format("%Y-%m-%d"));
    let id = store.add_named(table, None, &name, at)?;
    Ok(vec![
        ("related_type", Value::from(format!("App\\Models\\{model}"))),
        ("related_id", Value::from(id)),
    ])
}
