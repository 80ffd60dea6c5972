//! The tray's style sheet, adopted by whatever root the tray stands in.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, Document, Node, ShadowRoot};

use super::lean::{lean, lean_length};
use crate::domain::place::Corner;

/// The whole style sheet: tokens, base, and one part per component; without comments
/// and indents, which are for those who write it.
pub const STYLESHEET: &str = match core::str::from_utf8(&LEAN) {
    Ok(text) => text,
    Err(_) => WRITTEN,
};

static LEAN: [u8; lean_length(WRITTEN)] = lean(WRITTEN);

const WRITTEN: &str = concat!(
    include_str!("../../style/tokens.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/components/job_tray.css"),
    include_str!("../../style/components/tray_pill.css"),
    include_str!("../../style/components/tray_header.css"),
    include_str!("../../style/components/connection_notice.css"),
    include_str!("../../style/components/list_tools.css"),
    include_str!("../../style/components/away_digest.css"),
    include_str!("../../style/components/view_choices.css"),
    include_str!("../../style/components/bulk_actions.css"),
    include_str!("../../style/components/keyboard_help.css"),
    include_str!("../../style/components/job_list.css"),
    include_str!("../../style/components/job_row.css"),
    include_str!("../../style/components/row_marks.css"),
    include_str!("../../style/components/status_badge.css"),
    include_str!("../../style/components/progress_bar.css"),
    include_str!("../../style/components/job_actions.css"),
    include_str!("../../style/components/job_details.css"),
    include_str!("../../style/components/summary_view.css"),
    include_str!("../../style/components/step_list.css"),
    include_str!("../../style/components/event_log.css"),
);

/// Styles the tray in its document or shadow root for as long as its owner
/// lives.
pub(super) fn adopt(tray: &Node) {
    adopt_into(tray.get_root_node(), STYLESHEET);
}

/// What the page scrolls to, as the focus moves on, ends up beside the pill and
/// not below it. Moves nothing by itself, and any rule of the host wins.
pub(super) fn keep_clear(tray: &Node, corner: Corner) {
    let Some(document) = tray.owner_document() else { return };
    let text = match corner {
        Corner::BottomEnd | Corner::BottomStart => CLEAR_BELOW,
        Corner::TopEnd | Corner::TopStart => CLEAR_ABOVE,
    };
    adopt_into(document.into(), text);
}

// The pill's height and what is above and below it.
const CLEAR_BELOW: &str = ":where(:root){scroll-padding-block-end:\
    calc(2.5rem + 2*var(--job-tray-offset-block,1rem))}";
const CLEAR_ABOVE: &str = ":where(:root){scroll-padding-block-start:\
    calc(2.5rem + 2*var(--job-tray-offset-block,1rem))}";

/// A constructed sheet passes `style-src 'self'`, where a `<style>` element would
/// be refused.
fn adopt_into(root: Node, text: &str) {
    let Ok(sheet) = CssStyleSheet::new() else { return };
    if sheet.replace_sync(text).is_err() {
        return;
    }
    write(&root, |sheets| {
        sheets.push(&sheet);
    });
    let held = StoredValue::new_local((root, sheet));
    on_cleanup(move || {
        held.with_value(|(root, sheet)| {
            write(root, |sheets| {
                if let Ok(place) = u32::try_from(sheets.index_of(sheet, 0)) {
                    sheets.splice_many(place, 1, &[]);
                }
            });
        });
    });
}

/// Changes the list of adopted sheets. Taken out and put back whole: the list
/// itself is no plain array.
fn write(root: &Node, change: impl FnOnce(&Array)) {
    if let Some(shadow) = root.dyn_ref::<ShadowRoot>() {
        let sheets = Array::from(&shadow.adopted_style_sheets());
        change(&sheets);
        shadow.set_adopted_style_sheets(&sheets);
    } else if let Some(document) = root.dyn_ref::<Document>() {
        let sheets = Array::from(&document.adopted_style_sheets());
        change(&sheets);
        document.set_adopted_style_sheets(&sheets);
    }
}
