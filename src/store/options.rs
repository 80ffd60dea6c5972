//! What a host may set of a tray.

use crate::domain::attention::Attention;
use crate::domain::place::Corner;
use crate::protocol::budget::REQUESTS_PER_MINUTE;
use crate::protocol::engine::{EngineOptions, StreamChoice};
use crate::protocol::memory::MemoryLimits;

/// What a host may set. The default follows `/processes` on the page's own
/// origin, shares its requests between tabs and remembers nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayOptions {
    /// Address under which `/processes` lies: `""` for the page's own origin,
    /// `"/api"`, `"https://api.example.com"`.
    pub base_url: String,
    /// Address of a list of processes to follow, such as
    /// `"/processes?workspace_id=7"`; read at the start and when asked.
    pub list_url: Option<String>,
    /// Whose jobs these are, such as the user's id. Trays of different users
    /// share nothing on a browser.
    pub user: Option<String>,
    /// The workspace, where a user has several. Trays of different workspaces
    /// share nothing.
    pub workspace: Option<String>,
    /// What is remembered between pages; `None` is nothing.
    pub memory: Option<MemoryLimits>,
    /// What carries streams. Where requests need headers, only
    /// [`StreamChoice::Fetch`] can carry them.
    pub stream: StreamChoice,
    /// Requests per minute over all tabs, opened streams included.
    pub requests_per_minute: u64,
    /// Streams held open at a time, over all tabs.
    pub max_streams: usize,
    /// How long a cancel may be taken back, milliseconds; 0 sends it at once.
    pub cancel_grace_ms: u64,
    /// Address that renews the token against forged requests; asked once when
    /// an action is refused for it (419). Laravel's is `/sanctum/csrf-cookie`.
    pub csrf_url: Option<String>,
    /// The tabs of the browser ask as one.
    pub share_tabs: bool,
    /// What the tray speaks.
    pub language: LanguageOptions,
    /// By what means a user who is elsewhere may be called.
    pub attention: Attention,
    /// Where the tray stands until its user moves it.
    pub corner: Corner,
    /// Nobody may move it.
    pub fixed: bool,
    /// The browser keeps where the user moved the tray, and whether they left it
    /// open.
    pub keeps_place: bool,
    /// A cancel is asked for twice.
    pub confirm_cancel: bool,
    /// Address of a job's record in the host's pages, with places to be filled, see
    /// [`record_link`](crate::domain::record_link::record_link). The links call the
    /// event `navigate` on the tray first, which bubbles and may be prevented; with
    /// `""` they do nothing else.
    pub related_url: Option<String>,
}

/// What a host may set of a tray's language. The default is the page's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LanguageOptions {
    /// The language's tag (BCP 47), such as `de` or `de-AT`.
    pub tag: Option<String>,
    /// The tag of the place where the tray stands, for where the host says
    /// nothing of the tray's own.
    pub page_tag: Option<String>,
    /// Words of the host's own, by the message's id; they come before the
    /// language's.
    pub strings: Vec<(String, String)>,
    /// Address of the folder with files of words, `de.json` and so on; beside
    /// the program unless given. Then any language is looked for there.
    pub files_url: Option<String>,
    /// The host has set the direction of the script; else the tray does, by its
    /// language.
    pub direction_is_the_hosts: bool,
}

impl Default for TrayOptions {
    fn default() -> Self {
        let engine = EngineOptions::default();
        Self {
            base_url: String::new(),
            list_url: None,
            user: None,
            workspace: None,
            memory: None,
            stream: engine.stream,
            requests_per_minute: REQUESTS_PER_MINUTE,
            max_streams: engine.max_streams,
            cancel_grace_ms: 0,
            csrf_url: None,
            share_tabs: true,
            language: LanguageOptions::default(),
            attention: Attention::default(),
            corner: Corner::default(),
            fixed: false,
            keeps_place: true,
            confirm_cancel: false,
            related_url: None,
        }
    }
}

/// What the views ask for, and nobody else.
pub(super) struct Manners {
    pub(super) confirms_cancel: bool,
    pub(super) related_url: Option<String>,
}

/// Streams of a tab that cannot know what the others hold.
const STREAMS_ALONE: usize = 1;

impl TrayOptions {
    /// Under this name trays of the browser share what they know: those of the
    /// same server, user and workspace.
    pub(super) fn name(&self) -> String {
        let base = self.base_url.trim().trim_end_matches('/');
        let part = |part: &Option<String>| part.as_deref().unwrap_or_default().replace('|', "||");
        format!("job-tray|{base}|{}|{}", part(&self.user), part(&self.workspace))
    }

    /// Under this name the browser keeps where the tray stands. Not a word of the
    /// user: it is the same for all who sit here. The host's corner tells two
    /// trays of one page apart.
    pub(super) fn place_name(&self) -> Option<String> {
        let base = self.base_url.trim().trim_end_matches('/');
        self.keeps_place.then(|| format!("job-tray-place|{base}|{}", self.corner.id()))
    }

    /// What the views alone ask for.
    pub(super) fn manners(&self) -> Manners {
        Manners { confirms_cancel: self.confirm_cancel, related_url: self.related_url.clone() }
    }

    /// As the engine wants them; `shares` tells whether the browser can share.
    pub(super) fn engine(self, seed: u64, shares: bool) -> EngineOptions {
        let alone = self.share_tabs && !shares;
        EngineOptions {
            base_url: self.base_url,
            requests_per_minute: self.requests_per_minute,
            max_streams: if alone { STREAMS_ALONE } else { self.max_streams },
            stream: self.stream,
            list_url: self.list_url,
            csrf_url: self.csrf_url,
            cancel_grace_ms: self.cancel_grace_ms,
            memory: self.memory,
            memory_is_the_users: self.user.is_some(),
            share_tabs: shares,
            seed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(base_url: &str, user: Option<&str>, workspace: Option<&str>) -> String {
        let options = TrayOptions {
            base_url: base_url.into(),
            user: user.map(Into::into),
            workspace: workspace.map(Into::into),
            ..TrayOptions::default()
        };
        options.name()
    }

    #[test]
    fn trays_share_only_with_those_of_the_same_server_user_and_workspace() {
        assert_eq!(name("/api/", None, None), name("/api", None, None));
        let names = [
            name("/api", None, None),
            name("/other", None, None),
            name("/api", Some("1"), None),
            name("/api", Some("2"), None),
            name("/api", Some("1"), Some("7")),
            name("/api", None, Some("1")),
            name("/api", Some("1|7"), None),
            name("/api", Some("1"), Some("|7")),
        ];
        for (at, name) in names.iter().enumerate() {
            assert!(!names[at + 1..].contains(name), "{name}");
        }
    }

    #[test]
    fn a_tab_that_cannot_share_holds_one_stream() {
        let options = TrayOptions::default;
        assert_eq!(options().engine(0, false).max_streams, 1);
        assert_eq!(options().engine(0, true).max_streams, 2);
        let unshared = TrayOptions { share_tabs: false, ..options() };
        assert_eq!(unshared.engine(0, false).max_streams, 2, "the host answers for it");
    }
}
