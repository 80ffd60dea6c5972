//! What happened while nobody looked: one digest for who comes back after a
//! good while, and which jobs are still unread.

use super::announcer::Announcement;
use super::id::ProcessId;
use super::job::Job;
use super::sorted::SortedSet;

/// Who was gone so long is told what happened, in one piece; milliseconds.
pub const AWAY_MS: i64 = 300_000;
/// So long the first words of the jobs are waited for before the digest is said.
const GATHER_MS: u64 = 10_000;

/// What a digest tells, in its order.
pub const PARTS: [Announcement; 4] =
    [Announcement::Review, Announcement::Failed, Announcement::Finished, Announcement::Cancelled];

/// The jobs of one part of a digest.
pub type Part = Vec<ProcessId>;

/// What a page knows of its user's absences.
#[derive(Debug, Default)]
pub struct Away {
    /// Nobody looks since then.
    left_at_ms: Option<i64>,
    /// The last news of jobs since then, or before the user came back.
    news: Vec<(ProcessId, Announcement)>,
    /// There is a digest, of an absence from then to then.
    of: Option<(i64, i64)>,
    /// When the user came back, by the clock that only goes forward.
    back_at: u64,
    /// Jobs of which the first word since the return is yet to come.
    awaited: SortedSet<ProcessId>,
    said: bool,
    unread: SortedSet<ProcessId>,
}

impl Away {
    /// Nobody looks from now on: milliseconds since the Unix epoch, as for all
    /// that follows.
    pub fn leave(&mut self, now_ms: i64) {
        if self.left_at_ms.is_none() {
            self.left_at_ms = Some(now_ms);
            // An absence of which there was nothing to tell is over, and the next is judged
            // for itself; unless the user goes before the jobs have said their first words.
            let gathers = |(_, back): (i64, i64)| {
                !self.awaited.is_empty() && now_ms < back.saturating_add_unsigned(GATHER_MS)
            };
            if self.news.is_empty() && !self.of.is_some_and(gathers) {
                self.of = None;
            }
            self.awaited.clear();
            if self.of.is_none() {
                self.news.clear();
            }
        }
    }

    /// Somebody looks again; of these jobs something may be heard yet. `mono_ms` is
    /// the time by a clock that only goes forward.
    pub fn come_back(&mut self, now_ms: i64, mono_ms: u64, moving: SortedSet<ProcessId>) {
        let Some(left_at) = self.left_at_ms.take() else { return };
        if now_ms - left_at >= AWAY_MS {
            self.recall(left_at, now_ms, mono_ms, moving);
        } else if self.of.is_none() {
            self.news.clear();
        }
    }

    /// A new page, of a user who last looked then.
    pub fn recall(
        &mut self,
        looked_at_ms: i64,
        now_ms: i64,
        mono_ms: u64,
        jobs: SortedSet<ProcessId>,
    ) {
        self.of = Some((looked_at_ms, now_ms));
        self.back_at = mono_ms;
        self.awaited = jobs;
        self.said = false;
    }

    /// The user looked at another tab meanwhile, which has told them: true if
    /// there was a digest.
    pub fn looked_elsewhere(&mut self, at_ms: i64) -> bool {
        let told = self
            .of
            .is_some_and(|(left, back)| at_ms > left && (back - AWAY_MS..=back).contains(&at_ms));
        if told {
            self.dismiss();
        }
        told
    }

    /// Takes in what is known of a job, and what is new of it. True if the digest
    /// tells of that: nothing else need.
    pub fn note(&mut self, job: &Job, news: Option<Announcement>, is_seen: bool) -> bool {
        let first = self.of.is_some_and(|(_, back)| {
            let confirmed = job.confirmed_at_ms.is_some_and(|at| at >= back);
            self.left_at_ms.is_none() && (confirmed || job.line.is_final())
        });
        let awaited = self.awaited.contains(&job.id);
        if first {
            self.awaited.remove(&job.id);
        }
        let Some(news) = news else { return false };
        self.news.retain(|(id, _)| *id != job.id);
        self.unread.remove(&job.id);
        let told = PARTS.contains(&news);
        if told && (!is_seen || awaited) {
            self.unread.insert(job.id, ());
        }
        if told && (awaited || self.left_at_ms.is_some()) {
            self.news.push((job.id, news));
        }
        awaited
    }

