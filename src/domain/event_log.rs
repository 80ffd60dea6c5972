//! The part of a job's event log that the tray keeps.

use std::collections::VecDeque;
use std::sync::Arc;

use super::event::ProcessEvent;
use super::id::EventId;

/// How many events a log keeps; older ones are counted, not shown.
pub const KEPT_EVENTS: usize = 500;
/// How many ids are remembered to recognise an event that comes again.
const REMEMBERED_IDS: usize = 5_000;

/// Events of one process, ascending by id, each once. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventLog {
    events: Arc<Vec<Arc<ProcessEvent>>>,
    dropped: u64,
}

impl EventLog {
    /// The kept events, ascending by id.
    #[must_use]
    pub fn events(&self) -> &[Arc<ProcessEvent>] {
        &self.events
    }

    /// The newest event.
    #[must_use]
    pub fn last(&self) -> Option<&Arc<ProcessEvent>> {
        self.events.last()
    }

    /// How many earlier events were seen but are no longer kept.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Puts an event in its place by id.
    pub(super) fn insert(&mut self, event: Arc<ProcessEvent>) {
        let events = Arc::make_mut(&mut self.events);
        let place = events.partition_point(|kept| kept.id < event.id);
        events.insert(place, event);
        if events.len() > KEPT_EVENTS {
            events.remove(0);
            self.dropped += 1;
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
        let ids: Vec<_> = log.events().iter().map(|event| event.id.get()).collect();
        assert_eq!(ids, [5, 7, 9]);
        assert_eq!(log.last().map(|event| event.id.get()), Some(9));
    }

    #[test]
    fn the_log_is_bounded_and_says_what_it_dropped() {
        let mut log = EventLog::default();
        for id in 1..=KEPT_EVENTS as u64 + 20 {
            log.insert(event(id));
        }
        assert_eq!(log.events().len(), KEPT_EVENTS);
        assert_eq!(log.dropped(), 20);
        assert_eq!(log.events()[0].id.get(), 21);
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
