//! The user comes and goes: what they have missed, and what is unread.

use std::rc::Rc;

use super::driver::Driver;
use crate::domain::away::AWAY_MS;
use crate::domain::job::Job;
use crate::domain::tray::TrayState;
use crate::protocol::actions::{Input, Now};

impl Driver {
    /// Somebody looks at the page, or nobody any more. Told before the screen is.
    pub(super) fn user_is_here(&self, here: bool) {
        let now = self.transport.now();
        let Ok(engine) = self.engine.try_borrow() else { return };
        if here {
            self.voice.come_back(now, engine.state());
        } else {
            if self.screen.is_watched() {
                self.voice.read_all();
            }
            self.voice.leave(now.wall_ms);
        }
    }

    /// A page that was looked at and heard nothing for so long was asleep: of
    /// jobs that move there is always something to hear. Where none does, silence
    /// means nothing.
    pub(super) fn note_time(&self, now: Now) {
        self.voice.looked_elsewhere(self.engine.borrow().last_looked_at_ms());
        let before = self.voice.heard_at.replace(now.wall_ms);
        let silent = before > 0 && now.wall_ms - before >= AWAY_MS && !self.screen.is_hidden();
        if silent && moving(self.engine.borrow().state()).next().is_some() {
            self.voice.leave(before);
            self.user_is_here(true);
        }
    }

    /// Takes in what the browser remembers, now and whenever another tab
    /// changes it. It tells how the jobs stood when the user last looked.
    pub(super) fn recall(self: &Rc<Self>) {
        let driver = Rc::downgrade(self);
        let on = move |kept| {
            if let Some(driver) = driver.upgrade() {
                driver.take(Input::Remembered(kept));
            }
        };
        let guard = self.transport.watch_memory(&self.name, Box::new(on));
        self.memory.replace(Some(guard));
        self.take(Input::Remembered(self.transport.remembered(&self.name)));
        let now = self.transport.now();
        let engine = self.engine.borrow();
        if let Some(looked_at) = engine.last_looked_at_ms() {
            self.voice.recall(looked_at, now, engine.known_when_last_looked_at());
        }
    }
}

/// Jobs of which more is to come.
pub(super) fn moving(state: &TrayState) -> impl Iterator<Item = &Job> {
    state.jobs().filter(|job| !job.is_terminal() && !job.line.is_final())
}
