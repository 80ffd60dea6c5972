//! Views: the store and its signals in, calls of the store out.
//!
//! Belongs here: what people see and touch. May import `store` and `domain`.
//! No component reads a clock, opens a connection or writes a signal that is
//! not its own. Styles stand in `style/`, one file per component.

mod away_digest;
mod bulk_actions;
mod connection_notice;
mod drawn;
mod event_log;
mod focus;
mod icons;
mod job_actions;
mod job_details;
mod job_facts;
mod job_list;
mod job_row;
mod job_tray;
mod keyboard_help;
mod lean;
mod list_tools;
mod list_view;
mod list_window;
mod live_region;
mod log_line;
mod log_scroll;
mod markup;
mod placing;
mod progress_bar;
mod record_link;
mod row_marks;
mod rows;
mod slices;
mod status_badge;
mod step_list;
mod stylesheet;
mod summary_view;
mod take_away;
mod tray_header;
mod tray_pill;
mod view_choices;

#[cfg(feature = "element")]
pub(crate) use job_tray::tray_view;
pub use job_tray::{JobTray, TrayView};
pub use stylesheet::STYLESHEET;
