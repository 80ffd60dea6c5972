//! The browsers, and all that differs between them.

use std::ffi::OsString;
use std::path::Path;

use serde_json::{Value, json};

/// A browser engine with its driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium by `chromedriver`.
    Chromium,
    /// Firefox by `geckodriver`.
    Firefox,
    /// WebKitGTK's own small browser by `WebKitWebDriver`.
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

    /// The driver's arguments that make it listen on a port of its own choice and keep its files
    /// in this folder.
    #[must_use]
    pub fn driver_arguments(self, profile: &Path) -> Vec<String> {
        let arguments = match self {
            Self::Chromium | Self::WebKit => vec!["--port=0"],
            // Its second socket is on a fixed port unless told otherwise.
            Self::Firefox => vec!["--port", "0", "--websocket-port", "0", "--profile-root"],
        };
        let mut arguments: Vec<_> = arguments.into_iter().map(str::to_owned).collect();
        if self == Self::Firefox {
            arguments.push(profile.display().to_string());
        }
        arguments
    }

    /// The environment of the driver, and so of its browser, beyond that of the tests.
    #[must_use]
    pub fn driver_environment(self, profile: &Path) -> Vec<(&'static str, OsString)> {
        if self != Self::WebKit {
            return Vec::new();
        }
        let folder = |name| profile.join(name).into_os_string();
        let mut environment = vec![
            // On a desktop it would choose Wayland and with it the user's own screen.
            ("GDK_BACKEND", "x11".into()),
            // The bus for assistive technology is a process of its own and would stay behind.
            ("NO_AT_BRIDGE", "1".into()),
            ("GTK_A11Y", "none".into()),
            ("XDG_CACHE_HOME", folder("cache")),
            ("XDG_CONFIG_HOME", folder("config")),
            ("XDG_DATA_HOME", folder("data")),
        ];
        if is_root() {
            environment.push(("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1".into()));
        }
        environment
    }

    /// Whether the browser draws on a display, as it has no mode without one.
    #[must_use]
    pub const fn needs_display(self) -> bool {
        matches!(self, Self::WebKit)
    }

    /// Whether the driver says where it listens; a silent one has to be looked at.
    #[must_use]
    pub const fn announces_its_port(self) -> bool {
        !matches!(self, Self::WebKit)
    }

    /// Whether the driver tells what the console holds; else the page itself is listened to.
    #[must_use]
    pub const fn tells_the_console(self) -> bool {
        matches!(self, Self::Chromium)
    }

    /// Whether a page is told that a stream is open only once its first byte is there.
    #[must_use]
    pub const fn opens_streams_by_their_first_byte(self) -> bool {
        matches!(self, Self::Firefox)
    }

    /// Whether going to another tab hides the one before.
    #[must_use]
    pub const fn hides_tabs(self) -> bool {
        !matches!(self, Self::WebKit)
    }

    /// The port in the line of output that says where the driver listens.
    #[must_use]
    pub fn port_in(self, line: &str) -> Option<u16> {
        let (_, after) = match self {
            Self::Chromium => line.split_once("started successfully on port ")?,
            Self::Firefox => line.split_once("Listening on 127.0.0.1:")?,
            Self::WebKit => return None,
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
                    // Pictures are to be the same on another machine.
                    "--font-render-hinting=none".to_owned(),
                    "--disable-lcd-text".to_owned(),
                    "--force-color-profile=srgb".to_owned(),
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
            // The drivers of these two make a new profile for each session by themselves.
            Self::Firefox => json!({
                "moz:firefoxOptions": { "args": ["-headless", "--width=1280", "--height=800"] },
            }),
            Self::WebKit => json!({}),
        }
    }
}

/// The sandboxes of Chromium and WebKitGTK refuse to run as root.
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
