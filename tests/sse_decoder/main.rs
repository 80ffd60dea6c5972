//! The server-sent event decoder: the cases of the web platform tests, cases of
//! our own, properties over any bytes, and large streams.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod bounds;
mod check;
mod laravel;
mod properties;
mod streams;
mod text;
mod throughput;
mod wpt;
mod wpt_ids_and_retry;
