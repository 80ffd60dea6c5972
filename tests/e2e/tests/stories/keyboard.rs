//! The tray by keyboard alone.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{Focus, JobTrayPage, Key, story};
use serde_json::json;

#[test]
fn a_job_is_cancelled_by_keyboard_and_the_focus_is_never_lost() {
    story("keyboard", async |page, mock| {
        for id in [1, 2] {
            mock.create(json!({ "id": id, "type": "csv_import", "status": "running",
                "progress_percent": 10, "started_at": "2026-01-05T08:59:00Z" }))
                .await;
        }
        page.open_host(mock, "1,2").await;
        page.eventually("the jobs are live", |tray| {
            tray.row(1).line_is("live") && tray.row(2).line_is("live")
        })
        .await;
        let () = page.script("host.open = false;", Vec::new()).await;
        page.eventually("the tray is minimised", |tray| !tray.open).await;

        let focus = page.press(Key::Tab).await;
        assert_eq!(focus.part.as_deref(), Some("pill"), "{focus:?}");
        assert_eq!(focus.label, "Background jobs: 2 running");
        let focus = page.press(Key::Enter).await;
        page.eventually("Enter opens", |tray| tray.open && tray.pill_expanded).await;
        assert_eq!(focus.part.as_deref(), Some("pill"), "the focus stays: {focus:?}");

        // The pill comes first, then the panel. Backwards is the page before it, or the browser.
        let focus = press_until(page, Key::Tab, |focus| {
            focus.part.as_deref() == Some("action") && focus.row.as_deref() == Some("1")
        });
        assert_eq!(focus.await.label, "Cancel: CSV import");
        page.press(Key::Enter).await;
        page.eventually("the job is cancelled", |tray| tray.row(1).is("cancelled")).await;
        page.eventually("its button is gone", |tray| tray.row(1).action.is_none()).await;
        let focus = page.focus().await;
        assert_eq!((focus.tag.as_str(), focus.row.as_deref()), ("li", Some("1")), "{focus:?}");

        let focus =
            press_until(page, Key::ShiftTab, |focus| focus.part.as_deref() == Some("action"));
        assert_eq!(focus.await.row.as_deref(), Some("2"), "the way goes on from there");
        page.press(Key::Space).await;
        page.eventually("Space presses too", |tray| tray.row(2).is("cancelled")).await;

        let focus = page.press(Key::Escape).await;
        assert_eq!(focus.part.as_deref(), Some("pill"), "{focus:?}");
        page.eventually("Escape minimises", |tray| !tray.open && !tray.pill_expanded).await;
        let commands = mock.session.report().await.commands;
        assert_eq!(commands.len(), 2, "one each: {commands:#?}");
    });
}

/// Presses a key until the focus fits; answers where it is then.
async fn press_until(page: &JobTrayPage, key: Key, fits: impl Fn(&Focus) -> bool) -> Focus {
    let mut way = Vec::new();
    while way.len() < 20 {
        let focus = page.press(key).await;
        if fits(&focus) {
            return focus;
        }
        way.push(focus);
    }
    panic!("{key:?} does not lead there, but over {way:#?}");
}
