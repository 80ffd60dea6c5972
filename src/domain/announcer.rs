//! What is said aloud of the jobs, and when: for people who do not see the
//! tray, without talking over what they are doing.
//!
//! Only what has changed is said, the first time it is known to have: a job
//! that began, its quarters, that it needs the user, its end. Nothing is said
//! of what a page finds when it is opened, and nothing again after the line was
//! lost. Failures come at once, everything else in one sentence every five
//! seconds at most.

use super::action::ActionState;
use super::id::ProcessId;
use super::job::Job;
use super::language::Words;
use super::line::Line;
use super::sorted::SortedMap;
use super::status::Status;
use super::words;

/// The time between two polite sentences.
const POLITE_EVERY_MS: u64 = 5_000;
/// The time between two failures.
const ALERT_EVERY_MS: u64 = 1_000;
/// What was said goes away, so that nobody reading on finds old news.
const CLEAR_AFTER_MS: u64 = 7_000;
/// So old is a beginning before it is said: of a short job the end is enough.
const BEGUN_AFTER_MS: u64 = 500;
/// A job made so shortly before it is first seen began just now.
const JUST_BEGUN_MS: i64 = 10_000;

/// Something worth saying of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// It waits for the user.
    Review,
    /// It came to its end.
    Finished,
    /// It was stopped.
    Cancelled,
    /// It began, or began again.
    Started,
    /// So many per cent of it are done: 25, 50 or 75.
    Progress(u8),
    /// It came to nothing.
    Failed,
    /// What the user wanted of it did not happen.
    Refused,
}

impl Announcement {
    /// Whether it is said at once.
    const fn is_alarm(self) -> bool {
        matches!(self, Self::Failed | Self::Refused)
    }
}

/// In the order of a sentence.
const POLITE: &[Announcement] = &[
    Announcement::Review,
    Announcement::Finished,
    Announcement::Cancelled,
    Announcement::Started,
    Announcement::Progress(0),
];
const ALERT: &[Announcement] = &[Announcement::Failed, Announcement::Refused];

/// What was told of a job.
#[derive(Clone, Copy, Debug)]
struct Told {
    stage: Option<Announcement>,
    quarter: u8,
    refused: bool,
}

/// What is yet to be said of a job.
#[derive(Debug)]
pub struct Unheard {
    /// The job.
    pub id: ProcessId,
    /// What happened to it.
    pub said: Announcement,
    /// What it is called; of a refusal also why.
    pub name: String,
}

/// The voice of one tray.
#[derive(Debug, Default)]
pub struct Announcer {
    told: SortedMap<ProcessId, Told>,
    /// What is yet to be said, of each job the last.
    waiting: Vec<Unheard>,
    /// Those that have begun only just now, and from when on that may be said; 0
    /// until the time is known.
    begun: SortedMap<ProcessId, u64>,
    /// A whole sentence, made elsewhere; empty if there is none.
    told_by_others: String,
    trouble: Option<Line>,
    polite: Sentence,
    alert: Sentence,
}

/// A place for words, of which there are two.
#[derive(Debug, Default)]
struct Sentence {
    words: String,
    said_at: Option<u64>,
}

impl Announcer {
    /// Takes in what is known of a job, and answers what is new of it.
    /// `server_now_ms` is the server's time, milliseconds since the Unix epoch.
    pub fn note(&mut self, words: &Words, job: &Job, server_now_ms: i64) -> Option<Announcement> {
        let news = self.note_stage(words, job, server_now_ms);
        self.note_refusal(words, job);
        news
    }

    /// Rows come and go, and with them what stands in them: they cannot say it.
    fn note_refusal(&mut self, words: &Words, job: &Job) {
        let Some(told) = self.told.get_mut(&job.id) else { return };
        let failure = match &job.action {
            ActionState::Failed(action, failure) => Some((*action, failure)),
            _ => None,
        };
        let before = core::mem::replace(&mut told.refused, failure.is_some());
        if let Some((action, failure)) = failure.filter(|_| !before) {
            let why = words::action_failure(words, action, failure);
            let name = words::labelled(words, &words::job_name(words, job), &why);
            self.waiting.push(Unheard { id: job.id, said: Announcement::Refused, name });
        }
    }

    fn note_stage(&mut self, words: &Words, job: &Job, server_now_ms: i64) -> Option<Announcement> {
        let process = job.process.as_ref()?;
        let stage = stage(&process.status);
        let quarter = job.bar_percent.map_or(0, |percent| (percent / 25).min(3));
        let Some(told) = self.told.get_mut(&job.id) else {
            self.told.insert(job.id, Told { stage, quarter, refused: false });
            let made = process.created_at.or(process.started_at);
            let age = made.map_or(i64::MAX, |at| server_now_ms - at.timestamp_millis());
            let begun = age < JUST_BEGUN_MS && stage == Some(Announcement::Started);
            return begun.then(|| {
                let said = self.wait(words, job, Announcement::Started);
                self.begun.insert(job.id, 0);
                said
            });
        };
        let (before, known) = (told.stage, told.quarter);
        (told.stage, told.quarter) = (stage, quarter);
        match stage {
            Some(stage) if before != Some(stage) => Some(self.wait(words, job, stage)),
            // Of a job of which it is too soon to say that it began, so it is for this.
            Some(Announcement::Started) if quarter > known && !self.begun.contains(&job.id) => {
                Some(self.wait(words, job, Announcement::Progress(quarter * 25)))
            }
            _ => None,
        }
    }

