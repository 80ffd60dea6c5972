//! The list of jobs by keyboard alone.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{JobTrayPage, Key, Mock, TraySeen, story};
use serde_json::json;

#[test]
fn arrow_keys_go_from_job_to_job() {
    story("keyboard-list", async |page, mock| {
        mock.create_running(&[1, 2, 3]).await;
        open(page, mock, "1,2,3", |tray| tray.ids() == ["3", "2", "1"]).await;
        page.tab_to("list", None).await;
        for (key, row) in [
            (Key::Down, "3"),
            (Key::Down, "2"),
            (Key::Down, "1"),
            (Key::Down, "1"),
            (Key::Up, "2"),
            (Key::Home, "3"),
            (Key::Up, "3"),
            (Key::End, "1"),
        ] {
            let focus = page.press_within(key).await;
            assert!(focus.is_on("job", Some(row)), "{key:?} leads to {row}: {focus:?}");
        }
        let focus = page.press_within(Key::Tab).await;
        assert_eq!(focus.row.as_deref(), Some("1"), "Tab goes into the row: {focus:?}");
        let focus = page.press_within(Key::Up).await;
        assert!(focus.is_on("job", Some("2")), "from within a row too: {focus:?}");
    });
}

#[test]
fn a_dismissed_job_hands_the_focus_on_and_is_taken_back() {
    story("keyboard-dismiss", async |page, mock| {
        ended(mock, &[1, 2, 3]).await;
        open(page, mock, "1,2,3", |tray| tray.ids() == ["3", "2", "1"]).await;
        let focus = page.tab_to("dismiss", Some("2")).await;
        assert_eq!(focus.label, "Dismiss: CSV import");
        page.press_within(Key::Enter).await;
        page.eventually("it goes", |tray| tray.ids() == ["3", "1"]).await;
        page.focus_comes_to("the next has the focus", |it| it.is_on("job", Some("1"))).await;

        page.tab_to("dismiss", Some("1")).await;
        page.press_within(Key::Space).await;
        page.eventually("that goes too", |tray| tray.ids() == ["3"]).await;
        page.focus_comes_to("the one before", |it| it.is_on("job", Some("3"))).await;

        page.tab_to("dismiss", Some("3")).await;
        page.press_within(Key::Enter).await;
        page.eventually("none is left", |tray| tray.rows.is_empty()).await;
        page.focus_comes_to("what takes it back", |it| it.label == "Undo").await;

        page.press_within(Key::Enter).await;
        page.eventually("it is back", |tray| tray.ids() == ["3"]).await;
        page.focus_comes_to("the list has the focus", |it| it.is_on("list", None)).await;
        let focus = page.press_within(Key::Down).await;
        assert!(focus.is_on("job", Some("3")), "the way goes on from there: {focus:?}");
    });
}

#[test]
fn finished_jobs_are_cleared_away_and_taken_back() {
    story("keyboard-clear", async |page, mock| {
        ended(mock, &[1, 2]).await;
        mock.create_running(&[3]).await;
        open(page, mock, "1,2,3", |tray| tray.ids() == ["3", "2", "1"]).await;
        let focus = page.tab_to("clear", None).await;
        assert_eq!(focus.label, "Clear finished");
        page.press_within(Key::Enter).await;
        page.eventually("they go", |tray| tray.ids() == ["3"]).await;
        page.focus_comes_to("what takes it back", |it| it.label == "Undo").await;
        page.press_within(Key::Space).await;
        page.eventually("they are back", |tray| tray.rows.len() == 3).await;
        page.focus_comes_to("the list has the focus", |it| it.is_on("list", None)).await;
    });
}

#[test]
fn a_job_is_searched_for_and_the_field_stays_while_it_is_used() {
    story("keyboard-search", async |page, mock| {
        ended(mock, &[1, 2, 3, 4, 5, 6, 7]).await;
        mock.create(json!({ "id": 8, "type": "ai_location_import", "status": "completed" })).await;
        open(page, mock, "1,2,3,4,5,6,7,8", |tray| tray.rows.len() == 8).await;
        let focus = page.tab_to("search", None).await;
        assert_eq!(focus.label, "Search jobs");
        let focus = page.type_text("location").await;
        page.eventually("one fits", |tray| tray.ids() == ["8"]).await;
        assert!(focus.is_on("search", None), "{focus:?}");
        page.type_text("?").await;
        let help = "return find(root, '[part=keys]') === null;";
        assert!(page.script::<bool>(help, Vec::new()).await, "a question mark is text here");
        page.press_within(Key::Backspace).await;

        // Seven are not worth a search; who has searched is not thrown out of the field.
        page.tab_to("dismiss", Some("8")).await;
        page.press_within(Key::Enter).await;
        page.eventually("it goes", |tray| tray.rows.is_empty()).await;
        page.focus_comes_to("what takes it back", |it| it.label == "Undo").await;
        page.press_until(Key::ShiftTab, "the search", |it| it.is_on("search", None)).await;
        for _ in 0.."location".len() {
            page.press_within(Key::Backspace).await;
        }
        page.eventually("the others are back", |tray| tray.rows.len() == 7).await;
        let focus = page.focus().await;
        assert!(focus.is_on("search", None), "{focus:?}");
    });
}

#[test]
fn keys_lead_through_a_long_list_of_which_few_rows_are_made() {
    story("keyboard-long", async |page, mock| {
        let ids: Vec<i64> = (1..=60).collect();
        ended(mock, &ids).await;
        let list = format!("/s/{}/processes", mock.session.name());
        page.open_host_with(mock, "", &[("list-url", &list)]).await;
        page.eventually("few rows are made", |tray| (8..40).contains(&tray.rows.len())).await;
        page.tab_to("list", None).await;
        for (key, row) in [(Key::End, "1"), (Key::Up, "2"), (Key::Home, "60"), (Key::Down, "59")] {
            page.press_within(key).await;
            let leads = format!("{key:?} leads to {row}");
            page.focus_comes_to(&leads, |focus| focus.is_on("job", Some(row))).await;
        }
        let mut last = 59;
        for _ in 0..40 {
            let focus = page.press_within(Key::Tab).await;
            let row: i64 = focus.row.as_deref().unwrap().parse().unwrap();
            assert!(row == last || row == last - 1, "after {last} comes {row}: {focus:?}");
            last = row;
        }
        assert!(last < 50, "Tab leads on where no row was made at first: {last}");
        let tray = page.tray().await;
        assert!(tray.rows.len() < 40, "what is left behind is let go: {}", tray.rows.len());
    });
}

async fn ended(mock: &Mock, ids: &[i64]) {
    for id in ids {
        mock.create(json!({ "id": id, "type": "csv_import", "status": "completed",
            "started_at": "2026-01-05T08:50:00Z", "finished_at": "2026-01-05T08:59:00Z" }))
            .await;
    }
}

async fn open(page: &JobTrayPage, mock: &Mock, ids: &str, stands: impl Fn(&TraySeen) -> bool) {
    page.open_host(mock, ids).await;
    page.eventually("the jobs are there", |tray| {
        stands(tray) && tray.rows.iter().all(|row| row.status.is_some())
    })
    .await;
}
