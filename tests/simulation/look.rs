//! What the user sees, and what was sent for it.

use job_tray::domain::job::Job;
use job_tray::domain::line::Line;
use job_tray::domain::status::Status;
use job_tray::protocol::actions::StreamRequest;
use job_tray::protocol::diagnostics::{Counts, Mode, Reason};

use super::{Kind, LATENCY_MS, Sent, World};

impl World {
    #[track_caller]
    pub fn job(&self, id: u64) -> &Job {
        self.clients[0].job(id)
    }

    #[track_caller]
    pub fn line(&self, id: u64) -> Line {
        self.job(id).line
    }

    #[track_caller]
    pub fn status(&self, id: u64) -> Status {
        self.job(id).process.as_ref().map(|it| it.status.clone()).expect("a known status")
    }

    #[track_caller]
    pub fn check_status(&self, id: u64, status: &str) {
        assert_eq!(self.status(id).as_str(), status);
    }

    /// How often something was asked for, by the first client.
    pub fn count(&self, kind: Kind, id: u64) -> usize {
        let sent = &self.clients[0].sent;
        sent.iter().filter(|it| it.kind == kind && it.process == id).count()
    }

    /// What the first client sent since a moment.
    pub fn sent_since(&self, at: u64) -> Vec<Sent> {
        self.clients[0].sent.iter().filter(|it| it.at >= at).cloned().collect()
    }

    /// The streams the first client asked for, oldest first.
    pub fn streams(&self, id: u64) -> Vec<(u64, StreamRequest)> {
        let sent = self.clients[0].sent.iter().filter(|it| it.process == id);
        sent.filter_map(|it| Some((it.at, it.stream.clone()?))).collect()
    }

    /// How news of a job comes, and why not by a stream.
    #[track_caller]
    pub fn followed(&self, id: u64) -> (Mode, Option<Reason>) {
        let jobs = self.clients[0].engine.diagnostics(self.now()).jobs;
        let job = jobs.iter().find(|job| job.id.get() == id).expect("a job on screen");
        (job.mode, job.reason)
    }

    /// What was counted for support.
    pub fn counts(&self) -> Counts {
        self.clients[0].engine.counts()
    }

    /// The ids of a job's log.
    #[track_caller]
    pub fn log(&self, id: u64) -> Vec<u64> {
        self.job(id).log.iter().map(|event| event.id.get()).collect()
    }

    /// No line the user ever saw was a troubled one.
    #[track_caller]
    pub fn check_no_trouble(&self) {
        let troubled: Vec<_> =
            self.clients[0].lines.iter().filter(|(_, _, line)| line.is_troubled()).collect();
        assert!(troubled.is_empty(), "{troubled:?}");
    }

    /// Nothing is sent and nothing is waited for.
    #[track_caller]
    pub fn check_silent(&mut self, minutes: u64) {
        let from = self.now().mono_ms + 1;
        assert_eq!(self.clients[0].wake_at, None);
        self.run(minutes * 60_000);
        assert_eq!(self.sent_since(from), []);
    }

    /// Between each of the streams and the next the job was blind for no
    /// longer than so much and a round trip.
    #[track_caller]
    pub fn check_blind(&self, id: u64, life_ms: u64, most_ms: u64) {
        for pair in self.streams(id).windows(2) {
            let gap = pair[1].0 - pair[0].0 - life_ms - 2 * LATENCY_MS;
            assert!(gap <= most_ms, "blind for {gap} ms");
        }
    }
}
