//! What is said aloud, as signals.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;

use super::absence::moving;
use super::screen::set;
use crate::domain::announcer::{Announcer, Unheard};
use crate::domain::away::Away;
use crate::domain::id::ProcessId;
use crate::domain::language::Words;
use crate::domain::line::Line;
use crate::domain::status::Status;
use crate::domain::tray::{TrayChange, TrayState};
use crate::domain::words::away::sentence;
use crate::protocol::actions::Now;

/// Words for the two live regions.
#[derive(Default)]
pub(super) struct Voice {
    pub(super) polite: ArcRwSignal<String>,
    pub(super) alert: ArcRwSignal<String>,
    announcer: RefCell<Announcer>,
    away: RefCell<Away>,
    /// When anything was last heard: milliseconds since the Unix epoch.
    pub(super) heard_at: Cell<i64>,
    /// What happened while the user was away.
    pub(super) digest: [ArcRwSignal<Vec<ProcessId>>; 4],
    pub(super) unread: ArcRwSignal<Vec<ProcessId>>,
}

impl Voice {
    /// Takes in what has changed.
    pub(super) fn take(
        &self,
        changes: &[TrayChange],
        state: &TrayState,
        words: &Words,
        server_now_ms: i64,
        is_seen: bool,
    ) {
        let mut away = self.away.borrow_mut();
        let mut announcer = self.announcer.borrow_mut();
        let mut touched = false;
        for change in changes {
            match change {
                TrayChange::Inserted(id) | TrayChange::Updated(id) => {
                    if let Some(job) = state.job(*id) {
                        let news = announcer.note(words, job, server_now_ms);
                        touched |= news.is_some();
                        if away.note(job, news, is_seen) {
                            announcer.unsay(*id);
                        }
                    }
                }
                TrayChange::Removed(id) => {
                    announcer.forget(*id);
                    away.forget(*id);
                    touched = true;
                }
                TrayChange::Reordered | TrayChange::Listed | TrayChange::Forgotten => {}
            }
        }
        drop((announcer, away));
        if touched {
            self.show();
        }
    }

    /// Writes what views read of absences.
    fn show(&self) {
        let (digest, unread) = {
            let away = self.away.borrow();
            (away.digest(), away.unread().keys().collect())
        };
        let [review, failed, finished, cancelled] = digest;
        let all = [review, failed, finished, cancelled, unread];
        for (signal, ids) in self.digest.iter().chain([&self.unread]).zip(all) {
            set(signal, ids);
        }
    }

    pub(super) fn leave(&self, now_ms: i64) {
        self.away.borrow_mut().leave(now_ms);
        self.show();
    }

    pub(super) fn come_back(&self, now: Now, state: &TrayState) {
        let moving = moving(state).map(|job| job.id).collect();
        self.away.borrow_mut().come_back(now.wall_ms, now.mono_ms, moving);
        self.show();
    }

    /// The user looked at the jobs then, on another page, when they stood so.
    pub(super) fn recall(
        &self,
        looked_at_ms: i64,
        now: Now,
        jobs: impl Iterator<Item = (ProcessId, Option<Status>)>,
    ) {
        let mut announcer = self.announcer.borrow_mut();
        let jobs = jobs.map(|(id, status)| {
            announcer.recall(id, status.as_ref());
            id
        });
        let jobs = jobs.collect();
        self.away.borrow_mut().recall(looked_at_ms, now.wall_ms, now.mono_ms, jobs);
    }

    pub(super) fn looked_elsewhere(&self, at_ms: Option<i64>) {
        if at_ms.is_some_and(|at_ms| self.away.borrow_mut().looked_elsewhere(at_ms)) {
            self.show();
        }
    }

    /// The user has read the digest.
    pub(super) fn dismiss_digest(&self) {
        self.away.borrow_mut().dismiss();
        self.show();
    }

    /// The user has had all jobs before them.
    pub(super) fn read_all(&self) {
        self.away.borrow_mut().read_all();
        self.show();
    }

    /// Nobody is there to listen; gives what was not heard.
    pub(super) fn hush(&self) -> Vec<Unheard> {
        self.announcer.borrow_mut().hush()
    }

    pub(super) fn speak(&self, words: &Words, trouble: Option<Line>, now_ms: u64) {
        let mut announcer = self.announcer.borrow_mut();
        announcer.hear_line(words, trouble);
        let mut away = self.away.borrow_mut();
        if away.is_to_be_said(now_ms) {
            announcer.tell(sentence(words, &away.digest()));
        }
        drop(away);
        if announcer.speak(words, now_ms) {
            let (polite, alert) = (announcer.polite().to_owned(), announcer.alert().to_owned());
            drop(announcer);
            self.polite.set(polite);
            self.alert.set(alert);
        }
    }

    /// When there is something to be said.
    pub(super) fn due(&self) -> Option<u64> {
        let due = [self.announcer.borrow().due(), self.away.borrow().due()];
        due.into_iter().flatten().min()
    }
}
