//! A job's event log, as it grows.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::drawn::drawn;
use super::rows::rows;
use super::slices::{is_empty, text};
use crate::domain::event::ProcessEvent;
use crate::domain::format;
use crate::domain::job::Job;
use crate::domain::words;

/// Longest part of a message that is shown; a server may send any amount.
const SHOWN_CHARACTERS: usize = 1_000;

/// Folded away until asked for; nothing is drawn while it is closed.
#[component]
pub(super) fn EventLog(job: Signal<Job>) -> impl IntoView {
    let open = RwSignal::new(false);
    let heading = text(job, |job| {
        let count = job.log.dropped() + job.log.events().len() as u64;
        if count == 0 { String::new() } else { words::events(count) }
    });
    let dropped = text(job, |job| match job.log.dropped() {
        0 => String::new(),
        count => words::dropped_events(count),
    });
    let ids = move || {
        if !open.get() {
            return Vec::new();
        }
        job.with(|job| job.log.events().iter().map(|event| event.id.get()).collect())
    };
    let line = move |id| {
        job.with_untracked(|job| {
            let events = job.log.events();
            let place = events.binary_search_by_key(&id, |event| event.id.get());
            drawn(place.ok().and_then(|at| events.get(at)).map(|event| event_line(event)))
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
            <ol class="job-tray__events" tabindex="0" aria-label=words::EVENTS>
                {rows(ids, line)}
            </ol>
        </details>
    }
}

fn event_line(event: &ProcessEvent) -> impl IntoView + use<> {
    let time = event.created_at.map(format::time_of_day);
    let percent = event.progress_percent.map(|percent| format!("{} %", percent.shown()));
    let text = event.message.as_deref().or(event.step.as_deref()).map_or_else(
        || words::event_type(event.event_type.as_deref()),
        |text| format::shorten(text, SHOWN_CHARACTERS),
    );
    view! {
        <li class="job-tray__event" part="event" data-type=event.event_type.clone()>
            <span class="job-tray__event-time">{time}</span>
            <span class="job-tray__event-text" dir="auto">{text}</span>
            <span class="job-tray__event-percent">{percent}</span>
        </li>
    }
}
