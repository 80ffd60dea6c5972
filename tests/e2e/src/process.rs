//! Programs that end with their owner.

use std::collections::HashSet;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

/// How often, and how many times, the end of a group is looked for.
const LOOK: Duration = Duration::from_millis(10);
const LOOKS: u32 = 100;

/// A program and whatever it starts. Dropping it ends them all.
pub struct ProcessGroup {
    leader: Child,
}

impl ProcessGroup {
    /// Starts a program in a group of its own.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn start(mut command: Command) -> Self {
        let started = command.stdin(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn();
        let leader = started.unwrap_or_else(|error| {
            panic!("{:?} must be on PATH (`make setup`): {error}", command.get_program())
        });
        Self { leader }
    }

    /// What it prints, if that is piped and was not taken yet.
    pub fn take_output(&mut self) -> Option<ChildStdout> {
        self.leader.stdout.take()
    }

    /// Whether the program that was started has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.leader.try_wait(), Ok(None))
    }

    /// A port of 127.0.0.1 on which the program that was started listens, if it does.
    pub fn listens_on(&self) -> Option<u16> {
        let folder = format!("/proc/{}", self.leader.id());
        let files = std::fs::read_dir(format!("{folder}/fd")).ok()?;
        let links = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
        let sockets: HashSet<String> =
            links.filter_map(|link| Some(socket(link.to_str()?)?.to_owned())).collect();
        let table = std::fs::read_to_string(format!("{folder}/net/tcp")).ok()?;
        table.lines().filter_map(listener).find_map(|(port, socket)| {
            let own = sockets.contains(socket);
            own.then_some(port)
        })
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        let group = self.leader.id();
        signal(group, "-KILL");
        let _ = self.leader.kill();
        let _ = self.leader.wait();
        // The others end a moment later, and write to their folder until then.
        let mut looks = 0;
        while looks < LOOKS && signal(group, "-0") {
            std::thread::sleep(LOOK);
            looks += 1;
        }
    }
}

/// Sends a signal to a group, as the standard library knows only single processes; whether there
/// was anybody to send it to.
fn signal(group: u32, signal: &str) -> bool {
    let mut kill = Command::new("kill");
    kill.args([signal, "--", &format!("-{group}")]).stdout(Stdio::null()).stderr(Stdio::null());
    kill.status().is_ok_and(|status| status.success())
}

/// The number of the socket that an open file is.
fn socket(link: &str) -> Option<&str> {
    link.strip_prefix("socket:[")?.strip_suffix(']')
}

/// Port and number of the socket in a line of the system's table, if it listens on 127.0.0.1.
fn listener(line: &str) -> Option<(u16, &str)> {
    const LOOPBACK: &str = "0100007F:";
    const LISTENING: &str = "0A";
    let columns: Vec<_> = line.split_whitespace().collect();
    let [_, local, _, state, _, _, _, _, _, socket, ..] = columns[..] else { return None };
    let port = local.strip_prefix(LOOPBACK).filter(|_| state == LISTENING)?;
    Some((u16::from_str_radix(port, 16).ok()?, socket))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listening_sockets_are_told_from_others() {
        let line = |local: &str, state: &str| {
            format!("  2: {local} 00000000:0000 {state} 00000000:00000000 00:0 0 0 0 34188 1 0 10")
        };
        assert_eq!(listener(&line("0100007F:B201", "0A")), Some((45569, "34188")));
        assert_eq!(listener(&line("0100007F:B201", "01")), None, "it is connected");
        assert_eq!(listener(&line("00000000:B201", "0A")), None, "it is not the loopback's");
        assert_eq!(listener("  sl  local_address rem_address   st"), None);
        assert_eq!(socket("socket:[34188]"), Some("34188"));
        assert_eq!(socket("/dev/null"), None);
    }
}
