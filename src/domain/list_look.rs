//! How the user looks at the list: which jobs, in which order, under which
//! headings.

use core::cmp::Ordering;

use super::id::ProcessId;
use super::job::Job;
use super::selectors::sorted;
use super::status::Status;

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// What needs the user first.
    #[default]
    Needs,
    /// What was started last first.
    Newest,
    /// By the name of the type.
    Name,
}

/// Which jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// Every one.
    #[default]
    All,
    /// Those that have not ended.
    Active,
    /// Those that failed or wait for the user.
    NeedsYou,
    /// Those that have come to an end.
    Ended,
}

/// Everything that the user chose of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListLook {
    /// In which order.
    pub order: Order,
    /// Which jobs.
    pub show: Show,
    /// Under the headings of their types.
    pub by_type: bool,
}

/// The choices, with their names in markup and memory.
pub const ORDERS: [(&str, Order); 3] =
    [("needs", Order::Needs), ("newest", Order::Newest), ("name", Order::Name)];
/// The same for which jobs.
pub const SHOWS: [(&str, Show); 4] = [
    ("all", Show::All),
    ("active", Show::Active),
    ("needs-you", Show::NeedsYou),
    ("ended", Show::Ended),
];
/// The same for headings.
pub const GROUPS: [(&str, bool); 2] = [("no", false), ("type", true)];

fn read<T: Copy + Default>(choices: &[(&str, T)], name: &str) -> T {
    choices.iter().find(|(it, _)| *it == name).map(|(_, choice)| *choice).unwrap_or_default()
}

fn name<T: PartialEq>(choices: &[(&'static str, T)], choice: &T) -> &'static str {
    choices.iter().find(|(_, it)| it == choice).map_or("", |(name, _)| *name)
}

impl ListLook {
    /// The names of order, jobs and headings.
    #[must_use]
    pub fn names(&self) -> [&'static str; 3] {
        [name(&ORDERS, &self.order), name(&SHOWS, &self.show), name(&GROUPS, &self.by_type)]
    }

    /// From three names; what is none of the choices is the usual.
    #[must_use]
    pub fn of(names: [&str; 3]) -> Self {
        let [order, show, by_type] = names;
        Self {
            order: read(&ORDERS, order),
            show: read(&SHOWS, show),
            by_type: read(&GROUPS, by_type),
        }
    }

    /// As it is remembered; empty for the usual.
    #[must_use]
    pub fn write(&self) -> String {
        if *self == Self::default() { String::new() } else { self.names().join(" ") }
    }

    /// What was remembered.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut names = text.split(' ');
        Self::of([(); 3].map(|()| names.next().unwrap_or_default()))
    }
}

/// A heading among the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its place in [`Arranged::keys`]; near the greatest number there is, where
    /// no server counts its jobs to.
    pub key: u64,
    /// What the jobs below it are; `None` for those that are pinned.
    pub name: Option<String>,
    /// How many there are.
    pub count: usize,
}

/// The list as the user wants it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arranged {
    /// Ids of jobs and keys of headings, from above.
    pub keys: Vec<u64>,
    /// The headings.
    pub headings: Vec<Heading>,
}

/// Puts jobs, given in the order on screen and each with its name, in the order
/// the user wants; what is pinned first. Names come in the order of `compare`, which
/// is that of a language.
#[must_use]
pub fn arranged(
    jobs: &[(&Job, String)],
    look: ListLook,
    pinned: &[ProcessId],
    compare: &dyn Fn(&str, &str) -> Ordering,
) -> Arranged {
    let place = |names: &[&str], name: &str| names.binary_search_by(|it| compare(it, name));
    let mut names: Vec<&str> = Vec::new();
    for (_, name) in jobs {
        if let Err(at) = place(&names, name) {
            names.insert(at, name);
        }
    }
    let ranked = jobs.iter().enumerate().filter(|(_, (job, _))| is_shown(job, look.show));
    let by_name = look.by_type || look.order == Order::Name;
    let keys = ranked.map(|(at, (job, name))| {
        let unpinned = !pinned.contains(&job.id);
        let rank = place(&names, name).unwrap_or(0);
        let place = if look.order == Order::Needs { at as u64 } else { !job.id.get() };
        [u64::from(unpinned), if by_name && unpinned { rank as u64 } else { 0 }, place]
    });
    let keys = sorted(keys.collect());
    let mut arranged = Arranged::default();
    let mut group = None;
    for [unpinned, rank, place] in keys {
        let at = usize::try_from(place).unwrap_or(usize::MAX);
        let id = match look.order {
            Order::Needs => jobs.get(at).map_or(0, |(job, _)| job.id.get()),
            Order::Newest | Order::Name => !place,
        };
        if look.by_type {
            if group != Some((unpinned, rank)) {
                group = Some((unpinned, rank));
                let name = usize::try_from(rank).ok().and_then(|it| names.get(it));
                let name = name.filter(|_| unpinned == 1).map(|name| (*name).to_owned());
                let key = !u64::from(mark(name.as_deref().unwrap_or_default()));
                arranged.headings.push(Heading { key, name, count: 0 });
                arranged.keys.push(key);
            }
            if let Some(heading) = arranged.headings.last_mut() {
                heading.count += 1;
            }
        }
        arranged.keys.push(id);
    }
    arranged
}

