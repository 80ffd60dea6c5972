//! Lenient page text to strict values.

use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use super::language::language;
use crate::domain::attention::Attention;
use crate::domain::format::shorten;
use crate::domain::id::{ProcessId, parse_process_ids};
use crate::domain::place::Corner;
use crate::protocol::engine::StreamChoice;
use crate::protocol::memory::MemoryLimits;
use crate::store::TrayOptions;
use crate::transport::{BrowserOptions, Credentials, Csrf, HeaderHook};

/// `base-url`: address under which `/processes` lies.
pub(super) const BASE_URL: &str = "base-url";
/// `process-ids`: ids separated by commas or white space.
pub(super) const PROCESS_IDS: &str = "process-ids";
/// `open`: whether the panel is open; kept up to date by the tray.
pub(super) const OPEN: &str = "open";
/// `list-url`: address of a list of processes.
pub(super) const LIST_URL: &str = "list-url";
/// `user`: whose jobs these are.
pub(super) const USER: &str = "user";
/// `workspace`: which of the user's workspaces.
pub(super) const WORKSPACE: &str = "workspace";
/// `remember`: for how many days; `off` for not at all.
pub(super) const REMEMBER: &str = "remember";
/// `stream`: `auto`, `event-source` or `fetch`.
pub(super) const STREAM: &str = "stream";
/// `event-names`: names of server-sent events beside the usual ones.
pub(super) const EVENT_NAMES: &str = "event-names";
/// `credentials`: `same-origin`, `include` or `omit`.
pub(super) const CREDENTIALS: &str = "credentials";
/// `csrf`: `cookie`, `meta` or `off`.
pub(super) const CSRF: &str = "csrf";
/// `csrf-url`: address that renews the token.
pub(super) const CSRF_URL: &str = "csrf-url";
/// `cancel-grace`: seconds in which a cancel may be taken back.
pub(super) const CANCEL_GRACE: &str = "cancel-grace";
/// `requests-per-minute`: the most, over all tabs.
pub(super) const REQUESTS_PER_MINUTE: &str = "requests-per-minute";
/// `tabs`: `shared`, or `apart` if each asks for itself.
pub(super) const TABS: &str = "tabs";
/// `language`: what the tray speaks; the page's language unless given.
pub(super) const LANGUAGE: &str = "language";
/// `languages-url`: address of the folder with files of words.
pub(super) const LANGUAGES_URL: &str = "languages-url";
/// `lang`: HTML's own, on the tag or above it.
pub(super) const LANG: &str = "lang";
/// `dir`: HTML's own; on the tag it stands for the tray too.
pub(super) const DIR: &str = "dir";
/// `attention`: means of calling a user who is elsewhere.
pub(super) const ATTENTION: &str = "attention";
/// `corner`: where the tray stands until its user moves it.
pub(super) const CORNER: &str = "corner";
/// `fixed`: nobody may move it.
pub(super) const FIXED: &str = "fixed";
/// `confirm-cancel`: a cancel is asked for twice.
pub(super) const CONFIRM_CANCEL: &str = "confirm-cancel";
/// `related-url`: address of a job's record in the host's pages.
pub(super) const RELATED_URL: &str = "related-url";
/// Every attribute of the tag.
pub(super) const ALL: [&str; 24] = [
    BASE_URL,
    PROCESS_IDS,
    OPEN,
    LIST_URL,
    USER,
    WORKSPACE,
    REMEMBER,
    STREAM,
    EVENT_NAMES,
    CREDENTIALS,
    CSRF,
    CSRF_URL,
    CANCEL_GRACE,
    REQUESTS_PER_MINUTE,
    TABS,
    LANGUAGE,
    LANGUAGES_URL,
    LANG,
    DIR,
    ATTENTION,
    CORNER,
    FIXED,
    CONFIRM_CANCEL,
    RELATED_URL,
];

const DAY_MS: i64 = 86_400_000;

/// Reads `process-ids`; what is no id is named on the console, and the rest
/// is followed.
pub(super) fn process_ids(text: Option<&str>) -> Vec<ProcessId> {
    let (ids, rejected) = parse_process_ids(text.unwrap_or_default());
    if !rejected.is_empty() {
        let rejected = shorten(&rejected.join(", "), 200);
        leptos::logging::warn!("job-tray: not followed, no process ids: {rejected}");
    }
    ids
}

