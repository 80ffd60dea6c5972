//! Which jobs are followed: what the host names, what the browser remembers
//! and what the list has, less what the user dismissed; and, for the tab that
//! leads, what other tabs follow.

mod keeping;

use super::actions::{Effect, Now};
use super::engine::Engine;
use super::job_line::JobLine;
use super::memory::{Memory, MemoryLimits, Remembered};
use super::peers::Said;
use crate::domain::id::ProcessId;
use crate::domain::list_look::ListLook;
use crate::domain::sorted::SortedSet;
use crate::domain::status::Status;
use crate::domain::tray::TrayMsg;

#[derive(Debug, Default)]
pub(super) struct Following {
    /// What the host names.
    host: SortedSet<ProcessId>,
    /// What was remembered or listed.
    found: SortedSet<ProcessId>,
    dismissed: SortedSet<ProcessId>,
    pinned: SortedSet<ProcessId>,
    memory: Memory,
    /// What was kept last.
    kept: Option<String>,
    limits: Option<MemoryLimits>,
    /// What the browser kept has been read.
    recalled: bool,
    changed: bool,
}

impl Following {
    pub(super) fn new(limits: Option<MemoryLimits>) -> Self {
        Self { limits, ..Self::default() }
    }
}

impl Engine {
    /// The jobs of this tab.
    pub(super) fn own_ids(&self) -> SortedSet<ProcessId> {
        let Following { host, found, dismissed, .. } = &self.following;
        host.keys().chain(found.keys()).filter(|id| !dismissed.contains(id)).collect()
    }

    /// When the user last looked at a tray of this browser, before this page:
    /// milliseconds of the device's wall clock since the Unix epoch.
    #[must_use]
    pub const fn last_looked_at_ms(&self) -> Option<i64> {
        self.following.memory.looked_at_ms
    }

    /// The remembered jobs that are on screen, and how each stood when the user
    /// last looked; `None` where that is not known, since it changed later.
    pub fn known_when_last_looked_at(&self) -> impl Iterator<Item = (ProcessId, Option<Status>)> {
        let looked_at = self.last_looked_at_ms().unwrap_or(i64::MAX);
        let jobs = self.following.memory.jobs.iter().filter(|(_, it)| !it.dismissed);
        jobs.map(move |(id, it)| (*id, it.status.clone().filter(|_| it.at_ms <= looked_at)))
    }

    pub(super) fn follow(&mut self, ids: Vec<ProcessId>) {
        let host: SortedSet<_> = ids.into_iter().collect();
        // What the host no longer names is no longer of interest, unlike what
        // it has not named yet on a new page.
        let Following { host: before, found, dismissed, memory, .. } = &mut self.following;
        for id in before.without(&host) {
            found.remove(&id);
            dismissed.remove(&id);
            memory.jobs.remove(&id);
        }
        self.following.host = host;
        self.own_ids_changed();
    }

    pub(super) fn dismiss(&mut self, ids: Vec<ProcessId>) {
        let own = self.own_ids();
        self.following.dismissed.extend(ids.into_iter().filter(|id| own.contains(id)));
        self.own_ids_changed();
    }

    pub(super) fn restore(&mut self, ids: &[ProcessId]) {
        for id in ids {
            self.following.dismissed.remove(id);
        }
        self.own_ids_changed();
    }

    /// The jobs that the user wants to see first.
    #[must_use]
    pub const fn pinned(&self) -> &SortedSet<ProcessId> {
        &self.following.pinned
    }

    /// How the user looks at the list.
    #[must_use]
    pub const fn look(&self) -> ListLook {
        self.following.memory.look
    }

    pub(super) fn pin(&mut self, id: ProcessId, pinned: bool) {
        self.following.pinned.remove(&id);
        if pinned && self.own_ids().contains(&id) {
            self.following.pinned.insert(id, ());
        }
        self.following.changed = true;
    }

    pub(super) fn keep_look(&mut self, look: ListLook) {
        self.following.memory.look = look;
        self.following.changed = true;
    }

    fn own_ids_changed(&mut self) {
        self.following.changed = true;
        self.follow_all();
        self.say_here(true);
    }

    /// Brings lines and state in step with what is to be followed.
    pub(super) fn follow_all(&mut self) {
        let now = self.last_now;
        let shown = self.own_ids();
        let others: SortedSet<_> = self.tabs.followed_elsewhere().without(&shown).collect();
        let mut stopped = Vec::new();
        self.lines.retain(|id, line| {
            let kept = shown.contains(id) || others.contains(id);
            if !kept {
                stopped.extend(line.keys());
            }
            kept
        });
        for key in stopped {
            self.effect(Effect::Stop(key));
        }
        for id in shown.keys().chain(others.keys()) {
            self.lines.get_or_insert_with(id, || JobLine::new(now.mono_ms));
        }
        for id in shown.keys() {
            let new = !self.state.is_shown(id);
            if new && self.following.limits.is_some() {
                let jobs = &mut self.following.memory.jobs;
                let fresh = Remembered::new(now.wall_ms);
                jobs.get_or_insert_with(id, || fresh);
            }
        }
        self.reduce(TrayMsg::Follow { shown, others }, now);
    }

