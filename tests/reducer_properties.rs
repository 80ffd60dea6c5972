//! Whatever the server lives through, and in whatever order its rows and events
//! arrive, the screen ends in the server's state.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use job_tray::domain::event::ProcessEvent;
use job_tray::domain::id::{EventId, ProcessId};
use job_tray::domain::job::Job;
use job_tray::domain::merge::DOUBTED_ANSWERS;
use job_tray::domain::process::Process;
use job_tray::domain::progress::Percent;
use job_tray::domain::status::Status;
use job_tray::domain::tray::{TrayMsg, TrayState, reduce};
use job_tray::protocol::timestamp;
use proptest::prelude::*;

const ID: ProcessId = ProcessId::new(7);

/// One moment of a server's history: the row, and the event that led to it.
#[derive(Clone, Debug)]
struct Moment {
    row: Process,
    event: ProcessEvent,
    /// How many retries there were before.
    epoch: u32,
}

/// A legal walk over the state machine. Times have a resolution of one second,
/// and several moments may share one.
fn history(steps: &[(u8, u8)], counts_attempts: bool) -> Vec<Moment> {
    let mut row = Process::new(ID, Status::Pending);
    row.attempts = counts_attempts.then_some(1);
    row.updated_at = timestamp::from_unix(1_000);
    let (mut second, mut epoch) = (1_000, 0);
    let mut moments = Vec::new();
    for (id, (choice, percent)) in (1..).zip(steps) {
        second += i64::from(choice / 64) / 2;
        let next = row.status.transitions().next;
        let moves = row.status != Status::Running || choice % 3 == 0;
        if next.is_empty() {
            break;
        } else if moves {
            row.status = next[usize::from(*choice) % next.len()].clone();
            if row.status == Status::Pending {
                row.progress_percent = None;
                row.attempts = row.attempts.map(|count| count + 1);
                epoch += 1;
            }
        } else {
            row.progress_percent = Percent::new(f64::from(percent % 101));
        }
        row.updated_at = timestamp::from_unix(second);
        let event = ProcessEvent {
            status: Some(row.status.clone()),
            progress_percent: row.progress_percent,
            created_at: row.updated_at,
            ..ProcessEvent::new(EventId::new(id * 2), ID)
        };
        moments.push(Moment { row: row.clone(), event, epoch });
    }
    moments
}

/// A screen that is fed by a script.
struct Screen {
    state: TrayState,
    /// The retry count of what made the shown state terminal.
    ended_in: Option<u32>,
}

impl Screen {
    fn new() -> Self {
        let mut state = TrayState::default();
        reduce(&mut state, TrayMsg::Follow { shown: [ID].into(), others: [].into() });
        Self { state, ended_in: None }
    }

    fn job(&self) -> &Job {
        self.state.job(ID).unwrap()
    }

    fn asks(&self) -> u64 {
        self.state.arrivals(ID)
    }

    fn hears(&mut self, moment: &Moment) -> bool {
        let event = Box::new(moment.event.clone());
        self.take(TrayMsg::Event { event, now_ms: 0 }, moment.epoch)
    }

    fn is_answered(&mut self, moment: &Moment, asked_at: u64) -> bool {
        let process = Box::new(moment.row.clone());
        self.take(TrayMsg::Snapshot { process, asked_at, now_ms: 0 }, moment.epoch)
    }

    /// Takes a message of that epoch; the promises that hold at every step.
    fn take(&mut self, msg: TrayMsg, epoch: u32) -> bool {
        let before = self.job().clone();
        let doubtful = reduce(&mut self.state, msg).doubtful.is_some();
        let after = self.job();
        let ascends = after.log.iter().is_sorted_by(|one, two| one.id < two.id);
        assert!(ascends, "ascending, each once");
        if let (Some(known), Some(now)) = (&before.process, &after.process)
            && before.bar_percent > after.bar_percent
            && after.bar_percent.is_some()
        {
            let again = known.status == Status::Pending
                || known.status.is_terminal()
                || now.attempts > known.attempts;
            assert!(again, "the bar went back: {before:?} {after:?}");
        }
        match (before.is_terminal(), after.is_terminal()) {
            (false, true) => self.ended_in = Some(epoch),
            (true, false) => {
                assert!(Some(epoch) > self.ended_in, "{before:?} {after:?}");
            }
            _ => {}
        }
        doubtful
    }

    /// Asks until the answer is believed; how often that took.
    fn settles(&mut self, last: &Moment) -> u8 {
        let mut asked = 1;
        while self.is_answered(last, self.asks()) {
            asked += 1;
        }
        asked
    }

    fn check_shows(&self, last: &Moment) {
        let shown = self.job().process.as_deref().unwrap();
        assert_eq!(shown.status, last.row.status);
        assert_eq!(shown.progress_percent, last.row.progress_percent);
        assert_eq!(shown.attempts, last.row.attempts);
    }
}

fn steps() -> impl Strategy<Value = Vec<(u8, u8)>> {
    prop::collection::vec(any::<(u8, u8)>(), 1..40)
}

/// What a script does next, and to which moment.
fn script() -> impl Strategy<Value = Vec<(u8, prop::sample::Index)>> {
    prop::collection::vec((0_u8..6, any::<prop::sample::Index>()), 0..120)
}

