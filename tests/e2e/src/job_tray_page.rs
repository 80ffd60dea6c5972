//! The page object: a page with a tray, as a user or an assistive technology meets it.

use std::sync::{Arc, Mutex, PoisonError};

use fantoccini::{Client, Locator};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::away::Away;
use crate::browser::{Browser, ERRORS};
use crate::engine::Engine;
use crate::keyboard::Key;
use crate::mock::Mock;
use crate::seen::{Focus, History, TraySeen};

/// Functions that every script here begins with.
pub(crate) const FUNCTIONS: &str = include_str!("page.js");

/// Prepares a page that waits, and lets it go on.
const PREPARE: &str = "
    const done = arguments[arguments.length - 1];
    const prepare = () => {
        if (!window.startTray) return setTimeout(prepare, 10);
        try {
            const tray = document.querySelector('job-tray');
            SCRIPT
            window.startTray();
            done('done');
        } catch (error) {
            done(String(error));
        }
    };
    prepare();
";

/// Calls back after two frames: the first may have begun before what a script saw.
const DRAWN: &str = "
    const done = arguments[arguments.length - 1];
    requestAnimationFrame(() => requestAnimationFrame(() => done()));
";

/// A page with a tray in a browser.
#[derive(Clone)]
pub struct JobTrayPage {
    pub(crate) client: Client,
    engine: Engine,
    /// The element whose shadow root holds the tray.
    pub(crate) element: String,
    expected: Arc<Mutex<Vec<String>>>,
}

impl JobTrayPage {
    /// The page that this browser shows, with its first tray.
    #[must_use]
    pub fn new(browser: &Browser) -> Self {
        let (client, engine) = (browser.client.clone(), browser.engine());
        Self { client, engine, element: "job-tray".to_owned(), expected: Arc::default() }
    }

    /// The same page, with the tray of another element.
    #[must_use]
    pub fn tray_of(&self, element: &str) -> Self {
        Self { element: element.to_owned(), ..self.clone() }
    }

    /// The browser's session, for what only one story does.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Opens the plain host page with these jobs of the story's session.
    pub async fn open_host(&self, mock: &Mock, ids: &str) {
        let path = format!("/host.html?base=/s/{}&ids={ids}", mock.session.name());
        self.open(&mock.server.url(&path)).await;
    }

    /// The same with more attributes.
    pub async fn open_host_with(&self, mock: &Mock, ids: &str, attributes: &[(&str, &str)]) {
        self.open(&host_with(mock, ids, attributes)).await;
    }

    /// The same, where this script runs before the tray is there. It has `tray`, the element.
    ///
    /// # Panics
    /// If the page does not load, or the script throws.
    pub async fn open_host_prepared(
        &self,
        mock: &Mock,
        ids: &str,
        attributes: &[(&str, &str)],
        script: &str,
    ) {
        self.open(&format!("{}&wait", host_with(mock, ids, attributes))).await;
        let prepare = PREPARE.replace("SCRIPT", script);
        let outcome = self.client.execute_async(&prepare, Vec::new()).await;
        let outcome = outcome.unwrap_or_else(|error| panic!("{script}: {error}"));
        assert_eq!(outcome, "done", "{script}");
    }

    /// Opens the preview page on the story's session.
    pub async fn open_preview(&self, mock: &Mock) {
        let path = format!("/?base=/s/{}", mock.session.name());
        self.open(&mock.server.url(&path)).await;
    }

