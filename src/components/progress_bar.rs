//! The bar.

use leptos::prelude::*;

use super::slices::words;
use crate::domain::words;

/// `percent` is a number in 0..=100, as text, and `percent_text` how it is written;
/// none is indeterminate: no value is told to anybody, since 0 % would be a claim.
#[component]
pub(super) fn ProgressBar(
    percent: Signal<String>,
    percent_text: Signal<String>,
    label: Signal<String>,
    step: Signal<String>,
) -> impl IntoView {
    let language = words();
    let told = |text: String| (!text.is_empty()).then_some(text);
    let value = Signal::derive(move || told(percent.get()));
    let width = Signal::derive(move || told(percent.get()).map(|percent| percent + "%"));
    let value_text = Signal::derive(move || {
        let (percent, step) = (percent_text.get(), step.get());
        told(language.with(|words| words::listed(words, &percent, &step)))
    });
    let indeterminate = Signal::derive(move || percent.with(String::is_empty).to_string());
    view! {
        <div
            class="job-tray__bar"
            part="bar"
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=value
            aria-valuetext=value_text
            data-indeterminate=indeterminate
        >
            <div class="job-tray__bar-fill" style:inline-size=width></div>
        </div>
    }
}
