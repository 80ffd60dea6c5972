//! Anything that may happen to a tray, at any time and in any order.

use job_tray::ProcessId;
use job_tray::domain::action::Action;
use job_tray::domain::status::Status;
use job_tray::protocol::actions::Input;
use job_tray::protocol::engine::{EngineOptions, StreamChoice};
use job_tray::protocol::http::HttpReply;
use job_tray::protocol::memory::MemoryLimits;
use proptest::prelude::*;

use super::{Fault, LIST, News, TOKEN, World, reply};

/// Jobs 1 to this.
pub const JOBS: u64 = 5;

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Happens {
    Time(u64),
    Worker(u64, u8),
    Fault(u8, u8),
    Well,
    Cut,
    Page(u8),
    Sleep(u64, bool),
    Click(u64, u8),
    Follow(u8),
    Garbage(u64, u8),
}

pub fn happens() -> impl Strategy<Value = Happens> {
    let job = 1..=JOBS;
    prop_oneof![
        4 => prop_oneof![0_u64..300, 300_u64..5_000, 5_000_u64..60_000].prop_map(Happens::Time),
        4 => (job.clone(), any::<u8>()).prop_map(|(id, what)| Happens::Worker(id, what)),
        2 => (0_u8..17, any::<u8>()).prop_map(|(kind, rate)| Happens::Fault(kind, rate)),
        1 => Just(Happens::Well),
        1 => Just(Happens::Cut),
        2 => (0_u8..7).prop_map(Happens::Page),
        1 => (1_u64..4_000_000, any::<bool>()).prop_map(|(ms, ticking)| Happens::Sleep(ms, ticking)),
        2 => (job.clone(), 0_u8..5).prop_map(|(id, what)| Happens::Click(id, what)),
        1 => (0_u8..32).prop_map(Happens::Follow),
        1 => (job, 0_u8..6).prop_map(|(id, what)| Happens::Garbage(id, what)),
    ]
}

fn fault(kind: u8) -> Fault {
    let answer = |status| Fault::Answer(reply(status, r#"{"message":"No."}"#));
    let waiting = HttpReply { retry_after: Some("20".into()), ..reply(503, "") };
    let page = HttpReply { content_type: Some("text/html".into()), ..reply(200, "<form>") };
    match kind {
        0 => Fault::Refused,
        1 => Fault::Silent,
        2 => Fault::Delayed(3_000),
        3 => Fault::Delayed(30_000),
        4 => Fault::DoneButLost,
        5 => Fault::StreamStalls,
        6 => Fault::StreamLives(300),
        7 => answer(500),
        8 => answer(429),
        9 => Fault::Answer(waiting),
        10 => answer(401),
        11 => Fault::Answer(page),
        12 => Fault::Answer(reply(200, "{}")),
        13 => answer(419),
        14 => answer(204),
        15 => Fault::NoBody,
        _ => answer(409),
    }
}

/// A legal step of the state machine, or progress.
fn work(world: &mut World, id: u64, what: u8) {
    let status = Status::from(world.server.rows[&id].status.as_str());
    let next = status.transitions().next;
    let news = if status == Status::Running && !what.is_multiple_of(4) {
        News::progress(i64::from(what % 101))
    } else if next.is_empty() {
        return;
    } else {
        match &next[usize::from(what / 4) % next.len()] {
            Status::Pending => News::retry(),
            Status::Running => News::status("running"),
            Status::WaitingReview => News::status("waiting_review"),
            Status::Completed => News::status("completed"),
            Status::Failed => News::status("failed"),
            _ => News::status("cancelled"),
        }
    };
    world.emit(id, if what.is_multiple_of(7) { news.silent() } else { news });
}

fn page(what: u8) -> Input {
    match what {
        0 => Input::Visible(false),
        1 => Input::Visible(true),
        2 => Input::Online(false),
        3 => Input::Online(true),
        4 => Input::Suspended,
        5 => Input::Resumed,
        _ => Input::Woken,
    }
}

pub fn happen(world: &mut World, what: &Happens) {
    match *what {
        Happens::Time(milliseconds) => world.run(milliseconds),
        Happens::Worker(id, what) => work(world, id, what),
        Happens::Fault(kind, rate) => {
            let mut nth = 0_u8;
            world.server.fail(move |_| {
                nth = nth.wrapping_mul(73).wrapping_add(41);
                (nth <= rate).then(|| fault(kind))
            });
        }
        Happens::Well => world.server.heal(),
        Happens::Cut => world.cut_connections(),
        Happens::Page(what) => world.input(page(what)),
        Happens::Sleep(milliseconds, ticking) => {
            world.sleep(milliseconds, ticking);
            world.input(Input::Woken);
        }
        Happens::Click(id, what) => match what {
            0 | 1 => world.act(id, Action::Retry),
            2 | 3 => world.act(id, Action::Cancel),
            _ => world.input(Input::TakeBack(ProcessId::new(id))),
        },
        Happens::Follow(which) => {
            let ids: Vec<_> = (1..=JOBS).filter(|id| which & (1 << (id - 1)) != 0).collect();
            world.follow(&ids);
        }
        Happens::Garbage(id, what) => {
            let data = ["", "{", "[]", "</stream>", "{\"id\":1}", "{\"id\":9,\"process_id\":77}"];
            world.send_raw(id, data[usize::from(what)]);
        }
    }
}

/// What a host may set, of any kind.
pub fn hosts() -> impl Strategy<Value = EngineOptions> {
    let stream = prop_oneof![
        3 => Just(StreamChoice::Auto),
        1 => Just(StreamChoice::Fetch),
        1 => Just(StreamChoice::EventSource),
    ];
    let flags = any::<(bool, bool, bool, bool, u64)>();
    (stream, flags).prop_map(|(stream, (grace, token, list, memory, seed))| EngineOptions {
        stream,
        cancel_grace_ms: if grace { 8_000 } else { 0 },
        csrf_url: token.then(|| TOKEN.into()),
        list_url: list.then(|| LIST.into()),
        memory: memory.then(MemoryLimits::default),
        seed,
        ..super::options()
    })
}

/// A tray that follows all jobs, none of which has begun.
pub fn world(options: EngineOptions) -> World {
    let mut world = World::with(options);
    for id in 1..=JOBS {
        world.server.add(id, "pending", world.now().wall_ms);
    }
    world.follow(&(1..=JOBS).collect::<Vec<_>>());
    world
}
