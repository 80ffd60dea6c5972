//! Sessions and their control over HTTP.

use job_tray_mock::{MockServer, Route};
use serde_json::{Value, json};

use crate::client::{delete, get, post, server_options};

async fn server() -> MockServer {
    MockServer::start(server_options()).await.unwrap()
}

#[tokio::test]
async fn a_test_page_can_do_everything_over_http() {
    let server = server().await;
    let control = server.url("/__control/page-1");
    let begun = post(&control, json!({ "replay": "all", "event_name": null })).await;
    assert_eq!((begun.status, begun.json()["now"].clone()), (201, json!("2026-01-05T09:00:00Z")));

    let columns = json!({ "id": 3, "status": "running", "workspace_id": 77 });
    let created = post(&format!("{control}/processes"), columns).await;
    assert_eq!((created.status, created.json()["workspace_id"].clone()), (201, json!(77)));
    let event = json!({ "type": "progress", "progress_percent": 12, "step": "Rows" });
    let event = post(&format!("{control}/processes/3/events"), event).await;
    assert_eq!((event.status, event.json()["id"].clone()), (201, json!(1)));
    let log = get(&format!("{control}/processes/3/events")).await.json();
    assert_eq!(log.as_array().unwrap().len(), 1);

    let now = post(&format!("{control}/advance"), json!({ "ms": 1500 })).await.json();
    assert_eq!(now, json!({ "now": "2026-01-05T09:00:01.500Z" }));
    let set = post(&format!("{control}/processes/3"), json!({ "status": "failed" })).await;
    assert_eq!(set.json()["status"], "failed");

    let faults = json!([{ "on": "show", "status": 500 }, { "on": "show", "status": 502 }]);
    assert_eq!(post(&format!("{control}/faults"), faults).await.status, 201);
    let page = server.url("/s/page-1/processes/3");
    assert_eq!(get(&page).await.status, 500);
    assert_eq!(delete(&format!("{control}/faults")).await.status, 204);
    assert_eq!(get(&page).await.json()["progress_percent"], 12);
    let released = post(&format!("{control}/release"), Value::Null).await.json();
    assert_eq!(released, json!({ "released": 0 }));

    assert_eq!(delete(&format!("{control}/processes/3")).await.status, 204);
    assert_eq!(get(&page).await.status, 404);
    let report = get(&control).await.json();
    assert_eq!(report["requests"]["by_route"], json!({ "show": 3 }));
    assert_eq!(report["requests"]["by_process"], json!({ "3": { "show": 3 } }));
    assert_eq!(report["requests"]["by_status"], json!({ "200": 1, "404": 1, "500": 1 }));
    assert_eq!(delete(&format!("{control}/log")).await.status, 204);
    assert_eq!(get(&control).await.json()["requests"]["total"], 0);

    assert_eq!(delete(&control).await.status, 204);
    assert_eq!(get(&page).await.status, 404);
    assert_eq!(get(&control).await.status, 404);
}

#[tokio::test]
async fn sessions_know_nothing_of_each_other() {
    let server = server().await;
    let (one, other) = (server.session("one"), server.session("other"));
    one.create_process(json!({ "id": 1, "status": "failed" })).await.unwrap();
    one.add_fault(json!({ "on": "show", "times": null, "status": 500 })).await.unwrap();
    one.advance(std::time::Duration::from_secs(5)).await.unwrap();
    other.create_process(json!({ "id": 1, "status": "running" })).await.unwrap();
    assert_eq!(get(&format!("{}/processes/1", one.base())).await.status, 500);
    let answer = get(&format!("{}/processes/1", other.base())).await;
    assert_eq!(answer.json()["status"], "running");
    assert_ne!(one.now(), other.now());
    assert_eq!(one.report().await.requests.to(Route::Show), 1);
    assert_eq!(other.report().await.requests.to(Route::Show), 1);
}

#[tokio::test]
async fn beginning_a_session_again_ends_the_old_one() {
    let server = server().await;
    let control = server.url("/__control/again");
    post(&control, Value::Null).await;
    post(&format!("{control}/processes"), json!({ "id": 1 })).await;
    post(&control, json!({ "worker": true })).await;
    assert_eq!(get(&server.url("/s/again/processes")).await.json(), json!([]));
}

#[tokio::test]
async fn what_control_cannot_do_it_says_in_words() {
    let server = server().await;
    let control = server.url("/__control/words");
    let check = async |path: &str, body: Value, status: u16, words: &str| {
        let answer = post(&format!("{control}{path}"), body).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert!(answer.text.contains(words), "{}", answer.text);
    };
    check("/advance", json!({ "ms": 1 }), 404, "no session words").await;
    check("", json!({ "clok": "manual" }), 422, "clok").await;
    check("", json!({ "clock": "real" }), 201, "words").await;
    check("/advance", json!({ "ms": 1 }), 409, "real").await;
    check("/advance", json!({ "seconds": 1 }), 422, "seconds").await;
    check("/processes", json!({ "colour": "red" }), 422, "no column colour").await;
    check("/processes", json!([]), 422, "JSON object").await;
    check("/processes/1", json!({}), 404, "no such process").await;
    check("/processes/1/events", json!({}), 404, "no such process").await;
    check("/processes", json!({ "id": 1 }), 201, "pending").await;
    check("/processes", json!({ "id": 1 }), 422, "UNIQUE").await;
    let unless = json!({ "status": "completed", "if_status": ["running"] });
    check("/processes/1/events", unless, 409, "pending").await;
    let odd_name = post(&server.url("/__control/a%20b"), Value::Null).await;
    assert_eq!(odd_name.status, 422);
}

#[tokio::test]
async fn the_report_shows_what_each_request_was() {
    let server = server().await;
    let session = server.session("log");
    get(&format!("{}/processes?workspace_id=4", session.base())).await;
    get(&format!("{}/processes/9?token=secret", session.base())).await;
    let report = session.report().await;
    let first = &report.log[0];
    assert_eq!((first.number, first.method.as_str(), first.status), (1, "GET", Some(200)));
    assert_eq!(first.path, "/processes?workspace_id=4");
    let second = &report.log[1];
    assert_eq!((second.route, second.process_id), (Route::Show, Some(9)));
    assert_eq!(second.path, "/processes/9?token=…");
    assert!(second.response_bytes > 0);
}
