//! Events as Laravel's `eventStream` writes them, bent by the session's options.

use serde::Serialize;
use serde_json::Value;

use crate::php_json;
use crate::session::options::SessionOptions;
use crate::wire::Document;

/// A line that says nothing, at the beginning of a stream.
pub const OPENING_COMMENT: &str = ":\n\n";

/// What Laravel 11 says at the end of every stream.
#[must_use]
pub fn end_marker(options: &SessionOptions) -> String {
    lines(options.event_name.as_deref(), None, "</stream>")
}

/// One event: `event: update`, `data: …`, and an empty line. `event` takes the place of the
/// session's event name.
#[must_use]
pub fn frame(options: &SessionOptions, data: &Value, event: Option<&str>) -> String {
    let name = event.or(options.event_name.as_deref());
    write(options, data, name, data)
}

/// The same for an event from the database, its columns in order.
#[must_use]
pub fn frame_of(options: &SessionOptions, document: &Document) -> String {
    let data = document.clone().into_value();
    write(options, &data, options.event_name.as_deref(), document)
}

fn write(
    options: &SessionOptions,
    data: &Value,
    name: Option<&str>,
    text: &impl Serialize,
) -> String {
    let id = match &data["id"] {
        _ if !options.event_ids => None,
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    };
    let name = match name {
        Some("{type}") => Some(data["type"].as_str().unwrap_or("message")),
        name => name,
    };
    // Values parsed from JSON can always be written as JSON again.
    let text = php_json::event_stream(text).unwrap_or_default();
    lines(name, id.as_deref(), &text)
}

fn lines(name: Option<&str>, id: Option<&str>, data: &str) -> String {
    let mut text = String::new();
    for (field, value) in [("id", id), ("event", name), ("data", Some(data))] {
        if let Some(value) = value {
            text.push_str(field);
            text.push_str(": ");
            text.push_str(value);
            text.push('\n');
        }
    }
    text.push('\n');
    text
}
