//! `TrayState` and the one function that changes it.

use std::collections::BTreeMap;

use super::action::ActionState;
use super::event::ProcessEvent;
use super::id::ProcessId;
use super::job::Job;
use super::line::Line;
use super::merge::{Merged, TrackedJob};
use super::process::Process;
use super::selectors;

/// Everything a tray knows.
#[derive(Debug, Default)]
pub struct TrayState {
    jobs: BTreeMap<ProcessId, TrackedJob>,
    /// Order on screen.
    order: Vec<ProcessId>,
}

/// Something that happened, with all it needs.
#[derive(Clone, Debug, PartialEq)]
pub enum TrayMsg {
    /// Follow exactly these processes from now on.
    Follow(Vec<ProcessId>),
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
    /// An action of a job was sent, done, or failed.
    Action(ProcessId, ActionState),
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

    /// One job.
    #[must_use]
    pub fn job(&self, id: ProcessId) -> Option<&Job> {
        self.jobs.get(&id).map(|tracked| &tracked.job)
    }

    /// All jobs, in the order on screen.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.order.iter().filter_map(|id| self.job(*id))
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
        TrayMsg::Follow(ids) => follow(state, &ids, &mut reduced.changes),
        TrayMsg::Snapshot { process, asked_at, now_ms } => {
            let id = process.id;
            update(state, id, &mut reduced, |tracked| {
                let merged = tracked.apply_snapshot(*process, asked_at);
                if merged != Merged::Doubtful {
                    tracked.job.confirmed_at_ms = Some(now_ms);
                    settle_action(&mut tracked.job);
                }
                merged
            });
        }
        TrayMsg::Event { event, now_ms } => {
            let id = event.process_id;
            update(state, id, &mut reduced, |tracked| {
                tracked.job.confirmed_at_ms = Some(now_ms);
                let merged = tracked.apply_event(*event);
                settle_action(&mut tracked.job);
                merged
            });
        }
        TrayMsg::Line(id, line) => update(state, id, &mut reduced, |tracked| {
            tracked.job.line = line;
            Merged::Changed
        }),
        TrayMsg::Action(id, action) => update(state, id, &mut reduced, |tracked| {
            tracked.job.action = action;
            Merged::Changed
        }),
    }
    let order = selectors::screen_order(state.jobs.values().map(|tracked| &tracked.job));
    if order != state.order {
        state.order = order;
        reduced.changes.push(TrayChange::Reordered);
    }
    reduced
}

fn follow(state: &mut TrayState, ids: &[ProcessId], changes: &mut Vec<TrayChange>) {
    state.jobs.retain(|id, _| {
        let kept = ids.contains(id);
        if !kept {
            changes.push(TrayChange::Removed(*id));
        }
        kept
    });
    for id in ids {
        state.jobs.entry(*id).or_insert_with(|| {
            changes.push(TrayChange::Inserted(*id));
            TrackedJob::new(Job::new(*id))
        });
    }
}

fn update(
    state: &mut TrayState,
    id: ProcessId,
    reduced: &mut Reduced,
    change: impl FnOnce(&mut TrackedJob) -> Merged,
) {
    let Some(tracked) = state.jobs.get_mut(&id) else { return };
    let before = tracked.job.clone();
    if change(tracked) == Merged::Doubtful {
        reduced.doubtful = Some(id);
    }
    if tracked.job != before {
        reduced.changes.push(TrayChange::Updated(id));
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
