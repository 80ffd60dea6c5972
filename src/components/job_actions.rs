//! Retry and Cancel, offered exactly when the status allows them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent};

use super::icons;
use super::job_row::Row;
use super::markup::{Live, Made, make, make_button, whenever};
use super::slices::{say, text, told, told_when, when, words as language};
use crate::domain::action::{Action, ActionState};
use crate::domain::job::Job;
use crate::domain::selectors::has_ended;
use crate::domain::words::messages::{self, Message};
use crate::domain::words::{self, labelled};
use crate::store::TrayStore;

/// The buttons of the actions that are offered, and the one that takes a job
/// that has ended off the screen.
pub(super) fn job_actions(row: &Row) -> Made {
    let Row { store, list, id, job, .. } = *row;
    // The question stands where it was pressed for; nothing is sent before the
    // answer.
    let (asks, never) = (RwSignal::new(false), RwSignal::new(false));
    let busy = told(move || job.with(Job::is_busy).to_string());
    let cancel = action_button(row, Action::Cancel, asks, busy);
    let retry = action_button(row, Action::Retry, never, busy);
    let dismiss = make_button("dismiss")
        .part("dismiss")
        .live(Live::Set("aria-label"), named(row, messages::DISMISS))
        .offered(when(job, has_ended), row.element.clone())
        .with(icons::fixed(icons::DISMISS))
        .on("click", move |_| list.dismiss(store, vec![id]));
    whenever(Box::new(move || {
        if job.with(|job| !job.offers(Action::Cancel) || job.is_busy()) {
            asks.set(false);
        }
    }));
    // Most hosts ask no question; their rows are the lighter for it.
    let keep = store.with_value(TrayStore::confirms_cancel).then(|| {
        make_button("action")
            .part("keep")
            .live(Live::Set("aria-label"), named(row, messages::KEEP))
            .with(make("bdi", "").live(Live::Text, say(messages::KEEP)))
    });
    let press = Press {
        row: row.clone(),
        asks,
        cancel: cancel.element(),
        keep: keep.as_ref().and_then(Made::element),
    };
    let pressed = |action| {
        let press = press.clone();
        move |event: &Event| press.pressed(action, event)
    };
    let actions = make("div", "actions").with(cancel.on("click", pressed(Action::Cancel)));
    let actions = match keep {
        Some(keep) => press.asking(actions, keep),
        None => actions,
    };
    actions.with(retry.on("click", pressed(Action::Retry))).with(dismiss)
}

/// Why the last action did not happen. Said aloud by the tray, not by itself: rows come
/// and go while the list is scrolled.
pub(super) fn job_refusal(job: Signal<Job>) -> Made {
    let refusal = text(job, |words, job| match &job.action {
        ActionState::Failed(action, failure) => words::action_failure(words, *action, failure),
        _ => String::new(),
    });
    make("p", "refusal")
        .part("refusal")
        .live(Live::Shown, refusal)
        .with(make("bdi", "").live(Live::Text, refusal))
}

/// What a press of a button does; a cancel may need a second one.
#[derive(Clone)]
struct Press {
    row: Row,
    /// The question whether to cancel is asked.
    asks: RwSignal<bool>,
    cancel: Option<HtmlElement>,
    /// The safe answer, where the host wants the question asked.
    keep: Option<HtmlElement>,
}

impl Press {
    fn pressed(&self, action: Action, event: &Event) {
        let Row { store, id, job, .. } = self.row;
        let asked = self.asks.get_untracked();
        // The second click of a double one answers no question.
        let hasty = asked && event.unchecked_ref::<MouseEvent>().detail() > 1;
        if job.with_untracked(Job::is_busy) || hasty {
            return;
        }
        let deferred = job.with_untracked(Job::is_deferred);
        if let Some(keep) = &self.keep
            && action == Action::Cancel
            && !asked
            && !deferred
        {
            self.asks.set(true);
            // Whoever presses Enter again keeps what runs. What is hidden takes no
            // focus, and the signal is seen to later.
            let _ = keep.parent_element().map(|it| it.remove_attribute("hidden"));
            let _ = keep.focus();
            return;
        }
        self.settle();
        store.with_value(|store| {
            if deferred {
                store.take_back(id);
            } else {
                store.act(id, action);
            }
        });
    }

    /// The question is answered; who answered it goes back to where it was asked.
    fn settle(&self) {
        if self.asks.get_untracked() {
            let _ = self.cancel.as_ref().map(HtmlElement::focus);
            self.asks.set(false);
        }
    }

    /// Puts the question among the buttons, with its safe answer.
    fn asking(&self, actions: Made, keep: Made) -> Made {
        let asks = self.asks;
        let [kept, escaped, left] = [(); 3].map(|()| self.clone());
        let question = make("div", "answer")
            .attr("role", "group")
            .live(Live::Set("aria-label"), say(messages::REALLY_CANCEL))
            .hidden_unless(
                told_when(move || asks.get()),
                self.keep.clone(),
                self.row.element.clone(),
            )
            .with(keep.on("click", move |_| kept.settle()));
        actions
            .with(question)
            // Some browsers take the focus from the answers when one is pressed.
            .on("mousedown", move |event| {
                if asks.get_untracked() {
                    event.prevent_default();
                }
            })
            .on("keydown", move |event| {
                let key = event.unchecked_ref::<KeyboardEvent>().key();
                if key == "Escape" && asks.get_untracked() {
                    event.stop_propagation();
                    escaped.settle();
                }
            })
            .on("focusout", move |event| {
                let next = event.unchecked_ref::<FocusEvent>().related_target();
                let next = next.and_then(|it| it.dyn_into::<Element>().ok());
                let is_next =
                    |it: &Option<HtmlElement>| next.is_some() && it.as_deref() == next.as_ref();
                if asks.get_untracked() && !is_next(&left.cancel) && !is_next(&left.keep) {
                    asks.set(false);
                }
            })
    }
}

/// One button per action, hidden while not offered: a press that began on
/// Cancel can then never end on a Retry that has taken its place.
fn action_button(row: &Row, action: Action, asks: RwSignal<bool>, busy: Signal<String>) -> Made {
    let (job, name, language) = (row.job, row.name, language());
    let offered = match action {
        Action::Cancel => when(job, |job| job.offers(Action::Cancel)),
        Action::Retry => when(job, |job| job.offers(Action::Retry)),
    };
    let label = told(move || {
        language.with(|words| {
            let asked = asks.get().then(|| words.say(messages::REALLY_CANCEL));
            asked.unwrap_or_else(|| job.with(|job| words::action_label(words, job, action)))
        })
    });
    let whole = told(move || {
        let (label, name) = (label.get(), name.get());
        language.with(|words| labelled(words, &label, &name))
    });
    make_button("action")
        .part("action")
        .attr("data-action", words::action_id(action))
        // Not `disabled`: the focus stays where it is.
        .live(Live::Set("aria-disabled"), busy)
        .live(Live::Set("aria-label"), whole)
        .live(Live::Set("data-asks"), told(move || asks.get().to_string()))
        .offered(offered, row.element.clone())
        .with(make("bdi", "").live(Live::Text, label))
}

/// A label that tells the buttons of many rows apart without seeing them.
pub(super) fn named(row: &Row, label: Message) -> Signal<String> {
    let (name, language) = (row.name, language());
    told(move || language.with(|it| labelled(it, &it.say(label), &name.get())))
}
