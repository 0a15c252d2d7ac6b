//! The commands that write sources: init, new. They never overwrite anything.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use super::args::{Args, Example, Status};
use super::show::{err, reason, site_options, words};
use crate::chinese::slug;
use crate::diag::{Lang, did_you_mean};
use crate::schema::{Given, Schema, scaffold};
use crate::site::{self, Outset};
use crate::world::embedded;

/// Returns what of the embedded files an example is made of: the folder that becomes the site's, and what of it is taken.
fn parts_of(example: Example) -> (&'static str, &'static [&'static str]) {
    match example {
        Example::Starter => ("src/cli/starter/", &[""]),
        // The repository itself is the sample site.
        Example::Sample => ("", &["pilothouse.yaml", "content/", "themes/_local/"]),
        Example::Library => ("tests/fixtures/library/", &[""]),
        Example::Blog => ("tests/fixtures/blog/", &[""]),
    }
}

/// Returns name and bytes of each file of an example.
fn files_of(example: Example) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let (folder, parts) = parts_of(example);
    embedded::below(folder).filter(|(name, _)| parts.iter().any(|part| name.starts_with(part)))
}

pub fn init(args: &Args, example: Example) -> Status {
    let root = &args.common.root;
    let taken = fs::read_dir(root).is_ok_and(|mut entries| {
        entries.any(|entry| entry.is_ok_and(|entry| !entry.file_name().to_string_lossy().starts_with('.')))
    });
    if taken {
        let place = root.display();
        err(&match args.lang {
            Lang::Zh => format!(
                "错误：文件夹 {place} 不是空的，没有写入任何文件。请新建一个空文件夹，进去再试，或用 --root 指定一个。\n"
            ),
            Lang::En => format!(
                "error: the folder {place} is not empty; nothing was written. Go to an empty folder, or name one with --root.\n"
            ),
        });
        return Status::Environment;
    }
    for (name, bytes) in files_of(example) {
        if let Err(error) = write_new(&root.join(name), bytes) {
            return io_failure(args, &root.join(name), &error);
        }
    }
    err(words(
        args,
        "已新建站点。接下来：\n  pilothouse build           生成网站，在 site 文件夹里打开 index.html\n  pilothouse new 品牌 \"标题\"  新建一篇稿件\n",
        "A new site is ready. Next:\n  pilothouse build              make the site, then open index.html in the folder site\n  pilothouse new pilot \"Title\"  write a new page\n",
    ));
    Status::Success
}

pub fn new(args: &Args, kind: &str, title: &str) -> Status {
    let options = site_options(args);
    let Outset { schema, sections, readings, today } = site::outset_of(&options);
    let Some(found) = schema.kind(kind).filter(|kind| kind.is_of_pages()) else {
        return unknown_kind(args, &schema, kind);
    };
    let content = options.content.clone().unwrap_or_else(|| options.root.join("content"));
    // The section whose pages are of this kind, else one that is named like it, else the top.
    let folder = sections.iter().find(|(_, of)| *of == *found.name).map(|(folder, _)| folder.clone());
    let folder = folder.unwrap_or_else(|| {
        let plural = format!("{}s", found.name);
        if content.join(&plural).is_dir() { plural } else { String::new() }
    });
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        err(words(
            args,
            "错误：标题是空的。请写上标题。\n",
            "error: the title is empty. Give the page a title.\n",
        ));
        return Status::Usage;
    }
    let name = slug::slug(&title, &readings);
    let path = content.join(folder).join(format!("{name}.md"));
    let text = format!(
        "---\n{}\n---\n\n",
        scaffold(found, &Given { title: &title, today: &today }, args.lang).trim_end()
    );
    match write_new(&path, text.as_bytes()) {
        Ok(()) => {
            err(&format!("{}{}\n", words(args, "已新建：", "Created: "), path.display()));
            Status::Success
        }
        Err(error) => io_failure(args, &path, &error),
    }
}

fn unknown_kind(args: &Args, schema: &Schema, kind: &str) -> Status {
    let pages = || schema.kinds().filter(|kind| kind.is_of_pages());
    let names = || pages().flat_map(|kind| [&*kind.name, &*kind.label.zh]);
    let known: Vec<String> = pages().map(|kind| format!("{}（{}）", kind.label.zh, kind.name)).collect();
    let hint = did_you_mean(kind, names());
    let text = match (args.lang, hint) {
        (Lang::Zh, Some(hint)) => {
            format!("错误：没有“{kind}”这个类型。是不是“{hint}”？可用的类型：{}\n", known.join("、"))
        }
        (Lang::Zh, None) => format!("错误：没有“{kind}”这个类型。可用的类型：{}\n", known.join("、")),
        (Lang::En, Some(hint)) => {
            format!("error: there is no kind “{kind}”. Did you mean “{hint}”? Known: {}\n", known.join(", "))
        }
        (Lang::En, None) => format!("error: there is no kind “{kind}”. Known: {}\n", known.join(", ")),
    };
    err(&text);
    Status::Usage
}

/// Writes a file that must not be there yet.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}

pub(super) fn io_failure(args: &Args, path: &Path, error: &std::io::Error) -> Status {
    let why = match error.kind() {
        std::io::ErrorKind::AlreadyExists => words(
            args,
            "这个文件已经存在，没有改动。请换一个标题，或直接修改那个文件",
            "it exists already and is left alone. Choose another title, or edit that file",
        )
        .to_owned(),
        _ if args.lang == Lang::Zh => reason(error),
        _ => error.to_string(),
    };
    let path = path.display();
    err(&match args.lang {
        Lang::Zh => format!("错误：无法写入 {path}：{why}。\n"),
        Lang::En => format!("error: cannot write {path}: {why}.\n"),
    });
    Status::Environment
}
