//! Follows one job in a terminal: the engine without the views.
//!
//! ```text
//! cargo run --no-default-features --example follow -- http://127.0.0.1:4100 1
//! ```

#[cfg(not(target_arch = "wasm32"))]
#[path = "follow/following.rs"]
mod following;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let (Some(base_url), Some(id)) = (arguments.next(), arguments.next()) else {
        return Err("usage: follow BASE_URL PROCESS_ID".into());
    };
    let id = id.parse().map_err(|error| format!("{id} is no id: {error}"))?;
    following::follow(&base_url, id, |line| println!("{line}"));
    Ok(())
}

/// A browser has threads and sockets of another kind.
#[cfg(target_arch = "wasm32")]
fn main() {}
