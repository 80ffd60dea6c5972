//! A deterministic world for the engine: virtual time, a server that can fail
//! in every way, and any number of clients. Nothing sleeps, nothing is random
//! beyond the seeds.
//!
//! `client` holds an engine to its promises at every step, `server` is the
//! contract with faults, `answers` is what it says, this file moves time and carries messages.

// Each test program uses its own part of the world.
#![allow(dead_code, unused_imports)]

mod answers;
mod browser;
mod client;
mod report;
mod server;

use std::collections::BTreeMap;

use job_tray::domain::action::Action;
use job_tray::domain::id::ProcessId;
use job_tray::domain::job::Job;
use job_tray::domain::line::Line;
use job_tray::domain::status::Status;
use job_tray::protocol::actions::{Effect, Input, Key, Now, StreamEnd, StreamKind};
use job_tray::protocol::engine::EngineOptions;
use job_tray::protocol::http::HttpRequest;

pub use browser::Browser;
pub use client::{Client, Kind, LIST, Sent, TOKEN};
pub use report::{percentile, row, table};
pub use server::{Fault, News, Question, Server, reply};

/// One way between client and server.
pub const LATENCY_MS: u64 = 20;
/// When the server closes a stream.
pub const STREAM_LIFE_MS: u64 = 25_000;
/// The virtual wall clock at the start: 2026-01-01T00:00:00Z.
pub const EPOCH_MS: i64 = 1_767_225_600_000;

enum Happening {
    Wake {
        client: usize,
        wish: u64,
    },
    Input {
        client: usize,
        key: Key,
        input: Input,
    },
    Asked {
        client: usize,
        key: Key,
        request: HttpRequest,
    },
    StreamAsked {
        client: usize,
        key: Key,
        process: u64,
        via: StreamKind,
    },
    StreamEnds {
        client: usize,
        key: Key,
    },
    Led {
        client: usize,
        leads: bool,
        wish: u64,
    },
    /// An input that nothing was asked for.
    Unasked {
        client: usize,
        input: Input,
    },
    Script(Box<dyn FnOnce(&mut World)>),
}

impl Happening {
    /// The client it happens to.
    fn client(&self) -> Option<usize> {
        match self {
            Happening::Wake { client, .. }
            | Happening::Input { client, .. }
            | Happening::Led { client, .. }
            | Happening::Unasked { client, .. } => Some(*client),
            _ => None,
        }
    }
}

pub struct World {
    mono_ms: u64,
    /// How much happened in this millisecond.
    moment: usize,
    /// Added to the wall clock of the clients' devices.
    pub device_skew_ms: i64,
    queue: BTreeMap<(u64, u64), Happening>,
    counter: u64,
    pub server: Server,
    pub clients: Vec<Client>,
    /// What waits for tabs that are frozen.
    backlog: Vec<Happening>,
    pub browser: Browser,
}

impl World {
    /// A server without processes and one client.
    pub fn new() -> Self {
        Self::with(EngineOptions { base_url: "/api".into(), seed: 1, ..EngineOptions::default() })
    }

    pub fn with(options: EngineOptions) -> Self {
        let mut world = Self {
            // Not zero: a page has been loading for a while.
            mono_ms: 1_234,
            moment: 0,
            device_skew_ms: 0,
            queue: BTreeMap::new(),
            counter: 0,
            server: Server::default(),
            clients: Vec::new(),
            backlog: Vec::new(),
            browser: Browser::default(),
        };
        world.add_client(options);
        world
    }

    pub fn add_client(&mut self, options: EngineOptions) -> usize {
        self.clients.push(Client::new(options, self.now()));
        self.clients.len() - 1
    }

    /// One running process, followed, its stream open and everything quiet.
    pub fn with_running_job(id: u64) -> Self {
        let mut world = Self::new();
        world.server.add(id, "running", world.now().wall_ms);
        world.follow(&[id]);
        world.run(1_000);
        assert_eq!(world.line(id), Line::Live, "a running job has its stream");
        world
    }

    pub fn now(&self) -> Now {
        let wall_ms = EPOCH_MS + self.mono_ms.cast_signed();
        Now { mono_ms: self.mono_ms, wall_ms }
    }

