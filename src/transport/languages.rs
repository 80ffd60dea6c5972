//! The browser's `Intl`, and files of words.
//!
//! Written in JavaScript but for the doors: each door of `Intl` of its own
//! would cost the widget more than all of it does there.

use wasm_bindgen::prelude::*;

use super::{Guard, OnWords, task};
use crate::domain::format::english;
use crate::domain::language::{Format, primary};

#[wasm_bindgen(module = "/src/transport/languages.js")]
extern "C" {
    fn write(tag: &str, kind: u32, value: f64) -> String;
    pub(super) fn language() -> String;
    #[wasm_bindgen(catch)]
    async fn read(folder: Option<String>, name: &str) -> Result<JsValue, JsValue>;
}

/// As the browser writes it. English durations and percentages are written as
/// they are without one, so that the fallback reads the same everywhere.
pub(super) fn format(tag: &str, format: Format, value: f64) -> String {
    use Format::{Days, Hours, Minutes, Percent, Seconds};
    let own = matches!(format, Percent | Seconds | Minutes | Hours | Days);
    if own && primary(tag) == "en" {
        return english(tag, format, value);
    }
    write(tag, format as u32, value)
}

/// Reads a file. Dropping the guard gives up on it.
pub(super) fn read_file(folder: Option<&str>, name: &str, done: OnWords) -> Guard {
    let (folder, name) = (folder.map(str::to_owned), name.to_owned());
    task::run(|_| async move {
        done(read(folder, &name).await.ok().and_then(|text| text.as_string()));
    })
}
