//! A story being played: a tray on the scripted server, in a time of its own.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::GetUntracked;

use super::script::{BEGINNING_MS, Deed, Script};
use super::server::{Answers, Outcome, Server};
use crate::domain::format::english;
use crate::domain::id::ProcessId;
use crate::domain::language::Formats;
use crate::protocol::actions::{Now, StreamEnd, StreamMessage, StreamRequest};
use crate::protocol::http::HttpRequest;
use crate::store::TrayStore;
use crate::transport::fake::FakeTransport;
use crate::transport::{
    BrowserTransport, Guard, OnMemory, OnPage, OnReply, OnStream, OnTabs, OnWords, PageNews,
    StreamNews, Tabs, Transport,
};

/// How long an answer is on its way, milliseconds.
const ANSWER_MS: u64 = 80;
/// How long a stream takes to open.
const OPEN_MS: u64 = 40;
/// After this the contract's server closes a stream.
const STREAM_MS: u64 = 25_000;

/// Under which a tray without user and workspace is remembered.
const MEMORY: &str = "job-tray|||";

/// A tray and its world. Dropping it ends both.
pub(in crate::gallery) struct Play {
    pub(in crate::gallery) store: TrayStore,
    /// Whether the panel is open at the beginning.
    pub(in crate::gallery) open: bool,
    /// Whether results and logs are unfolded at the beginning.
    pub(in crate::gallery) unfolded: bool,
    /// The button that is pressed at the beginning, as a selector.
    pub(in crate::gallery) pressed: &'static str,
    moment_ms: u64,
    stage: Stage,
    /// What is yet to happen, the next last.
    deeds: RefCell<Vec<(u64, Deed)>>,
}

impl Play {
    /// Starts a story; its clock stands at the beginning.
    pub(in crate::gallery) fn start(script: Script) -> Self {
        let ids = script.rows.iter().map(|row| ProcessId::new(row.id())).collect();
        let stage = Stage {
            world: FakeTransport::new(BEGINNING_MS),
            server: Rc::new(RefCell::new(Server::new(script.rows))),
            streams: Rc::default(),
            speaks: script.options.language.tag.is_some(),
        };
        stage.world.remember(MEMORY, script.kept.write().as_deref());
        let look = script.look;
        let listed = script.options.list_url.is_some();
        let store = TrayStore::with_transport(script.options, Rc::new(stage.clone()));
        store.keep_look(look);
        // Latest first; what comes at the same time stays in its order.
        let mut deeds = script.deeds;
        deeds.reverse();
        deeds.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        if !listed {
            store.follow(ids);
        }
        Self {
            store,
            open: script.open,
            unfolded: script.unfolded,
            pressed: script.pressed,
            moment_ms: script.moment_ms,
            stage,
            deeds: RefCell::new(deeds),
        }
    }

    /// Moves the story's clock on.
    pub(in crate::gallery) fn advance(&self, milliseconds: u64) {
        let end = self.elapsed_ms() + milliseconds;
        while let Some((at, deed)) = self.next_deed(end) {
            self.stage.world.advance(at.saturating_sub(self.elapsed_ms()));
            self.stage.carry_out(&self.store, deed);
        }
        self.stage.world.advance(end.saturating_sub(self.elapsed_ms()));
    }

    fn next_deed(&self, end: u64) -> Option<(u64, Deed)> {
        self.deeds.borrow_mut().pop_if(|(at, _)| *at <= end)
    }

    /// How far the story has come, milliseconds.
    pub(in crate::gallery) fn elapsed_ms(&self) -> u64 {
        self.stage.world.now().mono_ms
    }

    /// Plays on to the moment of the story's picture.
    pub(in crate::gallery) fn to_its_moment(&self) {
        self.advance(self.moment_ms.saturating_sub(self.elapsed_ms()));
    }
}

/// The transport of a story; clones share it.
#[derive(Clone)]
struct Stage {
    world: FakeTransport,
    server: Rc<RefCell<Server>>,
    streams: Rc<RefCell<Streams>>,
    /// Another language than English: as the browser has it.
    speaks: bool,
}

#[derive(Default)]
struct Streams {
    next: u64,
    open: BTreeMap<u64, (u64, Rc<OnStream>)>,
}

impl Stage {
    fn carry_out(&self, store: &TrayStore, deed: Deed) {
        match deed {
            Deed::Event(id, columns) => {
                let now = self.world.now().wall_ms;
                let written = self.server.borrow_mut().write(id, &columns, now);
                if let Some(event) = written {
                    self.tell(id, &event);
                }
            }
            Deed::Server(answers) => {
                // A silent line stays open: nobody notices at first.
                let cuts = answers != Answers::Silently;
                self.server.borrow_mut().answer_all(answers);
                if cuts {
                    self.close(None);
                }
            }
            Deed::Job(id, answers) => {
                self.server.borrow_mut().answer_for(id, answers);
                self.close(Some(id));
            }
            Deed::Online(online) => {
                self.world.page(PageNews::Online(online));
            }
            Deed::Press(id, action) => store.act(ProcessId::new(id), action),
            Deed::PressAll(action) => store.act_on_all(store.order().get_untracked(), action),
            Deed::Look(looked_at) => {
                self.world.page(PageNews::Visible(looked_at));
            }
            Deed::Pin(id) => store.pin(ProcessId::new(id), true),
        }
    }

