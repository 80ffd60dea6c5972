//! Texts kept on the device, in `localStorage`. A browser may refuse any part
//! of it (blocked, full, no storage at all): then nothing is kept anew.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Storage, StorageEvent};

use super::{Guard, OnMemory};

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// The text under this name.
pub(super) fn get(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Keeps a text under this name, or nothing.
pub(super) fn set(name: &str, text: Option<&str>) {
    let Some(storage) = storage() else { return };
    _ = match text {
        Some(text) => storage.set_item(name, text),
        None => storage.remove_item(name),
    };
}

/// Tells what other pages of this origin keep under this name.
pub(super) fn watch(name: &str, on: OnMemory) -> Guard {
    let Some(window) = web_sys::window() else { return Guard::new(|| {}) };
    let name = name.to_owned();
    Guard::holding(EventListener::new(&window, "storage", move |event| {
        let Some(event) = event.dyn_ref::<StorageEvent>() else { return };
        // `sessionStorage` tells its changes by the same event.
        if event.storage_area().is_none() || event.storage_area() != storage() {
            return;
        }
        match event.key() {
            Some(key) if key != name => {}
            Some(_) => on(event.new_value()),
            // All of it was cleared.
            None => on(None),
        }
    }))
}
