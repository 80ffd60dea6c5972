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
    /// Whether it matters what the jobs are called.
    #[must_use]
    pub fn names_jobs(&self) -> bool {
        self.by_type || self.order == Order::Name
    }

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
/// is that of a language; they may be missing where they [do not
/// matter](ListLook::names_jobs).
#[must_use]
pub fn arranged(
    jobs: &[(&Job, String)],
    look: ListLook,
    pinned: &[ProcessId],
    compare: &dyn Fn(&str, &str) -> Ordering,
) -> Arranged {
    let place = |names: &[&str], name: &str| names.binary_search_by(|it| compare(it, name));
    let mut names: Vec<&str> = Vec::new();
    let by_name = look.names_jobs();
    for (_, name) in jobs.iter().filter(|_| by_name) {
        if let Err(at) = place(&names, name) {
            names.insert(at, name);
        }
    }
    let ranked = jobs.iter().enumerate().filter(|(_, (job, _))| is_shown(job, look.show));
    let keys = ranked.map(|(at, (job, name))| {
        let unpinned = !pinned.contains(&job.id);
        let ranked = by_name && unpinned;
        let rank = if ranked { place(&names, name).unwrap_or(0) } else { 0 };
        let place = if look.order == Order::Needs { at as u64 } else { !job.id.get() };
        [u64::from(unpinned), rank as u64, place]
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

/// The list while somebody points at it: what is shown stays where it is, under its
/// heading; what is new comes at the end of its own; what is wanted no longer goes.
#[must_use]
pub fn while_held(shown: &Arranged, wanted: &Arranged) -> Arranged {
    let mut groups = grouped(shown);
    for (_, rows) in &mut groups {
        rows.retain(|key| wanted.keys.contains(key));
    }
    // Where a heading stands that nobody has seen yet.
    let mut next = 0;
    for (heading, mut rows) in grouped(wanted) {
        rows.retain(|key| !shown.keys.contains(key));
        let key = |heading: &Option<&Heading>| heading.map(|it| it.key);
        if let Some(at) = groups.iter().position(|(it, _)| key(it) == key(&heading)) {
            groups[at].1.append(&mut rows);
            next = at + 1;
        } else {
            groups.insert(next, (heading, rows));
            next += 1;
        }
    }
    let mut held = Arranged::default();
    for (heading, rows) in groups.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        if let Some(heading) = heading {
            held.keys.push(heading.key);
            held.headings.push(Heading { count: rows.len(), ..heading.clone() });
        }
        held.keys.extend(rows);
    }
    held
}

/// Headings, each with what stands below it; what stands above all has none.
fn grouped(list: &Arranged) -> Vec<(Option<&Heading>, Vec<u64>)> {
    let mut groups = vec![(None, Vec::new())];
    for key in &list.keys {
        match (list.headings.iter().find(|it| it.key == *key), groups.last_mut()) {
            (None, Some((_, rows))) => rows.push(*key),
            (heading, _) => groups.push((heading, Vec::new())),
        }
    }
    groups
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
mod tests;
