//! What a browser remembers of a tray between two pages: which jobs it
//! follows, which the user dismissed, how they stood, when the user last looked,
//! and how long jobs of each type usually take. Never what a job holds, and never a token.

use super::encode::{number, object, text};
use crate::domain::id::ProcessId;
use crate::domain::json::Json;
use crate::domain::list_look::ListLook;
use crate::domain::sorted::SortedMap;
use crate::domain::status::Status;
use crate::domain::usual::Usual;

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
    /// How long jobs usually take.
    pub usual: Usual,
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
        let usual = read_usual(whole.get("usual"));
        let look = whole.get("look").and_then(Json::as_str).unwrap_or_default();
        let look = ListLook::read(look);
        Ok(Self { jobs: jobs.ok_or(CorruptMemory)?, looked_at_ms, usual, look })
    }

    /// The text to keep; `None` where there is nothing to remember.
    #[must_use]
    pub fn write(&self) -> Option<String> {
        if self.jobs.is_empty() && self.usual.types().is_empty() {
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
        let seconds = |kept: &Vec<u32>| Json::Array(kept.iter().map(|it| number(*it)).collect());
        let usual = self.usual.types().iter().map(|(name, kept)| (name.clone(), seconds(kept)));
        let usual = Json::Object(usual.collect());
        let usual = if usual.is_empty() { Json::Null } else { usual };
        let look = Some(self.look.write()).filter(|look| !look.is_empty());
        let look = text(look.as_deref());
        let version = ("v", number(VERSION));
        let fields =
            [version, ("jobs", jobs), ("looked", looked), ("usual", usual), ("look", look)];
        Some(object(fields).to_string())
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

/// What is no duration is left out: it is only what was learned.
fn read_usual(json: Option<&Json>) -> Usual {
    let mut usual = Usual::default();
    if let Some(Json::Object(types)) = json {
        for (name, kept) in types {
            if let Json::Array(kept) = kept {
                let seconds = kept.iter().filter_map(integer).filter_map(|it| it.try_into().ok());
                usual.note_all(name, &seconds.collect::<Vec<_>>());
            }
        }
    }
    usual
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
        Memory { jobs, looked_at_ms: Some(7), usual: Usual::default(), look }
    }

    fn ids(memory: &Memory) -> Vec<u64> {
        memory.jobs.keys().map(ProcessId::get).collect()
    }

    #[test]
    fn what_is_kept_comes_back_exactly() {
        let unknown = Remembered { pinned: true, ..Remembered::new(-5) };
        let mut kept = memory(&[(u64::MAX, job(9, "failed", true)), (3, unknown)]);
        kept.usual.note_all("csv_import", &[12, 3_600]);
        kept.usual.note("App\\Jobs\\\"Export\"", 5_000);
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

    #[test]
    fn what_was_learned_stays_when_no_job_is_left_and_is_read_leniently() {
        let mut kept = Memory::default();
        kept.usual.note("csv_import", 5_000);
        assert_eq!(kept.write().map(|text| Memory::read(&text)), Some(Ok(kept)));
        let text = r#"{"v":1,"jobs":[],"usual":{"a":[1,-2,"x",3],"b":7,"c":[]}}"#;
        let usual = Memory::read(text).map(|kept| kept.usual.types().to_vec());
        assert_eq!(usual, Ok(vec![("a".to_owned(), vec![1, 3])]));
        let before = r#"{"v":1,"jobs":[]}"#;
        assert_eq!(Memory::read(before), Ok(Memory::default()), "what older trays kept");
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
