//! The part of a job's event log that the tray keeps.

use std::collections::VecDeque;
use std::sync::Arc;

use super::event::ProcessEvent;
use super::id::EventId;

/// How many events every log may keep; older ones are counted, not shown.
pub const KEPT_EVENTS: usize = 500;
/// How many events the logs keep together where the jobs are few: one job alone
/// keeps all of them.
pub const KEPT_TOGETHER: usize = 10_000;
/// How many ids are remembered to recognise an event that comes again.
const REMEMBERED_IDS: usize = 5_000;
/// Longest list that is copied for one new event.
const RECENT: usize = 256;

type Events = Arc<Vec<Arc<ProcessEvent>>>;

/// Events of one process, ascending by id, each once. Cheap to clone.
///
/// In two lists, since whoever shows a log holds a clone of it while the next
/// event comes: only the short list of the newest is copied then.
#[derive(Clone, Debug)]
pub struct EventLog {
    older: Events,
    /// So many at the head of `older` count as dropped already.
    passed: usize,
    recent: Events,
    dropped: u64,
    limit: usize,
}

impl Default for EventLog {
    fn default() -> Self {
        let (older, recent) = (Events::default(), Events::default());
        Self { older, passed: 0, recent, dropped: 0, limit: KEPT_EVENTS }
    }
}

/// Logs are equal if they tell the same.
impl PartialEq for EventLog {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, two): (&Arc<_>, &Arc<_>)| Arc::ptr_eq(one, two) || one == two;
        let shared = Arc::ptr_eq(&self.older, &other.older)
            && Arc::ptr_eq(&self.recent, &other.recent)
            && self.passed == other.passed;
        (self.dropped, self.len()) == (other.dropped, other.len())
            && (shared || self.iter().zip(other.iter()).all(same))
    }
}

impl EventLog {
    /// The kept events, ascending by id.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<ProcessEvent>> + Clone {
        self.older[self.passed..].iter().chain(self.recent.iter())
    }

    /// How many events are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.older.len() - self.passed + self.recent.len()
    }

    /// Whether no event is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The event at this place, counted from the oldest that is kept.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<&Arc<ProcessEvent>> {
        let older = &self.older[self.passed..];
        older.get(place).or_else(|| self.recent.get(place.checked_sub(older.len())?))
    }

    /// How many of the kept events have a lower id.
    #[must_use]
    pub fn place_of(&self, id: u64) -> usize {
        let before = |events: &[Arc<ProcessEvent>]| events.partition_point(|it| it.id.get() < id);
        before(&self.older[self.passed..]) + before(&self.recent)
    }

    /// The newest event.
    #[must_use]
    pub fn last(&self) -> Option<&Arc<ProcessEvent>> {
        self.iter().next_back()
    }

    /// How many earlier events were seen but are no longer kept.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// How many events there ever were.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.dropped + self.len() as u64
    }

    /// Keeps so many events from now on.
    pub(super) fn keep(&mut self, limit: usize) {
        self.limit = limit;
        self.drop_surplus();
    }

    /// Puts an event in its place by id.
    pub(super) fn insert(&mut self, event: Arc<ProcessEvent>) {
        let is_late = self.older.last().is_some_and(|newest| event.id < newest.id);
        let list = Arc::make_mut(if is_late { &mut self.older } else { &mut self.recent });
        let place = list.partition_point(|kept| kept.id < event.id);
        let counts = !is_late || place >= self.passed;
        list.insert(place, event);
        if !counts {
            // Older than all that is kept: it has gone by.
            self.passed += 1;
            self.dropped += 1;
        }
        if self.recent.len() > RECENT {
            let recent = core::mem::take(&mut self.recent);
            let older = Arc::make_mut(&mut self.older);
            older.drain(..self.passed);
            older.extend(recent.iter().cloned());
            self.passed = 0;
        }
        self.drop_surplus();
    }

    fn drop_surplus(&mut self) {
        let surplus = self.len().saturating_sub(self.limit);
        let passed = surplus.min(self.older.len() - self.passed);
        self.passed += passed;
        self.dropped += surplus as u64;
        if surplus > passed {
            Arc::make_mut(&mut self.recent).drain(..surplus - passed);
        }
    }
}

/// The ids a log has taken in.
///
/// Duplicates are recognised by a set of ids, not by "greater than the last":
/// a transaction that commits late surfaces a lower id. Gaps mean nothing,
/// since ids are drawn for the whole table.
#[derive(Debug, Default)]
pub(super) struct SeenIds {
    /// Ascending.
    ids: VecDeque<u64>,
    /// Every id up to here counts as seen.
    watermark: Option<u64>,
}

