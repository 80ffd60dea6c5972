//! A scripted world: a [`Transport`] for tests and previews, with a clock that
//! is moved by hand.

mod attention;
mod others;
mod words;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use attention::FakeAttention;
use others::{FakeMemory, FakeTabs};
use words::FakeWords;

use super::{
    Guard, OnMemory, OnPage, OnReply, OnStream, OnTabs, OnWords, PageNews, StreamNews, Tabs,
    Transport,
};
use crate::domain::attention::Attention;
use crate::domain::language::Formats;
use crate::protocol::actions::{Now, StreamRequest};
use crate::protocol::http::{HttpReply, HttpRequest, Method, TransportError};

/// A handle on the scripted world; clones share it.
#[derive(Clone, Default)]
pub struct FakeTransport(Rc<RefCell<World>>);

#[derive(Default)]
struct World {
    now: Now,
    next: u64,
    requests: BTreeMap<u64, (HttpRequest, OnReply)>,
    streams: BTreeMap<u64, (StreamRequest, Rc<OnStream>)>,
    timers: BTreeMap<u64, Timer>,
    page: Option<Rc<OnPage>>,
    tabs: FakeTabs,
    memory: FakeMemory,
    words: FakeWords,
    attention: FakeAttention,
}

/// When it is due, and what then happens.
type Timer = (u64, Box<dyn FnOnce()>);

impl World {
    fn next(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

impl FakeTransport {
    /// A world whose wall clock stands at this time.
    #[must_use]
    pub fn new(wall_ms: i64) -> Self {
        let fake = Self::default();
        fake.0.borrow_mut().now.wall_ms = wall_ms;
        fake
    }

    /// The requests that wait for an answer, oldest first: "GET /processes/1".
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.0
            .borrow()
            .requests
            .values()
            .map(|(request, _)| {
                let method = match request.method {
                    Method::Get => "GET",
                    Method::Post => "POST",
                };
                format!("{method} {}", request.url)
            })
            .collect()
    }

    /// The addresses of the open streams.
    #[must_use]
    pub fn streams(&self) -> Vec<String> {
        self.0.borrow().streams.values().map(|(request, _)| request.url.clone()).collect()
    }

    /// The open streams as they were asked for, oldest first.
    #[must_use]
    pub fn stream_requests(&self) -> Vec<StreamRequest> {
        self.0.borrow().streams.values().map(|(request, _)| request.clone()).collect()
    }

    /// How many timers run.
    #[must_use]
    pub fn timers(&self) -> usize {
        self.0.borrow().timers.len()
    }

    /// Whether anybody listens to the page.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.0.borrow().page.is_some()
    }

    /// Answers the oldest waiting request to this address; false if there is none.
    pub fn answer(&self, url: &str, status: u16, body: &str) -> bool {
        let reply = HttpReply {
            status,
            content_type: Some("application/json".into()),
            body: body.as_bytes().to_vec(),
            ..HttpReply::default()
        };
        self.reply(url, Ok(reply))
    }

    /// Answers, or fails, the oldest waiting request to this address.
    pub fn reply(&self, url: &str, reply: Result<HttpReply, TransportError>) -> bool {
        let found = {
            let mut world = self.0.borrow_mut();
            let key = world
                .requests
                .iter()
                .find_map(|(key, (request, _))| (request.url == url).then_some(*key));
            key.and_then(|key| world.requests.remove(&key))
        };
        let Some((_, done)) = found else { return false };
        done(reply);
        true
    }

    /// Tells something on the open stream at this address; false if there is none.
    pub fn stream(&self, url: &str, news: StreamNews) -> bool {
        let found = {
            let mut world = self.0.borrow_mut();
            let key = world
                .streams
                .iter()
                .find_map(|(key, (request, _))| (request.url == url).then_some(*key));
            let over = matches!(news, StreamNews::Ended(_));
            key.and_then(|key| {
                if over { world.streams.remove(&key) } else { world.streams.get(&key).cloned() }
            })
        };
        let Some((_, on)) = found else { return false };
        on(news);
        true
    }

    /// Tells something of the page.
    pub fn page(&self, news: PageNews) {
        let on = self.0.borrow().page.clone();
        if let Some(on) = on {
            on(news);
        }
    }

