//! A display nobody looks at.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::process::ProcessGroup;

/// How long it may take to be there.
const PATIENCE: Duration = Duration::from_secs(20);

/// A virtual display. Dropping it ends its server.
pub struct Display {
    _server: ProcessGroup,
    name: String,
}

impl Display {
    /// Starts a display under a number that is free, and waits until it can be drawn on.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn start() -> Self {
        let mut command = Command::new("Xvfb");
        // It chooses the number itself and says it once it is ready.
        command.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]);
        command.stdout(Stdio::piped());
        let mut server = ProcessGroup::start(command);
        let output = server.take_output().expect("the output of Xvfb is piped");
        let number = spawn_blocking(|| BufReader::new(output).lines().next());
        let number = timeout(PATIENCE, number).await.expect("Xvfb is ready in time");
        let number = number.ok().flatten().and_then(Result::ok).expect("Xvfb starts");
        Self { _server: server, name: format!(":{}", number.trim()) }
    }

    /// What programs are told to draw on it.
    pub fn name(&self) -> &str {
        &self.name
    }
}
