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
            Ok(other) => panic!("JOB_TRAY_BROWSER is chromium or firefox so far, not {other:?}"),
        }
    }

    /// The driver's program.
    #[must_use]
    pub const fn driver(self) -> &'static str {
        match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
        }
    }

    /// The driver's arguments that make it listen on a port of its own choice.
    #[must_use]
    pub const fn driver_arguments(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["--port=0"],
            // Its second socket is on a fixed port unless told otherwise.
            Self::Firefox => &["--port", "0", "--websocket-port", "0"],
        }
    }

    /// The port in the line of output that says where the driver listens.
    #[must_use]
    pub fn port_in(self, line: &str) -> Option<u16> {
        let (_, after) = match self {
            Self::Chromium => line.split_once("started successfully on port ")?,
            Self::Firefox => line.split_once("Listening on 127.0.0.1:")?,
        };
        after.trim_end_matches('.').parse().ok()
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
        }
    }
}

/// Chromium's sandbox refuses to run as root.
fn is_root() -> bool {
    let home = std::fs::metadata("/proc/self");
    home.is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_what_the_drivers_say() {
        let chromium = "ChromeDriver was started successfully on port 35341.";
        assert_eq!(Engine::Chromium.port_in(chromium), Some(35341));
        assert_eq!(Engine::Chromium.port_in("Starting ChromeDriver 156 on port 0"), None);
        let firefox = "1764000000000\tgeckodriver\tINFO\tListening on 127.0.0.1:4444";
        assert_eq!(Engine::Firefox.port_in(firefox), Some(4444));
    }
}
