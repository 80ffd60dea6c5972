//! JSON with PHP's escapes, byte for byte as Laravel sends it: every slash and every letter beyond
//! ASCII is escaped, and in event streams also quotes, tags, apostrophes and ampersands.

use std::io;

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};

/// A body as `response()->json()` writes it.
///
/// # Errors
/// Whatever the value's own serialisation says.
pub fn response(value: &impl Serialize) -> serde_json::Result<String> {
    encode(value, Php { hex: false })
}

/// An event's data as `response()->eventStream()` writes it (`Js::encode`).
///
/// # Errors
/// Whatever the value's own serialisation says.
pub fn event_stream(value: &impl Serialize) -> serde_json::Result<String> {
    encode(value, Php { hex: true })
}

fn encode(value: &impl Serialize, php: Php) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, php))?;
    // Everything beyond ASCII was escaped, so nothing can be lost here.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

struct Php {
    /// Whether `JSON_HEX_TAG | JSON_HEX_APOS | JSON_HEX_AMP | JSON_HEX_QUOT` is on.
    hex: bool,
}

impl Formatter for Php {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut units = [0; 2];
        for letter in fragment.chars() {
            match letter {
                '/' => writer.write_all(b"\\/")?,
                '<' | '>' | '&' | '\'' if self.hex => {
                    write!(writer, "\\u{:04X}", u32::from(letter))?
                }
                ' '..='\u{7f}' => write!(writer, "{letter}")?,
                _ => {
                    for unit in letter.encode_utf16(&mut units) {
                        write!(writer, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        Ok(())
    }

    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        match escape {
            CharEscape::Quote if self.hex => writer.write_all(b"\\u0022"),
            escape => CompactFormatter.write_char_escape(writer, escape),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What PHP 8 writes for the same strings, with flags 0 and with `Js::encode`'s.
    #[test]
    fn every_escape_is_phps() {
        for (text, plain, hex) in [
            ("a/b", r#""a\/b""#, r#""a\/b""#),
            ("é€", r#""\u00e9\u20ac""#, r#""\u00e9\u20ac""#),
            ("😀", r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            ("\u{2028}", r#""\u2028""#, r#""\u2028""#),
            ("\u{7f}", "\"\u{7f}\"", "\"\u{7f}\""),
            ("\n\t\u{8}\u{c}\u{1}", r#""\n\t\b\f\u0001""#, r#""\n\t\b\f\u0001""#),
            ("\\", r#""\\""#, r#""\\""#),
            (
                "<a href=\"x\">'&'",
                r#""<a href=\"x\">'&'""#,
                r#""\u003Ca href=\u0022x\u0022\u003E\u0027\u0026\u0027""#,
            ),
        ] {
            assert_eq!(response(&text).unwrap(), plain);
            assert_eq!(event_stream(&text).unwrap(), hex);
            for written in [plain, hex] {
                assert_eq!(serde_json::from_str::<Value>(written).unwrap(), json!(text));
            }
        }
    }
}
