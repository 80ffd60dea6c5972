//! The statements that read and write one row. They run inside whatever transaction they are given
//! and decide nothing.

use chrono::{DateTime, Utc};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Transaction, params_from_iter};
use serde_json::Value;

use super::Cells;
use super::row::{self, Column, EVENT, PROCESS, Row, names, timestamp, to_sql};

/// One row of `processes`.
pub fn select_process(connection: &Connection, id: i64) -> rusqlite::Result<Option<Row>> {
    let sql = format!("SELECT {} FROM processes WHERE id = ?1", names(&PROCESS));
    connection.prepare_cached(&sql)?.query_row([id], |row| Row::read(&PROCESS, row)).optional()
}

/// Sets columns of a process if its status is still that of `before`; whether it was.
pub fn update_row(
    transaction: &Transaction<'_>,
    before: &Row,
    set: Cells,
    at: DateTime<Utc>,
) -> rusqlite::Result<bool> {
    let cells = with_defaults(set, [("updated_at", timestamp(at))]);
    let assignments: Vec<_> = cells.iter().map(|(name, _)| format!("{name} = ?")).collect();
    let sql =
        format!("UPDATE processes SET {} WHERE id = ? AND status = ?", assignments.join(", "));
    let mut values = bound(&PROCESS, &cells);
    values.push(Sql::Integer(before.id()));
    values.push(Sql::Text(before.status().to_owned()));
    let changed = transaction.execute(&sql, params_from_iter(values))?;
    Ok(changed == 1)
}

/// Adds a row to the log; what `cells` leaves out is taken from the process.
pub fn append_event(
    transaction: &Transaction<'_>,
    process: &Row,
    cells: Cells,
    at: DateTime<Utc>,
) -> rusqlite::Result<Row> {
    let cells = with_defaults(
        cells,
        [
            ("process_id", Value::from(process.id())),
            ("type", Value::from("step")),
            ("status", process.get("status").clone()),
            ("progress_percent", process.get("progress_percent").clone()),
            ("step", process.get("current_step").clone()),
            ("created_at", timestamp(at)),
            ("updated_at", timestamp(at)),
        ],
    );
    let id = insert_row(transaction, "process_events", &EVENT, &cells)?;
    let sql = format!("SELECT {} FROM process_events WHERE id = ?1", names(&EVENT));
    transaction.query_row(&sql, [id], |row| Row::read(&EVENT, row))
}

/// Inserts a row and answers its id.
pub fn insert_row(
    connection: &Connection,
    table: &str,
    columns: &[Column],
    cells: &Cells,
) -> rusqlite::Result<i64> {
    let names: Vec<_> = cells.iter().map(|(name, _)| *name).collect();
    let marks = vec!["?"; cells.len()].join(", ");
    let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", "));
    connection.execute(&sql, params_from_iter(bound(columns, cells)))?;
    Ok(connection.last_insert_rowid())
}

fn bound(columns: &[Column], cells: &Cells) -> Vec<Sql> {
    let kind = |name: &str| {
        let column = columns.iter().find(|column| column.name == name);
        column.map_or(row::Kind::Text, |column| column.kind)
    };
    cells.iter().map(|(name, value)| to_sql(kind(name), value)).collect()
}

/// The cells, and those of the defaults whose columns they do not name.
pub fn with_defaults<const N: usize>(
    mut cells: Cells,
    defaults: [(&'static str, Value); N],
) -> Cells {
    for (name, value) in defaults {
        if !cells.iter().any(|(given, _)| *given == name) {
            cells.push((name, value));
        }
    }
    cells
}
