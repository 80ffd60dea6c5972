//! What a browser remembers between two pages.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use job_tray_e2e::{JobTrayPage, Mock, story};
use serde_json::{Value, json};

const USER: (&str, &str) = ("user", "7");

#[test]
fn jobs_are_back_after_a_reload_that_names_none() {
    story("memory", async |page, mock| {
        mock.create_running(&[1, 2]).await;
        follow(page, mock, "1,2").await;
        page.open_host_with(mock, "", &[USER]).await;
        page.eventually("both are back", |tray| {
            tray.ids() == ["2", "1"] && tray.rows.iter().all(|row| row.is("running"))
        })
        .await;
        mock.event(1, json!({ "progress_percent": 60 })).await;
        page.eventually("and followed", |tray| tray.row(1).is_at(60)).await;
    });
}

#[test]
fn dismissed_jobs_stay_away_after_a_reload_until_they_are_restored() {
    story("memory-dismissed", async |page, mock| {
        mock.create_running(&[1, 2]).await;
        follow(page, mock, "1,2").await;
        let () = page.script("host.dismiss('2');", vec![]).await;
        page.eventually("it goes at once", |tray| tray.ids() == ["1"]).await;
        page.open_host_with(mock, "1,2", &[USER]).await;
        page.eventually("it stays away, although the page names it", |tray| {
            tray.ids() == ["1"] && tray.row(1).is("running")
        })
        .await;
        let () = page.script("host.restore(['2']);", vec![]).await;
        page.eventually("it is back", |tray| tray.ids() == ["2", "1"] && tray.row(2).is("running"))
            .await;
    });
}

#[test]
fn signing_out_clears_what_is_kept_and_the_next_page_shows_nothing() {
    story("memory-sign-out", async |page, mock| {
        mock.create_running(&[1]).await;
        follow(page, mock, "1").await;
        assert_eq!(kept(page).await.len(), 1);
        let () = page.script("host.signOut();", vec![]).await;
        page.eventually("nothing is shown", |tray| tray.rows.is_empty()).await;
        assert_eq!(kept(page).await, Vec::<(String, String)>::new());
        mock.until("no stream is left", |report| report.streams.open == 0).await;
        page.open_host_with(mock, "", &[USER]).await;
        page.eventually("nor on the next page", |tray| tray.empty.is_some()).await;
        mock.stays_quiet(Duration::from_secs(1)).await;
    });
}

#[test]
fn what_nobody_could_have_kept_is_discarded_and_counted() {
    story("memory-corrupt", async |page, mock| {
        mock.create_running(&[1]).await;
        let name = format!("job-tray|/s/{}|7|", mock.session.name());
        let corrupt = format!("localStorage.setItem({}, '{{\"v\":1,\"jobs\":[{{');", json!(name));
        page.open_host_prepared(mock, "1", &[USER], &corrupt).await;
        page.eventually("the tray works", |tray| tray.row(1).line_is("live")).await;
        assert_eq!(page.diagnostics().await["corrupt_memory"], 1);
        let kept = kept(page).await;
        assert_eq!(kept[0].0, name);
        let now: Value = serde_json::from_str(&kept[0].1).unwrap();
        assert_eq!(now["jobs"][0]["id"], 1, "what is kept now is whole: {now}");
    });
}

#[test]
fn what_is_kept_of_another_user_is_left_alone() {
    story("memory-other-user", async |page, mock| {
        mock.create_running(&[1, 2]).await;
        follow(page, mock, "1").await;
        let before = kept(page).await;
        page.open_host_with(mock, "2", &[("user", "8")]).await;
        page.eventually("only the other's job is shown", |tray| {
            tray.ids() == ["2"] && tray.row(2).is("running")
        })
        .await;
        let () = page.script("host.signOut();", vec![]).await;
        page.eventually("the other is gone", |tray| tray.rows.is_empty()).await;
        // When the user last looked is written as they leave.
        let jobs = |kept: &[(String, String)]| -> Vec<(String, Value)> {
            let jobs = |text: &str| serde_json::from_str::<Value>(text).unwrap()["jobs"].clone();
            kept.iter().map(|(name, text)| (name.clone(), jobs(text))).collect()
        };
        assert_eq!(jobs(&kept(page).await), jobs(&before));
    });
}

#[test]
fn neither_tokens_nor_what_jobs_hold_is_kept() {
    story("memory-secrets", async |page, mock| {
        mock.create(json!({ "id": 1, "type": "csv_import", "status": "running",
            "current_step": "secret-step", "input_payload": { "file": "secret-payload" },
            "related_type": "secret-relation", "related_id": 3 }))
            .await;
        let token = "tray.requestHeaders = { Authorization: 'Bearer secret-token' };";
        page.open_host_prepared(mock, "1", &[USER], token).await;
        page.eventually("it is live", |tray| tray.row(1).line_is("live")).await;
        let end = json!({ "status": "failed", "error_message": "secret-error",
            "message": "secret-message", "summary": { "rows": "secret-summary" } });
        mock.event(1, end).await;
        page.eventually("it ends", |tray| tray.row(1).line_is("settled")).await;
        let kept = kept(page).await;
        assert_eq!(kept.len(), 1);
        assert!(kept[0].1.contains("failed"), "how it stands is kept: {kept:?}");
        assert!(!kept[0].1.contains("secret"), "{kept:?}");
    });
}

async fn follow(page: &JobTrayPage, mock: &Mock, ids: &str) {
    page.open_host_with(mock, ids, &[USER]).await;
    page.eventually("all are shown", |tray| {
        tray.rows.iter().filter(|row| row.is("running")).count() == ids.split(',').count()
    })
    .await;
}

/// Names and texts of all that is kept of this origin.
async fn kept(page: &JobTrayPage) -> Vec<(String, String)> {
    page.script("return Object.entries(localStorage).sort();", vec![]).await
}
