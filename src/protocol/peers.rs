//! What the tabs of one browser say to each other, as JSON text.
//!
//! Tabs of another version of the tray are no peers: what cannot be read is
//! nothing said.

use super::encode::{self, number, object};
use super::wire;
use crate::domain::action::{Action, ActionFailure, ActionState};
use crate::domain::event::ProcessEvent;
use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::json::Json;
use crate::domain::line::Line;
use crate::domain::status::Status;
use crate::domain::tray::Adopted;

/// Version of what is said.
const VERSION: i128 = 1;

/// One thing that a tab says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// I am here and follow these.
    Here { ids: Vec<ProcessId>, visible: bool, asks: bool },
    /// I am going.
    Bye,
    /// I lead.
    Beat(Beat),
    /// I lead no more: when my requests went out, and events not told yet.
    HandOver { sent: Vec<i64>, events: Vec<ProcessEvent> },
    /// This is what is known of jobs.
    Jobs(Vec<Adopted>),
    /// The list had these.
    Found(Vec<ProcessId>),
    /// Read the list, whoever leads.
    Discover,
    /// The user takes back a cancel that another tab has yet to send.
    TakeBack(ProcessId),
    /// The user signed out.
    SignedOut,
}

/// What the tab that leads says of itself and of the server.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Beat {
    /// Somebody looks at this tab.
    pub visible: bool,
    /// It wants to know who is here: from time to time, and when it has only
    /// begun to lead.
    pub roll_call: bool,
    /// When the requests of the last minute went out: the device's wall clock.
    pub sent: Vec<i64>,
    /// The server wants to be left alone until then: the device's wall clock.
    pub told_to_wait_until: i64,
    /// The user is signed out.
    pub signed_out: bool,
    /// The server's clock minus the device's.
    pub clock_offset_ms: Option<i64>,
    /// How it stands with the list of jobs.
    pub list: Option<Line>,
}

fn ids(ids: &[ProcessId]) -> Json {
    Json::Array(ids.iter().map(|id| number(id.get())).collect())
}

/// The text in which tab `from` says it.
pub(super) fn write(from: u64, said: &Said) -> String {
    let (kind, body) = match said {
        Said::Here { ids: here, visible, asks } => (
            "here",
            object([
                ("ids", ids(here)),
                ("visible", Json::Bool(*visible)),
                ("asks", Json::Bool(*asks)),
            ]),
        ),
        Said::Bye => ("bye", Json::Null),
        Said::Beat(beat) => ("beat", write_beat(beat)),
        Said::HandOver { sent, events } => {
            ("hand_over", object([("sent", times(sent)), ("events", write_events(events))]))
        }
        Said::Jobs(jobs) => ("jobs", Json::Array(jobs.iter().map(write_job).collect())),
        Said::Found(found) => ("found", ids(found)),
        Said::Discover => ("discover", Json::Null),
        Said::TakeBack(id) => ("take_back", ids(&[*id])),
        Said::SignedOut => ("signed_out", Json::Null),
    };
    let v = number(VERSION);
    object([("v", v), ("from", number(from)), ("kind", encode::text(Some(kind))), ("body", body)])
        .to_string()
}

/// Who said what.
pub(super) fn read(text: &str) -> Option<(u64, Said)> {
    let whole: Json = serde_json::from_str(text).ok()?;
    if integer(&whole, "v")? != VERSION {
        return None;
    }
    let from = u64::try_from(integer(&whole, "from")?).ok()?;
    let body = whole.get("body").unwrap_or(&Json::Null);
    let said = match whole.get("kind")?.as_str()? {
        "here" => Said::Here {
            ids: read_ids(body.get("ids")?)?,
            visible: flag(body, "visible"),
            asks: flag(body, "asks"),
        },
        "bye" => Said::Bye,
        "beat" => Said::Beat(read_beat(body)),
        "hand_over" => {
            Said::HandOver { sent: read_times(body), events: read_events(body).collect() }
        }
        "jobs" => Said::Jobs(list(body)?.iter().filter_map(read_job).collect()),
        "found" => Said::Found(read_ids(body)?),
        "discover" => Said::Discover,
        "take_back" => Said::TakeBack(*read_ids(body)?.first()?),
        "signed_out" => Said::SignedOut,
        _ => return None,
    };
    Some((from, said))
}

fn list(json: &Json) -> Option<&[Json]> {
    if let Json::Array(items) = json { Some(items) } else { None }
}

fn integer(json: &Json, name: &str) -> Option<i128> {
    if let Json::Integer(number) = json.get(name)? { Some(*number) } else { None }
}

fn wall(json: &Json, name: &str) -> Option<i64> {
    integer(json, name).and_then(|number| i64::try_from(number).ok())
}

fn flag(json: &Json, name: &str) -> bool {
    json.get(name) == Some(&Json::Bool(true))
}

fn read_ids(json: &Json) -> Option<Vec<ProcessId>> {
    let id = |json: &Json| match json {
        Json::Integer(number) => u64::try_from(*number).ok().map(ProcessId::new),
        _ => None,
    };
    list(json)?.iter().map(id).collect()
}

fn times(sent: &[i64]) -> Json {
    Json::Array(sent.iter().map(|at| number(*at)).collect())
}

fn read_times(body: &Json) -> Vec<i64> {
    let time = |json: &Json| match json {
        Json::Integer(number) => i64::try_from(*number).ok(),
        _ => None,
    };
    body.get("sent").and_then(list).unwrap_or_default().iter().filter_map(time).collect()
}

