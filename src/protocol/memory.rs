//! What a browser remembers of a tray between two pages: which jobs it
//! follows, which the user dismissed, how they stood, and when the user last
//! looked. Never what a job holds, and never a token.

use super::encode::{number, object, text};
use crate::domain::id::ProcessId;
use crate::domain::json::Json;
use crate::domain::list_look::ListLook;
use crate::domain::sorted::SortedMap;
use crate::domain::status::Status;

/// Version of the text.
const VERSION: i128 = 1;

/// How much is remembered, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryLimits {
    /// Jobs.
    pub jobs: usize,
    /// Milliseconds since a job was last heard of.
    pub age_ms: i64,
}

impl Default for MemoryLimits {
    /// 200 jobs, 14 days.
    fn default() -> Self {
        Self { jobs: 200, age_ms: 14 * 86_400_000 }
    }
}

/// A job as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// When it began to be followed, or last changed its status: milliseconds
    /// of the device's wall clock since the Unix epoch.
    pub at_ms: i64,
    /// Its status then, if it was known.
    pub status: Option<Status>,
    /// The user wants to see it no longer.
    pub dismissed: bool,
    /// The user wants to see it first.
    pub pinned: bool,
}

impl Remembered {
    /// A job that begins to be followed now.
    #[must_use]
    pub const fn new(at_ms: i64) -> Self {
        Self { at_ms, status: None, dismissed: false, pinned: false }
    }
}

/// Everything that is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The jobs.
    pub jobs: SortedMap<ProcessId, Remembered>,
    /// When the user last looked: milliseconds of the device's wall clock since
    /// the Unix epoch.
    pub looked_at_ms: Option<i64>,
    /// How the user looks at the list.
    pub look: ListLook,
}

/// What was kept is not what the tray keeps; it is discarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CorruptMemory;

impl Memory {
    /// Reads what was kept.
    ///
    /// # Errors
    /// [`CorruptMemory`] if that is anything else; retrying does not help.
    pub fn read(kept: &str) -> Result<Self, CorruptMemory> {
        let whole: Json = serde_json::from_str(kept).map_err(|_| CorruptMemory)?;
        let (Some(Json::Integer(VERSION)), Some(Json::Array(jobs))) =
            (whole.get("v"), whole.get("jobs"))
        else {
            return Err(CorruptMemory);
        };
        let jobs: Option<_> = jobs.iter().map(read_job).collect();
        let looked_at_ms = whole.get("looked").and_then(integer);
        let look = whole.get("look").and_then(Json::as_str).unwrap_or_default();
        let look = ListLook::read(look);
        Ok(Self { jobs: jobs.ok_or(CorruptMemory)?, looked_at_ms, look })
    }

    /// The text to keep; `None` where there is nothing to remember.
    #[must_use]
    pub fn write(&self) -> Option<String> {
        if self.jobs.is_empty() {
            return None;
        }
        let job = |(id, it): (&ProcessId, &Remembered)| {
            object([
                ("id", number(id.get())),
                ("at", number(it.at_ms)),
                ("status", text(it.status.as_ref().map(Status::as_str))),
                ("dismissed", mark(it.dismissed)),
                ("pinned", mark(it.pinned)),
            ])
        };
        let jobs = Json::Array(self.jobs.iter().map(job).collect());
        let looked = self.looked_at_ms.map_or(Json::Null, number);
        let look = Some(self.look.write()).filter(|look| !look.is_empty());
        let look = text(look.as_deref());
        let whole = [("v", number(VERSION)), ("jobs", jobs), ("looked", looked), ("look", look)];
        Some(object(whole).to_string())
    }

    /// Forgets what is too old, and the oldest of what is too much: first what
    /// was dismissed, then what has ended, then the rest.
    pub fn prune(&mut self, limits: MemoryLimits, now_ms: i64) {
        // A clock that was set back makes nothing older than it is.
        self.jobs.retain(|_, it| now_ms.saturating_sub(it.at_ms) <= limits.age_ms);
        while self.jobs.len() > limits.jobs {
            let rank = |it: &Remembered| {
                let ended = it.status.as_ref().is_some_and(Status::is_terminal);
                let kind = if it.dismissed { 0_u8 } else { 2 - u8::from(ended) };
                (kind, it.at_ms)
            };
            let oldest = self.jobs.iter().min_by_key(|(_, it)| rank(it)).map(|(id, _)| *id);
            let Some(oldest) = oldest else { return };
            self.jobs.remove(&oldest);
        }
    }
}

