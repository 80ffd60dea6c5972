//! `LogLook`, how somebody looks at a log: which events, and which part of them.
//!
//! A log may hold ten thousand events; on the page stand [`LINES`] of them. The
//! part is named by the id of its first line, not by its place: what is read
//! stays where it is while events come and go at both ends.

use super::digest::Digest;
use super::event::ProcessEvent;
use super::event_log::EventLog;

/// How many events stand on the page at most.
pub const LINES: usize = 60;
/// How far the part moves at once: most of what is read stays.
const STEP: usize = LINES / 2;

/// What is looked for, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogLook {
    /// Text that message, step or type have to contain, without regard to the
    /// case of ASCII letters; empty finds all.
    pub search: String,
    /// Only events of this type; empty finds all.
    pub event_type: String,
    /// Id of the first line; `None` follows the newest.
    pub from: Option<u64>,
}

/// The part of the log that stands on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogPage {
    /// Ids of the events, ascending, at most [`LINES`].
    pub ids: Vec<u64>,
    /// How many earlier events would fit the search.
    pub before: usize,
    /// How many later events would fit the search.
    pub after: usize,
}

impl LogPage {
    /// How many events fit the search.
    #[must_use]
    pub fn found(&self) -> usize {
        self.before + self.ids.len() + self.after
    }
}

/// A log as somebody looks at it, kept up to date as it grows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogView {
    /// How they look at it.
    pub look: LogLook,
    /// The part on the page.
    pub page: LogPage,
    /// What the log tells besides.
    pub digest: Digest,
}

impl LogView {
    /// Takes in what has come since the last time; whether anything has.
    pub fn read_on(&mut self, log: &EventLog) -> bool {
        let news = !self.digest.is_of(log);
        if news {
            self.digest = core::mem::take(&mut self.digest).read_on(log);
            self.page = self.look.page(log);
        }
        news
    }

    /// Looks at the log in another way.
    pub fn look_at(&mut self, log: &EventLog, look: LogLook) {
        self.look = look;
        self.page = self.look.page(log);
    }
}

/// Which way the part moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Half a page towards the oldest.
    Earlier,
    /// Half a page towards the newest.
    Later,
    /// To the very first.
    First,
    /// Nowhere: the part stays although news comes.
    Hold,
}

impl LogLook {
    /// Whether the newest events are always shown.
    #[must_use]
    pub const fn follows(&self) -> bool {
        self.from.is_none()
    }

    /// Whether events are left out.
    #[must_use]
    pub fn selects(&self) -> bool {
        !(self.search.is_empty() && self.event_type.is_empty())
    }

    /// Whether the event is looked for.
    #[must_use]
    pub fn fits(&self, event: &ProcessEvent) -> bool {
        let is_type = |it: &str| it == self.event_type;
        if !self.event_type.is_empty() && !event.event_type.as_deref().is_some_and(is_type) {
            return false;
        }
        let texts = [&event.message, &event.step, &event.event_type];
        self.search.is_empty() || texts.into_iter().flatten().any(|it| contains(it, &self.search))
    }

    /// The part of the log that is looked at.
    #[must_use]
    pub fn page(&self, log: &EventLog) -> LogPage {
        let id = |event: &std::sync::Arc<ProcessEvent>| event.id.get();
        let start = |count: usize, place: usize| place.min(count.saturating_sub(LINES));
        if !self.selects() {
            // Nothing is counted, and nothing looked at but what is shown.
            let count = log.len();
            let before = start(count, self.from.map_or(count, |from| log.place_of(from)));
            let ids: Vec<_> = (before..count.min(before + LINES))
                .filter_map(|place| log.get(place).map(id))
                .collect();
            let after = count - before - ids.len();
            return LogPage { ids, before, after };
        }
        let found: Vec<_> = log.iter().filter(|event| self.fits(event)).map(id).collect();
        let place = self.from.map_or(found.len(), |from| found.partition_point(|it| *it < from));
        let before = start(found.len(), place);
        let ids: Vec<_> = found.iter().skip(before).take(LINES).copied().collect();
        let after = found.len() - before - ids.len();
        LogPage { ids, before, after }
    }

    /// The same look at another part.
    #[must_use]
    pub fn moved(&self, log: &EventLog, how: Move) -> Self {
        let page = self.page(log);
        let found = |place: usize| {
            let mut all = log.iter().filter(|event| self.fits(event));
            all.nth(place).map(|event| event.id.get())
        };
        let from = match how {
            Move::First => Some(0),
            Move::Hold => Some(page.ids.first().copied().unwrap_or(0)),
            Move::Earlier => found(page.before.saturating_sub(STEP)).or(Some(0)),
            Move::Later => found(page.before + STEP.min(page.after)).or(self.from),
        };
        Self { from, ..self.clone() }
    }
}

