//! Several tabs of one browser.

use fantoccini::wd::WindowHandle;

use crate::engine::Engine;
use crate::job_tray_page::JobTrayPage;

/// A tab, or a window where the browser keeps new tabs behind the first.
pub struct Tab {
    page: JobTrayPage,
    handle: WindowHandle,
}

impl Tab {
    /// The tab that commands go to now.
    ///
    /// # Panics
    /// If it is gone.
    pub async fn current(page: &JobTrayPage) -> Self {
        let handle = page.client().window().await.expect("the tab");
        Self { page: page.clone(), handle }
    }

    /// A new one; commands go there.
    ///
    /// # Panics
    /// If the browser opens none.
    pub async fn open(page: &JobTrayPage) -> Self {
        let as_tab = page.engine() != Engine::WebKit;
        let new = page.client().new_window(as_tab).await.expect("a new tab");
        let tab = Self { page: page.clone(), handle: new.handle };
        tab.look().await;
        tab
    }

    /// Goes there.
    ///
    /// # Panics
    /// If it is gone.
    pub async fn look(&self) -> &JobTrayPage {
        let there = self.page.client().switch_to_window(self.handle.clone()).await;
        there.expect("the tab is looked at");
        &self.page
    }

    /// Closes it; commands go nowhere until another tab is looked at.
    ///
    /// # Panics
    /// If it is gone.
    pub async fn close(self) {
        self.look().await;
        self.page.client().close_window().await.expect("the tab is closed");
    }
}
