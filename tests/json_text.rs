//! Reading JSON: what is read is what another reader reads, and what another
//! reader refuses is refused.
#![cfg(not(target_arch = "wasm32"))]

use job_tray::domain::json::{Json, NotJson};
use proptest::prelude::*;
use serde_json::Value;

/// The same value, fractions to the last digit or two.
fn same(ours: &Json, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(ours), Value::Bool(theirs)) => ours == theirs,
        (Json::String(ours), Value::String(theirs)) => ours == theirs,
        (Json::Integer(ours), Value::Number(theirs)) => theirs.as_i128() == Some(*ours),
        (Json::Float(ours), Value::Number(theirs)) => {
            let theirs = theirs.as_f64().unwrap_or(f64::NAN);
            let is_close = (ours - theirs).abs() <= theirs.abs() * 1e-14;
            // The smallest fractions there are have but a few digits.
            is_close || (ours - theirs).abs() < 1e-300
        }
        (Json::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, it)| same(one, it))
        }
        (Json::Object(entries), Value::Object(theirs)) => {
            entries.iter().all(|(name, _)| theirs.contains_key(name))
                && theirs.iter().all(|(name, it)| ours.get(name).is_some_and(|one| same(one, it)))
        }
        _ => false,
    }
}

#[track_caller]
fn check(text: &str) {
    match (Json::parse(text), serde_json::from_str::<Value>(text)) {
        (Ok(ours), Ok(theirs)) => assert!(same(&ours, &theirs), "{text}: {ours:?}, {theirs:?}"),
        (Err(_), Err(_)) => {}
        (ours, theirs) => panic!("{text}: {ours:?}, {theirs:?}"),
    }
}

#[test]
fn numbers_are_read_to_the_digit_or_as_fractions() {
    for text in [
        "0",
        "-0",
        "7",
        "-7",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1.5",
        "-1.25e2",
        "1e",
        "1e+",
        "1E+3",
        "1e-7",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "-9223372036854775809",
        "0.1",
        "33.7",
        "1e308",
        "1e309",
        "-1e400",
        "1e-400",
        "5e-324",
        "0e999999999999",
        "1e99999999999",
        "123456789012345678901234567890.5",
        "0.000000000000000000000000000001234567890123456789012345",
        "1.0",
        "1e0",
        "00",
        "0.0",
        "1a",
        "1844674407370955161500000e-5",
        "2.2250738585072014e-308",
        "NaN",
        "Infinity",
        "-Infinity",
    ] {
        check(text);
    }
}

#[test]
fn text_is_read_with_its_escapes() {
    for text in [
        r#""""#,
        r#""a""#,
        r#""\"\\\/\b\f\n\r\t""#,
        r#""\u00fc\u20AC""#,
        r#""\ud83d\ude00""#,
        r#""\ud83d""#,
        r#""\ud83dx""#,
        r#""\ud83d\n""#,
        r#""\ud83d\ud83d""#,
        r#""\ude00""#,
        r#""\u12""#,
        r#""\u12g4""#,
        r#""\x""#,
        r#""\"#,
        r#"""#,
        "\"\n\"",
        "\"\u{7f}\"",
        "\"é😀\"",
        r#""\u0000""#,
        "'a'",
    ] {
        check(text);
    }
}

#[test]
fn structures_are_read_and_nothing_may_follow() {
    for text in [
        "",
        " ",
        "null",
        "true",
        "false",
        "nul",
        "truex",
        "[]",
        "[ ]",
        "[1,2]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1",
        "]",
        "{}",
        "{ }",
        r#"{"a":1}"#,
        r#"{"a":1,}"#,
        r#"{"a" 1}"#,
        r#"{a:1}"#,
        r#"{"a":}"#,
        r#"{"a":1,"b":[{"c":null}],"a":2}"#,
        r#"{"a":1"#,
        "[] []",
        "\t[\n]\r ",
        "\u{feff}1",
        "\u{a0}1",
        "// no\n1",
        "{\"a\"\n:\t1}",
    ] {
        check(text);
    }
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    for depth in [126, 127, 128, 5_000] {
        check(&format!("{}1{}", "[".repeat(depth), "]".repeat(depth)));
        check(&format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth)));
    }
}

#[test]
fn where_reading_stopped_is_told() {
    assert_eq!(Json::parse("{\"a\": 1,\n \"b\": x}"), Err(NotJson { line: 2, column: 7 }));
    assert_eq!(Json::parse(""), Err(NotJson { line: 1, column: 1 }));
    assert_eq!(Json::parse("1 1"), Err(NotJson { line: 1, column: 3 }));
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-c]{1,2}", inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_another_writes_is_read_the_same(value in any_value(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        check(&text.unwrap_or_default());
    }

    #[test]
    fn any_text_is_read_or_refused_alike(text in r#"([\[\]{}",:\\ \n0-9eE.+\-]|true|null|"a"|\\u[0-9a-f]{4}){0,12}"#) {
        check(&text);
    }

    #[test]
    fn a_number_in_any_form_is_read_alike(text in "-?[0-9]{1,24}(\\.[0-9]{1,24})?([eE][+-]?[0-9]{1,3})?") {
        check(&text);
    }
}
