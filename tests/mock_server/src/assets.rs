//! The built page, on the same origin as the API.

use std::path::Path;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

use crate::app::AppState;

/// `/` and every file of the folder, never kept by caches. Nothing else becomes the page: an
/// unknown path is a 404.
pub fn router(folder: &Path) -> Router<AppState> {
    let files = ServeDir::new(folder).append_index_html_on_directories(false);
    Router::new()
        .route("/", get(index))
        .fallback_service(files)
        .layer(axum::middleware::map_response(never_kept))
}

async fn index(State(app): State<AppState>) -> Response {
    match tokio::fs::read(app.assets().join("index.html")).await {
        Ok(page) => Html(page).into_response(),
        Err(_) => (StatusCode::OK, Html(NOT_BUILT)).into_response(),
    }
}

const NOT_BUILT: &str = "<!DOCTYPE html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Job Tray</title>
<h1>The page is not built yet</h1>
<p>Run <code>make build</code> in the folder of the project, then load this page again.</p>
<p>The API is there already: <a href=\"/processes\">/processes</a>.</p>
</html>
";

async fn never_kept(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let no_cache = HeaderValue::from_static("no-cache");
    headers.entry(header::CACHE_CONTROL).or_insert(no_cache);
    response
}
