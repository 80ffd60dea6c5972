//! Drives the engine over a transport: hands it what happens, carries out
//! what it wants, and writes the signals.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use leptos::prelude::GetUntracked;

use super::attention::Bell;
use super::errand::Errand;
use super::options::{Manners, TrayOptions};
use super::place::Standing;
use super::screen::Screen;
use super::speech::Speech;
use super::ticker::{Pace, Ticker};
use super::voice::Voice;
use crate::domain::format::Clocks;
use crate::domain::sorted::SortedMap;
use crate::protocol::actions::{Effect, Input, Key, StreamRequest};
use crate::protocol::engine::Engine;
use crate::protocol::http::HttpRequest;
use crate::transport::{Guard, PageNews, StreamNews, TabNews, Tabs, Transport};

/// One tray at work. Dropping it ends everything it started.
pub(super) struct Driver {
    pub(super) engine: RefCell<Engine>,
    pub(super) transport: Rc<dyn Transport>,
    /// Inputs that came while another was being worked on.
    inputs: RefCell<VecDeque<Input>>,
    working: Cell<bool>,
    under_way: RefCell<SortedMap<Key, Guard>>,
    alarm: RefCell<Option<Guard>>,
    page: RefCell<Option<Guard>>,
    /// The other tabs of the browser, where they can be joined.
    tabs: RefCell<Option<Box<dyn Tabs>>>,
    /// Under which the browser keeps what is remembered.
    pub(super) name: String,
    pub(super) memory: RefCell<Option<Guard>>,
    pub(super) screen: Screen,
    pub(super) voice: Voice,
    pub(super) bell: Rc<Bell>,
    pub(super) standing: Rc<Standing>,
    pub(super) manners: Manners,
    pub(super) errand: Errand,
    /// When something is to be shown or said, and the alarm until then.
    showing: RefCell<Option<(u64, Guard)>>,
    pub(super) ticker: RefCell<Option<Rc<Ticker>>>,
    pub(super) speech: Rc<Speech>,
}

/// Joins the other tabs on behalf of a store that is yet to be made.
fn join_tabs(
    transport: &dyn Transport,
    name: &str,
    place: &Rc<RefCell<Weak<Driver>>>,
) -> Option<Box<dyn Tabs>> {
    let place = place.clone();
    let on = move |news| {
        let driver = place.borrow().clone();
        take(
            &driver,
            match news {
                TabNews::Led(leads) => Input::Led(leads),
                TabNews::Heard(text) => Input::Heard(text),
            },
        );
    };
    transport.join_tabs(name, Box::new(on))
}

impl Drop for Driver {
    /// The other tabs need not wait for a word that does not come.
    fn drop(&mut self) {
        if let (Some(tabs), Some(bye)) = (self.tabs.get_mut(), self.engine.get_mut().farewell()) {
            tabs.tell(&bye);
        }
    }
}

impl Driver {
    /// Starts a tray that follows nothing yet.
    pub(super) fn start(mut options: TrayOptions, transport: Rc<dyn Transport>) -> Rc<Self> {
        let (name, shares) = (options.name(), options.share_tabs);
        let remembers = options.memory.is_some();
        let language = std::mem::take(&mut options.language);
        let (corner, fixed, place_name) = (options.corner, options.fixed, options.place_name());
        let standing = Rc::new(Standing::new(corner, fixed, place_name, transport.clone()));
        let bell = Bell::new(options.attention, &name, standing.clone(), transport.clone());
        let manners = options.manners();
        // Whoever joins the tabs needs the store, and the engine needs to know
        // whether they could be joined.
        let place = Rc::new(RefCell::new(Weak::new()));
        let tabs = shares.then(|| join_tabs(&*transport, &name, &place)).flatten();
        let engine_options = options.engine(transport.seed(), tabs.is_some());
        let driver = Rc::new(Self {
            engine: RefCell::new(Engine::new(engine_options, transport.now())),
            tabs: RefCell::new(tabs),
            name,
            memory: RefCell::default(),
            transport: transport.clone(),
            inputs: RefCell::default(),
            working: Cell::new(false),
            under_way: RefCell::default(),
            alarm: RefCell::default(),
            page: RefCell::default(),
            screen: Screen::default(),
            voice: Voice::default(),
            bell,
            standing,
            manners,
            errand: Errand::default(),
            showing: RefCell::default(),
            ticker: RefCell::default(),
            speech: Speech::new(transport.clone(), language),
        });
        place.replace(Rc::downgrade(&driver));
        if remembers {
            driver.recall();
        }
        let engine = Rc::downgrade(&driver);
        let ticker = Ticker::new(transport.clone(), move || {
            let driver = engine.upgrade()?;
            let engine = driver.engine.try_borrow().ok()?;
            let now = driver.transport.now();
            Some(Clocks { server_ms: engine.server_now_ms(now), device_ms: now.wall_ms })
        });
        driver.ticker.replace(Some(ticker));
        let page = transport.watch_page(Box::new({
            let driver = Rc::downgrade(&driver);
            move |news| {
                let Some(driver) = driver.upgrade() else { return };
                driver.take(match news {
                    PageNews::Visible(visible) => {
                        driver.user_is_here(visible);
                        driver.screen.set_hidden(!visible);
                        driver.show_all();
                        Input::Visible(visible)
                    }
                    PageNews::Online(online) => Input::Online(online),
                    PageNews::Suspended => {
                        driver.user_is_here(false);
                        Input::Suspended
                    }
                    PageNews::Resumed => {
                        driver.user_is_here(!driver.screen.is_hidden());
                        Input::Resumed
                    }
                });
            }
        }));
        driver.page.replace(Some(page));
        driver
    }

