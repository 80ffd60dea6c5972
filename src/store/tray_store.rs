//! `TrayStore`: drives the engine, carries out its effects, and shows its
//! state as signals.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::{Rc, Weak};

use leptos::prelude::*;

use super::ticker::Ticker;
use crate::domain::action::Action;
use crate::domain::format::Clocks;
use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::selectors::{Summary, summarise};
use crate::domain::status::Status;
use crate::domain::tray::TrayChange;
use crate::protocol::actions::{Effect, Input, Key, StreamRequest};
use crate::protocol::engine::{Diagnostics, Engine, EngineOptions};
use crate::protocol::http::HttpRequest;
use crate::transport::{BrowserTransport, Guard, PageNews, StreamNews, Transport};

/// What a host may set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrayOptions {
    /// Address under which `/processes` lies: `""` for the page's own origin,
    /// `"/api"`, `"https://api.example.com"`.
    pub base_url: String,
}

/// The jobs of one tray, followed and shown as signals.
///
/// Clones share one tray. When the last one is dropped everything ends: no
/// request, stream, timer or listener outlives it.
#[derive(Clone)]
pub struct TrayStore(Rc<Inner>);

struct Inner {
    engine: RefCell<Engine>,
    transport: Rc<dyn Transport>,
    /// Inputs that came while another was being worked on.
    inputs: RefCell<VecDeque<Input>>,
    working: Cell<bool>,
    under_way: RefCell<HashMap<Key, Guard>>,
    alarm: RefCell<Option<Guard>>,
    page: RefCell<Option<Guard>>,
    visible: Cell<bool>,
    order: ArcRwSignal<Vec<ProcessId>>,
    summary: ArcRwSignal<Summary>,
    rows: RefCell<HashMap<ProcessId, ArcRwSignal<Job>>>,
    ticker: RefCell<Option<Rc<Ticker>>>,
}

impl TrayStore {
    /// A tray on the browser's own network; it follows nothing yet.
    #[must_use]
    pub fn connect(options: TrayOptions) -> Self {
        Self::with_transport(options, Rc::new(BrowserTransport::default()))
    }

    /// A tray on any transport; it follows nothing yet.
    #[must_use]
    pub fn with_transport(options: TrayOptions, transport: Rc<dyn Transport>) -> Self {
        let engine_options = EngineOptions {
            base_url: options.base_url,
            seed: transport.seed(),
            ..EngineOptions::default()
        };
        let inner = Rc::new(Inner {
            engine: RefCell::new(Engine::new(engine_options, transport.now())),
            transport: transport.clone(),
            inputs: RefCell::default(),
            working: Cell::new(false),
            under_way: RefCell::default(),
            alarm: RefCell::default(),
            page: RefCell::default(),
            visible: Cell::new(true),
            order: ArcRwSignal::default(),
            summary: ArcRwSignal::default(),
            rows: RefCell::default(),
            ticker: RefCell::default(),
        });
        let engine = Rc::downgrade(&inner);
        let ticker = Ticker::new(transport.clone(), move || {
            let inner = engine.upgrade()?;
            let engine = inner.engine.try_borrow().ok()?;
            let now = inner.transport.now();
            Some(Clocks { server_ms: engine.server_now_ms(now), device_ms: now.wall_ms })
        });
        inner.ticker.replace(Some(ticker));
        let page = transport.watch_page(Box::new({
            let inner = Rc::downgrade(&inner);
            move |news| {
                let Some(inner) = inner.upgrade() else { return };
                inner.take(match news {
                    PageNews::Visible(visible) => {
                        inner.visible.set(visible);
                        Input::Visible(visible)
                    }
                    PageNews::Online(online) => Input::Online(online),
                    PageNews::Suspended => Input::Suspended,
                    PageNews::Resumed => Input::Resumed,
                });
            }
        }));
        inner.page.replace(Some(page));
        Self(inner)
    }

    /// Follows exactly these processes from now on.
    pub fn follow(&self, ids: Vec<ProcessId>) {
        self.0.take(Input::Follow(ids));
    }

    /// Asks for an action; nothing happens where it is not offered or one is
    /// under way.
    pub fn act(&self, id: ProcessId, action: Action) {
        self.0.take(Input::Act(id, action));
    }

    /// The jobs in the order on screen.
    #[must_use]
    pub fn order(&self) -> ArcReadSignal<Vec<ProcessId>> {
        self.0.order.read_only()
    }

    /// Counts over all jobs.
    #[must_use]
    pub fn summary(&self) -> ArcReadSignal<Summary> {
        self.0.summary.read_only()
    }

