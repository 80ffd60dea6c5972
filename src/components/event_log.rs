//! A job's event log, as it grows.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::drawn::drawn;
use super::rows::rows;
use super::slices::{is_empty, say, text, words};
use crate::domain::event::ProcessEvent;
use crate::domain::format;
use crate::domain::job::Job;
use crate::domain::language::Words;
use crate::domain::words::{self, messages};

/// Longest part of a message that is shown; a server may send any amount.
const SHOWN_CHARACTERS: usize = 1_000;

/// Folded away until asked for; nothing is drawn while it is closed.
#[component]
pub(super) fn EventLog(job: Signal<Job>) -> impl IntoView {
    let open = RwSignal::new(false);
    let heading = text(job, |words, job| {
        let count = job.log.dropped() + job.log.events().len() as u64;
        if count == 0 { String::new() } else { words::events(words, count) }
    });
    let dropped = text(job, |words, job| match job.log.dropped() {
        0 => String::new(),
        count => words::dropped_events(words, count),
    });
    let ids = move || {
        if !open.get() {
            return Vec::new();
        }
        job.with(|job| job.log.events().iter().map(|event| event.id.get()).collect())
    };
    let language = words();
    let line = move |id| {
        job.with_untracked(|job| {
            let events = job.log.events();
            let place = events.binary_search_by_key(&id, |event| event.id.get());
            drawn(place.ok().and_then(|at| events.get(at)).map(|event| event_line(event, language)))
        })
    };
    let toggled = move |event: ev::Event| {
        let details = event.current_target().and_then(|it| it.dyn_into::<Element>().ok());
        open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    view! {
        <details class="job-tray__log" part="log" hidden=is_empty(heading) on:toggle=toggled>
            <summary>{heading}</summary>
            <p class="job-tray__log-note" hidden=is_empty(dropped)>{dropped}</p>
            <ol class="job-tray__events" tabindex="0" aria-label=say(messages::EVENTS_NAME)>
                {rows(ids, line)}
            </ol>
        </details>
    }
}

fn event_line(event: &ProcessEvent, language: Signal<Words>) -> impl IntoView + use<> {
    let (at, percent) = (event.created_at, event.progress_percent);
    let time = Signal::derive(move || {
        at.map(|at| language.with(|words| words.time(at))).unwrap_or_default()
    });
    let percent = Signal::derive(move || {
        let percent = percent.map(|percent| percent.shown());
        percent.map(|it| language.with(|words| words.percent(it))).unwrap_or_default()
    });
    let text = match event.message.as_deref().or(event.step.as_deref()) {
        Some(text) => Signal::stored(format::shorten(text, SHOWN_CHARACTERS)),
        None => {
            let event_type = event.event_type.clone();
            Signal::derive(move || language.with(|it| words::event_type(it, event_type.as_deref())))
        }
    };
    view! {
        <li class="job-tray__event" part="event" data-type=event.event_type.clone()>
            <span class="job-tray__event-time">{time}</span>
            <span class="job-tray__event-text" dir="auto">{text}</span>
            <span class="job-tray__event-percent">{percent}</span>
        </li>
    }
}
