//! Which keys do what.

use leptos::prelude::*;

use super::slices::say;
use crate::domain::words::messages::{self, Message};

/// The last is for a tray that can be moved.
const KEYS: [(&str, Message); 6] = [
    ("↑ ↓", messages::KEYS_MOVE),
    ("Home End", messages::KEYS_ENDS),
    ("Esc", messages::KEYS_CLOSE),
    ("C", messages::KEYS_COPY),
    ("?", messages::KEYS_HELP),
    ("Alt ← ↑ → ↓", messages::MOVE),
];

/// Shown and hidden by a key, and by whoever holds the signal.
#[component]
pub(super) fn KeyboardHelp(shown: RwSignal<bool>, fixed: bool) -> impl IntoView {
    let keys = KEYS.len() - usize::from(fixed);
    let rows = KEYS[..keys].iter().map(|(keys, message)| {
        view! {
            <div>
                <dt>
                    <kbd>{*keys}</kbd>
                </dt>
                <dd>{say(*message)}</dd>
            </div>
        }
    });
    view! {
        <div class="job-tray__keys" part="keys" hidden=Signal::derive(move || !shown.get())>
            <h3>{say(messages::KEYS)}</h3>
            <dl>{rows.collect::<Vec<_>>()}</dl>
        </div>
    }
}
