//! Every story of the gallery against its kept picture, in every look.
//!
//! `make test-pictures` compares; `make pictures` keeps what has changed. A word behind it, as in
//! `cargo test … --test pictures -- failed`, takes only the stories with it in their names. What
//! differs is saved beside what other stories leave when they fail: kept, taken, and marked.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use job_tray_e2e::gallery::{check_direction, stories};
use job_tray_e2e::picture::Picture;
use job_tray_e2e::{Browser, Engine, JobTrayPage, Mock, failures};
use serde_json::{Value, json};

/// How a story is looked at.
struct Look {
    name: &'static str,
    width: u32,
    query: &'static str,
}

const LOOKS: [Look; 4] = [
    Look { name: "light", width: 440, query: "theme=light" },
    Look { name: "dark", width: 440, query: "theme=dark" },
    Look { name: "rtl", width: 440, query: "theme=light&dir=rtl" },
    Look { name: "narrow", width: 320, query: "theme=light" },
];
const HEIGHT: u32 = 660;

/// Draws with the pictures' own fonts, once the story stands.
const DRESS: &str = "
    const [story, regular, bold, done] = arguments;
    const dress = async () => {
        if (document.documentElement.dataset.story !== story) return setTimeout(dress, 5);
        const face = (text, weight) =>
            new FontFace('Pictures', `url(data:font/woff2;base64,${text})`, { weight }).load();
        const faces = await Promise.all([face(regular, '400'), face(bold, '700')]);
        for (const face of faces) document.fonts.add(face);
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('.job-tray { --job-tray-font: Pictures !important; }');
        document.adoptedStyleSheets.push(sheet);
        requestAnimationFrame(() => requestAnimationFrame(() => done('')));
    };
    dress().catch((error) => done(String(error)));
";

/// What was found out.
#[derive(Default)]
struct Report {
    passed: usize,
    failed: Vec<String>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let keeps = arguments.iter().any(|it| it == "--keep");
    let only = arguments.iter().find(|it| !it.starts_with('-')).cloned().unwrap_or_default();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (mut passed, mut failed) = (0, Vec::new());
    // Two browsers at a time are what two cores bear.
    for pair in LOOKS.chunks(2) {
        let reports = runtime.block_on(async {
            let (one, two) = (look(&pair[0], &only, keeps), look(&pair[1], &only, keeps));
            futures_util::future::join(one, two).await
        });
        for report in [reports.0, reports.1] {
            passed += report.passed;
            failed.extend(report.failed);
        }
    }
    for failure in &failed {
        println!("{failure}");
    }
    if !failed.is_empty() && !keeps {
        println!("`make pictures` keeps what is new, if it is meant.");
    }
    // As cargo's own harness closes, for whoever counts.
    let word = if failed.is_empty() { "ok" } else { "FAILED" };
    println!("test result: {word}. {passed} passed; {} failed; 0 ignored", failed.len());
    ExitCode::from(u8::from(!failed.is_empty()))
}

/// All stories in one look.
async fn look(look: &Look, only: &str, keeps: bool) -> Report {
    let mock = Mock::start("pictures", Engine::Chromium).await;
    let browser = Browser::start(Engine::Chromium).await;
    let page = JobTrayPage::new(&browser);
    prepare(&browser, look).await;
    let all = stories(&page, &mock).await;
    let folder = kept_pictures().join(look.name);
    let mut report = Report::default();
    for story in all.iter().filter(|story| story.contains(only)) {
        let taken = take(&browser, &page, &mock, look, story).await;
        match compare(&folder, story, &taken, keeps) {
            Ok(()) => report.passed += 1,
            Err(words) => {
                let file = failures().join(format!("picture-{}-{story}.png", look.name));
                report.failed.push(format!(
                    "{} {story}: {words}; see {}",
                    look.name,
                    file.display()
                ));
            }
        }
        let name = format!("picture-{}-{story}", look.name);
        save_difference(&folder, story, &taken, &name);
    }
    for name in left_over(&folder, &all) {
        if keeps {
            std::fs::remove_file(folder.join(&name)).unwrap();
        } else {
            report.failed.push(format!("{} {name}: there is no such story", look.name));
        }
    }
    browser.quit().await;
    report
}

/// A window of this look, in which nothing moves.
async fn prepare(browser: &Browser, look: &Look) {
    let metrics =
        json!({ "width": look.width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    let still = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    browser.devtools("Emulation.setEmulatedMedia", still).await;
}

async fn take(
    browser: &Browser,
    page: &JobTrayPage,
    mock: &Mock,
    look: &Look,
    story: &str,
) -> Picture {
    let path = format!("/gallery/{story}?{}&motion=reduced&view=bare", look.query);
    page.open(&mock.server.url(&path)).await;
    let font = |bytes: &[u8]| Value::String(BASE64.encode(bytes));
    let arguments = vec![
        json!(story),
        font(include_bytes!("../../pictures/font/DejaVuSans.woff2")),
        font(include_bytes!("../../pictures/font/DejaVuSans-Bold.woff2")),
    ];
    let dressed = page.client().execute_async(DRESS, arguments).await;
    let dressed = dressed.unwrap_or_else(|error| panic!("{story}: {error}"));
    assert_eq!(dressed, "", "{story}");
    check_direction(page, story, look.query).await;
    Picture::read(&browser.screenshot().await).unwrap()
}

fn kept_pictures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../pictures")
}

/// Compares with what is kept, or keeps it if it looks different.
fn compare(folder: &Path, story: &str, taken: &Picture, keeps: bool) -> Result<(), String> {
    let file = folder.join(format!("{story}.png"));
    let kept = Picture::of_file(&file)?;
    let words = match kept {
        None => "no picture is kept".to_owned(),
        Some(kept) => match kept.differs_from(taken) {
            None => return Ok(()),
            Some(difference) => difference.words,
        },
    };
    if !keeps {
        return Err(words);
    }
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(&file, taken.png()).unwrap();
    println!("kept {}", file.display());
    Ok(())
}

/// Leaves a picture of what differs from what is kept now.
fn save_difference(folder: &Path, story: &str, taken: &Picture, name: &str) {
    let file = failures().join(format!("{name}.png"));
    // One of an earlier run says nothing of this one.
    let _ = std::fs::remove_file(&file);
    let kept = Picture::of_file(&folder.join(format!("{story}.png")));
    let shown = match kept {
        Ok(Some(kept)) => match kept.differs_from(taken) {
            None => return,
            Some(difference) => difference.shown,
        },
        _ => taken.clone(),
    };
    std::fs::create_dir_all(failures()).unwrap();
    std::fs::write(file, shown.png()).unwrap();
}

/// Pictures of stories that are gone.
fn left_over(folder: &Path, stories: &[String]) -> BTreeSet<String> {
    let Ok(files) = std::fs::read_dir(folder) else { return BTreeSet::new() };
    let names = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| !stories.iter().any(|story| *name == format!("{story}.png"))).collect()
}
