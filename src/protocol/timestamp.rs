//! Laravel's date forms.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Reads a date as Laravel writes it: ISO 8601 with zone (`…T20:01:00.283041Z`,
/// `…+02:00`), or without (`2019-12-02 20:01:00`, the form of plain database
/// rows), which is UTC as Laravel stores it, never the browser's local time.
///
/// Read by hand: these are two fixed forms, and the library's parser of all
/// forms would be larger than the rest of this room's decoding together.
#[must_use]
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let mut text = Scanner(text.trim().as_bytes());
    let year = text.number(4)?;
    let (month, day) = (text.then(b"-")?.number(2)?, text.then(b"-")?.number(2)?);
    let (hour, minute) = (text.then(b"Tt ")?.number(2)?, text.then(b":")?.number(2)?);
    let second = text.then(b":")?.number(2)?;
    let micros = if text.then(b".,").is_some() { text.fraction()? } else { 0 };
    let offset = match text.next() {
        None | Some(b'Z' | b'z') => 0,
        Some(sign @ (b'+' | b'-')) => {
            let hours = text.number(2)?;
            let _ = text.then(b":");
            let minutes = text.number(2)?;
            (hours < 24 && minutes < 60).then_some(())?;
            let seconds = i64::from(hours * 60 + minutes) * 60;
            if sign == b'-' { -seconds } else { seconds }
        }
        Some(_) => return None,
    };
    let local = utc(year, month, day, [hour, minute, second])?;
    text.0.is_empty().then_some(())?;
    local.checked_add_signed(TimeDelta::microseconds(i64::from(micros) - offset * 1_000_000))
}

fn utc(year: u32, month: u32, day: u32, [hour, minute, second]: [u32; 3]) -> Option<DateTime<Utc>> {
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    // A leap second is the first of the next minute.
    let (second, leap) = if second == 60 { (59, 1) } else { (second, 0) };
    let at = date.and_hms_opt(hour, minute, second)?.and_utc();
    at.checked_add_signed(TimeDelta::seconds(leap))
}

/// Reads fixed forms from the front of a text.
struct Scanner<'a>(&'a [u8]);

impl Scanner<'_> {
    /// The next byte, if there is one.
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// Goes past one of these bytes.
    fn then(&mut self, one_of: &[u8]) -> Option<&mut Self> {
        self.0.first().filter(|first| one_of.contains(first))?;
        self.next().map(|_| self)
    }

    /// Exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<u32> {
        (0..digits).try_fold(0, |sum, _| {
            let digit = self.next().filter(u8::is_ascii_digit)?;
            Some(sum * 10 + u32::from(digit - b'0'))
        })
    }

    /// Any number of digits behind the point, in millionths.
    fn fraction(&mut self) -> Option<u32> {
        let mut sum = 0;
        let mut place = 1_000_000;
        while let Some(digit) = self.0.first().filter(|byte| byte.is_ascii_digit()) {
            place /= 10;
            sum += u32::from(digit - b'0') * place;
            self.next();
        }
        (place < 1_000_000).then_some(sum)
    }
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
    const MONTHS: [&[u8; 3]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let (_weekday, text) = text.trim().split_once(", ")?;
    let mut text = Scanner(text.as_bytes());
    let day = text.number(2)?;
    text.then(b" ")?;
    let name = [text.next()?, text.next()?, text.next()?];
    let month = (1..).zip(MONTHS).find(|(_, month)| **month == name)?.0;
    let year = text.then(b" ")?.number(4)?;
    let (hour, minute) = (text.then(b" ")?.number(2)?, text.then(b":")?.number(2)?);
    let second = text.then(b":")?.number(2)?;
    (text.0 == b" GMT").then_some(())?;
    utc(year, month, day, [hour, minute, second])
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
            "2019-12-02 20:01:00 UTC",
            "2019-12-02 24:01:00",
            "2019-12-02 20:01:00.",
            "2019-12-02 20:01:00+1",
            "2019-12-02 20:01:00Zz",
            "9999-12-31T23:59:59-99:99",
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
