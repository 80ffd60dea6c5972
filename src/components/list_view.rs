//! What the list shows: which jobs, in which order, and how many.

use leptos::prelude::*;

use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::language::Words;
use crate::domain::selectors::{has_ended, held_order, matches};
use crate::domain::status::Status;
use crate::store::TrayStore;

/// How many rows are made at a time: what is far below costs nothing until
/// somebody goes there.
const CHUNK: usize = 50;

/// The store stays on this thread; views may travel in other targets.
pub(super) type SharedStore = StoredValue<TrayStore, LocalStorage>;

/// The reader's own view of the jobs; shared by the parts of the panel.
#[derive(Clone, Copy)]
pub(super) struct ListView {
    /// What the user looks for.
    pub(super) search: RwSignal<String>,
    /// The pointer or the focus is in the list: nothing moves under it.
    pub(super) held: RwSignal<bool>,
    /// What was dismissed last, and may be taken back.
    pub(super) dismissed: RwSignal<Vec<ProcessId>>,
    limit: RwSignal<usize>,
    order: Signal<Vec<ProcessId>>,
    /// The jobs that fit, in the order shown.
    fitting: Signal<Vec<u64>>,
}

impl ListView {
    pub(super) fn new(store: SharedStore, words: Signal<Words>) -> Self {
        let order: Signal<Vec<ProcessId>> = store.with_value(|store| store.order().into());
        let (search, held) = (RwSignal::new(String::new()), RwSignal::new(false));
        let fitting = Memo::new(move |shown: Option<&Vec<u64>>| {
            let mut wanted: Vec<_> = order.with(|order| order.iter().map(|id| id.get()).collect());
            search.with(|search| {
                if !search.trim().is_empty() {
                    let fits =
                        |job: &Job| words.with(|words| matches(words, job, search, lower_case));
                    wanted.retain(|id| job(store, ProcessId::new(*id)).is_some_and(|it| fits(&it)));
                }
            });
            match shown {
                Some(shown) if held.get() => held_order(shown, &wanted),
                _ => wanted,
            }
        });
        Self {
            search,
            held,
            dismissed: RwSignal::default(),
            limit: RwSignal::new(CHUNK),
            order,
            fitting: fitting.into(),
        }
    }

    /// The rows that are made.
    pub(super) fn rows(self) -> Vec<u64> {
        let limit = self.limit.get();
        self.fitting.with(|ids| ids.iter().copied().take(limit).collect())
    }

    /// How many jobs fit that no row is made for yet.
    pub(super) fn more(self) -> usize {
        self.fitting.with(Vec::len).saturating_sub(self.limit.get())
    }

    /// Whether there is any job, searched for or not.
    pub(super) fn has_jobs(self) -> bool {
        self.order.with(|order| !order.is_empty())
    }

    /// All jobs as they are shown, without waiting for their news.
    pub(super) fn jobs(self, store: SharedStore) -> Vec<Job> {
        self.order.get_untracked().into_iter().filter_map(|id| job(store, id)).collect()
    }

    pub(super) fn hold(self, held: bool) {
        if self.held.get_untracked() != held {
            self.held.set(held);
        }
    }

    /// Takes jobs off the screen until they are restored.
    pub(super) fn dismiss(self, store: SharedStore, ids: Vec<ProcessId>) {
        self.dismissed.set(ids.clone());
        store.with_value(|store| store.dismiss(ids));
    }

    /// Takes all off the screen that have come to a good end.
    pub(super) fn clear(self, store: SharedStore) {
        let is_over = |job: &Job| {
            let failed = job.process.as_ref().is_some_and(|it| it.status == Status::Failed);
            has_ended(job) && !failed
        };
        let mut ids = self.order.get_untracked();
        ids.retain(|id| job(store, *id).is_some_and(|job| is_over(&job)));
        self.dismiss(store, ids);
    }

    /// Takes the last dismissal back.
    pub(super) fn restore(self, store: SharedStore) {
        let ids = core::mem::take(&mut *self.dismissed.write());
        store.with_value(|store| store.restore(ids));
    }

    pub(super) fn is_empty(self) -> bool {
        self.fitting.with(Vec::is_empty)
    }

    pub(super) fn show_more(self) {
        if self.more() > 0 {
            self.limit.update(|limit| *limit += CHUNK);
        }
    }
}

fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// A job as it is shown, without waiting for its news.
fn job(store: SharedStore, id: ProcessId) -> Option<Job> {
    store.with_value(|store| store.job(id)).map(|job| job.get_untracked())
}
