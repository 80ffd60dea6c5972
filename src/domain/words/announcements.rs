//! The words that are said aloud.

use crate::domain::announcer::Announcement;

/// One sentence of what is to be said of jobs by these names, in the order of
/// `kinds`: by name where a job is the only one of its kind, else counted.
#[must_use]
pub fn sentence(said: &[(Announcement, &str)], kinds: &[Announcement]) -> String {
    let mut parts = Vec::new();
    for kind in kinds {
        let same = || said.iter().filter(|(said, _)| is_kind(*said, *kind));
        match (same().count(), same().next()) {
            (1, Some((said, name))) => parts.push(format!("{name}: {}", of_one(*said))),
            (0, _) | (_, None) => {}
            (count, _) => parts.push(format!("{count} jobs {}", of_many(*kind))),
        }
    }
    parts.join(", ")
}

/// Progress of several jobs is told as one.
fn is_kind(said: Announcement, kind: Announcement) -> bool {
    let progress = |said| matches!(said, Announcement::Progress(_));
    said == kind || (progress(said) && progress(kind))
}

fn of_one(said: Announcement) -> String {
    match said {
        Announcement::Review => "needs your review".to_owned(),
        Announcement::Progress(percent) => format!("{percent} %"),
        said => of_many(said).to_owned(),
    }
}

const fn of_many(said: Announcement) -> &'static str {
    match said {
        Announcement::Review => "need your review",
        Announcement::Finished => "finished",
        Announcement::Cancelled => "cancelled",
        Announcement::Started => "started",
        Announcement::Progress(_) => "moving on",
        Announcement::Failed => "failed",
    }
}