    fn wait(&mut self, words: &Words, job: &Job, said: Announcement) -> Announcement {
        self.unsay(job.id);
        self.waiting.push(Unheard { id: job.id, said, name: words::job_name(words, job) });
        said
    }

    /// How a job stood when the user last looked, on another page; `None` if it
    /// may have stood in any way.
    pub fn recall(&mut self, id: ProcessId, status: Option<&Status>) {
        self.told.insert(id, Told { stage: status.and_then(stage), quarter: 0, refused: false });
    }

    /// What is new of a job is told in another way.
    pub fn unsay(&mut self, id: ProcessId) {
        self.waiting.retain(|it| it.id != id);
        self.begun.remove(&id);
    }

    /// Says this when it may speak politely, before anything else.
    pub fn tell(&mut self, text: String) {
        self.told_by_others = text;
    }

    /// Hears what is wrong for all jobs at once, and says so where only the user can do
    /// something about it: a line that is lost and comes back is no news.
    pub fn hear_line(&mut self, words: &Words, trouble: Option<Line>) {
        let passes = matches!(trouble, Some(Line::Reconnecting | Line::Stale));
        if passes || trouble == self.trouble {
            return;
        }
        self.trouble = trouble;
        self.tell(match trouble {
            Some(line) => words::line(words, line),
            None => words.say(words::messages::SAID_BACK),
        });
    }

    /// Nobody is there to listen: what waits is not said, and given back.
    pub fn hush(&mut self) -> Vec<Unheard> {
        self.begun.clear();
        core::mem::take(&mut self.waiting)
    }

    /// A job is followed no longer.
    pub fn forget(&mut self, id: ProcessId) {
        self.told.remove(&id);
        self.unsay(id);
    }

    /// Says what may be said now. True if the words differ from those before.
    pub fn speak(&mut self, words: &Words, now_ms: u64) -> bool {
        let mut spoke = false;
        for from in self.begun.values_mut().filter(|from| **from == 0) {
            *from = now_ms + BEGUN_AFTER_MS;
        }
        self.begun.retain(|_, from| now_ms < *from);
        for alarm in [true, false] {
            let waits = self.waits(alarm);
            let sentence = if alarm { &mut self.alert } else { &mut self.polite };
            let every = if alarm { ALERT_EVERY_MS } else { POLITE_EVERY_MS };
            let free = sentence.said_at.is_none_or(|at| now_ms >= at + every);
            if waits && free {
                let ripe = self.waiting.iter().filter(|it| !self.begun.contains(&it.id));
                let said: Vec<_> = ripe.map(|it| (it.said, it.name.as_str())).collect();
                let kinds = if alarm { ALERT } else { POLITE };
                let mut text = words::announcements::sentence(words, &said, kinds);
                if !alarm {
                    let whole = core::mem::take(&mut self.told_by_others);
                    text = words::listed(words, &whole, &text);
                }
                *sentence = Sentence { words: text, said_at: Some(now_ms) };
                let begun = &self.begun;
                self.waiting.retain(|it| it.said.is_alarm() != alarm || begun.contains(&it.id));
                spoke = true;
            } else if sentence.said_at.is_some_and(|at| now_ms >= at + CLEAR_AFTER_MS)
                && !sentence.words.is_empty()
            {
                sentence.words.clear();
                spoke = true;
            }
        }
        spoke
    }

    fn waits(&self, alarm: bool) -> bool {
        let ripe = |it: &Unheard| !self.begun.contains(&it.id);
        let of_kind = |it: &Unheard| it.said.is_alarm() == alarm;
        let said = self.waiting.iter().any(|it| of_kind(it) && ripe(it));
        said || (!alarm && !self.told_by_others.is_empty())
    }

    /// When [`speak`](Self::speak) has something to do, by the same clock;
    /// `None` if it has nothing to.
    #[must_use]
    pub fn due(&self) -> Option<u64> {
        let of = |alarm: bool| {
            let sentence = if alarm { &self.alert } else { &self.polite };
            let every = if alarm { ALERT_EVERY_MS } else { POLITE_EVERY_MS };
            let said_at = sentence.said_at;
            let next = self.waits(alarm).then(|| said_at.map_or(0, |at| at + every));
            let clear = (!sentence.words.is_empty()).then_some(said_at);
            [next, clear.flatten().map(|at| at + CLEAR_AFTER_MS)].into_iter().flatten().min()
        };
        let begun = self.begun.values().copied().min();
        [of(true), of(false), begun].into_iter().flatten().min()
    }

    /// The words to be read when the user pauses; empty if there are none.
    #[must_use]
    pub fn polite(&self) -> &str {
        &self.polite.words
    }

    /// The words to be read at once.
    #[must_use]
    pub fn alert(&self) -> &str {
        &self.alert.words
    }
}

/// Statuses that sound the same; `None` where there is nothing to say.
const fn stage(status: &Status) -> Option<Announcement> {
    match status {
        Status::Pending | Status::Running => Some(Announcement::Started),
        Status::WaitingReview => Some(Announcement::Review),
        Status::Completed => Some(Announcement::Finished),
        Status::Cancelled => Some(Announcement::Cancelled),
        Status::Failed => Some(Announcement::Failed),
        Status::Other(_) => None,
    }
}

#[cfg(test)]
mod tests;
