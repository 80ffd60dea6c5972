//! Keys as a user presses them, one at a time, wherever the focus is.

use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Moves the focus on.
    Tab,
    /// Moves the focus back.
    ShiftTab,
    /// Presses a button.
    Enter,
    /// Presses a button, too.
    Space,
    /// Minimises.
    Escape,
}

const SHIFT: char = '\u{e008}';

impl Key {
    /// Code points that the WebDriver standard gives to keys without a character.
    const fn value(self) -> char {
        match self {
            Self::Tab | Self::ShiftTab => '\u{e004}',
            Self::Enter => '\u{e007}',
            Self::Space => ' ',
            Self::Escape => '\u{e00c}',
        }
    }

    /// Presses and releases the key.
    pub(crate) async fn press(self, client: &Client) {
        let value = self.value();
        let mut keys = KeyActions::new("keyboard".to_owned());
        if self == Self::ShiftTab {
            keys = keys.then(KeyAction::Down { value: SHIFT });
        }
        keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        if self == Self::ShiftTab {
            keys = keys.then(KeyAction::Up { value: SHIFT });
        }
        client.perform_actions(keys).await.expect("a key is pressed");
    }
}
