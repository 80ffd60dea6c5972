//! Structured data of the contract's JSON columns.

use core::fmt::{self, Write as _};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A JSON value that keeps 64-bit integers exact and objects in the order
/// they were written, as people expect when they read a summary.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// An integer, exact over the whole range of both 64-bit kinds.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// Text.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// Names with values, in the order written. A name that is written twice
    /// counts with its last value, as in every JSON reader.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value under `name`, if this is an object that has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(entries) => {
                entries.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The text, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// JSON text with one entry per line, indented by two spaces a level.
    #[must_use]
    pub fn pretty(&self) -> String {
        let mut text = String::new();
        self.write_pretty(0, &mut text);
        text
    }

    fn write_pretty(&self, depth: usize, text: &mut String) {
        let (open, close, count) = match self {
            Json::Array(items) if !items.is_empty() => ('[', ']', items.len()),
            Json::Object(entries) if !entries.is_empty() => ('{', '}', entries.len()),
            other => {
                // Writing to a string cannot fail.
                let _ = write!(text, "{other}");
                return;
            }
        };
        text.push(open);
        for place in 0..count {
            text.push_str(if place > 0 { ",\n" } else { "\n" });
            indent(depth + 1, text);
            match self {
                Json::Array(items) => items[place].write_pretty(depth + 1, text),
                Json::Object(entries) => {
                    let _ = write_quoted(&entries[place].0, text);
                    text.push_str(": ");
                    entries[place].1.write_pretty(depth + 1, text);
                }
                _ => {}
            }
        }
        text.push('\n');
        indent(depth, text);
        text.push(close);
    }

    /// Whether there is nothing in it to show: null, `""`, `[]`, `{}`. PHP
    /// writes an empty object as `[]`.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Json::Null => true,
            Json::String(text) => text.is_empty(),
            Json::Array(items) => items.is_empty(),
            Json::Object(entries) => entries.is_empty(),
            Json::Bool(_) | Json::Integer(_) | Json::Float(_) => false,
        }
    }
}

/// Compact JSON text.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Json::Null => f.write_str("null"),
            Json::Bool(value) => value.fmt(f),
            Json::Integer(value) => value.fmt(f),
            Json::Float(value) => write_float(*value, f),
            Json::String(text) => write_quoted(text, f),
            Json::Array(items) => {
                f.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        f.write_char(',')?;
                    }
                    item.fmt(f)?;
                }
                f.write_char(']')
            }
            Json::Object(entries) => {
                f.write_char('{')?;
                for (index, (name, value)) in entries.iter().enumerate() {
                    if index > 0 {
                        f.write_char(',')?;
                    }
                    write_quoted(name, f)?;
                    f.write_char(':')?;
                    value.fmt(f)?;
                }
                f.write_char('}')
            }
        }
    }
}

/// At most six decimals, as people read numbers; very large and very small
/// ones with an exponent. Always with a point or an exponent, so that a
/// fraction stays one. The standard library's exact printing would cost the
/// widget some 15 KB of tables, for digits that nobody reads in a summary.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn write_float(value: f64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const DECIMALS: u64 = 1_000_000;
    if !value.is_finite() {
        return f.write_str("null");
    }
    let mut rest = value.abs();
    let mut exponent = 0;
    while rest >= 1e15 {
        rest /= 10.0;
        exponent += 1;
    }
    while rest < 1e-4 && rest > 0.0 {
        rest *= 10.0;
        exponent -= 1;
    }
    if value < 0.0 {
        f.write_char('-')?;
    }
    let scaled = (rest.fract() * DECIMALS as f64 + 0.5) as u64;
    let (whole, mut decimals) = (rest as u64 + scaled / DECIMALS, scaled % DECIMALS);
    let mut width = 6;
    while width > 1 && decimals.is_multiple_of(10) {
        decimals /= 10;
        width -= 1;
    }
    write!(f, "{whole}.{decimals:0width$}")?;
    if exponent != 0 { write!(f, "e{exponent}") } else { Ok(()) }
}

fn indent(depth: usize, text: &mut String) {
    for _ in 0..depth {
        text.push_str("  ");
    }
}

fn write_quoted(text: &str, f: &mut dyn fmt::Write) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c if u32::from(c) < 0x20 => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Integer(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut entries = Vec::new();
        // Names are read as values, and are always text: asked for as such, the
        // library would bring along words for every other kind, and with them how
        // fractions are written exactly.
        while let Some(name) = map.next_key()? {
            let value = map.next_value()?;
            if let Json::String(name) = name {
                entries.push((name, value));
            }
        }
        Ok(Json::Object(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: Json, text: &str) {
        assert_eq!(value.to_string(), text);
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        check(Json::Integer(u64::MAX.into()), "18446744073709551615");
        check(Json::Float(33.7), "33.7");
        check(Json::Float(-0.5), "-0.5");
        check(Json::Float(0.1 + 0.2), "0.3");
        check(Json::Float(0.000_25), "0.00025");
        check(Json::Float(2.0), "2.0");
        check(Json::Float(1.999_999_9), "2.0");
        check(Json::Float(0.0), "0.0");
        check(Json::Float(1e21), "100000000000000.0e7");
        check(Json::Float(2.5e-9), "0.00025e-5");
    }

    #[test]
    fn pretty_text_has_one_entry_per_line() {
        let list = Json::Array(vec![Json::Integer(1), Json::Object(Vec::new())]);
        let object = Json::Object(vec![("rows".into(), list), ("ok".into(), Json::Bool(true))]);
        assert_eq!(object.pretty(), "{\n  \"rows\": [\n    1,\n    {}\n  ],\n  \"ok\": true\n}");
    }

    #[test]
    fn text_is_quoted_and_escaped() {
        check(Json::String("a\"b\\c\n\u{1}ü".into()), r#""a\"b\\c\n\u0001ü""#);
    }

    #[test]
    fn structures_keep_their_order_and_the_last_of_two_equal_names_counts() {
        let entry = |name: &str, value| (name.to_owned(), Json::Integer(value));
        let object = Json::Object(vec![entry("b", 1), entry("a", 2), entry("b", 3)]);
        assert_eq!(object.get("b"), Some(&Json::Integer(3)));
        let list = Json::Array(vec![object, Json::Null, Json::Bool(true)]);
        check(list, r#"[{"b":1,"a":2,"b":3},null,true]"#);
    }
}
