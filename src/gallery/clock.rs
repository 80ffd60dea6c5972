//! The clock of the story on the page: stopped, or so many times as fast as
//! the reader's own.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use leptos::prelude::*;

use super::stage::Play;

/// How long a beat may take of the reader's time, milliseconds: a page that
/// cannot keep up shows a slower clock, and still takes clicks.
const LONGEST_BEAT_MS: f64 = 50.0;

/// What is played in one go, milliseconds of the story's time.
const SLICE_MS: u64 = 100;

/// How often a running clock moves on, milliseconds of the reader's time.
const BEAT_MS: u32 = 100;

/// Drives the story on the page.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    play: StoredValue<Option<Rc<Play>>, LocalStorage>,
    elapsed_ms: RwSignal<u64>,
    round: RwSignal<u32>,
    speed: Signal<u64>,
}

impl Clock {
    /// A clock that runs at this speed (0 is stopped) for as long as its owner
    /// lives.
    pub(super) fn new(speed: Signal<u64>) -> Self {
        let clock = Self {
            play: StoredValue::new_local(None),
            elapsed_ms: RwSignal::new(0),
            round: RwSignal::new(0),
            speed,
        };
        let beats = StoredValue::new_local(None::<Interval>);
        Effect::new(move || {
            let speed = speed.get();
            let beat = move || clock.beat(u64::from(BEAT_MS) * speed);
            beats.set_value((speed > 0).then(|| Interval::new(BEAT_MS, beat)));
        });
        clock
    }

    /// Puts a story on. A stopped clock stands at the moment of its picture.
    pub(super) fn put_on(self, play: &Rc<Play>) {
        if self.speed.get_untracked() == 0 {
            play.to_its_moment();
        }
        self.elapsed_ms.set(play.elapsed_ms());
        self.play.set_value(Some(play.clone()));
    }

    fn beat(self, milliseconds: u64) {
        let now = || window().performance().map_or(f64::MAX, |clock| clock.now());
        let end = now() + LONGEST_BEAT_MS;
        let mut left = milliseconds;
        while left > 0 {
            let slice = left.min(SLICE_MS);
            self.step(slice);
            left -= slice;
            if now() >= end {
                break;
            }
        }
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
