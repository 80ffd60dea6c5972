//! `<job-tray>`, the HTML contract.
//!
//! Belongs here: the tag, its attributes, its shadow root. May import
//! `components`, `store`, `domain`. The only room that knows shadow roots and
//! attributes. Registration is explicit, never on loading the library.
//!
//! | attribute | property | holds |
//! |---|---|---|
//! | `base-url` | `baseUrl` | address under which `/processes` lies; the page's own origin if absent |
//! | `process-ids` | `processIds` | ids separated by commas or white space; the property also takes a list |
//! | `open` | `open` | present while the panel is open; written by the tray when the user opens or minimises it |
//! | `list-url` | | address of a list of processes, read at the start and by `discover()` |
//! | `user`, `workspace` | | whose jobs these are; trays of others share nothing on the browser |
//! | `remember` | | days for which followed and dismissed jobs are remembered; 14 with a `user`, else `off` |
//! | `stream` | | `auto` (default), `event-source`, `fetch` |
//! | `event-names` | | names of server-sent events beside the usual ones |
//! | `credentials` | | `same-origin` (default), `include`, `omit` |
//! | `csrf` | | `cookie` (default), `meta`, `off` |
//! | `csrf-url` | | address that renews the token; `/sanctum/csrf-cookie` with `cookie` |
//! | `cancel-grace` | | seconds in which a cancel may be taken back; 0 |
//! | `requests-per-minute` | | the most over all tabs; 30 |
//! | `tabs` | | `shared` (default), or `apart` if each tab asks for itself |
//! | `language` | | what the tray speaks; else the nearest `lang` of the page, else the browser's |
//! | `languages-url` | | folder with files of words; beside the script if absent |
//! | `lang`, `dir` | `lang`, `dir` | HTML's own; a `dir` on the tag keeps the tray from setting its own |
//! | `attention` | | means of calling a user who is elsewhere: `title`, `favicon`, `app-badge`, `notification`, `sound`; none |
//! | `corner` | | `bottom-end` (default), `bottom-start`, `top-end`, `top-start`; until its user moves it |
//! | `fixed` | | present where nobody may move it |
//! | `confirm-cancel` | | present where a cancel is asked for twice |
//! | `related-url` | | address of a job's record, such as `/records/{related_name}/{related_id}`; empty where the host answers the event `navigate` |
//! | | `strings` | an object of the host's own words by the message's id |
//! | | `requestHeaders` | an object, or a function that gives one or a promise of one |
//! | | `diagnostics` | how the tray listens and what it counted; an object, read only |
//!
//! Events: `navigate`, when the user follows a job to its record; it bubbles, may be
//! prevented, and its `detail` is [`navigation`](crate::domain::record_link::navigation).
//!
//! Methods: `discover()`, `signOut()`, `dismiss(ids)`, `restore(ids)`.

mod attributes;
mod language;

use any_spawner::Executor;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::components::tray_view;
use crate::domain::id::ProcessId;
use crate::domain::words::messages;
use crate::store::TrayStore;
use crate::transport::BrowserTransport;

#[wasm_bindgen(module = "/src/element/bridge.js")]
extern "C" {
    #[wasm_bindgen(js_name = defineTray)]
    fn define_tray(tag: &str, attributes: Vec<String>, mount: JsValue, words: &str) -> bool;
    #[wasm_bindgen(js_name = breakTrays)]
    fn break_trays(words: &str);
}

/// Registers the custom element under this name, `job-tray` by custom. A name
/// that is taken is left alone, with a warning.
///
/// Also sets the panic hook: should the tray panic, the console has the
/// details, every tray shows a message in its place, and the page goes on.
pub fn define(tag: &str) {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show_broken();
    }));
    let mount =
        Closure::<dyn FnMut(HtmlElement, HtmlElement) -> ElementTray>::new(ElementTray::new);
    let attributes = attributes::ALL.map(str::to_owned).to_vec();
    if !define_tray(tag, attributes, mount.into_js_value(), messages::BROKEN.english) {
        leptos::logging::warn!("job-tray: <{tag}> is defined already; this definition is skipped");
    }
}

/// Puts a message in place of every tray, for good; what the panic hook does.
pub fn show_broken() {
    break_trays(messages::BROKEN.english);
}

