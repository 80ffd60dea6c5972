//! The list of jobs.

use leptos::prelude::*;

use super::job_row::JobRow;
use crate::domain::format::Clocks;
use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::words;
use crate::store::TrayStore;

/// One row per job, in the order the store gives; words where there is none.
#[component]
pub(super) fn JobList(store: TrayStore) -> impl IntoView {
    let order: Signal<Vec<ProcessId>> = store.order().into();
    let now: Signal<Clocks> = store.clocks().into();
    let empty = Signal::derive(move || order.with(Vec::is_empty));
    let filled = Signal::derive(move || !order.with(Vec::is_empty));
    // The store stays on this thread; views may travel in other targets.
    let store = StoredValue::new_local(store);
    view! {
        <p class="job-tray__empty" part="empty" hidden=filled>{words::EMPTY}</p>
        <ul class="job-tray__list" part="list" hidden=empty>
            <For each=move || order.get() key=|id| *id let:id>
                {store
                    .with_value(|store| store.job(id))
                    .map(|job| {
                        let deferred = job.clone();
                        let act = move |action| {
                            let take_back = deferred.with_untracked(Job::is_deferred);
                            store.with_value(|store| {
                                if take_back { store.take_back(id) } else { store.act(id, action) }
                            });
                        };
                        view! { <JobRow job=job.into() now on_action=Callback::new(act) /> }
                    })}
            </For>
        </ul>
    }
}
