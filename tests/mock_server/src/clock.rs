//! The session's clock: stepped by hand in tests, real in demos. Nothing else in this crate reads
//! the time or sleeps.
//!
//! A step plays everything that falls due, in order of due time, with the clock reading exactly
//! that time. For this to be exact the step must know when the woken work is over, so work carries
//! a witness: a [`Turn`] for whoever slept, a [`Busy`] for whoever was told something. The clock
//! does not move while one of them is alive.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use parking_lot::Mutex;
use tokio::sync::{oneshot, watch};

/// Where a manual clock starts: Monday 5 January 2026, nine o'clock UTC.
pub const MANUAL_START: &str = "2026-01-05T09:00:00Z";

/// One session's time. Clones share the clock.
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

struct Inner {
    face: Face,
    busy: watch::Sender<usize>,
    stepping: tokio::sync::Mutex<()>,
}

enum Face {
    Manual(Mutex<Manual>),
    Real { origin: DateTime<Utc>, started: Instant, speed: f64 },
}

struct Manual {
    now: DateTime<Utc>,
    last_key: u64,
    sleepers: BTreeMap<Key, oneshot::Sender<Turn>>,
}

/// Due time first, then the order of falling asleep.
type Key = (DateTime<Utc>, u64);

/// A real clock cannot be stepped.
#[derive(Debug, PartialEq, Eq)]
pub struct NotManual;

impl Clock {
    /// A clock that stands at `start` until it is stepped.
    #[must_use]
    pub fn manual(start: DateTime<Utc>) -> Self {
        Self::with_face(Face::Manual(Mutex::new(Manual {
            now: start,
            last_key: 0,
            sleepers: BTreeMap::new(),
        })))
    }

    /// A clock that starts at `origin` and runs `speed` times as fast as the wall clock.
    #[must_use]
    pub fn real(origin: DateTime<Utc>, speed: f64) -> Self {
        Self::with_face(Face::Real {
            origin,
            started: Instant::now(),
            speed: if speed > 0.0 { speed } else { 1.0 },
        })
    }

    fn with_face(face: Face) -> Self {
        Self(Arc::new(Inner {
            face,
            busy: watch::Sender::new(0),
            stepping: tokio::sync::Mutex::new(()),
        }))
    }

    /// Whether this clock only moves when stepped.
    #[must_use]
    pub fn is_manual(&self) -> bool {
        matches!(self.0.face, Face::Manual(_))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0.face {
            Face::Manual(manual) => manual.lock().now,
            Face::Real { origin, started, speed } => {
                *origin + from_std(started.elapsed().mul_f64(*speed))
            }
        }
    }

    /// Sleeps for `length`, counted from this call, not from the first poll.
    pub fn sleep(&self, length: Duration) -> Sleep {
        match &self.0.face {
            Face::Manual(manual) => {
                let (wake, woken) = oneshot::channel();
                let mut manual = manual.lock();
                manual.last_key += 1;
                let key = (manual.now + from_std(length), manual.last_key);
                manual.sleepers.insert(key, wake);
                Sleep(Kind::Manual { clock: self.clone(), key, woken })
            }
            Face::Real { speed, .. } => Sleep(Kind::Real {
                clock: self.clone(),
                timer: Box::pin(tokio::time::sleep(length.div_f64(*speed))),
            }),
        }
    }

    /// Marks work that the clock has to wait for.
    #[must_use]
    pub fn busy(&self) -> Busy {
        self.0.busy.send_modify(|count| *count += 1);
        Busy(self.clone())
    }

    /// Waits until no [`Turn`] and no [`Busy`] is alive.
    pub async fn settle(&self) {
        // The sender lives in `self`, so the wait cannot end by its loss.
        let _ = self.0.busy.subscribe().wait_for(|count| *count == 0).await.is_ok();
    }

    /// Moves a manual clock on and plays all that falls due on the way.
    ///
    /// # Errors
    /// [`NotManual`] on a real clock.
    pub async fn advance(&self, length: Duration) -> Result<DateTime<Utc>, NotManual> {
        let Face::Manual(manual) = &self.0.face else {
            return Err(NotManual);
        };
        let _one_step_at_a_time = self.0.stepping.lock().await;
        let target = manual.lock().now + from_std(length);
        loop {
            self.settle().await;
            match next_sleeper(&mut manual.lock(), target) {
                // A sleeper that went away in the meantime hands its turn back, which ends it.
                Some(wake) => drop(wake.send(Turn(self.busy()))),
                None => return Ok(target),
            }
        }
    }
}

/// Takes the next sleeper due by `target` and sets the clock to its time, or else to `target`.
fn next_sleeper(manual: &mut Manual, target: DateTime<Utc>) -> Option<oneshot::Sender<Turn>> {
    let due = manual.sleepers.first_entry();
    let Some(entry) = due.filter(|entry| entry.key().0 <= target) else {
        manual.now = target;
        return None;
    };
    manual.now = entry.key().0.max(manual.now);
    Some(entry.remove())
}

/// Work the clock waits for; dropping it lets time go on.
pub struct Busy(Clock);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.0.busy.send_modify(|count| *count -= 1);
    }
}

/// The right to act at the moment one slept for. While it is held, a manual clock stands.
#[must_use = "dropping the turn lets the clock go on"]
pub struct Turn(Busy);

impl Turn {
    /// Ends this turn and sleeps on. The next sleep is entered before time may move, so a long
    /// step cannot jump over it.
    pub fn sleep(self, length: Duration) -> Sleep {
        self.0.0.sleep(length)
    }

    /// Keeps the clock standing without the right to sleep on.
    #[must_use]
    pub fn into_busy(self) -> Busy {
        self.0
    }
}

/// A sleep in session time; resolves to a [`Turn`]. Dropping it cancels.
#[must_use = "a sleep does nothing unless awaited"]
pub struct Sleep(Kind);

enum Kind {
    Manual { clock: Clock, key: Key, woken: oneshot::Receiver<Turn> },
    Real { clock: Clock, timer: Pin<Box<tokio::time::Sleep>> },
}

impl Future for Sleep {
    type Output = Turn;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Turn> {
        match &mut self.0 {
            Kind::Manual { woken, .. } => match Pin::new(woken).poll(context) {
                Poll::Ready(Ok(turn)) => Poll::Ready(turn),
                // Only a clock that is being torn down drops its sleepers.
                Poll::Ready(Err(_)) | Poll::Pending => Poll::Pending,
            },
            Kind::Real { clock, timer } => match timer.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(Turn(clock.busy())),
                Poll::Pending => Poll::Pending,
            },
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Kind::Manual { clock, key, .. } = &self.0
            && let Face::Manual(manual) = &clock.0.face
        {
            manual.lock().sleepers.remove(key);
        }
    }
}

fn from_std(length: Duration) -> TimeDelta {
    TimeDelta::from_std(length).unwrap_or(TimeDelta::MAX)
}

#[cfg(test)]
mod tests;
