//! The words that are said aloud.

use super::messages as say;
use crate::domain::announcer::Announcement;
use crate::domain::language::Words;

/// One sentence of what is to be said of jobs by these names, in the order of
/// `kinds`: by name where a job is the only one of its kind, else counted.
#[must_use]
pub fn sentence(words: &Words, said: &[(Announcement, &str)], kinds: &[Announcement]) -> String {
    let mut whole = String::new();
    for kind in kinds {
        let same = || said.iter().filter(|(said, _)| is_kind(*said, *kind));
        let part = match (same().count(), same().next()) {
            (0, _) | (_, None) => continue,
            (1, Some((said, name))) => of_one(words, *said, name),
            (count, _) => of_many(words, *kind, count as u64),
        };
        whole = if whole.is_empty() {
            part
        } else {
            words.fill(say::COMMA, &[("first", &whole), ("second", &part)])
        };
    }
    whole
}

/// Progress of several jobs is told as one.
fn is_kind(said: Announcement, kind: Announcement) -> bool {
    let progress = |said| matches!(said, Announcement::Progress(_));
    said == kind || (progress(said) && progress(kind))
}

fn of_one(words: &Words, said: Announcement, name: &str) -> String {
    let message = match said {
        Announcement::Review => say::SAID_REVIEW,
        Announcement::Finished => say::SAID_FINISHED,
        Announcement::Cancelled => say::SAID_CANCELLED,
        Announcement::Started => say::SAID_STARTED,
        Announcement::Failed => say::SAID_FAILED,
        Announcement::Refused => return name.to_owned(),
        Announcement::Progress(percent) => {
            let percent = words.percent(percent);
            return words.fill(say::LABEL, &[("label", name), ("name", &percent)]);
        }
    };
    words.fill(message, &[("name", name)])
}

fn of_many(words: &Words, said: Announcement, count: u64) -> String {
    let plural = match said {
        Announcement::Review => say::JOBS_REVIEW,
        Announcement::Finished => say::JOBS_FINISHED,
        Announcement::Cancelled => say::JOBS_CANCELLED,
        Announcement::Started => say::JOBS_STARTED,
        Announcement::Progress(_) => say::JOBS_PROGRESS,
        Announcement::Failed => say::JOBS_FAILED,
        Announcement::Refused => say::MANY_REFUSED,
    };
    words.count(plural, count)
}