    /// The list had these, or another tab's list.
    pub(super) fn found(&mut self, ids: &[ProcessId]) {
        let before = self.following.found.len();
        self.following.found.extend(ids.iter().copied());
        if self.following.found.len() != before {
            self.own_ids_changed();
        }
    }

    pub(super) fn say_found(&mut self) {
        let found: Vec<_> = self.following.found.keys().collect();
        if !found.is_empty() {
            self.say(&Said::Found(found));
        }
    }

    /// What the browser kept, at the start or as another tab has changed it.
    pub(super) fn remembered(&mut self, kept: Option<&str>, now: Now) {
        let Some(limits) = self.following.limits else { return };
        let mut memory = match kept.map(Memory::read) {
            None => Memory::default(),
            Some(Ok(memory)) => memory,
            Some(Err(_)) => {
                self.counts.corrupt_memory += 1;
                Memory::default()
            }
        };
        memory.prune(limits, now.wall_ms);
        let first = !core::mem::replace(&mut self.following.recalled, true);
        let followed = self.own_ids();
        let Following { found, dismissed, pinned, memory: before, .. } = &mut self.following;
        for id in before.jobs.keys() {
            if !memory.jobs.contains(&id) {
                found.remove(&id);
                dismissed.remove(&id);
            }
        }
        for (id, it) in memory.jobs.iter() {
            found.insert(*id, ());
            for (set, holds) in [(&mut *dismissed, it.dismissed), (&mut *pinned, it.pinned)] {
                set.remove(id);
                if holds {
                    set.insert(*id, ());
                }
            }
        }
        self.following.memory = memory;
        self.following.kept = kept.map(str::to_owned);
        // What the host names and nobody remembered yet. Two tabs that follow
        // more than is remembered must not push out each other's for ever.
        let room = if first { usize::MAX } else { limits.jobs };
        self.remember_own(room, now);
        self.following.changed = true;
        if self.own_ids() != followed {
            self.own_ids_changed();
        }
        // Another tab forgot it all, perhaps at a sign-out that this one has
        // yet to hear of: that is not undone.
        if kept.is_none() && !first {
            self.following.memory = Memory::default();
            self.following.changed = false;
        }
    }

    /// Remembers what is followed here, as long as that is no more than so many.
    fn remember_own(&mut self, room: usize, now: Now) {
        let jobs = &self.following.memory.jobs;
        let new: Vec<_> = self.own_ids().keys().filter(|id| !jobs.contains(id)).collect();
        let jobs = &mut self.following.memory.jobs;
        for id in new.into_iter().take(room.saturating_sub(jobs.len())) {
            let fresh = Remembered::new(now.wall_ms);
            jobs.insert(id, fresh);
        }
    }

    /// The user is signed in again: what was forgotten is remembered.
    pub(super) fn remember_again(&mut self, now: Now) {
        if let Some(limits) = self.following.limits {
            self.remember_own(limits.jobs, now);
            self.following.changed = true;
        }
    }

    /// What is remembered may differ.
    pub(super) fn following_changed(&mut self) {
        self.following.changed = true;
    }

    /// The status of a job may have changed.
    pub(super) fn note_status(&mut self, id: ProcessId) {
        let known = self.following.memory.jobs.get(&id);
        let status = self.state.job(id).and_then(|job| job.process.as_ref()).map(|it| &it.status);
        if known.is_some_and(|known| known.status.as_ref() != status) {
            self.following.changed = true;
        }
    }

    /// A job is told what is usual for its type.
    pub(super) fn tell_usual(&mut self, id: ProcessId, now: Now) {
        let Some(process) = self.state.job(id).and_then(|job| job.process.as_ref()) else { return };
        let usual = &self.following.memory.usual;
        let usual = process.job_type.identifier().and_then(|it| usual.limit_ms(it));
        self.reduce(TrayMsg::Usual(id, usual), now);
    }

    /// The user looks away, perhaps for good.
    pub(super) fn note_look(&mut self, now: Now) {
        // Of a user who has no jobs here, or has signed out, nothing is kept.
        if !self.following.memory.jobs.is_empty() {
            self.following.memory.looked_at_ms = Some(now.wall_ms);
            self.following.changed = true;
        }
    }
}
