//! What a reader typed, as words to look for.

use super::fold::Script;

/// Longest query that is looked at, in characters, and most words of it.
pub const LONGEST: usize = 200;
const MOST_WORDS: usize = 12;

/// Returns the folded words of a query: parted by spaces, but for what stands in quotation marks.
pub fn words(query: &str, script: Script) -> Vec<String> {
    let fold = |text: &str| script.fold(text);
    let query: String = query.chars().take(LONGEST).collect();
    let mut words = Vec::new();
    for (at, piece) in query.split(['"', '“', '”', '＂']).enumerate() {
        match at % 2 {
            0 => words.extend(piece.split(char::is_whitespace).map(fold)),
            _ => words.push(fold(&piece.replace(char::is_whitespace, " "))),
        }
    }
    words.retain(|word| !word.is_empty());
    let mut seen = std::collections::BTreeSet::new();
    words.retain(|word| seen.insert(word.clone()));
    words.truncate(MOST_WORDS);
    words
}

#[cfg(test)]
mod tests {
    use super::Script;

    fn words(query: &str) -> Vec<String> {
        super::words(query, Script::Letters)
    }

    #[test]
    fn words_and_quotes() {
        assert_eq!(words("教育 指导"), ["教育", "指导"]);
        assert_eq!(words("“教育 指导” OA"), ["教育指导", "oa"]);
        assert_eq!(words("\"hello world\" 甲，乙"), ["hello world", "甲乙"]);
        assert_eq!(words(" ，。 "), [""; 0]);
        assert_eq!(super::words("Café \"Hello  world\"", Script::Words), [" cafe", " hello world"]);
        assert_eq!(words(&"长".repeat(10_000))[0].chars().count(), super::LONGEST);
    }
}
