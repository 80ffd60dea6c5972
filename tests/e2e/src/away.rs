//! Users who look elsewhere.

use fantoccini::wd::WindowHandle;
use serde_json::json;

use crate::engine::Engine;
use crate::job_tray_page::JobTrayPage;

/// Says that the page is hidden, or that it is visible again, in place of the browser.
const PRETEND: &str = "
    Object.defineProperty(document, 'visibilityState', { value: arguments[1], configurable: true });
    Object.defineProperty(document, 'hidden', { value: arguments[1] === 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
";

/// Counts how often the page was hidden.
const COUNT: &str = "
    window.timesHidden = 0;
    document.addEventListener('visibilitychange', () => {
        if (document.hidden) window.timesHidden += 1;
    });
";

/// How often a browser may be shown another tab before it hides the page.
const ATTEMPTS: usize = 20;

/// A user who does not look at the page.
#[must_use = "nobody looks at the page until `back`"]
pub struct Away {
    page: JobTrayPage,
    /// The tab with the page and the one that is seen instead; else the page only thinks so.
    tabs: Option<[WindowHandle; 2]>,
}

impl Away {
    pub(crate) async fn start(page: &JobTrayPage, engine: Engine) -> Self {
        let page = page.clone();
        if !engine.hides_tabs() {
            let () = page.script(PRETEND, vec![json!("hidden")]).await;
            return Self { page, tabs: None };
        }
        let client = page.client();
        let () = page.script(COUNT, vec![]).await;
        let left = client.window().await.expect("the page's tab");
        let tab = client.new_window(true).await.expect("another tab").handle;
        let away = Self { page, tabs: Some([left, tab.clone()]) };
        away.look_at(tab).await;
        away
    }

    async fn look_at(&self, tab: WindowHandle) {
        self.page.client().switch_to_window(tab).await.expect("the other tab is looked at");
        // Before this one is drawn the browser may not have put the other away.
        self.page.drawn().await;
    }

    /// Looks at the page again.
    ///
    /// # Panics
    /// If it is gone.
    pub async fn back(self) {
        let Some([left, other]) = &self.tabs else {
            return self.page.script(PRETEND, vec![json!("visible")]).await;
        };
        for _ in 0..ATTEMPTS {
            self.look_at(left.clone()).await;
            let hidden: u64 = self.page.script("return window.timesHidden;", vec![]).await;
            if hidden > 0 {
                return;
            }
            self.look_at(other.clone()).await;
        }
        panic!("the browser does not hide a page whose tab is not looked at");
    }
}
