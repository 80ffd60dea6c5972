//! The plan of the house, held: rooms import only what is left of them, the
//! pure ones name no outside world, and the small rules of `ARCHITECTURE.md`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod house;

use std::fs;

use house::{ROOMS, Source, check, files, root};

/// Longest file, lines.
const LONGEST_FILE: usize = 320;

/// What a file may not import, as `crate::room` or, inside a room, `super::`
/// beyond it.
fn forbidden_imports(source: &Source) -> Vec<String> {
    let Some(room) = source.room() else { return Vec::new() };
    // Views know the store and the values, not how news travels.
    let allowed = |other: usize| match ROOMS[room] {
        "components" => ["domain", "store", "components"].contains(&ROOMS[other]),
        _ => other <= room,
    };
    source
        .statements()
        .flat_map(|line| {
            (0..ROOMS.len())
                .filter(|other| !allowed(*other))
                .filter(|other| names(line, &format!("crate::{}", ROOMS[*other])))
                .map(|other| format!("imports `{}`", ROOMS[other]))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Whether `word` stands in the line as a whole name.
fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !part(before) && !part(after)
    })
}

fn outside_world(source: &Source) -> Vec<String> {
    const WORLD: [&str; 14] = [
        "web_sys",
        "js_sys",
        "wasm_bindgen",
        "gloo_net",
        "gloo_timers",
        "gloo_events",
        "leptos",
        "Instant",
        "SystemTime",
        "std::time",
        "rand",
        "std::net",
        "std::fs",
        "unsafe",
    ];
    if !["domain", "protocol"].contains(&source.room().map_or("", |room| ROOMS[room])) {
        return Vec::new();
    }
    let json = (ROOMS[source.room().unwrap()] == "domain").then_some("serde_json");
    source
        .statements()
        .flat_map(|line| {
            WORLD.iter().copied().chain(json).filter(|word| names(line, word)).collect::<Vec<_>>()
        })
        .map(|word| format!("names `{word}`"))
        .collect()
}

fn small_rules(source: &Source) -> Vec<String> {
    let mut broken = Vec::new();
    if !source.text.starts_with("//!") {
        broken.push("does not begin with what belongs there (`//!`)".to_owned());
    }
    let lines = source.text.lines().count();
    if lines > LONGEST_FILE {
        broken.push(format!("has {lines} lines, more than {LONGEST_FILE}"));
    }
    if source.text.lines().any(|line| line.ends_with([' ', '\t'])) {
        broken.push("has spaces at the end of a line".to_owned());
    }
    for (word, why) in [
        (".unwrap()", "can panic"),
        (".forget()", "outlives its owner"),
        ("dbg!", "is for the desk"),
        ("TODO", "belongs in an issue"),
        ("static mut", "is module-level mutable state"),
        ("thread_local!", "is module-level mutable state"),
    ] {
        // The pure rooms hold nothing that could outlive anything.
        let pure = word == ".forget()" && source.room().is_some_and(|room| room < 2);
        if !pure && source.code().contains(word) {
            broken.push(format!("`{word}` {why}"));
        }
    }
    broken
}

#[test]
fn rooms_import_only_what_is_left_of_them() {
    check(&files("src", ".rs"), forbidden_imports);
}

#[test]
fn nobody_but_the_binaries_names_the_gallery_and_the_element() {
    check(&files("src", ".rs"), |source| {
        let door = ["src/lib.rs", "src/main.rs", "src/preview.rs"].contains(&source.path.as_str());
        let words = ["job_tray::element", "job_tray::gallery"];
        let named = words.into_iter().filter(|word| !door && source.code().contains(word));
        named.map(|word| format!("names `{word}`")).collect()
    });
}

#[test]
fn the_pure_rooms_name_no_clock_no_browser_no_signal() {
    check(&files("src", ".rs"), outside_world);
}

#[test]
fn every_file_keeps_the_small_rules() {
    check(&files("src", ".rs"), small_rules);
}

#[test]
fn signals_of_the_store_are_written_in_the_store() {
    // What a view may write is its own: whether something is open or asked, how a log
    // is looked at, and what `ListView` holds of the list. The element writes what its attributes say, the preview
    // what it lists.
    check(&files("src/components", ".rs"), |source| {
        let own = |line: &str| {
            ["open.", "asks.", "look.", "help.", "search."].iter().any(|it| line.contains(it))
        };
        let writes =
            |line: &&str| [".set(", ".update(", ".write("].iter().any(|it| line.contains(it));
        if source.path.ends_with("list_view.rs") {
            return Vec::new();
        }
        source
            .statements()
            .filter(writes)
            .filter(|line| !own(line))
            .map(|line| format!("writes a signal: {}", line.trim()))
            .collect()
    });
}

#[test]
fn every_room_says_what_belongs_there() {
    for room in ROOMS {
        let path = root().join("src").join(room).join("mod.rs");
        let text = fs::read_to_string(&path).unwrap();
        let words = text.lines().take_while(|line| line.starts_with("//!")).count();
        assert!(words >= 4, "src/{room}/mod.rs says too little of what belongs there");
    }
}

#[test]
fn the_map_of_the_house_is_short_and_names_every_room() {
    let map = fs::read_to_string(root().join("src/ARCHITECTURE.md")).unwrap();
    assert!(map.lines().count() <= 150, "{} lines", map.lines().count());
    for room in ROOMS {
        assert!(map.contains(&format!("- `{room}`")), "{room} is not on the map");
    }
}

/// Each rule, on a text that breaks it and on one that keeps it.
mod rules_can_fail {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    #[test]
    fn imports() {
        let bad = source("src/domain/job.rs", "//! x\nuse crate::protocol::wire;\n");
        assert_eq!(forbidden_imports(&bad), ["imports `protocol`"]);
        let bad = source("src/components/row.rs", "use crate::transport::Guard;");
        assert_eq!(forbidden_imports(&bad), ["imports `transport`"]);
        let good = source("src/store/a.rs", "use crate::domain::job::Job;\n// crate::element");
        assert!(forbidden_imports(&good).is_empty());
    }

    #[test]
    fn the_outside_world() {
        let bad = source("src/protocol/a.rs", "let now = Instant::now();");
        assert_eq!(outside_world(&bad), ["names `Instant`"]);
        let bad = source("src/domain/a.rs", "use serde_json::Value;");
        assert_eq!(outside_world(&bad), ["names `serde_json`"]);
        let good = source("src/protocol/a.rs", "use serde_json::Value; let random = operand;");
        assert!(outside_world(&good).is_empty());
    }

    #[test]
    fn small_things() {
        let long = format!("//! x\n{}", "\n".repeat(LONGEST_FILE));
        assert_eq!(small_rules(&source("a", &long)).len(), 1);
        assert_eq!(small_rules(&source("a", "fn a() { b.unwrap() } \n")).len(), 3);
        let tested = "//! x\n#[cfg(test)]\nmod tests { a.unwrap() }";
        assert!(small_rules(&source("a", tested)).is_empty());
    }
}
