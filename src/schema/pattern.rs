//! Patterns of texts: the part of regular expressions that field declarations need, matched in linear time.
//!
//! Literals, `.`, classes `[a-z0-9-]` and `[^…]`, `\d \w \s`, groups, `|`, and `* + ? {n} {n,} {n,m}`. A pattern must fit
//! the whole text. Source: R. Pike's simulation of all states at once, so no pattern can make it slow.

/// How many steps a pattern may have once its counts are written out.
const SIZE_LIMIT: usize = 2_000;
/// How deep groups may lie in one another.
const DEPTH_LIMIT: usize = 20;

/// A compiled pattern.
pub struct Pattern {
    steps: Vec<Step>,
}

/// One step of the machine.
#[derive(Clone, Debug)]
enum Step {
    /// Takes one character of a set.
    Take(Set),
    /// Goes on at both places.
    Split(usize, usize),
    /// Goes on elsewhere.
    Jump(usize),
}

/// A set of characters.
#[derive(Clone, Debug, Default)]
struct Set {
    ranges: Vec<(char, char)>,
    negated: bool,
}

impl Set {
    fn one(c: char) -> Self {
        Self { ranges: vec![(c, c)], negated: false }
    }

    fn holds(&self, c: char) -> bool {
        self.ranges.iter().any(|&(from, to)| from <= c && c <= to) != self.negated
    }
}

impl Pattern {
    /// Returns the compiled pattern; nothing if it is not well formed or too large.
    pub fn new(text: &str) -> Option<Self> {
        let mut parser = Parser { rest: text, steps: Vec::new(), depth: 0 };
        parser.either()?;
        (parser.rest.is_empty()).then_some(Self { steps: parser.steps })
    }

    /// Tells whether the whole text fits.
    pub fn fits(&self, text: &str) -> bool {
        let mut now = Vec::new();
        let mut seen = vec![false; self.steps.len() + 1];
        self.reach(0, &mut now, &mut seen);
        for c in text.chars() {
            let mut next = Vec::new();
            seen.fill(false);
            for at in now {
                if matches!(self.steps.get(at), Some(Step::Take(set)) if set.holds(c)) {
                    self.reach(at + 1, &mut next, &mut seen);
                }
            }
            if next.is_empty() {
                return false;
            }
            now = next;
        }
        now.contains(&self.steps.len())
    }

    /// Adds all places that are reached from one without taking a character.
    fn reach(&self, start: usize, places: &mut Vec<usize>, seen: &mut [bool]) {
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match self.steps.get(at) {
                Some(Step::Split(one, other)) => open.extend([*one, *other]),
                Some(Step::Jump(to)) => open.push(*to),
                Some(Step::Take(_)) | None => places.push(at),
            }
        }
    }
}

/// Reads a pattern and appends its steps.
struct Parser<'t> {
    rest: &'t str,
    steps: Vec<Step>,
    depth: usize,
}

