//! The commands that go on: the live preview, and building whenever something changes.

use std::num::NonZeroUsize;
use std::process::{Command, Stdio};

use super::args::{Args, Serve, Status};
use super::show::{err, failure, reason, site_options, words};
use super::{build, editor, questions};
use crate::diag::Lang;
use crate::preview::{self, Hands, Notice, Preview, StartError, Watch, Wishes};
use crate::site::{Audience, SiteOptions};

pub fn serve(args: &Args, wanted: &Serve) -> Status {
    let wishes = Wishes {
        host: wanted.host.clone(),
        port: wanted.port,
        watch: watch(wanted.poll),
        lang: args.lang,
        hands: Hands { open: editor::open, words: questions::in_words },
    };
    let options = SiteOptions { audience: Audience::Session, ..site_options(args) };
    let preview = match Preview::start(&options, &wishes, notifier(args)) {
        Ok(preview) => preview,
        Err(error) => return start_failure(args, &error),
    };
    if !args.common.quiet {
        err(&greeting(args, wanted, &preview));
    }
    if wanted.open {
        open(&preview.url());
    }
    preview.wait();
    Status::Success
}

/// Returns how changes are noticed, by the flag of the command line.
pub fn watch(poll: bool) -> Watch {
    if poll { Watch::Polling } else { Watch::Events }
}

/// Builds, and builds again whenever something changes, until the program is ended.
pub fn build_again(args: &Args, wishes: &SiteOptions, jobs: Option<NonZeroUsize>, watch: Watch) -> Status {
    let options = wishes.rooted();
    // What is written while the first build runs must be seen by the next.
    let known = options.world();
    let first = build::build(args, wishes, jobs);
    if matches!(first, Status::Usage | Status::Environment | Status::Internal) {
        return first;
    }
    if !args.common.quiet {
        err(words(args, "正在等待改动，按 Ctrl+C 结束。\n", "Waiting for changes; Ctrl+C ends.\n"));
    }
    // What goes wrong with one build is said and may be mended before the next.
    preview::on_change(&options, known, watch, notifier(args), || {
        build::build_once(args, &SiteOptions { rehash: false, ..wishes.clone() });
    });
    Status::Success
}

/// Returns what prints notices, unless nothing is to be printed.
fn notifier(args: &Args) -> impl Fn(Notice) + Send + 'static {
    let own = args.clone();
    move |notice| {
        if !own.common.quiet {
            err(&notice_text(&own, &notice));
        }
    }
}

fn notice_text(args: &Args, notice: &Notice) -> String {
    let text = match notice {
        Notice::Polling => words(
            args,
            "这里的磁盘不通知文件的变化，改为定时查看：保存之后要稍等片刻。",
            "The disk tells nothing of changes here; it is looked through from time to time: wait a moment after saving.",
        ),
    };
    format!("{text}\n")
}

fn greeting(args: &Args, wanted: &Serve, preview: &Preview) -> String {
    let (url, port) = (preview.url(), preview.address().port());
    let mut text = String::new();
    if wanted.port != 0 && port != wanted.port {
        text += &match args.lang {
            Lang::Zh => format!("端口 {} 已被占用，改用 {port}。\n", wanted.port),
            Lang::En => format!("Port {} is in use; {port} is used instead.\n", wanted.port),
        };
    }
    text += &match args.lang {
        Lang::Zh => format!("预览：{url}\n保存文件后页面会自动更新，按 Ctrl+C 结束。\n"),
        Lang::En => format!("Preview: {url}\nPages follow what you save; Ctrl+C ends.\n"),
    };
    if preview.is_open_to_others() {
        text += words(
            args,
            "别的电脑也能用这个口令看到草稿：把地址里的主机换成本机的地址即可。口令只在这次有效，请只告诉该看的人。\n",
            "Other machines can see drafts with this token: replace the host in the address by this machine's. The token is good for this run only; tell it only to those who should look.\n",
        );
    }
    text
}

fn start_failure(args: &Args, error: &StartError) -> Status {
    let text = match (args.lang, error) {
        (_, StartError::Site(error)) => return failure(args, error),
        (Lang::Zh, StartError::Listen(address, error)) => {
            format!(
                "错误：不能在 {address} 上监听：{}。请用 --port 换一个端口，或核对 --host。",
                reason(error)
            )
        }
        (Lang::En, StartError::Listen(address, error)) => {
            format!(
                "error: cannot listen at {address}: {error}. Choose another port with --port, or check --host."
            )
        }
        (Lang::Zh, StartError::NoToken) => {
            "错误：系统不提供随机数，不能生成口令，因此不能让别的电脑查看。".into()
        }
        (Lang::En, StartError::NoToken) => {
            "error: the system has no random numbers for a token, so other machines cannot be let in.".into()
        }
    };
    err(&format!("{text}\n"));
    Status::Environment
}

/// Opens an address in the browser, if the system knows how to.
fn open(url: &str) {
    let (program, first): (&str, &[&str]) = match std::env::consts::OS {
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"]),
        "macos" => ("open", &[]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    let command =
        command.args(first).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // The address is printed already: who has no such program can open it by hand.
    let _ = command.spawn();
}
