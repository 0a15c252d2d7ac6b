//! Bytes of a review record, and of a page that is to be withdrawn: what cannot be read approves nothing, what is not meant to
//! change does not.

use pilothouse::base::SourcePath;
use pilothouse::catalog::review::read_record;
use pilothouse::content::decode;
use pilothouse::review::record::{HEAD, parse};
use pilothouse::review::{Act, Entry, Rules, Stage, Statement, front, names, statement};
use pilothouse::signature::Digest;

use super::printed::{Part, check};

pub const PIECES: &[&str] = &[
    "- 动作: 通过\n",
    "- act: approve\n",
    "  步骤: 初审\n",
    "  姓名: 甲\n",
    "  校验: ",
    "  签名: \"RU\\n\"\n",
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> a\n",
    "---\n",
    "----\n",
    "\n",
    "\r\n",
    "[",
    "{",
    "\"",
    ": ",
    "- ",
    "pilothouse-review 1\n",
    "file\ta\tb\n",
    "甲 乙",
    "<b>",
    "\0",
];

const PAGE: &str = "content/a.md";

pub fn run(data: &[u8]) {
    let file = SourcePath::new("content/_review/a.md.yaml");
    let (record, findings) = read_record(data, &file);
    let (text, _) = decode(data, &file);
    check(&text, Part::Whole, &findings);
    let rules = Rules { steps: ["初审", "终审"].map(String::from).to_vec(), ..Rules::default() };
    let digest = Digest::of(b"x").to_string();
    let standing = rules.standing(PAGE, &record, &digest);
    assert!(!record.broken || standing.stage != Stage::Approved, "a broken record approves: {text}");
    if standing.stage == Stage::Approved {
        let done = |at: usize| &record.entries[standing.done[at] as usize];
        assert!(
            done(0).person != done(1).person && done(0).step == "初审" && done(1).step == "终审",
            "{text}"
        );
    }
    // What was read can be written, and is read again as the same.
    if !record.broken {
        let written: String = record.entries.iter().map(Entry::write).collect();
        let (again, findings) = parse(&written, &file);
        assert!(again.entries == record.entries && findings.is_empty(), "{written}\n{findings:?}");
    }
    let kept = Statement::read(&text, &Digest::of(text.replace("\r\n", "\n").as_bytes()));
    if let Some(kept) = kept {
        let _ = statement::Statement::default().since(&kept).told(3);
    }
    if let Ok(marked) = front::with_line(data, "withdrawn", "2026-11-24") {
        let back = front::without_line(&marked, "withdrawn", "2026-11-24").expect("the line is there");
        assert!(back == data, "{text:?} came back as {:?}", String::from_utf8_lossy(&back));
    }
    for hit in names::find(&text, "甲乙") {
        assert!(text.get(hit.range.clone()).is_some_and(|name| name.contains('甲')), "{hit:?} of {text:?}");
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let act = |act, step: &str, person: &str| Entry {
        act,
        step: step.into(),
        person: person.into(),
        post: "科长: \"甲\"".into(),
        time: "2026-11-24T17:30:05+08:00".into(),
        opinion: "同意\n# - 动作: 通过".into(),
        page: PAGE.into(),
        digest: Digest::of(b"x").to_string(),
        tables: "contacts".into(),
        signature: String::new(),
    };
    let acts =
        [act(Act::Submit, "", "作者"), act(Act::Approve, "初审", "甲"), act(Act::Approve, "终审", "乙")];
    let back = act(Act::Reject, "终审", "乙");
    let write = |acts: &[Entry]| HEAD.to_owned() + &acts.iter().map(Entry::write).collect::<String>();
    let statement =
        Statement::new("---\ntitle: 甲 **乙**\n---\n正文\n", vec![("a".into(), "b".into())], vec![]);
    let page = "\u{feff}---\r\ntitle: 甲\r\n---\r\n甲<b>乙</b>\r\n";
    let gbk = b"---\n\xb1\xea\xcc\xe2: \xbc\xd7\n---\n\xbc\xd7 \xd2\xd2\n".to_vec();
    let texts = [write(&acts), write(&[&acts[..], &[back]].concat()), statement.write(), page.to_owned()];
    texts.into_iter().map(String::into_bytes).chain([gbk]).collect()
}
