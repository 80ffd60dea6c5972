//! What happens in a story: the jobs it begins with, and what comes when.

use chrono::{DateTime, SecondsFormat};
use serde_json::Value;

use super::server::{Answers, Row};
use crate::domain::action::Action;
use crate::domain::list_look::ListLook;
use crate::protocol::memory::{Memory, MemoryLimits};
use crate::store::TrayOptions;

/// Every story begins on 2026-11-24 at 09:00:00 UTC.
pub(in crate::gallery) const BEGINNING_MS: i64 = 1_795_510_800_000;

/// Where the list of all jobs is.
pub(super) const LIST: &str = "/processes";

/// When a story stands still unless it says otherwise, milliseconds.
const MOMENT_MS: u64 = 3_000;

/// A moment before (or, negative, after) the story begins, as the server
/// writes it.
pub(in crate::gallery) fn ago(seconds: i64) -> String {
    timestamp(BEGINNING_MS - seconds * 1000)
}

/// A moment as the server writes it, from milliseconds since the Unix epoch.
pub(super) fn timestamp(at_ms: i64) -> String {
    let at = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Something that happens at its time.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    /// The server writes an event and applies it to its process.
    Event(u64, Value),
    /// From now on the server answers all requests like this.
    Server(Answers),
    /// From now on it answers those for one job like this.
    Job(u64, Answers),
    /// The browser says whether there is a network.
    Online(bool),
    /// The user presses a button of a job.
    Press(u64, Action),
    /// The user presses the button for all jobs that it is offered for.
    PressAll(Action),
    /// The user looks at the page, or no longer.
    Look(bool),
    /// The user pins a job.
    Pin(u64),
}

/// The script of a story.
#[derive(Debug)]
pub(in crate::gallery) struct Script {
    pub(super) rows: Vec<Row>,
    pub(super) deeds: Vec<(u64, Deed)>,
    pub(super) moment_ms: u64,
    /// Whether the panel is open at the beginning.
    pub(in crate::gallery) open: bool,
    /// Whether results and logs are unfolded at the beginning.
    pub(in crate::gallery) unfolded: bool,
    /// The button that is pressed at the beginning, as a selector; none by itself.
    pub(in crate::gallery) pressed: &'static str,
    /// What the browser has kept from pages before.
    pub(super) kept: Memory,
    /// What the host set.
    pub(in crate::gallery) options: TrayOptions,
    /// How many jobs the reader wants to see, where the story asks for it.
    pub(in crate::gallery) jobs: u64,
    /// How many events a second the reader wants, over all jobs.
    pub(in crate::gallery) rate: u64,
    /// How the user looks at the list.
    pub(in crate::gallery) look: ListLook,
    at_ms: u64,
}

impl Script {
    /// An empty script for a reader who wants so many jobs and events.
    pub(in crate::gallery) fn new(jobs: u64, rate: u64) -> Self {
        // A story has no other tabs.
        let options = TrayOptions { share_tabs: false, ..TrayOptions::default() };
        Self {
            rows: Vec::new(),
            deeds: Vec::new(),
            moment_ms: MOMENT_MS,
            open: true,
            unfolded: false,
            pressed: "[data-nothing]",
            kept: Memory::default(),
            options,
            jobs,
            rate,
            look: ListLook::default(),
            at_ms: 0,
        }
    }

    /// A job that is there from the beginning, with these columns; the others
    /// are as in a fresh row. Answers its id.
    pub(in crate::gallery) fn job(&mut self, columns: Value) -> u64 {
        let id = self.rows.len() as u64 + 1;
        self.rows.push(Row::new(id, columns, BEGINNING_MS));
        id
    }

    /// The tray speaks this language; English is the story's own, without a browser.
    pub(in crate::gallery) fn speak(&mut self, language: &str) {
        if language != "en" {
            self.options.language.tag = Some(language.to_owned());
        }
    }

    /// The browser has seen jobs of this type take so many seconds.
    pub(in crate::gallery) fn usual(&mut self, job_type: &str, seconds: &[u32]) {
        self.options.memory = Some(MemoryLimits::default());
        self.kept.usual.note_all(job_type, seconds);
    }

    /// The host names a list, which brings all jobs with one answer.
    pub(in crate::gallery) fn listed(&mut self) {
        self.options.list_url = Some(LIST.to_owned());
    }

    /// The picture of the story is taken so many seconds after its beginning.
    pub(in crate::gallery) fn picture_at(&mut self, seconds: u64) {
        self.moment_ms = seconds * 1000;
    }

    /// What follows happens so many seconds after the beginning.
    pub(in crate::gallery) fn at(&mut self, seconds: u64) -> &mut Self {
        self.at_ms(seconds * 1000)
    }

    /// The same in milliseconds.
    pub(in crate::gallery) fn at_ms(&mut self, milliseconds: u64) -> &mut Self {
        self.at_ms = milliseconds;
        self
    }

    /// The server writes an event of these columns.
    pub(in crate::gallery) fn event(&mut self, job: u64, columns: Value) -> &mut Self {
        self.deed(Deed::Event(job, columns))
    }

    /// The server answers everything like this from now on.
    pub(in crate::gallery) fn server(&mut self, answers: Answers) -> &mut Self {
        self.deed(Deed::Server(answers))
    }

    /// The server answers for this job like this from now on.
    pub(in crate::gallery) fn answers(&mut self, job: u64, answers: Answers) -> &mut Self {
        self.deed(Deed::Job(job, answers))
    }

    /// The browser says whether there is a network.
    pub(in crate::gallery) fn online(&mut self, online: bool) -> &mut Self {
        self.deed(Deed::Online(online))
    }

    /// The user presses a button of the job.
    pub(in crate::gallery) fn press(&mut self, job: u64, action: Action) -> &mut Self {
        self.deed(Deed::Press(job, action))
    }

    /// The user presses the button for all jobs.
    pub(in crate::gallery) fn press_all(&mut self, action: Action) -> &mut Self {
        self.deed(Deed::PressAll(action))
    }

    /// The user looks at the page, or no longer.
    pub(in crate::gallery) fn looked_at(&mut self, looked_at: bool) -> &mut Self {
        self.deed(Deed::Look(looked_at))
    }

    /// The user pins the job.
    pub(in crate::gallery) fn pin(&mut self, job: u64) -> &mut Self {
        self.deed(Deed::Pin(job))
    }

    fn deed(&mut self, deed: Deed) -> &mut Self {
        self.deeds.push((self.at_ms, deed));
        self
    }
}
