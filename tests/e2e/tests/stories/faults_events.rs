//! Events that come twice, late, for others, too large or too many, with both kinds of streams.
//! The numbers are those of the fault list.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{JobTrayPage, Kind, Mock, with_both_kinds};
use job_tray_mock::{Replay, Route, SessionOptions};
use serde_json::{Value, json};

/// As many as a log of minutes, and enough to see a page stand still.
const BURST: i64 = 5_000;
/// No turn of the page's thread may be longer, milliseconds: far more than a frame, since the
/// machine may have more to do than this.
const LONGEST_GAP: f64 = 1_000.0;

with_both_kinds! {
    fault_28_what_comes_again_stands_in_the_log_once: duplicates;
    fault_29_a_late_event_of_a_lower_id_takes_its_place_and_turns_nothing_back: late;
    fault_30_events_of_another_process_are_dropped: foreign;
    fault_32_an_event_of_2_mib_is_passed_over_and_the_next_one_shown: huge;
    fault_33_a_burst_leaves_the_page_responsive: burst;
    fault_55_markup_and_100_kb_of_text_are_text_and_short: long_text;
}

async fn duplicates(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    mock.begin(SessionOptions { replay: Replay::All, ..SessionOptions::default() });
    mock.create_running(&[1]).await;
    for percent in [15, 20] {
        mock.event(1, json!({ "progress_percent": percent, "message": "Once." })).await;
    }
    page.open_host_with(mock, "1", &[kind.attribute()]).await;
    kind.live(page).await;
    page.open_details(1).await;
    page.eventually("the log is there", |tray| {
        tray.row(1).event_count.as_deref() == Some("2 events")
    })
    .await;
    mock.advance(25).await;
    mock.until("the stream is opened again", |report| {
        report.streams.opened == 2 && report.streams.open == 1
    })
    .await;
    page.until_diagnostics("what comes again is known", |said| said["repeated_events"] == 2).await;
    mock.event(1, json!({ "progress_percent": 30, "message": "New." })).await;
    page.eventually("each stands there once", |tray| {
        tray.row(1).is_at(30) && tray.row(1).event_count.as_deref() == Some("3 events")
    })
    .await;
    assert_eq!(page.history().await.lines(1), ["live"]);
}

async fn late(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    kind.follow(page, mock).await;
    mock.event(1, json!({ "id": 500, "progress_percent": 60, "message": "The first." })).await;
    page.eventually("it is shown", |tray| tray.row(1).is_at(60)).await;
    page.open_details(1).await;
    // Its transaction began before and was committed after.
    let late = json!({ "id": 400, "progress_percent": 30, "message": "The late.", "apply": false });
    mock.event(1, late).await;
    let tray = page.eventually("it is in the log", |tray| tray.row(1).events.len() == 2).await;
    let row = tray.row(1);
    assert!(row.is_at(60), "nothing goes back: {row:#?}");
    let place = |words: &str| row.events.iter().position(|line| line.contains(words)).unwrap();
    mock.event(1, json!({ "id": 600, "progress_percent": 70, "message": "The last." })).await;
    let tray = page.eventually("the next", |tray| tray.row(1).events.len() == 3).await;
    let newest_first = tray.row(1).events[0].contains("The last.");
    assert_eq!(place("The late.") > place("The first."), newest_first, "in order: {row:#?}");
}

async fn foreign(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    let foreign = json!({ "id": 9000, "process_id": 2, "status": "failed", "progress_percent": 99,
        "message": "Of another." });
    let steps =
        json!([{ "raw": ":\n\n" }, { "hold": "other" }, { "emit": foreign }, { "live": true }]);
    mock.fault(json!({ "on": "stream", "steps": steps })).await;
    kind.follow(page, mock).await;
    page.open_details(1).await;
    mock.session.release(Some("other")).await;
    page.until_diagnostics("it is counted", |said| said["foreign_events"] == 1).await;
    mock.event(1, json!({ "progress_percent": 30, "message": "Its own." })).await;
    let tray = page.eventually("its own is shown", |tray| tray.row(1).is_at(30)).await;
    assert_eq!(tray.ids(), ["1"]);
    assert_eq!(tray.row(1).event_count.as_deref(), Some("1 event"));
    assert_eq!(page.history().await.statuses(1), ["running"]);
}

