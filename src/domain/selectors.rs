//! What a reader derives from the state: order, counts, the pill's figures.

use super::action::Action;
use super::bulk::is_free_for;
use super::id::ProcessId;
use super::job::Job;
use super::language::Words;
use super::line::Line;
use super::status::Status;
use super::words;

/// The order on screen: what needs the user first, then what is moving, then
/// what has ended; newest first among equals.
#[must_use]
pub fn screen_order<'a>(jobs: impl Iterator<Item = &'a Job>) -> Vec<ProcessId> {
    let ranked = jobs.map(|job| [rank(job).into(), !job.id.get(), 0]).collect();
    sorted(ranked).into_iter().map(|[_, id, _]| ProcessId::new(!id)).collect()
}

/// Whether a job is one that the user looks for: each word of the text stands
/// somewhere in what is shown of it. `lower` writes a text in lower case; a
/// browser knows how, and its tables are not sent along a second time.
#[must_use]
pub fn matches(words: &Words, job: &Job, text: &str, lower: fn(&str) -> String) -> bool {
    let mut shown = [words::job_name(words, job), job.id.to_string()].join(" ");
    if let Some(process) = &job.process {
        let related = process.related.as_ref().map(|related| words::related(words, related));
        let status = words::status(words, &process.status);
        let texts = [related, Some(status), process.current_step.clone()];
        let texts = texts.into_iter().flatten().chain(process.error_message.clone());
        for text in texts {
            shown = [shown, text].join(" ");
        }
    }
    let shown = lower(&shown);
    lower(text).split_whitespace().all(|word| shown.contains(word))
}

/// Jobs that have come to an end, so that nothing is lost by taking them off
/// the screen.
#[must_use]
pub fn has_ended(job: &Job) -> bool {
    job.is_terminal() || matches!(job.line, Line::Gone | Line::Blocked)
}

/// Jobs that take less time than this are short, milliseconds: shown before they
/// have ended, they would only flash.
pub const SHORT_MS: u64 = 500;
/// How far the age of a job may be off: its times and the server's clock are told
/// in whole seconds.
const WHOLE_SECOND_MS: i64 = 1_000;

/// Whether it may yet turn out that a job was short: nothing is known of it, or
/// it goes on and was made only just now.
#[must_use]
pub fn may_be_short(job: &Job, server_now_ms: i64) -> bool {
    let Some(process) = &job.process else { return !job.line.is_final() };
    let made = process.created_at.or(process.started_at);
    let age_ms = made.map(|at| server_now_ms - at.timestamp_millis());
    let young = -WHOLE_SECOND_MS..WHOLE_SECOND_MS.saturating_add_unsigned(SHORT_MS);
    matches!(process.status, Status::Pending | Status::Running)
        && age_ms.is_some_and(|age_ms| young.contains(&age_ms))
}

/// Sorts by the first number, then the second, then the third. One kind of key
/// for every order there is: each kind costs the widget a sort of its own, of
/// three kilobytes. A number is turned round with `!`.
#[must_use]
pub fn sorted(mut keys: Vec<[u64; 3]>) -> Vec<[u64; 3]> {
    keys.sort_unstable();
    keys
}

fn rank(job: &Job) -> u8 {
    match job.process.as_ref().map(|process| &process.status) {
        Some(Status::WaitingReview) => 0,
        Some(Status::Running | Status::Other(_)) => 1,
        Some(Status::Pending) | None => 2,
        Some(Status::Failed) => 3,
        Some(Status::Completed | Status::Cancelled) => 4,
    }
}

/// How many jobs are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// All jobs.
    pub total: usize,
    /// Running, or of a status unknown here.
    pub running: usize,
    /// Waiting for a worker.
    pub pending: usize,
    /// Waiting for the user.
    pub waiting_review: usize,
    /// Failed.
    pub failed: usize,
    /// Finished or cancelled, or out of reach for good.
    pub ended: usize,
    /// Jobs of which the server has not told anything yet.
    pub unknown: usize,
    /// Jobs that could be retried now.
    pub retryable: usize,
    /// Jobs that could be cancelled now.
    pub cancellable: usize,
    /// Mean of the running and pending jobs that tell a progress, 0..=100; indeterminate
    /// ones are left out, and `None` means there is nothing to average.
    pub percent: Option<u8>,
    /// The worst line among the jobs that have not ended and the list of jobs.
    pub trouble: Option<Line>,
    /// How it stands with the list that tells which jobs there are; `None` where none is
    /// asked for, or all is well with it and no job is about to be shown.
    pub list: Option<Line>,
}

/// What the pill's ring shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    /// Nothing: nobody knows yet whether anything runs.
    Empty,
    /// That something runs, and nobody knows how far it is.
    Turning,
    /// How far the active jobs are together, 0..=100; all round when none is.
    Part(u8),
}

impl Summary {
    /// What the pill's ring shows.
    #[must_use]
    pub const fn ring(&self) -> Ring {
        match self.percent {
            Some(percent) if self.is_active() => Ring::Part(percent),
            None if self.is_active() => Ring::Turning,
            _ if self.unknown > 0 || self.total == 0 => Ring::Empty,
            _ => Ring::Part(100),
        }
    }

    /// Whether nobody knows yet if there are any jobs.
    #[must_use]
    pub const fn is_untold(&self) -> bool {
        self.total == 0 && self.list.is_some()
    }

    /// Whether any job is running or about to.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        self.running + self.pending > 0
    }
}

