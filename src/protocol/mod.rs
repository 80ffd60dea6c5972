//! What the server says, and when to ask it. Sans-IO: inputs with `now` go in,
//! actions come out.
//!
//! Pure. Belongs here: reading the wire, the connection of each job, the
//! request budget, backoff. May import `domain`; outside the crate `std`,
//! `serde_json` and `chrono`. No clock, no randomness (the seed is passed in),
//! no network.

pub mod actions;
pub mod backoff;
pub mod budget;
pub mod diagnostics;
mod discovery;
mod encode;
pub mod engine;
pub mod error;
mod fields;
mod following;
pub mod http;
mod job_line;
mod many_actions;
pub mod memory;
mod page;
mod peers;
mod responses;
mod schedule;
pub mod sse;
mod stream_end;
mod streams;
pub mod strings;
mod tab_talk;
pub mod tabs;
pub mod timestamp;
mod user_actions;
pub mod wire;
