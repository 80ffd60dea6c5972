//! The steps of a job, as its events tell them.

use leptos::prelude::*;

use super::job_details::heading;
use super::job_row::SHOWN_CHARACTERS;
use super::markup::{Live, Made, make};
use super::slices::{spoken, told, words as language};
use crate::domain::digest::{Step, StepState};
use crate::domain::format::{self, Clocks};
use crate::domain::job::Job;
use crate::domain::language::Words;
use crate::domain::log_look::LogView;
use crate::domain::words::{job_details as words, messages};

/// A timeline: a mark, the label, and how long it took. Drawn anew when a step
/// begins or ends; only the time of a step that lasts is written every second.
pub(super) fn steps(job: Signal<Job>, now: Signal<Clocks>, look: RwSignal<LogView>) -> Made {
    let key = told(move || {
        let line = |step: &Step| {
            // While it lasts its time says nothing of whether it has changed.
            let ends = step.duration_ms(0).unwrap_or(0);
            format!("{ends} {} {}\n", words::step_state_id(step.state), step.label)
        };
        with_steps(job, look, |_, steps| steps.iter().map(line).collect())
    });
    let language = language();
    let clock = told(move || {
        let last = with_steps(job, look, |_, steps| steps.last().cloned());
        let Some(last) = last else { return String::new() };
        let lasts = last.ended_at.is_none();
        let now = if lasts { now.get().server_ms } else { 0 };
        language.with(|words| duration(words, &last, now))
    });
    make("section", "section").part("steps").filled(key, move || {
        let list = untrack(|| with_steps(job, look, |earlier, steps| list(earlier, steps, clock)));
        make("div", "").with(heading(messages::STEPS)).with(list)
    })
}

fn with_steps<T>(
    job: Signal<Job>,
    look: RwSignal<LogView>,
    read: impl FnOnce(usize, &[Step]) -> T,
) -> T {
    look.with(|look| {
        let steps = job.with(|job| job.process.as_ref().map(|process| look.digest.steps(process)));
        read(look.digest.earlier_steps(), &steps.unwrap_or_default())
    })
}

fn duration(words: &Words, step: &Step, server_now_ms: i64) -> String {
    step.duration_ms(server_now_ms).map(|time| words.duration(time)).unwrap_or_default()
}

fn list(earlier: usize, steps: &[Step], clock: Signal<String>) -> Made {
    let spoken = spoken();
    let mut list = make("ol", "steps").attr("role", "list");
    if earlier > 0 {
        list = list.with(make("li", "note").text(&words::earlier_steps(&spoken, earlier)));
    }
    for (place, step) in steps.iter().enumerate() {
        let time = make("bdi", "");
        let last = place + 1 == steps.len();
        let time = if last {
            time.live(Live::Text, clock)
        } else {
            time.text(&duration(&spoken, step, 0))
        };
        let mut item = make("li", "timeline-step")
            .part("timeline-step")
            .attr("data-state", words::step_state_id(step.state))
            .with(make("bdi", "step-label").text(&format::shorten(&step.label, SHOWN_CHARACTERS)));
        // Of a step that went by, the mark and the order tell enough to the eye.
        let state = if step.state == StepState::Done { "live" } else { "step-state" };
        item = item
            .with(make("span", state).text(&spoken.say(words::step_state(step.state))))
            .with(make("span", "step-time").with(time));
        list = list.with(if last { item.attr("aria-current", "step") } else { item });
    }
    list
}
