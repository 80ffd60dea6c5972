//! What a tray is: processes, their events, and the one function that changes
//! what the tray knows of them.
//!
//! Pure. Belongs here: values, rules between values, and the words for them.
//! Everything about HTTP, streams and when to ask lives in `protocol`.
//! May import nothing from the crate but `domain`; outside it only `std`,
//! `serde` and `chrono`. Time arrives as an argument.

pub mod action;
pub mod announcer;
pub mod attention;
pub mod away;
pub mod bulk;
pub mod causes;
pub mod digest;
pub mod eta;
pub mod event;
pub mod event_log;
pub mod format;
pub mod id;
pub mod job;
pub mod job_type;
pub mod json;
pub mod language;
pub mod line;
pub mod list_look;
pub mod log_file;
pub mod log_look;
pub mod merge;
pub mod place;
pub mod process;
pub mod progress;
pub mod record_link;
pub mod selectors;
pub mod sorted;
pub mod status;
pub mod tray;
pub mod usual;
pub mod window;
pub mod words;
