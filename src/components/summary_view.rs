//! Structured data of the server: a job's result, and what it was started with.

use super::markup::{Made, make};
use crate::domain::format;
use crate::domain::json::Json;
use crate::domain::language::Words;
use crate::domain::words::{self, messages};

/// Deeper structures are shown as text.
const DEEPEST: usize = 4;
/// Longer lists are cut, with the number of what is not shown.
const SHOWN_ITEMS: usize = 20;
const SHOWN_CHARACTERS: usize = 500;
/// Longest part of a structure that is shown as the server wrote it.
const SHOWN_RAW: usize = 20_000;

/// Names and values, nested ones indented, links only where the scheme is safe;
/// folded below them the same as JSON.
pub(super) fn structure(words: &Words, json: &Json) -> Made {
    let name = words.say(messages::RAW);
    let raw = make("details", "raw").part("raw").with(make("summary", "").text(&name)).with(
        make("pre", "code")
            .attr("tabindex", "0")
            .attr("role", "group")
            .attr("aria-label", &name)
            .attr("dir", "ltr")
            .text(&format::shorten(&json.pretty(), SHOWN_RAW)),
    );
    make("div", "structure").with(value(words, json, 0)).with(raw)
}

fn value(words: &Words, json: &Json, depth: usize) -> Made {
    let plain = |text: &str| make("bdi", "").text(&format::shorten(text, SHOWN_CHARACTERS));
    match json {
        Json::Object(entries) if depth < DEEPEST && !entries.is_empty() => {
            object(words, entries, depth)
        }
        Json::Array(items) if depth < DEEPEST && !items.is_empty() => array(words, items, depth),
        Json::String(text) if is_link(text) => make("a", "")
            .attr("href", text)
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer")
            .attr("dir", "ltr")
            .text(&format::shorten(text, SHOWN_CHARACTERS)),
        Json::String(text) if !text.is_empty() => plain(text),
        Json::Bool(true) => plain(&words.say(messages::YES)),
        Json::Bool(false) => plain(&words.say(messages::NO)),
        it if it.is_empty() => plain(&words.say(messages::NOTHING)),
        other => plain(&other.to_string()),
    }
}

fn object(words: &Words, entries: &[(String, Json)], depth: usize) -> Made {
    let mut list = make("dl", "");
    for (name, entry) in entries.iter().take(SHOWN_ITEMS) {
        let nested = matches!(entry, Json::Object(_) | Json::Array(_)) && !entry.is_empty();
        let fact = make("div", "fact")
            .with(make("dt", "").with(make("bdi", "").text(&words::field(words, name))))
            .with(make("dd", "").with(value(words, entry, depth + 1)));
        list = list.with(if nested { fact.attr("data-nested", "true") } else { fact });
    }
    match entries.len().saturating_sub(SHOWN_ITEMS) {
        0 => list,
        rest => make("div", "").with(list).with(make("p", "note").text(&words::more(words, rest))),
    }
}

fn array(words: &Words, items: &[Json], depth: usize) -> Made {
    let mut list = make("ul", "");
    for item in items.iter().take(SHOWN_ITEMS) {
        list = list.with(make("li", "").with(value(words, item, depth + 1)));
    }
    match items.len().saturating_sub(SHOWN_ITEMS) {
        0 => list,
        rest => list.with(make("li", "note").text(&words::more(words, rest))),
    }
}

/// Only web addresses are links: `javascript:` and its like stay text.
fn is_link(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::is_link;

    #[test]
    fn only_web_addresses_are_links() {
        assert!(is_link("https://example.com/a?b#c"));
        assert!(is_link("HTTP://example.com"));
        for text in [
            "javascript:alert(1)",
            "javascript://%0aalert(1)",
            "data:text/html,x",
            "see https://x",
            "file:///etc",
            "//x",
        ] {
            assert!(!is_link(text), "{text}");
        }
    }
}
