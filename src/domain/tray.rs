//! `TrayState` and the one function that changes it.

use super::action::ActionState;
use super::event::ProcessEvent;
use super::event_log::{KEPT_EVENTS, KEPT_TOGETHER};
use super::id::ProcessId;
use super::job::Job;
use super::line::Line;
use super::merge::{Merged, TrackedJob};
use super::process::Process;
use super::selectors;
use super::sorted::{SortedMap, SortedSet};

/// Everything a tray knows.
#[derive(Debug, Default)]
pub struct TrayState {
    /// The jobs on screen and those followed for other tabs only.
    jobs: SortedMap<ProcessId, TrackedJob>,
    /// Order on screen.
    order: Vec<ProcessId>,
    shown: SortedSet<ProcessId>,
    list_line: Option<Line>,
}

/// Something that happened, with all it needs.
#[derive(Clone, Debug, PartialEq)]
pub enum TrayMsg {
    /// Follow exactly these processes from now on.
    Follow {
        /// On screen.
        shown: SortedSet<ProcessId>,
        /// For other tabs.
        others: SortedSet<ProcessId>,
    },
    /// The server's row, asked for when `asked_at` events had arrived;
    /// `now_ms` is the device's wall clock.
    Snapshot {
        /// The row.
        process: Box<Process>,
        /// [`TrackedJob::arrivals`] at the time of asking.
        asked_at: u64,
        /// Milliseconds since the Unix epoch.
        now_ms: i64,
    },
    /// An event of the process's stream.
    Event {
        /// The event.
        event: Box<ProcessEvent>,
        /// Milliseconds since the Unix epoch.
        now_ms: i64,
    },
    /// The line of a job changed.
    Line(ProcessId, Line),
    /// How it stands with the list of jobs; [`TrayState::list_line`].
    ListLine(Option<Line>),
    /// An action of a job was sent, done, or failed.
    Action(ProcessId, ActionState),
    /// What is usual for jobs of its type; [`Job::usual_ms`].
    Usual(ProcessId, Option<i64>),
    /// What the tab that asks for all tabs knows of a job.
    Adopt(Box<Adopted>),
}

/// A job as another tab knows it, who knows better.
#[derive(Clone, Debug, PartialEq)]
pub struct Adopted {
    /// The job without its log; a process of `None` takes nothing away.
    pub job: Job,
    /// Events of its log, some perhaps known.
    pub events: Vec<ProcessEvent>,
}

/// What a reader of the state has to look at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrayChange {
    /// A job is followed now.
    Inserted(ProcessId),
    /// A job differs.
    Updated(ProcessId),
    /// A job is followed no longer.
    Removed(ProcessId),
    /// The order on screen differs.
    Reordered,
    /// It stands otherwise with the list of jobs.
    Listed,
    /// The user signed out: whoever looks from now on may be another.
    Forgotten,
}

/// What [`reduce`] reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reduced {
    /// What changed, for the screen.
    pub changes: Vec<TrayChange>,
    /// The server should be asked for this job again: what it said contradicts
    /// what is known.
    pub doubtful: Option<ProcessId>,
}

impl TrayState {
    /// The jobs in the order on screen.
    #[must_use]
    pub fn order(&self) -> &[ProcessId] {
        &self.order
    }

    /// How it stands with the list that tells which jobs there are: `None` where none is
    /// asked for, or all is well with it; `Blocked` where the server does not give it.
    #[must_use]
    pub const fn list_line(&self) -> Option<Line> {
        self.list_line
    }

    /// One job.
    #[must_use]
    pub fn job(&self, id: ProcessId) -> Option<&Job> {
        self.jobs.get(&id).map(|tracked| &tracked.job)
    }

    /// The jobs on screen, in their order.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.order.iter().filter_map(|id| self.job(*id))
    }

    /// The jobs on screen, in their order, and then those of other tabs.
    pub fn all_jobs(&self) -> impl Iterator<Item = &Job> {
        let others = self.jobs.values().map(|tracked| &tracked.job);
        self.jobs().chain(others.filter(|job| !self.is_shown(job.id)))
    }

    /// Whether a job is on screen here.
    #[must_use]
    pub fn is_shown(&self, id: ProcessId) -> bool {
        self.shown.contains(&id)
    }

    /// How many events have arrived for a job.
    #[must_use]
    pub fn arrivals(&self, id: ProcessId) -> u64 {
        self.jobs.get(&id).map_or(0, TrackedJob::arrivals)
    }
}