/// A screen that hears of a history as the engine does: one question at a time,
/// events in their order, some of them twice.
fn play(history: &[Moment], script: Vec<(u8, prop::sample::Index)>) -> Screen {
    let mut screen = Screen::new();
    let mut now = 0;
    let mut undelivered: Vec<usize> = Vec::new();
    let mut asked: Option<u64> = None;
    let mut answer: Option<usize> = None;
    // Whoever listened late still knows the row.
    screen.is_answered(&history[0], 0);
    for (what, which) in script {
        match what {
            0 if now + 1 < history.len() => {
                now += 1;
                undelivered.push(now);
            }
            1 if !undelivered.is_empty() => {
                let next = undelivered.remove(0);
                screen.hears(&history[next]);
            }
            2 if asked.is_none() => asked = Some(screen.asks()),
            3 if asked.is_some() && answer.is_none() => answer = Some(now),
            4 => {
                if let (Some(moment), Some(asked_at)) = (answer.take(), asked) {
                    asked = None;
                    screen.is_answered(&history[moment], asked_at);
                }
            }
            5 => {
                // A duplicate, of what has been heard.
                let heard = now - undelivered.len();
                screen.hears(&history[which.index(heard + 1)]);
            }
            _ => {}
        }
    }
    screen
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    /// One database, requests one at a time, events in any order and number:
    /// as the engine asks. Here an end is never taken back within an attempt.
    #[test]
    fn an_honest_server_is_shown_as_it_is(
        steps in steps(), script in script(), counts_attempts in any::<bool>(),
    ) {
        let history = history(&steps, counts_attempts);
        let mut screen = play(&history, script);
        let last = history.last().unwrap();
        prop_assert!(screen.settles(last) <= DOUBTED_ANSWERS + 1);
        screen.check_shows(last);
    }

    /// Every step is looked at by the screen itself.
    #[test]
    fn a_terminal_status_never_regresses_within_an_epoch(
        steps in steps(), script in script(), counts_attempts in any::<bool>(),
    ) {
        let history = history(&steps, counts_attempts);
        let mut screen = play(&history, script);
        if let Some(ended_in) = screen.ended_in.filter(|_| screen.job().is_terminal()) {
            let status = screen.job().process.as_ref().unwrap().status.clone();
            // Events of its own attempt, however late, take nothing back.
            for moment in history.iter().filter(|it| it.epoch == ended_in) {
                let late = ProcessEvent {
                    id: EventId::new(moment.event.id.get() + 1_001),
                    ..moment.event.clone()
                };
                let event = Box::new(late);
                screen.take(TrayMsg::Event { event, now_ms: 0 }, ended_in);
                prop_assert_eq!(&screen.job().process.as_ref().unwrap().status, &status);
            }
        }
    }

    /// Two screens hear of one history in two orders.
    #[test]
    fn any_interleaving_of_the_same_server_history_ends_in_the_servers_state(
        steps in steps(), one in script(), other in script(), counts_attempts in any::<bool>(),
    ) {
        let history = history(&steps, counts_attempts);
        let last = history.last().unwrap();
        for script in [one, other] {
            let mut screen = play(&history, script);
            prop_assert!(screen.settles(last) <= DOUBTED_ANSWERS + 1);
            screen.check_shows(last);
        }
    }

    /// Replicas that lag, answers that overtake each other, events that come
    /// days late: in the end the row is believed.
    #[test]
    fn whatever_came_before_the_servers_row_wins_in_the_end(
        steps in steps(), script in script(), counts_attempts in any::<bool>(),
    ) {
        let history = history(&steps, counts_attempts);
        let mut state = TrayState::default();
        reduce(&mut state, TrayMsg::Follow { shown: [ID].into(), others: [].into() });
        for (what, which) in script {
            let moment = which.get(&history);
            let msg = if what % 2 == 0 {
                TrayMsg::Event { event: Box::new(moment.event.clone()), now_ms: 0 }
            } else {
                let asked_at = state.arrivals(ID).saturating_sub(u64::from(what));
                TrayMsg::Snapshot { process: Box::new(moment.row.clone()), asked_at, now_ms: 0 }
            };
            reduce(&mut state, msg);
        }
        let last = history.last().unwrap();
        let mut screen = Screen { state, ended_in: None };
        screen.ended_in = screen.job().is_terminal().then_some(0);
        let process = Box::new(last.row.clone());
        let mut answers = 1;
        while reduce(
            &mut screen.state,
            TrayMsg::Snapshot { process: process.clone(), asked_at: u64::MAX, now_ms: 0 },
        ).doubtful.is_some() {
            answers += 1;
        }
        prop_assert!(answers <= DOUBTED_ANSWERS + 1);
        screen.check_shows(last);
    }

    /// All events in order, no row but the first: the log alone tells it.
    #[test]
    fn the_events_alone_lead_to_the_servers_state(steps in steps()) {
        let history = history(&steps, true);
        let mut screen = Screen::new();
        screen.is_answered(&history[0], 0);
        for moment in &history {
            screen.hears(moment);
            if moment.row.status.is_terminal() {
                // The engine confirms every end.
                screen.settles(moment);
            } else if screen.job().is_terminal() {
                screen.settles(moment);
            }
        }
        let shown = screen.job().process.clone().unwrap();
        prop_assert_eq!(&shown.status, &history.last().unwrap().row.status);
        prop_assert_eq!(screen.job().log.len(), history.len());
    }
}
