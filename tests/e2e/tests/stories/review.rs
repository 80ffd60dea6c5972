//! The way from a job to the record that its user is to look at.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{JobTrayPage, Key, Mock, story};
use serde_json::{Value, json};

/// The page's own way of going somewhere: it notes what it is told and stays.
const STAYS: &str = "
    window.told = [];
    addEventListener('navigate', (event) => {
        window.told.push(event.detail);
        event.preventDefault();
    });
";

async fn waits_for_review(page: &JobTrayPage, mock: &Mock, related_url: &str) {
    mock.create(json!({ "id": 7, "type": "ai_location_import", "status": "waiting_review",
        "related_type": "App\\Models\\AiLocationImportBatch", "related_id": 41,
        "started_at": "2026-01-05T08:59:00Z" }))
        .await;
    page.open_host_with(mock, "7", &[("related-url", related_url)]).await;
    page.eventually("it waits", |tray| tray.row(7).is("waiting_review")).await;
}

#[test]
fn a_host_goes_to_the_record_in_its_own_way() {
    story("review-host", async |page, mock| {
        waits_for_review(page, mock, "/records/{related_name}/{related_id}?job={id}").await;
        let () = page.script(STAYS, Vec::new()).await;
        let address = "/records/ai-location-import-batch/41?job=7";
        let href: String = page
            .script("return find(root, '[part=review-link]').getAttribute('href');", Vec::new())
            .await;
        assert_eq!(href, address);
        let focus = page.tab_to("review-link", Some("7")).await;
        assert_eq!(focus.label, "Review: AI location import");
        page.press_within(Key::Enter).await;
        page.click("[part=related]").await;
        let told: Vec<Value> = page.script("return window.told;", Vec::new()).await;
        assert_eq!(told.len(), 2, "by the link and by the record's name: {told:#?}");
        assert_eq!(
            told[0],
            json!({ "processId": "7", "type": "ai_location_import", "status": "waiting_review",
                "workspaceId": told[0]["workspaceId"],
                "relatedType": "App\\Models\\AiLocationImportBatch", "relatedId": "41",
                "url": address })
        );
        assert_eq!(told[0], told[1]);
        assert!(page.tray().await.row(7).is("waiting_review"), "the page stays");
    });
}

#[test]
fn where_nobody_prevents_it_the_browser_goes_there() {
    story("review-goes", async |page, mock| {
        waits_for_review(page, mock, "#{related_name}-{related_id}").await;
        page.click("[part=review-link]").await;
        let hash: String = page.script("return location.hash;", Vec::new()).await;
        assert_eq!(hash, "#ai-location-import-batch-41");
    });
}

#[test]
fn a_host_without_addresses_is_told_all_the_same() {
    story("review-told", async |page, mock| {
        waits_for_review(page, mock, "").await;
        let () = page.script(STAYS, Vec::new()).await;
        page.click("[part=review-link]").await;
        let told: Vec<Value> = page.script("return window.told;", Vec::new()).await;
        assert_eq!(told.len(), 1);
        assert_eq!((&told[0]["relatedId"], &told[0]["url"]), (&json!("41"), &Value::Null));
    });
}

#[test]
fn without_pages_for_records_nothing_leads_there() {
    story("review-nowhere", async |page, mock| {
        mock.create(json!({ "id": 7, "type": "csv_import", "status": "waiting_review",
            "related_type": "App\\Models\\CsvImport", "related_id": 41 }))
            .await;
        page.open_host(mock, "7").await;
        page.eventually("it waits", |tray| tray.row(7).is("waiting_review")).await;
        let links: u32 = page
            .script("return root.querySelectorAll('a, [part=review-link]').length;", vec![])
            .await;
        assert_eq!(links, 0);
        let said: String =
            page.script("return find(root, '[part=related]').textContent;", Vec::new()).await;
        assert_eq!(said, "CSV import 41");
    });
}