    /// Works on an input and on those that come meanwhile, one after another.
    pub(super) fn take(self: &Rc<Self>, input: Input) {
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
            let stopped = matches!(input, Input::TakeBackAll);
            let now = self.transport.now();
            self.note_time(now);
            let output = self.engine.borrow_mut().handle(input, now);
            let engine = self.engine.borrow();
            let state = engine.state();
            let server_now_ms = engine.server_now_ms(now);
            let shown = self.screen.take(&output.changes, state, (now.mono_ms, server_now_ms));
            self.errand.take(&output.changes, state, stopped);
            self.screen.show_pinned(engine.pinned());
            let words = self.speech.words.get_untracked();
            let (hidden, seen) = (self.screen.is_hidden(), self.screen.is_watched());
            self.voice.take(&output.changes, state, &words, server_now_ms, seen);
            let unheard = if hidden { self.voice.hush() } else { Vec::new() };
            self.bell.take(unheard, (engine.is_unseen(), engine.leads()), &words, now.mono_ms);
            drop(engine);
            self.voice.speak(&words, self.screen.trouble(), now.mono_ms);
            if shown {
                self.tick();
            }
            self.show_in_time(now.mono_ms);
            for effect in output.effects {
                self.carry_out(effect);
            }
        }
        self.working.set(false);
    }

    /// What is not shown or said now is a little later.
    fn show_in_time(self: &Rc<Self>, now_ms: u64) {
        let due =
            [self.screen.due(), self.voice.due(), self.bell.due()].into_iter().flatten().min();
        if due == self.showing.borrow().as_ref().map(|(at, _)| *at) {
            return;
        }
        let showing = due.map(|at| {
            let driver = Rc::downgrade(self);
            let show = move || {
                if let Some(driver) = driver.upgrade() {
                    // It may have come a moment too early, and then is set again.
                    let over = driver.showing.take();
                    driver.show_all();
                    drop(over);
                }
            };
            (at, self.transport.wake_after(at.saturating_sub(now_ms), Box::new(show)))
        });
        let old = self.showing.replace(showing);
        drop(old);
    }

    /// Shows the last of everything, if somebody can see it, and says what may
    /// be said.
    fn show_all(self: &Rc<Self>) {
        let now_ms = self.transport.now().mono_ms;
        let words = self.speech.words.get_untracked();
        if let Ok(engine) = self.engine.try_borrow() {
            self.screen.show(engine.state(), now_ms);
            let place = (engine.is_unseen(), engine.leads());
            self.bell.take(Vec::new(), place, &words, now_ms);
        }
        self.voice.speak(&words, self.screen.trouble(), now_ms);
        self.tick();
        self.show_in_time(now_ms);
    }

    /// Whether the panel is open: while it is closed only the counts are kept.
    pub(super) fn set_open(self: &Rc<Self>, open: bool) {
        self.screen.set_closed(!open);
        self.standing.saw_open(open);
        if !open {
            self.voice.read_all();
        }
        self.show_all();
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
                    let driver = Rc::downgrade(self);
                    self.transport.wake_after(wait, Box::new(move || take(&driver, Input::Woken)))
                });
                let old = self.alarm.replace(alarm);
                drop(old);
            }
            Effect::Lead(lead) => {
                if let Some(tabs) = &*self.tabs.borrow() {
                    tabs.lead(lead);
                }
            }
            Effect::Tell(text) => {
                if let Some(tabs) = &*self.tabs.borrow() {
                    tabs.tell(&text);
                }
            }
            Effect::Remember(text) => self.transport.remember(&self.name, text.as_deref()),
        }
    }

    fn send(self: &Rc<Self>, key: Key, request: &HttpRequest) {
        let driver = Rc::downgrade(self);
        let done = move |reply| take(&driver, Input::Reply(key, reply));
        let guard = self.transport.send(request, Box::new(done));
        self.under_way.borrow_mut().insert(key, guard);
    }

    fn open_stream(self: &Rc<Self>, key: Key, request: &StreamRequest) {
        let driver = Rc::downgrade(self);
        let on = move |news| {
            take(
                &driver,
                match news {
                    StreamNews::Opened => Input::StreamOpened(key),
                    StreamNews::Message(message) => Input::StreamMessage(key, message),
                    StreamNews::Dropped => Input::StreamDropped(key),
                    StreamNews::OddLines(lines) => Input::StreamOddLines(key, lines),
                    StreamNews::Ended(end) => Input::StreamEnded(key, end),
                },
            );
        };
        let guard = self.transport.open_stream(request, Box::new(on));
        self.under_way.borrow_mut().insert(key, guard);
    }

    /// The clock ticks while a job runs or waits and its row is seen: nothing
    /// but rows tells the time.
    fn tick(&self) {
        let Some(ticker) = self.ticker.borrow().clone() else { return };
        if !self.screen.is_watched() {
            return ticker.stop();
        }
        let engine = self.engine.borrow();
        let paces = engine.state().jobs().map(Pace::of);
        ticker.run(paces.max_by_key(|pace| *pace as u8).unwrap_or(Pace::Still));
    }
}

fn take(driver: &Weak<Driver>, input: Input) {
    if let Some(driver) = driver.upgrade() {
        driver.take(input);
    }
}
