//! The user's time zone, as the browser knows it.

use chrono::{DateTime, Utc};
use js_sys::Date;
use wasm_bindgen::JsValue;

use crate::domain::format::LocalTime;

/// A moment by the clocks around the user; summer time is that of the moment's
/// own day, not of today.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
pub(super) fn local(at: DateTime<Utc>) -> LocalTime {
    let date = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    // The browser counts from the zone to UTC.
    LocalTime { at, ahead: -date.get_timezone_offset() as i32 }
}