async fn huge(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    let start = "event: update\ndata: {\"id\":9000,\"process_id\":1,\"message\":\"";
    let steps = json!([
        { "raw": ":\n\n" }, { "hold": "huge" }, { "raw": start },
        { "raw": "x", "repeat": 2 * 1024 * 1024 }, { "raw": "\"}\n\n" }, { "live": true },
    ]);
    mock.fault(json!({ "on": "stream", "steps": steps })).await;
    kind.follow(page, mock).await;
    page.open_details(1).await;
    let before = mock.session.report().await;
    mock.session.release(Some("huge")).await;
    page.until_diagnostics("it is counted", |said| said["dropped_events"] == 1).await;
    let shows = before.requests.to(Route::Show);
    mock.until("the row tells instead", |report| report.requests.to(Route::Show) > shows).await;
    mock.event(1, json!({ "progress_percent": 30, "message": "A small one." })).await;
    let tray = page.eventually("the next is shown", |tray| tray.row(1).is_at(30)).await;
    assert_eq!(tray.row(1).event_count.as_deref(), Some("1 event"));
    assert_eq!(mock.session.report().await.streams.opened, 1, "the stream stays");
}

async fn burst(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    let event = json!({ "id": 10_000, "process_id": 1, "type": "progress",
        "progress_percent": 40, "message": "One of many.",
        "created_at": "2026-01-05T09:00:00.000000Z" });
    let steps = json!([
        { "raw": ":\n\n" }, { "hold": "burst" }, { "emit": event, "repeat": BURST }, { "live": true },
    ]);
    mock.fault(json!({ "on": "stream", "steps": steps })).await;
    mock.create_running(&[1]).await;
    mock.session.set_columns(1, json!({ "progress_percent": 40 })).await.unwrap();
    page.open_host_with(mock, "1", &[kind.attribute()]).await;
    kind.live(page).await;
    // Timers rather than frames: WebKitGTK draws some pages only every ten seconds.
    let count = "
        const turns = (window.turns = { count: 0, gap: 0 });
        let last = performance.now();
        const turn = () => {
            const now = performance.now();
            turns.count += 1;
            turns.gap = Math.max(turns.gap, now - last);
            last = now;
            setTimeout(turn, 16);
        };
        turn();";
    let () = page.script(count, vec![]).await;
    mock.session.release(Some("burst")).await;
    // It comes behind the others.
    mock.event(1, json!({ "id": 20_000, "progress_percent": 50, "message": "The next." })).await;
    page.eventually("all have come", |tray| tray.row(1).is_at(50)).await;
    let turns: Value = page.script("return window.turns;", vec![]).await;
    assert!(turns["count"].as_u64() > Some(1), "others have their turns: {turns}");
    assert!(turns["gap"].as_f64() < Some(LONGEST_GAP), "the page never stands still: {turns}");
    page.open_details(1).await;
    let all = (BURST + 1).to_string();
    let tray = page.eventually("the log is whole", |tray| {
        // However the browser's language writes it: "5,001 events".
        let count = tray.row(1).event_count.as_deref().unwrap_or_default();
        count.chars().filter(char::is_ascii_digit).eq(all.chars())
    });
    let lines = tray.await.row(1).events.len();
    assert!((1..=80).contains(&lines), "few of them stand on the page: {lines}");
    assert_eq!(mock.session.report().await.streams.opened, 1);
}

async fn long_text(page: &JobTrayPage, mock: &mut Mock, kind: Kind) {
    let evil = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>\u{202e}";
    let long = format!("{evil}{}", "long ".repeat(20_000));
    kind.follow(page, mock).await;
    let news = json!({ "progress_percent": 20, "type": long, "message": long, "step": long });
    mock.event(1, news).await;
    page.eventually("it is shown", |tray| tray.row(1).is_at(20)).await;
    page.open_details(1).await;
    let tray = page.eventually("and logged", |tray| tray.row(1).events.len() == 1).await;
    let row = tray.row(1);
    assert!(row.events[0].contains("<img src=x"), "as text: {:.200}", row.events[0]);
    assert!(row.events[0].chars().count() < 3_000, "{}", row.events[0].chars().count());
    mock.event(1, json!({ "status": "failed", "error_message": long })).await;
    let tray = page.eventually("the failure is shown", |tray| {
        tray.row(1).error.is_some() && tray.row(1).line_is("settled")
    });
    let error = tray.await.row(1).error.unwrap();
    assert!(error.starts_with("<img src=x") && error.chars().count() < 3_000, "{:.200}", error);
    let found: Vec<String> =
        page.script("return all(root, 'img, script').map((it) => it.outerHTML);", vec![]).await;
    assert_eq!(found, Vec::<String>::new());
    let harm = "return 'pwned' in window
        || document.documentElement.scrollWidth > document.documentElement.clientWidth;";
    let harmed: bool = page.script(harm, vec![]).await;
    assert!(!harmed, "nothing runs, and nothing pushes the page aside");
}
