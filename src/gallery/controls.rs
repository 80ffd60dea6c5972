//! The controls beside a story.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::clock::Clock;
use super::settings::{KNOBS, SPEED, Settings};

/// One knob, as a row of buttons of which one is pressed. Turning it changes
/// the address.
#[component]
pub(super) fn KnobView(settings: Signal<Settings>, place: usize) -> impl IntoView {
    let knob = &KNOBS[place];
    let navigate = use_navigate();
    let path = use_location().pathname;
    let choices = knob.choices.iter().map(move |(value, name)| {
        let navigate = navigate.clone();
        let turn = move |_| {
            let query = settings.get_untracked().with(place, value).query();
            let options =
                NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&format!("{}{query}", path.get_untracked()), options);
        };
        let pressed = move || (settings.get().value(place) == *value).to_string();
        view! {
            <button type="button" aria-pressed=pressed data-value=*value on:click=turn>
                {*name}
            </button>
        }
    });
    view! {
        <div class="knob" role="group" aria-label=knob.label data-knob=knob.key>
            <span class="knob__label" aria-hidden="true">
                {knob.label}
            </span>
            <span class="knob__choices">{choices.collect_view()}</span>
        </div>
    }
}

/// The story's clock: its time, its speed, and steps.
#[component]
pub(super) fn ClockView(settings: Signal<Settings>, clock: Clock) -> impl IntoView {
    view! {
        <div class="clock">
            <output class="clock__time" aria-label="Time in the story">
                {move || clock.shown()}
            </output>
            <KnobView settings place=SPEED />
            <div class="knob" role="group" aria-label="Step">
                <span class="knob__choices">
                    <button type="button" on:click=move |_| clock.step(1_000)>
                        "+1 s"
                    </button>
                    <button type="button" on:click=move |_| clock.step(10_000)>
                        "+10 s"
                    </button>
                    <button type="button" on:click=move |_| clock.restart()>
                        "Again"
                    </button>
                </span>
            </div>
            <p class="clock__hint">
                {move || (settings.get().number(SPEED) == 0).then_some(STANDS)}
            </p>
        </div>
    }
}

/// What a reader has to know who presses a button of the tray.
const STANDS: &str =
    "The clock stands: nothing comes from the server until you let it run or step on.";
