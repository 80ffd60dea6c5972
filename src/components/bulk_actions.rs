//! Retry and Cancel for many jobs at once, and what came of it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::focus;
use super::job_row::SHOWN_CHARACTERS;
use super::list_view::{ListView, SharedStore};
use super::markup::{Live, Made, make, make_button, whenever};
use super::slices::{spoken, told, words as language};
use crate::domain::action::Action;
use crate::domain::bulk::{MANY, Progress, is_free_for};
use crate::domain::causes::{Cause, causes};
use crate::domain::format::shorten;
use crate::domain::id::ProcessId;
use crate::domain::language::Words;
use crate::domain::selectors::Summary;
use crate::domain::words::messages::{self, Plural};
use crate::domain::words::{self, bulk as bulk_words};

/// So many causes are named; the rest is in "Retry all".
const NAMED: usize = 6;

/// What acts on many jobs.
pub(super) struct Bulk {
    /// The buttons, there while two jobs or more can be acted on.
    pub(super) bar: Made,
    /// Some text while there is one.
    pub(super) any: Signal<String>,
    /// Causes, question, and what an action is doing and what came of it, which stands
    /// there until it is dismissed.
    pub(super) below: Made,
}

pub(super) fn bulk_actions(store: SharedStore, list: ListView, summary: Signal<Summary>) -> Bulk {
    let (sure_open, causes_open) = (RwSignal::new(false), RwSignal::new(false));
    let cancellable = number(store, list, summary, Action::Cancel);
    let retry = counted(number(store, list, summary, Action::Retry), messages::RETRY_FAILED);
    let cancel = counted(cancellable, messages::CANCEL_MANY);
    let groups = grouped(store, list, retry);
    // Who looks for something looks for one: with each letter there would be others.
    let any = told(move || {
        let searches = list.search.with(|it| !it.trim().is_empty());
        if searches { String::new() } else { [retry.get(), cancel.get()].concat() }
    });
    let language = language();
    let expanded = |open: RwSignal<bool>| told(move || open.get().to_string());
    let bar = make("div", "bulk")
        .part("bulk")
        .live(Live::Shown, any)
        .with(button(retry).part("retry-all").on("click", move |event| {
            focus::to_list(event.current_target());
            act(store, Action::Retry, free(store, list, Action::Retry));
        }))
        .with(
            button(told(move || {
                if groups.with(String::is_empty) {
                    String::new()
                } else {
                    language.with(|it| it.say(messages::BY_CAUSE))
                }
            }))
            .part("by-cause")
            .live(Live::Set("aria-expanded"), expanded(causes_open))
            .on("click", move |_| causes_open.update(|it| *it = !*it)),
        )
        .with(
            button(cancel)
                .part("cancel-all")
                .live(Live::Set("aria-expanded"), asks(store, sure_open))
                .on("click", move |event| {
                    // Where the host gives time to take it back, none is asked.
                    if store.with_value(|it| it.cancel_grace_ms()) > 0 {
                        focus::to_list(event.current_target());
                        act(store, Action::Cancel, free(store, list, Action::Cancel));
                    } else {
                        sure_open.set(true);
                    }
                }),
        );
    let shown = told(move || if causes_open.get() { groups.get() } else { String::new() });
    let by_cause = make("div", "causes").part("causes");
    if let Some(element) = by_cause.element() {
        // Before that: afterwards nobody can tell.
        whenever(Box::new(move || {
            shown.with(|_| ());
            if focus::focused(&element).is_some() {
                focus::to_list(Some(element.clone().into()));
            }
        }));
    }
    let by_cause = by_cause.filled(shown, move || cause_lines(store, list));
    let below = make("div", "many")
        .with(by_cause)
        .with(question(store, list, cancellable, sure_open))
        .with(report(store));
    Bulk { bar, any, below }
}

/// Only where a press asks first.
fn asks(store: SharedStore, open: RwSignal<bool>) -> Signal<String> {
    let asks = store.with_value(|it| it.cancel_grace_ms()) == 0;
    told(move || if asks { open.get().to_string() } else { String::new() })
}

fn button(label: Signal<String>) -> Made {
    // What it is for may be over while somebody is at it.
    make_button("quiet").live(Live::Text, label).offered(label, None)
}

/// How many of the jobs shown can be acted on now. The summary knows it of all.
fn number(
    store: SharedStore,
    list: ListView,
    summary: Signal<Summary>,
    action: Action,
) -> Signal<String> {
    told(move || {
        let count = if list.shows_all() {
            summary.with(|it| match action {
                Action::Retry => it.retryable,
                Action::Cancel => it.cancellable,
            })
        } else {
            list.track_jobs();
            free(store, list, action).len()
        };
        count.to_string()
    })
}

/// Nothing unless there are many.
fn counted(number: Signal<String>, plural: Plural) -> Signal<String> {
    let language = language();
    told(move || match number.with(|it| it.parse().unwrap_or(0)) {
        count if count < MANY as u64 => String::new(),
        count => language.with(|words| words.count(plural, count)),
    })
}

/// All that a list of causes would show, and of which jobs; empty where it would say
/// no more than the button for all.
fn grouped(store: SharedStore, list: ListView, retry: Signal<String>) -> Signal<String> {
    let language = language();
    told(move || {
        if retry.with(String::is_empty) {
            return String::new();
        }
        list.track_jobs();
        let causes = found(store, list);
        if causes.len() < 2 || causes.iter().all(|it| it.ids.len() < MANY) {
            return String::new();
        }
        let mut key = String::new();
        for cause in causes.into_iter().take(NAMED) {
            key.push_str(&language.with(|words| told_of(words, &cause)).concat());
            for id in cause.ids {
                key.push(' ');
                key.push_str(&id.to_string());
            }
        }
        key
    })
}

