//! A job's event log, as it grows.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::domain::event::ProcessEvent;
use crate::domain::event_log::EventLog as Log;
use crate::domain::format;
use crate::domain::words;

/// Longest part of a message that is shown; a server may send any amount.
const SHOWN_CHARACTERS: usize = 1_000;

/// Folded away until asked for; nothing is drawn while it is closed.
#[component]
pub(super) fn EventLog(log: Signal<Log>) -> impl IntoView {
    let open = RwSignal::new(false);
    let count = Memo::new(move |_| log.with(|log| log.dropped() + log.events().len() as u64));
    let dropped = Memo::new(move |_| log.with(Log::dropped));
    let toggled = move |event: ev::Event| {
        let details = event.current_target().and_then(|it| it.dyn_into::<Element>().ok());
        open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    view! {
        <details class="job-tray__log" part="log" on:toggle=toggled>
            <summary>{move || words::events(count.get())}</summary>
            <Show when=move || open.get()>
                <Show when=move || dropped.with(|count| *count > 0)>
                    <p class="job-tray__log-note">{move || words::dropped_events(dropped.get())}</p>
                </Show>
                <Show when=move || count.get() == 0>
                    <p class="job-tray__log-note">{words::NO_EVENTS}</p>
                </Show>
                <ol class="job-tray__events" tabindex="0" aria-label=words::EVENTS>
                    <For
                        each=move || log.with(|log| log.events().to_vec())
                        key=|event| event.id
                        children=|event| event_line(&event)
                    />
                </ol>
            </Show>
        </details>
    }
}

fn event_line(event: &Arc<ProcessEvent>) -> impl IntoView + use<> {
    let time = event.created_at.map(|at| {
        view! { <time class="job-tray__event-time" datetime=at.to_rfc3339()>{format::time_of_day(at)}</time> }
    });
    let percent = event.progress_percent.map(|percent| {
        view! { <span class="job-tray__event-percent">{format!("{} %", percent.shown())}</span> }
    });
    let text = event.message.as_deref().or(event.step.as_deref()).map_or_else(
        || words::event_type(event.event_type.as_deref()),
        |text| format::shorten(text, SHOWN_CHARACTERS),
    );
    view! {
        <li class="job-tray__event" data-type=event.event_type.clone()>
            {time}
            <span class="job-tray__event-text" dir="auto">{text}</span>
            {percent}
        </li>
    }
}
