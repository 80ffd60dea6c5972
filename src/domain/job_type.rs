//! Job types: an open list with human names.

/// `processes.type`.
///
/// **Source**: contract, "Job types". The list is open: unknown types are
/// humanised from their identifier, and the column may be null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct JobType(Option<Box<str>>);

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
    fn check(identifier: &str, name: &str) {
        assert_eq!(humanise(identifier), name);
    }

    #[test]
    fn identifiers_become_words() {
        check("nightly_report", "Nightly report");
        check("export-pdf", "Export PDF");
        check("App\\Jobs\\RebuildSearchIndex", "Rebuild search index");
        check("importCSVFile", "Import CSV file");
        check("reports.monthly2024Export", "Monthly2024 export");
        check("überprüfung_starten", "überprüfung starten");
        check("ES", "ES");
        check("___", "___");
    }

    #[test]
    fn blank_text_is_no_type() {
        assert_eq!(JobType::new(Some("  ")), JobType::new(None));
        assert_eq!(JobType::new(Some("")).identifier(), None);
    }
}
