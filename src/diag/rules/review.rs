//! Rules about reviews and what was withdrawn.

use super::{Rule, Words};
use crate::diag::Severity::{Error, Hint, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "review-missing",
        severity: Error,
        zh: Words {
            message: "“{title}”还没有审完：{stage}",
            why: "站点设置了审批，没有审完的页面不能公开。",
            help: &[
                "审批用 pilothouse review，各页的情况用 pilothouse review status 查看；自己看稿用 pilothouse build --preview。",
                "没有计入的审批：{uncounted}。",
            ],
            labels: &[],
        },
        en: Words {
            message: "\"{title}\" is not approved: {stage_en}",
            why: "The site demands reviews; pages without approval must not go out.",
            help: &[
                "Review with pilothouse review; see pilothouse review status. To look at it yourself, use pilothouse build --preview.",
                "Not counted: {uncounted_en}.",
            ],
            labels: &[],
        },
        example: "终审一步还没有人通过，或者同一人审了两步",
    },
    Rule {
        code: "review-changed",
        severity: Error,
        zh: Words {
            message: "“{title}”送审或审过以后又改过：{changes}",
            why: "审批只对审过的那一稿有效：文字、图片、附件或数据有一处改动，就要重新送审。",
            help: &[
                "请核对改动，再用 pilothouse review submit {page} 送审，从“{step}”审起；改错了就改回去，原来的审批仍然有效。",
            ],
            labels: &[],
        },
        en: Words {
            message: "\"{title}\" has changed since it was submitted or approved: {changes_en}",
            why: "An approval holds for the very text that was read: any change of words, pictures, attachments or data needs a new one.",
            help: &[
                "Check the changes and run pilothouse review submit {page}, which begins again with {step}; undo them and the approval holds again.",
            ],
            labels: &[],
        },
        example: "终审通过以后，把“增长40%”改成了“增长41%”",
    },
    Rule {
        code: "review-loose-file",
        severity: Error,
        zh: Words {
            message: "没有页面用到 {file}，没有人审过它",
            why: "站点设置了审批。文件随用到它的页面一起审；没有页面用到的文件没有人审过，却谁都能按网址打开。",
            help: &[
                "在一篇稿件里链接它；不要公开的，移到名字以下划线开头的文件夹里；网站自己要用的（例如图标），放进 content/static。",
            ],
            labels: &[],
        },
        en: Words {
            message: "no page shows {file}; nobody has reviewed it",
            why: "The site demands reviews. Files are reviewed with the pages that show them; one that no page shows was read by nobody, and anyone can open its address.",
            help: &[
                "Link to it in a page; move what is not for the public to a folder whose name begins with an underscore; put what the site itself needs, such as icons, into content/static.",
            ],
            labels: &[],
        },
        example: "content/notices/名单.xlsx，没有一页链接它",
    },
    Rule {
        code: "review-loose-left-out",
        severity: Warning,
        zh: Words {
            message: "没有页面用到 {file}，没有人审过它，没有放进网站",
            why: "文件随用到它的页面一起审；按站点的设置，没有审过的不放进公开的网站。",
            help: &["在一篇稿件里链接它；网站自己要用的（例如图标），放进 content/static。"],
            labels: &[],
        },
        en: Words {
            message: "no page shows {file}; nobody has reviewed it, and it was left out",
            why: "Files are reviewed with the pages that show them; by the settings of the site, what is not reviewed is left out.",
            help: &[
                "Link to it in a page; put what the site itself needs, such as icons, into content/static.",
            ],
            labels: &[],
        },
        example: "content/notices/名单.xlsx，没有一页链接它；审批: {未审完: 不放进网站}",
    },
    Rule {
        code: "review-left-out",
        severity: Warning,
        zh: Words {
            message: "“{title}”还没有审完（{stage}），没有放进网站",
            why: "按站点的设置，没有审完的页面不放进公开的网站。",
            help: &["审完以后它会自己出现。"],
            labels: &[],
        },
        en: Words {
            message: "\"{title}\" is not approved ({stage_en}) and was left out",
            why: "By the settings of the site, pages without approval are left out of what the public sees.",
            help: &["It appears once it is approved."],
            labels: &[],
        },
        example: "终审一步还没有人通过；审批: {未审完: 不放进网站}",
    },
    Rule {
        code: "review-record-conflict",
        severity: Error,
        zh: Words {
            message: "审批记录里有合并冲突的标记",
            why: "两个人同时审批，合并时没有合上；弄清楚以前，这一页算没有审过。",
            help: &["请删去 <<<<<<<、=======、>>>>>>> 这几行，两边的条目都保留。"],
            labels: &[],
        },
        en: Words {
            message: "The review record holds the marks of a merge conflict",
            why: "Two people reviewed at once and the merge was not finished; until then nothing is approved.",
            help: &["Remove the lines <<<<<<<, ======= and >>>>>>> and keep the entries of both sides."],
            labels: &[],
        },
        example: "<<<<<<< HEAD",
    },
    Rule {
        code: "review-record-broken",
        severity: Error,
        zh: Words {
            message: "这个文件不是审批记录",
            why: "读不懂的记录不算数，这一页算没有审过。",
            help: &["请从备份里取回这个文件，或删去它以后重新送审。"],
            labels: &[],
        },
        en: Words {
            message: "This file is no review record",
            why: "What cannot be read does not count; the page is not approved.",
            help: &["Take the file from a backup, or remove it and submit the page again."],
            labels: &[],
        },
        example: "动作: 通过",
    },
    Rule {
        code: "review-entry-broken",
        severity: Error,
        zh: Words {
            message: "审批记录里有一条读不懂",
            why: "记录被手工改过，或没有写完；弄清楚以前，这一页算没有审过。",
            help: &[
                "这里有问题：{what}。",
                "记录由 pilothouse review 写入，不要手工改；请从备份里取回，或重新送审。",
            ],
            labels: &[],
        },
        en: Words {
            message: "An entry of the review record cannot be read",
            why: "It was edited by hand or not written to the end; until then nothing is approved.",
            help: &[
                "Here: {what}.",
                "Records are written by pilothouse review; take the file from a backup or submit the page again.",
            ],
            labels: &[],
        },
        example: "- {动作: 批准, 步骤: 初审, 姓名: 审核人甲}",
    },
    Rule {
        code: "review-record-time",
        severity: Hint,
        zh: Words {
            message: "审批时间 {time} 早于上一条的 {before}",
            why: "审批按先后顺序计，不看时间；时间倒着走，多半是有一台电脑的时钟不准。",
            help: &["请校准电脑的时钟。"],
            labels: &[],
        },
        en: Words {
            message: "The time {time} lies before that of the entry above, {before}",
            why: "Acts count in their order, not by their times; a clock is probably wrong.",
            help: &["Set the clock of the machine."],
            labels: &[],
        },
        example: "上一条的时间是 2031-01-01，这一条是 2026-06-01",
    },
    Rule {
        code: "review-record-orphan",
        severity: Hint,
        zh: Words {
            message: "这份审批记录的稿件 {page} 已经不在了",
            why: "记录认的是稿件的文件名；稿件删了、改了名或挪了地方，就对不上了。",
            help: &[
                "内容相同的稿件是 {renamed}：改了名或挪了地方，网址也就变了，要重新送审；旧记录可以留着备查。",
            ],
            labels: &[],
        },
        en: Words {
            message: "The page of this record, {page}, is gone",
            why: "A record belongs to the file of a page; the page was removed, renamed or moved.",
            help: &[
                "{renamed} has the same content: a page that was renamed has another address and needs a new approval. Keep the old record for reference.",
            ],
            labels: &[],
        },
        example: "content/_review/notices/a.md.yaml 还在，content/notices/a.md 已经改名",
    },
    Rule {
        code: "review-bad-key",
        severity: Error,
        zh: Words {
            message: "“{name}”的公钥不对",
            why: "没有公钥就无法核对签名，这个人的审批都不算数。",
            help: &["请填 .pub 文件的第二行，用 pilothouse review keygen 生成。"],
            labels: &[],
        },
        en: Words {
            message: "The public key of {name} is none",
            why: "Without it signatures cannot be checked and nothing this person approves counts.",
            help: &["Write the second line of the .pub file that pilothouse review keygen made."],
            labels: &[],
        },
        example: "审核人: [{姓名: 审核人甲, 公钥: abc}]",
    },
    Rule {
        code: "review-unknown-name",
        severity: Error,
        zh: Words {
            message: "审批设置里的“{name}”不认识",
            why: "写错的名字不会生效，该审的就可能没有人审。",
            help: &["是不是“{suggestion}”？", "请改正名字；可用的有：{known}。"],
            labels: &[],
        },
        en: Words {
            message: "The settings of reviews name \"{name}\", which is not known",
            why: "A name that is not known has no effect, and what should be reviewed may not be.",
            help: &["Did you mean \"{suggestion}\"?", "Correct the name; known are {known}."],
            labels: &[],
        },
        example: "审核人: [{姓名: 审核人甲, 步骤: [出审]}]",
    },
];
