//! Every story in the browser that `JOB_TRAY_BROWSER` names: one program, so that two browsers are
//! always busy.

mod announcements;
mod away;
mod broken;
mod cancel;
mod element;
mod faults_answers;
mod faults_events;
mod faults_places;
mod faults_streams;
mod follow;
mod gallery;
mod gone;
mod grace;
mod headers;
mod headless;
mod keyboard;
mod keyboard_actions;
mod keyboard_details;
mod keyboard_list;
mod large_ids;
mod list;
mod many;
mod memory;
mod odd_rows;
mod polling;
mod preview;
mod quiet_streams;
mod retry;
mod review;
mod server_dies;
mod tabs;
mod tokens;
