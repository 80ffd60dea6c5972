//! Where the record of a job is in the host's own pages.

use super::job_type::humanise;
use super::json::Json;
use super::process::Process;

/// Fills an address of the host, such as `/records/{related_name}/{related_id}`,
/// with what the process says, each value encoded for an address by `encode`.
///
/// Places are `{id}`, `{type}`, `{workspace_id}`, `{related_type}`, `{related_id}`
/// and `{related_name}`, the last part of the model class in small letters
/// (`App\Models\CsvImport` is `csv-import`). There is no address where the process
/// does not say what a place asks for, where a place is none of these, and where the
/// scheme is none that a page is reached by.
#[must_use]
pub fn record_link(
    template: &str,
    process: &Process,
    encode: fn(&str) -> String,
) -> Option<String> {
    let mut address = String::new();
    let mut rest = template.trim();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        address.push_str(before);
        address.push_str(&encode(&value(process, name)?));
        rest = after;
    }
    address.push_str(rest);
    is_page(&address).then_some(address)
}

fn value(process: &Process, name: &str) -> Option<String> {
    let related = process.related.as_ref();
    let class = || related.and_then(|related| related.related_type.as_deref());
    match name {
        "id" => Some(process.id.to_string()),
        "type" => process.job_type.identifier().map(str::to_owned),
        "workspace_id" => process.workspace_id.map(|id| id.to_string()),
        "related_id" => related.and_then(|related| related.related_id).map(|id| id.to_string()),
        "related_type" => class().map(str::to_owned),
        "related_name" => class().map(short_name),
        _ => None,
    }
}

/// `csv-import` of `App\Models\CsvImport`.
fn short_name(class: &str) -> String {
    humanise(class).to_ascii_lowercase().replace(' ', "-")
}

/// Whether it is an address within the host, or one of the web.
fn is_page(address: &str) -> bool {
    match address.find([':', '/', '?', '#']) {
        Some(at) if address[at..].starts_with(':') => {
            ["http", "https"].iter().any(|scheme| address[..at].eq_ignore_ascii_case(scheme))
        }
        _ => !address.is_empty(),
    }
}

/// What a host is told that is asked to show the record of a job: ids as text, which
/// JavaScript does not round; `url` is `null` where it gave no address.
#[must_use]
pub fn navigation(process: &Process, url: Option<&str>) -> Json {
    let text = |text: Option<String>| text.map_or(Json::Null, Json::String);
    let of = |name| text(value(process, name));
    Json::Object(vec![
        ("processId".into(), of("id")),
        ("type".into(), of("type")),
        ("status".into(), Json::String(process.status.as_str().to_owned())),
        ("workspaceId".into(), of("workspace_id")),
        ("relatedType".into(), of("related_type")),
        ("relatedId".into(), of("related_id")),
        ("url".into(), text(url.map(str::to_owned))),
    ])
}

#[cfg(test)]
mod tests;
