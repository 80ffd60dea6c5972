//! Laravel's date forms.

use chrono::{DateTime, Utc};

/// Reads a date as Laravel writes it: ISO 8601 with zone (`…T20:01:00.283041Z`,
/// `…+02:00`), or without (`2019-12-02 20:01:00`, the form of plain database
/// rows), which is UTC as Laravel stores it, never the browser's local time.
#[must_use]
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let (date, time) = text.split_at_checked(10)?;
    let time = time.strip_prefix(['T', 't', ' '])?;
    let mut normal = String::with_capacity(text.len() + 1);
    normal.push_str(date);
    normal.push('T');
    normal.push_str(time);
    if !time.contains(['Z', 'z', '+', '-']) {
        normal.push('Z');
    }
    DateTime::parse_from_rfc3339(&normal).ok().map(|at| at.with_timezone(&Utc))
}

/// Reads Unix time: seconds, or milliseconds where seconds would lie beyond
/// the year 5000.
#[must_use]
pub fn from_unix(number: i64) -> Option<DateTime<Utc>> {
    const LAST_SECOND: i64 = 100_000_000_000;
    if number.abs() < LAST_SECOND {
        DateTime::from_timestamp(number, 0)
    } else {
        DateTime::from_timestamp_millis(number)
    }
}

/// Reads the `Date` header of an HTTP answer (RFC 9110 §5.6.7, the preferred
/// form `Tue, 24 Nov 2026 02:51:40 GMT`).
#[must_use]
pub fn parse_http_date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text.trim()).ok().map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let read = parse(text).map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
        assert_eq!(read.as_deref(), expected);
    }

    #[test]
    fn iso_8601_with_zone() {
        check("2019-12-02T20:01:00.283041Z", Some("2019-12-02T20:01:00.283041Z"));
        check("2019-12-02T20:01:00Z", Some("2019-12-02T20:01:00Z"));
        check("2019-12-02T20:01:00+02:00", Some("2019-12-02T18:01:00Z"));
        check("2019-12-02T20:01:00.5-05:30", Some("2019-12-03T01:31:00.500Z"));
    }

    #[test]
    fn without_zone_it_is_utc() {
        check("2019-12-02 20:01:00", Some("2019-12-02T20:01:00Z"));
        check("2019-12-02T20:01:00", Some("2019-12-02T20:01:00Z"));
        check(" 2019-12-02 20:01:00.25 ", Some("2019-12-02T20:01:00.250Z"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "soon",
            "2019-12-02",
            "2019-13-02 20:01:00",
            "0000-00-00 00:00:00",
            "äöüäöüäöü 20:01:00",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn unix_times() {
        let expected = parse("2019-12-02 20:01:00");
        assert_eq!(from_unix(1_575_316_860), expected);
        assert_eq!(from_unix(1_575_316_860_000), expected);
        assert_eq!(from_unix(i64::MAX), None);
    }

    #[test]
    fn http_dates() {
        assert_eq!(parse_http_date("Mon, 02 Dec 2019 20:01:00 GMT"), parse("2019-12-02 20:01:00"));
        assert_eq!(parse_http_date("yesterday"), None);
    }
}
