//! Where the tray stands on the page, and whether it stands open: what its user
//! chose, and how that is kept.

/// A corner of the page; start and end are those of the script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Corner {
    /// Where trays are looked for.
    #[default]
    BottomEnd,
    /// Below, where lines begin.
    BottomStart,
    /// Above, where lines end.
    TopEnd,
    /// Above, where lines begin.
    TopStart,
}

impl Corner {
    /// All of them, the default first, with their names in markup.
    pub const ALL: [(&'static str, Corner); 4] = [
        ("bottom-end", Corner::BottomEnd),
        ("bottom-start", Corner::BottomStart),
        ("top-end", Corner::TopEnd),
        ("top-start", Corner::TopStart),
    ];

    /// Its name in markup and styles.
    #[must_use]
    pub const fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The corner of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(id, _)| *id == name).map(|(_, corner)| *corner)
    }

    /// The corner nearest to a place: parts of the page's width from where lines
    /// begin, and of its height from the top; 0..=1, and anything beyond.
    #[must_use]
    pub fn nearest(inline: f64, block: f64) -> Self {
        match (block < 0.5, inline < 0.5) {
            (false, false) => Corner::BottomEnd,
            (false, true) => Corner::BottomStart,
            (true, false) => Corner::TopEnd,
            (true, true) => Corner::TopStart,
        }
    }

    /// The next one round the page.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Corner::BottomEnd => Corner::BottomStart,
            Corner::BottomStart => Corner::TopStart,
            Corner::TopStart => Corner::TopEnd,
            Corner::TopEnd => Corner::BottomEnd,
        }
    }
}

/// What the user chose of a tray's place, and whether it rings; nothing until they do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The corner it was moved to.
    pub corner: Option<Corner>,
    /// Whether it was opened or minimised last.
    pub open: Option<bool>,
    /// Whether its bell was switched on or off last.
    pub bell: Option<bool>,
}

impl Place {
    /// Reads what was kept: words of which each is known, or nothing of it.
    #[must_use]
    pub fn read(kept: &str) -> Self {
        let mut place = Self::default();
        for word in kept.split(' ') {
            match (word, Corner::named(word)) {
                ("open", _) => place.open = Some(true),
                ("closed", _) => place.open = Some(false),
                ("bell", _) => place.bell = Some(true),
                ("silent", _) => place.bell = Some(false),
                (_, Some(corner)) => place.corner = Some(corner),
                _ => return Self::default(),
            }
        }
        place
    }

    /// The text to keep; `None` where nothing was chosen.
    #[must_use]
    pub fn write(self) -> Option<String> {
        let open = self.open.map(|open| if open { "open" } else { "closed" });
        let bell = self.bell.map(|rings| if rings { "bell" } else { "silent" });
        let words: Vec<_> =
            self.corner.map(Corner::id).into_iter().chain(open).chain(bell).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

// Properties are tried out natively.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_corner_has_a_name_and_is_found_by_it() {
        for (name, corner) in Corner::ALL {
            assert_eq!((corner.id(), Corner::named(name)), (name, Some(corner)));
        }
        assert_eq!(Corner::named("bottom"), None);
    }

    #[test]
    fn the_nearest_corner_is_that_of_the_quarter() {
        assert_eq!(Corner::nearest(0.9, 0.9), Corner::BottomEnd);
        assert_eq!(Corner::nearest(0.1, 0.9), Corner::BottomStart);
        assert_eq!(Corner::nearest(0.9, 0.1), Corner::TopEnd);
        assert_eq!(Corner::nearest(-3.0, 0.49), Corner::TopStart);
        // A page without a size has no quarters.
        assert_eq!(Corner::nearest(f64::NAN, f64::NAN), Corner::BottomEnd);
    }

    #[test]
    fn four_steps_lead_round_the_page_by_all_corners() {
        let mut seen = vec![Corner::default()];
        for _ in 0..3 {
            seen.push(seen[seen.len() - 1].next());
        }
        assert!(Corner::ALL.iter().all(|(_, corner)| seen.contains(corner)), "{seen:?}");
        assert_eq!(seen[3].next(), seen[0]);
    }

    #[test]
    fn what_was_chosen_comes_back_exactly() {
        let corners = Corner::ALL.iter().map(|(_, corner)| Some(*corner)).chain([None]);
        for corner in corners {
            for open in [None, Some(true), Some(false)] {
                for bell in [None, Some(true), Some(false)] {
                    let place = Place { corner, open, bell };
                    let kept = place.write();
                    assert_eq!(kept.is_none(), place == Place::default());
                    assert_eq!(Place::read(&kept.unwrap_or_default()), place);
                }
            }
        }
    }

    #[test]
    fn a_text_that_is_not_the_trays_is_discarded_whole() {
        for text in ["", "top", "top-end wide", "{\"v\":1}", "open\n", "top-end  open"] {
            assert_eq!(Place::read(text), Place::default(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn anything_may_be_kept_under_the_name(text in "\\PC{0,40}") {
            let place = Place::read(&text);
            prop_assert_eq!(Place::read(&place.write().unwrap_or_default()), place);
        }

        #[test]
        fn every_place_has_a_corner_and_each_half_keeps_its_own(
            inline in -2.0_f64..3.0, block in -2.0_f64..3.0,
        ) {
            let name = Corner::nearest(inline, block).id();
            prop_assert_eq!(name.starts_with("top"), block < 0.5);
            prop_assert_eq!(name.ends_with("start"), inline < 0.5);
        }
    }
}
