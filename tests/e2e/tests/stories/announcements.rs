//! What is said to assistive technology, as its live regions really change.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{FAST_CLOCK, JobTrayPage, story};
use serde::Deserialize;
use serde_json::json;

/// The least time between two polite sentences, by the page's clock.
const POLITE_EVERY_MS: f64 = 5_000.0;
/// What writing down may be late or early.
const SLACK_MS: f64 = 250.0;

/// Words that appeared in a region.
#[derive(Debug, Deserialize)]
struct Said {
    /// Of the region: `status` or `alert`.
    role: String,
    words: String,
    /// By the page's clock, milliseconds.
    at: f64,
}

/// Writes down what each region says from now on. The hidden ones with a role of their own, as
/// those of refusals, say something when they are shown.
const LISTEN: &str = "
    window.jobTraySaid = [];
    const regions = root.querySelectorAll('[role=status], [role=alert], [aria-live=polite]');
    const words = (region) => region.closest('[hidden]') ? '' : region.textContent.trim();
    for (const region of regions) {
        let before = words(region);
        const note = () => {
            const now = words(region);
            if (now && now !== before) {
                const role = region.getAttribute('role') ?? 'status';
                window.jobTraySaid.push({ role, words: now, at: performance.now() });
            }
            before = now;
        };
        new MutationObserver(note).observe(region, {
            attributes: true, childList: true, characterData: true, subtree: true,
        });
    }
";
const SAID: &str = "return window.jobTraySaid;";

#[test]
fn a_busy_life_is_told_in_few_sentences() {
    story("announcements-busy", async |page, mock| {
        mock.create_running(&[1, 2, 3, 4]).await;
        page.open_host_prepared(mock, "1,2,3,4", &[("stream", "fetch")], FAST_CLOCK).await;
        page.eventually("the jobs are there", |tray| {
            tray.rows.len() == 4 && tray.rows.iter().all(|row| row.status.is_some())
        })
        .await;
        page.eventually("two are live", |tray| {
            tray.rows.iter().filter(|row| row.line_is("live")).count() == 2
        })
        .await;
        let () = page.script(LISTEN, Vec::new()).await;
        // Every per cent of two jobs, and every step.
        for percent in 11..=100 {
            for id in [3, 4] {
                let step = format!("Row {percent}");
                mock.event(
                    id,
                    json!({ "type": "progress", "progress_percent": percent,
                    "message": step }),
                )
                .await;
            }
        }
        page.eventually("both are done", |tray| tray.row(3).is_at(100) && tray.row(4).is_at(100))
            .await;
        mock.event(3, json!({ "type": "completed", "status": "completed" })).await;
        mock.event(4, json!({ "type": "failed", "status": "failed", "error_message": "No." }))
            .await;
        heard(page, "the end is told", |said| {
            said.iter().any(|it| it.role == "alert" && it.words == "CSV import: failed")
                && said.iter().any(|it| it.role == "status" && it.words.contains("finished"))
        })
        .await;

        let said: Vec<Said> = page.script(SAID, Vec::new()).await;
        let polite: Vec<_> = said.iter().filter(|it| it.role == "status").collect();
        assert!(polite.len() <= 8, "180 events are no news by themselves: {said:#?}");
        for two in polite.windows(2) {
            let between = two[1].at - two[0].at;
            assert!(between >= POLITE_EVERY_MS - SLACK_MS, "{between} ms apart: {said:#?}");
        }
        let alerts = said.iter().filter(|it| it.role == "alert").count();
        assert_eq!(alerts, 1, "a failure is told once: {said:#?}");
    });
}

#[test]
fn a_lost_line_that_comes_back_says_nothing_again() {
    story("announcements-reconnect", async |page, mock| {
        page.expect_console("500");
        // Not one that has only begun, of which that would be said first.
        let began = "2026-01-01 08:00:00";
        mock.create(json!({ "id": 1, "type": "csv_import", "status": "running",
            "created_at": began, "started_at": began }))
            .await;
        mock.create(json!({ "id": 2, "type": "csv_import", "status": "failed" })).await;
        page.open_host_prepared(mock, "1,2", &[("stream", "fetch")], FAST_CLOCK).await;
        page.eventually("one is live, one has failed", |tray| {
            tray.row(1).line_is("live") && tray.row(2).is("failed")
        })
        .await;
        let () = page.script(LISTEN, Vec::new()).await;
        mock.event(1, json!({ "type": "progress", "progress_percent": 30 })).await;
        let first = |said: &[Said]| said.iter().any(|it| it.words == "CSV import: 25 %");
        heard(page, "a quarter is told", first).await;

        for on in ["show", "stream"] {
            mock.fault(json!({ "on": on, "status": 500, "times": 3 })).await;
        }
        mock.advance(25).await;
        page.eventually("the line is lost", |tray| tray.row(1).line_is("reconnecting")).await;
        page.eventually("and comes back", |tray| tray.row(1).line_is("live")).await;
        // What comes after is told, and so would have been anything before it.
        mock.event(1, json!({ "type": "completed", "status": "completed" })).await;
        heard(page, "the end is told", |said| said.iter().any(|it| it.words.contains("finished")))
            .await;
        let said: Vec<Said> = page.script(SAID, Vec::new()).await;
        let words: Vec<_> = said.iter().map(|it| it.words.as_str()).collect();
        assert_eq!(words, ["CSV import: 25 %", "CSV import: finished"]);
    });
}

async fn heard(page: &JobTrayPage, what: &str, fits: impl Fn(&[Said]) -> bool) {
    page.until_script(what, SAID, |said| {
        let said: Vec<Said> = serde_json::from_value(said.clone()).unwrap_or_default();
        fits(&said)
    })
    .await;
}
