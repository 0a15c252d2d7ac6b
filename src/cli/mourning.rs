//! The command `mourning`: turns a site grey where it lies, and back.

use super::args::{Args, MourningAction, Status};
use super::show::{err, out, site_options, words};
use crate::diag::Lang;
use crate::output::{Mourning, OutputError, mourning as standing, set_mourning};

pub fn mourning(args: &Args, action: MourningAction) -> Status {
    let target = site_options(args).target();
    let wish = match action {
        MourningAction::On => Mourning::On,
        MourningAction::Off => Mourning::Off,
        MourningAction::Status => return told(args, standing(&target.folder)),
    };
    match set_mourning(&target, wish) {
        Ok(None) => told(args, None),
        Ok(Some(turned)) => {
            if !args.common.quiet {
                err(if turned { done(args, wish) } else { nothing_done(args, wish) });
            }
            Status::Success
        }
        Err(error) => {
            err(&refused(args, &error));
            Status::Environment
        }
    }
}

fn done(args: &Args, wish: Mourning) -> &str {
    match wish {
        Mourning::On => words(
            args,
            "已变灰。再生成时保持不变；要恢复，运行 pilothouse mourning off。\n",
            "The site is grey. Builds leave it so until pilothouse mourning off.\n",
        ),
        Mourning::Off => words(args, "已恢复颜色。\n", "The site has its colours back.\n"),
    }
}

fn nothing_done(args: &Args, wish: Mourning) -> &str {
    match wish {
        Mourning::On => words(args, "已经是灰的，没有改动。\n", "It is grey already; nothing was changed.\n"),
        Mourning::Off => {
            words(args, "本来就有颜色，没有改动。\n", "It has its colours already; nothing was changed.\n")
        }
    }
}

/// Prints how the switch stands.
fn told(args: &Args, standing: Option<Mourning>) -> Status {
    let Some(standing) = standing else {
        let folder = site_options(args).target().folder;
        err(&match args.lang {
            Lang::Zh => format!(
                "错误：{} 里没有 assets/fixed/mourning.css 和 mourning-on.css。请先生成网站，或用 --output 写明网站所在的目录；自己的主题要带这两个文件。\n",
                folder.display()
            ),
            Lang::En => format!(
                "error: {} holds no assets/fixed/mourning.css and mourning-on.css. Build the site first, or name its folder with --output; a theme of your own must bring both files.\n",
                folder.display()
            ),
        });
        return Status::Problems;
    };
    out(match standing {
        Mourning::On => words(args, "灰色\n", "on\n"),
        Mourning::Off => words(args, "平常\n", "off\n"),
    });
    Status::Success
}

fn refused(args: &Args, error: &OutputError) -> String {
    match (args.lang, error) {
        (Lang::Zh, OutputError::Locked(folder)) => {
            format!("错误：{} 正在生成，请稍后再试。\n", folder.display())
        }
        (Lang::Zh, OutputError::Io { path, error } | OutputError::Unfinished { path, error }) => {
            format!("错误：{}：{error}。\n", path.display())
        }
        (Lang::Zh, OutputError::Foreign(path)) => {
            format!("错误：{} 不是本程序写的。\n", path.display())
        }
        (Lang::En, error) => format!("error: {error}.\n"),
    }
}
