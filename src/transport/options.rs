//! What a host may set of how the browser asks.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// Whether cookies go along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// To the page's own origin only.
    #[default]
    SameOrigin,
    /// To any origin; the server must allow it (CORS).
    Include,
    /// Never.
    Omit,
}

/// Where the token against forged requests comes from. A `POST` carries it
/// wherever it carries cookies, and nowhere else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Csrf {
    /// The cookie `XSRF-TOKEN`, sent back as `X-XSRF-TOKEN`; where there is no
    /// such cookie, nothing.
    #[default]
    Cookie,
    /// The page's `<meta name="csrf-token">`, sent as `X-CSRF-TOKEN`.
    Meta,
    /// Nowhere: the server wants none.
    Off,
}

/// The headers of one request, or nothing if they cannot be had.
pub type Headers = Pin<Box<dyn Future<Output = Option<Vec<(String, String)>>>>>;

/// Asked for its headers before every request; a bearer token may be renewed
/// there. Where it gives none, the request fails as if the network had.
pub type HeaderHook = Rc<dyn Fn() -> Headers>;

/// How the browser asks.
#[derive(Clone, Default)]
pub struct BrowserOptions {
    /// Whether cookies go along.
    pub credentials: Credentials,
    /// Where the token against forged requests comes from.
    pub csrf: Csrf,
    /// Names of server-sent events to listen to besides the usual ones; only
    /// `EventSource` has to be told.
    pub event_names: Vec<String>,
    /// Headers of the host's own.
    pub headers: Option<HeaderHook>,
}

impl fmt::Debug for BrowserOptions {
    /// Whether there is a hook, not what it would give.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrowserOptions")
            .field("credentials", &self.credentials)
            .field("csrf", &self.csrf)
            .field("event_names", &self.event_names)
            .field("headers", &self.headers.is_some())
            .finish()
    }
}
