//! The clock of the story on the page: stopped, or so many times as fast as
//! the reader's own.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use leptos::prelude::*;

use super::stage::Play;

/// How often a running clock moves on, milliseconds of the reader's time.
const BEAT_MS: u32 = 100;

/// Drives the story on the page.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    play: StoredValue<Option<Rc<Play>>, LocalStorage>,
    elapsed_ms: RwSignal<u64>,
    round: RwSignal<u32>,
}

impl Clock {
    /// A clock that runs at this speed (0 is stopped) for as long as its owner
    /// lives.
    pub(super) fn new(speed: Signal<u64>) -> Self {
        let clock = Self {
            play: StoredValue::new_local(None),
            elapsed_ms: RwSignal::new(0),
            round: RwSignal::new(0),
        };
        let beats = StoredValue::new_local(None::<Interval>);
        Effect::new(move || {
            let speed = speed.get();
            let beat = move || clock.step(u64::from(BEAT_MS) * speed);
            beats.set_value((speed > 0).then(|| Interval::new(BEAT_MS, beat)));
        });
        clock
    }

    /// Puts a story on and plays it to the moment of its picture.
    pub(super) fn put_on(self, play: &Rc<Play>) {
        play.to_its_moment();
        self.elapsed_ms.set(play.elapsed_ms());
        self.play.set_value(Some(play.clone()));
    }

    /// Moves the story on.
    pub(super) fn step(self, milliseconds: u64) {
        let Some(Some(play)) = self.play.try_get_value() else { return };
        play.advance(milliseconds);
        self.elapsed_ms.set(play.elapsed_ms());
    }

    /// Begins the story anew.
    pub(super) fn restart(self) {
        self.round.update(|round| *round += 1);
    }

    /// How often the story was begun anew.
    pub(super) fn round(self) -> u32 {
        self.round.get()
    }

    /// How far the story has come: "1:05".
    pub(super) fn shown(self) -> String {
        let seconds = self.elapsed_ms.get() / 1000;
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }
}
