//! A job's details and its log by keyboard alone.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{JobTrayPage, Key, Mock, story};
use serde_json::json;

#[test]
fn details_are_opened_gone_through_and_closed() {
    story("keyboard-details", async |page, mock| {
        follow(page, mock).await;
        let focus = page.tab_to("details-toggle", Some("1")).await;
        assert_eq!(focus.label, "Details: CSV import");
        assert_eq!(page.press_within(Key::Enter).await, focus, "the focus stays");
        page.eventually("the log is there", |tray| tray.row(1).event_count.is_some()).await;

        let mut met = Vec::new();
        for part in ["tool", "log-search", "log-type", "events", "time"] {
            met.push(page.tab_to(part, Some("1")).await.label);
        }
        assert_eq!(met[1..4], ["Search the log", "Type of event", "Log"], "{met:#?}");

        page.press_until(Key::ShiftTab, "the toggle", |it| it.is_on("details-toggle", None)).await;
        assert_eq!(page.press_within(Key::Space).await, focus);
        page.eventually("they are closed", |tray| tray.row(1).event_count.is_none()).await;
    });
}

#[test]
fn the_log_is_searched_and_scrolled() {
    story("keyboard-log", async |page, mock| {
        follow(page, mock).await;
        page.tab_to("details-toggle", Some("1")).await;
        page.press_within(Key::Enter).await;
        page.tab_to("log-search", Some("1")).await;
        let focus = page.type_text("line 7").await;
        assert!(focus.is_on("log-search", Some("1")), "{focus:?}");
        let tray = page.eventually("what fits is shown", |tray| tray.row(1).events.len() == 1);
        assert!(tray.await.row(1).events[0].contains("Line 7"));
        for _ in 0.."line 7".len() {
            page.press_within(Key::Backspace).await;
        }
        page.eventually("all are back", |tray| tray.row(1).events.len() > 20).await;

        page.tab_to("events", Some("1")).await;
        let focus = page.press_within(Key::Home).await;
        assert!(focus.is_on("events", Some("1")), "{focus:?}");
        page.eventually("the first is there", |tray| {
            tray.row(1).events.first().is_some_and(|line| line.contains("Line 1"))
        })
        .await;
        // The way back to the end is there once the log has been scrolled.
        let hidden = "return root.querySelector('[part=follow]').hidden;";
        page.until_script("its end can be gone to", hidden, |hidden| hidden == false).await;
        page.tab_to("follow", Some("1")).await;
        page.press_within(Key::Enter).await;
        page.focus_comes_to("the log has the focus again", |it| it.is_on("events", Some("1")))
            .await;
        // What comes is shown, and nothing takes the focus.
        mock.event(1, json!({ "type": "update", "message": "The last line" })).await;
        page.eventually("it follows", |tray| {
            tray.row(1).events.last().is_some_and(|line| line.contains("The last line"))
        })
        .await;
        assert!(page.focus().await.is_on("events", Some("1")));
    });
}

/// A job with a log that is worth searching.
async fn follow(page: &JobTrayPage, mock: &Mock) {
    mock.create_running(&[1]).await;
    page.open_host(mock, "1").await;
    page.eventually("the job is live", |tray| tray.row(1).line_is("live")).await;
    for number in 1..=30 {
        let kind = if number % 5 == 0 { "step" } else { "update" };
        let message = format!("Line {number}");
        mock.event(1, json!({ "type": kind, "message": message, "progress_percent": 10 + number }))
            .await;
    }
    page.eventually("all is heard", |tray| tray.row(1).is_at(40)).await;
}
