//! Rules about the tags that inspections of government sites look for.

use super::{Rule, Words};
use crate::diag::Severity::Error;

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "tag-missing",
        severity: Error,
        zh: Words {
            message: "检查用标签 {tag} 没有内容：这一页没有写“{zh}”",
            why: "政府网站的每一页都要有规定的标签，缺少必填的标签会被扣分。",
            help: &[
                "请在页首加上“{zh}”。",
                "内网站点不需要这些标签：在 pilothouse.yaml 里把 profile 改成 intranet。",
            ],
            labels: &[],
        },
        en: Words {
            message: "The inspection tag {tag} has no content: this page has no “{field}”",
            why: "Each page of a government site must carry the prescribed tags; inspections count those that are missing.",
            help: &[
                "Add “{field}” to the front matter.",
                "A site of the intranet needs none of them: set profile to intranet in pilothouse.yaml.",
            ],
            labels: &[],
        },
        example: "用途: 政府网站，这一页的页首没有写来源",
    },
    Rule {
        code: "tag-missing-setting",
        severity: Error,
        zh: Words {
            message: "检查用标签 {tag} 没有内容：设置里没有写 site 的“{zh}”",
            why: "政府网站的每一页都要有规定的标签，缺少必填的标签会被扣分。",
            help: &[
                "请在 pilothouse.yaml 的 site 下面加上 {field}。",
                "内网站点不需要这些标签：在 pilothouse.yaml 里把 profile 改成 intranet。",
            ],
            labels: &[],
        },
        en: Words {
            message: "The inspection tag {tag} has no content: the settings have no “{field}” under site",
            why: "Each page of a government site must carry the prescribed tags; inspections count those that are missing.",
            help: &[
                "Add {field} under site in pilothouse.yaml.",
                "A site of the intranet needs none of them: set profile to intranet in pilothouse.yaml.",
            ],
            labels: &[],
        },
        example: "用途: 政府网站，设置的 site 里没有写 organisation",
    },
];
