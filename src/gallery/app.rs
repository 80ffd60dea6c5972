//! The addresses of the preview.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use super::live::LivePage;
use super::story_list::StoryList;
use super::story_page::StoryPage;
use super::token_editor::TokenEditor;

/// The preview: a live tray, and the gallery.
#[component]
pub(super) fn App() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=LivePage />
                <Route path=path!("/processes/:id") view=LivePage />
                <Route path=path!("/gallery") view=StoryList />
                <Route path=path!("/gallery/tokens") view=TokenEditor />
                <Route path=path!("/gallery/:story") view=StoryPage />
            </Routes>
        </Router>
    }
}

/// Words for an address that shows nothing.
#[component]
pub(super) fn NotFound() -> impl IntoView {
    view! {
        <main class="preview">
            <h1>"Nothing here"</h1>
            <p>"There is no page at this address. " <a href="/gallery">"All stories"</a></p>
        </main>
    }
}
