//! Rows nobody planned for.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::story;
use serde_json::json;

const EVIL: &str = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";

#[test]
fn what_is_unknown_is_shown_as_it_is() {
    story("odd-rows", async |page, mock| {
        let start = "2026-01-05T08:59:00Z";
        mock.create(json!({ "id": 1, "type": "quarterly_report", "status": "on_hold",
            "progress_percent": 20, "started_at": start }))
            .await;
        mock.create(json!({ "id": 2, "type": null, "status": "running",
            "progress_percent": null, "started_at": start }))
            .await;
        mock.create(json!({ "id": 3, "status": "pending" })).await;
        page.open_host(mock, "1,2,3").await;
        let tray = page.eventually("all are shown", |tray| {
            tray.rows.len() == 3 && tray.rows.iter().all(|row| row.status.is_some())
        });
        let tray = tray.await;
        let unknown = tray.row(1);
        assert_eq!(unknown.name.as_deref(), Some("Quarterly report"));
        assert_eq!(unknown.badge.as_deref(), Some("On hold"));
        assert!(unknown.is("other") && unknown.is_at(20), "{unknown:#?}");
        assert_eq!(unknown.action.as_deref(), Some("cancel"), "nobody said that it is over");
        let vague = tray.row(2);
        assert!(vague.has_bar, "it runs");
        assert_eq!(vague.percent, None, "but nobody said how far: {vague:#?}");
        assert!(!vague.text.contains('%'), "{vague:#?}");
        assert!(vague.name.as_ref().is_some_and(|name| !name.is_empty()), "{vague:#?}");
        assert!(!tray.row(3).has_bar, "nothing is measured before it starts");
        page.eventually("events are listened for", |tray| tray.row(2).line_is("live")).await;
        mock.event(2, json!({ "type": "telemetry", "message": "Something new.", "payload": [1] }))
            .await;
        page.open_details(2).await;
        page.eventually("an unknown kind of event is a line of the log", |tray| {
            tray.row(2).events.iter().any(|line| line.contains("Something new."))
        })
        .await;
    });
}

#[test]
fn markup_from_the_server_is_text() {
    story("odd-markup", async |page, mock| {
        mock.create(json!({ "id": 1, "type": EVIL, "status": "running", "current_step": EVIL,
            "related_type": EVIL, "related_id": 1, "started_at": "2026-01-05T08:59:00Z" }))
            .await;
        page.open_host(mock, "1").await;
        page.eventually("the job is live", |tray| tray.row(1).line_is("live")).await;
        mock.event(1, json!({ "type": EVIL, "message": EVIL, "step": EVIL })).await;
        page.open_details(1).await;
        let tray =
            page.eventually("the event is seen", |tray| !tray.row(1).events.is_empty()).await;
        let row = tray.row(1);
        assert!(row.events[0].contains(EVIL), "{row:#?}");
        assert_eq!(row.step.as_deref(), Some(EVIL));
        let end = json!({ "status": "failed", "error_message": EVIL,
            "summary": { EVIL: [EVIL, { "link": "javascript:window.pwned=1" }] } });
        mock.event(1, end).await;
        let tray = page.eventually("the failure is seen", |tray| {
            tray.row(1).error.as_deref() == Some(EVIL) && tray.row(1).line_is("settled")
        });
        tray.await;
        page.open_details(1).await;
        let found: Vec<String> = page
            .script("return all(root, 'img, script, a, iframe').map((it) => it.outerHTML);", vec![])
            .await;
        assert_eq!(found, Vec::<String>::new());
        let pwned: bool = page.script("return 'pwned' in window;", Vec::new()).await;
        assert!(!pwned);
    });
}
