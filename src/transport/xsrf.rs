//! Laravel's double-submit token: the cookie `XSRF-TOKEN` goes back as the
//! header `X-XSRF-TOKEN`.

/// Finds the token in `document.cookie`, still URL-encoded.
pub(super) fn encoded_token(cookies: &str) -> Option<&str> {
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, value)| (name == "XSRF-TOKEN" && !value.is_empty()).then_some(value))
}

/// Whether a token may be sent to this address: only to the page's own origin.
pub(super) fn is_same_origin(url: &str, origin: &str) -> bool {
    match url.strip_prefix(origin) {
        Some(rest) => rest.is_empty() || rest.starts_with(['/', '?', '#']),
        // Relative to the page; `//host` is not.
        None => !url.starts_with("//") && !url.contains("://"),
    }
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

    #[test]
    fn the_token_stays_with_the_pages_own_origin() {
        let origin = "https://app.example.com";
        assert!(is_same_origin("/processes/1/retry", origin));
        assert!(is_same_origin("https://app.example.com/processes/1", origin));
        assert!(!is_same_origin("https://app.example.com.evil.example/x", origin));
        assert!(!is_same_origin("https://other.example/processes/1", origin));
        assert!(!is_same_origin("//other.example/processes/1", origin));
    }
}
