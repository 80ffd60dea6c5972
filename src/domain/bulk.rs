//! Acting on many jobs at once: which of them, and how it went with each.

use super::action::{Action, ActionFailure, ActionState};
use super::id::ProcessId;
use super::job::Job;
use super::sorted::SortedSet;
use super::status::Status;

/// So many jobs are many: one is acted on in its row.
pub const MANY: usize = 2;

/// Whether the job may be acted on, and nothing of the kind is under way.
#[must_use]
pub fn is_free_for(job: &Job, action: Action) -> bool {
    job.offers(action) && !job.is_busy() && !job.is_deferred()
}

/// How far an action on many jobs is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is done.
    pub action: Action,
    /// Jobs that are waited for: not sent, or not answered yet.
    pub waiting: usize,
    /// Jobs of which a time still runs in which it can be taken back.
    pub deferred: usize,
    /// Jobs with which it was done.
    pub done: usize,
    /// Jobs with which it was not done; each row says why.
    pub refused: usize,
    /// Jobs of which nobody knows: no answer came, or no effect was seen.
    pub unanswered: usize,
    /// Jobs for which it was taken back.
    pub left: usize,
}

impl Progress {
    /// How many jobs are settled, one way or another.
    #[must_use]
    pub const fn settled(&self) -> usize {
        self.done + self.refused + self.unanswered + self.left
    }
}

/// An action on many jobs. What came of a job counts once, whatever happens to
/// it later.
#[derive(Clone, Debug)]
pub struct Bulk {
    progress: Progress,
    waiting: SortedSet<ProcessId>,
    deferred: SortedSet<ProcessId>,
}

impl Bulk {
    /// Asked for, of these jobs.
    #[must_use]
    pub fn new(action: Action, ids: &[ProcessId]) -> Self {
        let waiting: SortedSet<_> = ids.iter().copied().collect();
        let progress = Progress {
            action,
            waiting: waiting.len(),
            deferred: 0,
            done: 0,
            refused: 0,
            unanswered: 0,
            left: 0,
        };
        Self { progress, waiting, deferred: SortedSet::default() }
    }

    /// Asked for, of these jobs too.
    pub fn extend(&mut self, ids: &[ProcessId]) {
        self.waiting.extend(ids.iter().copied());
        self.progress.waiting = self.waiting.len();
    }

    /// How far it is.
    #[must_use]
    pub const fn progress(&self) -> Progress {
        self.progress
    }

    /// Takes in how a job stands; `None` if it is followed no longer. `stopped`
    /// says that the user has just taken back what was not sent.
    pub fn note(&mut self, id: ProcessId, job: Option<&Job>, stopped: bool) {
        if !self.waiting.contains(&id) {
            return;
        }
        let Progress { action, done, refused, unanswered, left, .. } = &mut self.progress;
        let action = *action;
        let status = job.and_then(|job| job.process.as_ref()).map(|process| &process.status);
        let count = match (job.map(|job| &job.action), status) {
            (None, _) | (_, None) => left,
            (Some(ActionState::Deferred(..)), _) => {
                self.deferred.insert(id, ());
                self.progress.deferred = self.deferred.len();
                return;
            }
            (Some(ActionState::UnderWay(_)), _) => {
                self.deferred.remove(&id);
                self.progress.deferred = self.deferred.len();
                return;
            }
            (Some(ActionState::Failed(_, ActionFailure::Unreachable)), _) => unanswered,
            (Some(ActionState::Failed(..)), _) => refused,
            (Some(ActionState::Idle), Some(status)) => match action {
                Action::Cancel if *status == Status::Cancelled => done,
                // It came to an end of its own.
                Action::Cancel if status.is_terminal() => refused,
                Action::Retry if !action.is_offered(status) => done,
                _ if stopped || self.deferred.contains(&id) => left,
                _ => unanswered,
            },
        };
        *count += 1;
        self.waiting.remove(&id);
        self.deferred.remove(&id);
        self.progress.waiting = self.waiting.len();
        self.progress.deferred = self.deferred.len();
    }
}

/// The actions on many jobs that are under way, one of each kind, and those of
/// which the user has not read yet what came of them. In the order they began.
#[derive(Debug, Default)]
pub struct Bulks(Vec<Bulk>);

impl Bulks {
    /// Asked for, of these jobs; one of the kind that is still under way, or not
    /// read of, grows by them.
    pub fn begin(&mut self, action: Action, ids: &[ProcessId]) {
        if ids.is_empty() {
            return;
        }
        // The user has had before them what came of the one that is shown.
        if self.0.iter().all(|bulk| bulk.waiting.is_empty()) {
            self.close();
        }
        match self.0.iter_mut().find(|bulk| bulk.progress.action == action) {
            Some(bulk) => bulk.extend(ids),
            None => self.0.push(Bulk::new(action, ids)),
        }
    }

    /// Takes in how a job stands, as [`Bulk::note`].
    pub fn note(&mut self, id: ProcessId, job: Option<&Job>, stopped: bool) {
        for bulk in &mut self.0 {
            bulk.note(id, job, stopped);
        }
    }

    /// How far the one is that is to be shown: as long as any is under way that,
    /// then one after another of which there is something to tell.
    #[must_use]
    pub fn shown(&self) -> Option<Progress> {
        self.place().map(|place| self.0[place].progress)
    }

