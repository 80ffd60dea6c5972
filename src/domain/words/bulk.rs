//! The words of acting on many jobs at once.

use super::messages as say;
use crate::domain::action::Action;
use crate::domain::bulk::Progress;
use crate::domain::language::Words;

/// How far it is; empty when nothing is waited for.
#[must_use]
pub fn progress(words: &Words, progress: &Progress) -> String {
    if progress.waiting == 0 {
        return String::new();
    }
    let settled = words.number(progress.settled() as u64);
    let total = words.number((progress.settled() + progress.waiting) as u64);
    let message = match progress.action {
        Action::Retry => say::MANY_RETRYING,
        Action::Cancel => say::MANY_CANCELLING,
    };
    words.fill(message, &[("done", &settled), ("total", &total)])
}

/// What came of it: "9 retried, 2 refused, 1 not answered"; empty until all is
/// settled, or where nothing came of it because it was taken back.
#[must_use]
pub fn outcome(words: &Words, progress: &Progress) -> String {
    let done = match progress.action {
        Action::Retry => say::MANY_RETRIED,
        Action::Cancel => say::MANY_CANCELLED,
    };
    let mut text = String::new();
    if progress.waiting > 0 || progress.left == progress.settled() {
        return text;
    }
    for (count, message) in [
        (progress.done, done),
        (progress.refused, say::MANY_REFUSED),
        (progress.unanswered, say::MANY_UNANSWERED),
        (progress.left, say::MANY_LEFT),
    ] {
        if count > 0 {
            text = super::listed(words, &text, &words.count(message, count as u64));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAR: Progress = Progress {
        action: Action::Retry,
        waiting: 0,
        deferred: 0,
        done: 9,
        refused: 2,
        unanswered: 1,
        left: 0,
    };

    #[test]
    fn what_came_of_it_is_one_line() {
        let words = Words::default();
        assert_eq!(outcome(&words, &FAR), "9 retried, 2 refused, 1 not answered");
        let stopped =
            Progress { action: Action::Cancel, refused: 0, unanswered: 0, left: 3, ..FAR };
        assert_eq!(outcome(&words, &stopped), "9 cancelled, 3 left alone");
        assert_eq!(outcome(&words, &Progress { done: 0, ..stopped }), "");
        assert_eq!(progress(&words, &FAR), "");
    }

    #[test]
    fn until_then_it_says_how_far_it_is() {
        let words = Words::default();
        let far = Progress { waiting: 188, ..FAR };
        assert_eq!(progress(&words, &far), "Retrying: 12 of 200");
        assert_eq!(outcome(&words, &far), "");
        assert_eq!(
            progress(&words, &Progress { action: Action::Cancel, ..far }),
            "Cancelling: 12 of 200"
        );
    }
}