/// Counts the jobs; `list` is how it stands with the list of them.
#[must_use]
pub fn summarise<'a>(jobs: impl Iterator<Item = &'a Job>, list: Option<Line>) -> Summary {
    let trouble = list.filter(|line| line.is_troubled());
    let mut summary = Summary { list, trouble, ..Summary::default() };
    let (mut sum, mut told) = (0_u32, 0_u32);
    for job in jobs {
        summary.total += 1;
        summary.retryable += usize::from(is_free_for(job, Action::Retry));
        summary.cancellable += usize::from(is_free_for(job, Action::Cancel));
        if job.line.is_troubled() {
            summary.trouble = Some(worse(summary.trouble, job.line));
        }
        let status = job.process.as_ref().map(|process| &process.status);
        match status.filter(|status| status.is_terminal() || !job.line.is_final()) {
            // Nothing more will be heard of it, whatever it was doing; its row says
            // why.
            None if job.line.is_final() => summary.ended += 1,
            None => summary.unknown += 1,
            Some(Status::WaitingReview) => summary.waiting_review += 1,
            Some(Status::Failed) => summary.failed += 1,
            Some(Status::Completed | Status::Cancelled) => summary.ended += 1,
            Some(status @ (Status::Pending | Status::Running | Status::Other(_))) => {
                if *status == Status::Pending {
                    summary.pending += 1;
                } else {
                    summary.running += 1;
                }
                if let Some(percent) = job.bar_percent {
                    sum += u32::from(percent);
                    told += 1;
                }
            }
        }
    }
    summary.percent = sum.checked_div(told).and_then(|mean| u8::try_from(mean).ok());
    summary
}

fn worse(one: Option<Line>, other: Line) -> Line {
    let weight = |line: Line| match line {
        Line::SignedOut => 4,
        Line::Offline => 3,
        Line::Stale => 2,
        Line::Reconnecting => 1,
        _ => 0,
    };
    match one {
        Some(one) if weight(one) >= weight(other) => one,
        _ => other,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::process::Process;
    use super::*;

    fn job(id: u64, status: Option<Status>, line: Line) -> Job {
        let mut job = Job::new(ProcessId::new(id));
        job.line = line;
        job.process = status.map(|status| Arc::new(Process::new(job.id, status)));
        job
    }

    #[test]
    fn a_job_may_be_short_until_it_is_known_to_last_to_have_ended_or_to_need_the_user() {
        let made = |status: Status, at_ms: i64| {
            let mut job = job(1, None, Line::Live);
            let mut process = Process::new(job.id, status);
            process.created_at = chrono::DateTime::from_timestamp_millis(at_ms);
            job.process = Some(Arc::new(process));
            may_be_short(&job, 60_000)
        };
        assert!(made(Status::Running, 59_600) && made(Status::Pending, 60_000));
        assert!(made(Status::Running, 59_000), "made at 59.9, written as 59");
        assert!(!made(Status::Running, 58_500) && !made(Status::Running, 90_000));
        for status in [Status::WaitingReview, Status::Failed, Status::Completed, Status::Cancelled]
        {
            assert!(!made(status, 60_000));
        }
        assert!(may_be_short(&job(1, None, Line::Connecting), 0));
        assert!(!may_be_short(&job(1, None, Line::Gone), 0), "nothing more will be known");
        assert!(!may_be_short(&job(1, Some(Status::Running), Line::Live), 0), "of unknown age");
    }

    #[test]
    fn the_ring_claims_nothing_before_anything_is_known() {
        let ring = |jobs: &[Job]| summarise(jobs.iter(), None).ring();
        let loading = || job(1, None, Line::Connecting);
        let running =
            |percent| Job { bar_percent: percent, ..job(2, Some(Status::Running), Line::Live) };
        let done = || job(3, Some(Status::Completed), Line::Settled);
        assert_eq!(ring(&[loading()]), Ring::Empty);
        assert_eq!(ring(&[loading(), done()]), Ring::Empty);
        assert_eq!(ring(&[loading(), running(None)]), Ring::Turning);
        assert_eq!(ring(&[loading(), running(Some(40))]), Ring::Part(40));
        assert_eq!(ring(&[done()]), Ring::Part(100));
    }

    #[test]
    fn without_jobs_the_list_tells_what_is_known() {
        let of = |list| summarise([].iter(), list);
        assert_eq!((of(None).ring(), of(None).is_untold()), (Ring::Empty, false));
        for line in [Line::Connecting, Line::Offline, Line::Blocked] {
            let summary = of(Some(line));
            assert_eq!((summary.ring(), summary.is_untold()), (Ring::Empty, true));
            assert_eq!(summary.trouble, (line == Line::Offline).then_some(line));
        }
    }

    #[test]
    fn the_worst_of_list_and_jobs_is_told() {
        let stale = [job(1, Some(Status::Running), Line::Stale)];
        let trouble = |list| summarise(stale.iter(), Some(list)).trouble;
        assert_eq!(trouble(Line::SignedOut), Some(Line::SignedOut));
        assert_eq!(trouble(Line::Connecting), Some(Line::Stale));
    }

    #[test]
    fn a_job_out_of_reach_is_not_counted_by_what_it_last_did() {
        for line in [Line::Gone, Line::Blocked] {
            let lost = [Status::Running, Status::Pending, Status::WaitingReview]
                .map(|status| job(1, Some(status), line));
            let summary = summarise(lost.iter(), None);
            assert_eq!((summary.ended, summary.is_active(), summary.waiting_review), (3, false, 0));
            // That it failed stays true.
            assert_eq!(summarise([job(1, Some(Status::Failed), line)].iter(), None).failed, 1);
        }
    }
}
