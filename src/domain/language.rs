//! What a tray speaks: a language's messages, and how it writes numbers, times
//! and plurals.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::format::{self, Unit};
use super::job_type::humanise;
use super::json::Json;
use super::words::messages::{MESSAGES, Message, Plural};

/// What is to be written in the language's way. In the order of the browser's
/// side, which knows each by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The plural category of a count: `one`, `few`, `other`.
    Plural,
    /// A count.
    Number,
    /// Per cent, 0 to 100.
    Percent,
    /// The time of day, from milliseconds since the Unix epoch.
    Time,
    /// Date and time, from milliseconds since the Unix epoch.
    DateTime,
    /// A number of seconds; minutes, hours and days follow.
    Seconds,
    /// A number of minutes.
    Minutes,
    /// A number of hours.
    Hours,
    /// A number of days.
    Days,
    /// So many seconds ago; minutes, hours and days follow.
    SecondsAgo,
    /// So many minutes ago.
    MinutesAgo,
    /// So many hours ago.
    HoursAgo,
    /// So many days ago.
    DaysAgo,
}

/// Writes a value as the language with this tag does. The browser knows how;
/// where there is none, [`format::english`] does.
pub type Formats = fn(&str, Format, f64) -> String;

/// A language, ready to be spoken; clones share it.
#[derive(Clone)]
pub struct Words(Arc<Spoken>);

struct Spoken {
    tag: String,
    /// Objects of texts by id; the first that has one counts.
    layers: Vec<Json>,
    formats: Formats,
}

impl Default for Words {
    /// English, without a browser.
    fn default() -> Self {
        Self::new("en", Vec::new(), format::english)
    }
}

impl Words {
    /// A language by its tag (BCP 47, `de-AT`), from objects of texts by id; the
    /// first that has a text counts, English where none has.
    #[must_use]
    pub fn new(tag: &str, layers: Vec<Json>, formats: Formats) -> Self {
        Self(Arc::new(Spoken { tag: tag.to_owned(), layers, formats }))
    }

