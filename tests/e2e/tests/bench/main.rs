//! How much of the main thread a tray takes while 1,500 events a second come for 100 jobs.
//!
//! `make bench` prints it: the gallery's story `paced` with its panel open and closed, beside a
//! page written by hand that gets the same events at the same beats and shows them in the same
//! way, without a framework. Samples of all three are taken in turn, in one browser; what counts
//! are the ratios, as the seconds of this machine say little of another. A long task is one of
//! more than 50 ms, as browsers define it; the longest task is read from the browser's own trace.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{Browser, Engine, JobTrayPage, Mock};
use serde_json::{Value, json};

/// Rounds that count; the first is to warm up.
const ROUNDS: usize = 5;
/// How long is measured, milliseconds. The story has events for twelve seconds.
const WINDOW_MS: u64 = 6_000;

const BY_HAND: &str = include_str!("by_hand.js");

/// Waits for the first events, then watches until the window is over.
const WATCH: &str = "
    const [window_ms, ready, done] = arguments;
    const moves = new Function(`return ${ready}`);
    const watch = () => {
        if (!moves()) return setTimeout(watch, 20);
        const long = [];
        const observer = new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) long.push(Math.round(entry.duration));
        });
        observer.observe({ type: 'longtask' });
        performance.mark('job-tray-begin');
        setTimeout(() => {
            performance.mark('job-tray-end');
            setTimeout(() => { observer.disconnect(); done(long); }, 100);
        }, window_ms);
    };
    watch();
";

const STORY_MOVES: &str = "document.querySelector('[aria-valuenow]')?.ariaValueNow > 0";
const CLOSED_MOVES: &str = "document.querySelector('[data-open=false]') !== null";
const BY_HAND_MOVES: &str = "window.rounds > 3";

/// What one page was measured to take.
#[derive(Default)]
struct Sample {
    /// Of the main thread, milliseconds in a second.
    busy: f64,
    /// Of that, what scripts take, and what style and layout do.
    script: f64,
    style: f64,
    layout: f64,
    /// Layouts in a second.
    layouts: f64,
    nodes: f64,
    long_tasks: Vec<u64>,
    longest_task_ms: f64,
}

struct Page {
    name: &'static str,
    samples: Vec<Sample>,
}

fn main() {
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(measure());
}

async fn measure() {
    let mock = Mock::start("bench", Engine::Chromium).await;
    let browser = Browser::start(Engine::Chromium).await;
    let page = JobTrayPage::new(&browser);
    let story = mock.server.url("/gallery/paced?view=bare&speed=1");
    let blank = mock.server.url("/processes/0");
    browser.devtools("Performance.enable", json!({})).await;
    let names = ["written by hand", "tray, open", "tray, closed"];
    let mut pages = names.map(|name| Page { name, samples: Vec::new() });
    for round in 0..=ROUNDS {
        for (place, measured) in pages.iter_mut().enumerate() {
            let moves = if place == 0 {
                page.open(&blank).await;
                page.client().execute(BY_HAND, Vec::new()).await.unwrap();
                BY_HAND_MOVES
            } else {
                page.open(&story).await;
                STORY_MOVES
            };
            if place == 2 {
                wait_for(&page, STORY_MOVES).await;
                page.client()
                    .execute("document.querySelector('[part=minimise]').click()", Vec::new())
                    .await
                    .unwrap();
            }
            let moves = if place == 2 { CLOSED_MOVES } else { moves };
            let sample = sample(&browser, &page, moves).await;
            if round > 0 {
                measured.samples.push(sample);
            }
        }
    }
    report(&pages);
    browser.quit().await;
}

async fn wait_for(page: &JobTrayPage, condition: &str) {
    page.client().execute_async(WATCH, vec![json!(0), json!(condition)]).await.unwrap();
}

async fn sample(browser: &Browser, page: &JobTrayPage, moves: &str) -> Sample {
    wait_for(page, moves).await;
    let trace = browser.trace();
    let before = metrics(browser).await;
    let watched = page.client().execute_async(WATCH, vec![json!(WINDOW_MS), json!(moves)]).await;
    let after = metrics(browser).await;
    let seconds = of(&after, "Timestamp") - of(&before, "Timestamp");
    let rate = |name| (of(&after, name) - of(&before, name)) / seconds;
    Sample {
        busy: rate("TaskDuration") * 1_000.0,
        script: rate("ScriptDuration") * 1_000.0,
        style: rate("RecalcStyleDuration") * 1_000.0,
        layout: rate("LayoutDuration") * 1_000.0,
        layouts: rate("LayoutCount"),
        nodes: of(&after, "Nodes"),
        long_tasks: serde_json::from_value(watched.unwrap()).unwrap(),
        longest_task_ms: longest_task(&trace.end()),
    }
}

async fn metrics(browser: &Browser) -> Value {
    browser.devtools("Performance.getMetrics", json!({})).await
}

fn of(metrics: &Value, name: &str) -> f64 {
    let all = metrics["metrics"].as_array().unwrap();
    let found = all.iter().find(|metric| metric["name"] == name);
    found.and_then(|metric| metric["value"].as_f64()).unwrap()
}

/// The longest task of the page's main thread, between the two marks.
fn longest_task(trace: &[Value]) -> f64 {
    let mark = |name: &str| trace.iter().rfind(|event| event["name"] == name);
    let (begin, end) = (mark("job-tray-begin").unwrap(), mark("job-tray-end").unwrap());
    let at = |event: &Value| event["ts"].as_f64().unwrap_or_default();
    let within = |event: &&Value| {
        event["tid"] == begin["tid"]
            && event["pid"] == begin["pid"]
            && (at(begin)..=at(end)).contains(&at(event))
    };
    let tasks = trace.iter().filter(|event| event["name"] == "RunTask").filter(within);
    let longest = tasks.filter_map(|event| event["dur"].as_f64()).reduce(f64::max);
    longest.unwrap() / 1_000.0
}

fn report(pages: &[Page]) {
    let middle = |page: &Page, of: fn(&Sample) -> f64| {
        let mut values: Vec<_> = page.samples.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!("\n1,500 events a second over 100 jobs, {WINDOW_MS} ms, {ROUNDS} rounds, medians");
    println!(
        "{:18}{:>10}{:>8}{:>8}{:>8}{:>8}{:>11}{:>8}{:>12}{:>13}",
        "",
        "ms of 1 s",
        "ratio",
        "script",
        "style",
        "layout",
        "layouts/s",
        "nodes",
        "long tasks",
        "longest, ms"
    );
    let by_hand = middle(&pages[0], |sample| sample.busy);
    for page in pages {
        let busy = middle(page, |sample| sample.busy);
        let long: usize = page.samples.iter().map(|sample| sample.long_tasks.len()).sum();
        let longest = page.samples.iter().map(|it| it.longest_task_ms).fold(0.0, f64::max);
        println!(
            "{:18}{busy:>10.1}{:>8.2}{:>8.1}{:>8.1}{:>8.1}{:>11.1}{:>8.0}{long:>12}{longest:>13.1}",
            page.name,
            busy / by_hand,
            middle(page, |sample| sample.script),
            middle(page, |sample| sample.style),
            middle(page, |sample| sample.layout),
            middle(page, |sample| sample.layouts),
            middle(page, |sample| sample.nodes),
        );
    }
}
