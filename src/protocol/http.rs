//! Requests and answers as plain values, and the paths of the contract.

use core::fmt;

use super::timestamp;
use crate::domain::action::Action;
use crate::domain::id::ProcessId;

/// HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Act.
    Post,
}

/// A request to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Method.
    pub method: Method,
    /// Address: the base URL with the path of the contract behind it.
    pub url: String,
}

/// An answer, whatever its status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpReply {
    /// Status code.
    pub status: u16,
    /// `Content-Type`, if readable.
    pub content_type: Option<String>,
    /// `Date`, if readable.
    pub date: Option<String>,
    /// `Retry-After`, if readable.
    pub retry_after: Option<String>,
    /// Body.
    pub body: Vec<u8>,
}

impl HttpReply {
    /// The server's clock, milliseconds since the Unix epoch.
    #[must_use]
    pub fn server_time_ms(&self) -> Option<i64> {
        timestamp::parse_http_date(self.date.as_deref()?).map(|at| at.timestamp_millis())
    }

    /// How long to wait by the server's word, milliseconds. Takes seconds or a
    /// date (RFC 9110 §10.2.3).
    #[must_use]
    pub fn retry_after_ms(&self, now_ms: i64) -> Option<u64> {
        let text = self.retry_after.as_deref()?.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Some(seconds.saturating_mul(1000));
        }
        let at = timestamp::parse_http_date(text)?.timestamp_millis();
        let server_now = self.server_time_ms().unwrap_or(now_ms);
        Some(u64::try_from(at - server_now).unwrap_or(0))
    }

    /// Whether this is a page for people: an HTML answer to a JSON question is
    /// a login form or a proxy's error page, never a process.
    #[must_use]
    pub fn is_html(&self) -> bool {
        self.content_type
            .as_deref()
            .is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/html"))
    }
}

/// No answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// The network, CORS or CSP refused; a browser does not say which.
    Network,
    /// Nothing came in time.
    TimedOut,
}

impl TransportError {
    /// Whether asking again may help: always, since nothing is known but that
    /// no answer came.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        true
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TransportError::Network => "the request did not get through",
            TransportError::TimedOut => "no answer in time",
        })
    }
}

impl core::error::Error for TransportError {}

/// The addresses of the contract under a base URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routes {
    base: String,
}

impl Routes {
    /// From the address under which `/processes` lies: `""`, `"/api"`,
    /// `"https://api.example.com"`. A slash at the end makes no difference.
    #[must_use]
    pub fn new(base_url: &str) -> Self {
        Self { base: base_url.trim().trim_end_matches('/').to_owned() }
    }

    /// `GET /processes/{id}`
    #[must_use]
    pub fn process(&self, id: ProcessId) -> HttpRequest {
        HttpRequest { method: Method::Get, url: self.url(id, "") }
    }

    /// `GET /processes/{id}/stream`
    #[must_use]
    pub fn stream(&self, id: ProcessId) -> String {
        self.url(id, "/stream")
    }

    /// `POST /processes/{id}/retry`, `POST /processes/{id}/cancel`
    #[must_use]
    pub fn action(&self, id: ProcessId, action: Action) -> HttpRequest {
        let path = match action {
            Action::Retry => "/retry",
            Action::Cancel => "/cancel",
        };
        HttpRequest { method: Method::Post, url: self.url(id, path) }
    }

    fn url(&self, id: ProcessId, rest: &str) -> String {
        format!("{}/processes/{id}{rest}", self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_the_contracts() {
        let routes = Routes::new("https://api.example.com/v1/");
        let id = ProcessId::new(9_007_199_254_740_993);
        let base = "https://api.example.com/v1/processes/9007199254740993";
        assert_eq!(routes.process(id).url, base);
        assert_eq!(routes.stream(id), format!("{base}/stream"));
        assert_eq!(routes.action(id, Action::Retry).url, format!("{base}/retry"));
        assert_eq!(routes.action(id, Action::Cancel).url, format!("{base}/cancel"));
        assert_eq!(routes.action(id, Action::Cancel).method, Method::Post);
        assert_eq!(Routes::new(" / ").process(ProcessId::new(1)).url, "/processes/1");
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_by_the_servers_clock() {
        let reply = |retry_after: &str| HttpReply {
            retry_after: Some(retry_after.into()),
            date: Some("Mon, 02 Dec 2019 20:01:00 GMT".into()),
            ..HttpReply::default()
        };
        assert_eq!(reply("7").retry_after_ms(0), Some(7_000));
        assert_eq!(reply("Mon, 02 Dec 2019 20:01:30 GMT").retry_after_ms(0), Some(30_000));
        assert_eq!(reply("Mon, 02 Dec 2019 20:00:00 GMT").retry_after_ms(0), Some(0));
        assert_eq!(reply("soon").retry_after_ms(0), None);
        assert_eq!(HttpReply::default().retry_after_ms(0), None);
    }

    #[test]
    fn html_is_told_from_json() {
        let reply =
            |kind: &str| HttpReply { content_type: Some(kind.into()), ..Default::default() };
        assert!(reply("text/html; charset=UTF-8").is_html());
        assert!(reply("Text/HTML").is_html());
        assert!(!reply("application/json").is_html());
    }
}
