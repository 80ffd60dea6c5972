//! The project's own files, as text, for the tests that hold its plan.
#![allow(dead_code, reason = "each test program uses its part of it")]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, each allowed to import itself and what stands before it.
pub const ROOMS: [&str; 7] =
    ["domain", "protocol", "transport", "store", "components", "element", "gallery"];
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// `src/store/ticker.rs` stands in `store`; `src/lib.rs` in none.
    pub fn room(&self) -> Option<usize> {
        let room = self.path.strip_prefix("src/")?.split('/').next()?;
        ROOMS.iter().position(|name| *name == room)
    }

    /// The code without its tests, which stand last.
    pub fn code(&self) -> &str {
        let gates = [
            "#[cfg(test)]\nmod tests",
            "#[cfg(all(test, not(target_arch = \"wasm32\")))]\nmod tests",
        ];
        let end = gates.iter().filter_map(|gate| self.text.find(gate)).min();
        &self.text[..end.unwrap_or(self.text.len())]
    }

    /// The code without comments.
    pub fn statements(&self) -> impl Iterator<Item = &str> {
        self.code().lines().filter(|line| !line.trim_start().starts_with("//"))
    }
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder of the project; never none, or the rules would
/// hold for nothing.
pub fn files(folder: &str, ending: &str) -> Vec<Source> {
    fn walk(folder: &Path, ending: &str, found: &mut Vec<Source>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, ending, found);
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                found.push(Source { path: name, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), ending, &mut found);
    assert!(!found.is_empty(), "no {ending} below {folder}");
    found
}

pub fn check(sources: &[Source], rule: impl Fn(&Source) -> Vec<String>) {
    let broken: Vec<_> = sources
        .iter()
        .flat_map(|source| rule(source).into_iter().map(|it| format!("{}: {it}", source.path)))
        .collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}
