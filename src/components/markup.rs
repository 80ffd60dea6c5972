//! Elements made one by one.
//!
//! Each shape of a `view!` is compiled anew; here every element comes out of the
//! same few functions, and the effects that keep it up to date share one type.
//! Text stays text: nothing here reads markup.

use std::any::Any;

use gloo_events::{EventListener, EventListenerOptions};
use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement};

use super::drawn::Drawn;
use super::focus::{has_focus, to_list};
use super::rows::Rows;

/// An element in the making; nothing where the browser refuses to make one.
pub(super) struct Made(Option<Element>);

/// An element with its class, without the tray's prefix; `""` is none.
pub(super) fn make(tag: &str, class: &str) -> Made {
    Made(document().create_element(tag).ok()).class(class)
}

/// The same for a drawing.
pub(super) fn make_svg(tag: &str, class: &str) -> Made {
    Made(document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag).ok()).class(class)
}

/// A button, which sends no form.
pub(super) fn make_button(class: &str) -> Made {
    make("button", class).attr("type", "button")
}

/// What a signal of text changes; an empty text takes it away.
#[derive(Clone, Copy)]
pub(super) enum Live {
    /// What stands in the element.
    Text,
    /// An attribute.
    Set(&'static str),
    /// A property of its style, which no policy of the page forbids.
    Style(&'static str),
    /// Nothing but whether the element is seen.
    Shown,
}

impl Made {
    fn class(self, class: &str) -> Self {
        if class.is_empty() { self } else { self.attr("class", &format!("job-tray__{class}")) }
    }

    /// The hook for the host's styles.
    pub(super) fn part(self, name: &str) -> Self {
        self.attr("part", name)
    }

    pub(super) fn attr(self, name: &str, value: &str) -> Self {
        // Even an empty one says something, unlike the text of a signal.
        if let Some(element) = &self.0 {
            let _ = element.set_attribute(name, value);
        }
        self
    }

    pub(super) fn text(self, text: &str) -> Self {
        put(&self.0, Live::Text, "", text);
        self
    }

    pub(super) fn with(self, child: Self) -> Self {
        if let (Some(parent), Some(child)) = (&self.0, &child.0) {
            let _ = parent.append_child(child);
        }
        self
    }

    pub(super) fn with_all<const N: usize>(mut self, children: [Self; N]) -> Self {
        for child in children {
            self = self.with(child);
        }
        self
    }

    /// Kept up to date until the owner of now is gone.
    pub(super) fn live(self, what: Live, value: Signal<String>) -> Self {
        let element = self.0.clone();
        whenever(Box::new(move || {
            let name = if let Live::Set(name) | Live::Style(name) = what { name } else { "" };
            value.with(|value| put(&element, what, name, value));
        }));
        self
    }

    /// What stands in it is made anew whenever this text changes; where it is
    /// empty nothing is made, and the element is not seen.
    pub(super) fn filled(self, key: Signal<String>, fill: impl Fn() -> Self + 'static) -> Self {
        let element = self.0.clone();
        whenever(Box::new(move || {
            let nothing = key.with(String::is_empty);
            put(&element, Live::Text, "", "");
            put(&element, Live::Shown, "", if nothing { "" } else { "shown" });
            if !nothing {
                let _ = Self(element.clone()).with(untrack(&fill));
            }
        }));
        self
    }

    /// Calls back on an event of the element, until the owner of now is gone.
    pub(super) fn on(self, event: &'static str, call: impl FnMut(&Event) + 'static) -> Self {
        if let Some(element) = &self.0 {
            let call: Box<dyn FnMut(&Event)> = Box::new(call);
            // Else nothing could be prevented.
            let options = EventListenerOptions::enable_prevent_default();
            keep(Box::new(EventListener::new_with_options(element, event, options, call)));
        }
        self
    }

    /// Seen while the text is not empty. If it has the focus when it goes, `heir`
    /// takes that.
    pub(super) fn offered(self, while_told: Signal<String>, heir: Option<HtmlElement>) -> Self {
        let element = self.element();
        self.hidden_unless(while_told, element, heir)
    }

    /// Seen while the text is not empty. If `within` has the focus when it goes, `heir`
    /// takes that, or else the list: once it is hidden, the browser has already given the focus to the
    /// page, and nobody can tell who had it.
    pub(super) fn hidden_unless(
        self,
        while_told: Signal<String>,
        within: Option<HtmlElement>,
        heir: Option<HtmlElement>,
    ) -> Self {
        let element = self.0.clone();
        whenever(Box::new(move || {
            let goes = while_told.with(String::is_empty);
            if let Some(within) = within.as_ref().filter(|it| goes && has_focus(it)) {
                match &heir {
                    Some(heir) => drop(heir.focus()),
                    None => to_list(Some(within.clone().into())),
                }
            }
            put(&element, Live::Shown, "", if goes { "" } else { "shown" });
        }));
        self
    }

    /// Ends with one row per key, made when the key appears and kept for as long as
    /// it stays.
    pub(super) fn rows(
        self,
        keys: impl Fn() -> Vec<u64> + 'static,
        row: impl Fn(u64) -> Self + 'static,
    ) -> Self {
        if let Some(element) = &self.0 {
            let mut rows = Rows::new(element, Box::new(row));
            whenever(Box::new(move || rows.show(&keys())));
        }
        self
    }

    /// The element itself.
    pub(super) fn element(&self) -> Option<HtmlElement> {
        self.0.clone()?.dyn_into().ok()
    }

    /// The element, which the caller puts into its place.
    pub(super) fn into_element(self) -> Option<Element> {
        self.0
    }

    /// As a view of its own.
    pub(super) fn drawn(make: impl FnOnce() -> Self + Send + 'static) -> Drawn {
        Drawn::new(move || make().0)
    }
}

/// Does it now, and again whenever a signal that it read has changed, until the
/// owner of now is gone. One effect for all.
pub(super) fn whenever(mut run: Box<dyn FnMut()>) {
    keep(Box::new(RenderEffect::new(move |_| run())));
}

/// The same once the elements of now are on the page.
pub(super) fn whenever_on_page(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}

/// Keeps a thing until the owner of now is gone.
fn keep(thing: Box<dyn Any>) {
    StoredValue::new_local(thing);
}

fn put(element: &Option<Element>, what: Live, name: &str, value: &str) {
    let Some(element) = element else { return };
    match what {
        Live::Text => element.set_text_content(Some(value)),
        Live::Shown => {
            let _ = element.toggle_attribute_with_force("hidden", value.is_empty());
        }
        Live::Style(_) => {
            if let Some(element) = element.dyn_ref::<HtmlElement>() {
                let _ = element.style().set_property(name, value);
            }
        }
        Live::Set(_) if value.is_empty() => {
            let _ = element.remove_attribute(name);
        }
        Live::Set(_) => {
            let _ = element.set_attribute(name, value);
        }
    }
}

/// What stands in the field that an event is about.
pub(super) fn value_of(event: &Event) -> String {
    let field = event.target().map(JsValue::from).unwrap_or_default();
    Reflect::get(&field, &"value".into()).ok().and_then(|it| it.as_string()).unwrap_or_default()
}

/// A name that a press of a button in these elements is known by.
pub(super) fn pressed(event: &Event) -> Option<(Element, String)> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let button = target.closest("[data-do]").ok()??;
    let name = button.get_attribute("data-do")?;
    Some((button, name))
}
