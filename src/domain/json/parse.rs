//! Reading JSON text: RFC 8259, as strict as it is written, except that a
//! number of more digits than a 64-bit integer has is read as a fraction is.

use super::Json;

/// The text is no JSON. Says where reading stopped and not at what, which may
/// be a user's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// Line of the text, from 1.
    pub line: usize,
    /// Byte of the line, from 1.
    pub column: usize,
}

/// Lists and objects inside each other: whoever sends more wants to use up the
/// stack.
const DEEPEST: usize = 127;
/// The largest power of ten that a fraction holds exactly.
const EXACT_POWER: u32 = 22;

impl Json {
    /// Reads a whole text.
    ///
    /// # Errors
    /// [`NotJson`] if it is anything else than one value.
    pub fn parse(text: &str) -> Result<Json, NotJson> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(0);
        reader.skip_space();
        if let Some(value) = value
            && reader.at == text.len()
        {
            return Ok(value);
        }
        let read = text.as_bytes().get(..reader.at).unwrap_or_default();
        let line = read.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = read.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        Err(NotJson { line, column })
    }
}

/// `None` of its methods means that reading stopped there.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    /// Takes this byte if it is the next.
    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        self.skip_space();
        match self.peek()? {
            b'{' if depth < DEEPEST => {
                let mut entries = Vec::new();
                self.list(b'}', |reader| {
                    reader.skip_space();
                    let name = reader.take(b'"').then(|| reader.string()).flatten()?;
                    reader.skip_space();
                    let value = reader.take(b':').then(|| reader.value(depth + 1)).flatten()?;
                    entries.push((name, value));
                    Some(())
                })?;
                Some(Json::Object(entries))
            }
            b'[' if depth < DEEPEST => {
                let mut items = Vec::new();
                self.list(b']', |reader| {
                    items.push(reader.value(depth + 1)?);
                    Some(())
                })?;
                Some(Json::Array(items))
            }
            b'"' => {
                self.at += 1;
                self.string().map(Json::String)
            }
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        word.bytes().all(|byte| self.take(byte)).then_some(value)
    }

    /// What stands between a bracket and the one that closes it.
    fn list(&mut self, close: u8, mut one: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.skip_space();
        if self.take(close) {
            return Some(());
        }
        loop {
            one(self)?;
            self.skip_space();
            if self.take(close) {
                return Some(());
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    /// The rest of a text whose first quote is read.
    fn string(&mut self) -> Option<String> {
        let mut read = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..0x20) {
                self.at += 1;
            }
            read.push_str(self.text.get(start..self.at)?);
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(read);
                }
                b'\\' => {
                    self.at += 1;
                    read.push(self.escaped()?);
                }
                _ => return None,
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hexadecimal()?;
                let code = match unit {
                    // Two such units make one character; one alone is none.
                    0xd800..0xdc00 => {
                        let follows = self.take(b'\\') && self.take(b'u');
                        let low = follows.then(|| self.hexadecimal()).flatten()?;
                        let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                        0x1_0000 + ((unit - 0xd800) << 10) + low
                    }
                    unit => unit,
                };
                char::from_u32(code)?
            }
            itself @ (b'"' | b'\\' | b'/') => itself.into(),
            _ => return None,
        })
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.next()?).to_digit(16)?;
        }
        Some(unit)
    }

    #[allow(clippy::cast_precision_loss)]
    fn number(&mut self) -> Option<Json> {
        let negative = self.take(b'-');
        let mut digits = Digits::default();
        let leading_zero = self.peek() == Some(b'0');
        let count = self.digits(&mut digits);
        if count == 0 || (leading_zero && count > 1) {
            return None;
        }
        let mut whole = digits.unread == 0;
        let mut exponent = digits.unread;
        if self.take(b'.') {
            whole = false;
            digits.unread = 0;
            let count = self.digits(&mut digits);
            if count == 0 {
                return None;
            }
            exponent = exponent.saturating_add(digits.unread).saturating_sub(count);
        }
        if self.take(b'e') || self.take(b'E') {
            whole = false;
            let negative = self.take(b'-');
            if !negative {
                self.take(b'+');
            }
            let mut power = Digits::default();
            if self.digits(&mut power) == 0 {
                return None;
            }
            let power = i32::try_from(power.value).ok().filter(|_| power.unread == 0);
            let power = power.unwrap_or(i32::MAX);
            exponent = exponent.saturating_add(if negative { -power } else { power });
        }
        let integer = i128::from(digits.value) * if negative { -1 } else { 1 };
        // There is no negative zero among integers.
        if whole && integer >= i64::MIN.into() && !(negative && integer == 0) {
            return Some(Json::Integer(integer));
        }
        let value = scaled(digits.value as f64, exponent);
        value.is_finite().then_some(Json::Float(if negative { -value } else { value }))
    }

    /// Reads digits behind those read before; says how many there were.
    fn digits(&mut self, digits: &mut Digits) -> i32 {
        let mut count = 0_i32;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            self.at += 1;
            count = count.saturating_add(1);
            let longer = digits.value.checked_mul(10);
            match longer.and_then(|value| value.checked_add(u64::from(digit - b'0'))) {
                Some(value) if digits.unread == 0 => digits.value = value,
                _ => digits.unread = digits.unread.saturating_add(1),
            }
        }
        count
    }
}

/// The first digits of a number, and how many more there were than fit.
#[derive(Default)]
struct Digits {
    value: u64,
    unread: i32,
}

/// A value times a power of ten, right to the last digit or two.
fn scaled(mut value: f64, exponent: i32) -> f64 {
    let mut left = exponent.unsigned_abs();
    while left > 0 && value != 0.0 && value.is_finite() {
        let step = left.min(EXACT_POWER);
        let power = (0..step).fold(1.0, |power, _| power * 10.0);
        value = if exponent < 0 { value / power } else { value * power };
        left -= step;
    }
    value
}
