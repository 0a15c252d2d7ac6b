//! The command line in both languages.

use insta::assert_snapshot;

use super::*;

fn run(line: &[&str], locale: &str) -> Result<Args, Exit> {
    let argv = std::iter::once("pilothouse").chain(line.iter().copied()).map(OsString::from);
    parse(argv, &|name| (name == "LANG" && !locale.is_empty()).then(|| locale.to_string()))
}

fn zh(line: &[&str]) -> String {
    fail(line, "zh_CN.UTF-8")
}

fn en(line: &[&str]) -> String {
    fail(line, "en_GB.UTF-8")
}

fn fail(line: &[&str], locale: &str) -> String {
    let exit = run(line, locale).expect_err("this command line is wrong");
    assert_eq!(exit.status, Status::Usage);
    exit.text
}

fn plain() -> Check {
    Check { explain: None, fix: false, yes: false, paranoid: false }
}

#[test]
fn clap_agrees_with_itself() {
    command(Lang::Zh).debug_assert();
    command(Lang::En).debug_assert();
}

#[test]
fn commands_and_options_become_data() {
    let args =
        run(&["--root", "甲", "build", "--rehash", "-j", "2", "--drafts", "--as-of", "2025-07-01"], "")
            .unwrap();
    assert_eq!(
        args.command,
        Command::Build {
            rehash: true,
            jobs: NonZeroUsize::new(2),
            watch: false,
            poll: false,
            precompress: false
        }
    );
    assert_eq!(args.common.root, PathBuf::from("甲"));
    assert_eq!(args.common.as_of, Some(jiff::civil::date(2025, 7, 1)));
    assert!(args.common.drafts && !args.common.quiet);

    let args =
        run(&["new", "pilot", "先锋连队", "--output=乙", "-q", "--format", "json", "--color=never"], "")
            .unwrap();
    assert_eq!(args.command, Command::New { kind: "pilot".into(), title: "先锋连队".into() });
    assert_eq!(args.common.output, Some("乙".into()));
    assert_eq!(
        (args.common.format, args.common.color, args.common.quiet),
        (Format::Json, Color::Never, true)
    );

    for (line, command) in [
        (&["init"][..], Command::Init { example: Example::Starter }),
        (&["init", "--example", "blog"], Command::Init { example: Example::Blog }),
        (&["check"], Command::Check(plain())),
        (&["check", "--paranoid"], Command::Check(Check { paranoid: true, ..plain() })),
        (&["schema"], Command::Schema),
        (&["render", "a.md"], Command::Render { file: "a.md".into() }),
        (
            &["search", "教育", "指导"],
            Command::Search { query: vec!["教育".into(), "指导".into()], language: None },
        ),
        (&["completions", "bash"], Command::Completions { shell: clap_complete::Shell::Bash }),
    ] {
        assert_eq!(run(line, "").unwrap().command, command);
    }
}

#[test]
fn explain_wants_one_thing() {
    let explain = |line: &[&str]| match run(line, "").unwrap().command {
        Command::Explain(explain) => explain,
        other => panic!("{other:?}"),
    };
    assert!(explain(&["explain", "site/a.html", "--why"]).why);
    assert!(explain(&["explain", "--stats"]).stats);
    assert_eq!(explain(&["explain", "--used-by", "a.md"]).used_by, Some("a.md".into()));
    assert!(zh(&["explain"]).starts_with("错误：缺少：<文件>"), "{}", zh(&["explain"]));
    assert!(zh(&["explain", "--stats", "--used-by", "a"]).contains("不能和"));
    assert!(en(&["explain", "a", "--stats"]).contains("cannot be used together with"));
    assert!(run(&["explain", "--why"], "").is_err());
}

#[test]
fn the_language_is_known_before_parsing() {
    for (line, locale, lang) in [
        (&["check"][..], "", Lang::Zh),
        (&["check"], "C.UTF-8", Lang::Zh),
        (&["check"], "POSIX", Lang::Zh),
        (&["check"], "zh_TW.Big5", Lang::Zh),
        (&["check"], "en_US.UTF-8", Lang::En),
        (&["check"], "de_DE@euro", Lang::En),
        (&["check", "--lang", "zh"], "en_US.UTF-8", Lang::Zh),
        (&["--lang=en", "check"], "zh_CN.UTF-8", Lang::En),
    ] {
        assert_eq!(run(line, locale).unwrap().lang, lang, "{line:?} {locale}");
    }
    assert!(zh(&["chekc", "--lang", "en"]).starts_with("error: there is no command “chekc”"));
    assert!(zh(&["new", "--", "--lang=en"]).starts_with("错误"), "after -- there are no options");
    let all = |name: &str| Some(if name == "LC_ALL" { "en_US" } else { "zh_CN" }.to_string());
    assert_eq!(parse(["pilothouse", "check"].map(OsString::from), &all).unwrap().lang, Lang::En);
}

