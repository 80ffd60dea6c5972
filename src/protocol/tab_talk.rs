//! What the tabs of a browser hear from each other: the tab that leads tells
//! what it learns, the others what they follow.

use std::sync::Arc;

use super::actions::Now;
use super::budget::Sent;
use super::engine::Engine;
use super::job_line::Urgency;
use super::peers::{self, Beat, Said};
use super::schedule::Wake;
use super::tabs::{BEAT_MS, Leading, Peer, Role};
use crate::domain::event::ProcessEvent;
use crate::domain::event_log::{EventLog, KEPT_EVENTS};
use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::tray::{Adopted, TrayMsg};

/// What was learnt is told at most so often.
const TELL_MS: u64 = 100;

/// Two tabs that both believe to lead, for a moment, are not answered in turn.
const ANSWER_EVERY_MS: u64 = 500;

impl Engine {
    /// Says that this tab leads, and what every tab must know to take over;
    /// with a roll call each of them answers.
    pub(super) fn beat(&mut self, roll_call: bool, now: Now) {
        if self.tabs.role != Role::Leader {
            return;
        }
        self.tabs.beat_at = now.mono_ms + BEAT_MS;
        // Each tab has a monotonic clock of its own; the wall clock is the device's.
        let wall = |mono: u64| now.wall_ms + mono.cast_signed() - now.mono_ms.cast_signed();
        let beat = Beat {
            visible: self.visible,
            roll_call,
            sent: self.budget.told().collect(),
            told_to_wait_until: wall(self.told_to_wait_until),
            signed_out: self.signed_out,
            clock_offset_ms: self.clock_offset_ms,
            list: self.list_line(),
        };
        self.say(&Said::Beat(beat));
    }

    /// A request went out: whoever takes over must know what is left.
    pub(super) fn tell_of_request(&mut self, now: Now) {
        if !self.tabs.peers.is_empty() {
            self.beat(false, now);
        }
    }

    /// The others should hear of this job: of all that the tab that leads
    /// learns, and of how the action of any tab goes.
    pub(super) fn touch(&mut self, id: ProcessId, is_action: bool) {
        let leads = self.tabs.role == Role::Leader && !self.tabs.peers.is_empty();
        if leads || (self.tabs.role == Role::Follower && is_action) {
            self.tabs.untold.get_or_insert_with(id, Vec::new);
        }
    }

    pub(super) fn touch_event(&mut self, id: ProcessId, event: Arc<ProcessEvent>) {
        if self.tabs.role == Role::Leader && !self.tabs.peers.is_empty() {
            self.tabs.untold.get_or_insert_with(id, Vec::new).push(event);
        }
    }

    pub(super) fn tell_jobs(&mut self, now: Now, wake: &mut Wake) {
        if self.tabs.untold.is_empty() {
            return;
        }
        if now.mono_ms < self.tabs.tell_at {
            wake.by(self.tabs.tell_at);
            return;
        }
        self.tabs.tell_at = now.mono_ms + TELL_MS;
        let untold = core::mem::take(&mut self.tabs.untold);
        let adopted = untold.iter().filter_map(|(id, events)| self.as_told(*id, events.iter()));
        let jobs = adopted.collect();
        self.say(&Said::Jobs(jobs));
    }

    /// The last word of a tab that leads no more: what it sent, so that nothing
    /// has to be assumed, and the news that it had yet to tell.
    pub(super) fn hand_over(&mut self) {
        let untold = core::mem::take(&mut self.tabs.untold);
        let events = untold.values().flatten().map(|event| ProcessEvent::clone(event)).collect();
        self.say(&Said::HandOver { sent: self.budget.told().collect(), events });
    }

    fn hear_last_word(&mut self, from: u64, sent: &[i64], events: Vec<ProcessEvent>, now: Now) {
        self.count_in(sent, now);
        if self.tabs.before == Some(from) {
            self.budget.assume_none();
        }
        for event in events {
            if self.lines.get(&event.process_id).is_some() {
                let event = Box::new(event);
                self.reduce(TrayMsg::Event { event, now_ms: now.wall_ms }, now);
            }
        }
    }

    /// Requests of another tab, by the device's wall clock.
    fn count_in(&mut self, sent: &[i64], now: Now) {
        let sent: Vec<_> =
            sent.iter().map(|told| Sent { at: mono(*told, now), told: Some(*told) }).collect();
        self.budget.count_in(&sent);
    }

