//! What spans for typography do in a browser: they move marks as newer browsers do by themselves, and take nothing from copying
//! and searching.

use serde_json::Value;

use crate::stage::{Built, Stage};

/// Pages with long texts.
const PAGES: [&str; 5] = [
    "pilots/jiaoyu-zhidao-zhulei.html",
    "pilots/xinxi-jishu-xianfenggang.html",
    "experience/four-measures.html",
    "notices/tuiguang-tongzhi.html",
    "about/help.html",
];

/// Switches off what the browser does by itself, and on what the spans are for.
const AS_OLD: &str = "const style = document.createElement('style');
    style.textContent = '* { text-spacing-trim: space-all !important; text-autospace: no-autospace !important; text-wrap-style: auto !important } \\
        .trim-end { margin-inline-end: -.5em } .trim-start { margin-inline-start: -.5em } .trim-quote { font-feature-settings: \"halt\" } \\
        .gaps, .gap-start { margin-inline-start: .125em } .gaps, .gap-end { margin-inline-end: .125em }';
    document.head.append(style);";

/// Returns the text of everything on a page, as it is copied.
const COPIED: &str = "const all = document.createRange(); all.selectNodeContents(document.querySelector('main'));
    const selection = getSelection(); selection.removeAllRanges(); selection.addRange(all); return selection.toString()";

#[test]
pub fn what_is_copied_is_what_was_written() {
    let stage = Stage::enter();
    let plain =
        Built::with_settings(|settings| settings.replace("  typography: true", "  typography: false"));
    let browser = stage.browser();
    let mut spans = 0;
    for page in PAGES {
        browser.open(&format!("{}{page}", plain.file_url()));
        let written = browser.run(COPIED);
        assert!(written.as_str().unwrap().chars().count() > 500, "{page}: {written}");
        let count = "return document.querySelectorAll('.trim-end, .trim-start, .trim-quote, .gaps, .gap-start, .gap-end').length";
        assert_eq!(browser.run(count), 0, "{page}: nothing is done unless wanted");
        browser.open(&format!("{}{page}", stage.site.file_url()));
        browser.run(AS_OLD);
        assert_eq!(browser.run(COPIED), written, "{page}");
        spans += browser.run(count).as_u64().unwrap();
    }
    assert!(spans > 30, "only {spans} spans: the sample shows too little");
    browser.complaints();
}

#[test]
pub fn words_are_found_across_spans() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}notices/tuiguang-tongzhi.html", stage.site.file_url()));
    browser.run(AS_OLD);
    let paragraph = "推广的目的，是让“一个单位的办法”变成“大家都能用的办法”。学习时要弄清楚三个问题：原来的困难是什么，采取了哪几步，效果怎样证明。";
    for words in [paragraph, "办法”。学习", "“先问后排”和评分", "报送方式见《使用帮助》。"]
    {
        let find = format!(
            "getSelection().removeAllRanges(); return [window.find('{words}'), getSelection().toString()]"
        );
        assert_eq!(browser.run(&find), serde_json::json!([true, words]));
    }
    browser.complaints();
}

#[test]
pub fn spans_squeeze_marks_as_new_browsers_do() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}about/help.html", stage.site.file_url()));
    let measure = "const box = document.createElement('p');
        box.className = 'squeezed';
        box.style.cssText = 'position: absolute; white-space: nowrap; font: 40px \"Noto Sans CJK SC\", sans-serif; text-indent: 0';
        box.innerHTML = arguments.length && HTML;
        document.querySelector('main').append(box);
        const width = box.getBoundingClientRect().width;
        box.remove();
        return width";
    for html in [
        "甲<span class=trim-end>》</span>，乙",
        "甲）<span class=trim-start>（</span>乙",
        "甲<span class=trim-quote>”</span>，乙<span class=trim-end>。</span>”",
        "甲”<span class=trim-quote>“</span>乙，<span class=trim-start>《</span>丙",
        "用<span class=gaps>Excel</span>做",
    ] {
        let measured = |old: bool| {
            browser.open(&format!("{}about/help.html", stage.site.file_url()));
            if old {
                browser.run(AS_OLD);
            }
            // Arguments are empty in this protocol; the text stands in the script.
            let script = measure.replace("arguments.length && HTML", &serde_json::to_string(html).unwrap());
            browser.run(&script).as_f64().unwrap()
        };
        let (new, old) = (measured(false), measured(true));
        assert!((new - old).abs() < 1.0, "{html}: {new} by the browser, {old} by spans");
    }
}

#[test]
pub fn lines_begin_and_break_where_they_may() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}about/help.html", stage.site.file_url()));
    browser.run(AS_OLD);
    let bad = browser.run(
        "const box = document.createElement('div'), bad = [];
        box.className = 'text';
        const dot = '阿不<span class=\"whole\">都·</span>热合曼同志';
        box.innerHTML = '<p>一二三，四五六。七八九（甲乙）丙丁——戊己……庚辛“壬癸”子丑《寅卯》、辰巳？午未！' + dot + '约40％的人</p>';
        document.querySelector('main').append(box);
        const text = box.querySelector('p');
        for (let width = 60; width < 700; width += 7) {
          box.style.width = width + 'px';
          let before = null;
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          let all = [];
          while (walker.nextNode()) for (let at = 0; at < walker.currentNode.length; at++) {
            const range = document.createRange();
            range.setStart(walker.currentNode, at); range.setEnd(walker.currentNode, at + 1);
            all.push([walker.currentNode.data[at], Math.round(range.getBoundingClientRect().bottom)]);
          }
          all.forEach(([c, bottom], at) => {
            if (!at) return;
            const starts = bottom > all[at - 1][1] + 8;
            if (starts && '，。）”》、？！·…％'.includes(c)) bad.push(width + ': a line begins with ' + c);
            if (starts && c === '—' && all[at - 1][0] === '—') bad.push(width + ': a dash is broken');
            if (starts && '（《“'.includes(all[at - 1][0])) bad.push(width + ': a line ends with ' + all[at - 1][0]);
          });
        }
        box.remove();
        return bad",
    );
    assert_eq!(bad, Value::Array(Vec::new()));
}
