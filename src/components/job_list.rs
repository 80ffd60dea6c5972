//! The list of jobs, and how it is gone through with the keyboard.

use leptos::html::Ul;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

use super::drawn::{Drawn, drawn};
use super::focus::{self, ROW, focused};
use super::job_row::JobRow;
use super::list_view::{ListView, SharedStore};
use super::markup::{Live, Made, make};
use super::row_marks::row_marks;
use super::rows::rows;
use super::slices::{say, told, words};
use crate::domain::format::Clocks;
use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::words::messages;
use crate::store::TrayStore;

/// So near to the end of the list the next rows are made.
const NEAR: i32 = 600;

/// One row per job, in the order the store gives; words where there is none.
#[component]
pub(super) fn JobList(store: SharedStore, list: ListView) -> impl IntoView {
    let now: Signal<Clocks> = store.with_value(|store| store.clocks().into());
    let confirm = store.with_value(TrayStore::confirms_cancel);
    let node = NodeRef::<Ul>::new();
    let language = words();
    let order = Signal::derive(move || list.rows());
    let row = move |id| {
        // Whether a key is a heading's does not change while it is there.
        if list.heading(id, &language.get_untracked()).is_some() {
            return heading(list, id);
        }
        let process_id = ProcessId::new(id);
        let job = store.with_value(|store| store.job(process_id));
        let deferred = job.clone();
        let act = move |action| {
            let take_back =
                deferred.as_ref().is_some_and(|job| job.with_untracked(Job::is_deferred));
            store.with_value(|store| {
                if take_back {
                    store.take_back(process_id);
                } else {
                    store.act(process_id, action);
                }
            });
        };
        let dismiss = move |()| list.dismiss(store, vec![process_id]);
        drawn(job.map(|job| {
            let details = store.with_value(|store| format!("{}-{id}", store.instance()));
            view! {
                <JobRow
                    job=job.into()
                    now
                    confirm
                    on_action=Callback::new(act)
                    on_dismiss=Callback::new(dismiss)
                    order
                    details
                    marks=row_marks(store, list, process_id)
                />
            }
        }))
    };
    let keys = move || {
        let keys = list.rows();
        focus::keep(node, &keys);
        keys
    };
    // Somebody may go through the list without a pointer.
    let leave = move |next: Option<Node>| {
        let inside = node.get_untracked().is_some_and(|list| list.contains(next.as_ref()));
        list.hold(inside);
    };
    let more = Signal::derive(move || {
        let count = list.more() as u64;
        language.with(|words| words.count(messages::MORE_JOBS, count))
    });
    let nothing = Signal::derive(move || {
        let searches = list.search.with(|it| !it.trim().is_empty());
        let message = if searches { messages::NO_MATCH } else { messages::NONE_FITS };
        language.with(|words| words.say(message))
    });
    view! {
        <p class="job-tray__empty" part="empty" hidden=Signal::derive(move || list.has_jobs())>
            {say(messages::EMPTY)}
        </p>
        <p
            class="job-tray__empty"
            hidden=Signal::derive(move || !list.has_jobs() || !list.is_empty())
        >
            {nothing}
        </p>
        <ul
            class="job-tray__list"
            part="list"
            tabindex="0"
            aria-label=say(messages::LIST)
            hidden=Signal::derive(move || list.is_empty())
            node_ref=node
            on:pointermove=move |_| list.hold(true)
            on:pointerleave=move |_| leave(focused(node).map(Into::into))
            // On the list as a whole, nobody is at a job yet.
            on:focusin=move |_| list.hold(focused(node).is_some())
            on:focusout=move |event| {
                leave(event.related_target().and_then(|next| next.dyn_into().ok()));
            }
            on:scroll=move |_| {
                if node.get_untracked().is_some_and(|list| is_near_its_end(&list)) {
                    list.show_more();
                }
            }
            on:keydown=move |event| {
                let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
                if let Some(row) = target.and_then(|from| next_row(node, &from, &event.key())) {
                    event.prevent_default();
                    let _ = row.focus();
                }
            }
        >
            {rows(keys, row)}
            <li class="job-tray__more" hidden=Signal::derive(move || list.more() == 0)>
                <button
                    type="button"
                    class="job-tray__quiet"
                    on:click=move |event| {
                        focus::after_more(event.current_target());
                        list.show_more();
                    }
                >
                    {more}
                </button>
            </li>
        </ul>
    }
}

fn is_near_its_end(list: &HtmlElement) -> bool {
    list.scroll_top() + list.client_height() + NEAR > list.scroll_height()
}

/// The row to which a key leads from there.
fn next_row(list: NodeRef<Ul>, from: &Element, key: &str) -> Option<HtmlElement> {
    let list = list.get_untracked()?;
    // Fields and lists within a row have arrow keys of their own.
    let row = from.closest(ROW).ok().flatten();
    let is_free = from.is_same_node(Some(&list))
        || from.matches("button").unwrap_or(false)
        || row.as_ref().is_some_and(|row| from.is_same_node(Some(row)));
    let find = |selector: &str| list.query_selector(selector).ok().flatten();
    let to = match (key, row) {
        _ if !is_free => None,
        ("ArrowDown", Some(row)) => beside(&row, Element::next_element_sibling),
        ("ArrowUp", Some(row)) => beside(&row, Element::previous_element_sibling),
        ("Home", _) | ("ArrowDown", None) => find(ROW),
        ("End", _) => find("[data-process-id]:nth-last-child(2)"),
        _ => None,
    };
    to.filter(|to| to.matches(ROW).unwrap_or(false)).and_then(|to| to.dyn_into().ok())
}

/// The next row on one side, beyond headings.
fn beside(row: &Element, step: fn(&Element) -> Option<Element>) -> Option<Element> {
    let mut next = step(row);
    while let Some(element) = next {
        if element.matches(ROW).unwrap_or(false) {
            return Some(element);
        }
        next = step(&element);
    }
    None
}

/// What the jobs below are, and how many.
fn heading(list: ListView, key: u64) -> Drawn {
    let language = words();
    let text = told(move || language.with(|it| list.heading(key, it)).unwrap_or_default());
    Made::drawn(move || {
        let name = make("h3", "group-name").with(make("bdi", "").live(Live::Text, text));
        make("li", "group").part("group").with(name)
    })
}
