//! The server itself: its files, its death and return, its second origin.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::Method;
use job_tray_mock::{CorsOrigin, MockServer, ServerOptions};
use serde_json::json;

use crate::client::{get, request, send, server_options, world};

#[tokio::test]
async fn the_built_page_is_served_with_its_types_and_never_kept() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page");
    std::fs::create_dir_all(folder.join("snippets")).unwrap();
    for (name, text) in [
        ("index.html", "<title>The page</title>"),
        ("job-tray.js", "export {}"),
        ("job-tray_bg.wasm", "\0asm"),
        ("style.css", "p {}"),
        ("snippets/bridge.js", "export {}"),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let options = ServerOptions { assets: folder, ..ServerOptions::default() };
    let server = MockServer::start(options).await.unwrap();
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html"),
        ("/job-tray.js", "text/javascript"),
        ("/snippets/bridge.js", "text/javascript"),
        ("/job-tray_bg.wasm", "application/wasm"),
        ("/style.css", "text/css"),
    ] {
        let answer = get(&server.url(path)).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
    for path in ["/nothing", "/gallery/a/b", "/../Cargo.toml", "/snippets"] {
        assert_ne!(get(&server.url(path)).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_addresses_of_the_gallery_are_the_page_and_processes_only_for_people() {
    let world = world().await;
    let navigates = [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    let open = async |path: &str| {
        let url = world.server.url(path);
        send(request(Method::GET, &url, &navigates, Body::empty())).await.unwrap()
    };
    for path in ["/gallery", "/gallery/running", "/processes/1"] {
        let answer = open(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-type").starts_with("text/html"), "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
    assert_eq!(get(&world.server.url("/processes/1")).await.json()["id"], 1);
    // A session's own contract has no page.
    let of_session = open("/s/story/processes/1").await;
    assert_eq!(of_session.status, 404);
    assert!(of_session.header("content-type").starts_with("application/json"));
}

#[tokio::test]
async fn without_a_page_the_root_says_what_to_run() {
    let server = MockServer::start(server_options()).await.unwrap();
    let answer = get(&server.url("/")).await;
    assert!(answer.text.contains("make build"), "{}", answer.text);
}

#[tokio::test]
async fn a_browser_that_asks_for_html_still_gets_the_api() {
    let world = world().await;
    world.session.create_process(json!({ "id": 1 })).await.unwrap();
    let url = format!("{}/processes/1", world.session.base());
    let html = [("Accept", "text/html")];
    let answer = send(request(Method::GET, &url, &html, Body::empty())).await.unwrap();
    assert_eq!(answer.header("content-type"), "application/json");
}

#[tokio::test]
async fn a_server_dies_at_once_and_comes_back_with_everything() {
    let mut world = world().await;
    world.session.create_process(json!({ "id": 1, "status": "running" })).await.unwrap();
    let stream = world.open("/processes/1/stream").await;
    let url = format!("{}/processes/1", world.session.base());
    world.server.stop().await;
    assert!(stream.rest().await.is_err(), "the open stream is cut off");
    let refused = send(request(Method::GET, &url, &[], Body::empty())).await;
    assert!(refused.is_err());
    world.session.append_event(1, json!({ "status": "completed" })).await.unwrap();
    world.server.restart().await.unwrap();
    assert_eq!(get(&url).await.json()["status"], "completed");
    assert_eq!(world.session.report().await.streams.open, 0);
}

#[tokio::test]
async fn a_dropped_server_is_gone() {
    let world = world().await;
    let url = world.server.url("/processes");
    let mut stream = world.open("/processes/1/stream").await;
    assert_eq!(stream.status, 404);
    let _ = stream.chunk().await;
    drop(world);
    // The task that listens ends when the runtime next looks at it.
    for _ in 0..1000 {
        if send(request(Method::GET, &url, &[], Body::empty())).await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("it still answers");
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let server = MockServer::start(server_options()).await.unwrap();
    let options = ServerOptions { port: server.address().port(), ..server_options() };
    let error = MockServer::start(options).await.err().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn the_second_origin_grants_what_it_was_told_to() {
    for (origin, granted) in [
        (CorsOrigin::FirstListener, None),
        (CorsOrigin::Exactly("https://app.example".to_owned()), Some("https://app.example")),
        (CorsOrigin::Nobody, Some("")),
    ] {
        let options = ServerOptions { cors_origin: Some(origin), ..server_options() };
        let server = MockServer::start(options).await.unwrap();
        let first = format!("http://{}", server.address());
        let expected = granted.unwrap_or(&first);
        let url = server.cross_origin_url("/processes").unwrap();
        let headers = [("Origin", first.as_str())];
        let answer = send(request(Method::GET, &url, &headers, Body::empty())).await.unwrap();
        assert_eq!(answer.header("access-control-allow-origin"), expected);
        let preflight = [
            ("Origin", first.as_str()),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "x-xsrf-token"),
        ];
        let ask = request(Method::OPTIONS, &url, &preflight, Body::empty());
        let answer = send(ask).await.unwrap();
        assert_eq!(answer.header("access-control-allow-origin"), expected);
        assert!(answer.header("access-control-allow-headers").contains("x-xsrf-token"));
        let same_origin = get(&server.url("/processes")).await;
        assert_eq!(same_origin.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn the_program_says_in_one_line_where_it_is() {
    use tokio::io::{AsyncBufReadExt, BufReader};
    let mut program = tokio::process::Command::new(env!("CARGO_BIN_EXE_job-tray-mock"))
        .args(["--port", "0", "--assets"])
        .arg(PathBuf::from("no-page-here"))
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    let url = line.strip_prefix("Job Tray is at ").unwrap();
    assert_eq!(get(&format!("{url}processes/1")).await.status, 200);
    let port = url.trim_end_matches('/').rsplit(':').next().unwrap();
    let second = tokio::process::Command::new(env!("CARGO_BIN_EXE_job-tray-mock"))
        .args(["--port", port])
        .output()
        .await
        .unwrap();
    assert!(!second.status.success());
    let words = String::from_utf8(second.stderr).unwrap();
    assert!(words.starts_with(&format!("Port {port} is taken.")), "{words}");
}
