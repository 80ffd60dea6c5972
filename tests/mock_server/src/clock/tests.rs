//! The clock by itself: who is woken when, and what a step waits for.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use super::*;

fn start() -> DateTime<Utc> {
    MANUAL_START.parse().unwrap()
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test]
async fn one_step_wakes_sleepers_in_order_each_at_its_own_time() {
    let clock = Clock::manual(start());
    let woken = Arc::new(Mutex::new(Vec::new()));
    for (name, length) in [("b", 7), ("a", 3), ("c", 7), ("never", 99)] {
        let (sleep, clock, woken) = (clock.sleep(seconds(length)), clock.clone(), woken.clone());
        tokio::spawn(async move {
            let _turn = sleep.await;
            woken.lock().push((name, (clock.now() - start()).num_seconds()));
        });
    }
    assert_eq!(clock.advance(seconds(60)).await, Ok(start() + seconds(60)));
    assert_eq!(*woken.lock(), [("a", 3), ("b", 7), ("c", 7)]);
}

#[tokio::test]
async fn whoever_sleeps_on_in_its_turn_is_never_jumped_over() {
    let clock = Clock::manual(start());
    let (first, now) = (clock.sleep(seconds(1)), clock.clone());
    let times = tokio::spawn(async move {
        let mut turn = first.await;
        let mut times = Vec::new();
        for _ in 0..100 {
            times.push((now.now() - start()).num_seconds());
            turn = turn.sleep(seconds(1)).await;
        }
        times
    });
    clock.advance(seconds(1000)).await.unwrap();
    assert_eq!(times.await.unwrap(), (1..=100).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_sleeper_that_is_dropped_before_or_after_it_is_due_holds_nobody_up() {
    let clock = Clock::manual(start());
    drop(clock.sleep(seconds(5)));
    let unpolled = clock.sleep(seconds(5));
    let step = tokio::spawn({
        let clock = clock.clone();
        async move { clock.advance(seconds(10)).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(clock.now(), start() + seconds(5), "the step waits for the turn to end");
    drop(unpolled);
    step.await.unwrap().unwrap();
    assert_eq!(clock.now(), start() + seconds(10));
}

#[tokio::test]
async fn a_step_that_is_told_to_wait_waits() {
    let clock = Clock::manual(start());
    let busy = clock.busy();
    let step = tokio::spawn({
        let clock = clock.clone();
        async move { clock.advance(seconds(10)).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(clock.now(), start());
    drop(busy);
    assert!(step.await.unwrap().is_ok());
}

#[tokio::test]
async fn a_real_clock_runs_at_its_speed_and_cannot_be_stepped() {
    let clock = Clock::real(start(), 1_000_000.0);
    let _turn = clock.sleep(seconds(1000)).await;
    assert!(clock.now() >= start() + seconds(1000));
    assert_eq!(clock.advance(seconds(1)).await, Err(NotManual));
}
