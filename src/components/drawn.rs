//! What is made by hand, as a view for Leptos.

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Mountable, Position, PositionState};

/// An element that is made once, when its place in the page is there, and from then
/// on changed by its signals alone; nothing where the browser refuses to make one. In
/// the browser only: a server draws nothing in its place.
pub(crate) struct Drawn(Box<dyn FnOnce() -> Option<Element> + Send>);

impl Drawn {
    pub(super) fn new(make: impl FnOnce() -> Option<Element> + Send + 'static) -> Self {
        Self(Box::new(make))
    }

    /// Makes it, in place of all that is in `place`.
    #[cfg(feature = "element")]
    pub(crate) fn fill(self, place: &Element) {
        place.set_text_content(None);
        if let Some(element) = (self.0)() {
            let _ = place.append_child(&element);
        }
    }
}

/// What stands on the page.
pub(crate) struct DrawnState(Option<Element>);

impl Render for Drawn {
    type State = DrawnState;

    fn build(self) -> DrawnState {
        DrawnState(self.0())
    }

    fn rebuild(self, state: &mut DrawnState) {
        let mut next = self.build();
        state.0.insert_before_this(&mut next);
        state.0.unmount();
        *state = next;
    }
}

impl Mountable for DrawnState {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}

impl AddAnyAttr for Drawn {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Drawn {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _buf: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        _cursor: &Cursor,
        _position: &PositionState,
    ) -> DrawnState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
