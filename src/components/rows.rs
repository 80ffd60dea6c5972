//! A list whose rows come, go and move.

use leptos::prelude::*;
use web_sys::{Element, Node};

use super::markup::Made;

/// The rows that are on the page at the end of an element.
///
/// All lists of the tray are of this one kind: a kind for each key and row would
/// be compiled anew each time.
pub(super) struct Rows {
    list: Element,
    make: Box<dyn Fn(u64) -> Made>,
    /// Of the rows; without it they would belong to whatever runs when they are made.
    owner: Owner,
    /// Of rows that are gone, for the next ones: an owner notes all that it has ever
    /// had below it until it ends itself.
    spare: Vec<Owner>,
    made: Vec<Row>,
}

struct Row {
    key: u64,
    element: Element,
    /// What the row has started ends with it.
    owner: Owner,
}

impl Rows {
    /// No row yet.
    pub(super) fn new(list: &Element, make: Box<dyn Fn(u64) -> Made>) -> Self {
        Self { list: list.clone(), make, owner: Owner::new(), spare: Vec::new(), made: Vec::new() }
    }

    /// The elements in their order.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.made.iter().map(|row| &row.element)
    }

    /// The keys in their order.
    pub(super) fn keys(&self) -> impl Iterator<Item = u64> {
        self.made.iter().map(|row| row.key)
    }

    /// The row under this key.
    pub(super) fn element(&self, key: u64) -> Option<&Element> {
        self.made.iter().find(|row| row.key == key).map(|row| &row.element)
    }

    /// Has one row for each of these, in this order. Rows that stay keep what is in
    /// them, and are moved only where they must be: what is moved loses the focus.
    pub(super) fn show(&mut self, keys: &[u64]) {
        let mut before = core::mem::take(&mut self.made);
        before.retain(|row| {
            let stays = keys.contains(&row.key);
            if !stays {
                row.element.remove();
                row.owner.cleanup();
                self.spare.push(row.owner.clone());
            }
            stays
        });
        let mut next: Option<Node> = before.first().map(|row| row.element.clone().into());
        for key in keys {
            let row = match before.iter().position(|row| row.key == *key) {
                Some(at) => before.remove(at),
                None => match self.row(*key) {
                    Some(row) => row,
                    None => continue,
                },
            };
            let element: &Node = &row.element;
            let after_next = next.as_ref().and_then(Node::next_sibling);
            if next.as_ref() == Some(element) {
                next = after_next;
            } else if next.is_some() && after_next.as_ref() == Some(element) {
                // The one between goes further down, and is moved when its turn comes.
                next = element.next_sibling();
            } else {
                let _ = self.list.insert_before(element, next.as_ref());
            }
            self.made.push(row);
        }
    }

    fn row(&mut self, key: u64) -> Option<Row> {
        let owner = self.spare.pop().unwrap_or_else(|| self.owner.with(Owner::new));
        let element = owner.with(|| untrack(|| (self.make)(key))).into_element()?;
        Some(Row { key, element, owner })
    }
}

impl Drop for Rows {
    fn drop(&mut self) {
        for row in &self.made {
            row.owner.cleanup();
        }
    }
}
