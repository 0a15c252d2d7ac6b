//! The site that test texts lie in.

use pilothouse::markdown::{Host, ImageAnswer, ImageSet, LinkAnswer, LinkProblem};

/// A site with one page (`page.md`), one file (`附件/通知 (1).pdf`) and images of 640 × 480.
#[derive(Default)]
pub struct TestHost;

impl Host for TestHost {
    fn link(&mut self, written: &str) -> LinkAnswer {
        let (path, anchor) =
            written.split_once('#').map_or((written, ""), |(path, _)| (path, &written[path.len()..]));
        let problem = match path {
            path if path.starts_with("没有") && path.ends_with(".md") => {
                Some(LinkProblem::MissingPage { suggestion: Some("page.md".into()) })
            }
            path if path.starts_with("没有") => Some(LinkProblem::MissingFile { suggestion: None }),
            "draft.md" => Some(LinkProblem::HiddenPage),
            "PAGE.md" => Some(LinkProblem::CaseDiffers { actual: "page.md".into() }),
            path if path.starts_with("../../") => Some(LinkProblem::Outside),
            _ => None,
        };
        let href = match path.strip_suffix(".md") {
            Some(page) if !path.contains(':') => format!("/{}.html{anchor}", page.to_lowercase()),
            _ if path.contains(':') || path.starts_with('/') => written.into(),
            _ => format!("/{written}"),
        };
        LinkAnswer { href, problem }
    }

    fn image(&mut self, written: &str) -> ImageAnswer {
        let problem = written
            .starts_with("没有")
            .then_some(LinkProblem::MissingFile { suggestion: Some("有.png".into()) });
        let set = written.starts_with("照片").then(|| ImageSet {
            own: "/_images/1-480.jpg 480w, /1.jpg 640w".into(),
            in_webp: "/_images/1-480.webp 480w, /_images/1-640.webp 640w".into(),
            sizes: "45em".into(),
            small: "22em".into(),
        });
        let original = set.as_ref().map(|_| format!("/{written}")).unwrap_or_default();
        ImageAnswer { src: format!("/{written}"), original, size: Some((640, 480)), set, problem }
    }

    fn heading_id(&mut self, text: &str) -> String {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join("-").to_lowercase()
    }
}
