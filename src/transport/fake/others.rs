//! The other tabs of the scripted browser, and what the device keeps.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{FakeTransport, World};
use crate::protocol::actions::Lead;
use crate::transport::{Guard, OnMemory, OnTabs, TabNews, Tabs};

/// The tabs: this one and, as one, all the others.
#[derive(Default)]
pub(super) struct FakeTabs {
    unsupported: bool,
    on: Option<Rc<OnTabs>>,
    place: Place,
    /// The lead is another tab's.
    led_by_another: bool,
    told: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Away,
    Waiting,
    Leading,
}

/// Texts by name, and who listens to which.
#[derive(Default)]
pub(super) struct FakeMemory {
    texts: BTreeMap<String, String>,
    watches: BTreeMap<u64, (String, Rc<OnMemory>)>,
}

impl FakeTransport {
    /// A browser that has no means to share anything between tabs.
    #[must_use]
    pub fn without_tabs(self) -> Self {
        self.0.borrow_mut().tabs.unsupported = true;
        self
    }

    /// Whether this tab has joined the others.
    #[must_use]
    pub fn has_joined(&self) -> bool {
        self.0.borrow().tabs.on.is_some()
    }

    /// Whether this tab has the lead.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.0.borrow().tabs.place == Place::Leading
    }

    /// Another tab takes the lead, by force if need be, and keeps it until
    /// [`free_lead`](Self::free_lead) or until this tab takes it.
    pub fn lose_lead(&self) {
        let mut world = self.0.borrow_mut();
        world.tabs.led_by_another = true;
        if world.tabs.place == Place::Leading {
            world.tabs.place = Place::Away;
            drop(world);
            self.tell_tab(TabNews::Led(false));
        }
    }

    /// The other tab gives up the lead; this one gets it if it waits for it.
    pub fn free_lead(&self) {
        let waits = {
            let mut world = self.0.borrow_mut();
            world.tabs.led_by_another = false;
            world.tabs.place == Place::Waiting
        };
        if waits {
            self.see_to_lead(Lead::Ask);
        }
    }

    /// Another tab says something; false if nobody listens.
    pub fn hear(&self, text: &str) -> bool {
        self.tell_tab(TabNews::Heard(text.to_owned()))
    }

    /// What this tab has told the others, oldest first.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        self.0.borrow().tabs.told.clone()
    }

    /// What the device keeps under this name.
    #[must_use]
    pub fn kept(&self, name: &str) -> Option<String> {
        self.0.borrow().memory.texts.get(name).cloned()
    }

    /// Keeps a text, or nothing, and tells nobody: as it was before, or as
    /// this tab does.
    pub fn keep(&self, name: &str, text: Option<&str>) {
        let texts = &mut self.0.borrow_mut().memory.texts;
        match text {
            Some(text) => texts.insert(name.to_owned(), text.to_owned()),
            None => texts.remove(name),
        };
    }

    /// Another tab keeps a text, or nothing, and whoever watches it is told.
    pub fn keep_elsewhere(&self, name: &str, text: Option<&str>) {
        self.keep(name, text);
        let watches: Vec<Rc<OnMemory>> = {
            let world = self.0.borrow();
            let watches = world.memory.watches.values();
            watches.filter(|(of, _)| of == name).map(|(_, on)| on.clone()).collect()
        };
        for on in watches {
            on(text.map(str::to_owned));
        }
    }

    /// How many watch what the device keeps.
    #[must_use]
    pub fn memory_watches(&self) -> usize {
        self.0.borrow().memory.watches.len()
    }

    fn tell_tab(&self, news: TabNews) -> bool {
        let on = self.0.borrow().tabs.on.clone();
        let Some(on) = on else { return false };
        on(news);
        true
    }

    fn see_to_lead(&self, lead: Lead) {
        let granted = {
            let tabs = &mut self.0.borrow_mut().tabs;
            let had_it = tabs.place == Place::Leading;
            if lead == Lead::Take {
                tabs.led_by_another = false;
            }
            tabs.place = match lead {
                Lead::Leave => Place::Away,
                _ if tabs.led_by_another => Place::Waiting,
                _ => Place::Leading,
            };
            tabs.place == Place::Leading && !had_it
        };
        if granted {
            self.tell_tab(TabNews::Led(true));
        }
    }

    pub(super) fn join(&self, on: OnTabs) -> Option<Box<dyn Tabs>> {
        let tabs = &mut self.0.borrow_mut().tabs;
        if tabs.unsupported {
            return None;
        }
        tabs.on = Some(Rc::new(on));
        Some(Box::new(Joined(self.clone())))
    }

    pub(super) fn watch(&self, name: &str, on: OnMemory) -> Guard {
        let key = {
            let mut world = self.0.borrow_mut();
            let key = world.next();
            world.memory.watches.insert(key, (name.to_owned(), Rc::new(on)));
            key
        };
        let world: Rc<RefCell<World>> = self.0.clone();
        Guard::new(move || {
            let ended = world.borrow_mut().memory.watches.remove(&key);
            // Dropped outside the borrow: what it holds may have guards of its own.
            drop(ended);
        })
    }
}

