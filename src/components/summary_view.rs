//! The structured result of a finished job.

use leptos::prelude::*;

use super::drawn::{Drawn, drawn};
use super::slices::words;
use crate::domain::format;
use crate::domain::json::Json;
use crate::domain::language::Words;
use crate::domain::words;
use crate::domain::words::messages::{self, Message};

/// Deeper structures are shown as text.
const DEEPEST: usize = 4;
/// Longer lists are cut, with the number of what is not shown.
const SHOWN_ITEMS: usize = 20;
const SHOWN_CHARACTERS: usize = 500;

/// Names and values, nested ones indented, links only where the scheme is safe.
#[component]
pub(super) fn SummaryView<'a>(summary: &'a Json) -> impl IntoView + use<> {
    let tree = Tree { language: words() };
    view! { <div class="job-tray__summary" part="summary">{tree.value(summary, 0)}</div> }
}

/// What is drawn once and changes with the language alone.
#[derive(Clone, Copy)]
struct Tree {
    language: Signal<Words>,
}

impl Tree {
    fn said(self, read: impl Fn(&Words) -> String + Send + Sync + 'static) -> Signal<String> {
        let read: Box<dyn Fn(&Words) -> String + Send + Sync> = Box::new(read);
        Signal::derive(move || self.language.with(|words| read(words)))
    }

    fn value(self, json: &Json, depth: usize) -> Drawn {
        match json {
            Json::Object(entries) if depth < DEEPEST => self.object(entries, depth),
            Json::Array(items) if depth < DEEPEST => self.array(items, depth),
            Json::String(text) if is_link(text) => drawn(view! {
                <a href=text.clone() target="_blank" rel="noopener noreferrer">
                    {format::shorten(text, SHOWN_CHARACTERS)}
                </a>
            }),
            Json::String(text) => {
                drawn(view! { <span dir="auto">{format::shorten(text, SHOWN_CHARACTERS)}</span> })
            }
            Json::Null => self.word(messages::NOTHING),
            Json::Bool(true) => self.word(messages::YES),
            Json::Bool(false) => self.word(messages::NO),
            other => drawn(format::shorten(&other.to_string(), SHOWN_CHARACTERS)),
        }
    }

    fn word(self, message: Message) -> Drawn {
        drawn(self.said(move |words| words.say(message)))
    }

    fn object(self, entries: &[(String, Json)], depth: usize) -> Drawn {
        let rows: Vec<_> = entries
            .iter()
            .map(|(name, entry)| {
                let nested = matches!(entry, Json::Object(_) | Json::Array(_)) && !entry.is_empty();
                let name = name.clone();
                view! {
                    <div class="job-tray__fact" data-nested=nested.then_some("")>
                        <dt dir="auto">{self.said(move |it| words::field(it, &name))}</dt>
                        <dd>{self.value(entry, depth + 1)}</dd>
                    </div>
                }
            })
            .collect();
        drawn(view! { <dl>{rows}</dl> })
    }

    fn array(self, items: &[Json], depth: usize) -> Drawn {
        if items.is_empty() {
            return self.word(messages::NOTHING);
        }
        let rest = items.len().saturating_sub(SHOWN_ITEMS);
        let shown: Vec<_> = items
            .iter()
            .take(SHOWN_ITEMS)
            .map(|item| view! { <li>{self.value(item, depth + 1)}</li> })
            .collect();
        let more = self.said(move |words| words::more(words, rest));
        drawn(view! {
            <ul>
                {shown}
                {(rest > 0).then(|| view! { <li>{more}</li> })}
            </ul>
        })
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
