//! A server that lists what there is to follow.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::story;
use job_tray_mock::Route;
use serde_json::json;

#[test]
fn a_list_brings_the_jobs_with_one_request() {
    story("list", async |page, mock| {
        for (id, workspace, status) in [
            (1, 7, "completed"),
            (2, 7, "failed"),
            (3, 7, "pending"),
            (4, 7, "running"),
            (5, 8, "running"),
        ] {
            mock.create(json!({ "id": id, "workspace_id": workspace, "type": "csv_import",
                "status": status, "progress_percent": 10 }))
                .await;
        }
        let list = format!("/s/{}/processes?workspace_id=7", mock.session.name());
        page.open_host_with(mock, "", &[("list-url", &list)]).await;
        page.eventually("the workspace's jobs are shown", |tray| {
            tray.ids() == ["4", "3", "2", "1"]
                && tray.rows.iter().all(|row| row.status.is_some())
                && tray.row(4).line_is("live")
        })
        .await;
        mock.until("the running one's row is read with its stream", |report| {
            report.requests.by_process.get(&4).is_some_and(|it| it.get(&Route::Show) == Some(&1))
        })
        .await;
        let asked = mock.session.report().await.requests;
        assert_eq!(asked.to(Route::List), 1);
        for id in [1, 2] {
            assert!(!asked.by_process.contains_key(&id), "{id} has ended: {asked:#?}");
        }

        mock.create(
            json!({ "id": 6, "workspace_id": 7, "type": "csv_import", "status": "running" }),
        )
        .await;
        let () = page.script("host.discover();", vec![]).await;
        page.eventually("a new one is found when asked for", |tray| tray.row(6).is("running"))
            .await;
        assert_eq!(mock.session.report().await.requests.to(Route::List), 2);
    });
}

#[test]
fn a_list_that_is_not_there_is_no_trouble() {
    story("list-refused", async |page, mock| {
        page.expect_console("404");
        mock.create_running(&[1]).await;
        page.open_host_with(mock, "1", &[("list-url", "/nothing-here")]).await;
        page.eventually("what is named is followed", |tray| tray.row(1).line_is("live")).await;
        page.until_diagnostics("it is counted", |said| said["lists_refused"] == 1).await;
        assert_eq!(page.tray().await.notice, None);
    });
}

#[test]
fn what_is_read_stays_in_its_place_when_a_job_comes_above_it() {
    story("list-place", async |page, mock| {
        for id in 1..=40 {
            mock.create(json!({ "id": id, "type": "csv_import", "status": "completed" })).await;
        }
        let list = format!("/s/{}/processes", mock.session.name());
        page.open_host_with(mock, "", &[("list-url", &list)]).await;
        page.eventually("the list is there", |tray| tray.row(40).is("completed")).await;
        let scroll = "const list = find(root, '[part=list]');
            list.scrollTop = list.scrollHeight / 2;";
        let () = page.script(scroll, Vec::new()).await;
        let place = "const list = find(root, '[part=list]').getBoundingClientRect();
            const row = root.querySelector('[data-process-id=\"20\"]')?.getBoundingClientRect();
            return row ? Math.round(row.top - list.top) : null;";
        page.until_script("rows are made there", place, |place| place.is_i64()).await;
        let before: i64 = page.script(place, Vec::new()).await;
        mock.create(json!({ "id": 41, "type": "csv_import", "status": "waiting_review" })).await;
        let () = page.script("host.discover();", Vec::new()).await;
        let count = "return root.querySelector('[data-process-id]').ariaSetSize;";
        page.until_script("it comes", count, |count| count == "41").await;
        let after: i64 = page.script(place, Vec::new()).await;
        assert!((after - before).abs() <= 1, "{before} -> {after}");
    });
}
