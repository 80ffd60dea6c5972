//! Retry, Cancel and Undo by keyboard alone, and the focus where rows change, move and go.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{Key, story};
use job_tray_mock::Route;
use serde_json::json;

#[test]
fn a_failed_job_is_retried_and_the_focus_stays_in_its_row() {
    story("keyboard-retry", async |page, mock| {
        for id in [1, 2] {
            mock.create(json!({ "id": id, "type": "csv_import", "status": "failed",
                "error_message": "The file could not be read." }))
                .await;
        }
        page.open_host(mock, "1,2").await;
        page.eventually("retry is offered", |tray| tray.row(1).action.is_some()).await;
        let focus = page.tab_to("action", Some("1")).await;
        assert_eq!(focus.label, "Retry: CSV import");
        page.press_within(Key::Enter).await;
        page.eventually("it waits for a worker", |tray| tray.row(1).is("pending")).await;
        page.focus_comes_to("its row has the focus", |it| it.is_on("job", Some("1"))).await;
        let focus = page.tab_to("action", Some("1")).await;
        assert_eq!(focus.label, "Cancel: CSV import", "what it offers now is next");
        let commands = mock.session.report().await.commands;
        assert_eq!(commands.len(), 1, "{commands:#?}");
        assert_eq!(commands[0].action, Route::Retry);
    });
}

#[test]
fn a_cancel_is_taken_back_where_it_was_pressed() {
    story("keyboard-undo", async |page, mock| {
        mock.create_running(&[1]).await;
        page.open_host_with(mock, "1", &[("cancel-grace", "30")]).await;
        page.eventually("the job is live", |tray| tray.row(1).line_is("live")).await;
        page.tab_to("action", Some("1")).await;
        for (now, next) in [("Cancel", "Undo"), ("Undo", "Cancel"), ("Cancel", "Undo")] {
            let focus = page.focus().await;
            assert_eq!(focus.label, format!("{now}: CSV import"));
            page.press_within(Key::Enter).await;
            let label = format!("{next}: CSV import");
            let there = page.focus_comes_to("the other takes its place", |it| it.label == label);
            assert!(there.await.is_on("action", Some("1")));
        }
        assert!(mock.session.report().await.commands.is_empty(), "nothing was sent");
    });
}

#[test]
fn a_refused_action_is_told_and_keeps_the_focus() {
    story("keyboard-refused", async |page, mock| {
        page.expect_console("409");
        mock.create(json!({ "id": 1, "type": "csv_import", "status": "failed" })).await;
        mock.fault(json!({ "on": "retry", "status": 409, "body": { "message": "No." } })).await;
        page.open_host(mock, "1").await;
        page.eventually("retry is offered", |tray| tray.row(1).action.is_some()).await;
        let focus = page.tab_to("action", Some("1")).await;
        page.press_within(Key::Enter).await;
        page.eventually("it is told", |tray| tray.row(1).refusal.is_some()).await;
        assert_eq!(page.focus().await, focus);
        let said = "return root.querySelector('[role=alert]').textContent;";
        page.until_script("aloud as well", said, |said| {
            said.as_str().is_some_and(|said| said.contains("Not retried"))
        })
        .await;
    });
}

#[test]
fn a_job_that_ends_or_moves_up_keeps_the_focus() {
    story("keyboard-changes", async |page, mock| {
        mock.create_running(&[1, 2]).await;
        mock.create(json!({ "id": 3, "type": "csv_import", "status": "pending" })).await;
        page.open_host(mock, "1,2,3").await;
        page.eventually("the first two are live, the third is there", |tray| {
            tray.ids() == ["2", "1", "3"]
                && [1, 2].iter().all(|id| tray.row(id).line_is("live"))
                && tray.row(3).is("pending")
        })
        .await;
        page.tab_to("action", Some("2")).await;
        mock.event(2, json!({ "type": "completed", "status": "completed" })).await;
        page.eventually("it ends", |tray| tray.row(2).is("completed")).await;
        page.focus_comes_to("its row has the focus", |it| it.is_on("job", Some("2"))).await;

        let focus = page.tab_to("action", Some("1")).await;
        mock.event(1, json!({ "type": "status", "status": "waiting_review" })).await;
        let tray = page.eventually("it waits", |tray| tray.row(1).is("waiting_review")).await;
        assert_eq!(tray.ids(), ["2", "1", "3"], "nothing moves under the focus");
        assert_eq!(page.focus().await, focus);

        page.press_within(Key::Escape).await;
        page.press_within(Key::Enter).await;
        page.eventually("the order is the usual one", |tray| tray.ids() == ["1", "3", "2"]).await;
        assert!(page.focus().await.is_on("pill", None));
    });
}

#[test]
fn a_job_that_the_host_takes_away_hands_the_focus_on() {
    story("keyboard-taken-away", async |page, mock| {
        mock.create_running(&[1, 2, 3]).await;
        page.open_host(mock, "1,2,3").await;
        page.eventually("the jobs are there", |tray| {
            tray.rows.len() == 3 && tray.rows.iter().all(|row| row.status.is_some())
        })
        .await;
        page.tab_to("action", Some("2")).await;
        for (ids, left, row) in [("['1', '3']", 2, "1"), ("['3']", 1, "3")] {
            let () = page.script(&format!("host.processIds = {ids};"), Vec::new()).await;
            page.eventually("it goes", |tray| tray.rows.len() == left).await;
            page.focus_comes_to("its neighbour has the focus", |it| it.is_on("job", Some(row)))
                .await;
        }
        let () = page.script("host.processIds = [];", Vec::new()).await;
        page.eventually("none is left", |tray| tray.empty.is_some()).await;
        page.focus_comes_to("a button of the panel", |it| it.is_on("minimise", None)).await;
    });
}
