//! The browsers, and all that differs between them.

use std::path::Path;

use serde_json::{Value, json};

/// A browser engine with its driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium by `chromedriver`.
    Chromium,
    /// Firefox by `geckodriver`.
    Firefox,
    /// WebKitGTK by `WebKitWebDriver`; it has no headless mode and needs a display.
    WebKit,
}

impl Engine {
    /// The engine that `JOB_TRAY_BROWSER` names; Chromium when it names none.
    ///
    /// # Panics
    /// If it names an unknown one.
    #[must_use]
    pub fn from_environment() -> Self {
        match std::env::var("JOB_TRAY_BROWSER").as_deref() {
            Err(_) | Ok("" | "chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("JOB_TRAY_BROWSER is chromium, firefox or webkit, not {other:?}"),
        }
    }

    /// The driver's program.
    #[must_use]
    pub const fn driver(self) -> &'static str {
        match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
            Self::WebKit => "WebKitWebDriver",
        }
    }

    /// The driver's arguments that make it listen on this port.
    #[must_use]
    pub fn driver_arguments(self, port: u16) -> Vec<String> {
        match self {
            Self::Chromium | Self::WebKit => vec![format!("--port={port}")],
            // Its second socket is on a fixed port unless told otherwise.
            Self::Firefox => {
                ["--port", &port.to_string(), "--websocket-port", "0"].map(str::to_owned).to_vec()
            }
        }
    }

    /// Variables the driver needs in its environment.
    #[must_use]
    pub const fn driver_environment(self) -> &'static [(&'static str, &'static str)] {
        match self {
            // Its sandbox needs rights that a container does not have.
            Self::WebKit => &[("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")],
            Self::Chromium | Self::Firefox => &[],
        }
    }

    /// What to ask of the driver for a session with an empty profile in this folder.
    #[must_use]
    pub fn capabilities(self, profile: &Path) -> Value {
        match self {
            Self::Chromium => {
                let mut arguments = vec![
                    "--headless".to_owned(),
                    "--disable-gpu".to_owned(),
                    "--disable-quic".to_owned(),
                    "--no-first-run".to_owned(),
                    "--disable-background-networking".to_owned(),
                    "--disable-component-update".to_owned(),
                    "--disable-sync".to_owned(),
                    // Containers often have a tiny /dev/shm.
                    "--disable-dev-shm-usage".to_owned(),
                    "--lang=en-GB".to_owned(),
                    "--window-size=1280,800".to_owned(),
                    format!("--user-data-dir={}", profile.display()),
                ];
                if is_root() {
                    arguments.push("--no-sandbox".to_owned());
                }
                json!({
                    "goog:chromeOptions": { "args": arguments },
                    "goog:loggingPrefs": { "browser": "ALL" },
                })
            }
            // The driver makes a new profile for each session by itself.
            Self::Firefox => json!({
                "moz:firefoxOptions": { "args": ["-headless", "--width=1280", "--height=800"] },
            }),
            Self::WebKit => json!({}),
        }
    }
}

/// Chromium's sandbox refuses to run as root.
fn is_root() -> bool {
    let home = std::fs::metadata("/proc/self");
    home.is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}
