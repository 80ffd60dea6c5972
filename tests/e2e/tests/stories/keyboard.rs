//! The tray by keyboard alone.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{Key, story};
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
        let focus = page.tab_to("action", Some("1")).await;
        assert_eq!(focus.label, "Cancel: CSV import");
        page.press(Key::Enter).await;
        page.eventually("the job is cancelled", |tray| tray.row(1).is("cancelled")).await;
        page.eventually("its button is gone", |tray| tray.row(1).action.is_none()).await;
        let focus = page.focus().await;
        assert_eq!((focus.tag.as_str(), focus.row.as_deref()), ("li", Some("1")), "{focus:?}");

        let back =
            page.press_until(Key::ShiftTab, "the action before", |it| it.is_on("action", None));
        assert_eq!(back.await.row.as_deref(), Some("2"), "the way goes on from there");
        page.press(Key::Space).await;
        page.eventually("Space presses too", |tray| tray.row(2).is("cancelled")).await;

        let focus = page.press(Key::Escape).await;
        assert_eq!(focus.part.as_deref(), Some("pill"), "{focus:?}");
        page.eventually("Escape minimises", |tray| !tray.open && !tray.pill_expanded).await;
        let commands = mock.session.report().await.commands;
        assert_eq!(commands.len(), 2, "one each: {commands:#?}");
    });
}

#[test]
fn the_panel_is_opened_and_minimised_by_every_key_that_should() {
    story("keyboard-panel", async |page, mock| {
        mock.create_running(&[1]).await;
        page.open_host(mock, "1").await;
        page.eventually("the job is live", |tray| tray.row(1).line_is("live")).await;
        let focus = page.press_until(Key::Tab, "the pill", |it| it.is_on("pill", None)).await;
        assert_eq!(focus.label, "Background jobs: 1 running");

        let focus = page.press_within(Key::Space).await;
        page.eventually("the pill minimises", |tray| !tray.open && !tray.pill_expanded).await;
        assert!(focus.is_on("pill", None), "{focus:?}");
        page.press_within(Key::Space).await;
        page.eventually("and opens", |tray| tray.open && tray.pill_expanded).await;

        let focus = page.tab_to("minimise", None).await;
        assert_eq!(focus.label, "Minimise");
        page.press_within(Key::Enter).await;
        page.eventually("the button minimises", |tray| !tray.open).await;
        page.focus_comes_to("the pill has the focus", |it| it.is_on("pill", None)).await;

        page.press_within(Key::Enter).await;
        page.tab_to("action", Some("1")).await;
        page.press_within(Key::Escape).await;
        page.eventually("Escape minimises from anywhere", |tray| !tray.open).await;
        page.focus_comes_to("the pill has the focus", |it| it.is_on("pill", None)).await;
        let commands = mock.session.report().await.commands;
        assert!(commands.is_empty(), "minimising cancels nothing: {commands:#?}");
    });
}

#[test]
fn help_is_shown_and_hidden_by_its_key() {
    story("keyboard-help", async |page, mock| {
        mock.create_running(&[1]).await;
        page.open_host(mock, "1").await;
        page.eventually("the job is live", |tray| tray.row(1).line_is("live")).await;
        let focus = page.tab_to("action", Some("1")).await;
        let shown = "return find(root, '[part=keys]') !== null;";
        for (key, helps) in [('?', true), ('?', false), ('?', true)] {
            assert_eq!(page.press_within(Key::Character(key)).await, focus, "the focus stays");
            page.until_script("help comes and goes", shown, |it| *it == helps).await;
        }
        assert_eq!(page.press_within(Key::Escape).await, focus);
        page.until_script("Escape hides it first", shown, |it| *it == false).await;
        assert!(page.tray().await.open, "and the panel only then");
    });
}

#[test]
fn the_bell_is_switched_by_keyboard() {
    story("keyboard-bell", async |page, mock| {
        mock.create_running(&[1]).await;
        let sound = "tray.setAttribute('attention', 'sound');";
        page.open_host_prepared(mock, "1", &[], sound).await;
        page.eventually("the job is live", |tray| tray.row(1).line_is("live")).await;
        let focus = page.tab_to("bell", None).await;
        assert_eq!(focus.label, "Notify me");
        let pressed = "return find(root, '[part=bell]').getAttribute('aria-pressed');";
        for rings in ["false", "true"] {
            assert_eq!(page.press_within(Key::Enter).await, focus, "the focus stays");
            page.until_script("it is switched", pressed, |it| it == rings).await;
        }
    });
}