/// Whether a text contains another, without regard to the case of ASCII
/// letters. Those of all scripts would need tables that weigh more than the log.
fn contains(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len()).any(|it| it.eq_ignore_ascii_case(part.as_bytes()))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::id::{EventId, ProcessId};
    use super::*;

    /// Events 10, 20, …; every third is an error.
    fn log(count: u64) -> EventLog {
        let mut log = EventLog::default();
        log.keep(10_000);
        for at in 1..=count {
            let mut event = ProcessEvent::new(EventId::new(at * 10), ProcessId::new(1));
            let is_error = at.is_multiple_of(3);
            event.event_type = Some(if is_error { "error" } else { "step" }.to_owned());
            event.message = Some(format!("Row {at} of the File"));
            log.insert(Arc::new(event));
        }
        log
    }

    fn look(event_type: &str, search: &str, from: Option<u64>) -> LogLook {
        LogLook { search: search.into(), event_type: event_type.into(), from }
    }

    #[test]
    fn who_follows_sees_the_newest_and_who_holds_sees_the_same() {
        let (short, long) = (log(100), log(10_000));
        let follows = LogLook::default();
        assert_eq!(follows.page(&short).ids.last(), Some(&1_000));
        assert_eq!(follows.page(&long).ids.last(), Some(&100_000));
        assert_eq!(follows.page(&long).before, 10_000 - LINES);
        let holds = follows.moved(&short, Move::Hold);
        assert!(!holds.follows());
        assert_eq!(holds.page(&short).ids, holds.page(&long).ids);
    }

    #[test]
    fn a_view_is_drawn_anew_only_when_there_is_something_new() {
        let mut view = LogView::default();
        assert!(!view.read_on(&log(0)));
        assert!(view.read_on(&log(100)) && !view.read_on(&log(100)));
        assert_eq!((view.page.found(), view.digest.types().len()), (100, 2));
        view.look_at(&log(100), look("error", "", None));
        assert!(view.read_on(&log(103)));
        assert_eq!(view.page.found(), 34, "the search stays");
    }

    #[test]
    fn a_search_goes_through_words_and_types() {
        let log = log(90);
        assert_eq!(look("error", "", None).page(&log).found(), 30);
        assert_eq!(look("", "ROW 9 OF", None).page(&log).ids, [90]);
        assert_eq!(look("step", "row 9 of", None).page(&log).found(), 0);
        assert_eq!(look("", "ERR", None).page(&log).found(), 30);
        assert_eq!(look("", "a text longer than any of the messages", None).page(&log).found(), 0);
    }

    proptest! {
        #[test]
        fn a_page_is_a_bounded_unbroken_part_of_what_is_found(
            count in 0_u64..300, from in prop::option::of(0_u64..3_500),
            event_type in prop::sample::select(vec!["", "error", "none"]),
            search in prop::sample::select(vec!["", "1", "row 2"]),
        ) {
            let log = log(count);
            let look = look(event_type, search, from);
            let all: Vec<_> =
                log.iter().filter(|it| look.fits(it)).map(|it| it.id.get()).collect();
            let page = look.page(&log);
            prop_assert_eq!(page.found(), all.len());
            prop_assert_eq!(&page.ids[..], &all[page.before..all.len() - page.after]);
            prop_assert_eq!(page.ids.len(), all.len().min(LINES), "as full as can be");
            if look.follows() {
                prop_assert_eq!(page.after, 0);
            }
        }

        #[test]
        fn moving_on_reaches_every_event_and_jumps_over_none(
            count in 1_u64..400, event_type in prop::sample::select(vec!["", "error"]),
        ) {
            let log = log(count);
            let mut look = look(event_type, "", None);
            for (how, end) in [(Move::Earlier, 0), (Move::Later, 1)] {
                for _ in 0..30 {
                    let before = look.page(&log);
                    look = look.moved(&log, how);
                    let page = look.page(&log);
                    let stays = page.ids.iter().filter(|id| before.ids.contains(id)).count();
                    prop_assert!(stays >= LINES / 2 || stays == page.found(), "half of it stays");
                }
                let page = look.page(&log);
                prop_assert_eq!([page.before, page.after][end], 0);
            }
        }
    }
}
