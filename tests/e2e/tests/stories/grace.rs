//! A cancel that may be taken back.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use job_tray_e2e::{JobTrayPage, Key, Mock, story};
use job_tray_mock::Route;

#[test]
fn undo_takes_a_cancel_back_and_nothing_is_ever_sent() {
    story("grace-undo", async |page, mock| {
        follow(page, mock, "30").await;
        page.click_action(1).await;
        let tray = page.eventually("it may be taken back", |tray| {
            tray.row(1).action_label.as_deref() == Some("Undo")
        });
        let row = tray.await.row(1);
        assert!(row.is("running") && !row.action_busy, "{row:#?}");
        let words = row.line_words.unwrap_or_default();
        assert!(words.starts_with("Cancels in "), "{words}");
        page.click_action(1).await;
        let tray = page.eventually("it is taken back", |tray| {
            tray.row(1).action_label.as_deref() == Some("Cancel")
        });
        assert_eq!(tray.await.row(1).line_words, None);
        mock.stays_quiet(Duration::from_secs(1)).await;
        assert!(mock.session.report().await.commands.is_empty());
    });
}

#[test]
fn the_keyboard_finds_undo_where_cancel_was() {
    story("grace-keyboard", async |page, mock| {
        follow(page, mock, "30").await;
        let focus = "find(root, '[part=action]').focus();";
        let () = page.script(focus, vec![]).await;
        let at = page.press(Key::Enter).await;
        assert_eq!(at.part.as_deref(), Some("action"), "{at:?}");
        page.eventually("it may be taken back", |tray| {
            tray.row(1).action_label.as_deref() == Some("Undo")
        })
        .await;
        let at = page.press(Key::Enter).await;
        assert_eq!(at.part.as_deref(), Some("action"), "{at:?}");
        page.eventually("it is taken back", |tray| {
            tray.row(1).action_label.as_deref() == Some("Cancel")
        })
        .await;
        assert!(mock.session.report().await.commands.is_empty());
    });
}

#[test]
fn without_undo_a_cancel_is_sent_when_the_time_is_over() {
    story("grace-over", async |page, mock| {
        follow(page, mock, "1").await;
        page.click_action(1).await;
        page.eventually("it may be taken back", |tray| {
            tray.row(1).action_label.as_deref() == Some("Undo")
        })
        .await;
        page.eventually("it is cancelled", |tray| {
            tray.row(1).is("cancelled") && tray.row(1).line_is("settled")
        })
        .await;
        let commands = mock.session.report().await.commands;
        assert_eq!(commands.len(), 1, "{commands:#?}");
        assert_eq!(commands[0].action, Route::Cancel);
    });
}

async fn follow(page: &JobTrayPage, mock: &Mock, seconds: &str) {
    mock.create_running(&[1]).await;
    page.open_host_with(mock, "1", &[("cancel-grace", seconds)]).await;
    page.eventually("it runs, live", |tray| {
        tray.row(1).line_is("live") && tray.row(1).action.as_deref() == Some("cancel")
    })
    .await;
    mock.until("the row was read with the stream", |report| report.requests.to(Route::Show) == 2)
        .await;
}
