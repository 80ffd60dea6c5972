//! The contract's two tables over the wire: every column, every form a Laravel
//! server may send it in, and everything that does not fit.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod wire;

use job_tray::domain::event::ProcessEvent;
use job_tray::domain::id::{EventId, ProcessId, RecordId};
use job_tray::domain::json::Json;
use job_tray::domain::process::Process;
use job_tray::domain::status::Status;
use job_tray::protocol::error::{DecodeError, Decoded, FieldProblem};
use job_tray::protocol::timestamp;
use job_tray::protocol::wire::{decode_event, decode_process};
use wire::{EVENT, PROCESS, blank_event, blank_process, columns, with, without};

#[track_caller]
fn process(text: &str) -> Decoded<Process> {
    decode_process(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[track_caller]
fn event(text: &str) -> Decoded<ProcessEvent> {
    decode_event(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The process of the fixture with one column as raw JSON.
#[track_caller]
fn process_with(column: &str, raw: &str) -> Decoded<Process> {
    process(&with(PROCESS, column, raw))
}

/// What is wrong in a column of each type of the contract, with the problem's words.
fn wrong(kind: &str) -> (&'static str, &'static [(&'static str, &'static str)]) {
    const LISTS: [(&str, &str); 2] = [("[1]", "a list"), (r#"{"a":1}"#, "an object")];
    match kind {
        "bigint" => (
            "an id",
            &[
                ("-1", "an integer out of range"),
                ("1.5", "a fraction"),
                ("18446744073709551616", "a fraction"),
                (r#""seven""#, "text"),
                ("true", "a boolean"),
                ("[]", "a list"),
                ("{}", "an object"),
            ],
        ),
        "string" => ("text", &LISTS),
        "int" => ("", &[(r#""many""#, "text"), ("false", "a boolean"), ("[]", "a list")]),
        "timestamp" => (
            "a date",
            &[
                (r#""soon""#, "text"),
                (r#""0000-00-00 00:00:00""#, "text"),
                (r#""""#, "text"),
                ("true", "a boolean"),
                (r#"{"date":"2026-01-01"}"#, "an object"),
            ],
        ),
        // Any JSON fits a JSON column.
        "json" => ("", &[]),
        kind => panic!("{kind}"),
    }
}

fn expected_words(kind: &str, column: &str) -> &'static str {
    match column {
        "progress_percent" => "a percentage",
        "attempts" => "an integer",
        _ => wrong(kind).0,
    }
}

#[test]
fn the_tables_have_18_and_10_columns_and_the_fixtures_have_them_all() {
    for (table, fixture, count) in [("processes", PROCESS, 18), ("process_events", EVENT, 10)] {
        let names: Vec<_> = columns(table).iter().map(|column| column.name).collect();
        assert_eq!(names.len(), count);
        let in_order: Vec<_> = fixture
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.split_once("\":"))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(in_order, names);
    }
}

#[test]
fn every_column_of_a_process_is_read() {
    let Decoded { value, problems } = process(PROCESS);
    assert_eq!(problems, []);
    assert_eq!(value.id, ProcessId::new(9_007_199_254_740_993));
    assert_eq!(value.workspace_id, Some(RecordId::new(9_007_199_254_740_995)));
    assert_eq!(value.user_id, Some(RecordId::new(12)));
    assert_eq!(value.job_type.identifier(), Some("ai_location_import"));
    assert_eq!(value.status, Status::Running);
    assert_eq!(value.progress_percent.unwrap().shown(), 33);
    assert_eq!(value.current_step.as_deref(), Some("Geocoding rows"));
    assert_eq!(value.summary.unwrap().to_string(), r#"{"imported":120,"skipped":[1,2]}"#);
    assert_eq!(value.error_message.as_deref(), Some("Row 7 has no city"));
    assert_eq!(value.queue.as_deref(), Some("imports"));
    assert_eq!(value.attempts, Some(2));
    let related = value.related.unwrap();
    assert_eq!(related.related_type.as_deref(), Some("App\\Models\\AiLocationImportBatch"));
    assert_eq!(related.related_id, Some(RecordId::new(u64::MAX)));
    assert_eq!(value.input_payload.unwrap().get("file").and_then(Json::as_str), Some("stores.csv"));
    assert_eq!(value.started_at, timestamp::parse("2026-03-04 05:06:07"));
    assert_eq!(value.finished_at, timestamp::parse("2026-03-04 05:16:07"));
    assert_eq!(value.created_at, timestamp::parse("2026-03-04 05:06:00"));
    assert_eq!(value.updated_at, timestamp::parse("2026-03-04 05:16:08"));
}

#[test]
fn every_column_of_an_event_is_read() {
    let Decoded { value, problems } = event(EVENT);
    assert_eq!(problems, []);
    assert_eq!(value.id, EventId::new(9_007_199_254_740_997));
    assert_eq!(value.process_id, ProcessId::new(9_007_199_254_740_993));
    assert_eq!(value.event_type.as_deref(), Some("step"));
    assert_eq!(value.status, Some(Status::Running));
    assert_eq!(value.progress_percent.unwrap().shown(), 34);
    assert_eq!(value.step.as_deref(), Some("Geocoding rows"));
    assert_eq!(value.message.as_deref(), Some("Row 41 of 120 geocoded"));
    assert_eq!(value.payload.unwrap().to_string(), r#"{"row":41}"#);
    assert_eq!(value.created_at, timestamp::parse("2026-03-04 05:07:00"));
    assert_eq!(value.updated_at, timestamp::parse("2026-03-04 05:07:00"));
}

#[test]
fn null_and_absent_are_the_same_and_leave_every_other_column_as_it_is() {
    for column in columns("processes").into_iter().filter(|column| column.name != "id") {
        let expected = blank_process(process(PROCESS).value, column.name);
        for text in [with(PROCESS, column.name, "null"), without(PROCESS, column.name)] {
            let decoded = process(&text);
            assert_eq!(decoded.value, expected, "{column:?}");
            assert_eq!(decoded.problems.len(), usize::from(column.nullable == "no"), "{column:?}");
        }
    }
    let keys = ["id", "process_id"];
    for column in columns("process_events").into_iter().filter(|it| !keys.contains(&it.name)) {
        let expected = blank_event(event(EVENT).value, column.name);
        for text in [with(EVENT, column.name, "null"), without(EVENT, column.name)] {
            assert_eq!(event(&text), Decoded { value: expected.clone(), problems: vec![] });
        }
    }
}

#[test]
fn a_value_that_does_not_fit_is_named_and_costs_no_other_column() {
    let mut cases = 0;
    for column in columns("processes").into_iter().filter(|column| column.name != "id") {
        for (raw, found) in wrong(column.kind).1 {
            let decoded = process_with(column.name, raw);
            let expected = expected_words(column.kind, column.name);
            let problem = FieldProblem { field: column.name, expected, found };
            assert_eq!(decoded.problems, [problem], "{raw}");
            assert_eq!(decoded.value, blank_process(process(PROCESS).value, column.name), "{raw}");
            cases += 1;
        }
    }
    let keys = ["id", "process_id"];
    for column in columns("process_events").into_iter().filter(|it| !keys.contains(&it.name)) {
        for (raw, found) in wrong(column.kind).1 {
            let decoded = event(&with(EVENT, column.name, raw));
            let expected = expected_words(column.kind, column.name);
            assert_eq!(decoded.problems, [FieldProblem { field: column.name, expected, found }]);
            assert_eq!(decoded.value, blank_event(event(EVENT).value, column.name), "{raw}");
            cases += 1;
        }
    }
    assert!(cases > 50, "{cases}");
}

#[test]
fn everything_wrong_at_once_still_gives_a_row_and_names_every_column() {
    let columns = columns("processes");
    let rest = columns.iter().filter(|column| column.kind != "json" && column.name != "id");
    let fields: Vec<_> = rest.map(|column| format!(r#""{}":[{{}}]"#, column.name)).collect();
    let decoded = process(&format!(r#"{{"id":1,{}}}"#, fields.join(",")));
    let named: Vec<_> = decoded.problems.iter().map(|problem| problem.field).collect();
    assert_eq!(named.len(), 15, "{named:?}");
    assert_eq!(decoded.value, Process::new(ProcessId::new(1), Status::Other("".into())));
}

#[test]
fn a_row_without_its_keys_means_nothing() {
    for text in [without(PROCESS, "id"), with(PROCESS, "id", "null"), with(PROCESS, "id", "[]")] {
        let error = decode_process(text.as_bytes()).unwrap_err();
        let DecodeError::Field(problem) = error else { panic!("{error}") };
        assert_eq!((problem.field, problem.expected), ("id", "an id"));
    }
    for key in ["id", "process_id"] {
        let error = decode_event(with(EVENT, key, r#""x""#).as_bytes()).unwrap_err();
        let words = format!("`{key}` should be an id, found text");
        assert_eq!(error.to_string(), words);
    }
    let error = decode_process(b"{}").unwrap_err();
    assert_eq!(error.to_string(), "`id` should be an id, found nothing");
}

#[test]
fn what_is_no_json_or_no_object_is_said_without_its_content() {
    for text in ["", "  ", "secret", "{\"id\":1", "<html>", "{'id':1}", "\u{feff}"] {
        let error = decode_process(text.as_bytes()).unwrap_err();
        assert!(matches!(error, DecodeError::Syntax { .. }), "{text}");
        assert!(!error.to_string().contains("secret"));
    }
    for text in ["null", "[]", "7", "\"running\"", "[{\"id\":1}]", "true"] {
        assert_eq!(decode_process(text.as_bytes()), Err(DecodeError::NotAnObject), "{text}");
        assert_eq!(decode_event(text.as_bytes()), Err(DecodeError::NotAnObject), "{text}");
    }
    let error = decode_process(b"{\"id\":\n nope}").unwrap_err();
    assert_eq!(error.to_string(), "not JSON (line 2, column 3)");
}

#[test]
fn bare_and_in_laravels_envelope_it_is_the_same_row() {
    let wrapped = format!(r#"{{"data":{PROCESS},"links":{{}},"meta":{{"id":3}}}}"#);
    assert_eq!(process(&wrapped), process(PROCESS));
    assert_eq!(event(&format!(r#"{{"data":{EVENT}}}"#)), event(EVENT));
    let with_data = with(PROCESS, "data", r#"{"id":5,"status":"failed"}"#);
    assert_eq!(process(&with_data), process(PROCESS), "a column called data is no envelope");
    let empty = decode_process(br#"{"data":[]}"#).unwrap_err();
    assert!(matches!(empty, DecodeError::Field(_)), "{empty}");
}

#[test]
fn ids_are_exact_as_numbers_and_as_text() {
    for id in [0, 1, 1 << 53, (1 << 53) + 1, i64::MAX.cast_unsigned(), u64::MAX] {
        for raw in [id.to_string(), format!("\"{id}\""), format!("\" {id} \"")] {
            let decoded = process_with("id", &raw);
            assert_eq!((decoded.value.id.get(), decoded.problems.len()), (id, 0), "{raw}");
            let decoded = process_with("related_id", &raw);
            assert_eq!(decoded.value.related.unwrap().related_id, Some(RecordId::new(id)));
        }
    }
}

#[test]
fn an_unknown_status_or_type_is_kept_as_written() {
    let decoded = process_with("status", r#""archiving""#);
    assert_eq!(decoded.value.status, Status::Other("archiving".into()));
    assert_eq!(decoded.problems, []);
    let decoded = process_with("type", r#""nightly_report""#);
    assert_eq!(decoded.value.job_type.identifier(), Some("nightly_report"));
    assert_eq!(process_with("status", "3").value.status, Status::Other("3".into()));
}
