//! The preview page: a plain host page around a live tray, on the mock server.
//!
//! Belongs here: what designers and newcomers need and users never get. May
//! import everything to its left. Nobody imports it but its own binary.

mod demo_api;
mod page;

use leptos::mount::mount_to_body;

/// Puts the preview page into the document.
pub fn mount() {
    console_error_panic_hook::set_once();
    mount_to_body(page::PreviewPage);
}