/// Only what holds is written.
const fn mark(holds: bool) -> Json {
    if holds { Json::Bool(true) } else { Json::Null }
}

fn integer(json: &Json) -> Option<i64> {
    match json {
        Json::Integer(number) => i64::try_from(*number).ok(),
        _ => None,
    }
}

fn read_job(json: &Json) -> Option<(ProcessId, Remembered)> {
    let id = match json.get("id")? {
        Json::Integer(id) => u64::try_from(*id).ok().map(ProcessId::new)?,
        _ => return None,
    };
    let remembered = Remembered {
        at_ms: json.get("at").and_then(integer)?,
        status: json.get("status").and_then(Json::as_str).map(Status::from),
        dismissed: json.get("dismissed") == Some(&Json::Bool(true)),
        pinned: json.get("pinned") == Some(&Json::Bool(true)),
    };
    Some((id, remembered))
}

// Properties are tried out natively.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::list_look::Order;

    fn job(at_ms: i64, status: &str, dismissed: bool) -> Remembered {
        Remembered { status: Some(Status::from(status)), dismissed, ..Remembered::new(at_ms) }
    }

    fn memory(jobs: &[(u64, Remembered)]) -> Memory {
        let jobs = jobs.iter().map(|(id, it)| (ProcessId::new(*id), it.clone())).collect();
        let look = ListLook { order: Order::Newest, ..ListLook::default() };
        Memory { jobs, looked_at_ms: Some(7), look }
    }

    fn ids(memory: &Memory) -> Vec<u64> {
        memory.jobs.keys().map(ProcessId::get).collect()
    }

    #[test]
    fn what_is_kept_comes_back_exactly() {
        let unknown = Remembered { pinned: true, ..Remembered::new(-5) };
        let kept = memory(&[(u64::MAX, job(9, "failed", true)), (3, unknown)]);
        let text = kept.write().expect("something to keep");
        assert_eq!(Memory::read(&text), Ok(kept));
        assert_eq!(Memory::default().write(), None);
    }

    #[test]
    fn what_is_too_old_is_forgotten_and_a_clock_set_back_forgets_nothing() {
        let mut kept = memory(&[(1, job(0, "running", false)), (2, job(90, "running", false))]);
        kept.prune(MemoryLimits { jobs: 9, age_ms: 50 }, 100);
        assert_eq!(ids(&kept), [2]);
        kept.prune(MemoryLimits { jobs: 9, age_ms: 50 }, -1_000);
        assert_eq!(ids(&kept), [2]);
    }

    #[test]
    fn of_too_many_the_dismissed_go_first_and_the_moving_last() {
        let mut kept = memory(&[
            (1, job(1, "running", false)),
            (2, job(5, "completed", false)),
            (3, job(9, "running", true)),
            (4, job(6, "completed", false)),
            (5, job(2, "pending", false)),
        ]);
        for (jobs, left) in
            [(4, vec![1, 2, 4, 5]), (3, vec![1, 4, 5]), (2, vec![1, 5]), (1, vec![5])]
        {
            kept.prune(MemoryLimits { jobs, age_ms: 1_000 }, 10);
            assert_eq!(ids(&kept), left);
        }
    }

    proptest! {
        #[test]
        fn anything_else_is_discarded_without_a_panic(text in "\\PC{0,60}") {
            prop_assert_eq!(Memory::read(&text), Err(CorruptMemory));
        }

        #[test]
        fn a_kept_text_that_is_cut_off_is_discarded(cut in 0_usize..60) {
            let text = memory(&[(1, job(1, "running", false))]).write().unwrap_or_default();
            let cut = cut.min(text.len() - 1);
            prop_assert_eq!(Memory::read(&text[..cut]), Err(CorruptMemory));
        }
    }
}
