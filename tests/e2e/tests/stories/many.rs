//! More jobs than a browser has connections.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{RowSeen, story};
use serde_json::json;

const JOBS: i64 = 7;
/// Requests of the page itself.
const OWN: u64 = 4;

#[test]
fn seven_running_jobs_hold_two_streams_and_leave_the_page_its_connections() {
    story("many", async |page, mock| {
        for id in 1..=JOBS {
            mock.create(json!({ "id": id, "type": "csv_import", "status": "running",
                "progress_percent": id, "started_at": "2026-01-05T08:59:00Z" }))
                .await;
        }
        page.open_host(mock, "1,2,3,4,5,6,7").await;
        let tray = page.eventually("all jobs are known, two of them live", |tray| {
            let live = tray.rows.iter().filter(|row| row.line_is("live")).count();
            live == 2 && tray.rows.iter().all(|row| row.is("running"))
        });
        let tray = tray.await;
        assert_eq!(tray.ids(), ["7", "6", "5", "4", "3", "2", "1"]);
        let live: Vec<i64> = tray
            .rows
            .iter()
            .filter(|row| row.line_is("live"))
            .map(|row| row.id.parse().unwrap())
            .collect();
        mock.until("both streams are open", |report| report.streams.open == 2).await;

        let own = format!(
            "const done = arguments[arguments.length - 1];
             Promise.all([1, 2, 3, 4].map((id) => fetch('/s/{}/processes/' + id)))
                 .then((answers) => done(answers.every((answer) => answer.ok)), () => done(false));",
            mock.session.name()
        );
        let answered = page.client().execute_async(&own, Vec::new()).await.unwrap();
        assert_eq!(answered, true, "the page's own requests get through");

        mock.event(live[0], json!({ "status": "completed", "progress_percent": 100 })).await;
        let moved = |row: &RowSeen| row.line_is("live") && !live.contains(&row.id.parse().unwrap());
        let tray = page.eventually("what ends leaves its stream to the next", |tray| {
            tray.row(live[0]).is("completed") && tray.rows.iter().any(moved)
        });
        let tray = tray.await;
        let next: i64 = tray.rows.iter().find(|row| moved(row)).unwrap().id.parse().unwrap();
        for id in [next, live[1]] {
            mock.event(id, json!({ "progress_percent": 90, "step": "Nearly there" })).await;
            page.eventually("streams tell at once", |tray| tray.row(id).is_at(90)).await;
        }
        let report = mock.session.report().await;
        assert_eq!(report.streams.peak, 2, "{:#?}", report.streams);
        assert!(report.requests.total <= 30 + OWN, "{:#?}", report.requests);
    });
}

#[test]
fn pages_left_behind_hold_no_streams() {
    story("many-pages", async |page, mock| {
        for id in 1..=3 {
            mock.create(json!({ "id": id, "type": "csv_import", "status": "running",
                "progress_percent": 1, "started_at": "2026-01-05T08:59:00Z" }))
                .await;
        }
        for visit in 1..=4 {
            page.open_host(mock, &format!("1,2,3&visit={visit}")).await;
            page.eventually("two jobs are live", |tray| {
                tray.rows.iter().filter(|row| row.line_is("live")).count() == 2
            })
            .await;
        }
        let streams = mock.session.report().await.streams;
        assert!(streams.peak <= 2, "the back-forward cache keeps them: {streams:#?}");
    });
}
