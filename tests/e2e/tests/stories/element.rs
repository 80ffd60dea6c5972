//! `<job-tray>` in the plain host page.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use job_tray_e2e::{JobTrayPage, Mock, TraySeen, story};
use serde_json::{Value, json};

#[test]
fn attributes_may_come_late_and_change() {
    story("element-attributes", async |page, mock| {
        running_jobs(mock, &[1, 2]).await;
        // The element stands in the page before its tag is defined; it has no ids yet.
        page.open_host(mock, "").await;
        let tray =
            page.eventually("the tray has nothing to show", |tray| tray.empty.is_some()).await;
        assert_eq!(tray.pill.as_deref(), Some("No jobs"));
        assert_eq!(mock.session.report().await.requests.total, 0, "nothing is asked for nothing");

        set_attribute(page, "process-ids", "1").await;
        page.eventually("the job is followed", |tray| tray.row(1).line_is("live")).await;
        set_attribute(page, "process-ids", "2, 1").await;
        page.eventually("a second job is followed", |tray| {
            tray.row(1).line_is("live") && tray.row(2).line_is("live")
        })
        .await;
        let streams = mock.session.report().await.streams;
        assert_eq!(streams.opened, 2, "the first job's line was left alone: {streams:#?}");

        set_attribute(page, "process-ids", "2").await;
        page.eventually("the first job is let go", |tray| tray.ids() == ["2"]).await;
        mock.until("its stream is closed", |report| report.streams.open == 1).await;

        let other = mock.server.session("element-attributes-other");
        let job = json!({ "id": 2, "type": "nightly_report", "status": "completed" });
        other.create_process(job).await.unwrap();
        set_attribute(page, "base-url", "/s/element-attributes-other").await;
        page.eventually("another server is another world", |tray| {
            tray.row(2).is("completed") && tray.row(2).name.as_deref() == Some("Nightly report")
        })
        .await;
        mock.until("the first server is let go", |report| report.streams.open == 0).await;

        let () = page.script("host.open = false;", Vec::new()).await;
        page.eventually("the property minimises", |tray| !tray.open && !tray.pill_expanded).await;
        page.click_pill().await;
        page.eventually("the pill opens", |tray| tray.open && tray.pill_expanded).await;
        let open: bool = page.script("return host.hasAttribute('open');", Vec::new()).await;
        assert!(open, "the attribute says what the user did");
    });
}

#[test]
fn a_move_in_the_page_keeps_everything() {
    story("element-move", async |page, mock| {
        running_jobs(mock, &[1]).await;
        page.open_host(mock, "1").await;
        page.eventually("the job is live", |tray| tray.row(1).line_is("live")).await;
        mock.event(1, json!({ "progress_percent": 50, "message": "Half of it." })).await;
        page.open_details(1).await;
        page.eventually("the log is seen", |tray| tray.row(1).events.len() == 1).await;
        let before = mock.until("all is asked", |report| report.streams.open == 1).await;

        let moved = "const place = document.createElement('main');
                     document.body.prepend(place); place.append(host);";
        let () = page.script(moved, Vec::new()).await;
        mock.event(1, json!({ "progress_percent": 60, "message": "A bit more." })).await;
        page.eventually("the log is still open, and goes on", |tray| {
            tray.row(1).events.len() == 2 && tray.row(1).is_at(60)
        })
        .await;
        let after = mock.session.report().await;
        assert_eq!(after.requests.total, before.requests.total, "{:#?}", after.log);
        assert_eq!((after.streams.opened, after.streams.open), (1, 1));
    });
}

#[test]
fn a_removed_tray_leaves_nothing_behind() {
    story("element-removed", async |page, mock| {
        running_jobs(mock, &[1, 2, 3]).await;
        page.open_host(mock, "1,2,3").await;
        page.eventually("the jobs are there", |tray| {
            live(tray) == 2 && tray.rows.iter().all(|row| row.is("running"))
        })
        .await;
        let () = page.script("window.removed = host; host.remove();", Vec::new()).await;
        mock.until("no stream is left", |report| report.streams.open == 0).await;
        mock.stays_quiet(Duration::from_secs(4)).await;

        let () = page.script("document.body.append(window.removed);", Vec::new()).await;
        page.eventually("put back, it begins anew", |tray| live(tray) == 2).await;
    });
}