    /// A job is followed no longer.
    pub fn forget(&mut self, id: ProcessId) {
        self.news.retain(|(it, _)| *it != id);
        self.awaited.remove(&id);
        self.unread.remove(&id);
    }

    /// The jobs of each of [`PARTS`]; all empty where there is no digest.
    #[must_use]
    pub fn digest(&self) -> [Part; 4] {
        PARTS.map(|part| {
            let of_part = self.news.iter().filter(|(_, news)| self.of.is_some() && *news == part);
            of_part.map(|(id, _)| *id).collect()
        })
    }

    /// Whether the digest is to be said now, which it is once.
    pub fn is_to_be_said(&mut self, mono_ms: u64) -> bool {
        let due = self.due().is_some_and(|due| mono_ms >= due);
        self.said |= due;
        due
    }

    /// When it is to be said, by the same clock as [`come_back`](Self::come_back)'s.
    #[must_use]
    pub fn due(&self) -> Option<u64> {
        let is_there = self.of.is_some() && !self.news.is_empty() && self.left_at_ms.is_none();
        let gather = if self.awaited.is_empty() { 0 } else { GATHER_MS };
        (is_there && !self.said).then_some(self.back_at + gather)
    }

    /// The user has read the digest.
    pub fn dismiss(&mut self) {
        self.of = None;
        self.news.clear();
        self.awaited.clear();
    }

    /// Jobs that ended, failed or wait for a review since the user last had the
    /// panel before them.
    #[must_use]
    pub const fn unread(&self) -> &SortedSet<ProcessId> {
        &self.unread
    }

