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

mod attributes;

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::components::JobTray;
use crate::domain::id::ProcessId;
use crate::domain::words;

#[wasm_bindgen(module = "/src/element/bridge.js")]
extern "C" {
    #[wasm_bindgen(js_name = defineTray)]
    fn define_tray(tag: &str, attributes: Vec<String>, mount: JsValue) -> bool;
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
    if !define_tray(tag, attributes, mount.into_js_value()) {
        leptos::logging::warn!("job-tray: <{tag}> is defined already; this definition is skipped");
    }
}

/// Puts a message in place of every tray, for good; what the panic hook does.
pub fn show_broken() {
    break_trays(words::BROKEN);
}

/// The tray of one element; freeing it ends everything it started.
#[wasm_bindgen]
pub struct ElementTray {
    base_url: RwSignal<String>,
    process_ids: RwSignal<Vec<ProcessId>>,
    open: RwSignal<bool>,
    /// Owns the signals.
    _owner: Owner,
    _mounted: UnmountHandle<AnyViewState>,
}

impl ElementTray {
    fn new(host: HtmlElement, place: HtmlElement) -> Self {
        let owner = Owner::new();
        let (base_url, process_ids, open) = owner.with(|| {
            let ids =
                attributes::process_ids(host.get_attribute(attributes::PROCESS_IDS).as_deref());
            (
                RwSignal::new(host.get_attribute(attributes::BASE_URL).unwrap_or_default()),
                RwSignal::new(ids),
                RwSignal::new(host.has_attribute(attributes::OPEN)),
            )
        });
        let mounted = mount_to(place, move || {
            Effect::new(move || {
                let _ = host.toggle_attribute_with_force(attributes::OPEN, open.get());
            });
            // Another server is another tray.
            let tray = move || {
                let base_url = base_url.get();
                view! { <JobTray base_url process_ids open /> }
            };
            tray.into_any()
        });
        Self { base_url, process_ids, open, _owner: owner, _mounted: mounted }
    }
}

#[wasm_bindgen]
impl ElementTray {
    /// Takes in a changed attribute; `None` means it was removed.
    #[wasm_bindgen(js_name = attributeChanged)]
    #[allow(clippy::needless_pass_by_value)]
    pub fn attribute_changed(&self, name: &str, value: Option<String>) {
        match name {
            attributes::BASE_URL => {
                change(self.base_url, value.unwrap_or_default());
            }
            attributes::PROCESS_IDS => {
                change(self.process_ids, attributes::process_ids(value.as_deref()));
            }
            attributes::OPEN => change(self.open, value.is_some()),
            _ => {}
        }
    }
}

fn change<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|before| *before != value) {
        signal.set(value);
    }
}
