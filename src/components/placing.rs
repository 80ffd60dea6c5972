//! Moving the tray by hand, by pointer or by keys, and what it does where it covers
//! what has the focus.

use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::list_view::SharedStore;
use crate::domain::place::Corner;

#[wasm_bindgen(module = "/src/components/placing.js")]
extern "C" {
    // Caught, it goes through the glue, as all imports of the bundle do.
    #[wasm_bindgen(js_name = movable, catch)]
    fn make_movable(tray: &Element, moved: &Closure<dyn Fn(f64, f64)>)
    -> Result<Function, JsValue>;
}

/// Lets the user move the tray, unless it is fixed, and see through it, for as long as
/// the owner of now lives.
pub(super) fn movable(tray: &Element, store: SharedStore) {
    let moved = Closure::<dyn Fn(f64, f64)>::new(move |inline, block| {
        store.try_with_value(|store| store.move_to(Corner::nearest(inline, block)));
    });
    let Ok(stop) = make_movable(tray, &moved) else { return };
    let held = StoredValue::new_local((stop, moved));
    on_cleanup(move || {
        held.with_value(|(stop, _)| {
            let _ = stop.call0(&JsValue::UNDEFINED);
        });
    });
}
