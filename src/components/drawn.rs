//! A view that is drawn once and from then on changed by its signals alone.

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Mountable, Position, PositionState};

type Draw = Box<dyn FnOnce() -> Box<dyn Mountable> + Send>;

/// Any view, as one type. Unlike `AnyView` it has no code that compares the
/// view with the one before it, which no view of the tray needs and which
/// weighs as much as the drawing; a new one simply takes the place of the old.
/// In the browser only: a server draws nothing in its place.
pub(crate) struct Drawn(Draw);

/// Draws the view when its place in the page is there.
pub(crate) fn drawn<V>(view: V) -> Drawn
where
    V: Render + Send + 'static,
    V::State: 'static,
{
    Drawn(Box::new(move || Box::new(view.build())))
}

impl Drawn {
    /// An element that is made by hand; nothing where there is none.
    pub(super) fn of_element(make: impl FnOnce() -> Option<Element> + Send + 'static) -> Self {
        Self(Box::new(move || Box::new(make())))
    }
}

/// What stands on the page.
pub(crate) struct DrawnState(Box<dyn Mountable>);

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
