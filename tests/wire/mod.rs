//! The contract's rows as fixtures, and columns put in or taken out of them.

// Each test program uses its own part.
#![allow(dead_code)]

use job_tray::domain::event::ProcessEvent;
use job_tray::domain::job_type::JobType;
use job_tray::domain::json::Json;
use job_tray::domain::process::{Process, Related};
use job_tray::domain::status::Status;

pub const PROCESS: &str = include_str!("../fixtures/wire/process.json");
pub const EVENT: &str = include_str!("../fixtures/wire/event.json");
const COLUMNS: &str = include_str!("../fixtures/wire/columns.tsv");

/// One line of the contract's tables.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub table: &'static str,
    pub name: &'static str,
    pub kind: &'static str,
    pub nullable: &'static str,
}

pub fn columns(table: &str) -> Vec<Column> {
    let read = |line: &'static str| {
        let parts: Vec<_> = line.split('\t').collect();
        let [table, name, kind, nullable] = parts[..] else { panic!("{line}") };
        Column { table, name, kind, nullable }
    };
    let lines = COLUMNS.lines().filter(|line| !line.starts_with('#'));
    lines.map(read).filter(|column| column.table == table).collect()
}

/// The columns of a fixture in the order written, as raw JSON.
fn row(text: &str) -> Vec<(String, String)> {
    let Json::Object(fields) = Json::parse(text).expect("a fixture") else { panic!("{text}") };
    fields.into_iter().map(|(name, value)| (name, value.to_string())).collect()
}

fn joined(fields: &[(String, String)]) -> String {
    let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
    format!("{{{}}}", fields.join(","))
}

/// The fixture with one column set to raw JSON, which may be any number.
pub fn with(text: &str, column: &str, raw: &str) -> String {
    let mut fields = row(text);
    fields.retain(|(name, _)| name != column);
    fields.push((column.to_owned(), raw.to_owned()));
    joined(&fields)
}

pub fn without(text: &str, column: &str) -> String {
    let mut fields = row(text);
    fields.retain(|(name, _)| name != column);
    joined(&fields)
}

/// The row as if the server had not told this column.
pub fn blank_process(mut process: Process, column: &str) -> Process {
    let related = process.related.take();
    let (mut related_type, mut related_id) =
        related.map_or((None, None), |it| (it.related_type, it.related_id));
    match column {
        "workspace_id" => process.workspace_id = None,
        "user_id" => process.user_id = None,
        "type" => process.job_type = JobType::default(),
        "status" => process.status = Status::Other("".into()),
        "progress_percent" => process.progress_percent = None,
        "current_step" => process.current_step = None,
        "summary" => process.summary = None,
        "error_message" => process.error_message = None,
        "queue" => process.queue = None,
        "attempts" => process.attempts = None,
        "related_type" => related_type = None,
        "related_id" => related_id = None,
        "input_payload" => process.input_payload = None,
        "started_at" => process.started_at = None,
        "finished_at" => process.finished_at = None,
        "created_at" => process.created_at = None,
        "updated_at" => process.updated_at = None,
        column => panic!("{column} is no column that may be missing"),
    }
    process.related = Related::new(related_type, related_id);
    process
}

/// The same for an event.
pub fn blank_event(mut event: ProcessEvent, column: &str) -> ProcessEvent {
    match column {
        "type" => event.event_type = None,
        "status" => event.status = None,
        "progress_percent" => event.progress_percent = None,
        "step" => event.step = None,
        "message" => event.message = None,
        "payload" => event.payload = None,
        "created_at" => event.created_at = None,
        "updated_at" => event.updated_at = None,
        column => panic!("{column} is no column that may be missing"),
    }
    event
}
