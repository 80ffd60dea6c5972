//! Laravel's CSRF check, for sessions that ask for it: a POST must repeat the `XSRF-TOKEN` cookie
//! in its `X-XSRF-TOKEN` header.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{Call, message};
use crate::fault::Route;
use crate::session::Session;
use crate::session::log::header;

/// The 419 for a POST without the right token.
pub fn refuse(call: &Call) -> Option<Response> {
    let guarded = matches!(call.route, Route::Create | Route::Retry | Route::Cancel);
    if !call.session.options().csrf || !guarded {
        return None;
    }
    let sent = header(&call.headers, "x-xsrf-token");
    let good = sent == Some(token(&call.session)) && sent == cookie(&call.headers);
    (!good).then(|| mismatch(call))
}

fn mismatch(call: &Call) -> Response {
    let status = StatusCode::from_u16(419).unwrap_or(StatusCode::FORBIDDEN);
    message(call, status, "CSRF token mismatch.")
}

/// Gives the cookie out, as any web response of Laravel does.
pub fn set_cookie(call: &Call, response: &mut Response) {
    if !call.session.options().csrf && call.route != Route::Csrf {
        return;
    }
    let value = utf8_percent_encode(&token(&call.session), NON_ALPHANUMERIC).to_string();
    let cookie = format!("XSRF-TOKEN={value}; Path=/; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// The session's token. Its `=` and `+` must be percent-encoded in the cookie, which is what
/// clients get wrong.
fn token(session: &Session) -> String {
    let name = session.name();
    STANDARD.encode(format!("{{\"iv\":\"{name}\",\"value\":\">>??\"}} "))
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = header(headers, COOKIE.as_str())?;
    let coded = all
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == "XSRF-TOKEN")
        .map(|(_, value)| value)?;
    let decoded = percent_decode_str(coded).decode_utf8().ok()?;
    Some(decoded.into_owned())
}
