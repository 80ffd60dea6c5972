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
    /// The file that was read last, and where it lies: a host that sets this
    /// and that has it read once.
    file: RefCell<Option<(String, Json)>>,
    /// What was named on the console.
    named: RefCell<Vec<String>>,
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
            file: RefCell::default(),
            named: RefCell::default(),
        });
        speech.speak(options);
        speech
    }

    /// Speaks another language, or with other words. Until those have come it
    /// goes on as before.
    pub(super) fn speak(self: &Rc<Self>, options: LanguageOptions) {
        self.directs.set(!options.direction_is_the_hosts);
        for (id, _) in options.strings.iter().filter(|(id, _)| !is_known(id)) {
            self.warn_once("there is no message", id);
        }
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
        let place = [options.files_url.as_deref().unwrap_or_default(), "/", &name].concat();
        let kept = self.file.borrow().as_ref().filter(|(at, _)| *at == place).cloned();
        if let Some((_, file)) = kept {
            self.say(Words::new(&tag, vec![own, file], self.transport.formats()));
            return;
        }
        let speech = Rc::downgrade(self);
        let done = move |text: Option<String>| {
            let Some(speech) = speech.upgrade() else { return };
            let file = text.as_deref().and_then(read_strings);
            if file.is_none() {
                speech.warn_once("no words, and English instead, for", &place);
            }
            let tag = if file.is_some() || is_hosts { tag.as_str() } else { "en" };
            let layers = [Some(own), file.clone()].into_iter().flatten().collect();
            speech.file.replace(file.map(|file| (place, file)));
            speech.say(Words::new(tag, layers, speech.transport.formats()));
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

    fn warn_once(&self, what: &str, name: &str) {
        let mut named = self.named.borrow_mut();
        if !named.iter().any(|it| it == name) {
            leptos::logging::warn!("job-tray: {what} \"{name}\"");
            named.push(name.to_owned());
        }
    }
}