fn is_shown(job: &Job, show: Show) -> bool {
    let status = job.process.as_ref().map(|process| &process.status);
    match show {
        Show::All => true,
        Show::Active => !job.is_terminal() && !job.line.is_final(),
        Show::NeedsYou => matches!(status, Some(Status::Failed | Status::WaitingReview)),
        Show::Ended => job.is_terminal() || job.line.is_final(),
    }
}

/// A heading keeps its key while others come and go (FNV-1a).
fn mark(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |mark, byte| (mark ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

// Properties are tried out natively.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::process::Process;
    use super::*;

    fn job(id: u64, status: Status) -> Job {
        let id = ProcessId::new(id);
        Job { process: Some(Arc::new(Process::new(id, status))), ..Job::new(id) }
    }

    fn is_heading(told: &Arranged, key: u64) -> bool {
        told.headings.iter().any(|it| it.key == key)
    }

    /// In the order on screen.
    fn jobs() -> Vec<(Job, &'static str)> {
        vec![
            (job(2, Status::WaitingReview), "CSV import"),
            (job(5, Status::Running), "AI import"),
            (job(4, Status::Failed), "CSV import"),
            (job(9, Status::Completed), "AI import"),
            (job(1, Status::Cancelled), "Report"),
        ]
    }

    fn told(look: ListLook, pinned: &[u64]) -> Arranged {
        let jobs = jobs();
        let named: Vec<_> = jobs.iter().map(|(job, name)| (job, (*name).to_owned())).collect();
        let pinned: Vec<_> = pinned.iter().copied().map(ProcessId::new).collect();
        arranged(&named, look, &pinned, &str::cmp)
    }

    #[test]
    fn the_order_is_what_the_user_wants() {
        let order = |order| told(ListLook { order, ..ListLook::default() }, &[]).keys;
        assert_eq!(order(Order::Needs), [2, 5, 4, 9, 1]);
        assert_eq!(order(Order::Newest), [9, 5, 4, 2, 1]);
        assert_eq!(order(Order::Name), [9, 5, 4, 2, 1]);
    }

    #[test]
    fn names_come_in_the_order_of_the_language() {
        let jobs = [job(1, Status::Running), job(2, Status::Running), job(3, Status::Running)];
        let names = ["Zug", "Übersicht", "apfel"];
        let named: Vec<_> = jobs.iter().zip(names.map(str::to_owned)).collect();
        let by_name = ListLook { order: Order::Name, ..ListLook::default() };
        let german = |one: &str, other: &str| {
            let key = |it: &str| it.to_lowercase().replace('ü', "u");
            key(one).cmp(&key(other))
        };
        assert_eq!(arranged(&named, by_name, &[], &german).keys, [3, 2, 1]);
    }

    #[test]
    fn what_is_pinned_comes_first_in_any_order() {
        let order = |order| told(ListLook { order, ..ListLook::default() }, &[1, 4]).keys;
        assert_eq!(order(Order::Needs), [4, 1, 2, 5, 9]);
        assert_eq!(order(Order::Name), [4, 1, 9, 5, 2]);
    }

    #[test]
    fn only_what_is_to_be_shown_is() {
        let show = |show| told(ListLook { show, ..ListLook::default() }, &[]).keys;
        assert_eq!(show(Show::Active), [2, 5]);
        assert_eq!(show(Show::NeedsYou), [2, 4]);
        assert_eq!(show(Show::Ended), [4, 9, 1]);
    }

    #[test]
    fn headings_count_what_stands_below_them() {
        let by_type = ListLook { by_type: true, ..ListLook::default() };
        let told = told(by_type, &[4]);
        let headings: Vec<_> =
            told.headings.iter().map(|it| (it.name.as_deref(), it.count)).collect();
        let types =
            [(None, 1), (Some("AI import"), 2), (Some("CSV import"), 1), (Some("Report"), 1)];
        assert_eq!(headings, types);
        let rows: Vec<_> =
            told.keys.iter().map(|key| if is_heading(&told, *key) { 0 } else { *key }).collect();
        assert_eq!(rows, [0, 4, 0, 5, 9, 0, 2, 0, 1]);
    }

    #[test]
    fn a_choice_is_remembered_and_nonsense_is_the_usual() {
        let look = ListLook { order: Order::Name, show: Show::Ended, by_type: true };
        assert_eq!(ListLook::read(&look.write()), look);
        assert_eq!(ListLook::default().write(), "");
        for text in ["", "x y z w", "needs", "\u{0}"] {
            assert_eq!(ListLook::read(text), ListLook::default(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_job_stands_once(
            ids in prop::collection::hash_set(1_u64..500, 0..40),
            order in 0_usize..3,
            by_type: bool,
        ) {
            let jobs: Vec<_> = ids.iter().map(|id| job(*id, Status::Running)).collect();
            let named: Vec<_> =
                jobs.iter().map(|it| (it, format!("Type {}", it.id.get() % 4))).collect();
            let pinned = ids.iter().filter(|id| *id % 7 == 0).copied().map(ProcessId::new);
            let look = ListLook { order: ORDERS[order].1, by_type, ..ListLook::default() };
            let told = arranged(&named, look, &pinned.collect::<Vec<_>>(), &str::cmp);
            let mut rows: Vec<_> =
                told.keys.iter().copied().filter(|key| !is_heading(&told, *key)).collect();
            prop_assert_eq!(told.headings.iter().map(|it| it.count).sum::<usize>(), if by_type { ids.len() } else { 0 });
            rows.sort_unstable();
            let mut all: Vec<_> = ids.into_iter().collect();
            all.sort_unstable();
            prop_assert_eq!(rows, all);
        }
    }
}
