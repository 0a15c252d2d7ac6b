//! The values of PDF: one reader for objects and for the operators of a page.

/// Deepest nesting of lists and maps that is followed.
const DEEPEST: usize = 24;

/// A value, or an operator.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Nothing,
    Number(f64),
    Name(String),
    Text(Vec<u8>),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    /// Number of another object.
    Ref(u32),
    /// Any other word: an operator, `true`, `obj`.
    Word(String),
}

impl Value {
    /// Returns what a map says under a key.
    pub fn get(&self, key: &str) -> &Value {
        match self {
            Value::Map(entries) => {
                entries.iter().find(|(name, _)| name == key).map_or(&Value::Nothing, |(_, value)| value)
            }
            _ => &Value::Nothing,
        }
    }

    /// Returns the name, if it is one.
    pub fn name(&self) -> &str {
        match self {
            Value::Name(name) => name,
            _ => "",
        }
    }

    /// Returns the number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// Reads values one after the other; never fails, and always comes to an end.
pub struct Reader<'b> {
    bytes: &'b [u8],
    /// Where the next value is looked for.
    pub at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'b> Reader<'b> {
    /// Returns a reader that begins at a place.
    pub fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// Returns the next value; `None` at the end.
    pub fn next(&mut self) -> Option<Value> {
        self.value(0)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let rest = &self.bytes[self.at..];
                self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.skip_space();
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'/' => Value::Name(self.word()),
            b'(' => Value::Text(self.literal()),
            b'<' if self.peek() == Some(b'<') => {
                self.at += 1;
                if depth > DEEPEST { Value::Nothing } else { Value::Map(self.entries(depth)) }
            }
            b'<' => Value::Text(self.hex()),
            b'[' if depth <= DEEPEST => Value::List(self.list(depth)),
            b')' | b'>' | b']' | b'{' | b'}' | b'[' => Value::Word(char::from(byte).into()),
            _ => {
                self.at -= 1;
                self.number_or_word()
            }
        })
    }

    fn word(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some_and(|byte| !is_space(byte) && !is_mark(byte)) {
            self.at += 1;
        }
        String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned()
    }

    fn number_or_word(&mut self) -> Value {
        let word = self.word();
        let Ok(number) = word.parse::<f64>() else { return Value::Word(word) };
        // `12 0 R`
        let rest = &self.bytes[self.at..self.bytes.len().min(self.at + 12)];
        if word.bytes().all(|byte| byte.is_ascii_digit())
            && let Some(length) = generation_and_r(rest)
        {
            self.at += length;
            return Value::Ref(word.parse().unwrap_or(0));
        }
        Value::Number(number)
    }

    fn list(&mut self, depth: usize) -> Vec<Value> {
        let mut items = Vec::new();
        while let Some(value) = self.value(depth + 1) {
            if value == Value::Word("]".into()) || value == Value::Word("endobj".into()) {
                break;
            }
            items.push(value);
        }
        items
    }

    fn entries(&mut self, depth: usize) -> Vec<(String, Value)> {
        let mut entries = Vec::new();
        loop {
            match self.value(depth + 1) {
                Some(Value::Name(key)) => {
                    let before = self.at;
                    match self.value(depth + 1) {
                        Some(Value::Word(word)) if word == ">" => {
                            self.at = before;
                        }
                        Some(value) => entries.push((key, value)),
                        None => return entries,
                    }
                }
                Some(Value::Word(word)) if word == ">" => {
                    if self.peek() == Some(b'>') {
                        self.at += 1;
                    }
                    return entries;
                }
                Some(Value::Word(word)) if word == "endobj" || word == "stream" => return entries,
                Some(_) => {}
                None => return entries,
            }
        }
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut open = 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => open -= 1,
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            if open == 0 {
                break;
            }
            text.push(byte);
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' if self.peek() == Some(b'\n') => self.at += 1,
            b'\r' | b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(digit @ b'0'..=b'7') => {
                            code = code * 8 + u32::from(digit - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                text.push((code & 0xFF) as u8);
            }
            other => text.push(other),
        }
    }

    fn hex(&mut self) -> Vec<u8> {
        let rest = &self.bytes[self.at..];
        let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        let digits: Vec<u8> = rest[..end]
            .iter()
            .filter_map(|byte| char::from(*byte).to_digit(16))
            .map(|digit| digit as u8)
            .collect();
        self.at += (end + 1).min(rest.len());
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect()
    }
}

/// Returns the length of ` 0 R`.
fn generation_and_r(rest: &[u8]) -> Option<usize> {
    let spaces = |from: usize| rest[from..].iter().take_while(|byte| is_space(**byte)).count();
    let first = spaces(0);
    let digits = rest[first..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let second = spaces(first + digits);
    let r = first + digits + second;
    let ends = rest.get(r + 1).is_none_or(|byte| is_space(*byte) || is_mark(*byte));
    (first > 0 && digits > 0 && second > 0 && rest.get(r) == Some(&b'R') && ends).then_some(r + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        let mut reader = Reader::new(b"<< /A [1 2.5 (a\\(b\\)\\061) <4142>] /B 12 0 R >> Tj", 0);
        let map = reader.next().unwrap();
        let list = vec![
            Value::Number(1.0),
            Value::Number(2.5),
            Value::Text(b"a(b)1".to_vec()),
            Value::Text(b"AB".to_vec()),
        ];
        assert_eq!(map.get("A"), &Value::List(list));
        assert_eq!(map.get("B"), &Value::Ref(12));
        assert_eq!(reader.next(), Some(Value::Word("Tj".into())));
        assert_eq!(reader.next(), None);
    }
}