/// Everything the host set, but what is followed and whether the panel is open.
pub(super) fn options(host: &HtmlElement) -> (TrayOptions, BrowserOptions) {
    let text = |name: &str| host.get_attribute(name).filter(|text| !text.trim().is_empty());
    let headers = header_hook(host);
    let base_url = text(BASE_URL).unwrap_or_default();
    let csrf = choice(text(CSRF), CSRF, &CSRF_CHOICES);
    let stream = choice(text(STREAM), STREAM, &STREAMS);
    let default = TrayOptions::default();
    let remember = text(REMEMBER);
    let tray = TrayOptions {
        list_url: text(LIST_URL),
        // Who wants nothing remembered means that too.
        keeps_place: !remember.as_deref().is_some_and(is_off),
        memory: memory(remember.as_deref(), text(USER).is_some()),
        user: text(USER),
        workspace: text(WORKSPACE),
        // Only a fetched stream carries headers.
        stream: if headers.is_some() { StreamChoice::Fetch } else { stream },
        requests_per_minute: number(text(REQUESTS_PER_MINUTE), REQUESTS_PER_MINUTE)
            .unwrap_or(default.requests_per_minute),
        cancel_grace_ms: number(text(CANCEL_GRACE), CANCEL_GRACE).unwrap_or(0) * 1_000,
        csrf_url: text(CSRF_URL).or_else(|| (csrf == Csrf::Cookie).then(|| csrf_url(&base_url))),
        language: language(host),
        attention: attention(&text(ATTENTION).unwrap_or_default()),
        corner: corner(text(CORNER)),
        fixed: host.has_attribute(FIXED),
        confirm_cancel: host.has_attribute(CONFIRM_CANCEL),
        // Even an empty one says something.
        related_url: host.get_attribute(RELATED_URL),
        share_tabs: choice(text(TABS), TABS, &[("shared", true), ("apart", false)]),
        base_url,
        ..default
    };
    let names = text(EVENT_NAMES).unwrap_or_default();
    let browser = BrowserOptions {
        credentials: choice(text(CREDENTIALS), CREDENTIALS, &CREDENTIAL_CHOICES),
        csrf,
        event_names: words(&names).map(str::to_owned).collect(),
        headers,
    };
    (tray, browser)
}

/// Reads `corner`.
pub(super) fn corner(text: Option<String>) -> Corner {
    choice(text, CORNER, &Corner::ALL)
}

fn is_off(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("off")
}

fn attention(text: &str) -> Attention {
    let mut means = Attention::default();
    for word in words(text) {
        match word {
            "title" => means.title = true,
            "favicon" => means.favicon = true,
            "app-badge" => means.app_badge = true,
            "notification" => means.notification = true,
            "sound" => means.sound = true,
            other => ignored(ATTENTION, other, "nothing"),
        }
    }
    means
}

/// Words separated by commas or white space.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty())
}

const STREAMS: [(&str, StreamChoice); 3] = [
    ("auto", StreamChoice::Auto),
    ("event-source", StreamChoice::EventSource),
    ("fetch", StreamChoice::Fetch),
];
const CREDENTIAL_CHOICES: [(&str, Credentials); 3] = [
    ("same-origin", Credentials::SameOrigin),
    ("include", Credentials::Include),
    ("omit", Credentials::Omit),
];
const CSRF_CHOICES: [(&str, Csrf); 3] =
    [("cookie", Csrf::Cookie), ("meta", Csrf::Meta), ("off", Csrf::Off)];

/// One of several words; the first where there is none, or another, which is
/// named on the console.
fn choice<T: Copy>(text: Option<String>, name: &str, choices: &[(&str, T)]) -> T {
    let Some(text) = text else { return choices[0].1 };
    let chosen = choices.iter().find(|(word, _)| text.trim().eq_ignore_ascii_case(word));
    if chosen.is_none() {
        ignored(name, &text, choices[0].0);
    }
    chosen.unwrap_or(&choices[0]).1
}

