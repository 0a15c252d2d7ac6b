//! Chinese words for every command and argument, and clap's own words in both languages.

use crate::diag::Lang;

/// Chinese help by name: a command (`build`), an argument of a command (`build.jobs`), or an option of all (`root`);
/// with the name of its value, where it has one.
const ZH: &[(&str, &str, &str)] = &[
    ("pilothouse", "", "把 Markdown 稿件生成静态网站"),
    ("root", "目录", "站点所在的目录"),
    ("content", "目录", "稿件目录；不写就是站点目录里的 content"),
    ("output", "目录", "网站写到哪个目录；不写就是站点目录里的 site"),
    ("drafts", "", "草稿也一起生成"),
    ("preview", "", "在站点目录的 preview 里另做一份预览：没有审完的页面带着提示显示，不拦下"),
    ("made_for", "范围", "给设置里的哪个发布范围生成；只给别的范围看的页面不放进来"),
    ("as_of", "日期", "把这一天当作今天，例如 2025-07-01；还列出从今天到那天会有什么变化"),
    ("lang", "语言", "用哪种语言显示信息"),
    ("quiet", "", "除了错误，什么都不显示"),
    ("format", "形式", "给人看、给程序看，或成报告"),
    ("color", "时机", "什么时候用颜色"),
    ("help", "", "显示这份说明"),
    ("version", "", "显示版本"),
    ("init", "", "在空目录里新建一个站点"),
    ("init.example", "名称", "从哪个例子开始"),
    ("new", "", "新建一篇稿件，页首信息带中文注释"),
    ("new.kind", "类型", "稿件的类型，例如 pilot"),
    ("new.title", "标题", "稿件的标题"),
    ("build", "", "生成网站；只重做有变化的部分"),
    ("build.rehash", "", "不看大小和时间，每个文件都重新读一遍"),
    ("build.jobs", "数目", "同时用几个线程；不写则用上所有处理器"),
    ("build.precompress", "", "在网页、样式、脚本旁边放压缩好的 .gz 和 .br，由网站服务器直接送出"),
    ("build.watch", "", "生成之后不退出，有变化就接着生成"),
    ("build.poll", "", "反复查看文件有没有变化；用于不通知变化的网络磁盘"),
    ("serve", "", "在浏览器里预览，改了就显示"),
    ("serve.port", "端口", "监听的端口；被占用时用下一个空闲的"),
    ("serve.host", "主机", "让别的电脑也能看：写本机的名字或地址，别人要带口令才能看"),
    ("serve.open", "", "顺便打开浏览器"),
    ("serve.poll", "", "反复查看文件有没有变化；用于不通知变化的网络磁盘"),
    ("check", "", "只检查问题，不写任何文件"),
    ("check.explain", "规则", "说明一条规则：写代码或检查清单里的编号；不写就列出全部"),
    ("check.fix", "", "自动改标点、全半角和没有遮盖的号码；先显示改动"),
    ("check.yes", "", "不再询问，直接写入 --fix 的改动"),
    ("check.paranoid", "", "连程序自身的差错也找：用改动过的稿件反复生成一百来次"),
    ("publish", "", "生成网站并发布出去：先备齐、核对，再一次切换"),
    ("publish.target", "目标", "设置里的发布目标；只有一个时可以不写"),
    ("publish.dry_run", "", "只显示会有哪些变化，什么都不改"),
    ("publish.rollback", "", "退回上一版"),
    ("publish.list", "", "列出保留着的各版"),
    ("bundle", "", "把网站做成一个带签名的文件，送到没有网络相连的地方；在那边核对、应用、退回"),
    (
        "bundle.action",
        "操作",
        "做什么：create 制作，verify 核对，apply 应用，rollback 退回上一版，list 列出各版，keys 制作密钥",
    ),
    ("bundle.file", "文件", "包文件；keys 时是两个密钥文件的名字"),
    ("bundle.to", "目录", "网站所在的目录，用于 apply、rollback、list"),
    ("bundle.key", "文件", "制作时是签名的私钥，核对时是公钥；和 minisign 的密钥通用"),
    ("bundle.unsigned", "", "不签名，或不核对签名"),
    ("bundle.since", "文件", "只带上这个包（或某一版的清单）以后有变化的文件"),
    ("bundle.dry_run", "", "只显示应用后会有哪些变化，什么都不改"),
    ("bundle.keep", "数目", "那个目录保留几版"),
    ("server-config", "", "输出网站服务器的配置"),
    ("server-config.server", "服务器", "哪种服务器"),
    ("server-config.folder", "目录", "网站所在的目录；不写就是唯一的发布目标"),
    ("server-config.port", "端口", "监听的端口"),
    ("server-config.below", "路径", "网站放在哪个路径下面，例如 /show；不写就按设置里的网址"),
    ("agenda", "", "列出以后哪天会有什么变化：开始显示、进入某个状态、不再置顶、有效期满"),
    ("agenda.until", "日期", "列到哪一天为止"),
    ("render", "", "显示一篇稿件正文的 HTML"),
    ("render.file", "稿件", "稿件文件"),
    ("explain", "", "说明网站里的一个文件是用什么生成的"),
    ("explain.shown", "文件", "网站里的文件"),
    ("explain.why", "", "说明下一次生成时它为什么要重做"),
    ("explain.used_by", "稿件", "列出网站里用到这个稿件的所有文件"),
    ("explain.stats", "", "统计上一次生成做了哪些事"),
    ("search", "", "在生成好的网站里搜索，和访问者搜到的一样"),
    ("search.query", "词", "要找的词"),
    ("search.language", "目录", "哪种语言：它在网站里的目录，例如 en"),
    ("theme", "", "检查主题，新建一个主题，或显示主题里的文件"),
    (
        "theme.action",
        "做什么",
        "检查 check：指出主题用了哪些不保证的东西；新建 new：写一个在默认主题上增改的主题；显示 show：主题里的一个文件，或目录里有哪些文件",
    ),
    (
        "theme.theme",
        "名称",
        "主题的名称；check 不写时检查设置里的主题；show 写路径，例如 default/templates/notice.html，不写就列出各个主题",
    ),
    ("review", "", "审批稿件：送审、通过、退回，查看审到哪一步"),
    (
        "review.action",
        "做什么",
        "送审 submit，通过 approve，退回 reject，查看 status，审批单 sheet，登记簿 register，生成签名用的密钥 keygen",
    ),
    ("review.pages", "稿件", "哪些稿件：文件、编号或标题；status 和 register 不写就是全部"),
    ("review.name", "姓名", "谁来做；不写时看环境变量 PILOTHOUSE_REVIEWER"),
    ("review.opinion", "意见", "审批意见；退回时必须写"),
    ("review.key", "文件", "签名用的私钥，或 keygen 写到哪里；不写时看环境变量 PILOTHOUSE_REVIEW_KEY"),
    ("review.table", "", "审批单、登记簿做成电子表格能打开的 CSV，不做成网页"),
    ("review.to", "文件", "审批单、登记簿写到哪个文件；不写就直接显示"),
    ("withdraw", "", "撤下页面：退出列表、订阅源、搜索和站点地图，文件保留"),
    ("withdraw.pages", "稿件", "哪些稿件：文件、编号或标题"),
    ("withdraw.person", "姓名", "凡是出现这个名字的页面，不管怎么写"),
    ("withdraw.except", "稿件", "哪些页面不撤"),
    ("withdraw.yes", "", "不再询问，直接做"),
    ("withdraw.undo", "", "恢复：重新显示撤下的页面"),
    ("withdraw.reason", "原因", "为什么，记在撤稿记录里"),
    ("withdraw.name", "姓名", "谁来做，记在撤稿记录里；不写时看环境变量 PILOTHOUSE_REVIEWER"),
    ("mourning", "", "哀悼日把生成好的网站变灰、恢复，不用重新生成"),
    ("mourning.action", "做什么", "变灰 on，恢复 off，查看 status"),
    ("schema", "", "输出所有类型的 JSON Schema"),
    ("completions", "", "输出命令行自动补全的脚本"),
    ("completions.shell", "外壳", "外壳程序的名字"),
];

