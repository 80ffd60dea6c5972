//! Job types: an open list with human names.

/// `processes.type`.
///
/// **Source**: contract, "Job types". The list is open: unknown types are
/// humanised from their identifier, and the column may be null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct JobType(Option<Box<str>>);

/// The types the contract names, with the names people read.
const NAMES: [(&str, &str); 3] = [
    ("ai_location_import", "AI location import"),
    ("ai_location_improvement", "AI location improvement"),
    ("csv_import", "CSV import"),
];

/// Short words that are written in capitals wherever they stand.
const ABBREVIATIONS: [&str; 12] =
    ["ai", "api", "csv", "ftp", "html", "id", "json", "pdf", "sms", "sql", "url", "xml"];

impl JobType {
    /// From the column's text; null and blank text are "no type".
    #[must_use]
    pub fn new(text: Option<&str>) -> Self {
        Self(text.filter(|text| !text.trim().is_empty()).map(Into::into))
    }

    /// The identifier as the server wrote it.
    #[must_use]
    pub fn identifier(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The name people read: `csv_import` is "CSV import".
    #[must_use]
    pub fn name(&self) -> String {
        let Some(identifier) = self.identifier() else {
            return "Background job".to_owned();
        };
        NAMES
            .iter()
            .find(|(known, _)| *known == identifier)
            .map_or_else(|| humanise(identifier), |(_, name)| (*name).to_owned())
    }
}

/// Turns an identifier (`snake_case`, `kebab-case`, `CamelCase`, a PHP class
/// name) into words: `App\Jobs\RebuildSearchIndex` is "Rebuild search index".
#[must_use]
pub fn humanise(identifier: &str) -> String {
    let last = identifier
        .rsplit(['\\', '/', '.', ':'])
        .find(|part| !part.trim().is_empty())
        .unwrap_or(identifier);
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut chars = last.chars().peekable();
    let mut previous_lower = false;
    while let Some(c) = chars.next() {
        if c == '_' || c == '-' || c.is_whitespace() {
            words.push(core::mem::take(&mut word));
            previous_lower = false;
            continue;
        }
        let next_lower = chars.peek().is_some_and(|next| next.is_ascii_lowercase());
        // "importCSVFile" breaks before C and before F.
        if c.is_ascii_uppercase() && !word.is_empty() && (previous_lower || next_lower) {
            words.push(core::mem::take(&mut word));
        }
        previous_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        word.push(c);
    }
    words.push(word);
    let mut name = String::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        // ASCII only: identifiers are, and the tables of all scripts' letters
        // would cost the widget more than this whole function.
        let lower = word.to_ascii_lowercase();
        if !name.is_empty() {
            name.push(' ');
        }
        let is_code = word.len() <= 3 && word.chars().all(|c| c.is_ascii_uppercase());
        if is_code || ABBREVIATIONS.contains(&lower.as_str()) {
            name.push_str(&lower.to_ascii_uppercase());
        } else if name.is_empty() {
            let mut letters = lower.chars();
            name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
            name.push_str(letters.as_str());
        } else {
            name.push_str(&lower);
        }
    }
    if name.is_empty() { identifier.to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(identifier: Option<&str>, name: &str) {
        assert_eq!(JobType::new(identifier).name(), name);
    }

    #[test]
    fn the_contracts_types_have_names() {
        check(Some("ai_location_import"), "AI location import");
        check(Some("ai_location_improvement"), "AI location improvement");
        check(Some("csv_import"), "CSV import");
    }

    #[test]
    fn unknown_types_are_humanised() {
        check(Some("nightly_report"), "Nightly report");
        check(Some("export-pdf"), "Export PDF");
        check(Some("App\\Jobs\\RebuildSearchIndex"), "Rebuild search index");
        check(Some("importCSVFile"), "Import CSV file");
        check(Some("reports.monthly2024Export"), "Monthly2024 export");
        check(Some("überprüfung_starten"), "überprüfung starten");
        check(Some("ES"), "ES");
        check(Some("___"), "___");
    }

    #[test]
    fn no_type_still_has_a_name() {
        check(None, "Background job");
        check(Some("  "), "Background job");
        assert_eq!(JobType::new(Some("")).identifier(), None);
    }
}
