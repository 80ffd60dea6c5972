//! Answers that are no stream and no row, with both kinds of streams. The numbers are those of the
//! fault list.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use job_tray_e2e::{JobTrayPage, Kind, Mock, with_both_kinds};
use job_tray_mock::Route;
use serde_json::{Value, json};

const LOGIN: &str = "<!DOCTYPE html><title>Log in</title><form>data: {}</form>";
const SIGNED_OUT: &str = "Signed out – updates paused";
/// So many seconds the server wants to be left alone.
const PAUSE: &str = "6";
/// So long nothing may be asked, once it is known that at least as much is left of them.
const QUIET: Duration = Duration::from_millis(2_000);

with_both_kinds! {
    fault_10_after_an_error_of_the_server_another_stream_is_opened: server_errors;
    fault_11_a_wish_to_be_left_alone_holds_for_everything: retry_after;
    fault_12_a_sign_in_page_pauses_everything_until_the_user_looks_again: async |page, mock, kind| {
        signed_out(page, mock, kind, json!({ "status": 200, "body": LOGIN })).await;
    };
    fault_12_a_redirect_to_the_sign_in_page_does_the_same: async |page, mock, kind| {
        let login = format!("/s/{}/login", mock.session.name());
        signed_out(page, mock, kind, json!({ "status": 302, "headers": { "Location": login } })).await;
    };
    fault_13_a_row_in_place_of_a_stream_is_shown_and_the_job_polled: row_for_stream;
    fault_14_no_content_in_place_of_a_stream_makes_the_tray_poll: no_content;
    fault_15_a_401_pauses_everything_until_the_user_looks_again: async |page, mock, kind| {
        let body = json!({ "message": "Unauthenticated." });
        signed_out(page, mock, kind, json!({ "status": 401, "body": body })).await;
    };
    fault_15_a_419_pauses_everything_until_the_user_looks_again: async |page, mock, kind| {
        let body = json!({ "message": "CSRF token mismatch." });
        signed_out(page, mock, kind, json!({ "status": 419, "body": body })).await;
    };
    fault_19_too_many_requests_become_fewer: too_many;
    fault_20_an_odd_content_type_is_still_a_stream: odd_type;
    fault_52_an_answer_that_comes_late_turns_nothing_back: late_answer;
}

async fn server_errors(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    for status in [500, 502, 504] {
        page.expect_console(&status.to_string());
        mock.begin(job_tray_mock::SessionOptions::default());
        mock.fault(json!({ "on": "stream", "status": status, "body": "<h1>Oops</h1>" })).await;
        kind.open(page, mock).await;
        kind.live(page).await;
        mock.event(1, json!({ "progress_percent": 30 })).await;
        let tray = page.eventually("news come", |tray| tray.row(1).is_at(30)).await;
        assert_eq!(tray.notice, None, "{status}: one is no trouble");
        assert_eq!(mock.session.report().await.faults.struck, 1);
    }
}

async fn retry_after(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    page.expect_console("503");
    kind.follow(page, mock).await;
    let down = |on: &str| {
        json!({ "on": on, "status": 503, "headers": { "Retry-After": PAUSE },
            "body": { "message": "Service Unavailable" } })
    };
    mock.fault(json!([down("stream"), down("show")])).await;
    mock.advance(25).await;
    mock.until("it is told", |report| report.faults.struck > 0).await;
    page.until_diagnostics("it obeys", |said| said["paused_ms"].as_u64() > Some(2_000)).await;
    mock.stays_quiet(QUIET).await;
    kind.live(page).await;
    mock.event(1, json!({ "progress_percent": 30 })).await;
    page.eventually("it goes on", |tray| tray.row(1).is_at(30)).await;
    assert_eq!(mock.session.report().await.faults.struck, 2);
}

async fn signed_out(page: &JobTrayPage, mock: &mut Mock, kind: Kind, mut answer: Value) {
    for words in ["401", "419", "MIME type"] {
        page.expect_console(words);
    }
    kind.follow(page, mock).await;
    answer["times"] = json!(null);
    for on in ["show", "stream"] {
        answer["on"] = json!(on);
        mock.fault(answer.clone()).await;
    }
    mock.advance(25).await;
    let tray = page.eventually("it is told", |tray| tray.notice.is_some()).await;
    assert_eq!(tray.notice.as_deref(), Some(SIGNED_OUT));
    assert!(tray.row(1).is("running") && tray.row(1).is_at(10), "what was known stays: {tray:#?}");
    mock.stays_quiet(Duration::from_secs(1)).await;
    let before = mock.session.report().await.requests;
    let away = page.look_away().await;
    away.back().await;
    let hops = if answer["status"] == 302 { 2 } else { 1 };
    mock.until("one question is asked when the user looks again", |report| {
        report.requests.to(Route::Show) == before.to(Route::Show) + 1
            && report.requests.total == before.total + hops
    })
    .await;
    mock.stays_quiet(Duration::from_secs(1)).await;
    mock.session.clear_faults().await;
    let away = page.look_away().await;
    away.back().await;
    page.eventually("signed in again, all goes on", |tray| {
        tray.notice.is_none() && tray.row(1).line_is("live")
    })
    .await;
    mock.event(1, json!({ "progress_percent": 30 })).await;
    page.eventually("with news", |tray| tray.row(1).is_at(30)).await;
}

