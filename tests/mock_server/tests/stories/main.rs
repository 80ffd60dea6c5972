//! What the mock server promises, told over HTTP, one story per test. One binary, so that SQLite
//! is linked once.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod client;
mod commands;
mod creating;
mod csrf;
mod demo;
mod faults;
mod scripts;
mod server;
mod sessions;
mod showing;
mod streaming;
mod tables;
mod worker;
