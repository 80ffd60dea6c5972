//! The language that the host and the page wish for.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::attributes::{DIR, LANGUAGE, LANGUAGES_URL};
use crate::domain::json::Json;
use crate::protocol::strings::read_strings;
use crate::store::LanguageOptions;

#[wasm_bindgen(module = "/src/element/bridge.js")]
extern "C" {
    #[wasm_bindgen(js_name = languageAt)]
    fn language_at(element: &HtmlElement) -> Option<String>;
}

/// What the host and the page say of the tray's language.
pub(super) fn language(host: &HtmlElement) -> LanguageOptions {
    let text = |name: &str| host.get_attribute(name).filter(|text| !text.trim().is_empty());
    LanguageOptions {
        tag: text(LANGUAGE),
        page_tag: language_at(host),
        strings: strings(host),
        files_url: text(LANGUAGES_URL),
        direction_is_the_hosts: text(DIR).is_some(),
    }
}

/// The property `strings`: an object of texts by the message's id.
fn strings(host: &HtmlElement) -> Vec<(String, String)> {
    let given = Reflect::get(host, &"strings".into()).ok().filter(JsValue::is_object);
    let text = given.and_then(|given| js_sys::JSON::stringify(&given).ok()).map(String::from);
    match text.as_deref().and_then(read_strings) {
        Some(Json::Object(entries)) => entries
            .into_iter()
            .filter_map(|(id, text)| Some((id, text.as_str()?.to_owned())))
            .collect(),
        _ => Vec::new(),
    }
}
