//! Figures of a run, as a small table in the test's output.

/// The value below which so many per cent lie.
pub fn percentile(values: &[u64], percent: usize) -> u64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(place).copied().unwrap_or_default()
}

/// A line of the table: what, measured, wanted.
pub fn row(what: &str, measured: impl std::fmt::Display, wanted: &str) -> String {
    format!("{what:<52} {measured:>14}   {wanted}")
}

pub fn table(title: &str, rows: &[String]) {
    println!("\n{title}");
    for row in rows {
        println!("  {row}");
    }
}
