//! The bar.

use leptos::prelude::*;

use super::job_row::SHOWN_CHARACTERS;
use super::markup::{Live, Made, make};
use super::slices::{process_text, text, told, words as language};
use crate::domain::format;
use crate::domain::job::Job;
use crate::domain::words;

/// The step with the per cent, and the bar below them. Where it is not known how far
/// the job is, the bar is indeterminate: no value is told to anybody, since 0 % would
/// be a claim.
pub(super) fn progress_bar(job: Signal<Job>, name: Signal<String>) -> [Made; 2] {
    let step = process_text(job, |_, process| {
        process.current_step.as_deref().map(|step| format::shorten(step, SHOWN_CHARACTERS))
    });
    let percent = text(job, |_, job| job.bar_percent.map(|it| it.to_string()).unwrap_or_default());
    let percent_text = text(job, |words, job| {
        job.bar_percent.map(|percent| words.percent(percent)).unwrap_or_default()
    });
    let language = language();
    let value_text = told(move || {
        let (percent, step) = (percent_text.get(), step.get());
        language.with(|words| words::listed(words, &percent, &step))
    });
    let pushed = text(job, |_, job| match job.bar_percent {
        Some(percent) => format!("translateX({}%)", i32::from(percent) - 100),
        None => String::new(),
    });
    let indeterminate = told(move || percent.with(String::is_empty).to_string());
    let labels = make("div", "step")
        .with(make("span", "step-name").part("step").with(make("bdi", "").live(Live::Text, step)))
        .with(make("bdi", "percent").part("percent").live(Live::Text, percent_text));
    let bar = make("div", "bar")
        .part("bar")
        .attr("role", "progressbar")
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", "100")
        .live(Live::Set("aria-label"), name)
        .live(Live::Set("aria-valuenow"), percent)
        .live(Live::Set("aria-valuetext"), value_text)
        .live(Live::Set("data-indeterminate"), indeterminate)
        .with(make("div", "bar-fill").live(Live::Style("transform"), pushed));
    [labels, bar]
}
