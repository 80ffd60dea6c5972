//! What a host page may rely on: the tokens of the style sheet, and that the
//! README names every attribute and part.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod house;

use std::fs;

use house::{check, files, root};

/// The custom properties a style sheet uses, and those it declares.
fn properties(text: &str) -> (Vec<&str>, Vec<&str>) {
    let end =
        |text: &str| text.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(text.len());
    let (mut used, mut declared) = (Vec::new(), Vec::new());
    for (at, _) in text.match_indices("--job-tray-") {
        let word = &text[at..at + end(&text[at..])];
        if text[..at].trim_end().ends_with("var(") {
            used.push(word);
        } else if text[at + word.len()..].trim_start().starts_with(':') {
            declared.push(word);
        }
    }
    (used, declared)
}

fn raw_colours(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(_, value)| {
            let hex = value
                .split(['#'])
                .skip(1)
                .any(|rest| rest.chars().take_while(char::is_ascii_hexdigit).count() >= 3);
            hex || ["rgb(", "rgba(", "hsl(", "oklch(", "oklab("].iter().any(|it| value.contains(it))
        })
        .map(|(_, value)| format!("raw colour:{value}"))
        .collect()
}

#[test]
fn style_sheets_use_declared_tokens_and_declare_none_of_their_own() {
    let tokens = fs::read_to_string(root().join("style/tokens.css")).unwrap();
    let (_, declared) = properties(&tokens);
    assert!(declared.len() > 20, "{declared:?}");
    let mut sheets = files("style/components", ".css");
    sheets.extend(files("style", "base.css"));
    check(&sheets, |sheet| {
        let (used, own) = properties(&sheet.text);
        let unknown = used.into_iter().filter(|it| !declared.contains(it));
        unknown
            .map(|it| format!("uses `{it}`, which tokens.css does not declare"))
            .chain(own.into_iter().map(|it| format!("declares `{it}`")))
            .chain(raw_colours(&sheet.text))
            .collect()
    });
    let all: String = sheets.iter().map(|sheet| sheet.text.as_str()).collect::<String>() + &tokens;
    let (used, _) = properties(&all);
    let idle: Vec<_> = declared.iter().filter(|it| !used.contains(it)).collect();
    assert!(idle.is_empty(), "declared for nothing: {idle:?}");
}

#[test]
fn every_style_sheet_is_part_of_the_stylesheet() {
    let list = fs::read_to_string(root().join("src/components/stylesheet.rs")).unwrap();
    check(&files("style/components", ".css"), |sheet| {
        let named = list.contains(&format!("../../{}", sheet.path));
        if named { Vec::new() } else { vec!["is not part of STYLESHEET".to_owned()] }
    });
}

#[test]
fn the_readme_names_every_attribute_and_part() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let attributes = fs::read_to_string(root().join("src/element/attributes.rs")).unwrap();
    let names = attributes.lines().filter(|line| line.starts_with("pub(super) const"));
    let names: Vec<_> = names.filter_map(|line| line.split('"').nth(1)).collect();
    assert!(names.len() >= 3, "{names:?}");
    let views = files("src/components", ".rs");
    // As an attribute of a view, and as a call where elements are made one by one.
    let parts = views.iter().flat_map(|view| {
        ["part=\"", ".part(\""].into_iter().flat_map(|before| view.code().split(before).skip(1))
    });
    let parts: Vec<_> = parts.filter_map(|rest| rest.split('"').next()).collect();
    assert!(parts.len() >= 20, "{parts:?}");
    for name in names.into_iter().chain(parts) {
        assert!(readme.contains(&format!("`{name}`")), "the README does not name `{name}`");
    }
}

/// Each rule, on a text that breaks it and on one that keeps it.
mod rules_can_fail {
    use super::*;

    #[test]
    fn styles() {
        let sheet = "a { color: var(--job-tray-text); --job-tray-own: #fff; }";
        assert_eq!(properties(sheet), (vec!["--job-tray-text"], vec!["--job-tray-own"]));
        assert_eq!(raw_colours("a {\n  color: #a1b2c3;\n  margin: 0;\n}").len(), 1);
        assert_eq!(raw_colours("a {\n  background: rgb(0 0 0);\n}").len(), 1);
        assert!(raw_colours("a:hover {\n  color: var(--x);\n}").is_empty());
    }
}
