//! Servers and browsers in which not all is to be had. The numbers are those of the fault list.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use job_tray_e2e::{FAST_CLOCK, dist, story};
use job_tray_mock::{CorsOrigin, MockServer, Route, ServerOptions};
use serde_json::json;

#[test]
fn fault_51_a_slow_row_is_asked_for_once_and_shown_when_it_comes() {
    story("fault-51", async |page, mock| {
        mock.create_running(&[1]).await;
        mock.fault(json!({ "on": "show", "hold": "slow" })).await;
        page.open_host_prepared(mock, "1", &[], FAST_CLOCK).await;
        let tray = page.eventually("there is a row", |tray| tray.rows.len() == 1).await;
        assert!(tray.row(1).line_is("connecting"), "{tray:#?}");
        mock.until("it is asked for", |report| report.faults.held == ["slow"]).await;
        // Ten seconds of the page's time.
        mock.stays_quiet(Duration::from_secs(2)).await;
        assert_eq!(page.tray().await.notice, None, "slow is no trouble");
        mock.session.release(Some("slow")).await;
        page.eventually("it is shown, and followed", |tray| tray.row(1).line_is("live")).await;
        mock.until("the row is read with the stream", |report| {
            report.requests.to(Route::Show) == 2 && report.requests.to(Route::Stream) == 1
        })
        .await;
        mock.stays_quiet(Duration::from_secs(1)).await;
    });
}

#[test]
fn fault_53_another_origin_that_lets_nobody_read_it_is_hinted_at() {
    story("fault-53", async |page, mock| {
        for words in ["blocked by CORS policy", "ERR_FAILED"] {
            page.expect_console(words);
        }
        let options = ServerOptions {
            assets: dist(),
            cors_origin: Some(CorsOrigin::Nobody),
            ..ServerOptions::default()
        };
        let other = MockServer::start(options).await.unwrap();
        let there = other.session("fault-53-other");
        there.create_process(json!({ "id": 1, "status": "running" })).await.unwrap();
        let base = other.cross_origin_url("/s/fault-53-other").unwrap();
        let set = format!("tray.baseUrl = {};", json!(base));
        page.open_host_prepared(mock, "1", &[], &set).await;
        page.until_diagnostics("what may be wrong", |said| said["hint"] == "never-answered").await;
        let tray = page.eventually("the trouble is told", |tray| tray.notice.is_some()).await;
        assert_eq!(tray.notice_line.as_deref(), Some("reconnecting"));
        let asked = page.diagnostics().await["requests"].as_u64().unwrap();
        assert!((3..=4).contains(&asked), "asking often does not help: {asked}");
        let arrived = there.report().await.requests.total;
        assert!(arrived <= asked, "{arrived} of {asked}");
        assert_eq!(mock.session.report().await.requests.total, 0, "it is the other server's job");
    });
}

#[test]
fn fault_54_without_locks_and_channels_a_tab_works_alone_with_one_stream() {
    story("fault-54", async |page, mock| {
        mock.create_running(&[1, 2, 3]).await;
        let without = "
            Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
            delete window.BroadcastChannel;
            if (navigator.locks || window.BroadcastChannel) throw new Error('they are still there');";
        page.open_host_prepared(mock, "1,2,3", &[], without).await;
        page.eventually("all are shown, one live", |tray| {
            tray.rows.iter().filter(|row| row.line_is("live")).count() == 1
                && tray.rows.iter().filter(|row| row.is("running")).count() == 3
        })
        .await;
        assert_eq!(page.diagnostics().await["role"], "alone");
        for id in [1, 2, 3] {
            mock.event(id, json!({ "progress_percent": 50 })).await;
        }
        page.eventually("all go on", |tray| (1..=3).all(|id| tray.row(id).is_at(50))).await;
        assert_eq!(mock.session.report().await.streams.peak, 1);
    });
}
