//! A server that dies and comes back.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::story;
use serde_json::json;

#[test]
fn a_dead_server_is_told_once_recolours_no_job_and_is_recovered_from_alone() {
    story("server-dies", async |page, mock| {
        for words in ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_INCOMPLETE_CHUNKED"] {
            page.expect_console(words);
        }
        for (id, status) in [(1, "running"), (2, "waiting_review"), (3, "completed")] {
            mock.create(json!({ "id": id, "type": "csv_import", "status": status,
                "progress_percent": 40, "started_at": "2026-01-05T08:59:00Z" }))
                .await;
        }
        page.open_host(mock, "1,2,3").await;
        let before = page.eventually("the jobs are there", |tray| {
            tray.row(1).line_is("live")
                && tray.row(2).is("waiting_review")
                && tray.row(3).is("completed")
        });
        let before = before.await;
        page.watch().await;
        let () = page.script("window.loadedOnce = true;", Vec::new()).await;

        mock.server.stop().await;
        let tray = page.eventually("the trouble is told", |tray| tray.notice.is_some()).await;
        assert_eq!(tray.notice_line.as_deref(), Some("reconnecting"));
        assert!(tray.row(1).line_is("reconnecting"), "{tray:#?}");
        assert!(tray.row(3).line_is("settled"), "what is over needs no line");
        assert_eq!(tray.pill, before.pill, "the counts are still true");
        for id in [1, 2, 3] {
            assert_eq!(tray.row(id).badge, before.row(id).badge);
            assert_eq!(tray.row(id).refusal, None);
        }

        // The worker does not need the web server.
        mock.event(1, json!({ "progress_percent": 80, "step": "Almost there" })).await;
        mock.server.restart().await.unwrap();
        page.eventually("it recovers by itself, with the news", |tray| {
            tray.notice.is_none() && tray.row(1).is_at(80) && tray.row(1).line_is("live")
        })
        .await;

        let history = page.history().await;
        for (id, status) in [(1, "running"), (2, "waiting_review"), (3, "completed")] {
            assert_eq!(history.statuses(id), [status]);
            assert_eq!(history.colors(id).len(), 1, "{:?}", history.colors(id));
        }
        assert_eq!(history.notices.len(), 1, "told once: {:?}", history.notices);
        let same_page: bool = page.script("return window.loadedOnce === true;", Vec::new()).await;
        assert!(same_page, "nobody had to reload the page");
    });
}
