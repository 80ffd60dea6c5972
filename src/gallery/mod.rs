//! The preview: a live tray on the mock server, and the gallery of its states.
//!
//! Belongs here: what designers and newcomers need and users never get. May
//! import everything to its left. Nobody imports it but its own binary.
//! `live` is a plain host page on the mock server; everything else works
//! without any server: `stories` are scripts, `stage` plays them, `scene` shows
//! them, `settings` says how. `tokens` are the custom properties and their
//! editor.

mod app;
mod clock;
mod controls;
mod demo_api;
mod live;
mod scene;
mod settings;
mod stage;
mod stories;
mod story_list;
mod story_page;
mod token_editor;
mod tokens;

use leptos::mount::mount_to_body;

/// Puts the preview into the document.
pub fn mount() {
    console_error_panic_hook::set_once();
    mount_to_body(app::App);
}
