-- The two tables of the contract, the rows their ids point to, and the rule that the event log
-- only grows. Statuses are not checked here: tests must be able to store one nobody knows.

CREATE TABLE IF NOT EXISTS workspaces (
    id         INTEGER PRIMARY KEY NOT NULL,
    name       VARCHAR NOT NULL,
    created_at TEXT,
    updated_at TEXT
);

CREATE TABLE IF NOT EXISTS users (
    id           INTEGER PRIMARY KEY NOT NULL,
    workspace_id BIGINT REFERENCES workspaces (id),
    name         VARCHAR NOT NULL,
    created_at   TEXT,
    updated_at   TEXT
);

-- What `related_type` and `related_id` point to; a polymorphic pointer has no foreign key.
CREATE TABLE IF NOT EXISTS ai_location_import_batches (
    id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    workspace_id BIGINT REFERENCES workspaces (id),
    name         VARCHAR NOT NULL,
    created_at   TEXT,
    updated_at   TEXT
);

CREATE TABLE IF NOT EXISTS ai_location_improvement_batches (
    id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    workspace_id BIGINT REFERENCES workspaces (id),
    name         VARCHAR NOT NULL,
    created_at   TEXT,
    updated_at   TEXT
);

CREATE TABLE IF NOT EXISTS csv_imports (
    id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    workspace_id BIGINT REFERENCES workspaces (id),
    name         VARCHAR NOT NULL,
    created_at   TEXT,
    updated_at   TEXT
);

CREATE TABLE IF NOT EXISTS processes (
    id               INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    workspace_id     BIGINT REFERENCES workspaces (id),
    user_id          BIGINT REFERENCES users (id),
    type             VARCHAR,
    status           VARCHAR NOT NULL,
    progress_percent INT,
    current_step     VARCHAR,
    summary          TEXT CHECK (summary IS NULL OR json_valid(summary)),
    error_message    VARCHAR,
    queue            VARCHAR,
    attempts         INT,
    related_type     VARCHAR,
    related_id       BIGINT,
    input_payload    TEXT CHECK (input_payload IS NULL OR json_valid(input_payload)),
    started_at       TEXT,
    finished_at      TEXT,
    created_at       TEXT,
    updated_at       TEXT
);

CREATE INDEX IF NOT EXISTS processes_workspace_id ON processes (workspace_id);

CREATE TABLE IF NOT EXISTS process_events (
    id               INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    process_id       BIGINT NOT NULL REFERENCES processes (id),
    type             VARCHAR,
    status           VARCHAR,
    progress_percent INT,
    step             VARCHAR,
    message          VARCHAR,
    payload          TEXT CHECK (payload IS NULL OR json_valid(payload)),
    created_at       TEXT,
    updated_at       TEXT
);

CREATE INDEX IF NOT EXISTS process_events_process_id ON process_events (process_id, id);

CREATE TRIGGER IF NOT EXISTS process_events_are_never_updated
BEFORE UPDATE ON process_events
BEGIN
    SELECT RAISE(ABORT, 'process events are immutable once written');
END;

CREATE TRIGGER IF NOT EXISTS process_events_are_never_deleted
BEFORE DELETE ON process_events
BEGIN
    SELECT RAISE(ABORT, 'process events are immutable once written');
END;

INSERT OR IGNORE INTO workspaces (id, name) VALUES (1, 'Northwind Stores'), (2, 'Harbour Guides');
INSERT OR IGNORE INTO users (id, workspace_id, name)
VALUES (1, 1, 'Ada Lindqvist'), (2, 1, 'Tomás Rey'), (3, 2, 'Mina Okafor');
