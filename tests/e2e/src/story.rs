//! A story: one mock server, one browser, and what is kept when it fails.

use std::any::Any;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::timeout;

use crate::browser::{Browser, ConsoleLine};
use crate::engine::Engine;
use crate::job_tray_page::JobTrayPage;
use crate::mock::Mock;

/// No story takes so long, however busy the machine. A browser that hangs must not hang the tests.
const PATIENCE: Duration = Duration::from_secs(180);
/// The same for what is kept of a failed one.
const KEEPING: Duration = Duration::from_secs(20);

/// Plays a story under this name, which is that of its session too. A failed one leaves a picture,
/// the page's source and the console in a folder that is printed.
///
/// # Panics
/// When the story does, or when the console holds an error that it did not expect.
pub fn story(name: &str, play: impl AsyncFnOnce(&JobTrayPage, &mut Mock)) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let engine = Engine::from_environment();
        let mut mock = Mock::start(name, engine).await;
        let browser = Browser::start(engine).await;
        let page = JobTrayPage::new(&browser);
        let whole = async {
            let played = timeout(PATIENCE, play(&page, &mut mock)).await;
            played.unwrap_or_else(|_| panic!("{name} was not over after {PATIENCE:?}"));
        };
        let played = AssertUnwindSafe(whole).catch_unwind().await;
        let ended = AssertUnwindSafe(end(name, &browser, &page, played)).catch_unwind().await;
        // A browser that does not answer is ended with its driver.
        let _ = timeout(KEEPING, browser.quit()).await;
        if let Err(panic) = ended.unwrap_or_else(Err) {
            resume_unwind(panic);
        }
    });
}

type Outcome = Result<(), Box<dyn Any + Send>>;

/// Looks at the console, and keeps what there is to keep.
async fn end(name: &str, browser: &Browser, page: &JobTrayPage, played: Outcome) -> Outcome {
    let console = timeout(KEEPING, browser.console()).await.unwrap_or_default();
    let unexpected: Vec<_> = console
        .iter()
        .filter(|line| line.level == "SEVERE" && !page.expects(&line.message))
        .collect();
    if played.is_ok() && unexpected.is_empty() {
        return played;
    }
    if timeout(KEEPING, keep(name, browser, &console)).await.is_err() {
        println!("{name} failed, and its browser shows no picture");
    }
    played?;
    panic!("{name}: the console holds errors that the story did not expect: {unexpected:#?}");
}

async fn keep(name: &str, browser: &Browser, console: &[ConsoleLine]) {
    let folder = failures();
    std::fs::create_dir_all(&folder).expect("a folder for failures");
    let mut text = String::new();
    for line in console {
        let _ = writeln!(text, "{} {}", line.level, line.message);
    }
    let source = browser.client.source().await.unwrap_or_default();
    let file = |ending: &str| folder.join(format!("{name}.{ending}"));
    std::fs::write(file("png"), browser.screenshot().await).expect("the picture is saved");
    std::fs::write(file("html"), source).expect("the source is saved");
    std::fs::write(file("console.txt"), text).expect("the console is saved");
    println!("{name} failed; see {} and its neighbours", file("png").display());
}

/// `e2e-failures` in the folder that cargo gives tests for their files.
#[must_use]
pub fn failures() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    // A test program is target/debug/deps/NAME.
    let target = program.ancestors().nth(3).map(PathBuf::from).unwrap_or_default();
    target.join("tmp").join("e2e-failures")
}
