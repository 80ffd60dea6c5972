//! A browser with one window, and the commands that are more than WebDriver's own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::{ParseError, Url};

use crate::driver::Driver;
use crate::engine::Engine;

/// Listens to the errors of the page it runs in, and answers those heard so far.
pub(crate) const ERRORS: &str = include_str!("errors.js");

/// A browser, its driver and its profile. Dropping it ends all three.
pub struct Browser {
    /// The session.
    pub client: Client,
    engine: Engine,
    // Dropped in this order: the processes before the folder they write to.
    _driver: Driver,
    #[cfg_attr(not(feature = "bench"), allow(dead_code))]
    profile: TempDir,
}

impl Browser {
    /// Starts a browser with an empty profile.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn start(engine: Engine) -> Self {
        let profile = TempDir::with_prefix("job-tray-e2e-").expect("a folder for the profile");
        let driver = Driver::start(engine, profile.path()).await;
        let Value::Object(capabilities) = engine.capabilities(profile.path()) else {
            unreachable!("capabilities are an object");
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.url())
            .await
            .unwrap_or_else(|error| panic!("{engine:?} did not start: {error}"));
        Self { client, engine, _driver: driver, profile }
    }

    /// Which browser it is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Takes a PNG of the window. Chromium is asked by its own protocol, which knows of an
    /// emulated window size.
    ///
    /// # Panics
    /// If there is no page to take it of.
    pub async fn screenshot(&self) -> Vec<u8> {
        if self.engine == Engine::Chromium {
            let taken = self.devtools("Page.captureScreenshot", json!({ "format": "png" })).await;
            let data = taken["data"].as_str().expect("a picture in base64");
            return BASE64.decode(data).expect("base64");
        }
        self.client.screenshot().await.expect("a screenshot")
    }

    /// Sends a command of Chromium's DevTools protocol.
    ///
    /// # Panics
    /// If Chromium refuses it, or the browser is another.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Value {
        assert_eq!(self.engine, Engine::Chromium, "{method} is Chromium's alone");
        let body = json!({ "cmd": method, "params": parameters });
        let command = Extension { path: "goog/cdp/execute", body };
        let answer = self.client.issue_cmd(command).await;
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The console since the last look, as lines of level and text. Only Chromium's driver gives
    /// it; of the others there is what the page was heard to say after it had loaded.
    ///
    /// # Panics
    /// If the driver does not answer.
    pub async fn console(&self) -> Vec<ConsoleLine> {
        if !self.engine.tells_the_console() {
            // A page that went away, or never came, has nothing to say.
            let heard = self.client.execute(ERRORS, Vec::new()).await.unwrap_or_default();
            let heard = heard.as_array().cloned().unwrap_or_default();
            return heard.iter().map(ConsoleLine::severe).collect();
        }
        let entries = self.log("browser").await;
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        entries
            .iter()
            .map(|entry| ConsoleLine {
                level: text(entry, "level"),
                message: text(entry, "message"),
            })
            .collect()
    }

    /// Begins to write down what the threads of Chromium do.
    ///
    /// # Panics
    /// If the browser does not answer.
    #[cfg(feature = "bench")]
    #[must_use]
    pub fn trace(&self) -> crate::trace::Trace {
        let file = self.profile.path().join("DevToolsActivePort");
        let said = std::fs::read_to_string(file).expect("where the developer tools listen");
        let (port, path) = said.split_once('\n').expect("a port and a path");
        crate::trace::Trace::begin(port.parse().expect("a port"), path.trim())
    }

    async fn log(&self, name: &str) -> Vec<Value> {
        let command = Extension { path: "se/log", body: json!({ "type": name }) };
        let entries = self.client.issue_cmd(command).await.expect("the driver's log");
        entries.as_array().cloned().unwrap_or_default()
    }

    /// Ends the session in good order.
    pub async fn quit(self) {
        // A browser that has crashed cannot be asked to; dropping the driver ends it then.
        let _ = self.client.clone().close().await;
    }
}

/// A line of the browser's console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleLine {
    /// `SEVERE`, `WARNING`, `INFO`.
    pub level: String,
    /// Where it comes from, and what it says.
    pub message: String,
}

impl ConsoleLine {
    fn severe(message: &Value) -> Self {
        let message = message.as_str().unwrap_or_default().to_owned();
        Self { level: "SEVERE".to_owned(), message }
    }
}

/// A command that only one driver knows.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
