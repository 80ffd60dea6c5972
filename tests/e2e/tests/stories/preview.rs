//! The preview page.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{JobTrayPage, story};
use job_tray_mock::SessionOptions;
use serde_json::json;

#[test]
fn a_demo_job_is_started_with_a_button_and_watched_to_its_end() {
    story("preview", async |page, mock| {
        mock.begin(SessionOptions { worker: true, ..SessionOptions::default() });
        // The next job's number decides its course: this one runs through.
        mock.create(json!({ "id": 7, "type": "nightly_report", "status": "cancelled" })).await;
        page.open_preview(mock).await;
        let tray = page.eventually("the list is shown", |tray| tray.row(7).is("cancelled")).await;
        assert_eq!(tray.ids(), ["7"]);
        assert!(tray.open);

        page.click_outside("button[data-job-type=csv_import]").await;
        page.eventually("the job waits for the worker", |tray| tray.row(8).is("pending")).await;
        page.watch().await;
        mock.advance(6).await;
        page.eventually("the worker takes it", |tray| tray.row(8).line_is("live")).await;
        let mut last = 0;
        while mock.session.process(8).await.unwrap()["status"] == "running" {
            mock.advance(5).await;
            let process = mock.session.process(8).await.unwrap();
            let percent = process["progress_percent"].as_u64().unwrap();
            page.eventually("every step is seen", |tray| {
                let row = tray.row(8);
                !row.is("running") || row.percent.is_some_and(|seen| seen.parse() == Ok(percent))
            })
            .await;
            assert!(percent >= last, "the worker goes on");
            last = percent;
        }
        page.eventually("it is done", |tray| {
            tray.row(8).is("completed") && tray.row(8).line_is("settled")
        })
        .await;
        page.open_details(8).await;
        page.eventually("with a result", |tray| tray.row(8).summary.is_some()).await;
        let history = page.history().await;
        assert_eq!(history.statuses(8), ["pending", "running", "completed"]);
        assert_eq!(history.notices, Vec::<String>::new());
    });
}

#[test]
fn a_missing_mock_server_is_named_with_the_command_that_starts_it() {
    story("preview-alone", async |page, mock| {
        page.expect_console("503");
        mock.create(json!({ "id": 1, "type": "csv_import", "status": "completed" })).await;
        mock.fault(json!({ "on": "list", "status": 503, "times": null })).await;
        page.open_preview(mock).await;
        page.eventually("the tray has nothing to show", |tray| tray.empty.is_some()).await;
        let words = notice(page).await.expect("a notice");
        assert!(words.contains("The mock server does not answer"), "{words}");
        assert!(words.contains("make serve") && words.contains("make mock"), "{words}");

        mock.session.clear_faults().await;
        page.click_outside("main [role=alert] button").await;
        page.eventually("the jobs are there", |tray| tray.row(1).is("completed")).await;
        assert_eq!(notice(page).await, None, "the notice has had its say");
    });
}

async fn notice(page: &JobTrayPage) -> Option<String> {
    page.script("return text(document.querySelector('main [role=alert]'));", Vec::new()).await
}
