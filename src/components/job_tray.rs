//! `JobTray`: the whole tray, from pill to rows.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::connection_notice::connection_notice;
use super::drawn::Drawn;
use super::job_list::job_list;
use super::keyboard_help::keyboard_help;
use super::list_tools::list_tools;
use super::list_view::{ListView, SharedStore};
use super::live_region::live_regions;
use super::markup::{Live, Made, make, whenever, whenever_on_page};
use super::placing;
use super::slices::{say, told, told_when};
use super::stylesheet;
use super::tray_header::tray_header;
use super::tray_pill::tray_pill;
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
    /// Address of a job's record in the host's pages, see
    /// [`TrayOptions::related_url`].
    #[prop(optional, into)]
    related_url: Option<String>,
) -> impl IntoView {
    let open = open.unwrap_or_else(|| RwSignal::new(false));
    let spoken = language.get_untracked();
    let language_options = spoken.clone();
    let options = TrayOptions {
        base_url,
        language: language_options,
        corner,
        fixed,
        related_url,
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
    tray_view(store, open)
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
    tray_view(store, open)
}

pub(crate) fn tray_view(store: TrayStore, open: RwSignal<bool>) -> Drawn {
    let shared = StoredValue::new_local(store);
    Made::drawn(move || whole(shared, open))
}

fn whole(store: SharedStore, open: RwSignal<bool>) -> Made {
    let (words, summary, panel): (Signal<Words>, Signal<Summary>, _) =
        store.with_value(|it| (it.words().into(), it.summary().into(), it.instance()));
    provide_context(words);
    // As the user left it.
    if let Some(chosen) = store.with_value(TrayStore::chosen_open) {
        open.set(chosen);
    }
    // At once: a tray that is mounted closed makes no rows.
    whenever(Box::new(move || store.with_value(|store| store.set_open(open.get()))));

    // First, since it brings the styles: without them no row is as high as it will be.
    let root = root(store, words, open);
    let pill = tray_pill(summary, open, &panel);
    let toggle = pill.element();
    let choose = move |to: bool| {
        store.with_value(|store| store.choose_open(to));
        open.set(to);
        // A button that was pressed in the panel is gone; its counterpart takes
        // the focus.
        let _ = toggle.as_ref().map(HtmlElement::focus);
    };
    let [minimise, escape] = [choose.clone(), choose.clone()];
    let list = ListView::new(store, words);
    let help = RwSignal::new(false);
    let fixed = store.with_value(TrayStore::is_fixed);
    let panel = make("div", "panel")
        .part("panel")
        .attr("id", &panel)
        .live(Live::Shown, told_when(move || open.get()))
        .with(tray_header(store, summary, move || minimise(false)))
        .with(connection_notice(summary))
        .with_all(list_tools(store, list, summary))
        .with(keyboard_help(help, fixed))
        .with_all(job_list(store, list, summary));
    root.on("keydown", move |event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        let writes = writes(event);
        match event.key().as_str() {
            _ if event.ctrl_key() || event.meta_key() || event.alt_key() => return,
            // What is being written or chosen there is the field's own.
            _ if event.is_composing() || (writes && event.key() != "Escape") => {}
            "Escape" if writes && clears(event) => {}
            "Escape" if help.get_untracked() => help.set(false),
            "Escape" if open.get_untracked() => escape(false),
            "?" if open.get_untracked() => help.update(|it| *it = !*it),
            _ => return,
        }
        // The page would take it for one of its own keys: from outside of the tray
        // nobody sees that it was pressed in a field.
        event.stop_propagation();
    })
    .with(pill.on("click", move |_| choose(!open.get_untracked())))
    .with(panel)
    .with_all(live_regions(store))
}

/// What holds all of the tray: its place, its language, its styles.
fn root(store: SharedStore, words: Signal<Words>, open: RwSignal<bool>) -> Made {
    let (corner, fixed): (Signal<Corner>, _) =
        store.with_value(|store| (store.corner().into(), store.is_fixed()));
    let (directs, awaits) =
        store.with_value(|store| (store.sets_direction(), store.awaits_words()));
    let direction = told(move || {
        if directs.get() { words.with(|it| it.direction().to_owned()) } else { String::new() }
    });
    let root = make("section", "")
        .attr("class", "job-tray")
        .part("tray")
        .live(Live::Set("lang"), told(move || words.with(|words| words.tag().to_owned())))
        .live(Live::Set("dir"), direction)
        .live(Live::Shown, told_when(move || !awaits.get()))
        .live(Live::Set("aria-label"), say(messages::TRAY))
        // Shown in place of all this after a panic.
        .live(Live::Set("data-broken"), say(messages::BROKEN))
        .live(Live::Set("data-open"), told(move || open.get().to_string()))
        .live(Live::Set("data-corner"), told(move || corner.get().id().to_owned()));
    let root = if fixed { root.attr("data-fixed", "") } else { root };
    if let Some(element) = root.element() {
        let other = element.clone();
        whenever_on_page(Box::new(move || {
            stylesheet::adopt(&element);
            placing::movable(&element, store);
        }));
        whenever_on_page(Box::new(move || stylesheet::keep_clear(&other, corner.get())));
    }
    root
}

/// Empties the field for a search; whether there was anything in it.
fn clears(event: &KeyboardEvent) -> bool {
    let field = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    let Some(field) = field.filter(|field| !field.value().is_empty()) else { return false };
    field.set_value("");
    // Whoever reads the field hears of it as if it had been written.
    let input = Event::new("input");
    let _ = input.map(|input| field.dispatch_event(&input));
    event.prevent_default();
    true
}

/// Whether the key was pressed where text is written.
fn writes(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|it| it.matches("input, textarea, select").unwrap_or(false))
}
