//! What the list shows: which jobs, in which order, and how many.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::markup::whenever;
use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::language::Words;
use crate::domain::list_look::{Arranged, ListLook, Show, arranged, while_held};
use crate::domain::selectors::{has_ended, matches};
use crate::domain::status::Status;
use crate::domain::words::{job_name, jobs as jobs_in_words, listed, messages};
use crate::store::TrayStore;

// The one of `js-sys` cannot be caught. It takes longer to make than to use.
#[wasm_bindgen]
extern "C" {
    type Collator;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(tag: &JsValue) -> Result<Collator, JsValue>;
    #[wasm_bindgen(method)]
    fn compare(this: &Collator, one: &str, other: &str) -> i32;
}

/// No part of the digest, but all jobs.
pub(super) const ALL: usize = usize::MAX;

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
    /// Which part of what happened while the user was away is looked at, or [`ALL`].
    pub(super) part: RwSignal<usize>,
    /// How the user wants the list, as it is remembered.
    written_look: RwSignal<String>,
    pub(super) away: [Signal<Vec<ProcessId>>; 4],
    pub(super) pinned: Signal<Vec<ProcessId>>,
    pub(super) unread: Signal<Vec<ProcessId>>,
    /// Whose details are shown: they stay so where their row is not made for a while.
    pub(super) opened: RwSignal<Vec<ProcessId>>,
    order: Signal<Vec<ProcessId>>,
    turned: Signal<Vec<ProcessId>>,
    /// The jobs that fit, in the order shown, with the headings among them.
    fitting: Signal<Arranged>,
}

impl ListView {
    pub(super) fn new(store: SharedStore, words: Signal<Words>) -> Self {
        let order: Signal<Vec<ProcessId>> = store.with_value(|store| store.order().into());
        let pinned: Signal<Vec<ProcessId>> = store.with_value(|store| store.pinned().into());
        let away: [Signal<Vec<ProcessId>>; 4] =
            store.with_value(|store| store.away().map(Signal::from));
        let turned: Signal<Vec<ProcessId>> = store.with_value(|store| store.turned().into());
        let (search, held) = (RwSignal::new(String::new()), RwSignal::new(false));
        let part = RwSignal::new(ALL);
        let (dismissed, opened) = (RwSignal::default(), RwSignal::default());
        let written_look = RwSignal::new(store.with_value(|store| store.look().write()));
        let fitting = Memo::new(move |shown: Option<&Arranged>| {
            let (mut ids, search) = (order.get(), search.get());
            let part = away.get(part.get()).map(Get::get).unwrap_or_default();
            let searches = !search.trim().is_empty();
            if searches {
                turned.track();
            }
            let fits = |job: &Job| words.with(|words| matches(words, job, &search, lower_case));
            ids.retain(|id| {
                (part.is_empty() || part.contains(id))
                    && (!searches || job(store, *id).is_some_and(|it| fits(&it)))
            });
            let (look, pinned) = (written_look.with(|it| ListLook::read(it)), pinned.get());
            let mut wanted = if look == ListLook::default() && pinned.is_empty() {
                let keys = ids.iter().map(|id| id.get()).collect();
                Arranged { keys, headings: Vec::new() }
            } else {
                turned.track();
                let jobs: Vec<_> = ids.iter().filter_map(|id| job(store, *id)).collect();
                let names = look.names_jobs();
                let named = |job: &Job| {
                    if names { words.with(|words| job_name(words, job)) } else { String::new() }
                };
                let jobs: Vec<_> = jobs.iter().map(|job| (job, named(job))).collect();
                let collator = names.then(|| words.with(|words| collator(words.tag()))).flatten();
                let compare = |one: &str, other: &str| match &collator {
                    Some(collator) => collator.compare(one, other).cmp(&0),
                    None => one.cmp(other),
                };
                arranged(&jobs, look, &pinned, &compare)
            };
            if let Some(shown) = shown.filter(|_| held.get()) {
                wanted = while_held(shown, &wanted);
            }
            wanted
        });
        let forgotten: Signal<u32> = store.with_value(|store| store.forgotten().into());
        whenever(Box::new(move || {
            if forgotten.get() > 0 {
                search.set(String::new());
                part.set(ALL);
                written_look.set(ListLook::default().write());
                dismissed.set(Vec::new());
                opened.set(Vec::new());
            }
        }));
        Self {
            search,
            held,
            dismissed,
            part,
            written_look,
            away,
            pinned,
            unread: store.with_value(|store| store.unread().into()),
            opened,
            order,
            turned,
            fitting: fitting.into(),
        }
    }

    /// Jobs and headings, in the order shown.
    pub(super) fn keys(self) -> Vec<u64> {
        self.fitting.with(|fitting| fitting.keys.clone())
    }

