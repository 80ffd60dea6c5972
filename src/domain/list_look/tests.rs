//! Orders, headings, and what stays in its place.

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
fn names_are_compared_only_where_they_matter() {
    let jobs = jobs();
    let named: Vec<_> = jobs.iter().map(|(job, name)| (job, (*name).to_owned())).collect();
    let pinned = [ProcessId::new(4)];
    for order in [Order::Needs, Order::Newest] {
        let look = ListLook { order, ..ListLook::default() };
        let list = arranged(&named, look, &pinned, &|_, _| unreachable!("nobody asked"));
        assert_eq!(list.keys[0], 4);
    }
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
    let headings: Vec<_> = told.headings.iter().map(|it| (it.name.as_deref(), it.count)).collect();
    let types = [(None, 1), (Some("AI import"), 2), (Some("CSV import"), 1), (Some("Report"), 1)];
    assert_eq!(headings, types);
    let rows: Vec<_> =
        told.keys.iter().map(|key| if is_heading(&told, *key) { 0 } else { *key }).collect();
    assert_eq!(rows, [0, 4, 0, 5, 9, 0, 2, 0, 1]);
}

/// Jobs, each under its heading; 0 is none.
fn under(jobs: &[(u64, u64)]) -> Arranged {
    let mut list = Arranged::default();
    for (heading, job) in jobs {
        if *heading > 0 && list.headings.last().is_none_or(|it| it.key != *heading) {
            list.keys.push(*heading);
            list.headings.push(Heading { key: *heading, name: None, count: 0 });
        }
        if let Some(heading) = list.headings.last_mut() {
            heading.count += 1;
        }
        list.keys.push(*job);
    }
    list
}

#[test]
fn under_the_pointer_known_jobs_stay_and_new_ones_come_at_the_end() {
    let shown = under(&[(0, 3), (0, 2), (0, 1)]);
    assert_eq!(while_held(&shown, &under(&[(0, 1), (0, 4), (0, 2)])).keys, [2, 1, 4]);
    assert_eq!(while_held(&Arranged::default(), &shown), shown);
    assert_eq!(while_held(&shown, &Arranged::default()), Arranged::default());
}

#[test]
fn under_the_pointer_what_is_new_comes_at_the_end_of_its_own() {
    let shown = under(&[(70, 3), (70, 2), (90, 1)]);
    let wanted = under(&[(60, 8), (70, 4), (70, 2), (70, 3), (80, 6), (80, 5), (90, 1)]);
    let list = while_held(&shown, &wanted);
    assert_eq!(list.keys, [60, 8, 70, 3, 2, 4, 80, 6, 5, 90, 1]);
    let counts: Vec<_> = list.headings.iter().map(|it| (it.key, it.count)).collect();
    assert_eq!(counts, [(60, 1), (70, 3), (80, 2), (90, 1)]);
}

#[test]
fn under_the_pointer_no_heading_stands_alone() {
    let shown = under(&[(70, 3), (70, 2), (90, 1)]);
    // Job 2 is pinned, job 1 is gone, job 3 stays under its heading.
    let list = while_held(&shown, &under(&[(60, 2), (70, 3)]));
    assert_eq!(list.keys, [70, 3, 2]);
    assert_eq!(list.headings.len(), 1);
    let list = while_held(&shown, &under(&[(60, 3), (60, 2)]));
    assert_eq!(list.keys, [70, 3, 2], "its heading is wanted no longer");
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
