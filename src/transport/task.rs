//! Asynchronous work that ends with its guard.
//!
//! A browser may leave a promise unsettled for good (a reader in WebKit after
//! an abort, a host's header hook), so work is dropped where it waits instead
//! of being asked to end.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use wasm_bindgen_futures::spawn_local;

use super::Guard;

/// Tells work, between two steps it does without waiting, that its guard is gone.
#[derive(Clone, Default)]
pub(super) struct Ended(Rc<Cell<bool>>);

impl Ended {
    pub(super) fn get(&self) -> bool {
        self.0.get()
    }
}

struct Task {
    /// Away while it runs.
    work: RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>>,
    ended: Ended,
}

/// Starts work, on the next microtask. Dropping the guard drops it where it
/// waits, or as soon as it waits again if it is what dropped the guard.
pub(super) fn run<F>(work: impl FnOnce(Ended) -> F) -> Guard
where
    F: Future<Output = ()> + 'static,
{
    let ended = Ended::default();
    let work = RefCell::new(Some(Box::pin(work(ended.clone())) as _));
    let task = Rc::new(Task { work, ended });
    spawn_local(Run(task.clone()));
    Guard::new(move || {
        task.ended.0.set(true);
        let work = task.work.borrow_mut().take();
        // Dropped outside the borrow: what it holds may have guards of its own.
        drop(work);
    })
}

/// What the executor sees of a task. It is done as soon as there is no work.
struct Run(Rc<Task>);

impl Future for Run {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let work = self.0.work.borrow_mut().take();
        let Some(mut work) = work else { return Poll::Ready(()) };
        if work.as_mut().poll(cx).is_ready() || self.0.ended.get() {
            return Poll::Ready(());
        }
        *self.0.work.borrow_mut() = Some(work);
        Poll::Pending
    }
}
