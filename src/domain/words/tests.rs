//! What the tray says, in English and as languages change it.

use std::sync::Arc;

use chrono::DateTime;

use super::super::id::{ProcessId, RecordId};
use super::super::json::Json;
use super::super::language::{Format, Words};
use super::super::process::Process;
use super::super::selectors::Summary;
use super::*;

fn english() -> Words {
    Words::default()
}

#[test]
fn a_lost_race_is_told_calmly() {
    let told = |status| action_failure(&english(), Action::Cancel, &ActionFailure::TooLate(status));
    assert_eq!(told(Status::Completed), "It finished before it could be stopped.");
    assert_eq!(told(Status::Failed), "It failed before it could be stopped.");
    assert_eq!(told(Status::Cancelled), "It had already been cancelled.");
}

#[test]
fn a_refusal_uses_the_servers_words_where_it_has_some() {
    let failure = ActionFailure::Refused(Some("Only failed jobs can be retried.".into()));
    assert_eq!(
        action_failure(&english(), Action::Retry, &failure),
        "Not retried: Only failed jobs can be retried."
    );
    assert_eq!(
        action_failure(&english(), Action::Retry, &ActionFailure::Refused(None)),
        "Not retried: the server refused."
    );
}

#[test]
fn old_news_says_how_old_it_is_and_trouble_of_all_is_not_said_in_each_row() {
    let mut job = Job::new(ProcessId::new(1));
    job.line = Line::Stale;
    let now = Clocks { server_ms: 100_000, device_ms: 90_000 };
    assert_eq!(job_line(&english(), &job, now), "No news from the server");
    job.confirmed_at_ms = Some(30_000);
    assert_eq!(job_line(&english(), &job, now), "No news from the server for 1 min");
    job.line = Line::Offline;
    assert_eq!(job_line(&english(), &job, now), "");
    job.action = ActionState::Deferred(Action::Cancel, 94_500);
    assert_eq!(job_line(&english(), &job, now), "Cancels in 5 s");
    assert_eq!(action_label(&english(), &job, Action::Cancel), "Undo");
}

#[test]
fn a_silent_worker_is_told_of_in_minutes() {
    let mut job = Job::new(ProcessId::new(1));
    let mut process = Process::new(job.id, Status::Running);
    process.updated_at = DateTime::from_timestamp(100, 0);
    (job.process, job.line) = (Some(Arc::new(process)), Line::Live);
    let line = |seconds: i64| {
        job_line(&english(), &job, Clocks { server_ms: seconds * 1_000, device_ms: 0 })
    };
    assert_eq!(line(279), "");
    assert_eq!(line(359), "No news from the worker for 4 min");
}

#[test]
fn unknown_statuses_are_shown_as_words() {
    assert_eq!(status(&english(), &Status::from("on_hold")), "On hold");
    assert_eq!(status(&english(), &Status::from("")), "Unknown status");
}

#[test]
fn the_pill_counts_what_matters() {
    let counts =
        Summary { running: 3, pending: 1, waiting_review: 1, failed: 2, ..Summary::default() };
    assert_eq!(summary(&english(), &counts), "1 to review, 2 failed, 3 running, 1 pending");
    assert_eq!(
        summary(&english(), &Summary { total: 2, ended: 2, ..Summary::default() }),
        "All jobs done"
    );
    assert_eq!(
        summary(&english(), &Summary { total: 1, unknown: 1, ..Summary::default() }),
        "Loading jobs…"
    );
    assert_eq!(summary(&english(), &Summary::default()), "No jobs");
}

#[test]
fn the_pill_shows_what_goes_on_and_badges_of_what_needs_the_user() {
    let shown = |summary: Summary| {
        let PillWords { text, badges: [review, failed], rests } = pill(&english(), &summary);
        (text, review, failed, rests)
    };
    let of = |text: &str, review: &str, failed: &str, rests| {
        (text.to_owned(), review.to_owned(), failed.to_owned(), rests)
    };
    let (waiting_review, failed) = (1, 2);
    let active = Summary { total: 7, running: 3, pending: 1, waiting_review, failed, ..default() };
    assert_eq!(shown(active), of("3 running, 1 pending", "1", "2", false));
    let resting = Summary { total: 4, waiting_review, failed, ended: 1, ..default() };
    assert_eq!(shown(resting), of("1 to review", "", "2", true));
    assert_eq!(shown(Summary { total: 2, failed, ..default() }), of("2 failed", "", "", true));
    let done = Summary { total: 2, ended: 2, ..default() };
    assert_eq!(shown(done), of("All jobs done", "", "", true));
    let loading = Summary { total: 2, unknown: 2, ..default() };
    assert_eq!(shown(loading), of("Loading jobs…", "", "", false));
    assert_eq!(shown(default()), of("No jobs", "", "", false));
}

