//! Failed jobs, grouped by what they died of.

use super::action::Action;
use super::bulk::is_free_for;
use super::id::ProcessId;
use super::job::Job;
use super::selectors::sorted;

/// So many causes are told apart.
const CAUSES: usize = 30;

/// Jobs that failed alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The first line of the error message; where the jobs differ in numbers and
    /// ids, without these. Empty where the server named no cause.
    pub text: String,
    /// The jobs, in the order given.
    pub ids: Vec<ProcessId>,
}

/// The causes of which a job may be retried, the commonest first.
#[must_use]
pub fn causes<'a>(jobs: impl Iterator<Item = &'a Job>) -> Vec<Cause> {
    // What they have in common, and what each says first.
    let mut found: Vec<(String, Cause)> = Vec::new();
    for job in jobs.filter(|job| is_free_for(job, Action::Retry)) {
        let message = job.process.as_ref().and_then(|it| it.error_message.as_deref());
        let line = message.unwrap_or_default().trim().lines().next().unwrap_or_default();
        let common = masked(line);
        let room = found.len() < CAUSES;
        match found.iter_mut().find(|(known, _)| *known == common) {
            Some((_, cause)) => {
                if cause.text != line {
                    cause.text = common;
                }
                cause.ids.push(job.id);
            }
            None if room => {
                found.push((common, Cause { text: line.to_owned(), ids: vec![job.id] }));
            }
            None => {}
        }
    }
    let keys = found.iter().enumerate().map(|(at, (_, cause))| [!cause.ids.len(), at]);
    let keys = keys.map(|[count, at]| [count as u64, at as u64, 0]).collect();
    let mut causes: Vec<_> = found.into_iter().map(|(_, cause)| Some(cause)).collect();
    let place = |[_, at, _]: [u64; 3]| usize::try_from(at).ok();
    let by_count = sorted(keys).into_iter().filter_map(place);
    by_count.filter_map(|at| causes.get_mut(at)?.take()).collect()
}

/// A message without what differs from job to job: words that hold a digit, and
/// what joins them ("7,731", "10:15", "0b9c-41"), are one "…".
fn masked(line: &str) -> String {
    let mut text = String::new();
    let mut word = String::new();
    let mut joint = String::new();
    for c in line.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            let varies = word.chars().any(|c| c.is_ascii_digit());
            let goes_on = varies && text.ends_with('…') && !joint.is_empty();
            if !goes_on {
                text.push_str(&joint);
                text.push_str(if varies { "…" } else { &word });
            }
            word.clear();
            joint.clear();
        }
        if ",.:-_/".contains(c) {
            joint.push(c);
        } else {
            text.push_str(&joint);
            joint.clear();
            text.push(c);
        }
    }
    text.truncate(text.len() - 1);
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::action::{ActionFailure, ActionState};
    use super::super::process::Process;
    use super::super::status::Status;
    use super::*;

    fn job(id: u64, status: Status, action: ActionState) -> Job {
        let id = ProcessId::new(id);
        Job { process: Some(Arc::new(Process::new(id, status))), action, ..Job::new(id) }
    }

    fn failed(id: u64, message: &str) -> Job {
        let id = ProcessId::new(id);
        let mut process = Process::new(id, Status::Failed);
        process.error_message = Some(message.to_owned()).filter(|it| !it.is_empty());
        Job { process: Some(Arc::new(process)), ..Job::new(id) }
    }

    fn told(jobs: &[Job]) -> Vec<(String, Vec<u64>)> {
        let ids = |cause: &Cause| cause.ids.iter().map(|id| id.get()).collect();
        causes(jobs.iter()).iter().map(|it| (it.text.clone(), ids(it))).collect()
    }

    #[track_caller]
    fn check(line: &str, common: &str) {
        assert_eq!(masked(line), common);
    }

    #[test]
    fn what_differs_from_job_to_job_is_no_part_of_a_cause() {
        check(
            "Row 7,731: the column “postcode” is missing.",
            "Row …: the column “postcode” is missing.",
        );
        check("User 0b9c41f2-77aa-4c1e-9d3b-000000000000 not found", "User … not found");
        check("No answer from 10.0.0.7:3306 at 10:15:02", "No answer from … at …");
        check("SQLSTATE[23000]: Duplicate entry '17-4'", "SQLSTATE[…]: Duplicate entry '…'");
        check("The file could not be read.", "The file could not be read.");
        check("Größe überschritten: 12 MB", "Größe überschritten: … MB");
        check("", "");
        check("- / -", "- / -");
    }

    #[test]
    fn jobs_that_failed_alike_stand_together_the_commonest_first() {
        let jobs = [
            failed(1, "Timed out"),
            failed(2, "Row 7: no postcode\n#0 trace"),
            failed(3, "Row 12: no postcode"),
            failed(4, ""),
            failed(5, "Row 7: no postcode"),
            failed(6, "Timed out"),
        ];
        assert_eq!(
            told(&jobs),
            [
                ("Row …: no postcode".to_owned(), vec![2, 3, 5]),
                ("Timed out".to_owned(), vec![1, 6]),
                (String::new(), vec![4]),
            ]
        );
    }

    #[test]
    fn what_all_say_alike_is_told_as_it_stands() {
        assert_eq!(told(&[failed(1, "HTTP 500"), failed(2, "HTTP 500")])[0].0, "HTTP 500");
    }

    #[test]
    fn only_what_can_be_retried_now_counts() {
        let busy = job(1, Status::Failed, ActionState::UnderWay(Action::Retry));
        let mut gone = failed(2, "x");
        gone.line = super::super::line::Line::Gone;
        let running = job(3, Status::Running, ActionState::Idle);
        assert_eq!(told(&[busy, gone, running]), []);
        let again = job(4, Status::Failed, ActionState::Failed(Action::Retry, ActionFailure::Busy));
        assert!(is_free_for(&again, Action::Retry), "what was refused may be tried again");
    }
}
