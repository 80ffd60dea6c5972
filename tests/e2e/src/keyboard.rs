//! Keys as a user presses them, one at a time, wherever the focus is.

use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::Value;

use crate::job_tray_page::JobTrayPage;
use crate::seen::Focus;

/// So many presses of a key lead anywhere in a tray of a few jobs.
const WAY: usize = 40;

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
    /// The next row.
    Down,
    /// The row before.
    Up,
    /// The first row.
    Home,
    /// The last row.
    End,
    /// Takes the character before away.
    Backspace,
    /// A key with a character.
    Character(char),
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
            Self::Down => '\u{e015}',
            Self::Up => '\u{e013}',
            Self::Home => '\u{e011}',
            Self::End => '\u{e010}',
            Self::Backspace => '\u{e003}',
            Self::Character(character) => character,
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

/// What a user without a pointer does. Whatever is pressed, something in the tray has the focus
/// then: once it is lost, such a user begins anew at the top of the page.
impl JobTrayPage {
    /// Presses a key that leaves the focus in the tray; answers where it is.
    ///
    /// # Panics
    /// If the focus is lost.
    pub async fn press_within(&self, key: Key) -> Focus {
        key.press(&self.client).await;
        self.focus_comes_to(&format!("{key:?} keeps the focus"), Focus::is_within_a_tray).await
    }

    /// Presses a key until the focus is where it should be; answers where that is.
    ///
    /// # Panics
    /// With the way that it went, if it does not lead there.
    pub async fn press_until(&self, key: Key, what: &str, fits: impl Fn(&Focus) -> bool) -> Focus {
        let mut way = Vec::new();
        while way.len() < WAY {
            let focus = self.press_within(key).await;
            if fits(&focus) {
                return focus;
            }
            way.push(focus);
        }
        panic!("{key:?} does not lead to {what}, but over {way:#?}");
    }

    /// The same with Tab, to a part, of this job if one is named.
    ///
    /// # Panics
    /// With the way that it went, if it does not lead there.
    pub async fn tab_to(&self, part: &str, row: Option<&str>) -> Focus {
        self.press_until(Key::Tab, part, |focus| focus.is_on(part, row)).await
    }

    /// Types a text where the focus is.
    ///
    /// # Panics
    /// If the focus is lost.
    pub async fn type_text(&self, text: &str) -> Focus {
        let mut focus = self.focus().await;
        for character in text.chars() {
            focus = self.press_within(Key::Character(character)).await;
        }
        focus
    }

    /// Waits until the focus is where it should be; answers where that is.
    ///
    /// # Panics
    /// If it does not come there.
    #[track_caller]
    pub fn focus_comes_to(
        &self,
        what: &str,
        fits: impl Fn(&Focus) -> bool,
    ) -> impl Future<Output = Focus> {
        let read = |seen: &Value| serde_json::from_value(seen.clone()).unwrap_or_default();
        let waited = self.until_script(what, "return focus();", move |seen| fits(&read(seen)));
        async move { read(&waited.await) }
    }
}
