//! Pictures of the preview page in its states, to look at:
//! `cargo run -p job-tray-e2e --example screenshots -- FOLDER`
//!
//! A second argument takes only the pictures with that text in their name.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use job_tray_e2e::{Browser, Engine, JobTrayPage, Mock, TraySeen};
use job_tray_mock::{Seed, SessionOptions};
use serde_json::{Value, json};

const WIDE: (u32, u32) = (1280, 800);
const NARROW: (u32, u32) = (320, 640);

/// The size of the window and the look of the page.
#[derive(Clone, Copy)]
struct Look {
    size: (u32, u32),
    scheme: &'static str,
    forced_colors: &'static str,
    direction: &'static str,
}

const LIGHT: Look = Look { size: WIDE, scheme: "light", forced_colors: "none", direction: "ltr" };

struct Studio {
    browser: Browser,
    page: JobTrayPage,
    mock: Mock,
    folder: PathBuf,
    only: String,
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("the folder for the pictures"));
    std::fs::create_dir_all(&folder).expect("the folder is there");
    let browser = Browser::start(Engine::Chromium).await;
    let page = JobTrayPage::new(&browser);
    let mock = Mock::start("pictures", Engine::Chromium).await;
    let only = arguments.next().unwrap_or_default();
    let mut studio = Studio { browser, page, mock, folder, only };
    studio.take_all().await;
    studio.browser.quit().await;
}

impl Studio {
    async fn take_all(&mut self) {
        self.demo_jobs();
        let dark = Look { scheme: "dark", ..LIGHT };
        let rtl = Look { direction: "rtl", ..LIGHT };
        let forced = Look { forced_colors: "active", ..LIGHT };
        let narrow = |look: Look| Look { size: NARROW, ..look };
        for (name, look) in [
            ("light", LIGHT),
            ("dark", dark),
            ("rtl", rtl),
            ("forced-colors", forced),
            ("320-light", narrow(LIGHT)),
            ("320-dark", narrow(dark)),
            ("320-rtl", narrow(rtl)),
        ] {
            self.take(name, look, loaded, "").await;
        }
        self.take("minimised", LIGHT, loaded, "press('[part=pill]')").await;
        self.take("320-minimised", narrow(LIGHT), loaded, "press('[part=pill]')").await;
        let expand = "for (const it of all(root, '[part=details-toggle]')) it.click(); \
                      find(root, '[data-status=failed]').scrollIntoView()";
        self.take("failed-expanded", LIGHT, loaded, expand).await;
        self.take("failed-expanded-dark", dark, loaded, expand).await;
        self.take("320-failed-expanded", narrow(LIGHT), loaded, expand).await;
        let result = "for (const it of all(root, '[part=details-toggle]')) it.click(); \
                      find(root, '[data-status=completed]').scrollIntoView()";
        self.take("result-expanded", LIGHT, loaded, result).await;
        self.take("320-result-expanded", narrow(dark), loaded, result).await;
        self.trouble(narrow(dark)).await;
        self.begin(Seed::Empty);
        self.take("no-jobs", LIGHT, |tray| tray.empty.is_some(), "").await;
        self.long_texts().await;
        for (name, look) in [("long", LIGHT), ("320-long", narrow(LIGHT))] {
            self.take(&format!("{name}-texts"), look, loaded, "").await;
            self.take(&format!("{name}-texts-expanded"), look, loaded, expand).await;
        }
        self.take("long-texts-rtl", rtl, loaded, "").await;
        self.many(200).await;
        let many =
            |tray: &TraySeen| tray.rows.iter().filter(|row| row.status.is_some()).count() > 8;
        self.take("200-jobs", LIGHT, many, "").await;
        self.take("320-200-jobs", narrow(dark), many, "").await;
    }

