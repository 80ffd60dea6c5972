//! The tray in a real browser, against the mock server: one story per file in `tests`.
//!
//! A [`story`] has a mock server, a session with a clock it steps by hand, and a browser. It looks
//! at the page through [`JobTrayPage`], which reads what a user could: roles, parts, data
//! attributes and words, never class names. It waits for conditions, never for time.
//!
//! Needs the bundle in `dist` (`make build`) and a browser with its WebDriver on `PATH`.
//! `JOB_TRAY_BROWSER` is `chromium` (the default), `firefox` or `webkit`; `JOB_TRAY_DIST` names
//! another folder than `dist`. How browsers are started stands in `engine.rs` alone; what else
//! differs between them, and how it is met, is listed in `ENGINES.md`.

mod away;
#[cfg(feature = "access")]
pub mod barriers;
mod browser;
mod display;
mod driver;
mod engine;
pub mod gallery;
mod job_tray_page;
mod keyboard;
mod kind;
mod mock;
#[cfg(feature = "pictures")]
pub mod picture;
mod process;
mod seen;
mod story;
mod tab;
#[cfg(feature = "bench")]
pub mod trace;
mod waiting;

pub use away::Away;
pub use browser::Browser;
pub use engine::Engine;
pub use job_tray_page::JobTrayPage;
pub use keyboard::Key;
pub use kind::{FAST_CLOCK, Kind, story_with};
pub use mock::{Mock, dist};
pub use seen::{Focus, History, RowSeen, TraySeen};
pub use story::{failures, story};
pub use tab::Tab;
