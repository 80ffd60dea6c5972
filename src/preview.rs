//! The preview page, for newcomers and designers; never shipped.

fn main() {
    job_tray::gallery::mount();
}
