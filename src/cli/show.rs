//! Printing: findings, summaries, errors of the surroundings.

use std::io::{IsTerminal, Write};

use super::args::{Args, Color, Format, Status};
use crate::diag::render::{Look, Sources, html, json, sarif, terminal};
use crate::diag::{Diagnostic, Lang};
use crate::output::OutputError;
use crate::site::{Audience, BuildError, SiteOptions};

/// Width of lines where no terminal says otherwise, in cells.
const WIDTH: usize = 100;

/// Prints on standard output. A closed pipe is the reader's choice and no error.
pub fn out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints on standard error.
pub fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Returns the words in the language of the command.
pub fn words<'a>(args: &Args, zh: &'a str, en: &'a str) -> &'a str {
    match args.lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Returns how the site is to be seen, as the command line says.
pub fn site_options(args: &Args) -> SiteOptions {
    let common = &args.common;
    SiteOptions {
        root: common.root.clone(),
        content: common.content.clone(),
        output: common.output.clone(),
        drafts: common.drafts,
        audience: if common.preview { Audience::Preview } else { Audience::Public },
        made_for: common.made_for.clone(),
        as_of: common.as_of.map(|date| date.to_string()),
        rehash: false,
        precompress: false,
    }
}

/// Prints findings: as JSON lines on standard output, else for people on standard error.
pub fn findings(args: &Args, found: &[Diagnostic], sources: &dyn Sources) {
    match args.common.format {
        Format::Json => out(&json(found, sources, args.lang)),
        Format::Sarif => out(&sarif(found, &[], sources, args.lang)),
        Format::Html => out(&html(found, &[], sources, args.lang)),
        Format::Human => {
            let color = match args.common.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
            };
            err(&terminal(found, sources, Look { lang: args.lang, width: WIDTH, color }));
        }
    }
}

/// Returns why the system refused, in Chinese where the reason is one of the usual ones.
pub fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    let words = match error.kind() {
        Kind::PermissionDenied => "没有权限",
        Kind::NotFound => "文件或文件夹不存在",
        Kind::StorageFull | Kind::QuotaExceeded => "磁盘空间已满",
        Kind::ReadOnlyFilesystem => "磁盘是只读的",
        Kind::AlreadyExists => "已有同名的文件",
        Kind::NotADirectory => "上级不是文件夹",
        Kind::IsADirectory => "这里已有同名的文件夹",
        Kind::InvalidFilename => "文件名不能用",
        _ => return error.to_string(),
    };
    words.into()
}

/// Returns what to do about it.
fn remedy(error: &std::io::Error, lang: Lang) -> &'static str {
    use std::io::ErrorKind as Kind;
    let (zh, en) = match error.kind() {
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => (
            "请检查文件夹的权限，或用 --output 换一个能写的文件夹。",
            "Check the permissions, or choose a folder that can be written with --output.",
        ),
        Kind::StorageFull | Kind::QuotaExceeded => (
            "请腾出一些空间再试，或用 --output 换一个磁盘。",
            "Free some space and try again, or choose another disk with --output.",
        ),
        _ => (
            "请核对这个位置，或用 --output 换一个文件夹。",
            "Check that place, or choose another folder with --output.",
        ),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Prints why a command could not do its work.
pub fn failure(args: &Args, error: &BuildError) -> Status {
    let (zh, en) = match error {
        BuildError::Output(error) => of_output(error),
        other => of_places(other),
    };
    err(&format!("{}{}\n", words(args, "错误：", "error: "), words(args, &zh, &en)));
    Status::Environment
}

/// Returns why the output folder could not be written, in Chinese and in English.
fn of_output(error: &OutputError) -> (String, String) {
    match error {
        OutputError::Locked(path) => (
            format!("另一个生成正在写入 {}，请等它结束后再试。", path.display()),
            format!("Another build is writing to {}; try again when it is done.", path.display()),
        ),
        OutputError::Foreign(path) => (
            format!(
                "{} 不是本程序写的文件，没有覆盖，输出文件夹保持原样。请把它移走，或用 --output 换一个文件夹。",
                path.display()
            ),
            format!(
                "{} was not written by this program and is left alone; nothing was changed. Move it away, or choose another folder with --output.",
                path.display()
            ),
        ),
        OutputError::Io { path, error } => (
            format!(
                "无法读写 {}：{}。输出文件夹保持原样，{}",
                path.display(),
                reason(error),
                remedy(error, Lang::Zh)
            ),
            format!(
                "Cannot read or write {}: {error}. The output folder is as it was. {}",
                path.display(),
                remedy(error, Lang::En)
            ),
        ),
        OutputError::Unfinished { path, error } => (
            format!(
                "无法写入 {}：{}。这次更新没有写完，排除问题后再建一次就会接着完成。",
                path.display(),
                reason(error)
            ),
            format!(
                "Cannot write {}: {error}. The update is not finished; the next build finishes it.",
                path.display()
            ),
        ),
    }
}

/// Returns what is wrong with the places that the command was given, in Chinese and in English.
fn of_places(error: &BuildError) -> (String, String) {
    match error {
        BuildError::Output(error) => of_output(error),
        BuildError::NoSite(path) => (
            format!(
                "{} 里没有站点：既没有 pilothouse.yaml，也没有 content 文件夹。请进入站点文件夹，或用 --root 指定，或用 pilothouse init 新建。",
                path.display()
            ),
            format!(
                "There is no site in {}: neither pilothouse.yaml nor a content folder. Go to the site's folder, name it with --root, or start one with pilothouse init.",
                path.display()
            ),
        ),
        BuildError::NoContent(path) => (
            format!(
                "内容文件夹 {} 不存在或是空的，没有改动已生成的网站。请核对文件夹的位置，或用 --content 指定。",
                path.display()
            ),
            format!(
                "The content folder {} is missing or empty; the site is left as it is. Check where it lies, or name it with --content.",
                path.display()
            ),
        ),
        BuildError::Overlap(output, source) => (
            format!(
                "输出文件夹 {} 与源文件夹 {} 互相包含。请用 --output 换一个文件夹。",
                output.display(),
                source.display()
            ),
            format!(
                "The output folder {} and the source folder {} lie in each other. Choose another folder with --output.",
                output.display(),
                source.display()
            ),
        ),
        BuildError::NoPage(file) => (
            format!("{file} 不是本站 content 文件夹里的页面（.md 文件）。"),
            format!("{file} is no page (.md file) in the content folder of this site."),
        ),
    }
}
