//! What a reader may set of a story. It stands in the address, so that a link
//! shows the same.

/// One thing to set.
pub(super) struct Knob {
    /// Its name in addresses.
    pub(super) key: &'static str,
    /// Its name on the page.
    pub(super) label: &'static str,
    /// Values with their names.
    pub(super) choices: &'static [(&'static str, &'static str)],
    /// The place of the default among them.
    default: usize,
}

const fn knob(
    key: &'static str,
    label: &'static str,
    choices: &'static [(&'static str, &'static str)],
) -> Knob {
    Knob { key, label, choices, default: 0 }
}

impl Knob {
    /// With another default than the first choice.
    const fn at(mut self, default: usize) -> Self {
        self.default = default;
        self
    }
}

const COUNT: usize = 10;

/// All there is to set, each at the place of its name below.
pub(super) const KNOBS: [Knob; COUNT] = [
    knob("theme", "Theme", &[("auto", "Auto"), ("light", "Light"), ("dark", "Dark")]),
    knob("dir", "Direction", &[("ltr", "Left to right"), ("rtl", "Right to left")]),
    knob("width", "Width", &[("panel", "Panel"), ("320", "320"), ("400", "400"), ("full", "Full")]),
    knob("text", "Text", &[("100", "100 %"), ("150", "150 %"), ("200", "200 %")]),
    knob("density", "Density", &[("normal", "Normal"), ("compact", "Compact"), ("roomy", "Roomy")]),
    knob("motion", "Motion", &[("auto", "Auto"), ("reduced", "Reduced")]),
    knob("speed", "Clock", &[("0", "Stopped"), ("1", "1×"), ("10", "10×"), ("60", "60×")]),
    knob(
        "jobs",
        "Jobs",
        &[("1", "1"), ("3", "3"), ("12", "12"), ("50", "50"), ("200", "200"), ("1000", "1,000")],
    )
    .at(2),
    knob("rate", "Events a second", &[("1", "1"), ("10", "10"), ("50", "50"), ("200", "200")])
        .at(1),
    knob(
        "language",
        "Language",
        &[
            ("en", "English"),
            ("de", "Deutsch"),
            ("fr", "Français"),
            ("es", "Español"),
            ("ja", "日本語"),
            ("ar", "العربية"),
        ],
    ),
];

pub(super) const THEME: usize = 0;
pub(super) const DIRECTION: usize = 1;
pub(super) const WIDTH: usize = 2;
pub(super) const TEXT: usize = 3;
pub(super) const DENSITY: usize = 4;
pub(super) const MOTION: usize = 5;
pub(super) const SPEED: usize = 6;
pub(super) const JOBS: usize = 7;
pub(super) const RATE: usize = 8;
pub(super) const LANGUAGE: usize = 9;

/// What is set: of each knob, the place of its choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settings([usize; COUNT]);

impl Default for Settings {
    fn default() -> Self {
        Self(KNOBS.each_ref().map(|knob| knob.default))
    }
}

impl Settings {
    /// From an address; what it does not say, or says in words nobody knows,
    /// is the default.
    pub(super) fn read(query: impl Fn(&str) -> Option<String>) -> Self {
        let place = |knob: &Knob| {
            let value = query(knob.key)?;
            knob.choices.iter().position(|(choice, _)| *choice == value)
        };
        Self(KNOBS.each_ref().map(|knob| place(knob).unwrap_or(knob.default)))
    }

    /// The value of a knob.
    pub(super) fn value(self, knob: usize) -> &'static str {
        KNOBS[knob].choices[self.0[knob]].0
    }

    /// The same as a number; 0 where it is none.
    pub(super) fn number(self, knob: usize) -> u64 {
        self.value(knob).parse().unwrap_or_default()
    }

    /// With one knob turned; to its default if it has no such value.
    pub(super) fn with(mut self, knob: usize, value: &str) -> Self {
        let place = KNOBS[knob].choices.iter().position(|(choice, _)| *choice == value);
        self.0[knob] = place.unwrap_or(KNOBS[knob].default);
        self
    }

    /// How things look, without what belongs to one story alone.
    pub(super) fn look(self) -> Self {
        [SPEED, JOBS, RATE].into_iter().fold(self, |it, knob| it.with(knob, ""))
    }

    /// For an address: with a question mark, or empty if nothing is set.
    pub(super) fn query(self) -> String {
        let set = (0..COUNT).filter(|knob| self.0[*knob] != KNOBS[*knob].default);
        let pairs: Vec<_> =
            set.map(|knob| format!("{}={}", KNOBS[knob].key, self.value(knob))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// The style of the page around the tray. A tray needs no more than its
    /// host's `color-scheme`, font size and tokens.
    pub(super) fn style(self) -> String {
        let scheme = match self.value(THEME) {
            "auto" => "light dark",
            scheme => scheme,
        };
        format!("color-scheme: {scheme}; font-size: {}%", self.value(TEXT))
    }

    /// The tokens that are set.
    pub(super) fn tokens(self) -> &'static str {
        match self.value(DENSITY) {
            "compact" => ".job-tray { --job-tray-space: 0.1875rem }",
            "roomy" => ".job-tray { --job-tray-space: 0.3125rem }",
            _ => "",
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn read(query: &str) -> Settings {
        let pairs = query.trim_start_matches('?').split('&');
        let pairs: Vec<_> = pairs.filter_map(|pair| pair.split_once('=')).collect();
        let find = |key: &str| pairs.iter().find(|(name, _)| *name == key);
        Settings::read(|key| find(key).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn every_setting_is_in_the_address_and_read_from_it() {
        for (place, knob) in KNOBS.iter().enumerate() {
            for (value, _) in knob.choices {
                let settings = Settings::default().with(place, value);
                assert_eq!(settings.value(place), *value);
                assert_eq!(read(&settings.query()), settings, "{}={value}", knob.key);
            }
        }
        let two = Settings::default().with(THEME, "dark").with(SPEED, "60");
        assert_eq!(two.query(), "?theme=dark&speed=60");
        assert_eq!(Settings::default().query(), "");
    }

    #[test]
    fn what_nobody_knows_is_the_default() {
        assert_eq!(read("?theme=pink&view=bare&speed"), Settings::default());
        assert_eq!(Settings::default().style(), "color-scheme: light dark; font-size: 100%");
        assert_eq!(read("?jobs=1000").number(JOBS), 1_000);
        assert_eq!(read("?jobs=1000000").number(JOBS), 12);
    }

    #[test]
    fn the_names_of_the_places_are_right() {
        let places = [
            (THEME, "theme"),
            (DIRECTION, "dir"),
            (WIDTH, "width"),
            (TEXT, "text"),
            (DENSITY, "density"),
            (MOTION, "motion"),
            (SPEED, "speed"),
            (JOBS, "jobs"),
            (RATE, "rate"),
            (LANGUAGE, "language"),
        ];
        assert!(places.into_iter().all(|(place, key)| KNOBS[place].key == key));
    }
}