    /// Opens a page.
    ///
    /// # Panics
    /// If it does not load.
    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
        if !self.engine.tells_the_console() {
            self.client.execute(ERRORS, Vec::new()).await.expect("the page is listened to");
        }
    }

    /// Which browser it is in.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Looks at something else, as a user does who goes to another tab.
    pub async fn look_away(&self) -> Away {
        Away::start(self, self.engine).await
    }

    /// Lets the console hold errors with these words; any other fails the story.
    pub fn expect_console(&self, words: &str) {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner).push(words.to_owned());
    }

    /// Whether a story said that it expects this line of the console.
    pub(crate) fn expects(&self, line: &str) -> bool {
        let expected = self.expected.lock().unwrap_or_else(PoisonError::into_inner);
        expected.iter().any(|words| line.contains(words))
    }

    /// Runs a script in the page. It has `root`, the document or shadow root with the tray, `host`,
    /// and what `page.js` defines; `arguments[1]` and on are the given ones.
    ///
    /// # Panics
    /// If the script throws, or answers something else than wanted.
    pub async fn script<T: DeserializeOwned>(&self, script: &str, more: Vec<Value>) -> T {
        let mut arguments = vec![json!(self.element)];
        arguments.extend(more);
        let script_text = format!("{FUNCTIONS}\n{script}");
        let answer = self.client.execute(&script_text, arguments).await;
        let answer = answer.unwrap_or_else(|error| panic!("{script}: {error}"));
        serde_json::from_value(answer).unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// What there is to see of the tray now.
    pub async fn tray(&self) -> TraySeen {
        self.script("return read();", Vec::new()).await
    }

    /// Begins to write down whatever the tray shows.
    pub async fn watch(&self) {
        let () = self.script("watch();", Vec::new()).await;
    }

    /// What the tray showed since [`watch`](Self::watch).
    pub async fn history(&self) -> History {
        self.script("return window.jobTraySeen;", Vec::new()).await
    }

    /// What has the focus.
    pub async fn focus(&self) -> Focus {
        self.script("return focus();", Vec::new()).await
    }

    /// Presses a key; answers what has the focus then.
    pub async fn press(&self, key: Key) -> Focus {
        key.press(&self.client).await;
        self.focus().await
    }

    /// Clicks the button of the action that a job offers.
    pub async fn click_action(&self, id: impl ToString) {
        self.click(&format!("{} [part=\"action\"]:not([hidden])", row(id))).await;
    }

    /// Opens a job's details, its log and its result among them, unless they are open.
    pub async fn open_details(&self, id: impl ToString) {
        let id = id.to_string();
        self.eventually("the job is there", |tray| tray.ids().contains(&&*id)).await;
        let toggle = format!("{} [part=\"details-toggle\"]", row(id));
        let closed = "return find(root, arguments[1]).getAttribute('aria-expanded') === 'false';";
        if self.script(closed, vec![toggle.clone().into()]).await {
            self.click(&toggle).await;
        }
    }

    /// Clicks the pill.
    pub async fn click_pill(&self) {
        self.click("[part=\"pill\"]").await;
    }

    /// Clicks an element of the tray as a user does: where it is on the screen.
    ///
    /// # Panics
    /// If there is none, or something covers it.
    pub async fn click(&self, selector: &str) {
        self.drawn().await;
        let element = if self.script("return host !== null;", Vec::new()).await {
            let host = self.client.find(Locator::Css(&self.element)).await.expect("the host");
            let root = host.shadow_root().await.expect("the tray's shadow root");
            root.find(Locator::Css(selector)).await
        } else {
            self.client.find(Locator::Css(selector)).await
        };
        let element = element.unwrap_or_else(|error| panic!("{selector}: {error:?}"));
        element.click().await.unwrap_or_else(|error| panic!("click on {selector}: {error:?}"));
    }

    /// Waits until what the scripts here can see is on the screen. Rows that were never drawn take
    /// no clicks (`content-visibility`), and nobody could aim at them.
    ///
    /// # Panics
    /// If the browser draws nothing.
    pub async fn drawn(&self) {
        self.client.execute_async(DRAWN, Vec::new()).await.expect("a frame is drawn");
    }

    /// Clicks an element outside of the tray.
    ///
    /// # Panics
    /// If there is none, or something covers it.
    pub async fn click_outside(&self, selector: &str) {
        let element = self.client.find(Locator::Css(selector)).await;
        let element = element.unwrap_or_else(|error| panic!("{selector}: {error:?}"));
        element.click().await.unwrap_or_else(|error| panic!("click on {selector}: {error:?}"));
    }
}

fn host_with(mock: &Mock, ids: &str, attributes: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("base", &format!("/s/{}", mock.session.name())).append_pair("ids", ids);
    query.extend_pairs(attributes);
    mock.server.url(&format!("/host.html?{}", query.finish()))
}

fn row(id: impl ToString) -> String {
    format!("[part=\"job\"][data-process-id=\"{}\"]", id.to_string())
}
