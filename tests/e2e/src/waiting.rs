//! Waiting for what a page shows or says: for conditions, never for time.

use std::panic::Location;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::job_tray_page::{FUNCTIONS, JobTrayPage};
use crate::seen::TraySeen;

/// How long something may take to show.
const PATIENCE: Duration = Duration::from_secs(15);

impl JobTrayPage {
    /// Waits until what is to be seen fits; looks again at every change of the page.
    ///
    /// # Panics
    /// With what was seen last, if it does not fit in time.
    #[track_caller]
    pub fn eventually(
        &self,
        what: &str,
        fits: impl Fn(&TraySeen) -> bool,
    ) -> impl Future<Output = TraySeen> {
        self.within(PATIENCE, what, fits)
    }

    /// The same with more patience, for what the tray may ask for only bit by bit.
    ///
    /// # Panics
    /// With what was seen last, if it does not fit in time.
    #[track_caller]
    pub fn within(
        &self,
        patience: Duration,
        what: &str,
        fits: impl Fn(&TraySeen) -> bool,
    ) -> impl Future<Output = TraySeen> {
        let place = Location::caller();
        async move {
            let deadline = Instant::now() + patience;
            let mut seen = self.tray().await;
            while !fits(&seen) {
                let in_time = Instant::now() < deadline;
                assert!(in_time, "{place}: not to be seen: {what}. What is: {seen:#?}");
                seen = self.next_change().await.unwrap_or_default();
            }
            seen
        }
    }

    /// What the element says of its lines.
    pub async fn diagnostics(&self) -> Value {
        self.script("return host.diagnostics;", Vec::new()).await
    }

    /// Waits until what the element says of its lines fits.
    #[track_caller]
    pub fn until_diagnostics(
        &self,
        what: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> impl Future<Output = Value> {
        self.until_script(what, "return host.diagnostics;", fits)
    }

    /// Waits until what a script answers fits; runs it again at every change of the page.
    ///
    /// # Panics
    /// With what it answered last, if it does not fit in time.
    #[track_caller]
    pub fn until_script(
        &self,
        what: &str,
        script: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> impl Future<Output = Value> {
        let place = Location::caller();
        async move {
            let deadline = Instant::now() + PATIENCE;
            let mut answer: Value = self.script(script, Vec::new()).await;
            while !fits(&answer) {
                let in_time = Instant::now() < deadline;
                assert!(in_time, "{place}: it never was so: {what}. What is: {answer:#}");
                let _ = self.next_change().await;
                answer = self.script(script, Vec::new()).await;
            }
            answer
        }
    }

    /// `None` if the page went away meanwhile.
    async fn next_change(&self) -> Option<TraySeen> {
        let script = format!("{FUNCTIONS}\nnextChange(arguments[arguments.length - 1]);");
        let answer = self.client.execute_async(&script, vec![json!(self.element)]).await;
        serde_json::from_value(answer.ok()?).ok()
    }
}
