//! The list of processes, where the host names one: one question brings what
//! is there to follow, with its state.

use super::actions::{Effect, Key, Now};
use super::engine::Engine;
use super::http::{HttpReply, HttpRequest, Method, TransportError};
use super::job_line::{REPLY_DEADLINE_MS, Urgency};
use super::peers::Said;
use super::schedule::{REST_RESERVE, Wake};
use super::tabs::Role;
use super::wire;
use crate::domain::id::ProcessId;
use crate::domain::line::Line;

/// The list is on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listing {
    pub(super) key: Key,
    pub(super) since: u64,
}

impl Engine {
    /// The list is to be read; the tab that leads does so.
    pub(super) fn discover(&mut self, now: Now) {
        if self.options.list_url.is_none() {
            return;
        }
        match self.tabs.role {
            Role::Follower => self.say(&Said::Discover),
            Role::Alone | Role::Leader => self.discover_at = Some(now.mono_ms),
        }
    }

    /// Whether the list is to be read, now or later. Whether the user is
    /// signed in again is found out by one question, about a job if there is
    /// any.
    pub(super) fn wants_list(&self) -> bool {
        let asks_for_jobs = self.lines.values().any(|line| line.ended.is_none());
        let may_ask = self.visible && self.tabs.asks() && !(self.signed_out && asks_for_jobs);
        may_ask && self.discover_at.is_some() && self.listing.is_none()
    }

    /// How it stands with the list; `None` once it was read and nothing is wrong.
    pub(super) fn list_line(&self) -> Option<Line> {
        self.options.list_url.as_ref()?;
        match self.origin_line() {
            Some(line) => Some(line),
            None if self.tabs.role == Role::Follower => self.list_elsewhere,
            None if self.discovered => None,
            None if self.origin_failures > 0 => Some(Line::Reconnecting),
            None if self.list_refused => Some(Line::Blocked),
            None => Some(Line::Connecting),
        }
    }

    /// Sends the question when it is due. Nothing else may hold it back by now.
    pub(super) fn ask_for_list(&mut self, now: Now, wake: &mut Wake) {
        let Some(url) = self.options.list_url.clone() else { return };
        let Some(at) = self.discover_at.filter(|_| self.wants_list()) else { return };
        if at > now.mono_ms {
            wake.by(at);
        } else if self.budget.take(now, REST_RESERVE) {
            let key = self.new_key();
            self.discover_at = None;
            self.list_refused = false;
            self.listing = Some(Listing { key, since: now.mono_ms });
            self.note_sent(now);
            self.effect(Effect::Request(key, HttpRequest { method: Method::Get, url }));
        } else {
            wake.by(self.budget.ready_at(REST_RESERVE));
        }
    }

    /// Gives up on a list that takes too long.
    pub(super) fn expire_list(&mut self, now: Now) {
        if let Some(listing) = self.listing
            && now.mono_ms >= listing.since + REPLY_DEADLINE_MS
        {
            self.effect(Effect::Stop(listing.key));
            self.take_list(listing, Err(TransportError::TimedOut), now);
        }
    }

    pub(super) fn take_list(
        &mut self,
        asked: Listing,
        reply: Result<HttpReply, TransportError>,
        now: Now,
    ) {
        self.listing = None;
        let Ok(reply) = reply else {
            self.origin_failed(asked.since, None, now);
            self.discover_at = Some(self.free_at());
            return;
        };
        self.learn_clock(&reply, now);
        match reply.status {
            200..=299 if !reply.is_html() => {
                self.origin_answered(now);
                let Ok((rows, lost)) = wire::decode_list(&reply.body) else {
                    self.list_refused = true;
                    self.counts.undecodable += 1;
                    return;
                };
                self.counts.undecodable += lost as u64;
                self.discovered = true;
                let ids: Vec<ProcessId> = rows.iter().map(|row| row.value.id).collect();
                self.found(&ids);
                for row in rows {
                    self.counts.odd_fields += row.problems.len() as u64;
                    self.take_listed(row.value, now);
                }
                if self.tabs.role == Role::Leader {
                    self.say_found();
                }
            }
            200..=299 | 401 | 419 => {
                self.discover_at = Some(now.mono_ms);
                self.sign_out(now);
            }
            429 | 502..=504 => {
                let wait = reply.retry_after_ms(now.wall_ms);
                self.origin_is_busy(reply.status, asked.since, wait, now);
                self.discover_at = Some(self.free_at());
            }
            // The jobs that are known are followed all the same.
            _ => {
                self.list_refused = true;
                self.counts.lists_refused += 1;
            }
        }
    }

    /// A row of the list is as good as one that was asked for by itself.
    fn take_listed(&mut self, row: crate::domain::process::Process, now: Now) {
        let id = row.id;
        let arrivals = self.state.arrivals(id);
        let Some(line) = self.lines.get_mut(&id) else { return };
        // One that is on its way will be newer.
        if line.asked.is_none() {
            line.due = None;
            line.urgency = Urgency::Routine;
            self.apply_snapshot(id, row, arrivals, now);
        }
    }
}
