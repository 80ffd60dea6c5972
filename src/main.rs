//! The shipped bundle: registers `<job-tray>`.

fn main() {
    job_tray::element::define("job-tray");
}