/// Changes the state by one message; the only mutation there is.
pub fn reduce(state: &mut TrayState, msg: TrayMsg) -> Reduced {
    let mut reduced = Reduced::default();
    match msg {
        TrayMsg::Follow { shown, others } => {
            follow(state, shown, &others, &mut reduced.changes);
        }
        TrayMsg::Snapshot { process, asked_at, now_ms } => {
            merge(state, process.id, now_ms, &mut reduced, |tracked| {
                let merged = tracked.apply_snapshot(*process, asked_at);
                // Even an answer that brings nothing new makes what is shown fresh.
                if merged == Merged::Unchanged { Merged::Changed } else { merged }
            });
        }
        TrayMsg::Event { event, now_ms } => {
            merge(state, event.process_id, now_ms, &mut reduced, |tracked| {
                tracked.apply_event(*event)
            });
        }
        TrayMsg::Adopt(adopted) => {
            if let Some(tracked) = state.jobs.get_mut(&adopted.job.id)
                && tracked.adopt(*adopted)
            {
                reduced.changes.push(TrayChange::Updated(tracked.job.id));
            }
        }
        // The order on screen depends on none of these.
        TrayMsg::Line(id, line) => {
            set(state, id, &mut reduced.changes, |job| {
                core::mem::replace(&mut job.line, line) != line
            });
            return reduced;
        }
        TrayMsg::ListLine(line) => {
            if core::mem::replace(&mut state.list_line, line) != line {
                reduced.changes.push(TrayChange::Listed);
            }
            return reduced;
        }
        TrayMsg::Usual(id, usual) => {
            set(state, id, &mut reduced.changes, |job| {
                core::mem::replace(&mut job.usual_ms, usual) != usual
            });
            return reduced;
        }
        TrayMsg::Action(id, action) => {
            set(state, id, &mut reduced.changes, |job| {
                let changed = job.action != action;
                job.action = action;
                changed
            });
            return reduced;
        }
    }
    let shown = state.shown.keys().filter_map(|id| state.jobs.get(&id));
    let order = selectors::screen_order(shown.map(|tracked| &tracked.job));
    if order != state.order {
        state.order = order;
        reduced.changes.push(TrayChange::Reordered);
    }
    reduced
}

fn follow(
    state: &mut TrayState,
    shown: SortedSet<ProcessId>,
    others: &SortedSet<ProcessId>,
    changes: &mut Vec<TrayChange>,
) {
    state.jobs.retain(|id, _| shown.contains(id) || others.contains(id));
    for id in shown.keys().chain(others.keys()) {
        state.jobs.get_or_insert_with(id, || TrackedJob::new(Job::new(id)));
    }
    let kept = KEPT_TOGETHER / state.jobs.len().max(1);
    for tracked in state.jobs.values_mut() {
        tracked.job.log.keep(kept.max(KEPT_EVENTS));
    }
    changes.extend(state.shown.without(&shown).map(TrayChange::Removed));
    changes.extend(shown.without(&state.shown).map(TrayChange::Inserted));
    state.shown = shown;
}

fn merge(
    state: &mut TrayState,
    id: ProcessId,
    now_ms: i64,
    reduced: &mut Reduced,
    change: impl FnOnce(&mut TrackedJob) -> Merged,
) {
    let Some(tracked) = state.jobs.get_mut(&id) else { return };
    let events = tracked.arrivals();
    match change(tracked) {
        Merged::Unchanged => {}
        Merged::Changed => {
            tracked.job.confirmed_at_ms = Some(now_ms);
            settle_action(&mut tracked.job);
            reduced.changes.push(TrayChange::Updated(id));
        }
        Merged::Doubtful => {
            reduced.doubtful = Some(id);
            if tracked.arrivals() != events {
                reduced.changes.push(TrayChange::Updated(id));
            }
        }
    }
}

fn set(
    state: &mut TrayState,
    id: ProcessId,
    changes: &mut Vec<TrayChange>,
    change: impl FnOnce(&mut Job) -> bool,
) {
    if state.jobs.get_mut(&id).is_some_and(|tracked| change(&mut tracked.job)) {
        changes.push(TrayChange::Updated(id));
    }
}

/// An action is over once the status no longer offers it.
fn settle_action(job: &mut Job) {
    if let ActionState::UnderWay(action) = job.action
        && !job.offers(action)
    {
        job.action = ActionState::Idle;
    }
}
