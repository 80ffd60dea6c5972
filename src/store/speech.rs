//! What the tray speaks at the moment.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;

use super::options::LanguageOptions;
use crate::domain::json::Json;
use crate::domain::language::{FILES, Words, primary, tag};
use crate::domain::words::messages::is_known;
use crate::protocol::strings::read_strings;
use crate::transport::{Guard, Transport};

/// How long a tray stays away until its words have come; then it speaks English
/// until they do.
const PATIENCE_MS: u64 = 1_000;

/// The language, as signals. English words are there at once; others come as a
/// file.
pub(super) struct Speech {
    pub(super) words: ArcRwSignal<Words>,
    /// Whether the first words are still on their way.
    pub(super) awaits: ArcRwSignal<bool>,
    /// Whether the direction of the script is the tray's to set.
    pub(super) directs: ArcRwSignal<bool>,
    transport: Rc<dyn Transport>,
    /// Reads a file, and waits for it.
    reading: RefCell<Option<[Guard; 2]>>,
    /// Ids that were named on the console.
    rejected: RefCell<Vec<String>>,
}

impl Speech {
    /// Speaks as the host and the page wish.
    pub(super) fn new(transport: Rc<dyn Transport>, options: LanguageOptions) -> Rc<Self> {
        let speech = Rc::new(Self {
            words: ArcRwSignal::new(Words::default()),
            awaits: ArcRwSignal::new(true),
            directs: ArcRwSignal::new(true),
            transport,
            reading: RefCell::default(),
            rejected: RefCell::default(),
        });
        speech.speak(options);
        speech
    }

    /// Speaks another language, or with other words. Until those have come it
    /// goes on as before.
    pub(super) fn speak(self: &Rc<Self>, options: LanguageOptions) {
        self.directs.set(!options.direction_is_the_hosts);
        self.name_unknown(&options.strings);
        let is_stated = options.tag.is_some();
        let wanted = options.tag.or(options.page_tag);
        let tag = tag(&wanted.unwrap_or_else(|| self.transport.language()));
        let entries = options.strings.into_iter().map(|(id, text)| (id, Json::String(text)));
        let own = Json::Object(entries.collect());
        let name = primary(&tag);
        let is_english = name == "en";
        // A host that states a language and brings words speaks that language.
        let is_hosts = is_stated && !own.is_empty();
        let has_file = options.files_url.is_some() || FILES.contains(&name.as_str());
        if is_english || !has_file {
            let tag = if is_english || is_hosts { tag.as_str() } else { "en" };
            self.say(Words::new(tag, vec![own], self.transport.formats()));
            return;
        }
        let speech = Rc::downgrade(self);
        let done = {
            let name = name.clone();
            move |text: Option<String>| {
                let Some(speech) = speech.upgrade() else { return };
                let read = text.as_deref().and_then(read_strings);
                if read.is_none() {
                    leptos::logging::warn!(
                        "job-tray: no words could be read for \"{name}\", English is used"
                    );
                }
                let tag = if read.is_some() || is_hosts { tag.as_str() } else { "en" };
                let layers = [Some(own), read].into_iter().flatten().collect();
                speech.say(Words::new(tag, layers, speech.transport.formats()));
            }
        };
        let awaits = self.awaits.clone();
        let patience = self.transport.wake_after(PATIENCE_MS, Box::new(move || awaits.set(false)));
        let file = options.files_url.as_deref();
        let reading = self.transport.read_words(file, &name, Box::new(done));
        let before = self.reading.replace(Some([reading, patience]));
        drop(before);
    }

    fn say(&self, words: Words) {
        self.words.set(words);
        self.awaits.set(false);
        let over = self.reading.take();
        drop(over);
    }

    /// Names what is no message on the console, once.
    fn name_unknown(&self, strings: &[(String, String)]) {
        let mut rejected = self.rejected.borrow_mut();
        for (id, _) in strings {
            if !is_known(id) && !rejected.contains(id) {
                leptos::logging::warn!("job-tray: there is no message \"{id}\"");
                rejected.push(id.clone());
            }
        }
    }
}
