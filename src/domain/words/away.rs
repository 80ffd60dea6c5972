//! What happened while the user was away, in words.

use super::messages as say;
use crate::domain::announcer::Announcement;
use crate::domain::away::{PARTS, Part};
use crate::domain::language::Words;

/// One part: "3 finished"; empty where it has no jobs.
#[must_use]
pub fn part(words: &Words, kind: Announcement, count: usize) -> String {
    let message = match kind {
        Announcement::Review => say::AWAY_REVIEW,
        Announcement::Failed => say::COUNT_FAILED,
        Announcement::Cancelled => say::MANY_CANCELLED,
        _ => say::AWAY_FINISHED,
    };
    if count == 0 { String::new() } else { words.count(message, count as u64) }
}

/// The whole: "While you were away: 1 waiting for you, 3 finished".
#[must_use]
pub fn sentence(words: &Words, digest: &[Part; 4]) -> String {
    let mut all = String::new();
    for (kind, jobs) in PARTS.into_iter().zip(digest) {
        all = super::listed(words, &all, &part(words, kind, jobs.len()));
    }
    super::labelled(words, &words.say(say::AWAY), &all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::ProcessId;

    #[test]
    fn what_happened_is_one_sentence() {
        let jobs = |ids: &[u64]| ids.iter().copied().map(ProcessId::new).collect::<Vec<_>>();
        let digest = [jobs(&[1]), jobs(&[4]), jobs(&[2, 3, 5]), jobs(&[])];
        assert_eq!(
            sentence(&Words::default(), &digest),
            "While you were away: 1 waiting for you, 1 failed, 3 finished"
        );
    }
}
