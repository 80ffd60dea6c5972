//! When a user who is elsewhere is called, and with what words.
//!
//! Only for what needs or ends something: a review, a failure, an end. Nobody is
//! called while a page is seen, and calls come one sentence at a time.

use super::announcer::{Announcement, Unheard};
use super::id::ProcessId;
use super::language::Words;
use super::words::announcements::sentence;

/// The time between two calls.
const CALL_EVERY_MS: u64 = 5_000;

/// What a call tells, in the order of its sentence.
const CALLS: &[Announcement] =
    &[Announcement::Review, Announcement::Failed, Announcement::Finished];

/// The means of calling a user that a host allows; none by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attention {
    /// A count before the page's title.
    pub title: bool,
    /// A count on the page's icon.
    pub favicon: bool,
    /// A count on the icon of an installed app.
    pub app_badge: bool,
    /// A notification of the system; the user is asked for leave, by the bell.
    pub notification: bool,
    /// A short sound.
    pub sound: bool,
}

impl Attention {
    /// Whether there is something that rings, and so a bell to switch it off.
    #[must_use]
    pub const fn rings(self) -> bool {
        self.notification || self.sound
    }

    /// Whether anything is allowed.
    #[must_use]
    pub const fn is_any(self) -> bool {
        self.rings() || self.title || self.favicon || self.app_badge
    }
}

/// What the user has missed.
#[derive(Debug, Default)]
pub struct Caller {
    /// Of each job the last.
    missed: Vec<(ProcessId, Announcement)>,
    /// What is yet to be called out.
    waiting: Vec<Unheard>,
    called_at: Option<u64>,
}

impl Caller {
    /// Takes in what happened while nobody looked.
    pub fn miss(&mut self, news: Vec<Unheard>) {
        for unheard in news {
            self.missed.retain(|(id, _)| *id != unheard.id);
            self.waiting.retain(|it| it.id != unheard.id);
            if CALLS.contains(&unheard.said) {
                self.missed.push((unheard.id, unheard.said));
                self.waiting.push(unheard);
            }
        }
    }

    /// Somebody looks, here or in another tab.
    pub fn seen(&mut self) {
        self.missed.clear();
        self.waiting.clear();
    }

    /// How many jobs have something to tell.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.missed.len()
    }

    /// The words of a call, if it is time for one. Milliseconds of a clock that
    /// only goes forward.
    pub fn call(&mut self, words: &Words, now_ms: u64) -> Option<String> {
        if self.due().is_none_or(|due| due > now_ms) {
            return None;
        }
        let said: Vec<_> = self.waiting.iter().map(|it| (it.said, it.name.as_str())).collect();
        let text = sentence(words, &said, CALLS);
        self.waiting.clear();
        self.called_at = Some(now_ms);
        Some(text)
    }

    /// When the next call is due, by the same clock; `None` if there is nothing
    /// to tell.
    #[must_use]
    pub fn due(&self) -> Option<u64> {
        let due = self.called_at.map_or(0, |at| at + CALL_EVERY_MS);
        (!self.waiting.is_empty()).then_some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(id: u64, said: Announcement) -> Vec<Unheard> {
        vec![Unheard { id: ProcessId::new(id), said, name: format!("Import {id}") }]
    }

    #[test]
    fn a_call_is_for_what_needs_or_ends_something() {
        let mut caller = Caller::default();
        caller.miss(news(1, Announcement::Started));
        caller.miss(news(1, Announcement::Progress(50)));
        caller.miss(news(2, Announcement::Cancelled));
        assert_eq!((caller.count(), caller.due()), (0, None));
        caller.miss(news(1, Announcement::Review));
        assert_eq!(caller.count(), 1);
        let text = caller.call(&Words::default(), 0);
        assert_eq!(text.as_deref(), Some("Import 1: needs your review"));
        assert_eq!(caller.call(&Words::default(), 60_000), None, "once is enough");
        assert_eq!(caller.count(), 1, "it is still to be seen");
    }

    #[test]
    fn what_comes_soon_after_a_call_is_told_in_one_sentence_later() {
        let mut caller = Caller::default();
        caller.miss(news(1, Announcement::Failed));
        assert!(caller.call(&Words::default(), 1_000).is_some());
        caller.miss(news(2, Announcement::Finished));
        caller.miss(news(3, Announcement::Finished));
        caller.miss(news(4, Announcement::Failed));
        assert_eq!(caller.due(), Some(6_000));
        assert_eq!(caller.call(&Words::default(), 5_999), None);
        let text = caller.call(&Words::default(), 6_000);
        assert_eq!(text.as_deref(), Some("Import 4: failed, 2 jobs finished"));
        assert_eq!(caller.count(), 4);
    }

    #[test]
    fn a_job_counts_once_and_no_more_when_it_goes_on() {
        let mut caller = Caller::default();
        caller.miss(news(1, Announcement::Review));
        caller.miss(news(1, Announcement::Finished));
        assert_eq!(caller.count(), 1);
        assert_eq!(
            caller.call(&Words::default(), 0).as_deref(),
            Some("Import 1: finished"),
            "the last of a job is what is true"
        );
        caller.miss(news(1, Announcement::Started));
        assert_eq!(caller.count(), 0, "somebody has retried it");
    }

    #[test]
    fn what_was_seen_is_not_called_out_later() {
        let mut caller = Caller::default();
        caller.miss(news(1, Announcement::Failed));
        caller.seen();
        assert_eq!((caller.count(), caller.due()), (0, None));
    }
}
