//! What would keep people out of a page: found by axe, and by measuring what axe leaves open.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::job_tray_page::JobTrayPage;

/// The functions that look, for every page of the browser.
const LOOK: &str = include_str!("barriers.js");

/// Lets every page that this browser opens from now on be looked at.
///
/// # Panics
/// If axe is not installed, or the browser is another than Chromium.
pub async fn prepare(browser: &Browser) {
    let file = axe();
    let axe = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}: run `make setup` first", file.display()));
    for source in [axe.as_str(), LOOK] {
        let script = json!({ "source": source });
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", script).await;
    }
}

/// Where `scripts/setup` puts it.
fn axe() -> PathBuf {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let cache =
        folder("JOB_TRAY_CACHE").or_else(|| Some(folder("XDG_CACHE_HOME")?.join("job-tray")));
    let cache = cache.or_else(|| Some(folder("HOME")?.join(".cache/job-tray")));
    cache.unwrap_or_default().join("tools/npm/axe-core/node_modules/axe-core/axe.min.js")
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// What axe finds within the tray, and text without contrast.
    Tray,
    /// What axe finds on the whole page.
    Page,
    /// What is cut off, lies over something else, or is too small to be hit.
    Fit,
}

/// Looks for barriers on the page as it is; answers each in words.
///
/// # Panics
/// If the page cannot be looked at.
pub async fn barriers(page: &JobTrayPage, look: Look) -> Vec<String> {
    let script = "
        const [look, done] = arguments;
        window.lookForBarriers(look).then(done, (error) => done([`not looked at: ${error}`]));
    ";
    let name = match look {
        Look::Tray => "tray",
        Look::Page => "page",
        Look::Fit => "fit",
    };
    let found = page.client().execute_async(script, vec![json!(name)]).await;
    let found = found.unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_value(found).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Opens the details of the first jobs with all that is folded in them, and the help.
///
/// # Panics
/// If the page refuses.
pub async fn unfold(page: &JobTrayPage) {
    let script =
        "const [done] = arguments; window.unfold().then(done, (error) => done(String(error)));";
    let done = page.client().execute_async(script, Vec::new()).await;
    assert_eq!(done.expect("the tray is unfolded"), Value::Null);
}

/// Spaces the tray's text as WCAG 1.4.12 wants to be borne.
///
/// # Panics
/// If the page refuses.
pub async fn space_text(page: &JobTrayPage) {
    let spaced = page.client().execute("window.spaceText();", Vec::new()).await;
    spaced.expect("the text is spaced");
}