    /// Wakes whoever runs now when another job is at a place.
    pub(super) fn track(self) {
        self.fitting.track();
    }

    /// Shows the details of a job, or hides them.
    pub(super) fn toggle(self, id: ProcessId) {
        self.opened.update(|opened| match opened.iter().position(|it| *it == id) {
            Some(at) => {
                opened.remove(at);
            }
            None => opened.push(id),
        });
    }

    /// The job that comes after the one under `from`, or before it; without one, the
    /// first or the last of all.
    pub(super) fn beside(self, from: Option<u64>, forwards: bool) -> Option<u64> {
        self.fitting.with_untracked(|Arranged { keys, headings }| {
            let is_job = |key: &&u64| headings.iter().all(|it| it.key != **key);
            let at = from.and_then(|from| keys.iter().position(|key| *key == from));
            let (before, after) = match at {
                Some(at) => (&keys[..at], &keys[at + 1..]),
                None => (&keys[..], &keys[..]),
            };
            if forwards { after.iter().find(is_job) } else { before.iter().rfind(is_job) }.copied()
        })
    }

    /// Whether there is any job, searched for or not.
    pub(super) fn has_jobs(self) -> bool {
        self.order.with(|order| !order.is_empty())
    }

    /// Whether no job is left out, so that what is counted of all holds for the list.
    pub(super) fn shows_all(self) -> bool {
        let part = self.away.get(self.part.get());
        part.is_none_or(|part| part.with(Vec::is_empty))
            && self.search.with(|it| it.trim().is_empty())
            && self.look().show == Show::All
    }

    /// Wakes whoever runs now when the list shows others, or one has turned.
    pub(super) fn track_jobs(self) {
        // Read, not only tracked: a memo that nobody reads hears of nothing.
        self.fitting.with(|_| ());
        self.turned.track();
    }

    /// The jobs of the list as they are shown, without waiting for their news.
    pub(super) fn jobs(self, store: SharedStore) -> Vec<Job> {
        // Under the key of a heading there is none.
        let job = |key: &u64| job(store, ProcessId::new(*key));
        self.fitting.with_untracked(|fitting| fitting.keys.iter().filter_map(job).collect())
    }

    /// Those that have come to a good end, but for pinned ones: these are to stay.
    pub(super) fn finished(self, store: SharedStore) -> Vec<ProcessId> {
        let is_over = |job: &Job| {
            let failed = job.process.as_ref().is_some_and(|it| it.status == Status::Failed);
            has_ended(job) && !failed
        };
        let pinned = self.pinned.get_untracked();
        let jobs = self.jobs(store).into_iter().filter(is_over).map(|job| job.id);
        jobs.filter(|id| !pinned.contains(id)).collect()
    }

    /// The heading under this key, in words; nothing if it is a job's.
    pub(super) fn heading(self, key: u64, words: &Words) -> Option<String> {
        self.fitting.with(|fitting| {
            let heading = fitting.headings.iter().find(|it| it.key == key)?;
            let pinned = || words.say(messages::PINNED);
            let name = heading.name.clone().unwrap_or_else(pinned);
            Some(listed(words, &name, &jobs_in_words(words, heading.count)))
        })
    }

    /// How the user looks at the list.
    pub(super) fn look(self) -> ListLook {
        self.written_look.with(|text| ListLook::read(text))
    }

    /// Looks at the list in another way, which is remembered.
    pub(super) fn look_at(self, store: SharedStore, look: ListLook) {
        self.written_look.set(look.write());
        store.with_value(|store| store.keep_look(look));
    }

    /// Shows one part of what happened while the user was away, or all jobs.
    pub(super) fn show_part(self, part: usize) {
        self.part.set(part);
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

    /// Takes all of the list off the screen that have come to a good end.
    pub(super) fn clear(self, store: SharedStore) {
        self.dismiss(store, self.finished(store));
    }

    /// Takes the last dismissal back.
    pub(super) fn restore(self, store: SharedStore) {
        let ids = core::mem::take(&mut *self.dismissed.write());
        store.with_value(|store| store.restore(ids));
    }

    pub(super) fn is_empty(self) -> bool {
        self.fitting.with(|it| it.keys.is_empty())
    }
}

fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// What tells which name comes first: as the language has it, or the browser where it
/// takes the tag for none.
fn collator(tag: &str) -> Option<Collator> {
    Collator::new(&tag.into()).or_else(|_| Collator::new(&JsValue::UNDEFINED)).ok()
}

/// A job as it is shown, without waiting for its news.
fn job(store: SharedStore, id: ProcessId) -> Option<Job> {
    store.with_value(|store| store.job(id)).map(|job| job.get_untracked())
}
