//! The gallery's stories, each as a page of its own.

use serde_json::json;

use crate::job_tray_page::JobTrayPage;
use crate::mock::Mock;

/// Calls back with the names in the gallery's list, once it is there.
const LIST: &str = "
    const [done] = arguments;
    const look = () => {
        const names = [...document.querySelectorAll('a[data-story]')].map((it) => it.dataset.story);
        if (names.length === 0) setTimeout(look, 5); else done(names);
    };
    look();
";

/// Calls back once the story stands.
const STANDS: &str = "
    const [story, done] = arguments;
    const look = () => {
        if (document.documentElement.dataset.story !== story) setTimeout(look, 5); else done();
    };
    look();
";

/// Waits until lines begin so, or for ten seconds: the words of a language come first.
const DIRECTION: &str = "
    const [wanted, language, done] = arguments;
    const end = performance.now() + 10_000;
    const look = () => {
        const tray = document.querySelector('.job-tray');
        const { direction } = getComputedStyle(tray);
        const speaks = tray.lang.startsWith(language);
        if ((direction === wanted && speaks) || performance.now() > end) done(direction);
        else requestAnimationFrame(look);
    };
    look();
";

/// The names of all stories, as the gallery lists them.
///
/// # Panics
/// If it lists too few to be true.
pub async fn stories(page: &JobTrayPage, mock: &Mock) -> Vec<String> {
    page.open(&mock.server.url("/gallery")).await;
    let names = page.client().execute_async(LIST, Vec::new()).await.expect("the gallery's list");
    let names: Vec<String> = serde_json::from_value(names).expect("the names of stories");
    assert!(names.len() >= 40, "the gallery lists {names:?}");
    names
}

/// Opens a story alone on its page, with these settings, and without motion.
///
/// # Panics
/// If the page does not load.
pub async fn open_story(page: &JobTrayPage, mock: &Mock, story: &str, settings: &str) {
    let path = format!("/gallery/{story}?{settings}&motion=reduced&view=bare");
    page.open(&mock.server.url(&path)).await;
    let stands = page.client().execute_async(STANDS, vec![json!(story)]).await;
    stands.unwrap_or_else(|error| panic!("{story}: {error}"));
    check_direction(page, story, settings).await;
}

/// That the tray's lines begin where the settings say.
///
/// # Panics
/// If they do not.
pub async fn check_direction(page: &JobTrayPage, story: &str, settings: &str) {
    let mirrored = ["dir=rtl", "language=ar"].iter().any(|it| settings.contains(it));
    let wanted = if mirrored { "rtl" } else { "ltr" };
    let language = settings.split('&').find_map(|it| it.strip_prefix("language="));
    let arguments = vec![json!(wanted), json!(language.unwrap_or("en"))];
    let direction = page.client().execute_async(DIRECTION, arguments).await;
    let direction = direction.expect("a direction");
    assert_eq!(direction, wanted, "{story}: where the tray's lines begin");
}
