//! What carries streams: stories that must go the same way with both.

use job_tray_mock::Route;
use serde_json::json;

use crate::job_tray_page::JobTrayPage;
use crate::mock::Mock;
use crate::story::story;

/// Makes the clocks of a page run five times as fast, for
/// [`open_host_prepared`](JobTrayPage::open_host_prepared).
pub const FAST_CLOCK: &str = include_str!("fast_clock.js");

/// What carries streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The browser's `EventSource`.
    EventSource,
    /// A streamed `fetch`.
    Fetch,
}

impl Kind {
    /// As the attribute `stream` has it.
    #[must_use]
    pub const fn attribute(self) -> (&'static str, &'static str) {
        match self {
            Self::EventSource => ("stream", "event-source"),
            Self::Fetch => ("stream", "fetch"),
        }
    }

    /// Creates a running job 1 at 10 % and opens the page that follows it.
    pub async fn open(self, page: &JobTrayPage, mock: &Mock) {
        self.open_prepared(page, mock, "").await;
    }

    /// The same with fast clocks.
    pub async fn open_fast(self, page: &JobTrayPage, mock: &Mock) {
        self.open_prepared(page, mock, FAST_CLOCK).await;
    }

    async fn open_prepared(self, page: &JobTrayPage, mock: &Mock, script: &str) {
        mock.create_running(&[1]).await;
        page.open_host_prepared(mock, "1", &[self.attribute()], script).await;
    }

    /// The same as [`open`](Self::open), until the job is live, everything is written down and
    /// nothing is asked any more.
    pub async fn follow(self, page: &JobTrayPage, mock: &Mock) {
        self.open(page, mock).await;
        self.live(page).await;
        mock.until("the row was read again with the stream", |report| {
            report.requests.to(Route::Show) == 2 && report.log.iter().all(|it| it.status.is_some())
        })
        .await;
    }

    /// Waits until job 1 is live by a stream of this kind, and begins to write down what is seen.
    pub async fn live(self, page: &JobTrayPage) {
        page.eventually("the job is live", |tray| tray.row(1).line_is("live")).await;
        page.until_diagnostics("its stream is of the kind wanted", |said| {
            said["jobs"][0]["mode"] == json!(self.attribute().1)
        })
        .await;
        page.watch().await;
    }
}

/// Plays a story with streams of this kind.
pub fn story_with(kind: Kind, name: &str, play: impl AsyncFnOnce(&JobTrayPage, &mut Mock, Kind)) {
    let name = format!("{name}-{}", kind.attribute().1);
    story(&name, async |page, mock| play(page, mock, kind).await);
}

/// A test of each story with streams of each kind.
#[macro_export]
macro_rules! with_both_kinds {
    ($($name:ident: $play:expr;)*) => {
        mod event_source {
            use super::*;
            $(#[test] fn $name() { $crate::story_with(Kind::EventSource, stringify!($name), $play); })*
        }
        mod fetch {
            use super::*;
            $(#[test] fn $name() { $crate::story_with(Kind::Fetch, stringify!($name), $play); })*
        }
    };
}
