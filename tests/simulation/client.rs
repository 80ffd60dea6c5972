//! One client: an engine, and the promises it is held to at every step.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use job_tray::domain::action::{Action, ActionState};
use job_tray::domain::id::ProcessId;
use job_tray::domain::job::Job;
use job_tray::domain::line::Line;
use job_tray::domain::status::Status;
use job_tray::domain::tray::TrayChange;
use job_tray::protocol::actions::{Effect, Input, Key, Now, StreamRequest};
use job_tray::protocol::engine::{Engine, EngineOptions};
use job_tray::protocol::http::{HttpRequest, Method};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Get,
    Post,
    Stream,
    /// The list of processes.
    List,
    /// The address that renews the token.
    Token,
}

/// Address of the list.
pub const LIST: &str = "/api/processes?workspace_id=1";
/// Address that renews the token.
pub const TOKEN: &str = "/sanctum/csrf-cookie";

impl Kind {
    pub fn of(request: &HttpRequest) -> Self {
        match (request.method, request.url.as_str()) {
            (_, LIST) => Kind::List,
            (_, TOKEN) => Kind::Token,
            (Method::Post, _) => Kind::Post,
            (Method::Get, _) => Kind::Get,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub at: u64,
    pub kind: Kind,
    pub process: u64,
    pub key: Key,
    /// Of a stream: what was asked for.
    pub stream: Option<StreamRequest>,
}

pub struct Client {
    pub engine: Engine,
    options: EngineOptions,
    /// Everything that was sent.
    pub sent: Vec<Sent>,
    open: BTreeMap<Key, (Kind, u64)>,
    ended: Option<Key>,
    followed: BTreeSet<u64>,
    acted: usize,
    posts: usize,
    pub online: bool,
    pub visible: bool,
    /// Nothing reaches it, and nothing it waits for comes.
    pub frozen: bool,
    /// When it said something to the other tabs in the last second.
    pub told_at: VecDeque<u64>,
    /// Grows with every wish about the lead.
    pub lead_wish: u64,
    /// Its tab is closed.
    pub closed: bool,
    /// Grows with every wish to be woken; only the last one counts.
    pub wish: u64,
    pub wake_at: Option<u64>,
    /// The last moment the monotonic clock stood still for long.
    pub slept_at: u64,
    woken: (u64, u32),
    /// What the user saw, in order.
    pub lines: Vec<(u64, u64, Line)>,
    pub statuses: Vec<(u64, u64, Status)>,
    pub actions: Vec<(u64, u64, ActionState)>,
}

/// The process that an address of the contract names; 0 for the others.
pub fn process_of(url: &str) -> u64 {
    if [LIST, TOKEN].contains(&url) {
        return 0;
    }
    let rest = url.strip_prefix("/api/processes/").expect("an address of the contract");
    rest.split('/').next().and_then(|id| id.parse().ok()).expect("an id")
}

impl Client {
    pub fn new(options: EngineOptions, now: Now) -> Self {
        Self {
            engine: Engine::new(options.clone(), now),
            options,
            sent: Vec::new(),
            open: BTreeMap::new(),
            ended: None,
            followed: BTreeSet::new(),
            acted: 0,
            posts: 0,
            online: true,
            visible: true,
            frozen: false,
            told_at: VecDeque::new(),
            lead_wish: 0,
            closed: false,
            wish: 0,
            wake_at: None,
            slept_at: 0,
            woken: (0, 0),
            lines: Vec::new(),
            statuses: Vec::new(),
            actions: Vec::new(),
        }
    }

    #[track_caller]
    pub fn job(&self, id: u64) -> &Job {
        self.engine.state().job(ProcessId::new(id)).expect("a followed job")
    }

    pub fn is_open(&self, key: Key) -> bool {
        self.open.contains_key(&key)
    }

    /// What a stream was asked to go on from; empty if nothing.
    pub fn last_event_id(&self, key: Key) -> String {
        let sent = self.sent.iter().find(|it| it.key == key);
        let stream = sent.and_then(|it| it.stream.as_ref());
        stream.and_then(|it| it.last_event_id.clone()).unwrap_or_default()
    }

    pub fn shares_tabs(&self) -> bool {
        self.options.share_tabs
    }

    /// Follows more than its host names: for other tabs, or from memory.
    fn shares(&self) -> bool {
        let options = &self.options;
        options.share_tabs || options.memory.is_some() || options.list_url.is_some()
    }

    fn is_followed(&self, process: u64) -> bool {
        self.shares() || self.followed.contains(&process)
    }

    /// The jobs on screen.
    pub fn shown(&self) -> Vec<u64> {
        let mut ids: Vec<_> = self.engine.state().order().iter().map(|id| id.get()).collect();
        ids.sort_unstable();
        ids
    }

    pub fn open_count(&self, kind: Kind) -> usize {
        self.open.values().filter(|(open, _)| *open == kind).count()
    }

    /// Whether an input still has someone waiting for it.
    pub fn expects(&mut self, key: Key, input: &Input) -> bool {
        let open = self.is_open(key);
        if matches!(input, Input::Reply(..) | Input::StreamEnded(..)) {
            self.open.remove(&key);
            self.ended = Some(key);
        }
        open
    }

    pub fn handle(&mut self, input: Input, now: Now) -> Vec<Effect> {
        match &input {
            Input::Follow(ids) => self.followed = ids.iter().map(|id| id.get()).collect(),
            Input::Act(..) => self.acted += 1,
            Input::ActOnAll(ids, _) => self.acted += ids.len(),
            Input::Online(online) => self.online = *online,
            Input::Visible(visible) => self.visible = *visible,
            Input::Woken => self.wake_at = None,
            _ => {}
        }
        let output = self.engine.handle(input, now);
        for effect in &output.effects {
            self.take(effect, now);
        }
        self.watch(&output.changes, now);
        self.check(now);
        output.effects
    }

    /// A timer of its own woke it.
    pub fn check_no_busy_loop(&mut self, now: Now) {
        let times = if self.woken.0 == now.mono_ms { self.woken.1 + 1 } else { 1 };
        assert!(times <= 2, "woken {times} times at {}", now.mono_ms);
        self.woken = (now.mono_ms, times);
    }

    fn take(&mut self, effect: &Effect, now: Now) {
        let (kind, key, url, stream) = match effect {
            Effect::Request(key, request) => (Kind::of(request), *key, &request.url, None),
            Effect::OpenStream(key, request) => (Kind::Stream, *key, &request.url, Some(request)),
            Effect::Stop(key) => {
                // What has just ended by itself may be given up for another reason.
                let open = self.open.remove(key).is_some() || self.ended == Some(*key);
                assert!(open, "stopped what was not open: {key:?}");
                return;
            }
            Effect::Lead(_) | Effect::Tell(_) | Effect::Remember(_) => return,
            Effect::WakeAt(at) => {
                assert!(at.is_none_or(|at| at > now.mono_ms), "a wake-up in the past: {at:?}");
                self.wake_at = *at;
                self.wish += 1;
                return;
            }
        };
        let process = process_of(url);
        assert!(process == 0 || self.is_followed(process), "{process} is not followed");
        // What the user asks for is tried all the same.
        let by_the_user = matches!(kind, Kind::Post | Kind::Token);
        assert!(by_the_user || self.online, "asked while offline");
        assert!(self.sent.last().is_none_or(|last| last.key < key), "a key used twice");
        self.posts += usize::from(kind == Kind::Post);
        let stream = stream.cloned();
        self.sent.push(Sent { at: now.mono_ms, kind, process, key, stream });
        self.open.insert(key, (kind, process));
    }

    fn watch(&mut self, changes: &[TrayChange], now: Now) {
        for change in changes {
            let TrayChange::Updated(id) = change else { continue };
            let Some(job) = self.engine.state().job(*id) else { continue };
            let (at, id) = (now.mono_ms, id.get());
            note(&mut self.lines, at, id, job.line);
            note(&mut self.actions, at, id, job.action.clone());
            if let Some(process) = &job.process {
                note(&mut self.statuses, at, id, process.status.clone());
            }
        }
    }

    /// The promises, whatever happens.
    fn check(&self, now: Now) {
        let mut streams = BTreeSet::new();
        let mut gets = BTreeSet::new();
        for (kind, process) in self.open.values() {
            let once = match kind {
                Kind::Stream => streams.insert(*process),
                Kind::Get => gets.insert(*process),
                Kind::Post | Kind::List | Kind::Token => true,
            };
            assert!(once, "two of {kind:?} for {process} at a time");
            assert!(
                *process == 0 || self.is_followed(*process),
                "{kind:?} of {process} outlived it"
            );
        }
        assert!(streams.len() <= self.options.max_streams, "{} streams", streams.len());
        assert!(gets.len() <= 4, "{} requests at a time", gets.len());
        let minute_ago = (now.mono_ms + 1).saturating_sub(60_000).max(self.slept_at);
        let recent = self.sent.iter().rev().take_while(|sent| sent.at >= minute_ago).count();
        let most = usize::try_from(self.options.requests_per_minute).unwrap();
        assert!(recent <= most, "{recent} requests in a minute");
        // A renewed token sends what was refused once more.
        let renewed = self.sent.iter().filter(|it| it.kind == Kind::Token).count();
        assert!(
            self.posts <= self.acted + renewed,
            "{} posts for {} clicks",
            self.posts,
            self.acted
        );
        let jobs = || self.engine.state().jobs();
        // A failed job is looked at once when the page is.
        let is_moving =
            |job: &Job| !job.line.is_final() || job.is_busy() || job.offers(Action::Retry);
        let for_list = self.options.list_url.is_some();
        if self.open.is_empty() && self.wake_at.is_some() && !self.shares_tabs() && !for_list {
            assert!(jobs().any(is_moving), "nothing to wait for, yet it waits");
        }
        assert!(self.shares() || jobs().count() == self.followed.len());
    }
}

fn note<T: PartialEq>(seen: &mut Vec<(u64, u64, T)>, at: u64, id: u64, value: T) {
    let last = seen.iter().rev().find(|(_, of, _)| *of == id);
    if last.is_none_or(|(_, _, last)| *last != value) {
        seen.push((at, id, value));
    }
}
