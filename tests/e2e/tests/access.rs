//! Every story of the gallery without a barrier, in every look: as axe sees it (WCAG 2.2 AA and
//! its best practices), and by measure where text is large, spaced wider, or the window small.
//!
//! `make test-access` takes all; a word behind the command, as in
//! `cargo test … --test access -- failed`, only the stories with it in their names.
#![allow(clippy::unwrap_used)]

use std::process::ExitCode;
use std::time::Duration;

use job_tray_e2e::barriers::{self, Look, barriers, space_text, unfold};
use job_tray_e2e::gallery::{open_story, stories};
use job_tray_e2e::{Browser, Engine, JobTrayPage, Mock};
use job_tray_mock::{Seed, SessionOptions};
use serde_json::json;
use tokio::time::timeout;

/// No story takes so long in all of its looks, however busy the machine.
const PATIENCE: Duration = Duration::from_secs(240);

/// How a story is looked at.
struct Scene {
    name: &'static str,
    width: u32,
    height: u32,
    settings: &'static str,
    forced_colors: bool,
    more_contrast: bool,
}

const fn scene(name: &'static str, settings: &'static str) -> Scene {
    Scene { name, width: 440, height: 660, settings, forced_colors: false, more_contrast: false }
}

/// Where axe looks.
const THEMES: [Scene; 8] = [
    scene("light", "theme=light"),
    scene("dark", "theme=dark"),
    scene("rtl", "theme=light&dir=rtl"),
    Scene { width: 320, ..scene("narrow", "theme=light") },
    Scene { forced_colors: true, ..scene("forced colours", "theme=light") },
    Scene { more_contrast: true, ..scene("more contrast", "theme=light") },
    scene("German", "theme=light&language=de"),
    scene("Arabic", "theme=light&language=ar"),
];

/// Where is measured. A window of 1280 × 1024 at 400 % is one of 320 × 256.
const SIZES: [Scene; 4] = [
    Scene { width: 320, ..scene("narrow", "theme=light") },
    Scene { width: 320, ..scene("200 % text", "theme=light&text=200") },
    Scene { width: 320, ..scene("spaced text", "theme=light") },
    Scene { width: 320, height: 256, ..scene("400 % zoom", "theme=light") },
];
const SPACED: &str = "spaced text";

fn main() -> ExitCode {
    let only = std::env::args().skip(1).find(|it| !it.starts_with('-')).unwrap_or_default();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // Two browsers at a time are what two cores bear.
    let (one, two) = runtime.block_on(futures_util::future::join(half(0, &only), half(1, &only)));
    let (passed, failed) = (one.0 + two.0, one.1 + two.1);
    // As cargo's own harness closes, for whoever counts.
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!("test result: {word}. {passed} passed; {failed} failed; 0 ignored");
    ExitCode::from(u8::from(failed > 0))
}

/// Every second story, and some pages; how many passed and how many did not.
async fn half(first: usize, only: &str) -> (usize, usize) {
    let mut mock = Mock::start("access", Engine::Chromium).await;
    let browser = Browser::start(Engine::Chromium).await;
    barriers::prepare(&browser).await;
    let visit = Visit { page: JobTrayPage::new(&browser), browser };
    let (mut passed, mut failed) = (0, 0);
    let mut count = |name: &str, found: Vec<String>| {
        for barrier in &found {
            println!("{name}: {barrier}");
        }
        if found.is_empty() {
            passed += 1;
        } else {
            failed += 1;
            println!("test {name} ... FAILED");
        }
    };
    let all = stories(&visit.page, &mock).await;
    for story in all.iter().skip(first).step_by(2).filter(|story| story.contains(only)) {
        let found = timeout(PATIENCE, visit.story(&mock, story)).await;
        count(story, found.unwrap_or_else(|_| vec![format!("not over after {PATIENCE:?}")]));
    }
    if first == 0 && "faults-are-found".contains(only) {
        count("faults-are-found", visit.faults(&mock).await);
    }
    if first == 1 && "host-page".contains(only) {
        count("host-page", visit.host_page(&mut mock).await);
    }
    if first == 1 && "preview-pages".contains(only) {
        count("preview-pages", visit.preview_pages(&mock).await);
    }
    visit.browser.quit().await;
    (passed, failed)
}

struct Visit {
    browser: Browser,
    page: JobTrayPage,
}

impl Visit {
    /// The story in every theme and every size, as it is shown and unfolded.
    async fn story(&self, mock: &Mock, story: &str) -> Vec<String> {
        let mut found = Vec::new();
        for scene in &THEMES {
            self.show(mock, story, scene).await;
            found.extend(named(scene.name, barriers(&self.page, Look::Tray).await));
            unfold(&self.page).await;
            let unfolded = format!("{}, unfolded", scene.name);
            found.extend(named(&unfolded, barriers(&self.page, Look::Tray).await));
        }
        println!("axe: {story} × {}: {} violations", names(&THEMES), found.len());
        let seen = found.len();
        for scene in &SIZES {
            self.show(mock, story, scene).await;
            if scene.name == SPACED {
                space_text(&self.page).await;
            }
            found.extend(named(scene.name, barriers(&self.page, Look::Fit).await));
            unfold(&self.page).await;
            let unfolded = format!("{}, unfolded", scene.name);
            found.extend(named(&unfolded, barriers(&self.page, Look::Fit).await));
        }
        println!("fit: {story} × {}: {} misfits", names(&SIZES), found.len() - seen);
        found
    }

