//! The built page, on the same origin as the API.

use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

use crate::app::AppState;

/// The page at `/` and at the addresses of the gallery, which it reads itself, and every file of
/// the folder, never kept by caches. Nothing else becomes the page: an unknown path is a 404.
pub fn router(folder: &Path) -> Router<AppState> {
    let files = ServeDir::new(folder).append_index_html_on_directories(false);
    Router::new()
        .route("/", get(index))
        .route("/gallery", get(index))
        .route("/gallery/{story}", get(index))
        .fallback_service(files)
        .layer(axum::middleware::map_response(never_kept))
}

async fn index(State(app): State<AppState>) -> Response {
    page(&app).await
}

/// The page, for whoever opens the address of a process in a browser; the API's clients, which
/// ask for JSON or a stream, pass.
pub async fn page_or_process(
    State(app): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let accept = request.headers().get(header::ACCEPT).and_then(|it| it.to_str().ok());
    let reads = request.method() == Method::GET;
    if reads && accept.is_some_and(|accept| accept.starts_with("text/html")) {
        return never_kept(page(&app).await).await;
    }
    next.run(request).await
}

async fn page(app: &AppState) -> Response {
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