impl SeenIds {
    /// Notes an id; false if it was known.
    pub(super) fn insert(&mut self, id: EventId) -> bool {
        let id = id.get();
        let place = self.ids.partition_point(|known| *known < id);
        if self.watermark.is_some_and(|mark| id <= mark) || self.ids.get(place) == Some(&id) {
            return false;
        }
        self.ids.insert(place, id);
        if self.ids.len() > REMEMBERED_IDS {
            self.watermark = self.ids.pop_front();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::id::ProcessId;
    use super::*;

    fn event(id: u64) -> Arc<ProcessEvent> {
        Arc::new(ProcessEvent::new(EventId::new(id), ProcessId::new(1)))
    }

    #[test]
    fn events_stand_in_the_order_of_their_ids() {
        let mut log = EventLog::default();
        for id in [5, 9, 7] {
            log.insert(event(id));
        }
        let ids: Vec<_> = log.iter().map(|event| event.id.get()).collect();
        assert_eq!(ids, [5, 7, 9]);
        assert_eq!(log.last().map(|event| event.id.get()), Some(9));
    }

    #[test]
    fn the_log_is_bounded_and_says_what_it_dropped() {
        let mut log = EventLog::default();
        for id in 1..=KEPT_EVENTS as u64 + 20 {
            log.insert(event(id));
        }
        assert_eq!(log.len(), KEPT_EVENTS);
        assert_eq!(log.dropped(), 20);
        assert_eq!(log.get(0).map(|event| event.id.get()), Some(21));
    }

    #[test]
    fn a_long_log_stays_whole_in_order_and_finds_its_places() {
        let mut log = EventLog::default();
        log.keep(KEPT_TOGETHER);
        for id in 1..=3_000_u64 {
            // Every tenth comes late, by a hundred places.
            let id = if id % 10 == 0 { id.saturating_sub(1_000).max(1) * 10 + 5 } else { id * 10 };
            log.insert(event(id));
        }
        assert_eq!((log.len(), log.total(), log.dropped()), (3_000, 3_000, 0));
        let ids: Vec<_> = log.iter().map(|event| event.id.get()).collect();
        assert!(ids.is_sorted());
        for place in [0, 1, 255, 256, 1_700, 2_999] {
            assert_eq!(log.get(place).map(|event| event.id.get()), Some(ids[place]));
            assert!(log.place_of(ids[place]) <= place);
        }
        assert!(log.get(3_000).is_none());
        log.keep(KEPT_EVENTS);
        assert_eq!((log.len(), log.total()), (KEPT_EVENTS, 3_000));
        let kept: Vec<_> = log.iter().map(|event| event.id.get()).collect();
        assert_eq!(kept, ids[2_500..]);
    }

    #[test]
    fn a_log_is_not_changed_by_what_its_clone_takes_in() {
        let mut log = EventLog::default();
        for id in 1..=700 {
            log.insert(event(id));
        }
        let before = log.clone();
        assert_eq!(before, log);
        log.insert(event(701));
        assert_ne!(before, log);
        assert_eq!(before.last().map(|event| event.id.get()), Some(700));
        assert_eq!(before.get(0).map(|event| event.id.get()), Some(201));
        // What comes later than it may be kept counts as gone.
        log.insert(event(3));
        assert_eq!((log.len(), log.total()), (KEPT_EVENTS, 702));
    }

    #[test]
    fn an_id_is_news_once_whatever_its_order() {
        let mut seen = SeenIds::default();
        assert!(seen.insert(EventId::new(5)));
        assert!(seen.insert(EventId::new(9)));
        assert!(seen.insert(EventId::new(7)), "a late commit surfaces a lower id");
        assert!(!seen.insert(EventId::new(9)), "a replay is no news");
    }

    #[test]
    fn ids_below_the_watermark_count_as_seen_and_memory_is_bounded() {
        let mut seen = SeenIds::default();
        for id in 10..10 + REMEMBERED_IDS as u64 + 5 {
            assert!(seen.insert(EventId::new(id)));
        }
        assert!(!seen.insert(EventId::new(3)));
        assert!(!seen.insert(EventId::new(11)));
        assert_eq!(seen.ids.len(), REMEMBERED_IDS);
    }
}