/// Words around the descriptions of a command.
pub(super) struct Frame {
    pub usage: &'static str,
    pub commands: &'static str,
    pub arguments: &'static str,
    pub options: &'static str,
    pub common: &'static str,
    pub codes: &'static str,
    pub command_name: &'static str,
    pub any_options: &'static str,
    pub default: &'static str,
    pub possible: &'static str,
    pub comma: &'static str,
    pub exit_codes: [(&'static str, &'static str); 5],
}

/// Returns the words around the descriptions in a language.
pub(super) fn frame(lang: Lang) -> &'static Frame {
    match lang {
        Lang::Zh => &FRAME_ZH,
        Lang::En => &FRAME_EN,
    }
}

const FRAME_ZH: Frame = Frame {
    usage: "用法：",
    commands: "命令：",
    arguments: "参数：",
    options: "选项：",
    common: "通用选项：",
    codes: "退出码：",
    command_name: "命令",
    any_options: "[选项]",
    default: "默认：",
    possible: "可选：",
    comma: "、",
    exit_codes: [
        ("0", "完成（可能有警告）"),
        ("1", "稿件有错误，网站没有改动"),
        ("2", "命令行写得不对"),
        ("3", "环境有问题：文件读不了、写不进，或者另一个生成正在进行"),
        ("101", "程序内部出错"),
    ],
};

