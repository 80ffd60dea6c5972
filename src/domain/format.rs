//! Numbers and times as people read them. `now` always comes from the caller.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

/// The time, milliseconds since the Unix epoch, by the two clocks there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    /// The server's, as far as it is known: for the times of a job.
    pub server_ms: i64,
    /// The device's: for when news came.
    pub device_ms: i64,
}

/// A duration in the two largest units that matter: "8 s", "3 min 5 s",
/// "2 h 10 min", "1 d 4 h". Negative durations read as zero.
#[must_use]
pub fn duration(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let pair = |large: i64, large_unit: &str, small: i64, small_unit: &str| {
        if small == 0 {
            format!("{large} {large_unit}")
        } else {
            format!("{large} {large_unit} {small} {small_unit}")
        }
    };
    if days > 0 {
        pair(days, "d", hours % 24, "h")
    } else if hours > 0 {
        pair(hours, "h", minutes % 60, "min")
    } else if minutes > 0 {
        pair(minutes, "min", seconds % 60, "s")
    } else {
        format!("{seconds} s")
    }
}

/// How long a job has been running, or ran: from `started_at` to `finished_at`
/// or to the server's now. `None` if it has not started.
#[must_use]
pub fn elapsed(
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    server_now_ms: i64,
) -> Option<String> {
    let start = started_at?.timestamp_millis();
    let end = finished_at.map_or(server_now_ms, |at| at.timestamp_millis());
    Some(duration(end - start))
}

/// Time of day of an event, UTC: "20:01:00".
#[must_use]
pub fn time_of_day(at: DateTime<Utc>) -> String {
    let seconds = at.timestamp().rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A time as the clocks of a time zone show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// The moment (UTC).
    pub at: DateTime<Utc>,
    /// Minutes that the zone is ahead of UTC at that moment.
    pub ahead: i32,
}

impl LocalTime {
    /// What the clocks show, as if they were UTC.
    #[must_use]
    pub fn shown(self) -> DateTime<Utc> {
        let ahead = TimeDelta::minutes(self.ahead.into());
        self.at.checked_add_signed(ahead).unwrap_or(self.at)
    }

    /// The zone: "UTC", "UTC+2", "UTC−9:30".
    #[must_use]
    pub fn zone(self) -> String {
        let (hours, minutes) = (self.ahead.abs() / 60, self.ahead.abs() % 60);
        let sign = if self.ahead < 0 { '−' } else { '+' };
        match (hours, minutes) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }
}

/// A time as machines read it, UTC, to the second: "2026-11-24T08:00:00Z".
///
/// By hand: the library's formatter of all forms would cost the widget more
/// than this whole file.
#[must_use]
pub fn timestamp(at: DateTime<Utc>) -> String {
    let date = at.date_naive();
    let (year, month, day) = (date.year(), date.month(), date.day());
    format!("{year:04}-{month:02}-{day:02}T{}Z", time_of_day(at))
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
    use super::*;

    #[track_caller]
    fn check(milliseconds: i64, text: &str) {
        assert_eq!(duration(milliseconds), text);
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
        assert_eq!(elapsed(started, None, 0).as_deref(), Some("0 s"));
    }

    #[test]
    fn elapsed_ends_when_the_job_does() {
        let started = DateTime::from_timestamp(1_000, 0);
        let finished = DateTime::from_timestamp(1_065, 0);
        assert_eq!(elapsed(started, finished, 9_000_000).as_deref(), Some("1 min 5 s"));
        assert_eq!(elapsed(None, finished, 9_000_000), None);
    }

    #[test]
    fn text_is_cut_at_a_character() {
        assert_eq!(shorten("äöü und mehr", 3), "äöü…");
        assert_eq!(shorten("kurz", 4), "kurz");
    }

    #[test]
    fn a_zone_is_named_by_how_far_it_is_from_utc() {
        let at = DateTime::from_timestamp(1_575_316_860, 0).expect("a time");
        let zone = |ahead| LocalTime { at, ahead }.zone();
        assert_eq!([zone(0), zone(120), zone(-570)], ["UTC", "UTC+2", "UTC−9:30"]);
        assert_eq!(time_of_day(LocalTime { at, ahead: 330 }.shown()), "01:31:00");
    }

    #[test]
    fn the_time_of_day_is_utc() {
        let at = DateTime::from_timestamp(1_575_316_860, 0).expect("a time");
        assert_eq!(time_of_day(at), "20:01:00");
        assert_eq!(timestamp(at), "2019-12-02T20:01:00Z");
    }
}