    fn device_now(&self) -> Now {
        Now { wall_ms: self.now().wall_ms + self.device_skew_ms, ..self.now() }
    }

    // What happens.

    pub fn follow(&mut self, ids: &[u64]) {
        self.follow_as(0, ids);
    }

    pub fn follow_as(&mut self, client: usize, ids: &[u64]) {
        let ids = ids.iter().copied().map(ProcessId::new).collect();
        self.input_as(client, Input::Follow(ids));
    }

    pub fn act(&mut self, id: u64, action: Action) {
        self.input(Input::Act(ProcessId::new(id), action));
    }

    pub fn input(&mut self, input: Input) {
        self.input_as(0, input);
    }

    pub fn input_as(&mut self, client: usize, input: Input) {
        let now = self.device_now();
        let effects = self.clients[client].handle(input, now);
        for effect in effects {
            self.carry_out(client, effect);
        }
        self.check_browser();
    }

    /// Something that happens so many milliseconds from now.
    pub fn after(&mut self, milliseconds: u64, script: impl FnOnce(&mut World) + 'static) {
        self.push(self.mono_ms + milliseconds, Happening::Script(Box::new(script)));
    }

    /// The worker writes an event and its row; open streams hear of it.
    pub fn emit(&mut self, id: u64, news: News) {
        let wall_ms = self.now().wall_ms;
        let data = self.server.emit(id, &news, wall_ms);
        let ends = self.server.is_terminal(id);
        for (client, key) in self.server.listeners(id) {
            self.input_later(
                LATENCY_MS,
                client,
                key,
                Input::StreamMessage(key, data.as_str().into()),
            );
            if ends {
                self.push(self.mono_ms, Happening::StreamEnds { client, key });
            }
        }
    }

    /// A message of a process's streams as it is, without any row behind it.
    pub fn send_raw(&mut self, id: u64, data: &str) {
        for (client, key) in self.server.listeners(id) {
            self.input_later(LATENCY_MS, client, key, Input::StreamMessage(key, data.into()));
        }
    }

    /// Every connection breaks.
    pub fn cut_connections(&mut self) {
        for (client, key) in self.server.all_listeners() {
            self.push(self.mono_ms, Happening::StreamEnds { client, key });
        }
    }

    /// The device sleeps: no timer fires, nothing arrives, connections die.
    /// `ticking` tells whether the monotonic clock counts on meanwhile.
    pub fn sleep(&mut self, milliseconds: u64, ticking: bool) {
        let lost: Vec<_> = self.server.all_listeners();
        for (client, key) in lost {
            self.server.close(client, key);
        }
        self.queue.retain(|_, it| matches!(it, Happening::Script(_) | Happening::Wake { .. }));
        if ticking {
            self.mono_ms += milliseconds;
            // Every timer that is overdue fires on waking.
            let late: Vec<_> =
                self.queue.keys().copied().filter(|it| it.0 < self.mono_ms).collect();
            for place in late {
                if let Some(it) = self.queue.remove(&place) {
                    self.push(self.mono_ms, it);
                }
            }
        } else {
            self.device_skew_ms += milliseconds.cast_signed();
            self.server.skew_ms += milliseconds.cast_signed();
            for client in &mut self.clients {
                client.slept_at = self.mono_ms + 1;
            }
        }
    }

    /// Lets time pass.
    pub fn run(&mut self, milliseconds: u64) {
        let end = self.mono_ms + milliseconds;
        while let Some((&(at, _), _)) = self.queue.first_key_value()
            && at <= end
        {
            self.step();
        }
        self.mono_ms = end;
    }

    /// Lets time pass until something is true; how long that took.
    #[track_caller]
    pub fn run_until(&mut self, limit_ms: u64, what: impl Fn(&World) -> bool) -> u64 {
        let start = self.mono_ms;
        while !what(self) {
            let next = self.queue.first_key_value().map(|(&(at, _), _)| at);
            assert!(
                next.is_some_and(|at| at <= start + limit_ms),
                "it did not happen within {limit_ms} ms"
            );
            self.step();
        }
        self.mono_ms - start
    }

