//! Forms: dates, progress, JSON columns, broken text, and anything at all.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod wire;

use job_tray::domain::id::parse_process_ids;
use job_tray::domain::json::Json;
use job_tray::protocol::http::HttpReply;
use job_tray::protocol::timestamp;
use job_tray::protocol::wire::{decode_event, decode_message, decode_process};
use proptest::prelude::*;
use wire::{EVENT, PROCESS, blank_event, blank_process, columns, with};

#[test]
fn progress_in_every_form() {
    for (raw, shown, kept) in [
        ("-5", Some(0), Some(-5.0)),
        ("0", Some(0), Some(0.0)),
        ("33.7", Some(33), Some(33.7)),
        ("140", Some(100), Some(140.0)),
        ("\"50\"", Some(50), Some(50.0)),
        ("\"12.5\"", Some(12), Some(12.5)),
        ("\"50 %\"", Some(50), Some(50.0)),
        ("1e2", Some(100), Some(100.0)),
        ("null", None, None),
        ("\"\"", None, None),
        ("\"half\"", None, None),
    ] {
        let decoded = decode_process(with(PROCESS, "progress_percent", raw).as_bytes()).unwrap();
        let percent = decoded.value.progress_percent;
        assert_eq!(percent.map(|it| it.shown()), shown, "{raw}");
        assert_eq!(percent.map(|it| it.raw()), kept, "{raw}");
    }
}

#[test]
fn attempts_in_every_form() {
    let read = |raw: &str| {
        decode_process(with(PROCESS, "attempts", raw).as_bytes()).unwrap().value.attempts
    };
    assert_eq!(read("3"), Some(3));
    assert_eq!(read("\"3\""), Some(3));
    assert_eq!(read("3.0"), Some(3));
    assert_eq!(read("3.5"), None);
    assert_eq!(read("18446744073709551615"), None);
}

#[test]
fn dates_in_every_form_of_laravel() {
    let read = |raw: &str| {
        decode_process(with(PROCESS, "started_at", raw).as_bytes()).unwrap().value.started_at
    };
    let expected = timestamp::parse("2026-03-04T05:06:07Z");
    for raw in [
        "\"2026-03-04T05:06:07.000000Z\"",
        "\"2026-03-04 05:06:07\"",
        "\"2026-03-04T05:06:07+00:00\"",
        "\"2026-03-04T07:06:07+02:00\"",
        "\"2026-03-04T07:06:07+0200\"",
        "1772600767",
        "1772600767000",
    ] {
        assert_eq!(read(raw), expected, "{raw}");
    }
    // A day of a change to summer time has 23 hours somewhere: UTC does not care.
    assert_eq!(read("\"2026-03-29 02:30:00\""), timestamp::parse("2026-03-29T02:30:00Z"));
    assert!(read("\"2026-03-29 02:30:00\"").is_some());
}

