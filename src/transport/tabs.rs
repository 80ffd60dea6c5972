//! The tabs of one browser: the lead is a Web Lock, talk is a
//! `BroadcastChannel`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

use super::{OnTabs, TabNews, Tabs};
use crate::protocol::actions::Lead;

#[wasm_bindgen]
extern "C" {
    /// `LockManager`, which web-sys has only behind a flag of the compiler.
    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(
        this: &Locks,
        name: &str,
        options: &Object,
        granted: &Function,
    ) -> Result<JsValue, JsValue>;
}

/// Joins the tabs that use the same name; `None` where the page may not, such
/// as on an insecure address.
pub(super) fn join(name: &str, on: OnTabs) -> Option<Box<dyn Tabs>> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)?;
    let channel = BroadcastChannel::new(name).ok()?;
    let seat = Rc::new(Seat {
        name: name.to_owned(),
        locks: locks.unchecked_into(),
        on,
        place: RefCell::new(Place::Away),
        requests: Cell::new(0),
    });
    let hearing = Rc::downgrade(&seat);
    let listener = EventListener::new(&channel, "message", move |event| {
        let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
        if let (Some(text), Some(seat)) = (text, hearing.upgrade()) {
            (seat.on)(TabNews::Heard(text));
        }
    });
    Some(Box::new(BrowserTabs { seat, channel, _listener: listener }))
}

struct BrowserTabs {
    /// The only lasting owner: whatever comes after it is dropped finds nobody.
    seat: Rc<Seat>,
    channel: BroadcastChannel,
    _listener: EventListener,
}

impl Tabs for BrowserTabs {
    fn lead(&self, lead: Lead) {
        match lead {
            Lead::Ask => self.seat.request(false),
            Lead::Take => self.seat.request(true),
            Lead::Leave => self.seat.leave(),
        }
    }

    fn tell(&self, text: &str) {
        _ = self.channel.post_message(&text.into());
    }
}

impl Drop for BrowserTabs {
    fn drop(&mut self) {
        self.seat.leave();
        self.channel.close();
    }
}

/// Where this tab stands. Each request for the lock has a number, so that what
/// comes of one given up is recognised.
enum Place {
    Away,
    /// Waits for the lock. Taking it by force cannot be called off.
    Waiting(u64, Option<AbortController>),
    /// Has the lock until it calls this. There is none where the page is of no
    /// origin: it shares nothing with any tab and leads alone.
    Leading(u64, Option<Function>),
}

impl Place {
    const fn is_of(&self, number: u64) -> bool {
        matches!(self, Self::Waiting(it, _) | Self::Leading(it, _) if *it == number)
    }
}

struct Seat {
    name: String,
    locks: Locks,
    on: OnTabs,
    place: RefCell<Place>,
    requests: Cell<u64>,
}

impl Seat {
    fn request(self: &Rc<Self>, steal: bool) {
        match (&*self.place.borrow(), steal) {
            (Place::Away, _) | (Place::Waiting(_, Some(_)), true) => {}
            _ => return,
        }
        self.leave();
        let number = self.requests.get() + 1;
        self.requests.set(number);
        let options = Object::new();
        let abort = if steal { None } else { AbortController::new().ok() };
        let (key, value) = match &abort {
            Some(abort) => ("signal", abort.signal().into()),
            None => ("steal", JsValue::from_bool(steal)),
        };
        _ = Reflect::set(&options, &key.into(), &value);
        self.place.replace(Place::Waiting(number, abort));

        let seat = Rc::downgrade(self);
        let granted = Closure::<dyn FnMut() -> JsValue>::new(move || {
            seat.upgrade().map_or(JsValue::UNDEFINED, |seat| seat.granted(number))
        });
        let outcome = self.locks.request(&self.name, &options, granted.as_ref().unchecked_ref());
        let seat = Rc::downgrade(self);
        spawn_local(async move {
            let outcome = match outcome {
                Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await,
                Err(error) => Err(error),
            };
            // Settled: the lock manager calls it no more.
            drop(granted);
            if let (Err(error), Some(seat)) = (outcome, seat.upgrade()) {
                seat.refused(number, &error);
            }
        });
    }

    /// Gives what the lock manager waits for before it gives the lock to the
    /// next.
    fn granted(&self, number: u64) -> JsValue {
        if !self.place.borrow().is_of(number) {
            return JsValue::UNDEFINED;
        }
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        self.place.replace(Place::Leading(number, release));
        (self.on)(TabNews::Led(true));
        held.into()
    }

    /// Another tab took the lead by force, or there is no lock to be had.
    fn refused(&self, number: u64, error: &JsValue) {
        if !self.place.borrow().is_of(number) {
            return;
        }
        let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
        let alone = name.as_deref() == Some("SecurityError");
        let place = if alone { Place::Leading(number, None) } else { Place::Away };
        self.place.replace(place);
        (self.on)(TabNews::Led(alone));
    }

    fn leave(&self) {
        match self.place.replace(Place::Away) {
            Place::Waiting(_, Some(abort)) => abort.abort(),
            Place::Leading(_, Some(release)) => _ = release.call0(&JsValue::UNDEFINED),
            _ => {}
        }
    }
}
