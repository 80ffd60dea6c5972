//! The stories: every state of the tray, each with its own address.
//!
//! A story is a function that writes a script, with a line in its group's
//! table: its name (which is the function's, with hyphens), its title and what
//! to look at. Its source is shown beside it.

mod actions;
mod jobs;
mod lines;
mod lives;
mod many;
mod panel;
mod texts;

use super::stage::Script;

/// Stories of one kind, in one file.
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) stories: &'static [Story],
    /// The file they stand in.
    source: &'static str,
}

/// One state of the tray.
pub(super) struct Story {
    /// Its name in addresses.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// What to look at.
    pub(super) about: &'static str,
    pub(super) script: fn(&mut Script),
}

/// A line of a group's table.
const fn story(
    name: &'static str,
    title: &'static str,
    about: &'static str,
    script: fn(&mut Script),
) -> Story {
    Story { name, title, about, script }
}

/// All stories.
pub(super) const GROUPS: [&Group; 7] = [
    &jobs::GROUP,
    &actions::GROUP,
    &lines::GROUP,
    &texts::GROUP,
    &many::GROUP,
    &panel::GROUP,
    &lives::GROUP,
];

/// The story of this name, with its group.
pub(super) fn find(name: &str) -> Option<(&'static Group, &'static Story)> {
    let all = GROUPS.into_iter().flat_map(|group| group.stories.iter().map(move |it| (group, it)));
    all.into_iter().find(|(_, story)| story.name == name)
}

impl Story {
    /// Whether it is for playing with: it asks how many jobs and events there
    /// are to be, and begins with its clock running.
    pub(super) fn is_lively(&self) -> bool {
        self.name == lives::PLAYGROUND
    }
}

impl Group {
    /// The story's function, as it stands in the file, and those of the file that it
    /// calls.
    pub(super) fn source_of(&self, story: &Story) -> String {
        let own = self.function(&story.name.replace('-', "_"));
        let mut whole = own.to_owned();
        for (before, _) in own.match_indices("(script").map(|(at, _)| own.split_at(at)) {
            let name = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
            let called = self.function(name.unwrap_or_default());
            if !called.is_empty() && !whole.contains(called) {
                whole = format!("{whole}\n\n{called}");
            }
        }
        whole
    }

    fn function(&self, name: &str) -> &'static str {
        let Some(at) = self.source.find(&format!("\nfn {name}(")) else { return "" };
        let text = &self.source[at + 1..];
        text.find("\n}\n").map_or(text, |end| &text[..end + 2])
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
