//! Hostile input: deep, huge, broken. Nothing may overflow the stack, hang or panic.

use std::time::{Duration, Instant};

use pilothouse::markdown::{DEEPEST_DIRECTIVE, Directive, Piece};

use super::rendered;

/// Generous for an unoptimised program on a slow machine; quadratic work on these inputs would take far longer.
const LIMIT: Duration = Duration::from_secs(30);

/// Renders `text` on a small stack and returns the codes of what was found and the HTML.
fn on_a_small_stack(text: String) -> (Vec<String>, String) {
    let start = Instant::now();
    let name: String = text.chars().take(12).collect();
    let work = move || {
        let (body, findings) = rendered(&text);
        let bytes = serde_json::to_vec(&body).unwrap();
        let again: pilothouse::markdown::Body = serde_json::from_slice(&bytes).unwrap();
        assert!(again == body);
        (findings.into_iter().map(|finding| finding.code).collect(), super::shown(&body.pieces))
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap();
    let result = thread.join().unwrap();
    assert!(start.elapsed() < LIMIT, "{name:?} took {:?}", start.elapsed());
    result
}

#[test]
fn deep_nesting() {
    const DEEP: usize = 20_000;
    for unit in [
        ">",
        "> ",
        "- ",
        "1. ",
        "* ",
        "[",
        "![",
        "**",
        "*",
        "***甲",
        "*a **b ",
        "~~",
        "_a ",
        "<b>",
        "<div>",
        "{",
        "==",
        "(",
        "`",
        "[a](",
        "[^1]: ",
        "> [!NOTE] ",
        "{甲|",
        "&",
        "\\",
        "https://",
        "<!--",
        "<a href=\"",
        "|",
        "__甲",
        "：",
        "（一）",
        "［",
        "＃",
        "＊＊",
    ] {
        on_a_small_stack(unit.repeat(DEEP));
        on_a_small_stack(format!(
            "{}甲{}",
            unit.repeat(DEEP / 2),
            unit.chars().rev().collect::<String>().repeat(DEEP / 2)
        ));
    }
}

#[test]
fn many_lines() {
    const MANY: usize = 20_000;
    for line in [
        ":::板块 甲\n",
        ":::\n",
        "::::::引用\n",
        ":::没有 甲\n",
        "- ```\n",
        "> ```\n",
        "```\n",
        "<div>\n",
        "<!--\n",
        "<script>\n",
        "[^1]: 甲\n\n",
        "甲[^1]\n",
        "[^1]\n",
        "# 甲\n",
        "|a|b|\n|-|-|\n",
        "1、甲\n",
        "　　甲\n",
        "　\n",
        "[a]: b\n",
        "[a][a]\n",
        "[a](b c.pdf)\n",
        "![a](b)\n",
        "甲\n: 乙\n",
        "- [ ] 甲\n",
        "==甲\n",
        "[甲](#乙)\n",
        "*甲\n",
        "\r",
        "甲\r",
        "\0\n",
        "<b>甲\n",
        "甲**“乙”**丙~~丁。~~戊\n",
        "＃ 甲\n",
    ] {
        on_a_small_stack(line.repeat(MANY));
        on_a_small_stack(format!("[^1]: 甲\n\n{}", line.repeat(MANY / 4)));
    }
}

#[test]
fn each_line_deeper() {
    for mark in ["- ", "> "] {
        let text: String = (0..300).map(|depth| format!("{}甲\n", mark.repeat(depth))).collect();
        on_a_small_stack(text);
    }
    let text: String = (0..300).map(|depth| format!("{}- 甲\n", "  ".repeat(depth))).collect();
    let (codes, html) = on_a_small_stack(text);
    assert!(codes.contains(&"nested-too-deep".to_owned()));
    assert_eq!(html.matches('甲').count(), 300);
}

#[test]
fn directives_are_only_so_deep() {
    let fences: String = (0..60).map(|depth| format!("{} 引用\n", ":".repeat(70 - depth))).collect();
    let (body, findings) = rendered(&format!("{fences}甲"));
    fn depth(pieces: &[Piece]) -> usize {
        let inner = |piece: &Piece| match piece {
            Piece::Directive(Directive { body, .. }) => 1 + depth(body),
            Piece::Html(_) => 0,
        };
        pieces.iter().map(inner).max().unwrap_or(0)
    }
    assert_eq!(depth(&body.pieces), DEEPEST_DIRECTIVE);
    assert_eq!(
        findings.iter().filter(|finding| finding.code == "directive-too-deep").count(),
        60 - DEEPEST_DIRECTIVE
    );
    assert!(body.plain.contains('甲'));
}

#[test]
fn a_huge_text() {
    let page = "## 标题\n\n**重点。**后文，见[页](page.md)。\n第二行\n\n- 甲\n- 乙\n\n";
    on_a_small_stack(page.repeat(8_000_000 / page.len()));
    on_a_small_stack("学".repeat(8_000_000 / 3));
}

#[test]
fn findings_have_a_limit() {
    let (codes, _) = on_a_small_stack("[甲](没有.md)\n\n".repeat(5_000));
    assert_eq!(codes.len(), 1000);
}

#[test]
fn raw_html_has_a_limit() {
    let (codes, html) = on_a_small_stack("<i>甲</i> ".repeat(5_000));
    assert!(codes.contains(&"html-too-much".to_owned()));
    assert!(html.contains("&lt;i&gt;"));
    assert_eq!(html.matches('甲').count(), 5_000);
}

#[test]
fn nul_and_the_authors_own_noncharacters() {
    let (_, html) = on_a_small_stack("甲\0乙\u{fdd0}戊**“丙”**丁".into());
    assert_eq!(html, "<p>甲\u{fffd}乙\u{fdd0}戊<strong>“丙”</strong>丁</p>\n");
    let all: String = (0xfdd0..=0xfdef).filter_map(char::from_u32).collect();
    let (_, html) = on_a_small_stack(format!("{all}甲**“乙”**丙"));
    assert!(html.contains(&all) && html.contains('丙'));
}
