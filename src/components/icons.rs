//! Shapes drawn for this tray; each status has one of its own, so that colour
//! is never the only difference. Decorative: a word always stands beside them.

use leptos::prelude::*;

use crate::domain::status::Status;

/// Circumference of a ring of radius 7.
const RING: f64 = 43.98;

fn svg(paths: impl IntoView + 'static) -> impl IntoView {
    view! {
        <svg class="job-tray__icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            {paths}
        </svg>
    }
}

/// The status as a shape.
pub(super) fn status(status: &Status) -> impl IntoView + use<> {
    let path = match status {
        // A clock.
        Status::Pending => "M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5M8 4.5V8l2.25 1.5",
        // A play mark.
        Status::Running => "M5.25 3.25v9.5L12.5 8z",
        // An eye.
        Status::WaitingReview => {
            "M1.5 8C3 5.25 5.25 3.75 8 3.75S13 5.25 14.5 8C13 10.75 10.75 12.25 8 12.25S3 10.75 1.5 8M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4"
        }
        // A tick.
        Status::Completed => "M2.75 8.5l3.5 3.5 7-7.5",
        // A cross in a triangle's place: an exclamation mark in a triangle.
        Status::Failed => "M8 2l6.5 11.5h-13zM8 6.5v3.25M8 11.6v.15",
        // A barred circle.
        Status::Cancelled => {
            "M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5M3.6 12.4l8.8-8.8"
        }
        // A dot in a circle.
        Status::Other(_) => "M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5M8 7.9v.2",
    };
    svg(view! { <path d=path /> })
}

/// A broken line.
pub(super) fn trouble() -> impl IntoView {
    svg(view! { <path d="M1.5 8h3.25M11.25 8h3.25M6.5 5.5l1 2M8.5 8.5l1 2M7 10.5l2-5" /> })
}

/// A bar at the bottom.
pub(super) fn minimise() -> impl IntoView {
    svg(view! { <path d="M3 6l5 5 5-5" /> })
}

/// The pill's ring: how far the active jobs are together. Turning while
/// nothing is known of how far; a full circle when nothing runs.
pub(super) fn ring(busy: bool, percent: Option<u8>) -> impl IntoView {
    let part = match (busy, percent) {
        (true, Some(percent)) => f64::from(percent) / 100.0,
        (true, None) => 0.25,
        (false, _) => 1.0,
    };
    let turning = (busy && percent.is_none()).then_some("");
    view! {
        <svg class="job-tray__ring" viewBox="0 0 18 18" aria-hidden="true" focusable="false" data-turning=turning>
            <circle class="job-tray__ring-track" cx="9" cy="9" r="7" />
            <circle
                class="job-tray__ring-fill"
                cx="9"
                cy="9"
                r="7"
                stroke-dasharray=format!("{:.1} {RING}", part * RING)
            />
        </svg>
    }
}
