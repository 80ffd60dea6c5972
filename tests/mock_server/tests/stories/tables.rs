//! The database is the contract's: its two tables column by column, its log for ever.

use std::path::{Path, PathBuf};

use job_tray_mock::{MockServer, ServerOptions};
use rusqlite::Connection;

use crate::client::server_options;

/// Name, type as SQLite declares it, and whether it may be null. The contract leaves the last open
/// for `created_at` and `updated_at`; Laravel makes both nullable.
type Expected = (&'static str, &'static str, bool);

const PROCESSES: [Expected; 18] = [
    ("id", "INTEGER", false),
    ("workspace_id", "BIGINT", true),
    ("user_id", "BIGINT", true),
    ("type", "VARCHAR", true),
    ("status", "VARCHAR", false),
    ("progress_percent", "INT", true),
    ("current_step", "VARCHAR", true),
    ("summary", "TEXT", true),
    ("error_message", "VARCHAR", true),
    ("queue", "VARCHAR", true),
    ("attempts", "INT", true),
    ("related_type", "VARCHAR", true),
    ("related_id", "BIGINT", true),
    ("input_payload", "TEXT", true),
    ("started_at", "TEXT", true),
    ("finished_at", "TEXT", true),
    ("created_at", "TEXT", true),
    ("updated_at", "TEXT", true),
];

const PROCESS_EVENTS: [Expected; 10] = [
    ("id", "INTEGER", false),
    ("process_id", "BIGINT", false),
    ("type", "VARCHAR", true),
    ("status", "VARCHAR", true),
    ("progress_percent", "INT", true),
    ("step", "VARCHAR", true),
    ("message", "VARCHAR", true),
    ("payload", "TEXT", true),
    ("created_at", "TEXT", true),
    ("updated_at", "TEXT", true),
];

/// The demo session's database, written by the server to a file and opened here from outside.
async fn database(name: &str) -> (MockServer, Connection, PathBuf) {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&file);
    let options = ServerOptions { database: Some(file.clone()), ..server_options() };
    let server = MockServer::start(options).await.unwrap();
    assert_eq!(server.session("demo").process(1).await.unwrap()["status"], "cancelled");
    let connection = Connection::open(&file).unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    (server, connection, file)
}

#[track_caller]
fn check(connection: &Connection, table: &str, expected: &[Expected]) {
    let mut statement = connection.prepare(&format!("PRAGMA table_info({table})")).unwrap();
    let columns: Vec<(String, String, bool)> = statement
        .query_map([], |row| Ok((row.get(1)?, row.get(2)?, !row.get::<_, bool>(3)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let columns: Vec<Expected> = columns
        .iter()
        .map(|(name, kind, nullable)| (leaked(name), leaked(kind), *nullable))
        .collect();
    assert_eq!(columns, expected);
}

fn leaked(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

#[tokio::test]
async fn the_two_tables_have_the_columns_of_the_contract() {
    let (_server, connection, _) = database("columns.sqlite").await;
    check(&connection, "processes", &PROCESSES);
    check(&connection, "process_events", &PROCESS_EVENTS);
}

#[tokio::test]
async fn the_database_refuses_to_change_or_delete_an_event() {
    let (_server, connection, _) = database("immutable.sqlite").await;
    for sql in [
        "UPDATE process_events SET message = 'It never failed.' WHERE id = 1",
        "DELETE FROM process_events WHERE id = 1",
        "DELETE FROM process_events",
    ] {
        let error = connection.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("process events are immutable once written"), "{sql}: {error}");
    }
}

#[tokio::test]
async fn ids_must_point_to_rows_and_json_must_be_json() {
    let (_server, connection, _) = database("refusals.sqlite").await;
    for sql in [
        "INSERT INTO processes (status, workspace_id) VALUES ('pending', 999)",
        "INSERT INTO processes (status, user_id) VALUES ('pending', 999)",
        "INSERT INTO processes (status) VALUES (NULL)",
        "INSERT INTO processes (status, summary) VALUES ('pending', '{half')",
        "INSERT INTO process_events (process_id) VALUES (999)",
        "INSERT INTO process_events (process_id) VALUES (NULL)",
        "INSERT INTO process_events (process_id, payload) VALUES (1, 'words')",
        "DELETE FROM processes WHERE id = 1",
    ] {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
}

#[tokio::test]
async fn related_ids_point_to_batches_that_exist() {
    let (_server, connection, _) = database("batches.sqlite").await;
    for (model, table) in [
        ("App\\Models\\AiLocationImportBatch", "ai_location_import_batches"),
        ("App\\Models\\AiLocationImprovementBatch", "ai_location_improvement_batches"),
        ("App\\Models\\CsvImport", "csv_imports"),
    ] {
        let sql = format!(
            "SELECT count(*), count(batch.id) FROM processes
             LEFT JOIN {table} batch ON batch.id = related_id WHERE related_type = ?1"
        );
        let counts = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (all, found): (i64, i64) = connection.query_row(&sql, [model], counts).unwrap();
        assert!(all > 0, "{model}");
        assert_eq!(all, found, "{model}");
    }
}

#[tokio::test]
async fn a_database_in_a_file_is_there_again_after_the_server_is_gone() {
    let (server, _, file) = database("kept.sqlite").await;
    let demo = server.session("demo");
    demo.set_columns(1, serde_json::json!({ "queue": "mine" })).await.unwrap();
    let before = demo.events(1).await.unwrap();
    drop(server);
    let options = ServerOptions { database: Some(file), ..server_options() };
    let server = MockServer::start(options).await.unwrap();
    assert_eq!(server.session("demo").process(1).await.unwrap()["queue"], "mine");
    assert_eq!(server.session("demo").events(1).await.unwrap(), before);
}
