//! A deterministic world for the engine: virtual time, a server that can fail
//! in every way, and any number of clients. Nothing sleeps, nothing is random
//! beyond the seeds.
//!
//! `client` holds an engine to its promises at every step, `server` is the
//! contract with faults, `answers` is what it says, `browser` what tabs share, `chaos` anything at all, `script` what a
//! test lets happen, `look` what the user sees; this file moves time and carries messages.

// Each test program uses its own part of the world.
#![allow(dead_code, unused_imports)]

mod answers;
mod browser;
pub mod chaos;
mod client;
mod look;
mod report;
mod script;
mod server;
mod start;

use std::collections::BTreeMap;

use job_tray::domain::action::Action;
use job_tray::domain::id::ProcessId;
use job_tray::protocol::actions::{Effect, Input, Key, Now, StreamEnd, StreamRequest};
use job_tray::protocol::engine::EngineOptions;
use job_tray::protocol::http::HttpRequest;
use job_tray::protocol::sse::SseDecoder;

pub use browser::Browser;
pub use client::{Client, Kind, LIST, Sent, TOKEN};
pub use report::{percentile, row, table};
pub use server::{Fault, News, Question, Server, reply};
pub use start::{options, shared};

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
        request: StreamRequest,
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
    /// What is half read of the streams.
    decoders: BTreeMap<(usize, Key), SseDecoder>,
}

impl World {
    /// A server without processes and one client.
    pub fn new() -> Self {
        Self::with(options())
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
            decoders: BTreeMap::new(),
        };
        world.add_client(options);
        world
    }

    pub fn add_client(&mut self, options: EngineOptions) -> usize {
        self.clients.push(Client::new(options, self.now()));
        self.clients.len() - 1
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
            Happening::StreamAsked { client, key, request } => {
                self.answer_stream(client, key, &request);
            }
            Happening::StreamEnds { client, key } => {
                let decoder = self.decoders.remove(&(client, key));
                let odd = decoder.map_or(0, |decoder| decoder.unknown_lines());
                if odd > 0 {
                    self.input_later(LATENCY_MS, client, key, Input::StreamOddLines(key, odd));
                }
                if self.server.close(client, key) {
                    if self.server.marks_the_end {
                        self.send(client, key, "</stream>".into());
                    }
                    let input = Input::StreamEnded(key, StreamEnd::Closed);
                    self.input_later(LATENCY_MS, client, key, input);
                }
            }
            Happening::Script(script) => script(self),
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
                self.push(arrives, Happening::StreamAsked { client, key, request });
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
}
