//! The bar.

use leptos::prelude::*;

/// `percent` in 0..=100; `None` is indeterminate: no value is told to anybody,
/// since 0 % would be a claim.
#[component]
pub(super) fn ProgressBar(
    percent: Signal<Option<u8>>,
    label: Signal<String>,
    step: Signal<String>,
) -> impl IntoView {
    let value = Signal::derive(move || percent.get().map(|percent| percent.to_string()));
    let width = Signal::derive(move || percent.get().map(|percent| format!("{percent}%")));
    let value_text = Signal::derive(move || {
        let step = step.get();
        match percent.get() {
            Some(percent) if step.is_empty() => Some(format!("{percent} %")),
            Some(percent) => Some(format!("{percent} %, {step}")),
            None if step.is_empty() => None,
            None => Some(step),
        }
    });
    let indeterminate = Signal::derive(move || percent.get().is_none().to_string());
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
