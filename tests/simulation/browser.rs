//! A browser of several tabs: one lead, one channel, one memory.

use std::collections::VecDeque;

use job_tray::protocol::actions::{Input, Lead};

use super::{Happening, World};

/// From one tab to another.
const BETWEEN_TABS_MS: u64 = 2;

/// All clients of a world that share their tabs are of one browser.
#[derive(Debug, Default)]
pub struct Browser {
    pub leader: Option<usize>,
    waiting: VecDeque<usize>,
    pub memory: Option<String>,
    /// How often it was written.
    pub writes: usize,
    /// Since when there are too many streams: a tab that was robbed hears of
    /// it a moment after the thief.
    crowded_since: Option<u64>,
}

impl World {
    pub(super) fn see_to_lead(&mut self, client: usize, lead: Lead) {
        // What an earlier wish comes to does not count any more.
        self.clients[client].lead_wish += 1;
        match lead {
            Lead::Ask => {
                assert!(!self.browser.waiting.contains(&client), "asked for the lead twice");
                self.browser.waiting.push_back(client);
            }
            Lead::Take => {
                self.browser.waiting.retain(|it| *it != client);
                // A grant may be on its way to the tab itself.
                let robbed = self.browser.leader.replace(client);
                if let Some(robbed) = robbed.filter(|robbed| *robbed != client) {
                    self.tell_led(robbed, false);
                }
                self.tell_led(client, true);
            }
            Lead::Leave => self.lose_tab(client),
        }
        self.grant_lead();
    }

    fn lose_tab(&mut self, client: usize) {
        self.browser.waiting.retain(|it| *it != client);
        if self.browser.leader == Some(client) {
            self.browser.leader = None;
        }
    }

    fn grant_lead(&mut self) {
        if self.browser.leader.is_none()
            && let Some(next) = self.browser.waiting.pop_front()
        {
            self.browser.leader = Some(next);
            self.tell_led(next, true);
        }
    }

    fn tell_led(&mut self, client: usize, leads: bool) {
        let wish = self.clients[client].lead_wish;
        let at = self.mono_ms + BETWEEN_TABS_MS;
        self.push(at, Happening::Led { client, leads, wish });
    }

    pub(super) fn tell_tabs(&mut self, from: usize, text: &str) {
        let told = &mut self.clients[from].told_at;
        told.push_back(self.mono_ms);
        while told.front().is_some_and(|at| at + 1_000 <= self.mono_ms) {
            told.pop_front();
        }
        let many = told.len();
        assert!(many <= 100, "tab {from} says {many} things in a second, such as {text}");
        for tab in self.other_tabs(from) {
            self.tab_input(tab, Input::Heard(text.to_owned()));
        }
    }

    pub(super) fn keep(&mut self, from: usize, text: Option<String>) {
        self.browser.memory.clone_from(&text);
        self.browser.writes += 1;
        for tab in self.other_tabs(from) {
            self.tab_input(tab, Input::Remembered(text.clone()));
        }
    }

    fn other_tabs(&self, from: usize) -> Vec<usize> {
        let shares = |it: &usize| *it != from && self.clients[*it].shares_tabs();
        (0..self.clients.len()).filter(shares).collect()
    }

    fn tab_input(&mut self, client: usize, input: Input) {
        self.deliver_later(BETWEEN_TABS_MS, client, input);
    }

    fn deliver_later(&mut self, after: u64, client: usize, input: Input) {
        self.push(self.mono_ms + after, Happening::Unasked { client, input });
    }

    fn release_backlog(&mut self, client: usize) {
        let all = std::mem::take(&mut self.backlog);
        for happening in all {
            if happening.client() == Some(client) {
                self.push(self.mono_ms, happening);
            } else {
                self.backlog.push(happening);
            }
        }
    }

    /// The tab is gone, without a word: closed, or crashed.
    pub fn close_tab(&mut self, client: usize) {
        self.clients[client].closed = true;
        for (of, key) in self.server.all_listeners() {
            if of == client {
                self.server.close(client, key);
            }
        }
        self.lose_tab(client);
        self.grant_lead();
    }

    /// From now on nothing reaches the tab and no timer of it fires. Its
    /// streams stay open on the server.
    pub fn freeze_tab(&mut self, client: usize) {
        self.clients[client].frozen = true;
    }

    /// All that waited for the tab reaches it.
    pub fn thaw_tab(&mut self, client: usize) {
        self.clients[client].frozen = false;
        self.release_backlog(client);
    }

    pub fn show_tab(&mut self, client: usize, visible: bool) {
        self.input_as(client, Input::Visible(visible));
    }

    /// What a browser promises its server, over all its tabs.
    pub(super) fn check_browser(&mut self) {
        let awake =
            || self.clients.iter().filter(|it| it.shares_tabs() && !it.frozen && !it.closed);
        let streams: usize = awake().map(|it| it.open_count(super::Kind::Stream)).sum();
        let since = *self.browser.crowded_since.get_or_insert(self.mono_ms);
        if streams <= 2 {
            self.browser.crowded_since = None;
        } else {
            let moment = self.mono_ms <= since + 10 * BETWEEN_TABS_MS;
            assert!(moment, "{streams} streams in one browser since {since}");
        }
        let from = (self.mono_ms + 1).saturating_sub(60_000);
        let tabs = self.clients.iter().filter(|it| it.shares_tabs());
        let recent: usize =
            tabs.map(|it| it.sent.iter().rev().take_while(|sent| sent.at >= from).count()).sum();
        assert!(recent <= 30, "{recent} requests of one browser in a minute");
    }
}
