//! A style sheet as it is written, made shorter without being understood.

/// What of a text is left out from here: a comment, or the room before a line or a value;
/// else 0.
const fn skipped(css: &[u8], at: usize) -> usize {
    let mut end = at;
    if css[at] == b'/' && at + 1 < css.len() && css[at + 1] == b'*' {
        end += 2;
        while end + 1 < css.len() && !(css[end] == b'*' && css[end + 1] == b'/') {
            end += 1;
        }
        return end + 2 - at;
    }
    // Where a line or a value begins.
    let begins = at == 0 || matches!(css[at - 1], b'\n' | b'{' | b';');
    let value = at > 1 && css[at - 1] == b':' && css[at - 2].is_ascii_lowercase();
    while end < css.len() && css[end].is_ascii_whitespace() && (begins || value) {
        end += 1;
    }
    end - at
}

/// How many bytes of it [`lean`] leaves.
pub(super) const fn lean_length(css: &str) -> usize {
    let css = css.as_bytes();
    let (mut at, mut length) = (0, 0);
    while at < css.len() {
        let skip = skipped(css, at);
        length += if skip == 0 { 1 } else { 0 };
        at += if skip == 0 { 1 } else { skip };
    }
    length
}

/// The same sheet without comments and without room that says nothing. A comment within a text in quotes would
/// be taken for one; there is none.
pub(super) const fn lean<const LENGTH: usize>(css: &str) -> [u8; LENGTH] {
    let css = css.as_bytes();
    let (mut lean, mut at, mut length) = ([0; LENGTH], 0, 0);
    while at < css.len() {
        let skip = skipped(css, at);
        if skip == 0 {
            lean[length] = css[at];
            length += 1;
            at += 1;
        } else {
            at += skip;
        }
    }
    lean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indents_go_and_nothing_else() {
        const CSS: &str = "/* A. */\n.a > b {\n  c: d/e; /* f\n g */\n}\n\n.h {}\n";
        const LEAN: [u8; lean_length(CSS)] = lean(CSS);
        assert_eq!(core::str::from_utf8(&LEAN), Ok("\n.a > b {c:d/e;\n}\n.h {}\n"));
    }
}