    fn step(&mut self) {
        let Some(((at, _), happening)) = self.queue.pop_first() else { return };
        self.moment = if at > self.mono_ms { 0 } else { self.moment + 1 };
        assert!(self.moment < 20_000, "something goes round and round at {at}");
        self.mono_ms = self.mono_ms.max(at);
        if let Some(client) = happening.client() {
            if self.clients[client].closed {
                return;
            }
            if self.clients[client].frozen {
                self.backlog.push(happening);
                return;
            }
        }
        match happening {
            Happening::Led { client, leads, wish } => {
                if self.clients[client].lead_wish == wish {
                    self.input_as(client, Input::Led(leads));
                }
            }
            Happening::Unasked { client, input } => self.input_as(client, input),
            Happening::Wake { client, wish } => {
                if self.clients[client].wish == wish {
                    let now = self.device_now();
                    self.clients[client].check_no_busy_loop(now);
                    self.input_as(client, Input::Woken);
                }
            }
            Happening::Input { client, key, input } => {
                if self.clients[client].expects(key, &input) {
                    self.input_as(client, input);
                }
            }
            Happening::Asked { client, key, request } => self.answer(client, key, &request),
            Happening::StreamAsked { client, key, process, via } => {
                self.answer_stream(client, key, process, via);
            }
            Happening::StreamEnds { client, key } => {
                if self.server.close(client, key) {
                    let input = Input::StreamEnded(key, StreamEnd::Closed);
                    self.input_later(LATENCY_MS, client, key, input);
                }
            }
            Happening::Script(script) => script(self),
        }
    }

    fn deliver_later(&mut self, after: u64, client: usize, input: Input) {
        self.push(self.mono_ms + after, Happening::Unasked { client, input });
    }

    fn release_backlog(&mut self, client: usize) {
        let all = std::mem::take(&mut self.backlog);
        for happening in all {
            if happening.client() == Some(client) {
                self.push(self.mono_ms, happening);
            } else {
                self.backlog.push(happening);
            }
        }
    }

    fn push(&mut self, at: u64, happening: Happening) {
        self.counter += 1;
        self.queue.insert((at, self.counter), happening);
    }

    fn input_later(&mut self, after: u64, client: usize, key: Key, input: Input) {
        self.push(self.mono_ms + after, Happening::Input { client, key, input });
    }

    fn carry_out(&mut self, client: usize, effect: Effect) {
        let arrives = self.mono_ms + LATENCY_MS;
        match effect {
            Effect::Request(key, request) => {
                self.push(arrives, Happening::Asked { client, key, request });
            }
            Effect::OpenStream(key, request) => {
                let (process, via) = (client::process_of(&request.url), request.via);
                self.push(arrives, Happening::StreamAsked { client, key, process, via });
            }
            Effect::Stop(key) => {
                self.server.close(client, key);
            }
            Effect::Lead(lead) => self.see_to_lead(client, lead),
            Effect::Tell(text) => self.tell_tabs(client, &text),
            Effect::Remember(text) => self.keep(client, text),
            Effect::WakeAt(None) => {}
            Effect::WakeAt(Some(at)) => {
                let wish = self.clients[client].wish;
                self.push(at, Happening::Wake { client, wish });
            }
        }
    }

    // What the user sees.

    #[track_caller]
    pub fn job(&self, id: u64) -> &Job {
        self.clients[0].job(id)
    }

    #[track_caller]
    pub fn line(&self, id: u64) -> Line {
        self.job(id).line
    }

    #[track_caller]
    pub fn status(&self, id: u64) -> Status {
        self.job(id).process.as_ref().map(|it| it.status.clone()).expect("a known status")
    }

    #[track_caller]
    pub fn check_status(&self, id: u64, status: &str) {
        assert_eq!(self.status(id).as_str(), status);
    }

    /// How often something was asked for, by the first client.
    pub fn count(&self, kind: Kind, id: u64) -> usize {
        let sent = &self.clients[0].sent;
        sent.iter().filter(|it| it.kind == kind && it.process == id).count()
    }

    /// What the first client sent since a moment.
    pub fn sent_since(&self, at: u64) -> Vec<Sent> {
        self.clients[0].sent.iter().filter(|it| it.at >= at).cloned().collect()
    }
}
