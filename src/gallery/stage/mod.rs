//! A world without a server: the tray's transport on a scripted server and a
//! clock that is moved by hand.

mod play;
mod script;
mod server;

pub(super) use play::Play;
pub(super) use script::{Script, ago};
pub(super) use server::Answers;