#[test]
fn two_trays_on_a_page_know_nothing_of_each_other() {
    story("element-two", async |page, mock| {
        running_jobs(mock, &[1]).await;
        let other = mock.server.session("element-two-other");
        let job = json!({ "id": 1, "type": "nightly_report", "status": "failed" });
        other.create_process(job).await.unwrap();
        page.open_host(mock, "1").await;
        page.eventually("the first tray is live", |tray| tray.row(1).line_is("live")).await;
        let add = "const second = document.createElement('job-tray');
                   second.id = 'second';
                   second.processIds = ['1'];
                   second.baseUrl = '/s/element-two-other';
                   document.body.append(second);";
        let () = page.script(add, Vec::new()).await;
        let second = page.tray_of("#second");
        let its_own = |tray: &TraySeen| tray.pill.as_deref() == Some("1 failed");
        let seen = second.eventually("it has its own job", its_own).await;
        assert!(!seen.open, "it is minimised, as nobody opened it");
        assert!(seen.rows.is_empty(), "and no row is made before somebody does: {seen:#?}");
        let first = page.tray().await;
        assert!(first.open && first.row(1).is("running"), "{first:#?}");
        assert_eq!(first.pill.as_deref(), Some("1 running"));

        let () = second.script("host.remove();", Vec::new()).await;
        mock.event(1, json!({ "progress_percent": 77 })).await;
        page.eventually("the first goes on without the second", |tray| tray.row(1).is_at(77)).await;
    });
}

#[test]
fn styles_leak_neither_in_nor_out() {
    story("element-styles", async |page, mock| {
        running_jobs(mock, &[1]).await;
        page.open_host(mock, "1").await;
        page.eventually("the job is live", |tray| tray.row(1).line_is("live")).await;
        let looks = "const look = (element) => {
                         const { color, letterSpacing, fontFamily, lineHeight } = getComputedStyle(element);
                         return { color, letterSpacing, fontFamily, lineHeight };
                     };
                     return {
                         action: look(find(root, '[part=action]')),
                         row: look(find(root, '[part=job]')),
                         title: look(find(root, 'h2')),
                         heading: look(document.querySelector('h1')),
                         paragraph: look(document.querySelector('p')),
                         rules: [...document.adoptedStyleSheets].flatMap(({ cssRules }) =>
                             [...cssRules].map((it) => [it.selectorText, ...it.style])),
                     };";
        let looks: Value = page.script(looks, Vec::new()).await;
        let crimson = "rgb(220, 20, 60)";
        for inside in ["action", "row", "title"] {
            let look = &looks[inside];
            assert_ne!(look["color"], crimson, "{inside}: {looks:#}");
            assert_eq!(look["letterSpacing"], "normal", "{inside}: {looks:#}");
            assert!(
                !look["fontFamily"].as_str().unwrap().contains("Georgia"),
                "{inside}: {looks:#}"
            );
        }
        assert_eq!(looks["paragraph"]["color"], crimson, "{looks:#}");
        assert!(looks["heading"]["fontFamily"].as_str().unwrap().contains("Georgia"), "{looks:#}");
        // A host's own word wins over it, as it weighs nothing.
        let rule = json!([[":where(:root)", "scroll-padding-block-end"]]);
        assert_eq!(looks["rules"], rule, "what the page scrolls to is not under the tray");
    });
}

async fn set_attribute(page: &JobTrayPage, name: &str, value: &str) {
    let script = "host.setAttribute(arguments[1], arguments[2]);";
    let () = page.script(script, vec![json!(name), json!(value)]).await;
}

fn live(tray: &TraySeen) -> usize {
    tray.rows.iter().filter(|row| row.line_is("live")).count()
}

async fn running_jobs(mock: &Mock, ids: &[i64]) {
    for id in ids {
        mock.create(json!({ "id": id, "type": "csv_import", "status": "running",
            "progress_percent": 10, "started_at": "2026-01-05T08:59:00Z" }))
            .await;
    }
}