fn write_events(events: &[ProcessEvent]) -> Json {
    Json::Array(events.iter().map(encode::event).collect())
}

fn read_events(body: &Json) -> impl Iterator<Item = ProcessEvent> {
    let event = |row: &Json| wire::read_event(row).ok().map(|row| row.value);
    body.get("events").and_then(list).unwrap_or_default().iter().filter_map(event)
}

fn write_beat(beat: &Beat) -> Json {
    object([
        ("visible", Json::Bool(beat.visible)),
        ("roll", Json::Bool(beat.roll_call)),
        ("sent", times(&beat.sent)),
        ("wait", number(beat.told_to_wait_until)),
        ("signed_out", Json::Bool(beat.signed_out)),
        ("offset", beat.clock_offset_ms.map_or(Json::Null, number)),
        ("list", beat.list.map_or(Json::Null, |line| number(line_number(line)))),
    ])
}

fn read_beat(body: &Json) -> Beat {
    Beat {
        visible: flag(body, "visible"),
        roll_call: flag(body, "roll"),
        sent: read_times(body),
        told_to_wait_until: wall(body, "wait").unwrap_or(0),
        signed_out: flag(body, "signed_out"),
        clock_offset_ms: wall(body, "offset"),
        list: integer(body, "list").map(line_of),
    }
}

fn write_job(told: &Adopted) -> Json {
    let job = &told.job;
    let action = match &job.action {
        ActionState::Idle => Json::Null,
        ActionState::UnderWay(action) => action_name("under_way", *action, Json::Null),
        ActionState::Deferred(action, at) => action_name("deferred", *action, number(*at)),
        ActionState::Failed(action, failure) => {
            action_name("failed", *action, write_failure(failure))
        }
    };
    object([
        ("id", number(job.id.get())),
        ("process", job.process.as_deref().map_or(Json::Null, encode::process)),
        ("line", number(line_number(job.line))),
        ("bar", job.bar_percent.map_or(Json::Null, number)),
        ("at", job.confirmed_at_ms.map_or(Json::Null, number)),
        ("action", action),
        ("events", write_events(&told.events)),
    ])
}

fn read_job(json: &Json) -> Option<Adopted> {
    let id = ProcessId::new(u64::try_from(integer(json, "id")?).ok()?);
    let process = json.get("process").and_then(|row| wire::read_process(row).ok());
    let process = process.map(|row| std::sync::Arc::new(row.value)).filter(|row| row.id == id);
    let events: Vec<_> = read_events(json).filter(|event| event.process_id == id).collect();
    let job = Job {
        process,
        line: integer(json, "line").map_or(Line::default(), line_of),
        bar_percent: integer(json, "bar").and_then(|it| u8::try_from(it).ok()),
        confirmed_at_ms: wall(json, "at"),
        action: json.get("action").and_then(read_action).unwrap_or_default(),
        ..Job::new(id)
    };
    Some(Adopted { job, events })
}

fn line_number(line: Line) -> i128 {
    (0..).zip(Line::ALL).find(|(_, it)| *it == line).map_or(0, |(number, _)| number)
}

fn line_of(number: i128) -> Line {
    usize::try_from(number).ok().and_then(|at| Line::ALL.get(at)).copied().unwrap_or_default()
}

fn action_name(state: &str, action: Action, more: Json) -> Json {
    let cancels = Json::Bool(action == Action::Cancel);
    object([("state", encode::text(Some(state))), ("cancels", cancels), ("more", more)])
}

fn read_action(json: &Json) -> Option<ActionState> {
    let action = if flag(json, "cancels") { Action::Cancel } else { Action::Retry };
    Some(match json.get("state")?.as_str()? {
        "under_way" => ActionState::UnderWay(action),
        "deferred" => ActionState::Deferred(action, wall(json, "more")?),
        "failed" => ActionState::Failed(action, read_failure(json.get("more")?)),
        _ => return None,
    })
}

/// Why not: a name, with the status or the words that some have behind it.
fn write_failure(failure: &ActionFailure) -> Json {
    let (name, words) = match failure {
        ActionFailure::TooLate(status) => ("too_late", Some(status.as_str())),
        ActionFailure::Refused(words) => ("refused", words.as_deref()),
        ActionFailure::SignedOut => ("signed_out", None),
        ActionFailure::Forbidden => ("forbidden", None),
        ActionFailure::Gone => ("gone", None),
        ActionFailure::Busy => ("busy", None),
        ActionFailure::ServerError => ("server_error", None),
        ActionFailure::Unreachable => ("unreachable", None),
    };
    object([("why", encode::text(Some(name))), ("words", encode::text(words))])
}

fn read_failure(json: &Json) -> ActionFailure {
    let words = json.get("words").and_then(Json::as_str);
    match json.get("why").and_then(Json::as_str) {
        Some("too_late") => ActionFailure::TooLate(Status::from(words.unwrap_or_default())),
        Some("signed_out") => ActionFailure::SignedOut,
        Some("forbidden") => ActionFailure::Forbidden,
        Some("gone") => ActionFailure::Gone,
        Some("busy") => ActionFailure::Busy,
        Some("server_error") => ActionFailure::ServerError,
        Some("unreachable") => ActionFailure::Unreachable,
        _ => ActionFailure::Refused(words.map(str::to_owned)),
    }
}

// Properties are tried out natively.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