    /// The language's tag.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.0.tag
    }

    /// Differs from that of all other words, for what is made of them at once.
    #[must_use]
    pub fn stamp(&self) -> String {
        Arc::as_ptr(&self.0).addr().to_string()
    }

    /// Direction of the language's script, as HTML names it.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        if RIGHT_TO_LEFT.contains(&primary(self.tag()).as_str()) { "rtl" } else { "ltr" }
    }

    fn found(&self, id: &str) -> Option<&str> {
        self.0.layers.iter().find_map(|layer| layer.get(id)?.as_str())
    }

    /// A message without places.
    #[must_use]
    pub fn say(&self, message: Message) -> String {
        self.found(message.id).unwrap_or(message.english).to_owned()
    }

    /// A message with its places filled.
    #[must_use]
    pub fn fill(&self, message: Message, places: &[(&str, &str)]) -> String {
        filled(self.found(message.id).unwrap_or(message.english), places)
    }

    /// A message that counts, in the right plural form.
    #[must_use]
    pub fn count(&self, plural: Plural, count: u64) -> String {
        let number = self.number(count);
        let category = self.write(Format::Plural, number_of(count));
        // A host that sets one form for all means it for all.
        let text = self.0.layers.iter().find_map(|layer| {
            let of = |category: &str| layer.get(&[plural.id, ".", category].concat())?.as_str();
            of(&category).or_else(|| of("other"))
        });
        let english = if count == 1 { plural.one } else { plural.other };
        filled(text.unwrap_or(english), &[("count", &number)])
    }

    /// Words for a name of the server's own, such as a job's type: what the
    /// table has under `family.name`, or else the name itself, made readable.
    #[must_use]
    pub fn named(&self, family: &str, name: &str) -> String {
        let id = [family, ".", name].concat();
        let english = || MESSAGES.iter().find(|message| message.id == id).map(|it| it.english);
        self.found(&id).or_else(english).map_or_else(|| humanise(name), str::to_owned)
    }

    /// A text of the server's as a part of a message: kept apart where its
    /// direction could disturb the rest.
    #[must_use]
    pub fn isolated(&self, text: &str) -> String {
        // The scripts from right to left, and their older forms.
        let backwards = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
        let mixed = self.direction() == "rtl" || text.chars().any(backwards);
        if mixed { ["\u{2068}", text, "\u{2069}"].concat() } else { text.to_owned() }
    }

    fn write(&self, format: Format, value: f64) -> String {
        (self.0.formats)(self.tag(), format, value)
    }

    /// A count.
    #[must_use]
    pub fn number(&self, number: u64) -> String {
        self.write(Format::Number, number_of(number))
    }

    /// Whole per cent: "42 %".
    #[must_use]
    pub fn percent(&self, percent: u8) -> String {
        self.write(Format::Percent, percent.into())
    }

    /// A duration in the two largest units that matter: "3 min 5 s". Negative
    /// durations, in milliseconds like all, read as zero.
    #[must_use]
    pub fn duration(&self, milliseconds: i64) -> String {
        let ((large, unit), small) = format::units(milliseconds);
        let mut text = self.amount(large, unit);
        if let Some((small, unit)) = small {
            text.push(' ');
            text.push_str(&self.amount(small, unit));
        }
        text
    }

    /// So much time in this unit, whatever it would be in a larger one: "70 s".
    #[must_use]
    pub fn amount(&self, count: u64, unit: Unit) -> String {
        let format = match unit {
            Unit::Second => Format::Seconds,
            Unit::Minute => Format::Minutes,
            Unit::Hour => Format::Hours,
            Unit::Day => Format::Days,
        };
        self.write(format, number_of(count))
    }

    /// How long ago, in one unit: "3 minutes ago". Milliseconds; what has not
    /// been yet reads as now.
    #[must_use]
    pub fn ago(&self, milliseconds: i64) -> String {
        let ((large, unit), _) = format::units(milliseconds);
        let format = match unit {
            Unit::Second => Format::SecondsAgo,
            Unit::Minute => Format::MinutesAgo,
            Unit::Hour => Format::HoursAgo,
            Unit::Day => Format::DaysAgo,
        };
        self.write(format, number_of(large))
    }

    /// The time of day, where the user is.
    #[must_use]
    pub fn time(&self, at: DateTime<Utc>) -> String {
        self.write(Format::Time, milliseconds_of(at))
    }

    /// Date and time, where the user is.
    #[must_use]
    pub fn date_time(&self, at: DateTime<Utc>) -> String {
        self.write(Format::DateTime, milliseconds_of(at))
    }
}

/// Beyond 2^53, where this rounds, no count of the tray comes.
#[allow(clippy::cast_precision_loss)]
const fn number_of(count: u64) -> f64 {
    count as f64
}

#[allow(clippy::cast_precision_loss)]
fn milliseconds_of(at: DateTime<Utc>) -> f64 {
    at.timestamp_millis() as f64
}

/// Languages whose words come with the tray, each as a file `de.json`.
pub const FILES: [&str; 5] = ["ar", "de", "es", "fr", "ja"];

/// A language tag as hosts write them, such as `de_AT`, made orderly; English
/// where it can be none.
#[must_use]
pub fn tag(text: &str) -> String {
    let tag = text.trim().replace('_', "-");
    let orderly = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if tag.split('-').all(orderly) { tag } else { "en".to_owned() }
}

/// Languages written from right to left.
const RIGHT_TO_LEFT: [&str; 10] = ["ar", "fa", "he", "ur", "ckb", "dv", "ps", "sd", "ug", "yi"];

/// The language of a tag, without country and script: `de` of `de-AT`.
#[must_use]
pub fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or(tag).to_ascii_lowercase()
}

/// Puts values into their places. A place without a value stays as it stands.
fn filled(text: &str, places: &[(&str, &str)]) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        whole.push_str(before);
        let value = after.split_once('}').and_then(|(name, after)| {
            Some((places.iter().find(|(place, _)| *place == name)?.1, after))
        });
        rest = match value {
            Some((value, after)) => {
                whole.push_str(value);
                after
            }
            None => {
                whole.push('{');
                after
            }
        };
    }
    whole.push_str(rest);
    whole
}
