//! The token editor: changes the tray's custom properties, shows what comes of
//! it, and gives the style sheet for a host page.

use leptos::prelude::*;
use leptos_router::components::A;

use super::clock::Clock;
use super::controls::KnobView;
use super::scene::{FramedScene, Showing};
use super::settings::{DIRECTION, TEXT, THEME};
use super::story_page::settings;
use super::tokens::{self, Token};

/// The story that has something of everything.
const SHOWN: &str = "all-statuses";

/// What was changed, in the order of the sheet.
type Changes = RwSignal<Vec<(&'static str, String)>>;

/// The page.
#[component]
pub(super) fn TokenEditor() -> impl IntoView {
    let changes: Changes = RwSignal::new(Vec::new());
    let settings = settings();
    let sheet: Signal<String> = Memo::new(move |_| {
        let whole = changes.get().into_iter().filter(|(_, value)| tokens::is_whole(value));
        tokens::sheet(&whole.collect::<Vec<_>>())
    })
    .into();
    let showing = Showing {
        story: Signal::derive(|| SHOWN.to_owned()),
        settings,
        clock: Clock::new(Signal::derive(|| 0)),
        tokens: sheet,
    };
    let rows = tokens::all().into_iter().map(|token| view! { <TokenRow token changes /> });
    let nothing = move || sheet.with(String::is_empty);
    let link = move || {
        let text = js_sys::encode_uri_component(&sheet.get());
        format!("data:text/css;charset=utf-8,{text}")
    };
    let copy = move |_| {
        // Whether the browser allows it is seen in the clipboard alone.
        let _ = window().navigator().clipboard().write_text(&sheet.get_untracked());
    };
    view! {
        <main class="tokens">
            <header class="gallery__head">
                <h1>"Tokens"</h1>
                <p>
                    "Every custom property of the tray. Change them, look, and take the style sheet along. "
                    <A href="/gallery">"All stories"</A>
                </p>
            </header>
            <div class="tokens__columns">
                <form class="tokens__list" on:submit=|event| event.prevent_default()>
                    {rows.collect_view()}
                </form>
                <div class="tokens__side">
                    <div class="story__controls">
                        {[THEME, DIRECTION, TEXT]
                            .map(|place| view! { <KnobView settings place /> })
                            .collect_view()}
                    </div>
                    <div class="stage">
                        <FramedScene showing />
                    </div>
                    <label class="tokens__export">
                        "Style sheet"
                        <textarea readonly rows="8" placeholder="Nothing is changed yet." prop:value=sheet></textarea>
                    </label>
                    <p class="tokens__buttons">
                        <button type="button" disabled=nothing on:click=copy>
                            "Copy"
                        </button>
                        <a download="job-tray-tokens.css" rel="external" href=link hidden=nothing>
                            "Download"
                        </a>
                        <button type="button" disabled=nothing on:click=move |_| changes.set(Vec::new())>
                            "Undo all"
                        </button>
                    </p>
                </div>
            </div>
        </main>
    }
}

#[component]
fn TokenRow(token: Token, changes: Changes) -> impl IntoView {
    let (name, short) = (token.name, token.short_name());
    let default = StoredValue::new(token.default);
    let value: Signal<String> = Memo::new(move |_| {
        let changed = changes
            .with(|all| all.iter().find(|(it, _)| *it == name).map(|(_, value)| value.clone()));
        changed.unwrap_or_else(|| default.get_value())
    })
    .into();
    let set = move |new: String| {
        let old = default.get_value();
        changes.update(|all| {
            all.retain(|(it, _)| *it != name);
            if new != old {
                all.push((name, new));
            }
        });
    };
    let count = tokens::colours(&default.get_value()).len();
    let pickers = (0..count).map(move |place| {
        let label = ["Light", "Dark"][place.min(1)];
        let colour = move || tokens::colours(&value.get()).get(place).cloned().unwrap_or_default();
        let pick = move |event| {
            set(tokens::with_colour(&value.get_untracked(), place, &event_target_value(&event)));
        };
        view! {
            <input
                type="color"
                aria-label=format!("{short}, {label}")
                title=label
                prop:value=colour
                on:input=pick
            />
        }
    });
    view! {
        <div class="token" data-token=name>
            <label for=name>{short}</label>
            <span class="token__colours">{pickers.collect_view()}</span>
            <input
                id=name
                class="token__value"
                spellcheck="false"
                autocomplete="off"
                aria-invalid=move || (!tokens::is_whole(&value.get())).to_string()
                prop:value=value
                on:input=move |event| set(event_target_value(&event))
            />
        </div>
    }
}