fn number(text: Option<String>, name: &str) -> Option<u64> {
    let text = text?;
    let number = text.trim().parse::<u32>().ok();
    if number.is_none() {
        ignored(name, &text, "the default");
    }
    number.map(u64::from)
}

fn ignored(name: &str, text: &str, instead: &str) {
    let text = shorten(text, 60);
    leptos::logging::warn!("job-tray: {name}=\"{text}\" is not understood, {instead} is used");
}

/// Days to remember. A tray that knows whose jobs it shows remembers them
/// unless told not to; any other one only when told to.
fn memory(text: Option<&str>, has_user: bool) -> Option<MemoryLimits> {
    let default = MemoryLimits::default();
    match text {
        None => has_user.then_some(default),
        Some(text) if is_off(text) => None,
        Some(text) => {
            let days = number(Some(text.to_owned()), REMEMBER);
            let age_ms = days.and_then(|days| i64::try_from(days).ok()).map(|days| days * DAY_MS);
            Some(MemoryLimits { age_ms: age_ms.unwrap_or(default.age_ms), ..default })
        }
    }
}

/// Sanctum's route lies at the root of the server, not under the API.
fn csrf_url(base_url: &str) -> String {
    const ROUTE: &str = "/sanctum/csrf-cookie";
    let after_scheme = base_url.find("://").map_or(0, |at| at + 3);
    let origin = match base_url[after_scheme..].find('/') {
        _ if after_scheme == 0 => "",
        Some(path) => &base_url[..after_scheme + path],
        None => base_url,
    };
    format!("{origin}{ROUTE}")
}

/// The property `requestHeaders`: an object, or a function that gives one,
/// now or later. Read anew before every request.
fn header_hook(host: &HtmlElement) -> Option<HeaderHook> {
    let property = JsValue::from_str("requestHeaders");
    let is_set = |value: &JsValue| value.is_object() || value.is_function();
    Reflect::get(host, &property).ok().filter(is_set)?;
    let host = host.clone();
    Some(Rc::new(move || {
        let given = Reflect::get(&host, &property);
        Box::pin(async move {
            let mut given = given.ok()?;
            // Asked what they are, not whose: what comes from a frame, or has no
            // prototype, is no instance of this page's classes.
            if given.is_function() {
                let function: &Function = given.unchecked_ref();
                given = function.call0(&JsValue::UNDEFINED).ok()?;
            }
            given = JsFuture::from(Promise::resolve(&given)).await.ok()?;
            if !given.is_object() {
                return None;
            }
            let entries = Object::entries(given.unchecked_ref());
            let pair = |entry: JsValue| {
                let entry = js_sys::Array::from(&entry);
                Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
            };
            Some(entries.iter().filter_map(pair).collect())
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_renewed_at_the_root_of_the_server() {
        assert_eq!(csrf_url(""), "/sanctum/csrf-cookie");
        assert_eq!(csrf_url("/api/v1"), "/sanctum/csrf-cookie");
        assert_eq!(
            csrf_url("https://api.example.com"),
            "https://api.example.com/sanctum/csrf-cookie"
        );
        assert_eq!(
            csrf_url("https://api.example.com/v1/"),
            "https://api.example.com/sanctum/csrf-cookie"
        );
    }

    #[test]
    fn a_tray_remembers_when_it_knows_whose_jobs_it_shows_or_is_told_to() {
        assert_eq!(memory(None, false), None);
        assert_eq!(memory(None, true), Some(MemoryLimits::default()));
        assert_eq!(memory(Some("off"), true), None);
        let days = memory(Some(" 3 "), false).map(|limits| limits.age_ms);
        assert_eq!(days, Some(3 * DAY_MS));
    }

    #[test]
    fn attention_is_a_list_of_means() {
        assert_eq!(attention(""), Attention::default());
        let means = Attention { title: true, app_badge: true, ..Attention::default() };
        assert_eq!(attention(" title,app-badge "), means);
    }

    #[test]
    fn words_are_read_leniently() {
        let read = |text: Option<&str>| choice(text.map(Into::into), "stream", &STREAMS);
        assert_eq!(read(None), StreamChoice::Auto);
        assert_eq!(read(Some(" Fetch ")), StreamChoice::Fetch);
        assert_eq!(number(Some("12".into()), "x"), Some(12));
    }
}
