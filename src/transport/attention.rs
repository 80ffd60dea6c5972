//! Title, icons, notifications and sound.

use wasm_bindgen::prelude::*;

use super::{Guard, task};
use crate::domain::attention::Attention;

#[wasm_bindgen(module = "/src/transport/attention.js")]
extern "C" {
    #[wasm_bindgen(js_name = badge)]
    fn show_badge(title: bool, favicon: bool, app: bool, more: i32);
    #[wasm_bindgen(js_name = call)]
    fn call_out(notify: bool, sound: bool, tag: &str, title: &str, body: &str);
    pub(super) fn allowed() -> Option<bool>;
    #[wasm_bindgen(catch)]
    async fn ask() -> Result<JsValue, JsValue>;
}

pub(super) fn badge(means: Attention, more: i32) {
    show_badge(means.title, means.favicon, means.app_badge, more);
}

pub(super) fn call(means: Attention, tag: &str, title: &str, text: &str) {
    call_out(means.notification, means.sound, tag, title, text);
}

pub(super) fn ask_leave(done: Box<dyn FnOnce(bool)>) -> Guard {
    task::run(|_| async move {
        done(ask().await.is_ok_and(|granted| granted.is_truthy()));
    })
}
