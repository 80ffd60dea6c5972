//! What the pill says, and what stands in place of a list without jobs.

use super::messages::{self as say, Plural};
use super::{line as line_words, listed};
use crate::domain::language::Words;
use crate::domain::line::Line;
use crate::domain::selectors::Summary;

/// What is going on, in a few words: what the pill is called.
#[must_use]
pub fn summary(words: &Words, summary: &Summary) -> String {
    // What needs the user first.
    let needed = counted(words, &needs(summary));
    let text = listed(words, &needed, &counted(words, &goes_on(summary)));
    if !text.is_empty() {
        return text;
    }
    words.say(match (summary.total, summary.unknown, summary.list) {
        (0, _, None) => say::NO_JOBS,
        (0, _, Some(Line::Connecting)) => say::LOADING_JOBS,
        (0, _, Some(Line::Blocked)) => say::LIST_UNREAD,
        (0, _, Some(line)) => return line_words(words, line),
        (_, 0, _) => say::ALL_DONE,
        _ => say::LOADING_JOBS,
    })
}

const fn needs(summary: &Summary) -> [(usize, Plural); 2] {
    [(summary.waiting_review, say::TO_REVIEW), (summary.failed, say::COUNT_FAILED)]
}

fn goes_on(summary: &Summary) -> [(usize, Plural); 3] {
    let unknown = if summary.unknown < summary.total { summary.unknown } else { 0 };
    [
        (summary.running, say::COUNT_RUNNING),
        (summary.pending, say::COUNT_PENDING),
        (unknown, say::COUNT_LOADING),
    ]
}

fn counted(words: &Words, counts: &[(usize, Plural)]) -> String {
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    counts.fold(String::new(), |text, (count, message)| {
        listed(words, &text, &words.count(*message, *count as u64))
    })
}

/// What is seen of the pill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PillWords {
    /// What goes on, or else what needs the user, or that nothing does.
    pub text: String,
    /// How many jobs wait for a review, and how many failed: badges beside the words;
    /// empty where there is none, or the words say it.
    pub badges: [String; 2],
    /// Nothing goes on: there is no progress to be shown.
    pub rests: bool,
}

/// The pill in words and counts; [`summary`] says the same in one line.
#[must_use]
pub fn pill(words: &Words, summary: &Summary) -> PillWords {
    let mut text = counted(words, &goes_on(summary));
    let rests = text.is_empty() && summary.total > summary.unknown;
    let needs = needs(summary);
    let first = needs.iter().position(|(count, _)| *count > 0).filter(|_| text.is_empty());
    if text.is_empty() {
        text = match first {
            Some(at) => counted(words, &needs[at..=at]),
            None => self::summary(words, summary),
        };
    }
    let badge = |at: usize| match needs[at].0 {
        0 => String::new(),
        _ if first == Some(at) => String::new(),
        count => words.number(count as u64),
    };
    PillWords { text, badges: [badge(0), badge(1)], rests }
}

/// What stands in place of the list while there are no jobs.
#[must_use]
pub fn no_jobs(words: &Words, list: Option<Line>) -> String {
    words.say(match list {
        None => say::EMPTY,
        Some(Line::Connecting) => say::LOADING_JOBS,
        Some(_) => say::LIST_UNREAD,
    })
}
