//! Files of messages, and what hosts set of them.

use crate::domain::json::Json;

/// Reads an object of texts by id. `None` where it is none: such a file is of
/// no use.
///
/// **Shape**: `{"log.events.one": "{count} event", …}`
#[must_use]
pub fn read_strings(text: &str) -> Option<Json> {
    let whole: Json = serde_json::from_str(text).ok()?;
    matches!(whole, Json::Object(_)).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_object_is_a_file_of_messages() {
        let read = read_strings(r#"{"action.retry": "Wiederholen"}"#).expect("an object");
        assert_eq!(read.get("action.retry").and_then(Json::as_str), Some("Wiederholen"));
        for broken in ["", "[]", "null", "<!doctype html>", r#"{"a": "b""#] {
            assert_eq!(read_strings(broken), None, "{broken}");
        }
    }
}
