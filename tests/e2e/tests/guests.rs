//! How good a guest the tray is: what the mock server counted, by jobs and tabs.
#![allow(clippy::unwrap_used)]

use std::thread;
use std::time::{Duration, Instant};

use job_tray_e2e::{JobTrayPage, Mock, Tab, story};
use job_tray_mock::{ClockKind, Report, Request, Route, SessionOptions};
use serde_json::json;
use tokio::time::sleep;

/// How long all tabs are open.
const RUN: Duration = Duration::from_secs(60);
/// How often there is news of the first job.
const NEWS_EVERY: Duration = Duration::from_secs(1);
/// The most that the tray asks for in a minute, opened streams included.
const LIMIT: usize = 30;

/// Prints requests and streams of the minute after the last tab was opened, and the most requests
/// within any minute. A tier of its own (`make test-counts`), in Chromium alone: it takes four
/// minutes of real time, and what is counted is the work of the engine, the same in all browsers.
#[test]
fn no_number_of_jobs_and_tabs_takes_more_than_two_streams_and_thirty_requests_a_minute() {
    let mut table = String::from(
        "requests of a minute, as the mock server counted them\n\
         jobs  tabs  rows  streams  all  streams at once  most within any minute\n",
    );
    let mut reports = Vec::new();
    for tabs in [1, 3, 10] {
        // At the same time, or they would take ten minutes.
        reports.extend(thread::scope(|scope| {
            let runs = [1, 10, 50].map(|jobs| scope.spawn(move || counted(jobs, tabs)));
            runs.map(|run| run.join().expect("the run succeeds"))
        }));
    }
    reports.sort_by_key(|counts| (counts.jobs, counts.tabs));
    for counts in &reports {
        let Counts { jobs, tabs, rows, streams, all, peak, most } = counts;
        table += &format!(
            "{jobs:>4}  {tabs:>4}  {rows:>4}  {streams:>7}  {all:>3}  {peak:>15}  {most:>22}\n"
        );
    }
    println!("{table}");
    for counts in &reports {
        assert!(counts.peak <= 2, "too many streams at once\n{table}");
        assert!(counts.all <= LIMIT, "too many requests\n{table}");
        assert!(counts.most <= LIMIT, "too many requests\n{table}");
    }
}

/// What one combination took.
struct Counts {
    jobs: i64,
    tabs: usize,
    /// Of the last minute: rows, streams, and all.
    rows: usize,
    streams: usize,
    all: usize,
    /// The most streams at once.
    peak: usize,
    /// The most requests within any minute.
    most: usize,
}

fn counted(jobs: i64, tabs: usize) -> Counts {
    let mut report = Report::default();
    story(&format!("guests-{jobs}-{tabs}"), async |page, mock| {
        report = run(page, mock, jobs, tabs).await;
    });
    let log: Vec<&Request> = report.log.iter().collect();
    let minute = |from: &Request| {
        log.iter().filter(|it| (0..60).contains(&(it.at - from.at).num_seconds())).count()
    };
    let last = log.iter().filter(|it| (report.now - it.at).num_seconds() < 60);
    let of = |route: Route| last.clone().filter(|it| it.route == route).count();
    Counts {
        jobs,
        tabs,
        rows: of(Route::Show),
        streams: of(Route::Stream),
        all: last.clone().count(),
        peak: report.streams.peak,
        most: log.iter().map(|it| minute(it)).max().unwrap_or(0),
    }
}

/// So many tabs on the same running jobs, by a clock that runs.
async fn run(page: &JobTrayPage, mock: &mut Mock, jobs: i64, tabs: usize) -> Report {
    mock.begin(SessionOptions { clock: ClockKind::Real, ..SessionOptions::default() });
    let ids: Vec<i64> = (1..=jobs).collect();
    mock.create_running(&ids).await;
    let text: Vec<_> = ids.iter().map(i64::to_string).collect();
    page.open_host(mock, &text.join(",")).await;
    for _ in 1..tabs {
        let _tab = Tab::open(page).await;
        page.open_host(mock, &text.join(",")).await;
    }
    let over = Instant::now() + RUN;
    for percent in (10..90).cycle() {
        if Instant::now() >= over {
            break;
        }
        mock.event(1, json!({ "progress_percent": percent })).await;
        // Time is what this is about: there is no condition to wait for.
        sleep(NEWS_EVERY).await;
    }
    mock.session.report().await
}
