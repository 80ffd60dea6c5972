//! A WebDriver process.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{interval, timeout};

use crate::engine::Engine;

/// How long a driver may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running driver. Dropping it ends the driver and whatever it started.
pub struct Driver {
    process: Child,
    address: SocketAddr,
}

impl Driver {
    /// Starts the engine's driver on a free port and waits until it listens.
    ///
    /// # Panics
    /// If it cannot be started, naming what is missing.
    pub async fn start(engine: Engine) -> Self {
        let address = free_address();
        let process = Command::new(engine.driver())
            .args(engine.driver_arguments(address.port()))
            .envs(engine.driver_environment().iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A group of its own, so that the browser ends with its driver.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{} must be on PATH (`make setup`): {error}", engine.driver())
            });
        let mut driver = Self { process, address };
        driver.listens(engine).await;
        driver
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    async fn listens(&mut self, engine: Engine) {
        let name = engine.driver();
        let knocking = async {
            let mut pause = interval(Duration::from_millis(20));
            loop {
                pause.tick().await;
                if let Ok(Some(status)) = self.process.try_wait() {
                    panic!("{name} ended at once: {status}");
                }
                if TcpStream::connect(self.address).await.is_ok() {
                    return;
                }
            }
        };
        let listening = timeout(PATIENCE, knocking).await;
        assert!(listening.is_ok(), "{name} did not listen on {} in time", self.address);
    }
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

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    listener.and_then(|listener| listener.local_addr()).expect("a free port on the loopback")
}