/// The tray of one element; freeing it ends everything it started.
#[wasm_bindgen]
pub struct ElementTray {
    host: HtmlElement,
    place: HtmlElement,
    process_ids: RwSignal<Vec<ProcessId>>,
    open: RwSignal<bool>,
    /// Turns over with every change after which the tray must begin anew.
    set: RwSignal<bool>,
    store: StoredValue<Option<TrayStore>, LocalStorage>,
    /// Owns the signals, and all that the tray has started.
    owner: Owner,
}

impl ElementTray {
    fn new(host: HtmlElement, place: HtmlElement) -> Self {
        // Done already by every tray but the first.
        let _ = Executor::init_wasm_bindgen();
        let owner = Owner::new();
        let ids = attributes::process_ids(host.get_attribute(attributes::PROCESS_IDS).as_deref());
        let tray = owner.with(|| Self {
            process_ids: RwSignal::new(ids),
            open: RwSignal::new(host.has_attribute(attributes::OPEN)),
            set: RwSignal::new(false),
            store: StoredValue::new_local(None),
            host,
            place,
            owner: owner.clone(),
        });
        owner.with(|| tray.begin());
        tray
    }

    fn begin(&self) {
        let Self { process_ids, open, set, store, .. } = *self;
        let (host, attributes_of, place) =
            (self.host.clone(), self.host.clone(), self.place.clone());
        Effect::new(move || {
            let _ = host.toggle_attribute_with_force(attributes::OPEN, open.get());
        });
        // Another server, user or way of asking is another tray.
        let anew = RenderEffect::new(move |_| {
            set.track();
            let (options, browser) = attributes::options(&attributes_of);
            let transport = BrowserTransport::new(browser);
            let tray = TrayStore::with_transport(options, std::rc::Rc::new(transport));
            store.set_value(Some(tray.clone()));
            Effect::new({
                let tray = tray.clone();
                move || tray.follow(process_ids.get())
            });
            untrack(|| tray_view(tray, open).fill(&place));
        });
        StoredValue::new_local(anew);
    }

    fn with_store<T>(&self, read: impl FnOnce(&TrayStore) -> T) -> Option<T> {
        self.store.try_with_value(|store| store.as_ref().map(read)).flatten()
    }
}

impl Drop for ElementTray {
    fn drop(&mut self) {
        self.store.set_value(None);
        self.owner.cleanup();
        self.place.set_text_content(None);
    }
}

#[wasm_bindgen]
impl ElementTray {
    /// Takes in a changed attribute; `None` means it was removed.
    #[wasm_bindgen(js_name = attributeChanged)]
    #[allow(clippy::needless_pass_by_value)]
    pub fn attribute_changed(&self, name: &str, value: Option<String>) {
        match name {
            attributes::PROCESS_IDS => {
                change(self.process_ids, attributes::process_ids(value.as_deref()));
            }
            attributes::OPEN => change(self.open, value.is_some()),
            attributes::LANGUAGE
            | attributes::LANGUAGES_URL
            | attributes::LANG
            | attributes::DIR => self.speak(),
            attributes::CORNER => {
                self.with_store(|store| store.put_into(attributes::corner(value)));
            }
            // Jobs of another user must not be found by this one.
            attributes::USER => {
                self.sign_out();
                self.begin_anew();
            }
            _ => self.begin_anew(),
        }
    }

    /// Begins anew with everything as it is set now.
    #[wasm_bindgen(js_name = beginAnew)]
    pub fn begin_anew(&self) {
        self.set.update(|turn| *turn = !*turn);
    }

    /// Speaks as is set now.
    pub fn speak(&self) {
        let language = language::language(&self.host);
        self.with_store(|store| store.speak(language));
    }

    /// Reads the list of processes again.
    pub fn discover(&self) {
        self.with_store(TrayStore::discover);
    }

    /// The user signed out.
    #[wasm_bindgen(js_name = signOut)]
    pub fn sign_out(&self) {
        self.with_store(TrayStore::sign_out);
    }

    /// Takes jobs off the screen, or puts them back.
    #[wasm_bindgen(js_name = setDismissed)]
    #[allow(clippy::needless_pass_by_value)]
    pub fn set_dismissed(&self, ids: String, dismissed: bool) {
        let ids = attributes::process_ids(Some(&ids));
        self.with_store(|store| if dismissed { store.dismiss(ids) } else { store.restore(ids) });
    }

    /// How the tray listens and what it counted, as JSON text.
    #[must_use]
    pub fn diagnostics(&self) -> String {
        self.with_store(|store| store.diagnostics().to_json().to_string()).unwrap_or_default()
    }
}

fn change<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|before| *before != value) {
        signal.set(value);
    }
}
