//! Ids that no JavaScript number can hold.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{JobTrayPage, Mock, story};
use job_tray_mock::{Ids, SessionOptions};
use serde_json::json;

/// 2^53 + 1, which rounds to 2^53, and the largest bigint.
const IDS: [i64; 2] = [9_007_199_254_740_993, i64::MAX];

#[test]
fn ids_beyond_two_to_the_53_stay_exact() {
    story("large-ids", async |page, mock| follow(page, mock).await);
}

#[test]
fn ids_written_as_strings_stay_exact() {
    story("large-ids-strings", async |page, mock| {
        mock.begin(SessionOptions { ids: Ids::String, ..SessionOptions::default() });
        follow(page, mock).await;
    });
}

async fn follow(page: &JobTrayPage, mock: &Mock) {
    for id in IDS {
        mock.create(json!({ "id": id, "type": "csv_import", "status": "running",
            "progress_percent": 10, "started_at": "2026-01-05T08:59:00Z",
            "related_type": "App\\Models\\CsvImport", "related_id": IDS[0] }))
            .await;
    }
    page.open_host(mock, &format!("{},{}", IDS[0], IDS[1])).await;
    let tray =
        page.eventually("both are live", |tray| IDS.iter().all(|id| tray.row(id).line_is("live")));
    let tray = tray.await;
    assert_eq!(tray.ids(), IDS.map(|id| id.to_string()).iter().rev().collect::<Vec<_>>());
    // WebKitGTK has no text of a row before it has drawn it.
    let related = IDS[0].to_string();
    page.eventually("the related id is shown", |tray| tray.row(IDS[1]).text.contains(&related))
        .await;
    for id in IDS {
        mock.event(id, json!({ "progress_percent": 55 })).await;
        page.eventually("events find their job", |tray| tray.row(id).is_at(55)).await;
    }
    page.click_action(IDS[0]).await;
    page.eventually("actions do too", |tray| tray.row(IDS[0]).is("cancelled")).await;
    assert!(page.tray().await.row(IDS[1]).is("running"));
    for request in mock.session.report().await.log {
        let (_, asked) = request.path.split_once("/processes/").unwrap();
        let id = asked.split('/').next().unwrap();
        assert!(IDS.iter().any(|known| id == known.to_string()), "{request:#?}");
    }
}
