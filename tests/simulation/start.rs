//! Worlds to start from.

use job_tray::domain::line::Line;
use job_tray::protocol::engine::{EngineOptions, StreamChoice};
use job_tray::protocol::tabs::Role;

use super::World;

/// What a host sets that sets nothing.
pub fn options() -> EngineOptions {
    EngineOptions { base_url: "/api".into(), seed: 1, ..EngineOptions::default() }
}

/// The same for one of several tabs, told apart by a number.
pub fn shared(tab: u64) -> EngineOptions {
    // As far apart as random seeds are.
    let seed = (tab + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    EngineOptions { share_tabs: true, seed, ..options() }
}

impl World {
    /// A job in this status, followed and read.
    pub fn with_job(id: u64, status: &str, options: EngineOptions) -> Self {
        let mut world = Self::with(options);
        world.server.add(id, status, world.now().wall_ms);
        world.follow(&[id]);
        world.run(1_000);
        world
    }

    /// One running process, followed, its stream open and everything quiet.
    pub fn with_running_job(id: u64) -> Self {
        Self::running_with(id, options())
    }

    /// The same, its streams fetched.
    pub fn with_fetched_job(id: u64) -> Self {
        Self::running_with(id, EngineOptions { stream: StreamChoice::Fetch, ..options() })
    }

    pub fn running_with(id: u64, options: EngineOptions) -> Self {
        let world = Self::with_job(id, "running", options);
        assert_eq!(world.line(id), Line::Live, "a running job has its stream");
        world
    }

    /// Several running jobs: some have a stream, the others are polled.
    pub fn with_running_jobs(count: u64) -> Self {
        let mut world = Self::new();
        for id in 1..=count {
            world.server.add(id, "running", world.now().wall_ms);
        }
        world.follow(&(1..=count).collect::<Vec<_>>());
        world.run(20_000);
        world
    }

    /// Tabs of one browser that all follow the same running jobs; only the
    /// last one opened is looked at.
    pub fn with_tabs(tabs: usize, jobs: u64) -> Self {
        let mut world = Self::with(shared(0));
        for id in 1..=jobs {
            world.server.add(id, "running", world.now().wall_ms);
        }
        let ids: Vec<_> = (1..=jobs).collect();
        world.follow(&ids);
        for tab in 1..tabs {
            world.run(3_000);
            world.show_tab(tab - 1, false);
            world.add_client(shared(tab as u64));
            world.follow_as(tab, &ids);
        }
        world.run(10_000);
        world
    }

    /// The one tab that leads.
    #[track_caller]
    pub fn leader(&self) -> usize {
        let living = (0..).zip(&self.clients).filter(|(_, it)| !it.closed && !it.frozen);
        let leaders: Vec<usize> =
            living.filter(|(_, it)| it.engine.role() == Role::Leader).map(|(tab, _)| tab).collect();
        assert_eq!(leaders.len(), 1, "{leaders:?}");
        leaders[0]
    }
}
