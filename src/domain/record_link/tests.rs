//! Addresses of records, and what hosts are told of them.

use super::*;
use crate::domain::id::{ProcessId, RecordId};
use crate::domain::job_type::JobType;
use crate::domain::process::Related;
use crate::domain::status::Status;

/// Enough of an encoding to see where it is applied.
fn encode(text: &str) -> String {
    text.replace('\\', "%5C").replace('/', "%2F").replace(' ', "%20")
}

fn process(related_type: Option<&str>, related_id: Option<u64>) -> Process {
    let related = Related::new(related_type.map(Into::into), related_id.map(RecordId::new));
    Process {
        related,
        job_type: JobType::new(Some("csv import")),
        ..Process::new(ProcessId::new(9_007_199_254_740_993), Status::WaitingReview)
    }
}

fn link(template: &str, process: &Process) -> Option<String> {
    record_link(template, process, encode)
}

#[test]
fn places_are_filled_with_what_the_process_says() {
    let process = process(Some("App\\Models\\AiLocationImportBatch"), Some(7));
    for (template, address) in [
        ("/records/{related_type}/{related_id}", "/records/App%5CModels%5CAiLocationImportBatch/7"),
        ("/{related_name}/{related_id}", "/ai-location-import-batch/7"),
        ("?job={id}&type={type}", "?job=9007199254740993&type=csv%20import"),
        (" https://example.com/jobs/{id} ", "https://example.com/jobs/9007199254740993"),
        ("#review", "#review"),
    ] {
        assert_eq!(link(template, &process).as_deref(), Some(address));
    }
}

#[test]
fn what_is_not_known_makes_no_address() {
    let process = process(None, Some(7));
    for template in ["/{related_type}/7", "/{workspace_id}", "/{nothing}", "/{related_id", "", " "]
    {
        assert_eq!(link(template, &process), None, "{template}");
    }
    assert_eq!(link("/{related_id}", &process).as_deref(), Some("/7"));
}

#[test]
fn only_addresses_of_pages_are_links() {
    let process = process(Some("javascript:alert(1)"), Some(7));
    for template in ["javascript:alert({id})", "data:text/html,{id}", "JavaScript:x", ":x"] {
        assert_eq!(link(template, &process), None, "{template}");
    }
    for template in ["HTTPS://example.com", "a/b:c", "/a:b", "?a:b", "reports/{related_id}"] {
        assert!(link(template, &process).is_some(), "{template}");
    }
    let hostile = Process { job_type: JobType::new(Some("javascript:x")), ..process };
    assert_eq!(link("{type}", &hostile), None);
}

#[test]
fn classes_have_short_names() {
    for (class, name) in [
        ("App\\Models\\CsvImport", "csv-import"),
        ("csv_import", "csv-import"),
        ("Invoice", "invoice"),
        ("App\\Models\\", "models"),
        ("HTTPCall", "http-call"),
        ("", ""),
    ] {
        assert_eq!(short_name(class), name);
    }
}

#[test]
fn a_host_is_told_everything_as_text() {
    let told = navigation(&process(Some("Invoice"), Some(7)), Some("/invoices/7")).to_string();
    assert_eq!(
        told,
        r#"{"processId":"9007199254740993","type":"csv import","status":"waiting_review","workspaceId":null,"relatedType":"Invoice","relatedId":"7","url":"/invoices/7"}"#
    );
    assert!(navigation(&process(None, None), None).to_string().ends_with(r#""url":null}"#));
}
