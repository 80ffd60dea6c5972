//! Several tabs of one browser.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use job_tray_e2e::{Engine, JobTrayPage, Mock, Tab, TraySeen, story};
use job_tray_mock::Route;
use serde_json::json;

/// The jobs of the tabs, running all.
const IDS: [i64; 10] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/// Tabs that are opened within seconds use up what may go at once; what is asked for then waits
/// for its turn.
const TURNS: Duration = Duration::from_secs(60);

#[test]
fn three_tabs_ask_as_one_with_two_streams() {
    story("tabs-3", async |page, mock| {
        as_one(page, mock, 3).await;
    });
}

#[test]
fn many_tabs_ask_as_one_with_two_streams_and_leave_the_page_its_connections() {
    story("tabs-many", async |page, mock| {
        // Firefox and WebKitGTK take minutes to load ten such tabs on two cores.
        let tabs = if Engine::from_environment() == Engine::Chromium { 10 } else { 4 };
        as_one(page, mock, tabs).await;
    });
}

/// Opens so many tabs on the same ten jobs; an event is shown by all.
async fn as_one(page: &JobTrayPage, mock: &Mock, count: usize) {
    mock.create_running(&IDS).await;
    let list = format!("/s/{}/processes", mock.session.name());
    let mut tabs = vec![Tab::current(page).await];
    open(page, mock, "", &[("list-url", &list)]).await;
    while tabs.len() < count {
        page.within(TURNS, "all jobs are known", |tray| running(tray) == IDS.len()).await;
        tabs.push(Tab::open(page).await);
        open(page, mock, "", &[("list-url", &list)]).await;
    }
    let own = "
        const done = arguments[arguments.length - 1];
        fetch('/host.html').then((answer) => done(answer.ok), () => done(false));";
    let answered = page.client().execute_async(own, vec![]).await.unwrap();
    assert_eq!(answered, true, "the page's own request gets through");

    let all_known = "the newest tab knows all jobs, and one is live";
    page.within(TURNS, all_known, |tray| {
        running(tray) == IDS.len() && tray.rows.iter().any(|row| row.line_is("live"))
    })
    .await;
    let report = mock.until("there is a stream", |report| report.streams.open > 0).await;
    let id = *report.streams.per_process.iter().find(|(_, open)| **open > 0).unwrap().0;
    mock.event(id, json!({ "progress_percent": 77, "step": "For all tabs" })).await;
    let mut leaders = 0;
    for tab in tabs.iter().rev() {
        tab.look().await;
        page.eventually("every tab shows it", |tray| tray.row(id).is_at(77)).await;
    }
    for tab in &tabs {
        tab.look().await;
        let said = page.until_diagnostics("who leads is settled", |said| {
            said["role"] == "leader" || said["role"] == "follower"
        });
        leaders += usize::from(said.await["role"] == "leader");
    }
    assert!(leaders >= 1, "somebody leads");
    let report = mock.session.report().await;
    assert!(report.streams.peak <= 2, "{:#?}", report.streams);
    assert!(report.requests.total <= 60, "one asks for all: {:#?}", report.requests);
}

/// Two tabs on the same running job, the second in front.
async fn two_on_one_job(page: &JobTrayPage, mock: &Mock) -> (Tab, Tab) {
    mock.create_running(&[1]).await;
    let first = Tab::current(page).await;
    open(page, mock, "1", &[]).await;
    page.eventually("it is live", |tray| tray.row(1).line_is("live")).await;
    let second = Tab::open(page).await;
    open(page, mock, "1", &[]).await;
    (first, second)
}

#[test]
fn when_the_tab_that_leads_is_closed_another_takes_over_and_shows_what_comes() {
    story("tabs-close", async |page, mock| {
        let (first, second) = two_on_one_job(page, mock).await;
        page.eventually("it is known", |tray| tray.row(1).is("running")).await;
        let led = page.until_diagnostics("who leads is settled", |said| {
            said["role"] == "leader"
                || (said["role"] == "follower" && said["jobs"][0]["line"] == "live")
        });
        let second_leads = led.await["role"] == "leader";
        let (leads, follows) = if second_leads { (second, first) } else { (first, second) };
        leads.close().await;
        follows.look().await;
        page.until_diagnostics("the other leads", |said| said["role"] == "leader").await;
        mock.until("it opens a stream", |report| report.streams.open == 1).await;
        page.eventually("it is live", |tray| tray.row(1).line_is("live")).await;
        mock.event(1, json!({ "progress_percent": 60 })).await;
        page.eventually("it shows what comes", |tray| tray.row(1).is_at(60)).await;
        // The server hears of the close a moment late.
        assert!(mock.session.report().await.streams.peak <= 2);
    });
}

