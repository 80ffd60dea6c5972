//! Browser I/O: the only room of the widget that opens a connection, sets a
//! timer or listens to the page.
//!
//! Belongs here: the trait the store drives, its implementation on the
//! browser, and the scripted one for tests and previews. May import `protocol`
//! and `domain`. Carries, decides nothing: what to do next is the engine's.
//! Invariant: everything started gives a [`Guard`]; dropping it ends it.

mod attention;
mod browser;
mod csrf;
mod event_stream;
pub mod fake;
mod fetch_stream;
mod languages;
mod memory;
mod options;
mod request;
mod tabs;
mod task;
mod turns;

pub use browser::BrowserTransport;
pub use options::{BrowserOptions, Credentials, Csrf, HeaderHook, Headers};

use crate::domain::attention::Attention;
use crate::domain::format::english;
use crate::domain::language::Formats;
use crate::protocol::actions::{Lead, Now, StreamEnd, StreamMessage, StreamRequest};
use crate::protocol::http::{HttpReply, HttpRequest, TransportError};

/// What a stream has to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamNews {
    /// It is open.
    Opened,
    /// One message, whatever its event name.
    Message(StreamMessage),
    /// A message was too large and was left out.
    Dropped,
    /// It had so many lines that mean nothing.
    OddLines(u64),
    /// It is over; nothing follows.
    Ended(StreamEnd),
}

/// What the page has to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageNews {
    /// It became visible or hidden.
    Visible(bool),
    /// The network came or went, as far as the browser knows.
    Online(bool),
    /// It is about to be frozen or put into the back/forward cache.
    Suspended,
    /// It was frozen or in the back/forward cache.
    Resumed,
}

/// What the other tabs of the browser have to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TabNews {
    /// This tab has the lead, or has lost it.
    Led(bool),
    /// Another tab said this.
    Heard(String),
}

/// This tab's place among the tabs of its browser. Dropping it gives up the
/// lead and ends the conversation.
pub trait Tabs {
    /// Sees to the lead; the answer is [`TabNews::Led`]. Giving it up, or what
    /// one already has or waits for, has none. Where the browser lets the page
    /// share nothing after all (it is of no origin), it leads alone.
    fn lead(&self, lead: Lead);
    /// Says something to the others.
    fn tell(&self, text: &str);
}

/// Called once with the answer to a request.
pub type OnReply = Box<dyn FnOnce(Result<HttpReply, TransportError>)>;
/// Called with everything a stream has to tell.
pub type OnStream = Box<dyn Fn(StreamNews)>;
/// Called with everything the page has to tell.
pub type OnPage = Box<dyn Fn(PageNews)>;
/// Called with everything the other tabs have to tell.
pub type OnTabs = Box<dyn Fn(TabNews)>;
/// Called with what is remembered whenever another tab changed it.
pub type OnMemory = Box<dyn Fn(Option<String>)>;

/// Called once with the text of a file of words, if it could be read.
pub type OnWords = Box<dyn FnOnce(Option<String>)>;

/// The world outside, as far as the tray needs it.
pub trait Transport {
    /// The device's clocks.
    fn now(&self) -> Now;
    /// A number that differs between clients, to seed the jitter.
    fn seed(&self) -> u64;
    /// Sends a request. Dropping the guard aborts it and `done` is not called.
    fn send(&self, request: &HttpRequest, done: OnReply) -> Guard;
    /// Opens a stream. Dropping the guard closes it.
    fn open_stream(&self, request: &StreamRequest, on: OnStream) -> Guard;
    /// Calls `wake` after so many milliseconds, or later. Dropping the guard
    /// cancels it.
    fn wake_after(&self, milliseconds: u64, wake: Box<dyn FnOnce()>) -> Guard;
    /// Listens to the page and tells its present state first. Dropping the
    /// guard ends it.
    fn watch_page(&self, on: OnPage) -> Guard;
    /// Joins the tabs of this browser that use the same name; `None` where the
    /// browser lacks what that takes.
    fn join_tabs(&self, name: &str, on: OnTabs) -> Option<Box<dyn Tabs>>;
    /// The text kept on the device under this name.
    fn remembered(&self, name: &str) -> Option<String>;
    /// Keeps a text under this name, or nothing. A device that refuses is no
    /// error: what is not kept is asked for again.
    fn remember(&self, name: &str, text: Option<&str>);
    /// Listens to what other tabs keep under this name. Dropping the guard
    /// ends it.
    fn watch_memory(&self, name: &str, on: OnMemory) -> Guard;
    /// How numbers and times are written.
    fn formats(&self) -> Formats {
        english
    }
    /// The page's language, or the user's: a tag such as `de-AT`.
    fn language(&self) -> String {
        "en".to_owned()
    }
    /// Reads the words of a language, such as `de`, from the folder of this
    /// address, or from where they lie beside the program. Dropping the guard
    /// gives up on it and `done` is not called.
    fn read_words(&self, _folder: Option<&str>, _name: &str, done: OnWords) -> Guard {
        done(None);
        Guard::new(|| {})
    }
    /// Title and icons count so many more, or fewer, as far as these means are
    /// allowed; all trays of a page count together.
    fn badge(&self, _means: Attention, _more: i32) {}
    /// Calls the user by notification and sound, as far as these are allowed.
    /// A call takes the place of an older one of the same tag.
    fn call(&self, _means: Attention, _tag: &str, _title: &str, _text: &str) {}
    /// Whether notifications may be shown; `None` if the user was not asked yet.
    fn may_notify(&self) -> Option<bool> {
        Some(false)
    }
    /// Asks the user whether they may. Dropping the guard forgets the answer.
    fn ask_to_notify(&self, done: Box<dyn FnOnce(bool)>) -> Guard {
        done(false);
        Guard::new(|| {})
    }
}

/// Ends what it stands for when dropped.
#[must_use = "dropping a guard ends what it stands for"]
pub struct Guard(Option<Box<dyn FnOnce()>>);

impl Guard {
    /// A guard that runs `end` when dropped.
    pub fn new(end: impl FnOnce() + 'static) -> Self {
        Self(Some(Box::new(end)))
    }

    /// A guard that keeps something alive.
    pub fn holding<T: 'static>(held: T) -> Self {
        Self::new(move || drop(held))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            end();
        }
    }
}
