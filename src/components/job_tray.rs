//! `JobTray`: the whole tray, from pill to rows.

use leptos::html::{Button, Section};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::job_list::JobList;
use super::keyboard_help::KeyboardHelp;
use super::list_tools::ListTools;
use super::list_view::ListView;
use super::live_region::LiveRegion;
use super::placing;
use super::slices::say;
use super::stylesheet;
use super::tray_header::{Bell, Mover, TrayHeader};
use super::tray_pill::TrayPill;
use crate::domain::id::ProcessId;
use crate::domain::language::Words;
use crate::domain::place::Corner;
use crate::domain::selectors::Summary;
use crate::domain::words::messages;
use crate::store::{LanguageOptions, TrayOptions, TrayStore};

/// A tray that follows the given processes.
///
/// Brings its own style sheet, in the document or in a shadow root. Everything
/// it started ends when its owner is disposed of.
#[component]
pub fn JobTray(
    /// The processes to follow.
    #[prop(into)]
    process_ids: Signal<Vec<ProcessId>>,
    /// Address under which `/processes` lies; `""` is the page's own origin.
    #[prop(into, optional)]
    base_url: String,
    /// Whether the panel is open; the tray writes it when the user opens or
    /// minimises. Closed unless given.
    #[prop(optional)]
    open: Option<RwSignal<bool>>,
    /// What the tray speaks; the page's language unless given.
    #[prop(into, optional)]
    language: Signal<LanguageOptions>,
    /// Where the tray stands until its user moves it; bottom and end unless
    /// given.
    #[prop(optional)]
    corner: Corner,
    /// Nobody may move it.
    #[prop(optional)]
    fixed: bool,
) -> impl IntoView {
    let open = open.unwrap_or_else(|| RwSignal::new(false));
    let spoken = language.get_untracked();
    let language_options = spoken.clone();
    let options = TrayOptions {
        base_url,
        language: language_options,
        corner,
        fixed,
        ..TrayOptions::default()
    };
    let store = TrayStore::connect(options);
    Effect::new({
        let (store, before) = (store.clone(), StoredValue::new(spoken));
        move || {
            let language = language.get();
            if before.with_value(|before| *before != language) {
                before.set_value(language.clone());
                store.speak(language);
            }
        }
    });
    Effect::new({
        let store = store.clone();
        move || store.follow(process_ids.get())
    });
    view! { <TrayView store open /> }
}

/// The view of a store that the host made itself, on a transport of its own or
/// shared with other views.
#[component]
pub fn TrayView(
    /// The jobs.
    store: TrayStore,
    /// Whether the panel is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let root = NodeRef::<Section>::new();
    let shared = StoredValue::new_local(store.clone());
    let corner: Signal<Corner> = store.corner().into();
    let fixed = store.is_fixed();
    Effect::new(move || {
        if let Some(root) = root.get() {
            stylesheet::adopt(&root);
            placing::movable(&root, shared);
        }
    });
    Effect::new(move || {
        if let Some(root) = root.get() {
            stylesheet::keep_clear(&root, corner.get());
        }
    });
    // As the user left it.
    if let Some(chosen) = store.chosen_open() {
        open.set(chosen);
    }
    // At once as well: a tray that is mounted closed makes no rows.
    store.set_open(open.get_untracked());
    Effect::new({
        let store = store.clone();
        move || store.set_open(open.get())
    });
    let words: Signal<Words> = store.words().into();
    provide_context(words);
    let (directs, awaits) = (store.sets_direction(), store.awaits_words());
    let direction = Signal::derive(move || {
        directs.get().then(|| words.with(|words| words.direction().to_owned()))
    });
    let tag = Signal::derive(move || words.with(|words| words.tag().to_owned()));
    let list = ListView::new(shared, words);
    let help = RwSignal::new(false);
    let has_bell = store.has_bell();
    let bell = Bell {
        withheld: Signal::derive(move || !has_bell.get()),
        rings: store.rings().into(),
        press: Callback::new(move |()| shared.with_value(TrayStore::press_bell)),
    };
    let panel = store.instance();
    let summary: Signal<Summary> = store.summary().into();
    let toggle = NodeRef::<Button>::new();
    let on_open = Callback::new(move |to: bool| {
        shared.with_value(|store| store.choose_open(to));
        open.set(to);
        // A button that was pressed in the panel is gone; its counterpart takes
        // the focus.
        if let Some(toggle) = toggle.get_untracked() {
            let _ = toggle.focus();
        }
    });
    let mover = Mover {
        fixed,
        press: Callback::new(move |()| {
            shared.with_value(|store| store.move_to(corner.get_untracked().next()));
        }),
    };
    view! {
        <section
            class="job-tray"
            part="tray"
            lang=tag
            dir=direction
            hidden=Signal::derive(move || awaits.get())
            aria-label=say(messages::TRAY)
            // Shown in place of all this after a panic.
            data-broken=say(messages::BROKEN)
            data-open=Signal::derive(move || open.get().to_string())
            data-corner=Signal::derive(move || corner.get().id().to_owned())
            data-fixed=fixed
            node_ref=root
            on:keydown=move |event| {
                match event.key().as_str() {
                    "Escape" if help.get_untracked() => help.set(false),
                    "Escape" if open.get_untracked() => on_open.run(false),
                    "?" if open.get_untracked() && !writes(&event) => help.update(|it| *it = !*it),
                    _ => return,
                }
                event.stop_propagation();
            }
        >
            <TrayPill summary open on_open toggle panel=panel.clone() />
            <div class="job-tray__panel" part="panel" id=panel hidden=Signal::derive(move || !open.get())>
                <TrayHeader summary bell mover on_open />
                <ListTools store=shared list summary />
                <KeyboardHelp shown=help fixed />
                <JobList store=shared list />
            </div>
            <LiveRegion store=store.clone() />
        </section>
    }
}

/// Whether the key was pressed where text is written.
fn writes(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|it| it.matches("input, textarea, select").unwrap_or(false))
}
