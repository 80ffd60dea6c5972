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

/// A user who does not look at the page.
#[must_use = "nobody looks at the page until `back`"]
pub struct Away {
    page: JobTrayPage,
    /// The tab with the page, if it is another that is seen; else the page only thinks so.
    left: Option<WindowHandle>,
}

impl Away {
    pub(crate) async fn start(page: &JobTrayPage, engine: Engine) -> Self {
        let page = page.clone();
        if !engine.hides_tabs() {
            let () = page.script(PRETEND, vec![json!("hidden")]).await;
            return Self { page, left: None };
        }
        let client = page.client();
        let left = client.window().await.expect("the page's tab");
        let tab = client.new_window(true).await.expect("another tab");
        client.switch_to_window(tab.handle).await.expect("the other tab is looked at");
        Self { page, left: Some(left) }
    }

    /// Looks at the page again.
    ///
    /// # Panics
    /// If it is gone.
    pub async fn back(self) {
        match self.left {
            Some(tab) => self.page.client().switch_to_window(tab).await.expect("the page's tab"),
            None => self.page.script(PRETEND, vec![json!("visible")]).await,
        }
    }
}
