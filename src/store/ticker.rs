//! The time as a signal, once a second, only while somebody watches a
//! job whose time runs.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::prelude::*;

use crate::domain::format::Clocks;
use crate::transport::{Guard, Transport};

const TICK_MS: u64 = 1_000;

/// Ticks while switched on.
pub(super) struct Ticker {
    now: ArcRwSignal<Clocks>,
    running: Cell<bool>,
    timer: RefCell<Option<Guard>>,
    transport: Rc<dyn Transport>,
    /// Reads the clocks.
    read: Box<dyn Fn() -> Option<Clocks>>,
}

impl Ticker {
    pub(super) fn new(
        transport: Rc<dyn Transport>,
        read: impl Fn() -> Option<Clocks> + 'static,
    ) -> Rc<Self> {
        Rc::new(Self {
            now: ArcRwSignal::default(),
            running: Cell::new(false),
            timer: RefCell::new(None),
            transport,
            read: Box::new(read),
        })
    }

    /// The time when the clocks were last read.
    pub(super) fn now(&self) -> ArcReadSignal<Clocks> {
        self.now.read_only()
    }

    /// Switches on or off; either way the time shown is right at this moment.
    pub(super) fn run(self: &Rc<Self>, on: bool) {
        self.show();
        if self.running.replace(on) != on {
            let timer = on.then(|| self.arm());
            // The old guard is dropped outside the borrow.
            let old = self.timer.replace(timer);
            drop(old);
        }
    }

    /// Nobody sees it: it stops, and shows nothing until it runs again.
    pub(super) fn stop(&self) {
        self.running.set(false);
        let old = self.timer.take();
        drop(old);
    }

    fn show(&self) {
        if let Some(now) = (self.read)()
            && self.now.get_untracked() != now
        {
            self.now.set(now);
        }
    }

    fn arm(self: &Rc<Self>) -> Guard {
        let ticker: Weak<Self> = Rc::downgrade(self);
        let wake = move || {
            if let Some(ticker) = ticker.upgrade()
                && ticker.running.get()
            {
                ticker.show();
                let next = ticker.arm();
                let old = ticker.timer.replace(Some(next));
                drop(old);
            }
        };
        self.transport.wake_after(TICK_MS, Box::new(wake))
    }
}
