//! A small tray in the corner of a web app that shows long-running background
//! jobs and never lies about them.
//!
//! The tray follows each process through `GET /processes/{id}` and
//! `GET /processes/{id}/stream`, shows it, and offers Retry and Cancel where
//! the status allows them. If you understand [`Engine::handle`], you understand
//! this library: everything that happens goes in there, everything that is to
//! be done comes out.
#![cfg_attr(
    feature = "ui",
    doc = r#"
```
use job_tray::{JobTray, ProcessId};
use leptos::prelude::*;

#[component]
fn App() -> impl IntoView {
    let jobs = RwSignal::new(vec![ProcessId::new(1), ProcessId::new(2)]);
    view! { <JobTray base_url="/api" process_ids=jobs /> }
}
```
"#
)]
//! # Without the views
//!
//! With `default-features = false` there is the engine alone, without signals,
//! browser or clock. Whoever builds another interface on it brings a clock, a
//! way to send a request and one to read a stream, and a loop that hands over
//! what happened and carries out what [`Output`] asks for:
//!
//! ```
//! use job_tray::protocol::actions::{Effect, Input, Now};
//! use job_tray::{Engine, EngineOptions, ProcessId};
//!
//! let now = Now { mono_ms: 0, wall_ms: 1_795_507_200_000 };
//! let mut engine = Engine::new(EngineOptions::default(), now);
//! let output = engine.handle(Input::Follow(vec![ProcessId::new(1)]), now);
//! // To be sent, and answered with `Input::Reply` and the same key.
//! assert!(matches!(&output.effects[0], Effect::Request(_, it) if it.url == "/processes/1"));
//! ```
//!
//! `tests/examples/follow.rs` is such an interface, for a terminal.
//!
//! [`Output`]: protocol::actions::Output
#![doc = include_str!("ARCHITECTURE.md")]
#![deny(missing_docs)]

#[cfg(feature = "ui")]
mod components;
pub mod domain;
#[cfg(feature = "element")]
pub mod element;
#[cfg(feature = "gallery")]
pub mod gallery;
pub mod protocol;
#[cfg(feature = "ui")]
pub mod store;
#[cfg(feature = "ui")]
pub mod transport;

#[cfg(feature = "ui")]
pub use components::{JobTray, STYLESHEET, TrayView};
pub use domain::attention::Attention;
pub use domain::id::ProcessId;
pub use domain::place::Corner;
pub use protocol::engine::{Engine, EngineOptions};
#[cfg(feature = "ui")]
pub use store::{LanguageOptions, TrayOptions, TrayStore};
