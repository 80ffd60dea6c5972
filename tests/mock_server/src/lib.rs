//! A mock of the process contract: the two tables in SQLite, the routes over them, and a clock
//! that tests step by hand. It shares no code with the tray, or both could be wrong together.
//!
//! # As a program
//!
//! ```text
//! job-tray-mock [--port 4100] [--assets dist] [--database FILE]
//! ```
//!
//! serves the built page and, on the same origin, the `demo` session: real time, a worker that
//! takes up jobs, and seven jobs to start with. The demo begins when it is first looked at. Its
//! jobs run for 30 to 90 s, so a stream is seen to close after 25 s and to be opened again.
//!
//! # In tests
//!
//! ```no_run
//! # async fn story() -> Result<(), Box<dyn std::error::Error>> {
//! use job_tray_mock::{MockServer, ServerOptions};
//! use serde_json::json;
//! use std::time::Duration;
//!
//! let server = MockServer::start(ServerOptions::default()).await?;
//! let session = server.session("my-test");
//! session.create_process(json!({ "id": 1, "type": "csv_import", "status": "running" })).await?;
//! // … point the page at session.base() and let it open its stream, then:
//! session.until(|report| report.streams.open == 1).await.expect("the page opens a stream");
//! session.append_event(1, json!({ "progress_percent": 40, "step": "Rows" })).await?;
//! session.advance(Duration::from_secs(25)).await?; // the stream closes
//! # Ok(()) }
//! ```
//!
//! # Sessions
//!
//! A session is a world of its own: database, clock, options, faults and log. The contract is
//! served under `/s/{session}` for each, and at the root for `demo`:
//!
//! | Route | Answer |
//! |---|---|
//! | `GET /processes/{id}` | the process |
//! | `GET /processes/{id}/stream` | each new event; closes when the process is over, or after 25 s |
//! | `POST /processes/{id}/retry` | failed → pending; the process, or 409 |
//! | `POST /processes/{id}/cancel` | unfinished → cancelled; the process, or 409 |
//! | `POST /processes` | `{type, input_payload?, workspace_id?, user_id?}` → 201, or 422 |
//! | `GET /processes?workspace_id=` | the processes, by descending id |
//! | `GET /sanctum/csrf-cookie` | 204 with the `XSRF-TOKEN` cookie |
//! | `GET /login` | an HTML page to be redirected to |
//!
//! `/`, `/gallery` and the addresses below it are the built page. It is also what a browser gets
//! that opens `/processes/{id}` as a page, which it says by accepting `text/html` first.
//!
//! # Control
//!
//! [`SessionHandle`] does without HTTP what these do with it:
//!
//! | Route under `/__control/{session}` | Body | Does |
//! |---|---|---|
//! | `POST` | [`SessionOptions`] | begins the session, ends an older one of that name |
//! | `GET` | | answers a [`Report`] |
//! | `DELETE` | | ends the session |
//! | `POST /advance` | `{"ms": 25000}` | steps the clock; answers when all that fell due is done |
//! | `POST /processes` | any columns | inserts a process |
//! | `GET, POST, DELETE /processes/{id}` | any columns | reads it, sets columns, makes it answer 404 |
//! | `GET, POST /processes/{id}/events` | one event, or a list | reads the log, appends to it |
//! | `POST, DELETE /faults` | one fault, or a list | adds faults, clears them |
//! | `POST /release` | `{"label": "a"}` or nothing | lets go of held requests |
//! | `DELETE /log` | | forgets the requests counted so far |
//!
//! A manual clock starts at [`MANUAL_START`]. Rows may carry `"wire": {…}`: values to show in
//! place of stored ones, for what a column cannot hold, such as a progress of `"50"`.
//!
//! An event sets the columns of `process_events` and is applied to the process in the same
//! transaction: its status, progress and step, `attempts` and `started_at` when it starts to
//! run, `finished_at` when it is over. Beside the columns it takes `"summary"` and
//! `"error_message"` for the process, `"apply": false` to write the event alone,
//! `"silent": true` to change the process alone, and `"if_status": ["running"]` to do nothing
//! but answer 409 unless the process has one of these statuses.
//!
//! # Faults
//!
//! ```json
//! { "on": "show", "status": 503, "headers": { "Retry-After": "120" }, "body": { "message": "Service Unavailable" } }
//! ```
//!
//! | Field | Meaning |
//! |---|---|
//! | `on` | `show`, `stream`, `retry`, `cancel`, `create`, `list`, `csrf` or `login` |
//! | `process_id` | only this process |
//! | `times` | how many requests it strikes: 1 unless said, `null` until cleared |
//! | `skip` | how many requests pass before it |
//! | `delay_ms`, `hold` | waits before handling: session time, or until released (`true` or a label) |
//! | `drop` | closes the socket without an answer |
//! | `no_headers` | never answers |
//! | `stall` | headers, then silence |
//! | `status`, `body` | this answer; text is sent as HTML, anything else as JSON |
//! | `steps` | this body, step by step |
//! | `headers` | sets these on whatever answer there is |
//! | `buffer` | keeps a streamed body back until its end |
//! | `answer_delay_ms`, `hold_answer` | waits once the answer is made: it tells of an older state |
//! | `drop_answer` | handles the request, then loses the answer |
//!
//! | Step | Does |
//! |---|---|
//! | `{"emit": {…}, "event": "name"}` | sends an event of this JSON, in the session's format |
//! | `{"raw": "text"}`, `{"raw_base64": "…"}` | sends these bytes |
//! | `{"delay_ms": 500}`, `{"hold": true}` | waits |
//! | `{"live": true}` | goes on as the proper stream, without losing what came meanwhile |
//! | `{"close": true}` | ends the body properly, as the end of the list does |
//! | `{"drop": true}`, `{"reset": true}` | cuts the connection in the middle of the body, by FIN or RST |
//! | `{"stall": true}` | says nothing more |
//!
//! What is sent may be cut with `"split_at": [3, 7]` or `"split_every": 1` and repeated with
//! `"repeat": 1000`, where a numeric `id` counts up. Browsers resend a GET by themselves when a
//! connection they had used before is dropped without an answer, so `drop` may need `times: 2`.

mod app;
mod assets;
mod clock;
mod connection;
mod control;
mod control_routes;
mod database;
mod fault;
mod handle;
mod php_json;
mod routes;
mod script;
mod server;
mod session;
mod sse;
mod wire;
mod worker;

pub use app::{AppState, app};
pub use clock::MANUAL_START;
pub use control::ControlError;
pub use fault::Route;
pub use handle::SessionHandle;
pub use server::{CorsOrigin, MockServer, ServerOptions};
pub use session::options::{
    ClockKind, Dates, EmptyObjects, Envelope, Ids, JsonColumns, Replay, Seed, SessionOptions,
};
pub use session::report::{
    CloseReason, ClosedStream, Command, Faults, Report, Request, Requests, Streams,
};
