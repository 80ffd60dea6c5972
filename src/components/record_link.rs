//! The way from a job to its record in the host's own pages.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent};

use super::job_row::Row;
use super::markup::{Live, Made, make, make_button};
use super::slices::told;
use super::take_away::call_navigate;
use crate::domain::record_link::{navigation, record_link as address_of};

/// A link of this class with these words, seen while there are some and the job has a
/// record; nothing where the host has no pages for records. Without an address it is a
/// button: the host alone knows the way.
pub(super) fn record_link(row: &Row, class: &str, words: Signal<String>) -> Option<Made> {
    let (job, template) =
        (row.job, row.store.with_value(|it| it.related_url().map(str::to_owned))?);
    let is_told_only = template.trim().is_empty();
    let address = told(move || {
        job.with(|job| {
            let process = job.process.as_deref();
            process.and_then(|it| address_of(&template, it, encode)).unwrap_or_default()
        })
    });
    let shown = told(move || {
        let leads = if is_told_only {
            job.with(|job| job.process.as_ref().is_some_and(|it| it.related.is_some()))
        } else {
            !address.with(String::is_empty)
        };
        if leads { words.get() } else { String::new() }
    });
    let link = if is_told_only {
        make_button(class)
    } else {
        make("a", class).live(Live::Set("href"), address)
    };
    let follow = move |event: &Event| {
        let click: &MouseEvent = event.unchecked_ref();
        let elsewhere = click.ctrl_key() || click.meta_key() || click.shift_key();
        // A new tab or window is the browser's business.
        if elsewhere && !is_told_only {
            return;
        }
        let url = Some(address.get_untracked()).filter(|it| !it.is_empty());
        let detail = job.with_untracked(|job| {
            job.process.as_deref().map(|it| navigation(it, url.as_deref()).to_string())
        });
        let from = event.current_target().and_then(|it| it.dyn_into::<Element>().ok());
        if from.zip(detail).is_some_and(|(from, detail)| !call_navigate(&from, &detail)) {
            event.prevent_default();
        }
    };
    Some(link.live(Live::Shown, shown).live(Live::Text, words).on("click", follow))
}

fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