#[test]
fn json_columns_arrive_as_json_as_text_or_as_phps_empty_list() {
    let read = |raw: &str| {
        decode_process(with(PROCESS, "summary", raw).as_bytes()).unwrap().value.summary.unwrap()
    };
    let object = read(r#"{"rows":3}"#);
    assert_eq!(read(r#""{\"rows\":3}""#), object, "a column that was not cast");
    assert_eq!(read(r#"" [1,2] ""#), read("[1,2]"));
    assert!(read("[]").is_empty());
    assert!(read("{}").is_empty());
    assert_eq!(read("\"{ not json\""), Json::String("{ not json".into()));
    assert_eq!(read("\"all good\""), Json::String("all good".into()));
    assert_eq!(read("\"42\""), Json::String("42".into()), "a word is no list");
    assert_eq!(read("9007199254740993").to_string(), "9007199254740993");
    assert_eq!(read(r#"{"b":1,"a":2,"b":3}"#).get("b"), Some(&Json::Integer(3)));
}

#[test]
fn deep_nesting_is_an_error_and_never_a_crash() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(decode_process(with(PROCESS, "summary", &deep).as_bytes()).is_err());
    let text = format!("{:?}", "[".repeat(100_000));
    let decoded = decode_process(with(PROCESS, "summary", &text).as_bytes()).unwrap();
    assert!(matches!(decoded.value.summary, Some(Json::String(_))));
}

#[test]
fn broken_utf_8_costs_the_character_and_not_the_row() {
    let mut bytes = with(PROCESS, "current_step", "\"M@nchen\"").into_bytes();
    let place = bytes.iter().position(|byte| *byte == b'@').unwrap();
    bytes[place] = 0xfc;
    let decoded = decode_process(&bytes).unwrap();
    assert_eq!(decoded.value.current_step.as_deref(), Some("M\u{fffd}nchen"));
    assert_eq!(decoded.problems, []);
}

#[test]
fn a_byte_order_mark_is_no_content() {
    for marks in ["\u{feff}", "\u{feff}\u{feff}"] {
        let text = format!("{marks}{PROCESS}");
        assert_eq!(decode_process(text.as_bytes()), decode_process(PROCESS.as_bytes()));
    }
}

#[test]
fn text_of_any_size_and_kind_stays_text() {
    let large = "x".repeat(1 << 20);
    let decoded = decode_process(with(PROCESS, "error_message", &format!("{large:?}")).as_bytes());
    assert_eq!(decoded.unwrap().value.error_message, Some(large));
    let odd = "<script>\u{202e}\u{0}\u{1f469}\u{200d}\u{1f52c}";
    let raw = serde_json::Value::from(odd).to_string();
    let decoded = decode_event(with(EVENT, "message", &raw).as_bytes()).unwrap();
    assert_eq!(decoded.value.message.as_deref(), Some(odd));
}

#[test]
fn the_servers_own_words_are_shown_where_they_are_for_people() {
    let read = |text: &str| decode_message(text.as_bytes());
    assert_eq!(read(r#"{"message":" Too late. "}"#).as_deref(), Some("Too late."));
    assert_eq!(read(r#"{"message":"No query results for model [App\\Models\\Process] 5"}"#), None);
    let inputs = [r#"{"message":""}"#, r#"{"message":7}"#, "{}", "[]", "", "<h1>"];
    assert!(inputs.iter().all(|text| read(text).is_none()));
    let long = read(&format!(r#"{{"message":"{}"}}"#, "ä".repeat(5_000))).unwrap();
    assert_eq!(long.chars().count(), 301);
}

#[test]
fn numbers_that_no_json_can_hold_are_written_as_null() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Json::Float(number).to_string(), "null");
    }
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(|number| Json::Integer(number.into())),
        any::<u64>().prop_map(|number| Json::Integer(number.into())),
        prop::num::f64::NORMAL.prop_map(Json::Float),
        (-1e6..1e6).prop_map(Json::Float),
        ".{0,12}".prop_map(Json::String),
        Just(Json::String("2026-03-04 05:06:07".into())),
        Just(Json::String("completed".into())),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::vec((".{0,6}", inner), 0..4).prop_map(Json::Object),
        ]
    })
}

/// Equal but for digits of a fraction that nobody reads.
fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Float(a), Json::Float(b)) => {
            (a - b).abs() <= 1e-6 * a.abs().min(1.0) + 1e-2 * a.abs().min(1e-4) + 1e-9 * a.abs()
        }
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && same(&a.1, &b.1))
        }
        (one, other) => one == other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode_process(&bytes);
        let _ = decode_event(&bytes);
        let _ = decode_message(&bytes);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in r"[0-9TZ:+\- .,a-z\PC]{0,40}") {
        let _ = timestamp::parse(&text);
        let _ = timestamp::parse_http_date(&text);
        let _ = parse_process_ids(&text);
        let _ = decode_process(text.as_bytes());
        let reply = HttpReply {
            retry_after: Some(text.clone()),
            date: Some(text),
            ..HttpReply::default()
        };
        let _ = reply.retry_after_ms(0);
        let _ = reply.server_time_ms();
    }

    #[test]
    fn almost_dates_never_panic(
        parts in prop::collection::vec(0_u32..10_000, 6), fraction in any::<u64>(), zone in any::<i16>(),
    ) {
        let [year, month, day, hour, minute, second] = parts[..] else { unreachable!() };
        let clock = format!("{:02}:{:02}:{:02}", hour % 30, minute % 70, second % 70);
        let date = format!("{year:04}-{:02}-{:02}", month % 15, day % 35);
        let _ = timestamp::parse(&format!("{date}T{clock}.{fraction}{:+05}", zone % 3000));
        let _ = timestamp::parse(&format!("{date} {clock}"));
        let _ = timestamp::from_unix(fraction.cast_signed());
    }

    #[test]
    fn any_value_in_any_column_loses_no_other_column(place in 0_usize..17, value in any_json()) {
        let columns: Vec<_> =
            columns("processes").into_iter().filter(|column| column.name != "id").collect();
        let column = columns[place].name;
        let decoded = decode_process(with(PROCESS, column, &value.to_string()).as_bytes()).unwrap();
        let whole = decode_process(PROCESS.as_bytes()).unwrap().value;
        prop_assert_eq!(blank_process(decoded.value, column), blank_process(whole, column));
        prop_assert!(decoded.problems.len() <= 1);
        prop_assert!(decoded.problems.iter().all(|problem| problem.field == column));
    }

    #[test]
    fn any_value_in_any_column_of_an_event_loses_no_other(place in 0_usize..8, value in any_json()) {
        let column = columns("process_events")[place + 2].name;
        let decoded = decode_event(with(EVENT, column, &value.to_string()).as_bytes()).unwrap();
        let whole = decode_event(EVENT.as_bytes()).unwrap().value;
        prop_assert_eq!(blank_event(decoded.value, column), blank_event(whole, column));
    }

    #[test]
    fn json_is_written_so_that_it_can_be_read_again(value in any_json()) {
        let text = value.to_string();
        let read = Json::parse(&text).unwrap();
        prop_assert!(same(&value, &read), "{value:?} {text}");
        let other: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert!(!other.is_null() || value == Json::Null);
    }
}
