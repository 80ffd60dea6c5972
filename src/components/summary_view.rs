//! Structured data of the server: a job's result, and what it was started with.

use super::markup::{Made, make};
use crate::domain::format;
use crate::domain::job_type::humanise;
use crate::domain::json::Json;
use crate::domain::words::job_details as words;

/// Deeper structures are shown as text.
const DEEPEST: usize = 4;
/// Longer lists are cut, with the number of what is not shown.
const SHOWN_ITEMS: usize = 20;
const SHOWN_CHARACTERS: usize = 500;
/// Longest part of a structure that is shown as the server wrote it.
const SHOWN_RAW: usize = 20_000;

/// Names and values, nested ones indented, links only where the scheme is safe;
/// folded below them the same as JSON.
pub(super) fn structure(json: &Json) -> Made {
    let raw = make("details", "raw").part("raw").with(make("summary", "").text(words::RAW)).with(
        make("pre", "code")
            .attr("tabindex", "0")
            .attr("role", "group")
            .attr("aria-label", words::RAW)
            .attr("dir", "ltr")
            .text(&format::shorten(&json.pretty(), SHOWN_RAW)),
    );
    make("div", "structure").with(value(json, 0)).with(raw)
}

fn value(json: &Json, depth: usize) -> Made {
    let plain = |text: &str| make("bdi", "").text(&format::shorten(text, SHOWN_CHARACTERS));
    match json {
        Json::Object(entries) if depth < DEEPEST && !entries.is_empty() => object(entries, depth),
        Json::Array(items) if depth < DEEPEST && !items.is_empty() => array(items, depth),
        Json::String(text) if is_link(text) => make("a", "")
            .attr("href", text)
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer")
            .attr("dir", "ltr")
            .text(&format::shorten(text, SHOWN_CHARACTERS)),
        Json::String(text) if !text.is_empty() => plain(text),
        Json::Bool(yes) => plain(words::yes_or_no(*yes)),
        it if it.is_empty() => plain(words::NOTHING),
        other => plain(&other.to_string()),
    }
}

fn object(entries: &[(String, Json)], depth: usize) -> Made {
    let mut list = make("dl", "");
    for (name, entry) in entries.iter().take(SHOWN_ITEMS) {
        let nested = matches!(entry, Json::Object(_) | Json::Array(_)) && !entry.is_empty();
        let fact = make("div", "fact")
            .with(make("dt", "").with(make("bdi", "").text(&humanise(name))))
            .with(make("dd", "").with(value(entry, depth + 1)));
        list = list.with(if nested { fact.attr("data-nested", "true") } else { fact });
    }
    match entries.len().saturating_sub(SHOWN_ITEMS) {
        0 => list,
        rest => make("div", "").with(list).with(make("p", "note").text(&words::and_more(rest))),
    }
}

fn array(items: &[Json], depth: usize) -> Made {
    let mut list = make("ul", "");
    for item in items.iter().take(SHOWN_ITEMS) {
        list = list.with(make("li", "").with(value(item, depth + 1)));
    }
    match items.len().saturating_sub(SHOWN_ITEMS) {
        0 => list,
        rest => list.with(make("li", "note").text(&words::and_more(rest))),
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
