//! `GET /processes/{id}` and `GET /processes`: Laravel's JSON, in every shape a session can ask for.

use job_tray_mock::{Dates, EmptyObjects, Envelope, Ids, JsonColumns, SessionOptions};
use serde_json::json;

use crate::client::{get, world, world_with};

#[tokio::test]
async fn a_process_is_shown_byte_for_byte_as_laravel_would() {
    let world = world().await;
    let columns = json!({
        "id": 5, "workspace_id": 1, "user_id": 2, "type": "csv_import", "status": "running",
        "progress_percent": 40, "current_step": "Läser in", "summary": null, "queue": "imports",
        "attempts": 1, "related_type": "App\\Models\\CsvImport", "related_id": 9,
        "input_payload": { "file": "a/b.csv" }, "started_at": "2026-01-05T08:59:00Z",
    });
    world.session.create_process(columns).await.unwrap();
    let answer = world.get("/processes/5").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("date"), "Mon, 05 Jan 2026 09:00:00 GMT");
    assert_eq!(
        answer.text,
        concat!(
            r#"{"id":5,"workspace_id":1,"user_id":2,"type":"csv_import","status":"running","#,
            r#""progress_percent":40,"current_step":"L\u00e4ser in","summary":null,"#,
            r#""error_message":null,"queue":"imports","attempts":1,"#,
            r#""related_type":"App\\Models\\CsvImport","related_id":9,"#,
            r#""input_payload":{"file":"a\/b.csv"},"started_at":"2026-01-05T08:59:00.000000Z","#,
            r#""finished_at":null,"created_at":"2026-01-05T09:00:00.000000Z","#,
            r#""updated_at":"2026-01-05T09:00:00.000000Z"}"#
        )
    );
}

#[tokio::test]
async fn a_missing_process_is_laravels_404() {
    let world = world().await;
    for id in ["5", "abc"] {
        let answer = world.get(&format!("/processes/{id}")).await;
        assert_eq!(answer.status, 404);
        let words = format!("No query results for model [App\\Models\\Process] {id}");
        assert_eq!(answer.json(), json!({ "message": words }));
    }
}

#[tokio::test]
async fn a_deleted_process_is_404_everywhere_and_its_log_stays() {
    let world = world().await;
    world.session.create_process(json!({ "id": 1, "status": "running" })).await.unwrap();
    world.session.append_event(1, json!({ "message": "Once." })).await.unwrap();
    world.session.hide_process(1).await.unwrap();
    assert_eq!(world.get("/processes/1").await.status, 404);
    assert_eq!(world.get("/processes/1/stream").await.status, 404);
    assert_eq!(world.post("/processes/1/cancel").await.status, 404);
    assert_eq!(world.get("/processes").await.json(), json!([]));
    assert_eq!(world.session.events(1).await.unwrap().len(), 1);
}

#[tokio::test]
async fn ids_beyond_what_javascript_can_count_are_exact() {
    let world = world().await;
    let id = 9_007_199_254_740_993_i64;
    world.session.create_process(json!({ "id": id })).await.unwrap();
    let answer = world.get(&format!("/processes/{id}")).await;
    assert!(answer.text.starts_with(r#"{"id":9007199254740993,"#), "{}", answer.text);
}

#[tokio::test]
async fn every_shape_can_be_asked_for() {
    let world = world_with(SessionOptions {
        envelope: Envelope::Data,
        dates: Dates::Plain,
        ids: Ids::String,
        json_columns: JsonColumns::String,
        empty_objects: EmptyObjects::Array,
        ..SessionOptions::default()
    })
    .await;
    let columns = json!({ "id": 7, "workspace_id": 1, "summary": {}, "input_payload": { "a": 1 } });
    world.session.create_process(columns).await.unwrap();
    let process = &world.get("/processes/7").await.json()["data"];
    assert_eq!(process["id"], "7");
    assert_eq!(process["workspace_id"], "1");
    assert_eq!(process["summary"], "[]");
    assert_eq!(process["input_payload"], "{\"a\":1}");
    assert_eq!(process["created_at"], "2026-01-05 09:00:00");
    assert_eq!(world.get("/processes").await.json()["data"][0]["id"], "7");
}

#[tokio::test]
async fn values_no_column_can_hold_are_shown_all_the_same() {
    let world = world().await;
    let odd = json!({ "id": 1, "wire": { "progress_percent": "50", "extra": [1] } });
    world.session.create_process(odd).await.unwrap();
    world.session.create_process(json!({ "id": 2, "progress_percent": 33.7 })).await.unwrap();
    let process = world.get("/processes/1").await.json();
    assert_eq!(process["progress_percent"], "50");
    assert_eq!(process["extra"], json!([1]));
    assert_eq!(world.get("/processes/2").await.json()["progress_percent"], 33.7);
}

#[tokio::test]
async fn the_list_is_newest_first_and_can_be_one_workspace() {
    let world = world().await;
    for (id, workspace) in [(1, 1), (2, 2), (3, 1)] {
        let columns = json!({ "id": id, "workspace_id": workspace });
        world.session.create_process(columns).await.unwrap();
    }
    let ids = |list: serde_json::Value| -> Vec<i64> {
        let list = list.as_array().unwrap().clone();
        list.iter().map(|process| process["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids(world.get("/processes").await.json()), [3, 2, 1]);
    assert_eq!(ids(world.get("/processes?workspace_id=1").await.json()), [3, 1]);
    assert_eq!(ids(world.get("/processes?workspace_id=8").await.json()), [0_i64; 0]);
}

#[tokio::test]
async fn the_log_has_no_route_of_its_own() {
    let world = world().await;
    world.session.create_process(json!({ "id": 1 })).await.unwrap();
    assert_eq!(world.get("/processes/1/events").await.status, 404);
    assert_eq!(get(&world.server.url("/processes/1/events")).await.status, 404);
}