impl Parser<'_> {
    fn eat(&mut self, mark: char) -> bool {
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// Reads alternatives: `a|b|c`.
    fn either(&mut self) -> Option<()> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return None;
        }
        let mut ends = Vec::new();
        loop {
            let start = self.steps.len();
            self.sequence()?;
            if !self.eat('|') {
                break;
            }
            self.insert(start, Step::Split(start + 1, self.steps.len() + 2))?;
            ends.push(self.steps.len());
            self.steps.push(Step::Jump(0));
        }
        for end in ends {
            self.steps[end] = Step::Jump(self.steps.len());
        }
        self.depth -= 1;
        Some(())
    }

    fn sequence(&mut self) -> Option<()> {
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let start = self.steps.len();
            self.atom()?;
            self.repeat(start)?;
            if self.steps.len() > SIZE_LIMIT {
                return None;
            }
        }
        Some(())
    }

    fn atom(&mut self) -> Option<()> {
        let set = match self.next()? {
            '(' => {
                self.rest = self.rest.strip_prefix("?:").unwrap_or(self.rest);
                self.either()?;
                return self.eat(')').then_some(());
            }
            '[' => self.class()?,
            '.' => Set { ranges: vec![('\n', '\n')], negated: true },
            '\\' => self.escape()?,
            '^' if self.steps.is_empty() => return Some(()),
            '$' if self.rest.is_empty() => return Some(()),
            '*' | '+' | '?' | '{' | '}' | ']' | '^' | '$' => return None,
            c => Set::one(c),
        };
        self.steps.push(Step::Take(set));
        Some(())
    }

    fn escape(&mut self) -> Option<Set> {
        let ranges = match self.next()? {
            'd' => vec![('0', '9')],
            'w' => vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
            's' => vec![(' ', ' '), ('\t', '\r'), ('\u{3000}', '\u{3000}')],
            'n' => vec![('\n', '\n')],
            't' => vec![('\t', '\t')],
            c if c.is_alphanumeric() => return None,
            c => vec![(c, c)],
        };
        Some(Set { ranges, negated: false })
    }

    fn class(&mut self) -> Option<Set> {
        let mut set = Set { negated: self.eat('^'), ..Set::default() };
        loop {
            let from = match self.next()? {
                ']' if !set.ranges.is_empty() => return Some(set),
                '\\' => {
                    let inner = self.escape()?;
                    match inner.ranges[..] {
                        [(from, to)] if from == to => from,
                        _ => {
                            set.ranges.extend(inner.ranges);
                            continue;
                        }
                    }
                }
                c => c,
            };
            let to = if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.eat('-');
                match self.next()? {
                    '\\' => self.escape()?.ranges.first()?.0,
                    c => c,
                }
            } else {
                from
            };
            if to < from {
                return None;
            }
            set.ranges.push((from, to));
        }
    }

    /// Reads a count and writes the steps from `start` on as often as it says.
    fn repeat(&mut self, start: usize) -> Option<()> {
        let (least, most) = match self.rest.chars().next() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.count(start),
            _ => return Some(()),
        };
        self.next();
        self.times(start, least, most)
    }

    fn count(&mut self, start: usize) -> Option<()> {
        let (inside, rest) = self.rest[1..].split_once('}')?;
        self.rest = rest;
        let number = |text: &str| text.parse::<usize>().ok().filter(|&n| n <= SIZE_LIMIT);
        match inside.split_once(',') {
            None => {
                let count = number(inside)?;
                self.times(start, count, Some(count))
            }
            Some((least, "")) => self.times(start, number(least)?, None),
            Some((least, most)) => self.times(start, number(least)?, Some(number(most)?)),
        }
    }

    fn times(&mut self, start: usize, least: usize, most: Option<usize>) -> Option<()> {
        let body: Vec<Step> = self.steps.split_off(start);
        let copies = most.unwrap_or(least + 1).max(least);
        if most.is_some_and(|most| most < least) || (body.len() + 2) * copies > SIZE_LIMIT {
            return None;
        }
        for _ in 0..least {
            self.append(&body, start);
        }
        match most {
            None => {
                let split = self.steps.len();
                self.steps.push(Step::Split(split + 1, split + body.len() + 2));
                self.append(&body, start);
                self.steps.push(Step::Jump(split));
            }
            Some(most) => {
                let end = self.steps.len() + (most - least) * (body.len() + 1);
                for _ in least..most {
                    self.steps.push(Step::Split(self.steps.len() + 1, end));
                    self.append(&body, start);
                }
            }
        }
        Some(())
    }

    /// Appends steps that were made to stand at `origin`.
    fn append(&mut self, body: &[Step], origin: usize) {
        let at = self.steps.len();
        let moved = |to: &usize| at + (to - origin);
        self.steps.extend(body.iter().map(|step| match step {
            Step::Take(set) => Step::Take(set.clone()),
            Step::Split(one, other) => Step::Split(moved(one), moved(other)),
            Step::Jump(to) => Step::Jump(moved(to)),
        }));
    }

    /// Inserts a step; all places behind it move by one.
    fn insert(&mut self, at: usize, step: Step) -> Option<()> {
        let body = self.steps.split_off(at);
        self.steps.push(step);
        self.append(&body, at);
        (self.steps.len() <= SIZE_LIMIT).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).expect(pattern).fits(text)
    }

    #[test]
    fn whole_text_must_fit() {
        assert!(fits("[a-z0-9-]{2,80}", "jiaoyu-chu-2"));
        assert!(!fits("[a-z0-9-]{2,80}", "a") && !fits("[a-z0-9-]{2,80}", "Jiaoyu"));
        assert!(fits(r".{2,20}〔\d{4}〕\d{1,4}号", "示院发〔2020〕8号"));
        assert!(!fits(r".{2,20}〔\d{4}〕\d{1,4}号", "示院发[2020]8号"));
        assert!(
            fits("a|bc|d*", "bc") && fits("a|bc|d*", "") && fits("a|bc|d*", "ddd") && !fits("a|bc|d*", "ab")
        );
        assert!(fits("(ab|c)+x?", "abcabx") && !fits("(ab|c)+x?", "x"));
        assert!(
            fits("(a|b(c|d)){2}", "abd") && fits("(a|b(c|d)){2}", "bcbd") && !fits("(a|b(c|d)){2}", "bc")
        );
        assert!(fits("[^/]+", "通知") && !fits("[^/]+", "a/b"));
        assert!(fits(r"^a\.b$", "a.b") && !fits(r"a\.b", "axb"));
        assert!(fits("x{2,}", "xxxx") && !fits("x{2,}", "x"));
        assert!(fits(r"[\d-]+", "12-3") && fits("[]a]", "]") && fits("", ""));
    }

    #[test]
    fn bad_patterns_are_refused() {
        for pattern in
            ["(", ")", "[a", "a{2", "*", "a{9999999}", "[z-a]", r"\q", "a**{", "a{3,2}", "}", "a\\"]
        {
            assert!(Pattern::new(pattern).is_none(), "{pattern}");
        }
        assert!(Pattern::new(&"(".repeat(100_000)).is_none());
        assert!(Pattern::new("((a{100}){100}){100}").is_none());
    }

    #[test]
    fn no_pattern_is_slow() {
        let text = "a".repeat(2_000) + "b";
        assert!(!fits("(a*)*(a|a)*c", &text));
        assert!(!fits("(a?){100}a{100}", &text));
    }
}
