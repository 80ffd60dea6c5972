//! Numbers and times as people read them. `now` always comes from the caller.

use chrono::{DateTime, Datelike, Utc};

use super::language::Format;

/// The time, milliseconds since the Unix epoch, by the two clocks there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    /// The server's, as far as it is known: for the times of a job.
    pub server_ms: i64,
    /// The device's: for when news came.
    pub device_ms: i64,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
}

/// A duration in the two largest units that matter: 3 minutes and 5 seconds,
/// 2 hours; the second is left out where it is zero. Milliseconds; negative
/// durations are zero.
#[must_use]
#[allow(clippy::cast_sign_loss)]
pub fn units(milliseconds: i64) -> ((u64, Unit), Option<(u64, Unit)>) {
    let seconds = milliseconds.max(0) as u64 / 1000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let (large, small) = if days > 0 {
        ((days, Unit::Day), (hours % 24, Unit::Hour))
    } else if hours > 0 {
        ((hours, Unit::Hour), (minutes % 60, Unit::Minute))
    } else if minutes > 0 {
        ((minutes, Unit::Minute), (seconds % 60, Unit::Second))
    } else {
        ((seconds, Unit::Second), (0, Unit::Second))
    };
    (large, Some(small).filter(|(count, _)| *count > 0))
}

/// How long a job has been running, or ran: from `started_at` to `finished_at`
/// or to the server's now, in milliseconds. `None` if it has not started.
#[must_use]
pub fn elapsed(
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    server_now_ms: i64,
) -> Option<i64> {
    let start = started_at?.timestamp_millis();
    let end = finished_at.map_or(server_now_ms, |at| at.timestamp_millis());
    Some((end - start).max(0))
}

/// [`Formats`](super::language::Formats) without a browser: English, and all
/// times in UTC.
#[must_use]
#[allow(clippy::cast_possible_truncation)]
pub fn english(_tag: &str, format: Format, value: f64) -> String {
    let whole = value as i64;
    let unit = match format {
        Format::Plural => return if whole == 1 { "one" } else { "other" }.to_owned(),
        Format::Number => return whole.to_string(),
        Format::Time => return time_of_day(whole),
        Format::DateTime => {
            let day = DateTime::from_timestamp_millis(whole).unwrap_or_default();
            let (year, month, day) = (day.year(), day.month(), day.day());
            return format!("{year}-{month:02}-{day:02} {} UTC", time_of_day(whole));
        }
        Format::Percent => "%",
        Format::Seconds => "s",
        Format::Minutes => "min",
        Format::Hours => "h",
        Format::Days => "d",
        Format::SecondsAgo => "s ago",
        Format::MinutesAgo => "min ago",
        Format::HoursAgo => "h ago",
        Format::DaysAgo => "d ago",
    };
    format!("{whole} {unit}")
}

fn time_of_day(milliseconds: i64) -> String {
    let seconds = milliseconds.div_euclid(1_000).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A time as machines read it, UTC, to the second: "2026-11-24T08:00:00Z".
///
/// By hand: the library's formatter of all forms would cost the widget more
/// than this whole file.
#[must_use]
pub fn timestamp(at: DateTime<Utc>) -> String {
    let date = at.date_naive();
    let (year, month, day) = (date.year(), date.month(), date.day());
    format!("{year:04}-{month:02}-{day:02}T{}Z", time_of_day(at.timestamp_millis()))
}

/// Keeps the first `limit` characters and says that there is more. Server text
/// can be any size; a row shows a bounded part of it.
#[must_use]
pub fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::language::Words;
    use super::*;

    #[track_caller]
    fn check(milliseconds: i64, text: &str) {
        assert_eq!(Words::default().duration(milliseconds), text);
    }

    #[test]
    fn durations_name_two_units() {
        check(0, "0 s");
        check(8_999, "8 s");
        check(60_000, "1 min");
        check(185_000, "3 min 5 s");
        check(7_800_000, "2 h 10 min");
        check(100_800_000, "1 d 4 h");
        check(172_800_000, "2 d");
    }

    #[test]
    fn a_skewed_clock_never_shows_a_negative_duration() {
        check(-86_400_000, "0 s");
        let started = DateTime::from_timestamp(1_000, 0);
        assert_eq!(elapsed(started, None, 0), Some(0));
    }

    #[test]
    fn elapsed_ends_when_the_job_does() {
        let started = DateTime::from_timestamp(1_000, 0);
        let finished = DateTime::from_timestamp(1_065, 0);
        assert_eq!(elapsed(started, finished, 9_000_000), Some(65_000));
        assert_eq!(elapsed(None, finished, 9_000_000), None);
    }

    #[test]
    fn text_is_cut_at_a_character() {
        assert_eq!(shorten("äöü und mehr", 3), "äöü…");
        assert_eq!(shorten("kurz", 4), "kurz");
    }

    #[test]
    fn without_a_browser_times_are_utc() {
        let at = DateTime::from_timestamp(1_575_316_860, 0).expect("a time");
        assert_eq!(Words::default().time(at), "20:01:00");
        assert_eq!(Words::default().date_time(at), "2019-12-02 20:01:00 UTC");
    }

    #[test]
    fn how_long_ago_is_told_in_one_unit() {
        assert_eq!(Words::default().ago(185_000), "3 min ago");
        assert_eq!(Words::default().ago(-5), "0 s ago");
        assert_eq!(timestamp(DateTime::default()), "1970-01-01T00:00:00Z");
    }
}
