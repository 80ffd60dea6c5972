//! A log as a file: lines of text for people, JSON lines for programs.

use std::fmt::Write as _;

use super::event::ProcessEvent;
use super::event_log::EventLog;
use super::format;
use super::json::Json;
use super::language::Words;
use super::words::{dropped_events, job_details};

/// One event as a line of text: time, type, per cent, words in full; payloads are
/// data and stand in the JSON lines only.
#[must_use]
pub fn text_line(words: &Words, event: &ProcessEvent) -> String {
    let mut line = event.created_at.map_or_else(|| "-".to_owned(), format::timestamp);
    if let Some(event_type) = &event.event_type {
        let _ = write!(line, "  [{event_type}]");
    }
    if let Some(percent) = event.progress_percent {
        let _ = write!(line, "  {} %", percent.shown());
    }
    line.push_str("  ");
    line.push_str(&job_details::whole_event(words, event));
    // One event is one line.
    line.replace(['\r', '\n'], " ")
}

/// All kept events as text, one line each; before them, how many earlier ones
/// are missing, if any are.
#[must_use]
pub fn text(words: &Words, log: &EventLog) -> String {
    let kept = lines(log, |event| text_line(words, event));
    match log.dropped() {
        0 => kept,
        count => [&dropped_events(words, count), "\n", &kept].concat(),
    }
}

/// All kept events as JSON lines: the columns of the contract's table
/// `process_events`, times in UTC. Events only, since each line is a row; the
/// text says what is missing.
#[must_use]
pub fn json_lines(log: &EventLog) -> String {
    lines(log, |event| json(event).to_string())
}

fn lines(log: &EventLog, line: impl Fn(&ProcessEvent) -> String) -> String {
    let mut text = String::new();
    for event in log.iter() {
        text.push_str(&line(event));
        text.push('\n');
    }
    text
}

fn json(event: &ProcessEvent) -> Json {
    let text = |it: Option<&str>| it.map_or(Json::Null, |it| Json::String(it.to_owned()));
    let time = |at| text(Option::map(at, format::timestamp).as_deref());
    let columns = [
        ("id", Json::Integer(event.id.get().into())),
        ("process_id", Json::Integer(event.process_id.get().into())),
        ("type", text(event.event_type.as_deref())),
        ("status", text(event.status.as_ref().map(|it| it.as_str()))),
        ("progress_percent", event.progress_percent.map_or(Json::Null, |it| Json::Float(it.raw()))),
        ("step", text(event.step.as_deref())),
        ("message", text(event.message.as_deref())),
        ("payload", event.payload.clone().unwrap_or(Json::Null)),
        ("created_at", time(event.created_at)),
        ("updated_at", time(event.updated_at)),
    ];
    Json::Object(columns.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::id::{EventId, ProcessId};
    use super::super::progress::Percent;
    use super::super::status::Status;
    use super::*;

    fn log() -> EventLog {
        let mut log = EventLog::default();
        let mut event = ProcessEvent::new(EventId::new(u64::MAX), ProcessId::new(7));
        event.event_type = Some("progress".into());
        event.status = Some(Status::Running);
        event.progress_percent = Percent::new(42.5);
        event.message = Some("Line one\nline \"two\"".into());
        event.created_at = chrono::DateTime::from_timestamp(1_795_507_200, 0);
        log.insert(Arc::new(event));
        log.insert(Arc::new(ProcessEvent::new(EventId::new(5), ProcessId::new(7))));
        log
    }

    #[test]
    fn text_is_one_line_per_event_oldest_first() {
        assert_eq!(
            text(&Words::default(), &log()),
            "-  Event\n2026-11-24T08:00:00Z  [progress]  42 %  Line one line \"two\"\n"
        );
    }

    #[test]
    fn text_holds_the_whole_message_however_little_of_it_is_shown() {
        let mut event = ProcessEvent::new(EventId::new(1), ProcessId::new(7));
        let message = "trace ".repeat(1_000);
        event.message = Some(message.as_str().into());
        assert_eq!(text_line(&Words::default(), &event), format!("-  {message}"));
        assert!(job_details::event(&Words::default(), &event).ends_with('…'));
    }

    #[test]
    fn text_says_first_that_earlier_events_are_missing_and_json_lines_are_events_only() {
        let mut log = log();
        log.keep(1);
        let text = text(&Words::default(), &log);
        let first = dropped_events(&Words::default(), 1);
        assert_eq!(text.lines().next(), Some(first.as_str()));
        assert_eq!((text.lines().count(), json_lines(&log).lines().count()), (2, 1));
    }

    #[test]
    fn json_lines_hold_every_column_and_exact_ids() {
        let lines = json_lines(&log());
        assert_eq!(
            lines.lines().nth(1),
            Some(
                r#"{"id":18446744073709551615,"process_id":7,"type":"progress","status":"running","progress_percent":42.5,"step":null,"message":"Line one\nline \"two\"","payload":null,"created_at":"2026-11-24T08:00:00Z","updated_at":null}"#
            )
        );
        assert_eq!(lines.lines().count(), 2);
    }
}
