//! A WebDriver process.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::engine::Engine;

/// How long a driver may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a driver is started that ends at once.
const STARTS: usize = 5;

/// A running driver. Dropping it ends the driver and whatever it started.
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts the engine's driver on a free port and waits until it listens.
    ///
    /// # Panics
    /// If it cannot be started, naming what is missing.
    pub async fn start(engine: Engine) -> Self {
        let name = engine.driver();
        for _ in 0..STARTS {
            let (mut driver, output) = Self::spawn(engine);
            match timeout(PATIENCE, announced_port(engine, output)).await {
                Ok(Ok(port)) => {
                    driver.port = port;
                    return driver;
                }
                // A driver that is told to choose a port does so for IPv4 and
                // ends if another process has that port of IPv6.
                Ok(Err(_)) => {}
                Err(_) => panic!("{name} did not say in time on which port it listens"),
            }
        }
        panic!("{name} ended {STARTS} times without listening");
    }

    fn spawn(engine: Engine) -> (Self, ChildStdout) {
        let name = engine.driver();
        let mut process = Command::new(name)
            .args(engine.driver_arguments())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A group of its own, so that the browser ends with its driver.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{name} must be on PATH (`make setup`): {error}"));
        let output = process.stdout.take().expect("the driver's output is piped");
        // Owns the process from here on: a panic must not leave it behind.
        (Self { process, port: 0 }, output)
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
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

impl Drop for Driver {
    fn drop(&mut self) {
        // The standard library can end one process, not a group.
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
