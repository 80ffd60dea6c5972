//! Signals: what the views read, and the only room that writes it.
//!
//! Belongs here: the store that drives the engine over a transport and turns
//! what it knows into signals. May import `transport`, `protocol`, `domain`.
//! Invariants: one signal per job, so that one job's news touches one row;
//! dropping the last clone of a store ends every request, stream, timer and
//! listener.

mod absence;
mod attention;
mod driver;
mod errand;
mod options;
mod place;
mod screen;
mod speech;
mod ticker;
mod tray_store;
mod voice;

pub use options::{LanguageOptions, TrayOptions};
pub use tray_store::TrayStore;
