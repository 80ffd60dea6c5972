//! Laravel's two tokens against forged requests: the cookie `XSRF-TOKEN` goes
//! back as the header `X-XSRF-TOKEN`, the page's `<meta name="csrf-token">` as
//! `X-CSRF-TOKEN`.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, Url, Window};

use super::{BrowserOptions, Credentials, Csrf};

/// The header to send to this address, if any. Looked up anew for each
/// request: every answer may change the cookie.
pub(super) fn header(options: &BrowserOptions, url: &str) -> Option<(&'static str, String)> {
    let window = web_sys::window()?;
    // A token belongs to a session: it goes where the cookies go.
    let goes = match options.credentials {
        Credentials::SameOrigin => is_same_origin(&window, url)?,
        Credentials::Include => true,
        Credentials::Omit => false,
    };
    if !goes {
        return None;
    }
    let document = window.document()?;
    match options.csrf {
        Csrf::Cookie => {
            let cookies = document.dyn_into::<HtmlDocument>().ok()?.cookie().ok()?;
            let token = js_sys::decode_uri_component(encoded_token(&cookies)?).ok()?;
            Some(("X-XSRF-TOKEN", token.into()))
        }
        Csrf::Meta => {
            let meta = document.query_selector("meta[name='csrf-token']").ok()??;
            let token = meta.get_attribute("content").filter(|token| !token.is_empty())?;
            Some(("X-CSRF-TOKEN", token))
        }
        Csrf::Off => None,
    }
}

/// Whether the address is of the page's own origin, read as the browser will:
/// relative to the page's base, which may lie elsewhere.
fn is_same_origin(window: &Window, url: &str) -> Option<bool> {
    let base = window.document()?.base_uri().ok()??;
    let there = Url::new_with_base(url, &base).ok()?.origin();
    Some(there == window.location().origin().ok()?)
}

/// Finds the token in `document.cookie`, still URL-encoded.
fn encoded_token(cookies: &str) -> Option<&str> {
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, value)| (name == "XSRF-TOKEN" && !value.is_empty()).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        assert_eq!(encoded_token("a=1; XSRF-TOKEN=abc%3D; b=2"), Some("abc%3D"));
        assert_eq!(encoded_token("XSRF-TOKEN=a=b"), Some("a=b"));
        assert_eq!(encoded_token("NOT-XSRF-TOKEN=1; XSRF-TOKEN="), None);
        assert_eq!(encoded_token(""), None);
    }
}