#[test]
fn mistakes_in_chinese() {
    assert_snapshot!(zh(&["biuld"]), @"
    错误：没有“biuld”这个命令
      你是不是想写“bundle、build”？

    用法：pilothouse [选项] <命令>
    详细说明请看：pilothouse --help
    ");
}

#[test]
fn mistakes_in_english() {
    assert_snapshot!(en(&["--as-of", "tomorrow", "check"]), @"
    error: “tomorrow” is not a value for “--as-of <DATE>”
      write a date such as 2025-07-01

    Usage: pilothouse check [OPTIONS]
    For more, see: pilothouse check --help
    ");
}

#[test]
fn each_kind_of_mistake_is_named() {
    for (line, chinese, english) in [
        (&["nonsense"][..], "没有“nonsense”这个命令", "there is no command “nonsense”"),
        (
            &["build", "--drafst"],
            "没有“--drafst”这个选项\n  你是不是想写“--drafts”？",
            "did you mean “--drafts”?",
        ),
        (&["--rehash"], "“--rehash”是 build 命令的选项", "is an option of build"),
        (&["check", "多余"], "“多余”是多出来的", "“多余” is one word too many"),
        (&["build", "--root"], "“--root <目录>”后面缺少内容", "“--root <DIR>” needs a value after it"),
        (&["check", "--format", "xml"], "可以写：human、json", "use one of: human, json"),
        (
            &["check", "--lang", "fr"],
            "“fr”不能用作“--lang <语言>”的内容",
            "“fr” is not a value for “--lang <LANG>”",
        ),
        (&["build", "-j", "0"], "请写一个大于 0 的整数", "write a whole number above 0"),
        (&["new", "pilot"], "缺少：<标题>", "missing: <TITLE>"),
        (&["new"], "缺少：<类型>、<标题>", "missing: <KIND>, <TITLE>"),
        (&["build", "--rehash", "--rehash"], "只能写一次", "may stand only once"),
        (&["completions", "basch"], "你是不是想写“bash”？", "did you mean “bash”?"),
    ] {
        assert!(zh(line).contains(chinese), "{line:?}\n{}", zh(line));
        assert!(en(line).contains(english), "{line:?}\n{}", en(line));
    }
}

#[test]
fn no_english_word_of_clap_is_left_in_chinese() {
    let lines: &[&[&str]] =
        &[&["--help"], &["build", "--help"], &["explain", "-h"], &["new"], &["x"], &["build", "x"], &[]];
    for line in lines {
        let text = run(line, "zh_CN.UTF-8").unwrap_err().text;
        for word in [
            "Usage",
            "Options",
            "Commands",
            "Arguments",
            "error",
            "tip",
            "For more",
            "Print",
            "possible",
            "default",
        ] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        for row in text.lines() {
            assert!(crate::base::text::display_width(row) <= 100, "{row}");
        }
    }
}

#[test]
fn help_is_a_success_in_either_spelling() {
    for line in [&["build", "--help"][..], &["help", "build"], &["--root", "x", "build", "-h"]] {
        let exit = run(line, "en").unwrap_err();
        assert_eq!(exit.status, Status::Success);
        assert!(exit.text.contains("Usage: pilothouse build [OPTIONS]\n"), "{}", exit.text);
        assert!(exit.text.contains("--rehash") && exit.text.contains("--root <DIR>"));
    }
    assert_eq!(run(&["help"], "en"), run(&["--help"], "en"));
    let version = run(&["--version"], "zh").unwrap_err();
    assert_eq!((version.status, version.text.starts_with("pilothouse 0.")), (Status::Success, true));
    assert!(zh(&[]).contains("命令："), "without a command the help is shown, as a mistake");
}

#[test]
fn help_in_chinese() {
    assert_snapshot!(run(&["--help"], "").unwrap_err().text, @"
    把 Markdown 稿件生成静态网站

    用法：pilothouse [选项] <命令>

    命令：
      init           在空目录里新建一个站点
      new            新建一篇稿件，页首信息带中文注释
      build          生成网站；只重做有变化的部分
      serve          在浏览器里预览，改了就显示
      check          只检查问题，不写任何文件
      publish        生成网站并发布出去：先备齐、核对，再一次切换
      bundle         把网站做成一个带签名的文件，送到没有网络相连的地方；在那边核对、应用、退回
      server-config  输出网站服务器的配置
      agenda         列出以后哪天会有什么变化：开始显示、进入某个状态、不再置顶、有效期满
      render         显示一篇稿件正文的 HTML
      explain        说明网站里的一个文件是用什么生成的
      search         在生成好的网站里搜索，和访问者搜到的一样
      review         审批稿件：送审、通过、退回，查看审到哪一步
      withdraw       撤下页面：退出列表、订阅源、搜索和站点地图，文件保留
      theme          检查主题，新建一个主题，或显示主题里的文件
      mourning       哀悼日把生成好的网站变灰、恢复，不用重新生成
      schema         输出所有类型的 JSON Schema
      completions    输出命令行自动补全的脚本

    通用选项：
          --root <目录>     站点所在的目录 [默认：.]
          --content <目录>  稿件目录；不写就是站点目录里的 content
          --output <目录>   网站写到哪个目录；不写就是站点目录里的 site
          --drafts          草稿也一起生成
          --preview         在站点目录的 preview 里另做一份预览：没有审完的页面带着提示显示，不拦下
          --for <范围>      给设置里的哪个发布范围生成；只给别的范围看的页面不放进来
          --as-of <日期>    把这一天当作今天，例如 2025-07-01；还列出从今天到那天会有什么变化
          --lang <语言>     用哪种语言显示信息 [可选：zh、en]
      -q, --quiet           除了错误，什么都不显示
          --format <形式>   给人看、给程序看，或成报告 [可选：human、json、sarif、html] [默认：human]
          --color <时机>    什么时候用颜色 [可选：auto、always、never] [默认：auto]
      -h, --help            显示这份说明
      -V, --version         显示版本

    退出码：
      0    完成（可能有警告）
      1    稿件有错误，网站没有改动
      2    命令行写得不对
      3    环境有问题：文件读不了、写不进，或者另一个生成正在进行
      101  程序内部出错
    ");
}

#[test]
fn help_in_english() {
    assert_snapshot!(run(&["build", "--help"], "en").unwrap_err().text, @"
    Build the site; only what has changed is made again

    Usage: pilothouse build [OPTIONS]

    Options:
          --rehash       Read every file again instead of trusting sizes and times
      -j, --jobs <N>     Number of threads; all processors by default
          --precompress  Put .gz and .br beside pages, styles and scripts, for web servers to send
          --watch        Go on building whenever something changes
          --poll         Look for changes again and again; for disks that tell nothing of them

    Common options:
          --root <DIR>     Folder of the site [default: .]
          --content <DIR>  Folder with the pages, if not `content` in the folder of the site
          --output <DIR>   Folder the site is written to, if not `site` in its folder
          --drafts         Include drafts
          --preview        Make a preview beside the site, in the folder `preview`: what is not approved is shown with a band instead of refused
          --for <NAME>     Make the site for this audience of the settings: pages that are for others only are left out
          --as-of <DATE>   Pretend that today is this day, such as 2025-07-01; also tells what changes from today until then
          --lang <LANG>    Language of messages [one of: zh, en]
      -q, --quiet          Print nothing but errors
          --format <FORM>  Form of messages [one of: human, json, sarif, html] [default: human]
          --color <WHEN>   When to use colours [one of: auto, always, never] [default: auto]
      -h, --help           Show this help

    Exit codes:
      0    done (perhaps with warnings)
      1    the content has errors, the site was not changed
      2    the command line is wrong
      3    the environment failed: a file cannot be read or written, or another build runs
      101  the program failed inside
    ");
}

#[test]
fn words_of_the_command_line_cannot_steer_the_terminal() {
    assert!(!zh(&["\x1b[2J\u{9b}31m"]).contains(['\x1b', '\u{9b}']));
}

#[cfg(unix)]
#[test]
fn paths_may_hold_any_bytes() {
    use std::os::unix::ffi::OsStringExt;
    let odd = OsString::from_vec(b"\xFF\xFE".to_vec());
    let argv = |word: &str| vec!["pilothouse".into(), word.into(), odd.clone()];
    assert_eq!(
        parse(argv("render"), &|_| None).unwrap().command,
        Command::Render { file: odd.clone().into() }
    );
    let mut title = argv("new");
    title.push("x".into());
    assert!(parse(title, &|_| None).unwrap_err().text.contains("UTF-8"));
}