async fn row_for_stream(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    page.expect_console("MIME type");
    mock.create_running(&[1]).await;
    let row = mock.session.process(1).await.unwrap();
    mock.fault(json!({ "on": "stream", "status": 200, "body": row, "times": null })).await;
    page.open_host_with(mock, "1", &[kind.attribute()]).await;
    polled_to_its_end(page, mock).await;
    let asked = mock.session.report().await.requests.to(Route::Stream);
    let most = if kind == Kind::Fetch { 1 } else { 3 };
    assert!(asked <= most, "no loop: {asked}");
    assert_eq!(page.diagnostics().await["undecodable"], 0);
}

async fn no_content(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    mock.fault(json!({ "on": "stream", "status": 204, "times": null })).await;
    kind.open(page, mock).await;
    polled_to_its_end(page, mock).await;
    let asked = mock.session.report().await.requests.to(Route::Stream);
    // Only a fetched stream tells its status, and that there is nothing to be had.
    let most = if kind == Kind::Fetch { 1 } else { 3 };
    assert!(asked <= most, "no loop: {asked}");
}

async fn polled_to_its_end(page: &JobTrayPage, mock: &Mock) {
    page.eventually("the job runs", |tray| tray.row(1).is("running")).await;
    page.watch().await;
    for percent in [50, 60] {
        mock.event(1, json!({ "progress_percent": percent })).await;
        let tray = page.eventually("it goes on", |tray| tray.row(1).is_at(percent)).await;
        assert!(tray.row(1).line_is("polling"), "{tray:#?}");
    }
    mock.event(1, json!({ "status": "completed", "progress_percent": 100 })).await;
    page.eventually("it ends", |tray| tray.row(1).line_is("settled")).await;
    let history = page.history().await;
    assert_eq!(history.notices, Vec::<String>::new());
    assert_eq!(history.statuses(1), ["running", "completed"]);
}

async fn too_many(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    page.expect_console("429");
    kind.follow(page, mock).await;
    let before = page.diagnostics().await["requests_per_minute"].as_u64().unwrap();
    let fault = json!({ "on": "show", "status": 429, "headers": { "Retry-After": PAUSE },
        "body": { "message": "Too Many Attempts." } });
    mock.fault(fault).await;
    mock.advance(25).await;
    let said = page.until_diagnostics("it obeys", |said| said["paused_ms"].as_u64() > Some(2_000));
    let after = said.await["requests_per_minute"].as_u64().unwrap();
    assert_eq!(after, before / 2, "half of it, for a while");
    mock.stays_quiet(QUIET).await;
    // With half of the budget the next stream waits its turn.
    page.within(Duration::from_secs(60), "it is live again", |tray| tray.row(1).line_is("live"))
        .await;
    mock.event(1, json!({ "progress_percent": 30 })).await;
    page.eventually("it goes on", |tray| tray.row(1).is_at(30)).await;
    assert_eq!(page.history().await.notices, Vec::<String>::new(), "one is no trouble");
}

async fn odd_type(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    let odd = json!({ "Content-Type": "TEXT/Event-Stream;charset=UTF-8;x=bogus" });
    mock.fault(json!({ "on": "stream", "headers": odd })).await;
    kind.follow(page, mock).await;
    mock.event(1, json!({ "progress_percent": 30, "step": "Größe prüfen ✓" })).await;
    page.eventually("it is read in its own letters", |tray| {
        tray.row(1).step.as_deref() == Some("Größe prüfen ✓")
    })
    .await;
}

async fn late_answer(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    kind.follow(page, mock).await;
    mock.fault(json!({ "on": "show", "hold_answer": "old" })).await;
    mock.advance(25).await;
    mock.until("an answer is made of the old row", |report| report.faults.held == ["old"]).await;
    mock.until("the stream is open", |report| report.streams.open == 1).await;
    mock.event(1, json!({ "progress_percent": 80, "message": "News." })).await;
    page.eventually("the stream tells what is new", |tray| tray.row(1).is_at(80)).await;
    mock.event(1, json!({ "status": "completed", "progress_percent": 100 })).await;
    page.eventually("and the end", |tray| tray.row(1).is("completed")).await;
    mock.session.release(Some("old")).await;
    page.eventually("the end is confirmed", |tray| tray.row(1).line_is("settled")).await;
    let tray = page.tray().await;
    assert!(tray.row(1).is("completed") && tray.row(1).refusal.is_none(), "{tray:#?}");
    assert_eq!(page.history().await.statuses(1), ["running", "completed"], "nothing goes back");
}