fn found(store: SharedStore, list: ListView) -> Vec<Cause> {
    causes(list.jobs(store).iter())
}

fn free(store: SharedStore, list: ListView, action: Action) -> Vec<ProcessId> {
    list.jobs(store).iter().filter(|job| is_free_for(job, action)).map(|job| job.id).collect()
}

fn act(store: SharedStore, action: Action, ids: Vec<ProcessId>) {
    store.with_value(|store| store.act_on_all(ids, action));
}

/// What a cause is called, and the button for its jobs.
fn told_of(words: &Words, cause: &Cause) -> [String; 2] {
    let text = match cause.text.as_str() {
        "" => words.say(messages::NO_CAUSE),
        text => shorten(text, SHOWN_CHARACTERS),
    };
    [text, words.count(messages::RETRY_MANY, cause.ids.len() as u64)]
}

/// One line for each of the commonest causes.
fn cause_lines(store: SharedStore, list: ListView) -> Made {
    let words = spoken();
    let mut lines = make("ul", "");
    for cause in found(store, list).into_iter().take(NAMED) {
        let [text, label] = told_of(&words, &cause);
        let whole = words::labelled(&words, &label, &text);
        let retry = make_button("quiet").attr("aria-label", &whole).text(&label).on(
            "click",
            move |event| {
                focus::to_list(event.current_target());
                act(store, Action::Retry, cause.ids.clone());
            },
        );
        lines = lines.with(make("li", "cause").with(make("bdi", "").text(&text)).with(retry));
    }
    lines
}

/// Asks before many jobs are cancelled. The answer that does nothing has the
/// focus, and the question stands elsewhere than the button: a second click on
/// that meets neither answer.
fn question(
    store: SharedStore,
    list: ListView,
    cancellable: Signal<String>,
    sure_open: RwSignal<bool>,
) -> Made {
    let text = counted(cancellable, messages::SURE);
    let words = language();
    let keep = button(told(move || words.with(|it| it.say(messages::KEEP_THEM))))
        .part("keep-all")
        .on("click", move |event| {
            focus::to_list(event.current_target());
            sure_open.set(false);
        });
    let first = keep.element();
    // It goes with the whole question: hidden by itself it would lose the focus first.
    let cancel = make_button("quiet")
        .live(Live::Text, counted(cancellable, messages::CANCEL_MANY))
        .part("sure")
        .on("click", move |event| {
            focus::to_list(event.current_target());
            sure_open.set(false);
            act(store, Action::Cancel, free(store, list, Action::Cancel));
        });
    let question = make("div", "question")
        .part("question")
        .attr("role", "group")
        .live(Live::Set("aria-label"), text)
        .on("keydown", move |event| {
            if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                event.stop_propagation();
                focus::to_list(event.current_target());
                sure_open.set(false);
            }
        })
        .with(make("span", "").live(Live::Text, text))
        .with(keep)
        .with(cancel);
    let element = question.element();
    let mut asked = false;
    whenever(Box::new(move || {
        let open = sure_open.get();
        let asks = open && !text.with(String::is_empty);
        let Some(element) = &element else { return };
        if open && !asks {
            // Nothing is left to ask about, and it does not come back by itself.
            if focus::focused(element).is_some() {
                focus::to_list(Some(element.clone().into()));
            }
            sure_open.set(false);
        }
        let _ = element.toggle_attribute_with_force("hidden", !asks);
        if let Some(first) = first.as_ref().filter(|_| asks && !asked) {
            let _ = first.focus();
        }
        asked = asks;
    }));
    question
}

/// What an action on many jobs is doing, or what came of it.
fn report(store: SharedStore) -> Made {
    let progress: Signal<Option<Progress>> = store.with_value(|store| store.bulk().into());
    let words = language();
    let of = move |read: fn(&Words, &Progress) -> String| {
        told(move || {
            let read = |it: &Option<Progress>| {
                it.as_ref().map(|it| words.with(|words| read(words, it))).unwrap_or_default()
            };
            progress.with(read)
        })
    };
    let (far, outcome) = (of(bulk_words::progress), of(bulk_words::outcome));
    let stop = of(|words, it| match (it.waiting, it.deferred) {
        (0, _) => String::new(),
        (_, 0) => words.say(messages::STOP),
        _ => words.say(messages::UNDO),
    });
    let close =
        of(|words, it| if it.waiting > 0 { String::new() } else { words.say(messages::DISMISS) });
    make("div", "dismissed")
        .part("bulk-report")
        .live(Live::Shown, told(move || [far.get(), outcome.get()].concat()))
        .with(make("span", "").live(Live::Text, far))
        // Read aloud once all is settled, not at every step.
        .with(make("span", "").attr("role", "status").live(Live::Text, outcome))
        .with(button(stop).part("stop").on("click", move |event| {
            focus::to_list(event.current_target());
            store.with_value(|store| store.take_back_all());
        }))
        .with(button(close).part("close").on("click", move |event| {
            focus::to_list(event.current_target());
            store.with_value(|store| store.forget_bulk());
        }))
}
