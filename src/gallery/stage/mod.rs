//! A world without a server: the tray's transport on a scripted server and a
//! clock that is moved by hand.

mod play;
mod script;
mod server;

pub(super) use play::Play;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(super) use script::BEGINNING_MS;
pub(super) use script::{Script, ago};
pub(super) use server::Answers;