    /// One job; `None` if it is not followed.
    #[must_use]
    pub fn job(&self, id: ProcessId) -> Option<ArcReadSignal<Job>> {
        self.0.rows.borrow().get(&id).map(ArcRwSignal::read_only)
    }

    /// The time, once a second while a job's time runs and the page is seen.
    #[must_use]
    pub fn clocks(&self) -> ArcReadSignal<Clocks> {
        match &*self.0.ticker.borrow() {
            Some(ticker) => ticker.now(),
            None => ArcRwSignal::default().read_only(),
        }
    }

    /// A name that no other living tray of this program has, for ids in markup.
    #[must_use]
    pub fn instance(&self) -> String {
        format!("job-tray-{:x}", Rc::as_ptr(&self.0).addr())
    }

    /// What was counted so far, for support.
    #[must_use]
    pub fn diagnostics(&self) -> Diagnostics {
        self.0.engine.borrow().diagnostics()
    }
}

impl Inner {
    /// Works on an input and on those that come meanwhile, one after another.
    fn take(self: &Rc<Self>, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        if self.working.replace(true) {
            return;
        }
        loop {
            let next = self.inputs.borrow_mut().pop_front();
            let Some(input) = next else { break };
            if let Input::Reply(key, _) | Input::StreamEnded(key, _) = &input {
                let over = self.under_way.borrow_mut().remove(key);
                drop(over);
            }
            let now = self.transport.now();
            let output = self.engine.borrow_mut().handle(input, now);
            self.show(&output.changes);
            for effect in output.effects {
                self.carry_out(effect);
            }
        }
        self.working.set(false);
        self.tick();
    }

    fn show(&self, changes: &[TrayChange]) {
        if changes.is_empty() {
            return;
        }
        let engine = self.engine.borrow();
        let state = engine.state();
        let mut rows = self.rows.borrow_mut();
        let mut removed = Vec::new();
        for change in changes {
            match change {
                TrayChange::Inserted(id) | TrayChange::Updated(id) => {
                    let Some(job) = state.job(*id) else { continue };
                    match rows.get(id) {
                        Some(row) => row.set(job.clone()),
                        None => {
                            rows.insert(*id, ArcRwSignal::new(job.clone()));
                        }
                    }
                }
                TrayChange::Removed(id) => removed.extend(rows.remove(id)),
                TrayChange::Reordered => self.order.set(state.order().to_vec()),
            }
        }
        let summary = summarise(state.jobs());
        if self.summary.get_untracked() != summary {
            self.summary.set(summary);
        }
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Request(key, request) => self.send(key, &request),
            Effect::OpenStream(key, request) => self.open_stream(key, &request),
            Effect::Stop(key) => {
                let stopped = self.under_way.borrow_mut().remove(&key);
                drop(stopped);
            }
            Effect::WakeAt(at) => {
                let alarm = at.map(|at| {
                    let wait = at.saturating_sub(self.transport.now().mono_ms);
                    let inner = Rc::downgrade(self);
                    self.transport.wake_after(wait, Box::new(move || take(&inner, Input::Woken)))
                });
                let old = self.alarm.replace(alarm);
                drop(old);
            }
            Effect::Lead(_) | Effect::Tell(_) | Effect::Remember(_) => {}
        }
    }

    fn send(self: &Rc<Self>, key: Key, request: &HttpRequest) {
        let inner = Rc::downgrade(self);
        let done = move |reply| take(&inner, Input::Reply(key, reply));
        let guard = self.transport.send(request, Box::new(done));
        self.under_way.borrow_mut().insert(key, guard);
    }

    fn open_stream(self: &Rc<Self>, key: Key, request: &StreamRequest) {
        let inner = Rc::downgrade(self);
        let on = move |news| {
            take(
                &inner,
                match news {
                    StreamNews::Opened => Input::StreamOpened(key),
                    StreamNews::Message(message) => Input::StreamMessage(key, message),
                    StreamNews::Dropped => Input::StreamDropped(key),
                    StreamNews::Ended(end) => Input::StreamEnded(key, end),
                },
            );
        };
        let guard = self.transport.open_stream(request, Box::new(on));
        self.under_way.borrow_mut().insert(key, guard);
    }

    /// The clock ticks while a job runs or waits and the page is seen.
    fn tick(&self) {
        let runs = self.visible.get()
            && self.engine.borrow().state().jobs().any(|job| {
                job.process.as_ref().is_some_and(|process| {
                    !process.status.is_terminal() && process.status != Status::Pending
                }) || job.line.is_troubled()
            });
        let ticker = self.ticker.borrow().clone();
        if let Some(ticker) = ticker {
            ticker.run(runs);
        }
    }
}

fn take(inner: &Weak<Inner>, input: Input) {
    if let Some(inner) = inner.upgrade() {
        inner.take(input);
    }
}
