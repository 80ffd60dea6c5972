//! The time as a signal: once a second while somebody watches a job whose time runs,
//! once a minute while they watch one that has ended.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::prelude::*;

use crate::domain::format::Clocks;
use crate::domain::job::Job;
use crate::domain::status::Status;
use crate::transport::{Guard, Transport};

/// How often the clock is to tick.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Nothing that is seen tells the time.
    Still,
    /// It is only told how long ago something was.
    Minute,
    /// A time runs.
    Second,
}

impl Pace {
    /// What the row of a job asks for.
    pub(super) fn of(job: &Job) -> Self {
        let status = job.process.as_ref().map(|process| &process.status);
        let goes_on = |status: &Status| !status.is_terminal() && *status != Status::Pending;
        match status {
            Some(status) if goes_on(status) && !job.line.is_final() => Self::Second,
            _ if job.line.is_troubled() || job.is_deferred() => Self::Second,
            Some(status) if status.is_terminal() => Self::Minute,
            _ => Self::Still,
        }
    }
}

/// Ticks while switched on.
pub(super) struct Ticker {
    now: ArcRwSignal<Clocks>,
    pace: Cell<Pace>,
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
            pace: Cell::new(Pace::Still),
            timer: RefCell::new(None),
            transport,
            read: Box::new(read),
        })
    }

    /// The time when the clocks were last read.
    pub(super) fn now(&self) -> ArcReadSignal<Clocks> {
        self.now.read_only()
    }

    /// Ticks so from now on; the time shown is right at this moment.
    pub(super) fn run(self: &Rc<Self>, pace: Pace) {
        self.show();
        if self.pace.replace(pace) != pace {
            let timer = self.arm();
            // The old guard is dropped outside the borrow.
            let old = self.timer.replace(timer);
            drop(old);
        }
    }

    /// Nobody sees it: it stops, and shows nothing until it runs again.
    pub(super) fn stop(&self) {
        self.pace.set(Pace::Still);
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

    fn arm(self: &Rc<Self>) -> Option<Guard> {
        let wait = match self.pace.get() {
            Pace::Still => return None,
            Pace::Minute => 60_000,
            Pace::Second => 1_000,
        };
        let ticker: Weak<Self> = Rc::downgrade(self);
        let wake = move || {
            if let Some(ticker) = ticker.upgrade() {
                ticker.show();
                let next = ticker.arm();
                let old = ticker.timer.replace(next);
                drop(old);
            }
        };
        Some(self.transport.wake_after(wait, Box::new(wake)))
    }
}
