//! What leaves the tray by the user's hand: the clipboard, files, and the way to a
//! record.

use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::domain::language::Words;
use crate::domain::words::messages;

#[wasm_bindgen(module = "/src/components/take_away.js")]
extern "C" {
    #[wasm_bindgen(js_name = copyText)]
    fn copy_text(button: &Element, text: &str, copied: &str, failed: &str);
    /// Saves a text as a file of this name and media type.
    #[wasm_bindgen(js_name = saveText)]
    pub(super) fn save(name: &str, media_type: &str, text: &str);
    /// Whether the host leaves it to the browser to follow a link.
    #[wasm_bindgen(js_name = callNavigate)]
    pub(super) fn call_navigate(from: &Element, detail: &str) -> bool;
}

/// Copies a text; the button then says how it went.
pub(super) fn copy(words: &Words, button: &Element, text: &str) {
    copy_text(button, text, &words.say(messages::COPIED), &words.say(messages::NOT_COPIED));
}
