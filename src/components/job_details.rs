//! A job's details: everything that a calm row leaves out.

use leptos::prelude::*;
use web_sys::Event;

use super::event_log::event_log;
use super::icons;
use super::job_facts::facts;
use super::job_row::{Row, SHOWN_CHARACTERS, cause};
use super::markup::{Live, Made, make, make_button, pressed, whenever};
use super::slices::{process_text, say, spoken, told, words};
use super::step_list::steps;
use super::summary_view::structure;
use super::take_away;
use crate::domain::format;
use crate::domain::job::Job;
use crate::domain::json::Json;
use crate::domain::language::Words;
use crate::domain::log_file;
use crate::domain::log_look::LogView;
use crate::domain::process::Process;
use crate::domain::words::labelled;
use crate::domain::words::messages::{self, Message};

/// Longest part of an error message that is shown.
const SHOWN_ERROR: usize = 20_000;

/// The button that shows and hides the details.
pub(super) fn details_toggle(row: &Row) -> Made {
    let Row { list, id, name, is_open, .. } = *row;
    let language = words();
    let whole = move || language.with(|it| labelled(it, &it.say(messages::DETAILS), &name.get()));
    let expanded = move || (!is_open.with(String::is_empty)).to_string();
    make_button("disclose")
        .part("details-toggle")
        .attr("aria-controls", &row.details)
        .live(Live::Set("title"), say(messages::DETAILS))
        .live(Live::Set("aria-label"), told(whole))
        .live(Live::Set("aria-expanded"), told(expanded))
        .with(icons::fixed(icons::DISCLOSE))
        .on("click", move |_| list.toggle(id))
}

/// The details; while they are closed there is nothing of them, and nothing is
/// done for them.
pub(super) fn job_details(row: &Row) -> Made {
    let Row { list, job, now, is_open, .. } = *row;
    let language = words();
    // Other words are for all of it.
    let key = told(move || {
        if is_open.with(String::is_empty) {
            return String::new();
        }
        language.with(Words::stamp)
    });
    let press = move |event: &Event| {
        if let Some((button, name)) = pressed(event) {
            let words = language.get_untracked();
            job.with_untracked(|job| carry_out(&words, job, &button, &name));
        }
    };
    let place = make("div", "details").part("details").attr("id", &row.details);
    place.on("click", press).filled(key, move || {
        let look = log_view(job);
        make("div", "details-body")
            .with(error(job))
            .with(result(job))
            .with(steps(job, now, look))
            .with(event_log(job, look, list))
            .with(input(job))
            .with(facts(job, now))
    })
}

/// What the buttons within the details do.
fn carry_out(words: &Words, job: &Job, button: &web_sys::Element, name: &str) {
    let file = |ending: &str| format!("job-{}.{ending}", job.id);
    match name {
        "copy-error" => {
            let message = job.process.as_ref().and_then(|it| it.error_message.as_deref());
            take_away::copy(words, button, message.unwrap_or_default());
        }
        "copy-line" => {
            let line = button.closest("[data-event]").ok().flatten();
            let id = line.and_then(|it| it.get_attribute("data-event")?.parse().ok());
            let event = id.and_then(|id| job.log.get(job.log.place_of(id)));
            if let Some(event) = event {
                take_away::copy(words, button, &log_file::text_line(words, event));
            }
        }
        "copy-log" => take_away::copy(words, button, &log_file::text(words, &job.log)),
        "save-text" => {
            take_away::save(&file("txt"), "text/plain", &log_file::text(words, &job.log))
        }
        "save-json" => {
            take_away::save(&file("jsonl"), "application/jsonl", &log_file::json_lines(&job.log));
        }
        _ => {}
    }
}

/// A heading within the details.
pub(super) fn heading(message: Message) -> Made {
    make("h4", "heading").text(&spoken().say(message))
}

/// A small button that [`carry_out`] knows by this name.
pub(super) fn button(name: &str, label: Message) -> Made {
    let label = spoken().say(label);
    make_button("tool").part("tool").attr("data-do", name).text(&label)
}

/// The whole message of a failed job, ready to be handed on.
fn error(job: Signal<Job>) -> Made {
    let failure = process_text(job, |_, process| process.failure().map(|_| "failed".to_owned()));
    // The row tells a short message already.
    let whole = process_text(job, |_, process| {
        let message = process.failure()?;
        let is_long = cause(message) != message || message.len() > SHOWN_CHARACTERS;
        is_long.then(|| format::shorten(message, SHOWN_ERROR))
    });
    let tools = make("div", "tools")
        .with(button("copy-error", messages::COPY))
        .with(make("span", "live").attr("aria-live", "polite"));
    make("section", "section")
        .live(Live::Shown, failure)
        .with(make("div", "section-head").with(heading(messages::ERROR)).with(tools))
        .with(
            make("pre", "code")
                .part("error-text")
                .attr("tabindex", "0")
                .attr("role", "group")
                .attr("aria-label", &spoken().say(messages::ERROR))
                .attr("dir", "auto")
                .live(Live::Shown, whole)
                .live(Live::Text, whole),
        )
}

/// What came of the job.
fn result(job: Signal<Job>) -> Made {
    // Its text tells whether it has changed.
    let key = process_text(job, |_, process| written(process.summary.as_ref()));
    make("section", "section").part("summary").filled(key, move || {
        let shown =
            of_process(job, |words, it| it.summary.as_ref().map(|json| structure(words, json)));
        make("div", "").with(heading(messages::RESULT)).with(shown)
    })
}

/// What the job was started with, folded.
fn input(job: Signal<Job>) -> Made {
    let key = process_text(job, |_, process| written(process.input_payload.as_ref()));
    make("section", "section").part("input").filled(key, move || {
        let shown = of_process(job, |words, it| {
            it.input_payload.as_ref().map(|json| structure(words, json))
        });
        make("details", "fold")
            .with(make("summary", "").text(&spoken().say(messages::INPUT)))
            .with(shown)
    })
}

fn written(json: Option<&Json>) -> Option<String> {
    json.filter(|json| !json.is_empty()).map(Json::to_string)
}

fn of_process(job: Signal<Job>, made: fn(&Words, &Process) -> Option<Made>) -> Made {
    let words = spoken();
    let made = job.with_untracked(|job| job.process.as_deref().and_then(|it| made(&words, it)));
    made.unwrap_or_else(|| make("div", ""))
}

/// The log as it is looked at, each event read once.
fn log_view(job: Signal<Job>) -> RwSignal<LogView> {
    let look = RwSignal::new(LogView::default());
    whenever(Box::new(move || {
        job.with(|job| look.maybe_update(|look| look.read_on(&job.log)));
    }));
    look
}
