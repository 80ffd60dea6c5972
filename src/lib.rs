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
pub use domain::id::ProcessId;
pub use protocol::engine::{Engine, EngineOptions};
#[cfg(feature = "ui")]
pub use store::{TrayOptions, TrayStore};