const FRAME_EN: Frame = Frame {
    usage: "Usage: ",
    commands: "Commands:",
    arguments: "Arguments:",
    options: "Options:",
    common: "Common options:",
    codes: "Exit codes:",
    command_name: "COMMAND",
    any_options: "[OPTIONS]",
    default: "default: ",
    possible: "one of: ",
    comma: ", ",
    exit_codes: [
        ("0", "done (perhaps with warnings)"),
        ("1", "the content has errors, the site was not changed"),
        ("2", "the command line is wrong"),
        ("3", "the environment failed: a file cannot be read or written, or another build runs"),
        ("101", "the program failed inside"),
    ],
};

/// Returns a command with its descriptions and the names of its values in a language.
pub(super) fn translate(root: clap::Command, lang: Lang) -> clap::Command {
    if lang == Lang::En {
        return root;
    }
    let about = chinese("pilothouse").1;
    root.about(about).mut_args(|arg| argument(arg, "")).mut_subcommands(|command| {
        let name = command.get_name().to_string();
        command.about(chinese(&name).1).mut_args(|arg| argument(arg, &format!("{name}.")))
    })
}

fn argument(arg: clap::Arg, command: &str) -> clap::Arg {
    let (value, help) = chinese(&format!("{command}{}", arg.get_id()));
    let arg = arg.help(help);
    if value.is_empty() { arg } else { arg.value_name(value) }
}

/// Returns the value name and the help of a command or argument.
fn chinese(name: &str) -> (&'static str, &'static str) {
    ZH.iter().find(|(known, ..)| *known == name).map_or(("", ""), |&(_, value, help)| (value, help))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::LowArgs;
    use super::*;

    #[test]
    fn the_table_and_the_command_line_agree() {
        let root = LowArgs::command();
        let mut names = vec![root.get_name().to_string()];
        names.extend(root.get_arguments().map(|arg| arg.get_id().to_string()));
        for command in root.get_subcommands() {
            names.push(command.get_name().into());
            names.extend(
                command.get_arguments().map(|arg| format!("{}.{}", command.get_name(), arg.get_id())),
            );
        }
        let mut known: Vec<&str> = ZH.iter().map(|(name, ..)| *name).collect();
        names.sort();
        known.sort_unstable();
        assert_eq!(names, known);
        let root = translate(root, Lang::Zh);
        for arg in root.get_arguments().chain(root.get_subcommands().flat_map(|c| c.get_arguments())) {
            let value = arg.get_value_names().unwrap_or_default().first().map_or("", |name| name.as_str());
            assert!(!arg.get_action().takes_values() || !value.is_ascii(), "{arg:?}");
        }
    }
}
