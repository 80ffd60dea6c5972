//! Every language has every message, with the same places and each plural form
//! it needs, and no message is there for nothing.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod house;

use std::collections::BTreeMap;
use std::fs;

use house::{files, root};
use job_tray::domain::json::Json;
use job_tray::domain::language::FILES;
use job_tray::domain::line::Line;
use job_tray::domain::status::Status;
use job_tray::domain::words::messages::{CATEGORIES, MESSAGES, PLURALS, is_known};
use job_tray::domain::words::{line, line_id};
use job_tray::domain::{language::Words, words};
use job_tray::protocol::strings::read_strings;

/// The plural categories of whole numbers, by Unicode's rules (CLDR).
fn categories(language: &str) -> &'static [&'static str] {
    match language {
        "ja" => &["other"],
        "de" => &["one", "other"],
        "es" | "fr" => &["one", "many", "other"],
        "ar" => &CATEGORIES,
        unknown => panic!("which plural forms has {unknown}?"),
    }
}

type Strings = BTreeMap<String, String>;

fn language(name: &str) -> Strings {
    let path = root().join(format!("public/languages/{name}.json"));
    let text = fs::read_to_string(path).unwrap();
    let Some(Json::Object(entries)) = read_strings(&text) else { panic!("{name} is no object") };
    let count = entries.len();
    let strings: Strings = entries
        .into_iter()
        .map(|(id, text)| (id, text.as_str().expect("a text").to_owned()))
        .collect();
    assert_eq!(strings.len(), count, "{name} says something twice");
    strings
}

/// What a language must have: each id with its English.
fn wanted(language: &str) -> Vec<(String, &'static str)> {
    let plain = MESSAGES.iter().map(|message| (message.id.to_owned(), message.english));
    let counted = PLURALS.iter().flat_map(|plural| {
        let forms = categories(language).iter();
        forms.map(|category| (format!("{}.{category}", plural.id), plural.other))
    });
    plain.chain(counted).collect()
}

fn places(text: &str) -> Vec<&str> {
    let mut places: Vec<_> =
        text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
    places.sort_unstable();
    places
}

/// What is wrong with a translation, if anything.
fn faults(id: &str, english: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    // Where a form stands for one number alone, words may stand for the figure.
    let spelt = [".zero", ".one", ".two"].iter().any(|it| id.ends_with(it));
    let same = places(text) == places(english) || (spelt && places(text).is_empty());
    if !same {
        faults.push(format!("{id}: other places than “{english}”"));
    }
    if text.trim() != text || text.is_empty() || text.contains("  ") {
        faults.push(format!("{id}: white space"));
    }
    for (sign, better) in [("...", "…"), ("'", "’"), ("\"", "the language's quotation marks")] {
        if text.contains(sign) {
            faults.push(format!("{id}: {sign} instead of {better}"));
        }
    }
    if english.ends_with('…') != text.ends_with('…') {
        faults.push(format!("{id}: what goes on ends in “…”"));
    }
    faults
}

#[test]
fn every_language_is_whole_and_says_nothing_else() {
    for name in FILES {
        let strings = language(name);
        let wanted = wanted(name);
        for (id, english) in &wanted {
            let text = strings.get(id).unwrap_or_else(|| panic!("{name} lacks {id}: {english}"));
            let faults = faults(id, english, text);
            assert!(faults.is_empty(), "{name}: {faults:?}");
        }
        for id in strings.keys() {
            assert!(wanted.iter().any(|(it, _)| it == id), "{name} has {id}, which is no message");
        }
    }
}

#[test]
fn every_file_is_a_language_the_tray_knows_of() {
    let names: Vec<_> = files("public/languages", ".json").into_iter().map(|it| it.path).collect();
    let known = FILES.map(|name| format!("public/languages/{name}.json"));
    assert!(names.iter().all(|name| known.contains(name)), "{names:?}");
    assert_eq!(names.len(), known.len());
}

#[test]
fn no_two_messages_share_an_id_and_none_is_used_nowhere() {
    let table = "src/domain/words/messages.rs";
    let code: String = files("src", ".rs")
        .iter()
        .filter(|file| file.path != table && !file.path.ends_with("tests.rs"))
        .map(|file| file.code().to_owned())
        .collect();
    let table = fs::read_to_string(root().join(table)).unwrap();
    let mut ids = Vec::new();
    let entries = table.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("    ")?.split_once(": \"")?;
        Some((name, rest.split_once('"')?.0))
    });
    for (name, id) in entries {
        assert!(!ids.contains(&id), "{id} stands twice");
        ids.push(id);
        assert!(is_known(id) || is_known(&format!("{id}.other")), "{id}");
        let named = ["say::", "messages::"].iter().any(|door| {
            let word = format!("{door}{name}");
            code.match_indices(&word).any(|(at, _)| {
                let after = code[at + word.len()..].chars().next();
                !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            })
        });
        // Found by what the code or the server calls them.
        let by_name = Status::KNOWN.iter().any(|it| id == format!("status.{}", it.as_str()))
            || Line::ALL.iter().any(|it| id == format!("line.{}", line_id(*it)))
            || ["action.retry", "action.cancel"].contains(&id)
            || id.starts_with("type.");
        assert!(named || by_name, "{name} ({id}) is used nowhere");
    }
    assert_eq!(ids.len(), MESSAGES.len() + PLURALS.len(), "{ids:?}");
}

#[test]
fn what_is_found_by_its_name_is_in_the_table() {
    let english = Words::default();
    let has = |id: &str| MESSAGES.iter().any(|message| message.id == id);
    for it in Line::ALL {
        assert!(has(&format!("line.{}", line_id(it))), "{}", line(&english, it));
    }
    for status in Status::KNOWN {
        assert!(has(&format!("status.{}", status.as_str())));
    }
    assert_eq!(words::status(&english, &Status::WaitingReview), "Waiting for review");
}

#[test]
fn the_readme_lists_every_message() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let cell = |text: &str| text.replace('|', "\\|");
    let plain = MESSAGES.iter().map(|it| format!("| `{}` | {} |", it.id, cell(it.english)));
    let counted = PLURALS.iter().map(|it| format!("| `{}.*` | {} |", it.id, cell(it.other)));
    let table: Vec<_> = plain.chain(counted).collect();
    let table = format!("| id | English |\n|---|---|\n{}\n", table.join("\n"));
    assert!(readme.contains(&table), "the table of messages in the README should read\n\n{table}");
}

/// Each rule, on a text that breaks it and on one that keeps it.
#[test]
fn rules_can_fail() {
    assert_eq!(faults("a", "Job {id}", "Aufgabe {id}"), [""; 0]);
    assert_eq!(faults("a", "Job {id}", "Aufgabe").len(), 1);
    assert_eq!(faults("a", "Job {id}", "Aufgabe {Id}").len(), 1);
    assert_eq!(faults("a.two", "{count} jobs", "مهمتان"), [""; 0]);
    assert_eq!(faults("a.few", "{count} jobs", "مهام").len(), 1);
    assert_eq!(faults("a", "Loading…", "Lädt...").len(), 2);
    assert_eq!(faults("a", "Yes", " Ja").len(), 1);
}
