//! The scripted world's title, icons, notifications and bell.

use super::FakeTransport;
use crate::domain::attention::Attention;
use crate::transport::Guard;

#[derive(Default)]
pub(super) struct FakeAttention {
    badge: usize,
    calls: Vec<String>,
    /// What the user said.
    allowed: Option<bool>,
    asking: Option<Box<dyn FnOnce(bool)>>,
}

impl FakeTransport {
    /// The count that title and icons show.
    #[must_use]
    pub fn badge_count(&self) -> usize {
        self.0.borrow().attention.badge
    }

    /// What the user was called with so far.
    #[must_use]
    pub fn calls(&self) -> Vec<String> {
        self.0.borrow().attention.calls.clone()
    }

    /// The user has said before whether notifications may be shown.
    pub fn allow_notifications(&self, allowed: Option<bool>) {
        self.0.borrow_mut().attention.allowed = allowed;
    }

    /// The user answers the browser's question; false if there is none.
    pub fn answer_permission(&self, granted: bool) -> bool {
        let asking = self.0.borrow_mut().attention.asking.take();
        let Some(done) = asking else { return false };
        self.allow_notifications(Some(granted));
        done(granted);
        true
    }

    pub(super) fn show_badge(&self, means: Attention, more: i32) {
        if means.title || means.favicon || means.app_badge {
            let badge = &mut self.0.borrow_mut().attention.badge;
            *badge = badge.saturating_add_signed(more as isize);
        }
    }

    pub(super) fn call_out(&self, means: Attention, text: &str) {
        if means.rings() {
            self.0.borrow_mut().attention.calls.push(text.to_owned());
        }
    }

    pub(super) fn is_allowed(&self) -> Option<bool> {
        self.0.borrow().attention.allowed
    }

    pub(super) fn ask(&self, done: Box<dyn FnOnce(bool)>) -> Guard {
        self.0.borrow_mut().attention.asking = Some(done);
        let world = self.0.clone();
        Guard::new(move || {
            let ended = world.borrow_mut().attention.asking.take();
            drop(ended);
        })
    }
}
