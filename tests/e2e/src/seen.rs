//! What there is to see on the page, as values.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A tray.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct TraySeen {
    /// Whether there is one at all.
    pub present: bool,
    /// Whether its panel is open.
    pub open: bool,
    /// The pill's words.
    pub pill: Option<String>,
    /// What the pill's colour says.
    pub pill_mood: Option<String>,
    /// Whether the pill says that the panel is open.
    pub pill_expanded: bool,
    /// What is wrong with the line, in words.
    pub notice: Option<String>,
    /// And by name.
    pub notice_line: Option<String>,
    /// The words where there is no job.
    pub empty: Option<String>,
    /// What assistive technology was told last.
    pub live: Option<String>,
    /// The jobs, from top to bottom.
    pub rows: Vec<RowSeen>,
}

impl TraySeen {
    /// The row of this process; one of which nothing is known if there is none, so that conditions
    /// on it simply do not hold yet.
    #[must_use]
    pub fn row(&self, id: impl ToString) -> RowSeen {
        let id = id.to_string();
        self.rows.iter().find(|row| row.id == id).cloned().unwrap_or_default()
    }

    /// The ids, from top to bottom.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.id.as_str()).collect()
    }
}

/// A job's row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct RowSeen {
    /// The process's id.
    pub id: String,
    /// Its status by name.
    pub status: Option<String>,
    /// What its line is doing, by name.
    pub line: String,
    /// Its heading.
    pub name: Option<String>,
    /// The status in words.
    pub badge: Option<String>,
    /// The colour of those words.
    pub badge_color: Option<String>,
    /// The step in words.
    pub step: Option<String>,
    /// Whether there is a progress bar.
    pub has_bar: bool,
    /// The bar's value.
    pub percent: Option<String>,
    /// The bar's value in words.
    pub value_text: Option<String>,
    /// How long it runs, or ran.
    pub elapsed: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
    /// Why an action did not happen.
    pub refusal: Option<String>,
    /// What is wrong with this job's line alone.
    pub line_words: Option<String>,
    /// The action that is offered: `retry` or `cancel`.
    pub action: Option<String>,
    /// The words on its button.
    pub action_label: Option<String>,
    /// Whether the action is under way.
    pub action_busy: bool,
    /// How many events there are, if the details are open.
    pub event_count: Option<String>,
    /// The lines of the log that are on the page, if the details are open.
    pub events: Vec<String>,
    /// The result, if there is one and the details are open.
    pub summary: Option<String>,
    /// All that is visible, as text.
    pub text: String,
}

impl RowSeen {
    /// Whether the status is this one.
    #[must_use]
    pub fn is(&self, status: &str) -> bool {
        self.status.as_deref() == Some(status)
    }

    /// Whether the line is this one.
    #[must_use]
    pub fn line_is(&self, line: &str) -> bool {
        self.line == line
    }

    /// Whether the bar shows this value.
    #[must_use]
    pub fn is_at(&self, percent: u8) -> bool {
        self.percent.as_deref() == Some(&percent.to_string())
    }
}

/// What has the focus, inside of shadow roots too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Focus {
    /// The element's tag.
    pub tag: String,
    /// Its part.
    pub part: Option<String>,
    /// Its name, or the beginning of its text.
    pub label: String,
    /// The process in whose row it is.
    pub row: Option<String>,
}

impl Focus {
    /// Whether something in a tray has it: not the page, nor the element as a whole.
    #[must_use]
    pub fn is_within_a_tray(&self) -> bool {
        !matches!(self.tag.as_str(), "" | "html" | "body" | "job-tray")
    }

    /// Whether it is on this part, of the job if one is named.
    #[must_use]
    pub fn is_on(&self, part: &str, row: Option<&str>) -> bool {
        self.part.as_deref() == Some(part) && (row.is_none() || self.row.as_deref() == row)
    }
}

/// Everything a watched tray ever showed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct History {
    /// The states of each row in order, by id.
    pub rows: BTreeMap<String, Vec<Moment>>,
    /// The notices about the line in order.
    pub notices: Vec<String>,
}

impl History {
    /// The lines a row had, in order.
    #[must_use]
    pub fn lines(&self, id: impl ToString) -> Vec<&str> {
        let moments = self.rows.get(&id.to_string()).into_iter().flatten();
        without_repeats(moments.map(|moment| moment.line.as_str()))
    }

    /// The statuses a row had, in order.
    #[must_use]
    pub fn statuses(&self, id: impl ToString) -> Vec<&str> {
        let moments = self.rows.get(&id.to_string()).into_iter().flatten();
        without_repeats(moments.filter_map(|moment| moment.status.as_deref()))
    }

    /// The colours of a row's status, in order.
    #[must_use]
    pub fn colors(&self, id: impl ToString) -> Vec<&str> {
        let moments = self.rows.get(&id.to_string()).into_iter().flatten();
        without_repeats(moments.filter_map(|moment| moment.color.as_deref()))
    }
}

fn without_repeats<'a>(values: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut values: Vec<_> = values.collect();
    values.dedup();
    values
}

/// A row at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Moment {
    /// Its status by name.
    pub status: Option<String>,
    /// Its line by name.
    pub line: String,
    /// The colour of its status.
    pub color: Option<String>,
}