struct Joined(FakeTransport);

impl Tabs for Joined {
    fn lead(&self, lead: Lead) {
        self.0.see_to_lead(lead);
    }

    fn tell(&self, text: &str) {
        self.0.0.borrow_mut().tabs.told.push(text.to_owned());
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        let ended = {
            let tabs = &mut self.0.0.borrow_mut().tabs;
            tabs.place = Place::Away;
            tabs.on.take()
        };
        // Dropped outside the borrow: what it holds may have guards of its own.
        drop(ended);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::transport::Transport;

    /// A tab in a scripted browser, and all it was told.
    fn tab(fake: &FakeTransport) -> (Box<dyn Tabs>, Rc<RefCell<Vec<TabNews>>>) {
        let news = Rc::new(RefCell::new(Vec::new()));
        let told = news.clone();
        let tabs = fake.join_tabs("tray", Box::new(move |it| told.borrow_mut().push(it)));
        (tabs.unwrap(), news)
    }

    #[test]
    fn a_free_lead_is_granted_at_once_and_told_once() {
        let fake = FakeTransport::default();
        let (tabs, news) = tab(&fake);
        tabs.lead(Lead::Ask);
        tabs.lead(Lead::Take);
        assert!(fake.leads());
        tabs.lead(Lead::Leave);
        assert!(!fake.leads());
        assert_eq!(*news.borrow(), [TabNews::Led(true)]);
    }

    #[test]
    fn a_lead_that_was_lost_is_waited_for_or_taken() {
        let fake = FakeTransport::default();
        let (tabs, news) = tab(&fake);
        tabs.lead(Lead::Ask);
        fake.lose_lead();
        tabs.lead(Lead::Ask);
        assert!(!fake.leads());
        fake.free_lead();
        assert!(fake.leads());
        fake.lose_lead();
        tabs.lead(Lead::Take);
        assert!(fake.leads());
        let told = [true, false, true, false, true].map(TabNews::Led);
        assert_eq!(*news.borrow(), told);
    }

    #[test]
    fn a_tab_that_left_hears_nothing() {
        let fake = FakeTransport::default();
        let (tabs, news) = tab(&fake);
        assert!(fake.hear("one"));
        tabs.tell("two");
        drop(tabs);
        assert!(!fake.hear("three") && !fake.has_joined());
        assert_eq!(*news.borrow(), [TabNews::Heard("one".into())]);
        assert_eq!(fake.told(), ["two"]);
        assert!(fake.without_tabs().join_tabs("tray", Box::new(|_| {})).is_none());
    }

    #[test]
    fn only_what_another_tab_keeps_under_the_name_is_told() {
        let fake = FakeTransport::default();
        fake.keep("a", Some("before"));
        let news = Rc::new(RefCell::new(Vec::new()));
        let told = news.clone();
        let guard = fake.watch_memory("a", Box::new(move |it| told.borrow_mut().push(it)));
        assert_eq!(fake.remembered("a").as_deref(), Some("before"));
        fake.remember("a", Some("own"));
        fake.keep_elsewhere("b", Some("other"));
        fake.keep_elsewhere("a", Some("theirs"));
        fake.keep_elsewhere("a", None);
        assert_eq!(fake.memory_watches(), 1);
        drop(guard);
        fake.keep_elsewhere("a", Some("unheard"));
        assert_eq!(*news.borrow(), [Some("theirs".to_owned()), None]);
        assert_eq!(fake.kept("a").as_deref(), Some("unheard"));
    }
}
