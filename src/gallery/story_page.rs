//! One story, with its controls and its source.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::app::NotFound;
use super::clock::Clock;
use super::controls::{ClockView, KnobView};
use super::scene::{BareScene, FramedScene, Showing};
use super::settings::{
    DENSITY, DIRECTION, JOBS, LANGUAGE, MOTION, RATE, SPEED, Settings, TEXT, THEME, WIDTH,
};
use super::stories::{self, GROUPS, Group, Story};
use super::story_list::address;

type Found = Option<(&'static Group, &'static Story)>;

/// What the address says of the settings.
pub(super) fn settings() -> Signal<Settings> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| Settings::read(|key| query.get(key)))).into()
}

/// The page of a story. With `?view=bare` there is the tray alone, on a page of
/// its own.
#[component]
pub(super) fn StoryPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let name: Signal<String> =
        Memo::new(move |_| params.with(|params| params.get("story").unwrap_or_default())).into();
    let settings = settings();
    let speed = Signal::derive(move || settings.get().number(SPEED));
    let showing = Showing {
        story: name,
        settings,
        clock: Clock::new(speed),
        tokens: Signal::derive(String::new),
    };
    let is_there = Memo::new(move |_| name.with(|name| stories::find(name).is_some()));
    let is_bare = Memo::new(move |_| {
        query.with(|query| query.get("view").is_some_and(|view| view == "bare"))
    });
    move || match (is_there.get(), is_bare.get()) {
        (false, _) => view! { <NotFound /> }.into_any(),
        (_, true) => view! { <BareScene showing /> }.into_any(),
        (_, false) => view! { <StoryView showing /> }.into_any(),
    }
}

#[component]
fn StoryView(showing: Showing) -> impl IntoView {
    let Showing { story: name, settings, clock, .. } = showing;
    let found = move || -> Found { name.with(|name| stories::find(name)) };
    let told =
        move |read: fn(&Story) -> &'static str| move || found().map(|(_, story)| read(story));
    let source = move || found().map(|(group, story)| group.source_of(story));
    let alone = move || {
        let query = settings.get().query();
        let sign = if query.is_empty() { '?' } else { '&' };
        format!("/gallery/{}{query}{sign}view=bare", name.get())
    };
    let is_lively = move || found().is_some_and(|(_, story)| story.is_lively());
    view! {
        <div class="story">
            <StoryNav name settings />
            <main class="story__main">
                <header class="story__head">
                    <h1>{told(|story| story.title)}</h1>
                    <p>{told(|story| story.about)}</p>
                </header>
                <div class="story__controls">
                    <ClockView settings clock />
                    <div class="story__lively" hidden=move || !is_lively()>
                        <KnobView settings place=JOBS />
                        <KnobView settings place=RATE />
                    </div>
                    {[THEME, LANGUAGE, DIRECTION, WIDTH, TEXT, DENSITY, MOTION]
                        .map(|place| view! { <KnobView settings place /> })
                        .collect_view()}
                </div>
                <div class="story__show" data-width=move || settings.get().value(WIDTH)>
                    <div>
                        <div class="stage">
                            <FramedScene showing />
                        </div>
                        <p class="story__alone">
                            <a rel="external" href=alone>
                                "The tray alone"
                            </a>
                        </p>
                    </div>
                    <details class="story__source" open>
                        <summary>"Source of this story"</summary>
                        <pre tabindex="0">
                            <code>{source}</code>
                        </pre>
                    </details>
                </div>
            </main>
        </div>
    }
}

/// All stories, at the side.
#[component]
fn StoryNav(name: Signal<String>, settings: Signal<Settings>) -> impl IntoView {
    let groups = GROUPS.map(|group| {
        let links = group.stories.iter().map(|story| {
            let current = move || name.with(|name| name == story.name).then_some("page");
            view! {
                <li>
                    <a href=move || address(story, settings.get()) aria-current=current>
                        {story.title}
                    </a>
                </li>
            }
        });
        view! {
            <h2>{group.title}</h2>
            <ul>{links.collect_view()}</ul>
        }
    });
    view! {
        <nav class="story__nav" aria-label="Stories">
            <p>
                <a href="/gallery">"All stories"</a>
                <a href="/gallery/tokens">"Tokens"</a>
            </p>
            {groups.collect_view()}
        </nav>
    }
}
