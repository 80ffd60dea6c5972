//! The bar.

use leptos::prelude::*;

/// `percent` in 0..=100; `None` is indeterminate: no value is told to anybody,
/// since 0 % would be a claim.
#[component]
pub(super) fn ProgressBar(
    percent: Signal<Option<u8>>,
    label: Signal<String>,
    step: Signal<Option<String>>,
) -> impl IntoView {
    let value_text = move || match (percent.get(), step.get()) {
        (Some(percent), Some(step)) => Some(format!("{percent} %, {step}")),
        (Some(percent), None) => Some(format!("{percent} %")),
        (None, step) => step,
    };
    view! {
        <div
            class="job-tray__bar"
            part="bar"
            role="progressbar"
            aria-label=move || label.get()
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent.get().map(|percent| percent.to_string())
            aria-valuetext=value_text
            data-indeterminate=move || percent.get().is_none().then_some("")
        >
            <div
                class="job-tray__bar-fill"
                style:inline-size=move || percent.get().map(|percent| format!("{percent}%"))
            ></div>
        </div>
    }
}
