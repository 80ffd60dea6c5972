//! What is kept of the jobs between pages, and when it is forgotten.

use super::Following;
use crate::domain::format::elapsed;
use crate::domain::line::Line;
use crate::domain::status::Status;
use crate::domain::tray::TrayChange;
use crate::protocol::actions::{Effect, Now};
use crate::protocol::engine::Engine;
use crate::protocol::memory::Memory;

impl Engine {
    /// Keeps what is to be remembered, if that differs from what is kept.
    pub(in crate::protocol) fn remember(&mut self, now: Now) {
        let Some(limits) = self.following.limits else { return };
        // Nothing is kept of a user who may not be the next one.
        let forgets = self.signed_out && !self.options.memory_is_the_users;
        if forgets || !core::mem::take(&mut self.following.changed) {
            return;
        }
        let asks = self.tabs.asks();
        let Following { dismissed, pinned, memory, .. } = &mut self.following;
        pinned.retain(|id, ()| self.lines.contains(id));
        memory.jobs.retain(|id, it| {
            it.pinned = pinned.contains(id);
            it.dismissed = dismissed.contains(id);
            let line = self.lines.get(id);
            let lost =
                line.is_some_and(|line| matches!(line.ended, Some(Line::Gone | Line::Blocked)));
            it.dismissed || (line.is_some() && !lost)
        });
        for (id, it) in memory.jobs.iter_mut() {
            let Some(process) = self.state.job(*id).and_then(|job| job.process.as_ref()) else {
                continue;
            };
            // One tab writes how the jobs stand, or all would write the same.
            if asks && it.status.as_ref() != Some(&process.status) {
                // Only what was seen to come to its end, or each page would learn
                // from the same old jobs again.
                let ended = process.status == Status::Completed
                    && it.status.as_ref().is_some_and(|before| !before.is_terminal());
                let elapsed = elapsed(process.started_at, process.finished_at, 0);
                let known = process.job_type.identifier().zip(elapsed);
                if let Some((job_type, elapsed)) = known.filter(|_| ended) {
                    memory.usual.note(job_type, elapsed);
                }
                (it.status, it.at_ms) = (Some(process.status.clone()), now.wall_ms);
            }
        }
        memory.prune(limits, now.wall_ms);
        let text = memory.write();
        if text != self.following.kept {
            self.following.kept.clone_from(&text);
            self.effect(Effect::Remember(text));
        }
    }

    /// Whoever signs in next must not find what this user followed.
    pub(in crate::protocol) fn forget_memory(&mut self) {
        self.following.memory = Memory::default();
        if self.following.kept.take().is_some() {
            self.effect(Effect::Remember(None));
        }
    }

    /// The user signed out, here or in another tab: nothing of them stays.
    pub(in crate::protocol) fn forget_user(&mut self) {
        let Following { limits, recalled, .. } = self.following;
        self.forget_memory();
        self.following = Following { recalled, ..Following::new(limits) };
        self.follow_all();
        self.output.changes.push(TrayChange::Forgotten);
        // The tab that leads need not ask for this one any more.
        self.say_here(true);
    }
}
