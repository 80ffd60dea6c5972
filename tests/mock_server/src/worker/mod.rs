//! The demo worker: takes up pending jobs and walks them through their plans on the session's
//! clock. It loses every race cleanly: each write is a transition that needs the status and the
//! attempt it began with, and the first one refused ends the work.

pub mod demo;
mod outcome;
mod plan;
pub mod types;

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Sleep;
use crate::database::row::Row;
use crate::session::Session;
use plan::Planned;

/// Takes up a job that has just become pending, after a short time in the queue.
pub fn take_up(session: &Arc<Session>, id: i64) {
    let queued = session.clock().sleep(plan::time_in_queue(id));
    let worker = session.clone();
    session.spawn(async move {
        let turn = queued.await;
        let picked_up = worker.transition(id, plan::PICK_UP, plan::picked_up());
        if let Ok(row) = picked_up {
            let steps = plan::of(&row);
            let next = first_sleep(&steps, |length| turn.sleep(length));
            work(&worker, &row, steps, next).await;
        }
    });
}

/// Goes on with everything unfinished, where each job stands.
///
/// # Errors
/// Whatever SQLite says.
pub fn go_on(session: &Arc<Session>) -> rusqlite::Result<()> {
    for row in session.store(|store| store.processes(None))? {
        match row.status() {
            "pending" => take_up(session, row.id()),
            "running" | "waiting_review" => {
                let steps = plan::rest(&row);
                let next = first_sleep(&steps, |length| session.clock().sleep(length));
                let worker = session.clone();
                session.spawn(async move { work(&worker, &row, steps, next).await });
            }
            _ => {}
        }
    }
    Ok(())
}

fn first_sleep(steps: &[Planned], sleep: impl FnOnce(Duration) -> Sleep) -> Option<Sleep> {
    let first = steps.first()?;
    Some(sleep(first.after))
}

/// Does the steps, each after its time; `next` is the sleep before the first, already entered.
async fn work(session: &Arc<Session>, row: &Row, steps: Vec<Planned>, mut next: Option<Sleep>) {
    let attempt = row.number("attempts");
    let mut steps = steps.into_iter().peekable();
    while let (Some(sleep), Some(step)) = (next.take(), steps.next()) {
        let turn = sleep.await;
        let details = step.details(attempt);
        if session.transition(row.id(), step.transition, details).is_err() {
            return;
        }
        next = steps.peek().map(|following| turn.sleep(following.after));
    }
}
