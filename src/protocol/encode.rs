//! The contract's rows as JSON, for the other tabs of the browser: what
//! [`wire`](super::wire) reads comes back the same, times to the millisecond.

use chrono::{DateTime, Utc};

use crate::domain::event::ProcessEvent;
use crate::domain::json::Json;
use crate::domain::process::Process;
use crate::domain::progress::Percent;
use crate::domain::status::Status;

/// An object of these entries; what is null is left out.
pub(super) fn object<const N: usize>(mut entries: [(&str, Json); N]) -> Json {
    collect(&mut entries)
}

/// One for objects of all sizes; takes the values out.
fn collect(entries: &mut [(&str, Json)]) -> Json {
    let mut object = Vec::new();
    for (name, value) in entries {
        let value = core::mem::replace(value, Json::Null);
        if !matches!(value, Json::Null) {
            object.push(((*name).to_owned(), value));
        }
    }
    Json::Object(object)
}

pub(super) fn number(value: impl Into<i128>) -> Json {
    Json::Integer(value.into())
}

fn maybe<T>(value: Option<T>, encode: impl FnOnce(T) -> Json) -> Json {
    value.map_or(Json::Null, encode)
}

pub(super) fn text(value: Option<&str>) -> Json {
    maybe(value, |value| Json::String(value.to_owned()))
}

fn status(status: &Status) -> Json {
    text(Some(status.as_str()).filter(|status| !status.is_empty()))
}

/// Milliseconds since the Unix epoch; seconds in the years around it, where
/// the reader takes small numbers for seconds.
fn time(at: Option<DateTime<Utc>>) -> Json {
    const FIRST_MILLISECOND: i64 = 100_000_000_000;
    maybe(at, |at| {
        let milliseconds = at.timestamp_millis();
        let is_early = milliseconds.abs() < FIRST_MILLISECOND;
        number(if is_early { at.timestamp() } else { milliseconds })
    })
}

fn percent(value: Option<Percent>) -> Json {
    maybe(value, |percent| Json::Float(percent.raw()))
}

pub(super) fn process(row: &Process) -> Json {
    let related = row.related.as_ref();
    object([
        ("id", number(row.id.get())),
        ("workspace_id", maybe(row.workspace_id, |id| number(id.get()))),
        ("user_id", maybe(row.user_id, |id| number(id.get()))),
        ("type", text(row.job_type.identifier())),
        ("status", status(&row.status)),
        ("progress_percent", percent(row.progress_percent)),
        ("current_step", text(row.current_step.as_deref())),
        ("summary", maybe(row.summary.clone(), |json| json)),
        ("error_message", text(row.error_message.as_deref())),
        ("queue", text(row.queue.as_deref())),
        ("attempts", maybe(row.attempts, number)),
        ("related_type", text(related.and_then(|it| it.related_type.as_deref()))),
        ("related_id", maybe(related.and_then(|it| it.related_id), |id| number(id.get()))),
        ("input_payload", maybe(row.input_payload.clone(), |json| json)),
        ("started_at", time(row.started_at)),
        ("finished_at", time(row.finished_at)),
        ("created_at", time(row.created_at)),
        ("updated_at", time(row.updated_at)),
    ])
}

pub(super) fn event(row: &ProcessEvent) -> Json {
    object([
        ("id", number(row.id.get())),
        ("process_id", number(row.process_id.get())),
        ("type", text(row.event_type.as_deref())),
        ("status", maybe(row.status.as_ref(), status)),
        ("progress_percent", percent(row.progress_percent)),
        ("step", text(row.step.as_deref())),
        ("message", text(row.message.as_deref())),
        ("payload", maybe(row.payload.clone(), |json| json)),
        ("created_at", time(row.created_at)),
        ("updated_at", time(row.updated_at)),
    ])
}

// Properties are tried out natively.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::super::wire;
    use super::*;
    use crate::domain::id::{EventId, ProcessId, RecordId};
    use crate::domain::job_type::JobType;
    use crate::domain::process::Related;

    fn any_time() -> impl Strategy<Value = Option<DateTime<Utc>>> {
        let second = (0_i64..4_000_000_000).prop_map(|it| DateTime::from_timestamp(it, 0));
        let milli =
            (100_000_000_000_i64..4_000_000_000_000).prop_map(DateTime::from_timestamp_millis);
        prop_oneof![Just(None), second, milli]
    }

    fn any_text() -> impl Strategy<Value = Option<String>> {
        prop::option::of("[^{\\[\\u{feff}]{1,12}")
    }

    fn any_json() -> impl Strategy<Value = Option<Json>> {
        let list =
            Json::Array(vec![Json::Bool(true), Json::Null, Json::Integer(i128::from(u64::MAX))]);
        prop::option::of(prop_oneof![
            Just(object([("rows", number(5)), ("list", list)])),
            any_text().prop_map(|text| Json::String(text.unwrap_or_default())),
        ])
    }

    fn any_status() -> impl Strategy<Value = Status> {
        prop_oneof![
            prop::sample::select(Status::KNOWN.to_vec()),
            "[a-z_]{1,9}".prop_map(|text| Status::from(text.as_str())),
        ]
    }

    fn any_percent() -> impl Strategy<Value = Option<Percent>> {
        prop::option::of((-50_i32..1_500).prop_map(|it| f64::from(it) / 8.0))
            .prop_map(|it| it.and_then(Percent::new))
    }

    proptest! {
        #[test]
        fn a_process_comes_back_as_it_was(
            id in any::<u64>(), ids in prop::option::of(any::<u64>()), status in any_status(),
            percent in any_percent(), words in any_text(), json in any_json(),
            attempts in prop::option::of(any::<i64>()), at in any_time(),
        ) {
            let row = Process {
                workspace_id: ids.map(RecordId::new),
                user_id: ids.map(RecordId::new),
                job_type: JobType::new(words.as_deref()),
                progress_percent: percent,
                current_step: words.clone(),
                summary: json.clone(),
                error_message: words.clone(),
                queue: words.clone(),
                attempts,
                related: Related::new(words, ids.map(RecordId::new)),
                input_payload: json,
                started_at: at,
                finished_at: at,
                created_at: at,
                updated_at: at,
                ..Process::new(ProcessId::new(id), status)
            };
            let read = wire::decode_process(process(&row).to_string().as_bytes()).expect("a row");
            prop_assert_eq!(read.problems, vec![]);
            prop_assert_eq!(read.value, row);
        }

        #[test]
        fn an_event_comes_back_as_it_was(
            id in any::<u64>(), status in prop::option::of(any_status()),
            percent in any_percent(), words in any_text(), json in any_json(), at in any_time(),
        ) {
            let row = ProcessEvent {
                event_type: words.clone(),
                status,
                progress_percent: percent,
                step: words.clone(),
                message: words,
                payload: json,
                created_at: at,
                updated_at: at,
                ..ProcessEvent::new(EventId::new(id), ProcessId::new(7))
            };
            let read = wire::decode_event(event(&row).to_string().as_bytes()).expect("a row");
            prop_assert_eq!(read.problems, vec![]);
            prop_assert_eq!(read.value, row);
        }
    }
}
