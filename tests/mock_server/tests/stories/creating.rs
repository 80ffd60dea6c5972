//! `POST /processes`: a new pending job, or Laravel's 422.

use serde_json::{Value, json};

use crate::client::{Answer, World, post, world};

async fn create(world: &World, body: Value) -> Answer {
    post(&format!("{}/processes", world.session.base()), body).await
}

#[tokio::test]
async fn a_new_process_is_pending_and_points_to_its_batch() {
    let world = world().await;
    let body = json!({
        "type": "ai_location_import", "input_payload": { "url": "x" },
        "workspace_id": 1, "user_id": 1,
    });
    let answer = create(&world, body).await;
    assert_eq!(answer.status, 201);
    let process = answer.json();
    assert_eq!(process["status"], "pending");
    assert_eq!(process["attempts"], 0);
    assert_eq!(process["queue"], "ai");
    assert_eq!(process["related_type"], "App\\Models\\AiLocationImportBatch");
    assert_eq!(process["related_id"], 1);
    assert_eq!(process["input_payload"], json!({ "url": "x" }));
    assert_eq!(world.get("/processes/1").await.json(), process);
    assert_eq!(world.session.events(1).await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_type_nobody_knows_is_welcome() {
    let world = world().await;
    let process = create(&world, json!({ "type": "pdf_export" })).await.json();
    assert_eq!(process["queue"], "default");
    assert!(process["related_type"].is_null());
}

#[tokio::test]
async fn what_is_wrong_is_told_field_by_field() {
    let world = world().await;
    let required = "The type field is required.";
    for (body, message, fields) in [
        (Value::Null, required, json!({ "type": [required] })),
        (json!({ "type": "" }), required, json!({ "type": [required] })),
        (
            json!({ "type": 5, "workspace_id": 99, "input_payload": "x" }),
            "The type field must be a string. (and 2 more errors)",
            json!({
                "type": ["The type field must be a string."],
                "input_payload": ["The input payload field must be an array."],
                "workspace_id": ["The selected workspace id is invalid."],
            }),
        ),
        (
            json!({ "type": "csv_import", "user_id": "Ada" }),
            "The selected user id is invalid.",
            json!({ "user_id": ["The selected user id is invalid."] }),
        ),
    ] {
        let answer = create(&world, body).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.json(), json!({ "message": message, "errors": fields }));
    }
    assert_eq!(world.get("/processes").await.json(), json!([]));
}