    fn as_told<'a>(
        &self,
        id: ProcessId,
        events: impl Iterator<Item = &'a Arc<ProcessEvent>>,
    ) -> Option<Adopted> {
        let job = self.state.job(id)?;
        let job = Job { log: EventLog::default(), ..job.clone() };
        Some(Adopted { job, events: events.map(|event| ProcessEvent::clone(event)).collect() })
    }

    pub(super) fn heard(&mut self, text: &str, now: Now) {
        let Some((from, said)) = peers::read(text) else { return };
        if from == self.tabs.me || self.tabs.role == Role::Alone || self.suspended {
            return;
        }
        match said {
            Said::Here { ids, visible, asks } => {
                let peer = Peer { ids, visible, heard_at: now.mono_ms };
                self.tabs.peers.insert(from, peer);
                if self.tabs.role == Role::Leader {
                    self.follow_all();
                    self.beat(false, now);
                    if asks {
                        self.say_found();
                        self.tell_everything(from);
                    }
                }
            }
            Said::Bye => {
                self.tabs.peers.remove(&from);
                self.follow_all();
            }
            Said::Beat(beat) if self.tabs.role == Role::Follower => {
                self.hear_beat(from, &beat, now)
            }
            Said::Beat(_) => {}
            Said::HandOver { sent, events } => {
                self.hear_last_word(from, &sent, events, now);
            }
            Said::Jobs(jobs) => self.hear_jobs(jobs, now),
            Said::Found(ids) => {
                self.discovered = true;
                self.found(&ids);
            }
            Said::Discover => self.discover(now),
            Said::TakeBack(id) => {
                self.take_back_here(id, now);
            }
            Said::SignedOut => self.forget_user(),
        }
    }

    /// Everything known of the jobs that a tab follows; of a long log its end.
    fn tell_everything(&mut self, to: u64) {
        let Some(peer) = self.tabs.peers.get(&to) else { return };
        let jobs: Vec<_> = peer
            .ids
            .iter()
            .filter_map(|id| {
                let log = &self.state.job(*id)?.log;
                self.as_told(*id, log.iter().skip(log.len().saturating_sub(KEPT_EVENTS)))
            })
            .collect();
        if !jobs.is_empty() {
            self.say(&Said::Jobs(jobs));
        }
    }

    fn hear_beat(&mut self, from: u64, beat: &Beat, now: Now) {
        // What was told while nobody led, or by another, may have been missed.
        let new = self.tabs.leading.is_none_or(|leading| leading.tab != from);
        let leading = Leading { tab: from, visible: beat.visible, heard_at: now.mono_ms };
        self.tabs.leading = Some(leading);
        self.tabs.greeted_at = None;
        self.tabs.deaf = false;
        self.count_in(&beat.sent, now);
        self.told_to_wait_until = self.told_to_wait_until.max(mono(beat.told_to_wait_until, now));
        self.signed_out = beat.signed_out;
        self.list_elsewhere = beat.list;
        self.clock_offset_ms = beat.clock_offset_ms.or(self.clock_offset_ms);
        let just_said = self.tabs.answered_at.is_some_and(|at| now.mono_ms < at + ANSWER_EVERY_MS);
        if beat.roll_call || (new && !just_said) {
            self.tabs.answered_at = Some(now.mono_ms);
            self.say_here(new);
        }
    }

    fn hear_jobs(&mut self, jobs: Vec<Adopted>, now: Now) {
        if let Some(leading) = &mut self.tabs.leading {
            leading.heard_at = now.mono_ms;
        }
        for mut told in jobs {
            let id = told.job.id;
            let Some(line) = self.lines.get_mut(&id) else { continue };
            // Who has an action under way knows best how it goes.
            let acts = line.acting.is_some();
            let acted = !acts && (told.job.is_busy() || told.job.is_deferred());
            line.acted_elsewhere_at = acted.then_some(now.mono_ms);
            if self.tabs.role == Role::Leader {
                // A tab that no longer leads has seen its action through.
                line.ask_by(now.mono_ms, Urgency::Urgent);
                if !acts {
                    self.reduce(TrayMsg::Action(id, told.job.action), now);
                }
                continue;
            }
            line.ended = Some(told.job.line).filter(|line| line.is_final());
            if let Some(job) = self.state.job(id)
                && acts
            {
                told.job.action = job.action.clone();
            }
            self.reduce(TrayMsg::Adopt(Box::new(told)), now);
            self.settle_action(id, now);
        }
    }
}

/// This tab's monotonic clock at a time of the device's wall clock.
fn mono(wall: i64, now: Now) -> u64 {
    u64::try_from(now.mono_ms.cast_signed() + wall - now.wall_ms).unwrap_or(0)
}
