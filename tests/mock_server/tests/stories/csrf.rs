//! Laravel's CSRF check, for sessions that ask for it.

use axum::body::Body;
use axum::http::Method;
use job_tray_mock::SessionOptions;
use percent_encoding::percent_decode_str;
use serde_json::json;

use crate::client::{Answer, World, request, send, world, world_with};

async fn guarded() -> World {
    let world = world_with(SessionOptions { csrf: true, ..SessionOptions::default() }).await;
    world.session.create_process(json!({ "id": 1, "status": "failed" })).await.unwrap();
    world
}

async fn retry(world: &World, headers: &[(&str, &str)]) -> Answer {
    let url = format!("{}/processes/1/retry", world.session.base());
    send(request(Method::POST, &url, headers, Body::empty())).await.unwrap()
}

/// The cookie as the browser keeps it, and the token as a page must send it.
async fn cookie_and_token(world: &World) -> (String, String) {
    let answer = world.get("/sanctum/csrf-cookie").await;
    assert_eq!(answer.status, 204);
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    let coded = cookie.strip_prefix("XSRF-TOKEN=").unwrap();
    let token = percent_decode_str(coded).decode_utf8().unwrap().into_owned();
    assert_ne!(coded, token, "the token must be one that needs decoding");
    (cookie, token)
}

#[tokio::test]
async fn a_post_needs_the_decoded_cookie_as_its_header() {
    let world = guarded().await;
    let (cookie, token) = cookie_and_token(&world).await;
    let coded = cookie.strip_prefix("XSRF-TOKEN=").unwrap();
    for headers in [
        vec![],
        vec![("Cookie", cookie.as_str())],
        vec![("X-XSRF-TOKEN", token.as_str())],
        vec![("Cookie", cookie.as_str()), ("X-XSRF-TOKEN", coded)],
        vec![("Cookie", "XSRF-TOKEN=old"), ("X-XSRF-TOKEN", "old")],
    ] {
        let answer = retry(&world, &headers).await;
        assert_eq!(answer.status, 419, "{headers:?}");
        assert_eq!(answer.json(), json!({ "message": "CSRF token mismatch." }));
    }
    let mixed = format!("theme=dark; {cookie}; session=1");
    let answer = retry(&world, &[("Cookie", &mixed), ("X-XSRF-TOKEN", &token)]).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn the_report_tells_that_a_token_came_but_not_which() {
    let world = guarded().await;
    let (cookie, token) = cookie_and_token(&world).await;
    let secret = ("Authorization", "Bearer open-sesame");
    retry(&world, &[("Cookie", &cookie), ("X-XSRF-TOKEN", &token), secret]).await;
    let report = world.session.report().await;
    let last = report.log.back().unwrap();
    assert!(last.has_xsrf_token && last.has_cookies && last.has_authorization);
    let text = serde_json::to_string(&report).unwrap();
    assert!(!text.contains(&token) && !text.contains("open-sesame"));
}

#[tokio::test]
async fn without_the_option_nothing_is_checked() {
    let world = world().await;
    world.session.create_process(json!({ "id": 1, "status": "failed" })).await.unwrap();
    assert_eq!(world.post("/processes/1/retry").await.status, 200);
}
