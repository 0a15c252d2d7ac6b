//! Findings as the browser is told of them: words in the editor's language, the place, the lines of the source.

use serde::Serialize;

use crate::base::SourcePath;
use crate::diag::render::{Resolver, Sources, Spot, words};
use crate::diag::{Diagnostic, Lang, Severity};
use crate::site::{Session, WorldSources};

/// Most findings that are spelled out in one message; the rest is a number. A typo in a kind can cause thousands.
const MOST: usize = 50;

/// Longest line of a source that is shown. Characters.
const LONGEST_LINE: usize = 200;

/// All that a window shows of findings.
#[derive(Serialize)]
pub struct Told {
    /// Language of all words.
    lang: &'static str,
    errors: usize,
    warnings: usize,
    hints: usize,
    /// Findings that are not spelled out.
    more: usize,
    findings: Vec<Finding>,
}

/// One finding.
#[derive(Serialize)]
struct Finding {
    severity: Severity,
    word: &'static str,
    code: String,
    message: String,
    why: String,
    help: Vec<String>,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    /// The line of the source in three parts: before, meant, after.
    excerpt: Option<[String; 3]>,
}

/// Returns findings as JSON on one line, the worst first.
pub fn told(found: &[Diagnostic], session: &Session, lang: Lang) -> String {
    let count = |severity| found.iter().filter(|one| one.severity == severity).count();
    let sources: Box<dyn Sources> = if found.is_empty() {
        Box::new(WorldSources::new(session.world()))
    } else {
        Box::new(session.sources())
    };
    let mut resolver = Resolver::new(&*sources);
    let mut sorted: Vec<&Diagnostic> = found.iter().collect();
    sorted.sort_by_key(|one| one.severity);
    let findings: Vec<Finding> =
        sorted.iter().take(MOST).map(|one| finding(one, &mut resolver, lang)).collect();
    let told = Told {
        lang: match lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        },
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        hints: count(Severity::Hint),
        more: found.len() - findings.len(),
        findings,
    };
    serde_json::to_string(&told).expect("strings and numbers are always JSON")
}

fn finding(one: &Diagnostic, resolver: &mut Resolver<'_>, lang: Lang) -> Finding {
    let sentences = words::sentences(one, lang);
    let resolved = one.place.as_ref().map(|place| resolver.resolve(place));
    let spot = resolved.as_ref().and_then(|resolved| resolved.spot.as_ref());
    Finding {
        severity: one.severity,
        word: words::severity(one.severity, lang),
        code: one.code.clone(),
        message: sentences.message,
        why: sentences.why,
        help: sentences.help,
        file: resolved.as_ref().map(|resolved| resolved.file.to_string()),
        line: spot.map(|spot| spot.start.line),
        column: spot.map(|spot| spot.start.column),
        excerpt: spot.map(excerpt),
    }
}

/// Returns the first line of a spot, cut into what stands before it, itself, and what stands behind.
fn excerpt(spot: &Spot) -> [String; 3] {
    let line = spot.line(spot.range.start);
    let start = spot.range.start.clamp(line.start, line.end);
    let end = spot.range.end.clamp(start, line.end);
    let before: Vec<char> = spot.text[line.start..start].chars().collect();
    let kept = before.len().saturating_sub(LONGEST_LINE / 2);
    let cut = |text: &str| text.chars().take(LONGEST_LINE).collect::<String>();
    [before[kept..].iter().collect(), cut(&spot.text[start..end]), cut(&spot.text[end..line.end])]
}

/// Tells whether a finding is about a page: it stands in its source, or came up while it was made.
pub fn is_about(found: &Diagnostic, source: &SourcePath) -> bool {
    let mut places = found.related.iter().map(|(_, place)| place).chain(&found.place);
    places.any(|place| place.file == *source)
}
