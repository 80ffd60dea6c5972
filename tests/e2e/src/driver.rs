//! A WebDriver process.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::display::Display;
use crate::engine::Engine;
use crate::process::ProcessGroup;

/// How long a driver may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a driver is started that ends at once.
const STARTS: usize = 5;
/// How often a silent driver is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// A running driver. Dropping it ends the driver and whatever it started.
pub struct Driver {
    port: u16,
    // Dropped in this order: what draws before what it draws on.
    _process: ProcessGroup,
    _display: Option<Display>,
}

impl Driver {
    /// Starts the engine's driver on a free port and waits until it listens.
    ///
    /// # Panics
    /// If it cannot be started, naming what is missing.
    pub async fn start(engine: Engine, profile: &Path) -> Self {
        let name = engine.driver();
        let display = if engine.needs_display() { Some(Display::start().await) } else { None };
        for _ in 0..STARTS {
            let mut command = Command::new(name);
            command.args(engine.driver_arguments(profile));
            command.envs(engine.driver_environment(profile));
            if let Some(display) = &display {
                command.env("DISPLAY", display.name());
            }
            let announces = engine.announces_its_port();
            command.stdout(if announces { Stdio::piped() } else { Stdio::null() });
            // Owns the process from here on: a panic must not leave it behind.
            let mut process = ProcessGroup::start(command);
            match timeout(PATIENCE, port(engine, &mut process)).await {
                Ok(Some(port)) => return Self { port, _process: process, _display: display },
                // A driver that is told to choose a port does so for IPv4 and
                // ends if another process has that port of IPv6.
                Ok(None) => {}
                Err(_) => panic!("{name} did not listen in time"),
            }
        }
        panic!("{name} ended {STARTS} times without listening");
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// The port, once the driver listens on it; none if it ends without.
async fn port(engine: Engine, process: &mut ProcessGroup) -> Option<u16> {
    if let Some(output) = process.take_output() {
        return announced_port(engine, output).await.ok();
    }
    loop {
        if let Some(port) = process.listens_on() {
            return Some(port);
        }
        if process.has_ended() {
            return None;
        }
        sleep(LOOK).await;
    }
}

/// The port as the driver says it. The output is read to its end, or the driver would block.
fn announced_port(engine: Engine, output: impl Read + Send + 'static) -> oneshot::Receiver<u16> {
    let (tell, told) = oneshot::channel();
    std::thread::spawn(move || {
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        let mut ports = lines.filter_map(|line| engine.port_in(&line));
        if let Some(port) = ports.next() {
            // Whoever asked may have given up.
            let _ = tell.send(port);
        }
        ports.for_each(drop);
    });
    told
}
