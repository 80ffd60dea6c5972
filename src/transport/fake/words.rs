//! The scripted world's language and its files of words.

use super::{FakeTransport, World};
use crate::domain::format::english;
use crate::domain::language::Formats;
use crate::transport::{Guard, OnWords};

pub(super) struct FakeWords {
    pub(super) language: String,
    pub(super) formats: Formats,
    /// Files that are being read: a key, folder and name.
    reading: Vec<(u64, String, OnWords)>,
}

impl Default for FakeWords {
    fn default() -> Self {
        Self { language: "en".to_owned(), formats: english, reading: Vec::new() }
    }
}

impl World {
    fn stop_reading(&mut self, found: impl Fn(&(u64, String, OnWords)) -> bool) -> Option<OnWords> {
        let place = self.words.reading.iter().position(found)?;
        Some(self.words.reading.remove(place).2)
    }
}

impl FakeTransport {
    /// The page is in this language from now on, and its browser writes so.
    pub fn set_language(&self, tag: &str, formats: Formats) {
        let words = &mut self.0.borrow_mut().words;
        words.language = tag.to_owned();
        words.formats = formats;
    }

    /// The files of words that are waited for, oldest first: "de", or
    /// "/folder/de" where the host named one.
    #[must_use]
    pub fn files(&self) -> Vec<String> {
        self.0.borrow().words.reading.iter().map(|(_, name, _)| name.clone()).collect()
    }

    /// Gives the text of a file, or tells that it cannot be read; false if
    /// nobody waits for it.
    pub fn give_file(&self, name: &str, text: Option<&str>) -> bool {
        let done = self.0.borrow_mut().stop_reading(|(_, it, _)| it == name);
        let Some(done) = done else { return false };
        done(text.map(str::to_owned));
        true
    }

    pub(super) fn read_file(&self, folder: Option<&str>, name: &str, done: OnWords) -> Guard {
        let key = {
            let mut world = self.0.borrow_mut();
            let key = world.next();
            let name = folder.map_or_else(|| name.to_owned(), |folder| format!("{folder}/{name}"));
            world.words.reading.push((key, name, done));
            key
        };
        let world = self.0.clone();
        Guard::new(move || {
            let ended = world.borrow_mut().stop_reading(|(it, ..)| *it == key);
            drop(ended);
        })
    }
}
