//! The mock server as a program: reads its arguments, prints where it is, runs until Ctrl-C.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use job_tray_mock::{MockServer, ServerOptions};

/// The process contract on SQLite, with a demo worker and the built page.
#[derive(Parser)]
#[command(name = "job-tray-mock")]
struct Arguments {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 4100)]
    port: u16,
    /// The folder with the built page.
    #[arg(long, default_value = "dist")]
    assets: PathBuf,
    /// Keeps the demo session's database in this file.
    #[arg(long)]
    database: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let options = ServerOptions {
        port: arguments.port,
        assets: arguments.assets,
        database: arguments.database,
        cors_origin: None,
    };
    let mut server = match MockServer::start(options).await {
        Ok(server) => server,
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let port = arguments.port;
            eprintln!("Port {port} is taken. Stop what uses it, or choose another with --port.");
            return ExitCode::FAILURE;
        }
        Err(error) => {
            eprintln!("The server could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    println!("Job Tray is at {}", server.url("/"));
    if let Err(error) = tokio::signal::ctrl_c().await {
        eprintln!("Ctrl-C cannot be noticed here: {error}");
    }
    server.stop().await;
    ExitCode::SUCCESS
}