#[test]
fn jobs_of_one_tab_are_shown_there_alone() {
    story("tabs-own", async |page, mock| {
        mock.create_running(&[1, 2]).await;
        let first = Tab::current(page).await;
        open(page, mock, "1", &[]).await;
        page.eventually("its job is there", |tray| tray.row(1).is("running")).await;
        let second = Tab::open(page).await;
        open(page, mock, "2", &[]).await;
        page.eventually("its job is live", |tray| tray.row(2).line_is("live")).await;
        for id in [1, 2] {
            mock.event(id, json!({ "progress_percent": 60 })).await;
        }
        let tray = page.eventually("news come", |tray| tray.row(2).is_at(60)).await;
        assert_eq!(tray.ids(), ["2"]);
        first.look().await;
        let tray = page.eventually("news come", |tray| tray.row(1).is_at(60)).await;
        assert_eq!(tray.ids(), ["1"]);
        second.look().await;
        assert_eq!(page.tray().await.ids(), ["2"]);
    });
}

#[test]
fn a_cancel_in_one_tab_is_seen_in_the_other_and_sent_once() {
    story("tabs-cancel", async |page, mock| {
        let (first, second) = two_on_one_job(page, mock).await;
        page.eventually("it can be cancelled", |tray| {
            tray.row(1).action.as_deref() == Some("cancel") && tray.row(1).line_is("live")
        })
        .await;
        page.click_action(1).await;
        page.eventually("it is cancelled here", |tray| tray.row(1).line_is("settled")).await;
        first.look().await;
        let tray = page.eventually("and there", |tray| {
            tray.row(1).is("cancelled") && tray.row(1).line_is("settled")
        });
        assert_eq!(tray.await.row(1).action, None);
        second.look().await;
        // Who takes the lead may read once more what it was told last.
        page.until_diagnostics("it leads again", |said| said["role"] == "leader").await;
        mock.until("every question is answered", |report| {
            report.log.iter().all(|it| it.status.is_some())
        })
        .await;
        mock.stays_quiet(Duration::from_secs(1)).await;
        let commands = mock.session.report().await.commands;
        assert_eq!(commands.len(), 1, "{commands:#?}");
        assert_eq!((commands[0].action, commands[0].status), (Route::Cancel, Some(200)));
    });
}

#[test]
fn two_users_in_two_tabs_never_see_each_others_jobs() {
    story("tabs-users", async |page, mock| {
        mock.create_running(&[1, 2]).await;
        let first = Tab::current(page).await;
        open(page, mock, "1", &[("user", "7")]).await;
        page.eventually("the first's job is live", |tray| tray.row(1).line_is("live")).await;
        page.watch().await;
        let second = Tab::open(page).await;
        open(page, mock, "2", &[("user", "8")]).await;
        page.eventually("the second's job is live", |tray| tray.row(2).line_is("live")).await;
        page.watch().await;
        mock.event(2, json!({ "progress_percent": 60 })).await;
        page.eventually("its news come", |tray| tray.row(2).is_at(60)).await;
        assert_eq!(page.diagnostics().await["role"], "leader", "each leads for itself");
        first.look().await;
        mock.event(1, json!({ "progress_percent": 50 })).await;
        page.eventually("its news come", |tray| tray.row(1).is_at(50)).await;
        assert_eq!(page.diagnostics().await["role"], "leader");
        for (tab, own) in [(&first, "1"), (&second, "2")] {
            tab.look().await;
            let seen: Vec<String> = page.history().await.rows.into_keys().collect();
            assert_eq!(seen, [own], "nothing else was ever shown");
        }
    });
}

#[test]
fn signing_out_in_one_tab_clears_the_other() {
    story("tabs-sign-out", async |page, mock| {
        mock.create_running(&[1, 2]).await;
        let first = Tab::current(page).await;
        open(page, mock, "1", &[("user", "7")]).await;
        page.eventually("its job is live", |tray| tray.row(1).line_is("live")).await;
        let second = Tab::open(page).await;
        open(page, mock, "2", &[("user", "7")]).await;
        page.eventually("its job is live", |tray| tray.row(2).line_is("live")).await;
        let () = page.script("host.signOut();", vec![]).await;
        page.eventually("nothing is shown here", |tray| tray.rows.is_empty()).await;
        first.look().await;
        page.eventually("nor there", |tray| tray.rows.is_empty()).await;
        mock.until("no stream is left", |report| report.streams.open == 0).await;
        let kept: u64 = page.script("return localStorage.length;", vec![]).await;
        assert_eq!(kept, 0, "and nothing is kept");
        second.look().await;
        mock.stays_quiet(Duration::from_secs(1)).await;
    });
}

async fn open(page: &JobTrayPage, mock: &Mock, ids: &str, attributes: &[(&str, &str)]) {
    page.open_host_with(mock, ids, attributes).await;
    page.within(TURNS, "there is a tray", |tray| tray.present).await;
}

fn running(tray: &TraySeen) -> usize {
    tray.rows.iter().filter(|row| row.is("running")).count()
}