    /// Moves both clocks on, playing the timers that come due, in order.
    pub fn advance(&self, milliseconds: u64) {
        let end = self.0.borrow().now.mono_ms + milliseconds;
        loop {
            let due = {
                let mut world = self.0.borrow_mut();
                let next = world
                    .timers
                    .iter()
                    .map(|(key, (at, _))| (*at, *key))
                    .filter(|(at, _)| *at <= end)
                    .min();
                next.and_then(|(at, key)| {
                    let at = at.max(world.now.mono_ms);
                    world.move_to(at);
                    world.timers.remove(&key)
                })
            };
            match due {
                Some((_, wake)) => wake(),
                None => break,
            }
        }
        self.0.borrow_mut().move_to(end);
    }

    /// Wakes whoever comes next now, before its time, as clocks that round do.
    pub fn wake_early(&self) {
        let next = {
            let mut world = self.0.borrow_mut();
            let key = world.timers.iter().map(|(key, (at, _))| (*at, *key)).min();
            key.and_then(|(_, key)| world.timers.remove(&key))
        };
        if let Some((_, wake)) = next {
            wake();
        }
    }
}

impl World {
    fn move_to(&mut self, mono_ms: u64) {
        let step = mono_ms.saturating_sub(self.now.mono_ms);
        self.now.mono_ms = mono_ms;
        self.now.wall_ms = self.now.wall_ms.saturating_add_unsigned(step);
    }
}

impl Transport for FakeTransport {
    fn now(&self) -> Now {
        self.0.borrow().now
    }

    fn seed(&self) -> u64 {
        1
    }

    fn send(&self, request: &HttpRequest, done: OnReply) -> Guard {
        let key = {
            let mut world = self.0.borrow_mut();
            let key = world.next();
            world.requests.insert(key, (request.clone(), done));
            key
        };
        let world = self.0.clone();
        Guard::new(move || {
            let ended = world.borrow_mut().requests.remove(&key);
            // Dropped outside the borrow: what it holds may have guards of its own.
            drop(ended);
        })
    }

    fn open_stream(&self, request: &StreamRequest, on: OnStream) -> Guard {
        let key = {
            let mut world = self.0.borrow_mut();
            let key = world.next();
            world.streams.insert(key, (request.clone(), Rc::new(on)));
            key
        };
        let world = self.0.clone();
        Guard::new(move || {
            let ended = world.borrow_mut().streams.remove(&key);
            // Dropped outside the borrow: what it holds may have guards of its own.
            drop(ended);
        })
    }

    fn wake_after(&self, milliseconds: u64, wake: Box<dyn FnOnce()>) -> Guard {
        let key = {
            let mut world = self.0.borrow_mut();
            let key = world.next();
            let at = world.now.mono_ms + milliseconds;
            world.timers.insert(key, (at, wake));
            key
        };
        let world = self.0.clone();
        Guard::new(move || {
            let ended = world.borrow_mut().timers.remove(&key);
            // Dropped outside the borrow: what it holds may have guards of its own.
            drop(ended);
        })
    }

    fn watch_page(&self, on: OnPage) -> Guard {
        self.0.borrow_mut().page = Some(Rc::new(on));
        self.page(PageNews::Visible(true));
        let world = self.0.clone();
        Guard::new(move || world.borrow_mut().page = None)
    }

    fn join_tabs(&self, _name: &str, on: OnTabs) -> Option<Box<dyn Tabs>> {
        self.join(on)
    }

    fn remembered(&self, name: &str) -> Option<String> {
        self.kept(name)
    }

    fn remember(&self, name: &str, text: Option<&str>) {
        self.keep(name, text);
    }

    fn watch_memory(&self, name: &str, on: OnMemory) -> Guard {
        self.watch(name, on)
    }

    fn badge(&self, means: Attention, more: i32) {
        self.show_badge(means, more);
    }

    fn call(&self, means: Attention, _tag: &str, _title: &str, text: &str) {
        self.call_out(means, text);
    }

    fn may_notify(&self) -> Option<bool> {
        self.is_allowed()
    }

    fn ask_to_notify(&self, done: Box<dyn FnOnce(bool)>) -> Guard {
        self.ask(done)
    }

    fn formats(&self) -> Formats {
        self.0.borrow().words.formats
    }

    fn language(&self) -> String {
        self.0.borrow().words.language.clone()
    }

    fn read_words(&self, folder: Option<&str>, name: &str, done: OnWords) -> Guard {
        self.read_file(folder, name, done)
    }
}