    /// The user has had all of them before them.
    pub fn read_all(&mut self) {
        self.unread.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACK: i64 = AWAY_MS + 1_000;
    /// The same by the other clock.
    const MONO: u64 = 77;

    fn job(id: u64, confirmed_at_ms: i64) -> Job {
        Job { confirmed_at_ms: Some(confirmed_at_ms), ..Job::new(ProcessId::new(id)) }
    }

    fn told(away: &Away) -> [Vec<u64>; 4] {
        away.digest().map(|part| part.iter().map(|id| id.get()).collect())
    }

    fn jobs(ids: &[u64]) -> SortedSet<ProcessId> {
        ids.iter().copied().map(ProcessId::new).collect()
    }

    #[test]
    fn who_was_away_for_long_is_told_once_what_happened() {
        let mut away = Away::default();
        away.leave(1_000);
        away.note(&job(1, 2_000), Some(Announcement::Finished), false);
        away.note(&job(2, 2_000), Some(Announcement::Failed), false);
        away.note(&job(3, 2_000), Some(Announcement::Started), false);
        assert_eq!(told(&away), [[0_u64; 0]; 4], "nobody is there to read it");
        away.come_back(BACK, MONO, jobs(&[3, 4]));
        assert_eq!(told(&away), [vec![], vec![2], vec![1], vec![]]);
        assert_eq!(away.due(), Some(MONO + GATHER_MS), "more may come");
        assert!(away.note(&job(3, BACK), Some(Announcement::Review), true));
        assert!(!away.note(&job(4, BACK + 5), None, true));
        assert_eq!(away.due(), Some(MONO));
        assert!(away.is_to_be_said(MONO + 5));
        assert!(!away.is_to_be_said(MONO + 6) && away.due().is_none());
        assert!(!away.note(&job(4, BACK + 9), Some(Announcement::Finished), true), "that is news");
        assert_eq!(told(&away), [vec![3], vec![2], vec![1], vec![]]);
        away.dismiss();
        assert_eq!(told(&away), [[0_u64; 0]; 4]);
    }

    #[test]
    fn a_short_absence_needs_no_digest() {
        let mut away = Away::default();
        away.leave(0);
        away.note(&job(1, 10), Some(Announcement::Finished), false);
        away.come_back(AWAY_MS - 1, MONO, jobs(&[]));
        assert_eq!(told(&away), [[0_u64; 0]; 4]);
        assert_eq!(away.unread().len(), 1, "but its row says that it is new");
        away.leave(AWAY_MS);
        away.come_back(3 * AWAY_MS, MONO, jobs(&[]));
        assert_eq!(told(&away)[2], [0; 0], "old news");
    }

    #[test]
    fn what_is_no_longer_so_is_not_told() {
        let mut away = Away::default();
        away.leave(0);
        away.note(&job(1, 10), Some(Announcement::Failed), false);
        away.note(&job(2, 10), Some(Announcement::Review), false);
        away.come_back(BACK, MONO, jobs(&[]));
        away.note(&job(1, BACK), Some(Announcement::Started), true);
        away.forget(ProcessId::new(2));
        assert_eq!(told(&away), [[0_u64; 0]; 4]);
        assert_eq!(away.due(), None);
    }

    #[test]
    fn a_new_page_tells_what_happened_since_the_last_one() {
        let mut away = Away::default();
        away.recall(0, 60_000, MONO, jobs(&[1, 2]));
        assert!(away.note(&job(1, 60_001), Some(Announcement::Finished), false));
        assert_eq!(told(&away)[2], [1]);
        assert!(!away.note(&job(7, 60_001), Some(Announcement::Finished), true), "of this page");
        assert_eq!((told(&away)[2].len(), away.unread().len()), (1, 1));
    }

    #[test]
    fn an_absence_with_nothing_to_tell_makes_none_of_the_next_one() {
        let moment = |away: &mut Away, at: i64| {
            away.leave(at);
            away.note(&job(1, at + 10), Some(Announcement::Finished), false);
            away.come_back(at + 120_000, MONO, jobs(&[]));
        };
        let mut away = Away::default();
        away.recall(0, BACK, MONO, jobs(&[1]));
        away.note(&job(1, BACK + 1), None, true);
        moment(&mut away, BACK + 5_000);
        assert_eq!(told(&away), [[0_u64; 0]; 4], "after a new page");
        away.leave(2 * BACK);
        away.come_back(3 * BACK, MONO, jobs(&[1, 2]));
        moment(&mut away, 4 * BACK);
        assert_eq!(told(&away), [[0_u64; 0]; 4], "after a long absence, job 2 out of reach");
    }

    #[test]
    fn who_goes_before_the_first_words_are_there_is_told_them_later() {
        let mut away = Away::default();
        away.recall(0, BACK, MONO, jobs(&[1]));
        away.leave(BACK + 1_000);
        away.note(&job(1, BACK + 1_500), Some(Announcement::Finished), false);
        away.come_back(BACK + 60_000, MONO, jobs(&[]));
        assert_eq!(told(&away)[2], [1]);
    }

    #[test]
    fn who_looked_at_another_tab_knows_it() {
        let mut away = Away::default();
        away.leave(0);
        away.note(&job(1, 10), Some(Announcement::Finished), false);
        away.come_back(2 * AWAY_MS, MONO, jobs(&[]));
        away.looked_elsewhere(0);
        assert_eq!(told(&away)[2], [1], "that was here");
        away.looked_elsewhere(2 * AWAY_MS - 50);
        assert_eq!(told(&away)[2], [0; 0]);
    }

    #[test]
    fn what_was_seen_is_not_unread() {
        let mut away = Away::default();
        away.note(&job(1, 0), Some(Announcement::Finished), true);
        away.note(&job(2, 0), Some(Announcement::Failed), false);
        away.note(&job(3, 0), Some(Announcement::Review), false);
        away.note(&job(3, 0), Some(Announcement::Started), false);
        assert_eq!(away.unread().keys().collect::<Vec<_>>(), [ProcessId::new(2)]);
        away.read_all();
        assert!(away.unread().is_empty());
    }
}