    /// Sends an event on the job's streams, and closes them if it is over.
    fn tell(&self, id: u64, event: &str) {
        if !self.reaches(id) {
            return;
        }
        for (_, on) in self.streams_of(Some(id)) {
            on(StreamNews::Message(StreamMessage::from(event)));
        }
        if self.server.borrow().is_over(id) {
            self.close(Some(id));
        }
    }

    fn close(&self, id: Option<u64>) {
        for (key, on) in self.streams_of(id) {
            let known = self.streams.borrow_mut().open.remove(&key);
            if known.is_some() {
                on(StreamNews::Ended(StreamEnd::Closed));
            }
        }
    }

    fn streams_of(&self, id: Option<u64>) -> Vec<(u64, Rc<OnStream>)> {
        let streams = self.streams.borrow();
        let open = streams.open.iter().filter(|(_, (of, _))| id.is_none_or(|id| id == *of));
        open.map(|(key, (_, on))| (*key, on.clone())).collect()
    }

    /// Whether what the server writes for this job comes through.
    fn reaches(&self, id: u64) -> bool {
        !matches!(self.server.borrow().answers_for(id), Answers::Silently | Answers::Failing)
    }
}

impl Transport for Stage {
    fn now(&self) -> Now {
        self.world.now()
    }

    fn seed(&self) -> u64 {
        1
    }

    fn send(&self, request: &HttpRequest, done: OnReply) -> Guard {
        let (stage, request) = (self.clone(), request.clone());
        let answer = move || {
            let now = stage.world.now().wall_ms;
            let (outcome, event) = stage.server.borrow_mut().answer(&request, now);
            if let Outcome::Reply(reply) = outcome {
                done(reply);
            }
            if let Some((id, event)) = event {
                stage.tell(id, &event);
            }
        };
        self.world.wake_after(ANSWER_MS, Box::new(answer))
    }

    fn open_stream(&self, request: &StreamRequest, on: OnStream) -> Guard {
        let mut path = request.url.trim_start_matches("/processes/").split('/');
        let id = path.next().and_then(|id| id.parse().ok()).unwrap_or_default();
        let on = Rc::new(on);
        let key = {
            let mut streams = self.streams.borrow_mut();
            streams.next += 1;
            streams.next
        };
        let stage = self.clone();
        let opening = on.clone();
        let open = move || {
            let answers = stage.server.borrow().answers_for(id).clone();
            match answers {
                Answers::Properly | Answers::RefusingActions(..) | Answers::HoldingActions => {
                    stage.streams.borrow_mut().open.insert(key, (id, opening.clone()));
                    opening(StreamNews::Opened);
                    if stage.server.borrow().is_over(id) {
                        stage.close(Some(id));
                    }
                }
                Answers::Silently => {}
                Answers::Failing => opening(StreamNews::Ended(StreamEnd::Closed)),
                Answers::With(..) | Answers::WithoutStreams => {
                    opening(StreamNews::Ended(StreamEnd::Refused(None)));
                }
            }
        };
        let opened = self.world.wake_after(OPEN_MS, Box::new(open));
        let stage = self.clone();
        let end = move || {
            let known = stage.streams.borrow_mut().open.remove(&key);
            if known.is_some() {
                on(StreamNews::Ended(StreamEnd::Closed));
            }
        };
        let closed = self.world.wake_after(STREAM_MS, Box::new(end));
        let streams = self.streams.clone();
        Guard::new(move || {
            drop((opened, closed));
            let ended = streams.borrow_mut().open.remove(&key);
            // Dropped outside the borrow: what it holds may have guards of its own.
            drop(ended);
        })
    }

    fn wake_after(&self, milliseconds: u64, wake: Box<dyn FnOnce()>) -> Guard {
        self.world.wake_after(milliseconds, wake)
    }

    fn watch_page(&self, on: OnPage) -> Guard {
        self.world.watch_page(on)
    }

    fn join_tabs(&self, _name: &str, _on: OnTabs) -> Option<Box<dyn Tabs>> {
        None
    }

    fn remembered(&self, name: &str) -> Option<String> {
        self.world.remembered(name)
    }

    fn remember(&self, name: &str, text: Option<&str>) {
        self.world.remember(name, text);
    }

    fn formats(&self) -> Formats {
        if self.speaks { BrowserTransport::default().formats() } else { english }
    }

    fn read_words(&self, folder: Option<&str>, name: &str, done: OnWords) -> Guard {
        BrowserTransport::default().read_words(folder, name, done)
    }

    fn watch_memory(&self, name: &str, on: OnMemory) -> Guard {
        self.world.watch_memory(name, on)
    }
}