fn default() -> Summary {
    Summary::default()
}

#[test]
fn without_jobs_the_pill_says_how_it_stands_with_the_list() {
    let of = |list| summary(&english(), &Summary { list: Some(list), ..default() });
    assert_eq!(of(Line::Connecting), "Loading jobs…");
    assert_eq!(of(Line::Blocked), "Your jobs can’t be shown right now.");
    assert_eq!(of(Line::Offline), "Offline – updates paused");
    assert_eq!(no_jobs(&english(), None), "No background jobs. Jobs you start appear here.");
    assert_eq!(no_jobs(&english(), Some(Line::Offline)), of(Line::Blocked));
}

#[test]
fn job_types_and_records_have_names() {
    let name = |text| job_type(&english(), &JobType::new(text));
    assert_eq!(name(Some("ai_location_import")), "AI location import");
    assert_eq!(name(Some("ai_location_improvement")), "AI location improvement");
    assert_eq!(name(Some("csv_import")), "CSV import");
    assert_eq!(name(Some("nightly_report")), "Nightly report");
    assert_eq!(name(None), "Background job");
    let label = |name: Option<&str>, id: Option<u64>| {
        let related = Related::new(name.map(Into::into), id.map(RecordId::new));
        self::related(&english(), &related.expect("a pointer"))
    };
    assert_eq!(
        label(Some("App\\Models\\AiLocationImportBatch"), Some(7)),
        "AI location import batch 7"
    );
    assert_eq!(label(None, Some(7)), "Record 7");
    assert_eq!(label(Some("csv_import"), None), "CSV import");
}

fn layer(entries: &[(&str, &str)]) -> Json {
    let text = |text: &str| Json::String(text.to_owned());
    Json::Object(entries.iter().map(|(id, it)| ((*id).to_owned(), text(it))).collect())
}

/// A language with three plural forms, and numbers in brackets.
fn slavic(_tag: &str, format: Format, value: f64) -> String {
    match format {
        Format::Plural if value < 2.0 => "one".to_owned(),
        Format::Plural if value < 5.0 => "few".to_owned(),
        Format::Plural => "many".to_owned(),
        _ => format!("[{value}]"),
    }
}

#[test]
fn a_count_takes_the_form_its_language_has_for_it() {
    let file = layer(&[
        ("log.events.one", "{count} událost"),
        ("log.events.few", "{count} události"),
        ("log.events.other", "{count} událostí"),
    ]);
    let words = Words::new("cs", vec![file], slavic);
    assert_eq!(events(&words, 1), "[1] událost");
    assert_eq!(events(&words, 3), "[3] události");
    assert_eq!(events(&words, 7), "[7] událostí", "there is no form for many");
    assert_eq!(jobs(&words, 3), "[3] jobs", "English where the file says nothing");
}

#[test]
fn what_the_host_says_comes_before_the_file_and_the_file_before_english() {
    let host = layer(&[("action.retry", "Nochmal"), ("log.events.other", "{count} Zeilen")]);
    let file = layer(&[
        ("action.retry", "Wiederholen"),
        ("action.cancel", "Abbrechen"),
        ("log.events.one", "{count} Ereignis"),
        ("type.nightly_report", "Nachtbericht"),
    ]);
    let words = Words::new("de", vec![host, file], super::super::format::english);
    assert_eq!(action(&words, Action::Retry), "Nochmal");
    assert_eq!(action(&words, Action::Cancel), "Abbrechen");
    assert_eq!(status(&words, &Status::Running), "Running");
    assert_eq!(events(&words, 1), "1 Zeilen", "one form for all is meant for all");
    assert_eq!(job_type(&words, &JobType::new(Some("nightly_report"))), "Nachtbericht");
}

#[test]
fn values_are_put_into_their_places_and_never_read_as_places() {
    let file = layer(&[("tray.label", "{name} — {label} {oops} {"), ("action.retry", "{name}")]);
    let words = Words::new("de", vec![file], super::super::format::english);
    assert_eq!(labelled(&words, "{name}", "x{label}"), "x{label} — {name} {oops} {");
    assert_eq!(action(&words, Action::Retry), "{name}");
}

#[test]
fn text_of_another_direction_is_kept_apart() {
    let told = |words: &Words, text: &str| {
        let failure = ActionFailure::Refused(Some(text.into()));
        action_failure(words, Action::Cancel, &failure)
    };
    assert_eq!(told(&english(), "לא"), "Not cancelled: \u{2068}לא\u{2069}");
    assert_eq!(told(&english(), "Größe — “no”"), "Not cancelled: Größe — “no”");
    let arabic = Words::new("ar-EG", Vec::new(), super::super::format::english);
    assert_eq!(arabic.direction(), "rtl");
    assert_eq!(told(&arabic, "no"), "Not cancelled: \u{2068}no\u{2069}");
}
