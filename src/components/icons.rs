//! Shapes drawn for this tray; each status has one of its own, so that colour
//! is never the only difference. Decorative: a word always stands beside them.

use leptos::prelude::*;

use super::markup::{Live, Made, make_svg};
use super::slices::told;
use crate::domain::selectors::{Ring, Summary};
use crate::domain::status::Status;

/// Circumference of a ring of radius 7, times a hundred.
const RING: u32 = 4398;

/// A shape of 16 by 16, drawn with a pen, as its path says.
pub(super) fn icon(path: Signal<String>) -> Made {
    drawing("icon", "0 0 16 16").with(make_svg("path", "").live(Live::Set("d"), path))
}

fn drawing(class: &str, view_box: &str) -> Made {
    make_svg("svg", class)
        .attr("viewBox", view_box)
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
}

/// The status as a shape.
pub(super) const fn status(status: &Status) -> &'static str {
    match status {
        // A clock.
        Status::Pending => "M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5M8 4.5V8l2.25 1.5",
        // A play mark.
        Status::Running => "M3 2.75v10.5L12 8z",
        // An eye.
        Status::WaitingReview => {
            "M1.5 8C3 5.25 5.25 3.75 8 3.75S13 5.25 14.5 8C13 10.75 10.75 12.25 8 12.25S3 10.75 1.5 8M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4"
        }
        // A tick.
        Status::Completed => "M2.75 8.5l3.5 3.5 7-7.5",
        // An exclamation mark in a triangle.
        Status::Failed => "M8 2l6.5 11.5h-13zM8 6.5v3.25M8 11.6v.15",
        // A barred circle.
        Status::Cancelled => {
            "M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5M3.6 12.4l8.8-8.8"
        }
        // A dot in a circle.
        Status::Other(_) => "M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5M8 7.9v.2",
    }
}

/// A line that is cut.
pub(super) const TROUBLE: &str = "M1.5 8h4M10.5 8h4M6.75 10.75l2.5-5.5";
/// A cross.
pub(super) const DISMISS: &str = "M4 4l8 8M12 4l-8 8";
/// A bell.
pub(super) const BELL: &str = "M4 11.5V7.25a4 4 0 0 1 8 0v4.25l1 1H3zM6.75 14.25h2.5M8 1.75v1.5";
/// Four arrows.
pub(super) const MOVE: &str = "M8 1.75v12.5M1.75 8h12.5M6.25 3.5L8 1.75 9.75 3.5M6.25 12.5L8 14.25l1.75-1.75M3.5 6.25L1.75 8 3.5 9.75M12.5 6.25L14.25 8l-1.75 1.75";
/// An arrow down; turned once what it opens is open.
pub(super) const DISCLOSE: &str = "M4 6l4 4 4-4";
/// An arrow down.
pub(super) const MINIMISE: &str = "M3 6l5 5 5-5";

/// A shape that stays.
pub(super) fn fixed(path: &str) -> Made {
    drawing("icon", "0 0 16 16").with(make_svg("path", "").attr("d", path))
}

/// The pill's ring: how far the active jobs are together. A quarter, turning,
/// while nothing is known of how far; a full circle when nothing runs, and the bare
/// track until that is known.
pub(super) fn ring(summary: Signal<Summary>) -> Made {
    let ring = move || summary.with(Summary::ring);
    let dash = told(move || {
        let part = match ring() {
            Ring::Part(percent) => percent.into(),
            Ring::Turning => 25,
            Ring::Empty => 0,
        };
        format!("{} {}", part * RING / 10_000, RING / 100 + 1)
    });
    let shows = told(move || {
        match ring() {
            Ring::Part(_) => "part",
            Ring::Turning => "turning",
            Ring::Empty => "empty",
        }
        .to_owned()
    });
    let circle = |class| make_svg("circle", class).attr("cx", "9").attr("cy", "9").attr("r", "7");
    drawing("ring", "0 0 18 18")
        .live(Live::Set("data-ring"), shows)
        .with(circle("ring-track"))
        .with(circle("ring-fill").live(Live::Set("stroke-dasharray"), dash))
}