    /// The user has read of the one that is shown.
    pub fn close(&mut self) {
        if let Some(place) = self.place() {
            self.0.remove(place);
        }
    }

    fn place(&self) -> Option<usize> {
        let first = |of: fn(&Progress) -> bool| self.0.iter().position(|it| of(&it.progress));
        first(|it| it.waiting > 0)
            .or_else(|| first(|it| it.settled() > it.left))
            .or(self.0.len().checked_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::process::Process;
    use super::*;

    fn job(id: u64, status: Status, action: ActionState) -> Job {
        let id = ProcessId::new(id);
        Job { process: Some(Arc::new(Process::new(id, status))), action, ..Job::new(id) }
    }

    /// Jobs 1 to 4, and how they stand one after another.
    fn bulk(action: Action, jobs: &[Job]) -> Progress {
        let ids: Vec<_> = (1..=4).map(ProcessId::new).collect();
        let mut bulk = Bulk::new(action, &ids);
        for job in jobs {
            bulk.note(job.id, Some(job), false);
        }
        bulk.progress()
    }

    #[test]
    fn each_job_counts_once_whatever_comes_later() {
        let refused = ActionState::Failed(Action::Retry, ActionFailure::Forbidden);
        let unheard = ActionState::Failed(Action::Retry, ActionFailure::Unreachable);
        let progress = bulk(
            Action::Retry,
            &[
                job(1, Status::Failed, ActionState::UnderWay(Action::Retry)),
                job(1, Status::Pending, ActionState::Idle),
                job(1, Status::Failed, ActionState::Idle),
                job(2, Status::Failed, refused),
                job(2, Status::Pending, ActionState::Idle),
                job(3, Status::Failed, unheard),
                job(9, Status::Pending, ActionState::Idle),
            ],
        );
        assert_eq!((progress.done, progress.refused, progress.unanswered), (1, 1, 1));
        assert_eq!((progress.waiting, progress.settled()), (1, 3));
    }

    #[test]
    fn a_job_that_ended_by_itself_was_not_cancelled() {
        let progress = bulk(
            Action::Cancel,
            &[
                job(1, Status::Completed, ActionState::Idle),
                job(2, Status::Cancelled, ActionState::Idle),
                job(3, Status::Running, ActionState::Idle),
            ],
        );
        assert_eq!((progress.refused, progress.done, progress.unanswered), (1, 1, 1));
    }

    #[test]
    fn what_is_taken_back_or_followed_no_longer_is_left_alone() {
        let mut bulk = Bulk::new(Action::Cancel, &[1, 2, 3].map(ProcessId::new));
        let waits = |id| job(id, Status::Running, ActionState::Deferred(Action::Cancel, 0));
        bulk.note(ProcessId::new(1), Some(&waits(1)), false);
        bulk.note(ProcessId::new(2), Some(&waits(2)), false);
        assert_eq!(bulk.progress().deferred, 2);
        let free = |id| job(id, Status::Running, ActionState::Idle);
        bulk.note(ProcessId::new(1), Some(&free(1)), false);
        bulk.note(ProcessId::new(3), None, false);
        assert_eq!((bulk.progress().left, bulk.progress().deferred), (2, 1));
        let under_way = job(2, Status::Running, ActionState::UnderWay(Action::Cancel));
        bulk.note(ProcessId::new(2), Some(&under_way), false);
        assert_eq!(bulk.progress().deferred, 0);
        bulk.note(ProcessId::new(2), Some(&free(2)), true);
        assert_eq!((bulk.progress().left, bulk.progress().waiting), (3, 0));
    }
    #[test]
    fn two_kinds_are_shown_one_after_another_and_neither_drops_the_other() {
        let [one, two, three] = [1, 2, 3].map(ProcessId::new);
        let mut bulks = Bulks::default();
        bulks.begin(Action::Cancel, &[one, two]);
        bulks.begin(Action::Retry, &[three]);
        let shown = |bulks: &Bulks| bulks.shown().map(|it| (it.action, it.waiting, it.done));
        assert_eq!(shown(&bulks), Some((Action::Cancel, 2, 0)));
        let cancelled = |id| job(id, Status::Cancelled, ActionState::Idle);
        bulks.note(one, Some(&cancelled(1)), false);
        bulks.note(two, Some(&cancelled(2)), false);
        assert_eq!(shown(&bulks), Some((Action::Retry, 1, 0)), "one is still under way");
        bulks.begin(Action::Retry, &[]);
        bulks.note(three, Some(&job(3, Status::Pending, ActionState::Idle)), false);
        assert_eq!(shown(&bulks), Some((Action::Cancel, 0, 2)), "what came of the first");
        bulks.begin(Action::Cancel, &[]);
        assert_eq!(shown(&bulks), Some((Action::Cancel, 0, 2)), "nothing was begun");
        bulks.close();
        assert_eq!(shown(&bulks), Some((Action::Retry, 0, 1)), "and of the second");
        bulks.begin(Action::Cancel, &[three]);
        bulks.note(three, None, false);
        bulks.close();
        assert_eq!(shown(&bulks), None);
    }
}
