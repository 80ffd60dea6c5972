//! The tokens of the style sheet, as a designer changes them.

/// A public custom property with its default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// With its two hyphens.
    pub(super) name: &'static str,
    pub(super) default: String,
}

impl Token {
    /// What sets it apart from the others: `text-quiet`.
    pub(super) fn short_name(&self) -> &'static str {
        self.name.trim_start_matches("--job-tray-")
    }
}

const SHEET: &str = include_str!("../../style/tokens.css");

/// All tokens, in the order of the style sheet.
pub(super) fn all() -> Vec<Token> {
    parse(SHEET)
}

fn parse(sheet: &'static str) -> Vec<Token> {
    // What is another for those who ask for more contrast has its default above.
    let sheet = sheet.split("@media").next().unwrap_or_default();
    let declarations = sheet.split(['{', ';', '}']);
    let tokens = declarations.filter_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        // A comment may stand before the name.
        let name = name.rsplit("*/").next()?.trim();
        let default = value.split_whitespace().collect::<Vec<_>>().join(" ");
        name.starts_with("--job-tray-").then_some(Token { name, default })
    });
    tokens.collect()
}

/// The colours of `light-dark(#…, #…)` or `#…`, which the browser's own colour
/// picker can change. Empty for everything else.
pub(super) fn colours(value: &str) -> Vec<String> {
    let value = value.trim();
    let inside = value.strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(')'));
    let parts: Vec<_> = inside.unwrap_or(value).split(',').map(str::trim).collect();
    let hex = |part: &&str| {
        part.len() == 7
            && part.starts_with('#')
            && part[1..].bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let fits = parts.len() == if inside.is_some() { 2 } else { 1 };
    if fits && parts.iter().all(hex) {
        parts.into_iter().map(str::to_owned).collect()
    } else {
        Vec::new()
    }
}

/// The value with one of its colours changed.
pub(super) fn with_colour(value: &str, place: usize, colour: &str) -> String {
    let mut colours = colours(value);
    if let Some(it) = colours.get_mut(place) {
        colour.clone_into(it);
    }
    match colours.as_slice() {
        [one] => one.clone(),
        [light, dark] => format!("light-dark({light}, {dark})"),
        _ => value.to_owned(),
    }
}

/// Whether a value can stand in the style sheet without ending its
/// declaration: a designer's typing must not break the rest.
pub(super) fn is_whole(value: &str) -> bool {
    let depth = value.chars().try_fold(0_u32, |depth, c| match c {
        '(' => Some(depth + 1),
        ')' => depth.checked_sub(1),
        ';' | '{' | '}' | '<' => None,
        _ => Some(depth),
    });
    !value.trim().is_empty() && depth == Some(0) && !value.contains("/*")
}

/// The style sheet of what was changed, for a host page; empty if nothing was.
pub(super) fn sheet(changes: &[(&'static str, String)]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let lines = changes.iter().map(|(name, value)| format!("  {name}: {};\n", value.trim()));
    format!("job-tray,\n.job-tray {{\n{}}}\n", lines.collect::<String>())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn every_token_of_the_sheet_is_there_with_its_default() {
        let all = all();
        // Each is declared once before the query for more contrast, which declares none of
        // its own, and used with `var(` nowhere.
        let (usual, more) = SHEET.split_once("@media").expect("a query");
        assert_eq!(all.len(), usual.matches("--job-tray-").count());
        let again = parse(more.split_once('{').expect("a block").1);
        assert!(!again.is_empty());
        assert!(again.iter().all(|it| usual.contains(&format!("{}:", it.name))), "{again:?}");
        let find = |name: &str| all.iter().find(|it| it.short_name() == name);
        let accent = find("accent").expect("there is an accent");
        assert_eq!(colours(&accent.default).len(), 2, "{accent:?}");
        assert!(find("shadow").is_some_and(|it| colours(&it.default).is_empty()));
        assert!(all.iter().all(|it| is_whole(&it.default)), "{all:?}");
    }

    #[test]
    fn comments_are_no_tokens() {
        let found = parse("/* a: b */\n:where(:host) {\n /* x */ --job-tray-a: 1px\n 2px;\n}");
        assert_eq!(found, [Token { name: "--job-tray-a", default: "1px 2px".into() }]);
    }

    #[test]
    fn colours_are_changed_one_by_one() {
        let pair = "light-dark(#ffffff, #1c1e22)";
        assert_eq!(colours(pair), ["#ffffff", "#1c1e22"]);
        assert_eq!(with_colour(pair, 1, "#000000"), "light-dark(#ffffff, #000000)");
        assert_eq!(with_colour("#112233", 0, "#000000"), "#000000");
        assert_eq!(with_colour("0.5rem", 0, "#000000"), "0.5rem");
        assert!(colours("rgb(0 0 0)").is_empty() && colours("#fff").is_empty());
    }

    #[test]
    fn what_would_break_the_sheet_is_not_whole() {
        assert!(is_whole("0 1px 2px light-dark(rgb(0 0 0 / 0.1), #000000)"));
        for broken in ["", " ", "1px; } * {", "rgb(", "a)(", "</style>", "/* open"] {
            assert!(!is_whole(broken), "{broken:?}");
        }
    }

    #[test]
    fn the_sheet_holds_what_was_changed() {
        assert_eq!(sheet(&[]), "");
        let changes = [("--job-tray-accent", " #aa0000 ".to_owned())];
        assert_eq!(sheet(&changes), "job-tray,\n.job-tray {\n  --job-tray-accent: #aa0000;\n}\n");
    }
}
