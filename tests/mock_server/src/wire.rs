//! What a row looks like on the wire: Laravel's shape, bent by the session's options.

use chrono::SecondsFormat;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use crate::database::row::{Kind, Row, stored_to_time};
use crate::session::options::{Dates, EmptyObjects, Ids, JsonColumns, SessionOptions};

/// A JSON object that keeps the order of the columns.
#[derive(Clone, Debug)]
pub struct Document(Vec<(String, Value)>);

impl Document {
    /// The row as this session shows it; `shown_as` takes the place of stored values.
    #[must_use]
    pub fn new(row: &Row, shown_as: Option<&Map<String, Value>>, options: &SessionOptions) -> Self {
        let mut entries: Vec<_> = row
            .cells()
            .map(|(column, value)| (column.name.to_owned(), show(column.kind, value, options)))
            .collect();
        for (name, value) in shown_as.into_iter().flatten() {
            match entries.iter_mut().find(|(known, _)| known == name) {
                Some(entry) => entry.1 = value.clone(),
                None => entries.push((name.clone(), value.clone())),
            }
        }
        Self(entries)
    }

    /// The same as a plain value.
    #[must_use]
    pub fn into_value(self) -> Value {
        Value::Object(self.0.into_iter().collect())
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn show(kind: Kind, value: &Value, options: &SessionOptions) -> Value {
    match (kind, value) {
        (_, Value::Null) => Value::Null,
        (Kind::Id, Value::Number(id)) if options.ids == Ids::String => id.to_string().into(),
        (Kind::Json, value) => show_json(value, options),
        (Kind::Timestamp, Value::String(text)) => show_time(text, options.dates).into(),
        (_, value) => value.clone(),
    }
}

fn show_json(value: &Value, options: &SessionOptions) -> Value {
    let empty = value.as_object().is_some_and(Map::is_empty);
    let value = match options.empty_objects {
        EmptyObjects::Array if empty => Value::Array(Vec::new()),
        _ => value.clone(),
    };
    match options.json_columns {
        JsonColumns::Decoded => value,
        JsonColumns::String => value.to_string().into(),
    }
}

fn show_time(text: &str, dates: Dates) -> String {
    match (dates, stored_to_time(text)) {
        (Dates::Iso, Some(time)) => time.to_rfc3339_opts(SecondsFormat::Micros, true),
        (Dates::Plain, _) | (_, None) => text.to_owned(),
    }
}
