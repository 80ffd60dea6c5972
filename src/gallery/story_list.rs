//! All stories, by kind.

use leptos::prelude::*;

use super::settings::{SPEED, Settings};
use super::stories::{GROUPS, Story};

/// Where a story is, in the look of these settings.
pub(super) fn address(story: &Story, settings: Settings) -> String {
    let speed = if story.is_lively() { "1" } else { "" };
    format!("/gallery/{}{}", story.name, settings.look().with(SPEED, speed).query())
}

/// The list.
#[component]
pub(super) fn StoryList() -> impl IntoView {
    let groups = GROUPS.map(|group| {
        let stories = group.stories.iter().map(|story| {
            view! {
                <li>
                    <a class="card" href=address(story, Settings::default()) data-story=story.name>
                        <span class="card__title">{story.title}</span>
                        <span class="card__about">{story.about}</span>
                    </a>
                </li>
            }
        });
        view! {
            <section class="gallery__group">
                <h2>{group.title}</h2>
                <ul class="gallery__cards">{stories.collect_view()}</ul>
            </section>
        }
    });
    view! {
        <main class="gallery">
            <header class="gallery__head">
                <h1>"Job Tray: every state"</h1>
                <p>
                    "Each story is a small script played against a server in this page: nothing else has to run. "
                    "Turn the controls beside it; the address keeps them, so a link shows the same."
                </p>
                <p class="gallery__links">
                    <a href="/gallery/playground?speed=1">"Playground"</a>
                    <a href="/gallery/tokens">"Token editor"</a>
                    <a href="/">"Live tray on the mock server"</a>
                </p>
            </header>
            {groups.collect_view()}
        </main>
    }
}