    /// What is seen when the server goes away.
    async fn trouble(&mut self, narrow: Look) {
        let silence = json!([
            { "on": "show", "status": 503, "times": null },
            { "on": "stream", "status": 503, "times": null },
        ]);
        for (name, look) in [("line-lost", LIGHT), ("320-line-lost-dark", narrow)] {
            if !name.contains(&self.only) {
                continue;
            }
            self.demo_jobs();
            self.show(look).await;
            self.page.eventually("the jobs are there", loaded).await;
            self.mock.fault(silence.clone()).await;
            self.mock.advance(25).await;
            self.page.eventually("the trouble is told", |tray| tray.notice.is_some()).await;
            self.save(name).await;
        }
        self.demo_jobs();
        self.mock.fault(json!({ "on": "list", "status": 503, "times": null })).await;
        self.take("no-server", LIGHT, |tray| tray.present, "").await;
    }

    /// Jobs whose texts are as long as texts get.
    async fn long_texts(&mut self) {
        let long = "Reading the opening hours of every single location in the whole of Värmland, \
                    Dalsland and Västergötland, one after another, however long it may take";
        let word =
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
        let error =
            format!("Illuminate\\Database\\QueryException: SQLSTATE[23000]: {word}: {long}");
        let process = |id: u32, status: &str, more: Value| {
            let mut columns = json!({
                "id": id, "status": status, "started_at": "2026-01-05T08:20:00Z",
                "type": format!("{}_{id}", word.to_lowercase()), "attempts": 12,
                "current_step": long, "progress_percent": 42,
                "related_type": format!("App\\Models\\{word}"), "related_id": 9_007_199_254_740_993_u64,
            });
            columns.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
            columns
        };
        let summary = json!({
            "imported_locations": 12_345, "report": "https://example.com/a/very/long/address/of/a/report?with=many&parts=1",
            "warnings": [long, word], "by_region": { "värmland": 12, "dalsland": { "north": 1, "south": 2 } },
        });
        let over = "2026-01-05T08:59:00Z";
        for columns in [
            process(1, "running", json!({})),
            process(2, "failed", json!({ "error_message": error, "finished_at": over })),
            process(3, "completed", json!({ "summary": summary, "finished_at": over })),
            process(4, "waiting_review", json!({})),
            process(
                5,
                "running",
                json!({ "progress_percent": null, "type": null, "related_type": "الموقع" }),
            ),
        ] {
            self.mock.create(columns).await;
        }
    }

    async fn many(&mut self, count: u32) {
        self.begin(Seed::Empty);
        let statuses = ["running", "pending", "waiting_review", "completed", "failed", "cancelled"];
        for id in 1..=count {
            let status = statuses[id as usize % statuses.len()];
            let columns = json!({
                "id": id, "type": "csv_import", "status": status, "progress_percent": id % 101,
                "started_at": "2026-01-05T08:59:00Z", "current_step": "Importing rows",
            });
            self.mock.create(columns).await;
        }
    }

    fn demo_jobs(&mut self) {
        self.begin(Seed::Demo);
    }

    fn begin(&mut self, seed: Seed) {
        self.mock.begin(SessionOptions { seed, ..SessionOptions::default() });
    }

    async fn take(&self, name: &str, look: Look, ready: fn(&TraySeen) -> bool, then: &str) {
        if !name.contains(&self.only) {
            return;
        }
        self.show(look).await;
        self.page.eventually(&format!("{name}: the jobs are there"), ready).await;
        let press = "const press = (what) => find(root, what).click();";
        let () = self.page.script(&format!("{press} {then}"), Vec::new()).await;
        self.save(name).await;
    }

    async fn show(&self, look: Look) {
        let (width, height) = look.size;
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": look.scheme },
            { "name": "forced-colors", "value": look.forced_colors },
            // Nothing is caught in mid-motion.
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.browser.devtools("Emulation.setEmulatedMedia", features).await;
        self.page.open_preview(&self.mock).await;
        let direction = vec![json!(look.direction)];
        let () = self.page.script("document.documentElement.dir = arguments[1];", direction).await;
    }

    async fn save(&self, name: &str) {
        self.page.drawn().await;
        let file: &Path = &self.folder.join(format!("{name}.png"));
        std::fs::write(file, self.browser.screenshot().await).expect("the picture is saved");
        println!("{}", file.display());
    }
}

fn loaded(tray: &TraySeen) -> bool {
    !tray.rows.is_empty() && tray.rows.iter().all(|row| row.status.is_some())
}
