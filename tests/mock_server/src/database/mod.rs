//! The two tables of the contract in SQLite, and the only code that writes them. Every write to a
//! process is one immediate transaction that also appends its event, and tells the open streams
//! before anyone else may look: a stream that subscribes sees each event once.

pub mod lifecycle;
pub mod row;
mod statements;
pub mod transition;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior, params};
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use crate::clock::{Busy, Clock};
use lifecycle::is_terminal;
use row::{EVENT, PROCESS, Row, names, timestamp, to_sql};
use statements::{append_event, insert_row, select_process, update_row, with_defaults};

/// Columns with the values to write into them.
pub type Cells = Vec<(&'static str, Value)>;

/// What a write does to a process: new values for its row, and perhaps an event for its log.
#[derive(Default)]
pub struct Change {
    /// Columns of the row to set.
    pub set: Cells,
    /// Columns of the event; what is left out is taken from the row as it is after the write.
    pub event: Option<Cells>,
    /// What streams are to show in place of the event's columns.
    pub event_shown_as: Map<String, Value>,
}

/// Why a write was not made.
#[derive(Debug)]
pub enum WriteError {
    /// There is no such process.
    Missing,
    /// Its status does not allow the change.
    Refused(Box<Row>),
    /// The database refused.
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for WriteError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

/// What an open stream is told about its process.
pub struct Notice {
    /// The event that was written, if one was.
    pub event: Option<Row>,
    /// Whether the process is over now.
    pub terminal: bool,
    /// Held while the stream deals with it.
    pub handling: Busy,
}

/// A stream's place in the log: what it missed, and everything from here on.
pub struct Subscription {
    /// Events already written that the stream asked to have again.
    pub missed: Vec<Row>,
    /// Whether the process was over already.
    pub terminal: bool,
    /// All that is written from now on.
    pub notices: mpsc::UnboundedReceiver<Notice>,
}

/// Which of the events already written a new stream is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// None of them.
    Nothing,
    /// All of them.
    All,
    /// Those with a higher id.
    After(i64),
}

/// One session's database.
pub struct Store {
    connection: Connection,
    clock: Clock,
    subscribers: Vec<(i64, mpsc::UnboundedSender<Notice>)>,
    /// Processes that answer 404. The rows stay: their log must not lose its parent.
    hidden: HashSet<i64>,
    /// Values shown in place of those stored, for what a column cannot hold.
    shown: HashMap<(&'static str, i64), Map<String, Value>>,
}

impl Store {
    /// Opens the database in `file`, or a new one in memory, and lays out its tables.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn open(file: Option<&Path>, clock: Clock) -> rusqlite::Result<Self> {
        let connection = match file {
            Some(file) => Connection::open(file)?,
            None => Connection::open_in_memory()?,
        };
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.execute_batch(include_str!("schema.sql"))?;
        Ok(Self {
            connection,
            clock,
            subscribers: Vec::new(),
            hidden: HashSet::new(),
            shown: HashMap::new(),
        })
    }

    /// One process, unless it is missing or hidden.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn process(&self, id: i64) -> rusqlite::Result<Option<Row>> {
        if self.hidden.contains(&id) {
            return Ok(None);
        }
        select_process(&self.connection, id)
    }

    /// The processes of one workspace, or all; newest first, that is by descending id.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn processes(&self, workspace: Option<i64>) -> rusqlite::Result<Vec<Row>> {
        let sql = format!(
            "SELECT {} FROM processes WHERE ?1 IS NULL OR workspace_id = ?1 ORDER BY id DESC",
            names(&PROCESS)
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([workspace], |row| Row::read(&PROCESS, row))?;
        let rows: Vec<Row> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(rows.into_iter().filter(|row| !self.hidden.contains(&row.id())).collect())
    }

    /// The log of one process, ascending by id, from after `after`.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn events(&self, process: i64, after: i64) -> rusqlite::Result<Vec<Row>> {
        let sql = format!(
            "SELECT {} FROM process_events WHERE process_id = ?1 AND id > ?2 ORDER BY id",
            names(&EVENT)
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([process, after], |row| Row::read(&EVENT, row))?;
        rows.collect()
    }

    /// The id of the newest event of all, or 0.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn last_event_id(&self) -> rusqlite::Result<i64> {
        let sql = "SELECT COALESCE(MAX(id), 0) FROM process_events";
        self.connection.query_row(sql, [], |row| row.get(0))
    }

    /// Whether a row with this id is in `table`.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn has(&self, table: &'static str, id: i64) -> rusqlite::Result<bool> {
        let sql = format!("SELECT 1 FROM {table} WHERE id = ?1");
        self.connection.prepare_cached(&sql)?.exists([id])
    }

    /// Adds a named row to a table that processes point to and answers its id.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn add_named(
        &mut self,
        table: &'static str,
        id: Option<i64>,
        name: &str,
        at: DateTime<Utc>,
    ) -> rusqlite::Result<i64> {
        let time = to_sql(row::Kind::Timestamp, &timestamp(at));
        let sql = format!(
            "INSERT OR IGNORE INTO {table} (id, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)"
        );
        self.connection.execute(&sql, params![id, name, time])?;
        Ok(id.unwrap_or_else(|| self.connection.last_insert_rowid()))
    }

    /// Adds a process. What `cells` leaves out is null, except a pending status, no attempts yet,
    /// and both `created_at` and `updated_at` at `at`.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn insert(&mut self, cells: Cells, at: DateTime<Utc>) -> rusqlite::Result<Row> {
        let time = timestamp(at);
        let cells = with_defaults(
            cells,
            [
                ("status", Value::from(lifecycle::PENDING)),
                ("attempts", Value::from(0)),
                ("created_at", time.clone()),
                ("updated_at", time),
            ],
        );
        let id = insert_row(&self.connection, "processes", &PROCESS, &cells)?;
        self.hidden.remove(&id);
        select_process(&self.connection, id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    /// Changes a process as `decide` says, given its row: one transaction that holds the write
    /// lock before it reads, and writes only if the status is still the one it read.
    ///
    /// # Errors
    /// [`WriteError::Missing`], or what `decide` or SQLite says.
    pub fn change(
        &mut self,
        id: i64,
        at: DateTime<Utc>,
        decide: impl FnOnce(&Row) -> Result<Change, WriteError>,
    ) -> Result<(Row, Option<Row>), WriteError> {
        if self.hidden.contains(&id) {
            return Err(WriteError::Missing);
        }
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = select_process(&transaction, id)?.ok_or(WriteError::Missing)?;
        let change = decide(&before)?;
        if !change.set.is_empty() && !update_row(&transaction, &before, change.set, at)? {
            return Err(WriteError::Refused(Box::new(before)));
        }
        let after = select_process(&transaction, id)?.ok_or(WriteError::Missing)?;
        let event = match change.event {
            Some(cells) => Some(append_event(&transaction, &after, cells, at)?),
            None => None,
        };
        transaction.commit()?;
        if let Some(event) = event.as_ref().filter(|_| !change.event_shown_as.is_empty()) {
            self.show_as("process_events", event.id(), change.event_shown_as);
        }
        self.tell(id, event.as_ref(), is_terminal(after.status()));
        Ok((after, event))
    }

    /// Joins the log of a process at this very point.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn subscribe(&mut self, id: i64, missed: Missed) -> rusqlite::Result<Option<Subscription>> {
        let Some(row) = self.process(id)? else {
            return Ok(None);
        };
        let missed = match missed {
            Missed::Nothing => Vec::new(),
            Missed::All => self.events(id, i64::MIN)?,
            Missed::After(last) => self.events(id, last)?,
        };
        let (told, notices) = mpsc::unbounded_channel();
        self.subscribers.push((id, told));
        Ok(Some(Subscription { missed, terminal: is_terminal(row.status()), notices }))
    }

    /// Makes a process answer 404 while its rows stay.
    pub fn hide(&mut self, id: i64) {
        self.hidden.insert(id);
    }

    /// Shows these values in place of the stored ones from now on.
    pub fn show_as(&mut self, table: &'static str, id: i64, values: Map<String, Value>) {
        self.shown.entry((table, id)).or_default().extend(values);
    }

    /// The values to show in place of the stored ones.
    #[must_use]
    pub fn shown_as(&self, table: &'static str, id: i64) -> Option<&Map<String, Value>> {
        self.shown.get(&(table, id))
    }

    fn tell(&mut self, id: i64, event: Option<&Row>, terminal: bool) {
        let clock = &self.clock;
        self.subscribers.retain(|(process, told)| {
            if *process != id {
                return !told.is_closed();
            }
            told.send(Notice { event: event.cloned(), terminal, handling: clock.busy() }).is_ok()
        });
    }
}