    async fn show(&self, mock: &Mock, story: &str, scene: &Scene) {
        self.dress(scene).await;
        open_story(&self.page, mock, story, scene.settings).await;
    }

    /// A window of this size; the preferences of its user.
    async fn dress(&self, scene: &Scene) {
        let metrics = json!({ "width": scene.width, "height": scene.height,
            "deviceScaleFactor": 1, "mobile": false });
        self.browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let scheme = if scene.name == "dark" { "dark" } else { "light" };
        let forced = if scene.forced_colors { "active" } else { "none" };
        let contrast = if scene.more_contrast { "more" } else { "no-preference" };
        let features = json!({ "features": [
            { "name": "prefers-contrast", "value": contrast },
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "forced-colors", "value": forced },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.browser.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// What is wrong on purpose is found: a looker that sees nothing would let all pass.
    async fn faults(&self, mock: &Mock) -> Vec<String> {
        let spoil = "
            const panel = document.querySelector('[part=panel]');
            const style = 'width: 12px; height: 12px; padding: 0; margin: 0';
            panel.insertAdjacentHTML('afterbegin', `
                <div><button style='${style}'></button><button style='${style}'></button></div>
                <p style='color: #aaa'>Pale</p>
                <p style='white-space: nowrap'>${'as wide as a page '.repeat(20)}</p>
                <button style='outline: none'>No mark</button>
                <div><p>Text</p><p style='margin-top: -1.4em'>Text over text</p></div>`);
        ";
        self.show(mock, "running", &THEMES[0]).await;
        self.page.client().execute(spoil, Vec::new()).await.unwrap();
        let mut seen = barriers(&self.page, Look::Tray).await;
        seen.extend(barriers(&self.page, Look::Fit).await);
        let wanted = [
            "button-name",
            "target-size",
            "color-contrast",
            "contrast of p",
            "too narrow",
            "12.0 × 12.0 px",
            "\"Text\" lies over",
            "\"No mark\" is not marked",
        ];
        let missed = wanted.iter().filter(|wanted| !seen.iter().any(|it| it.contains(**wanted)));
        missed.map(|missed| format!("{missed} is not seen among {seen:#?}")).collect()
    }

    /// The element on a page of its host, in its shadow root.
    async fn host_page(&self, mock: &mut Mock) -> Vec<String> {
        let mut found = Vec::new();
        for scene in THEMES.iter().filter(|scene| scene.name != "rtl") {
            mock.begin(SessionOptions { seed: Seed::Demo, ..SessionOptions::default() });
            self.dress(scene).await;
            self.page.open_host(mock, "1,2,3,4,5,6,7").await;
            self.page
                .eventually("the jobs are there", |tray| {
                    tray.rows.len() >= 5 && tray.rows.iter().all(|row| row.status.is_some())
                })
                .await;
            unfold(&self.page).await;
            found.extend(named(scene.name, barriers(&self.page, Look::Page).await));
            found.extend(named(scene.name, barriers(&self.page, Look::Tray).await));
            if scene.width == 320 {
                found.extend(named(scene.name, barriers(&self.page, Look::Fit).await));
            }
        }
        println!("axe: the element on a host page: {} violations", found.len());
        found
    }

    /// The pages around the stories, for designers.
    async fn preview_pages(&self, mock: &Mock) -> Vec<String> {
        let mut found = Vec::new();
        for path in ["/gallery", "/gallery/failed", "/gallery/tokens"] {
            for theme in &THEMES[..2] {
                self.dress(&Scene { width: 1280, ..scene(theme.name, "") }).await;
                self.page.open(&mock.server.url(path)).await;
                let stands = "
                    const [done] = arguments;
                    const look = () => document.querySelector('h1') ? done() : setTimeout(look, 5);
                    look();
                ";
                self.page.client().execute_async(stands, Vec::new()).await.unwrap();
                let name = format!("{path}, {}", theme.name);
                found.extend(named(&name, barriers(&self.page, Look::Page).await));
            }
        }
        println!("axe: the pages of the gallery: {} violations", found.len());
        found
    }
}

fn named(name: &str, found: Vec<String>) -> Vec<String> {
    found.into_iter().map(|barrier| format!("{name}: {barrier}")).collect()
}

fn names(scenes: &[Scene]) -> String {
    let names: Vec<_> = scenes.iter().map(|scene| scene.name).collect();
    names.join(", ")
}
