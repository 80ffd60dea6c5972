//! An action on many jobs: sent one after another, a few under way at a time,
//! without pushing aside what else is to be asked.

use super::actions::Now;
use super::engine::Engine;
use super::job_line::{Acting, Stage, Urgency};
use super::schedule::Wake;
use crate::domain::action::{Action, ActionFailure};
use crate::domain::id::ProcessId;

/// So many are sent and not settled yet: each needs a snapshot too.
const AT_A_TIME: usize = 4;

impl Engine {
    /// How long a cancel may be taken back, milliseconds; 0 is not at all.
    #[must_use]
    pub const fn cancel_grace_ms(&self) -> u64 {
        self.options.cancel_grace_ms
    }

    pub(super) fn act_on_all(&mut self, ids: Vec<ProcessId>, action: Action, now: Now) {
        for id in ids {
            if self.act(id, action, now) {
                self.many.insert(id, ());
            }
        }
    }

    pub(super) fn take_back_all(&mut self, now: Now) {
        for id in self.many.keys().collect::<Vec<_>>() {
            self.take_back_here(id, now);
        }
    }

    /// What is queued, what of many last; what of many is over by now is no
    /// longer there.
    pub(super) fn many_last(
        &mut self,
        queued: Vec<(ProcessId, Action)>,
        now: Now,
    ) -> Vec<(ProcessId, Action)> {
        if self.many.is_empty() {
            return queued;
        }
        let lines = &self.lines;
        self.many.retain(|id, ()| lines.get(id).is_some_and(|line| line.acting.is_some()));
        let (many, mut first): (Vec<_>, Vec<_>) =
            queued.into_iter().partition(|(id, _)| self.many.contains(id));
        for (id, action) in many {
            let offered = self.state.job(id).is_some_and(|job| job.offers(action));
            // One answer is enough to know that nobody is signed in.
            let failure = match offered {
                true if !self.signed_out => {
                    first.push((id, action));
                    continue;
                }
                true => ActionFailure::SignedOut,
                false => ActionFailure::Refused(None),
            };
            if let Some(acting) = self.lines.get_mut(&id).and_then(|line| line.acting.as_mut()) {
                acting.stage = Stage::Refused(failure);
            }
            self.settle_action(id, now);
        }
        first
    }

    /// Whether another one of many may go out, as far as it is not for the
    /// budget to say.
    pub(super) fn may_send_of_many(&self, now: Now, wake: &mut Wake) -> bool {
        if !self.online || self.suspended {
            return false;
        }
        if now.mono_ms < self.free_at() {
            wake.by(self.free_at());
            return false;
        }
        let mut unsettled = 0;
        let mut waits = false;
        for (id, line) in self.lines.iter() {
            if self.many.contains(id)
                && let Some(Acting { stage, .. }) = &line.acting
            {
                unsettled += usize::from(!matches!(stage, Stage::Queued | Stage::Grace { .. }));
            }
            let due = line.due.is_some_and(|due| now.mono_ms >= due);
            waits |= due && line.urgency != Urgency::Urgent && line.asked.is_none();
        }
        unsettled < AT_A_TIME && !(waits && self.many_went && self.visible)
    }
}
