//! The command `publish`: builds, brings the site to a target, and tells what readers see otherwise than before.

use std::collections::BTreeMap;

use super::args::{Args, Publish, Status};
use super::build::{build_once, note};
use super::show::{err, failure, out, reason, site_options, words};
use crate::base::{SourcePath, Value};
use crate::diag::Lang;
use crate::publish::{
    Disk, Folder, Note, Outcome, OutputFiles, Owner, Place, PublishError, Settings, SettingsFault, Target,
    remote, sheet, targets,
};
use crate::site::{self, SiteOptions};

pub fn publish(args: &Args, wishes: &Publish) -> Status {
    if args.common.drafts {
        let text = words(
            args,
            "错误：草稿不能发布，请去掉 --drafts。\n",
            "error: drafts are not published; leave --drafts out.\n",
        );
        err(text);
        return Status::Usage;
    }
    let options = site_options(args);
    let settings = match site::settings_of(&options) {
        Ok(settings) => settings,
        Err(error) => return failure(args, &error),
    };
    let target = match Settings::choose(targets(&settings, &options.root), wishes.target.as_deref()) {
        Ok(target) => target,
        Err(fault) => return no_target(args, &fault),
    };
    let done = with_target(&target, &options, |target| match wishes {
        Publish { list: true, .. } => list(args, target),
        Publish { rollback: true, .. } => target.roll_back().map(|outcome| told(args, target, &outcome)),
        _ => send(args, wishes, &options, &settings, target),
    });
    done.unwrap_or_else(|error| refused(args, &error))
}

/// Does something with a target of the settings.
fn with_target(
    settings: &Settings,
    options: &SiteOptions,
    work: impl FnOnce(&dyn Target) -> Result<Status, PublishError>,
) -> Result<Status, PublishError> {
    match &settings.to {
        Place::Folder(to) => {
            let disk = Disk::default();
            let folder = Folder::new(to, settings.switch, settings.keep, owner(), &disk)?;
            keep_apart(options, &folder)?;
            work(&folder)
        }
        Place::Remote { address, server, secrets } => {
            let address = remote::Address::read(address, server)?;
            server.key.iter().try_for_each(|key| remote::outside(key, &options.root))?;
            let secrets = match secrets {
                Some(file) => remote::Secrets::from_file(file, &options.root)?,
                None => remote::Secrets::from_variables(|name| std::env::var(name).ok()),
            };
            let line = remote::connect(&address, &secrets)?;
            let marks = std::env::temp_dir();
            let site = remote::RemoteSite::new(&*line, &address, settings.keep, owner(), &marks);
            work(&site.switched(settings.switch))
        }
    }
}

/// Builds the site and brings it to a target.
fn send(
    args: &Args,
    wishes: &Publish,
    options: &SiteOptions,
    settings: &Value,
    target: &dyn Target,
) -> Result<Status, PublishError> {
    let built = build_once(args, options);
    if built != Status::Success {
        note(
            args,
            words(args, "网站没有生成好，没有发布。", "The site was not built; nothing is published."),
        );
        return Ok(built);
    }
    let files = match read_output(options, settings) {
        Ok(files) => files?,
        Err(error) => return Ok(failure(args, &error)),
    };
    if wishes.dry_run {
        let outcome = target.preview(files.generation())?;
        return Ok(foretold(args, &outcome));
    }
    let outcome = target.publish(files.generation(), &files)?;
    Ok(told(args, target, &outcome))
}

/// Reads what was built as a generation.
pub(super) fn read_output(
    options: &SiteOptions,
    settings: &Value,
) -> Result<Result<OutputFiles, PublishError>, site::BuildError> {
    let note =
        |page: site::PublishedPage| Note { title: page.title, unit: page.unit, approvers: page.approvers };
    let pages = site::published_pages(options)?;
    let notes: BTreeMap<SourcePath, Note> =
        pages.into_iter().map(|(path, page)| (path, note(page))).collect();
    let title = settings.at("site.title").text().unwrap_or_default();
    Ok(OutputFiles::read(&options.target(), title, &notes))
}

/// Refuses a target in the site's own folders: publishing would write over what it publishes.
fn keep_apart(options: &SiteOptions, folder: &Folder<'_>) -> Result<(), PublishError> {
    let as_output = SiteOptions { output: Some(folder.place().into()), ..options.clone() };
    let output = site::absolute(&options.target().folder);
    let inside = folder.place().starts_with(&output) || output.starts_with(folder.place());
    if inside || as_output.overlap().is_some() {
        return Err(PublishError::NoTarget(folder.place().into()));
    }
    Ok(())
}

/// Returns who publishes, as this machine calls them.
pub(super) fn owner() -> Owner {
    let first =
        |names: &[&str]| names.iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let kernel = || std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    Owner {
        user: first(&["USER", "LOGNAME", "USERNAME"]).unwrap_or_default(),
        host: first(&["COMPUTERNAME"]).or_else(kernel).unwrap_or_default().trim().to_owned(),
        process: std::process::id(),
        since: String::new(),
    }
}

pub(super) fn list(args: &Args, folder: &dyn Target) -> Result<Status, PublishError> {
    let (all, unfinished) = folder.list()?;
    for status in &all {
        let generation = &status.generation;
        let mark = if status.is_live { '*' } else { ' ' };
        let line = match args.lang {
            Lang::Zh => format!(
                "{mark} 第 {} 版  {}  {} 个文件  {}\n",
                generation.number,
                generation.made,
                generation.files.len(),
                generation.id()
            ),
            Lang::En => format!(
                "{mark} {}  {}  {} files  {}\n",
                generation.number,
                generation.made,
                generation.files.len(),
                generation.id()
            ),
        };
        out(&line);
    }
    if all.is_empty() {
        note(args, words(args, "这里还没有发布过。", "Nothing has been published here yet."));
    }
    if unfinished {
        note(
            args,
            words(
                args,
                "上一次切换没有完成；再发布一次就会接着完成。",
                "The last exchange is not finished; publish again to finish it.",
            ),
        );
    }
    Ok(Status::Success)
}

/// Prints the changes as they would be.
pub(super) fn foretold(args: &Args, outcome: &Outcome) -> Status {
    out(&changes(args, outcome));
    let text = match args.lang {
        Lang::Zh => format!(
            "试运行，没有改动：要传送 {} 个文件，{} 字节；{}。",
            outcome.brought,
            outcome.bytes,
            if outcome.at_once { "全部文件一次切换" } else { "文件逐个替换" }
        ),
        Lang::En => format!(
            "Nothing was touched: {} files, {} bytes would travel; {}.",
            outcome.brought,
            outcome.bytes,
            if outcome.at_once { "all files at once" } else { "file by file" }
        ),
    };
    note(args, &text);
    Status::Success
}

/// Prints what was done.
pub(super) fn told(args: &Args, folder: &dyn Target, outcome: &Outcome) -> Status {
    if outcome.finished_earlier {
        note(
            args,
            words(
                args,
                "先接着完成了上一次没有完成的切换。",
                "First finished the exchange that was interrupted earlier.",
            ),
        );
    }
    out(&changes(args, outcome));
    for place in &outcome.rescued {
        let place = place.display();
        note(
            args,
            &match args.lang {
                Lang::Zh => format!("有人手工改过发布的文件，改过的内容存放在 {place}"),
                Lang::En => format!("A published file was changed by hand; its bytes are kept in {place}"),
            },
        );
    }
    for place in &outcome.strangers {
        let place = place.display();
        note(
            args,
            &match args.lang {
                Lang::Zh => format!("不是本程序发布的文件，没有删除，也不在新的一版里：{place}"),
                Lang::En => format!(
                    "Not published by this program; it stays, but is not in the new generation: {place}"
                ),
            },
        );
    }
    let place = folder.place();
    let place = place.display();
    let (changed, id) = (outcome.generation != outcome.before, &outcome.generation);
    let text = match (args.lang, changed) {
        (Lang::Zh, false) => format!("没有变化：{place} 已经是这一版（{id}）。"),
        (Lang::En, false) => format!("Nothing changed: {place} is at {id} already."),
        (Lang::Zh, true) => format!(
            "已切换到 {id}：{place}，传送 {} 个文件，{} 字节。清单：{}",
            outcome.brought,
            outcome.bytes,
            outcome.sheet.display()
        ),
        (Lang::En, true) => format!(
            "{place} is at {id} now; {} files, {} bytes travelled. Sheet: {}",
            outcome.brought,
            outcome.bytes,
            outcome.sheet.display()
        ),
    };
    note(args, &text);
    Status::Success
}

fn changes(args: &Args, outcome: &Outcome) -> String {
    let changes = &outcome.changes;
    let counts = (changes.added.len(), changes.changed.len(), changes.withdrawn.len(), changes.unchanged);
    match args.lang {
        Lang::Zh => {
            let counts =
                format!("新增 {}，更新 {}，撤下 {}，未变 {}\n", counts.0, counts.1, counts.2, counts.3);
            sheet::text(changes) + &counts
        }
        Lang::En => format!(
            "{} added, {} changed, {} withdrawn, {} unchanged\n",
            counts.0, counts.1, counts.2, counts.3
        ),
    }
}

fn no_target(args: &Args, fault: &SettingsFault) -> Status {
    let text = match (args.lang, fault) {
        (Lang::Zh, SettingsFault::None) => {
            "设置里没有发布目标。请在 pilothouse.yaml 里写，例如：publish: {内网: {to: /srv/www/site, keep: 5}}".into()
        }
        (Lang::En, SettingsFault::None) => {
            "The settings name no target. Write one into pilothouse.yaml: publish: {intranet: {to: /srv/www/site, keep: 5}}".into()
        }
        (Lang::Zh, SettingsFault::Which(names)) => format!("有几个发布目标，请写明是哪一个：{}", names.join("、")),
        (Lang::En, SettingsFault::Which(names)) => format!("Name one of the targets: {}", names.join(", ")),
        (Lang::Zh, SettingsFault::Unknown(name, names)) => {
            format!("设置里没有发布目标“{name}”，有的是：{}", names.join("、"))
        }
        (Lang::En, SettingsFault::Unknown(name, names)) => {
            format!("There is no target \"{name}\" in the settings, but: {}", names.join(", "))
        }
    };
    err(&format!("{}{text}\n", words(args, "错误：", "error: ")));
    Status::Usage
}

/// Prints why a target refused.
pub(super) fn refused(args: &Args, error: &PublishError) -> Status {
    let text = match args.lang {
        Lang::Zh => refused_zh(error),
        Lang::En => refused_en(error),
    };
    err(&format!("{}{text}\n", words(args, "错误：", "error: ")));
    Status::Environment
}

fn refused_zh(error: &PublishError) -> String {
    match error {
        PublishError::Io { path, error } => format!(
            "无法读写 {}：{}。正在使用的网站没有变化；排除问题后再发布一次。",
            path.display(),
            reason(error)
        ),
        PublishError::Unfinished { path, error } => format!(
            "替换文件时中断在 {}：{}。一部分文件已经换成新的；排除问题后再发布一次就会接着完成。",
            path.display(),
            reason(error)
        ),
        PublishError::Locked { folder, owner, since } => {
            format!("{owner} 从 {since} 起正在使用 {}，请等它结束后再试。", folder.display())
        }
        PublishError::Foreign(path) => {
            format!("{} 不是本程序发布的，没有覆盖，什么都没有改动。请把它移走再试。", path.display())
        }
        PublishError::Damaged(path) => {
            format!("{} 读回来的内容不对，没有切换。请检查磁盘；把这个文件删掉后再发布一次。", path.display())
        }
        PublishError::Changed(path) => {
            format!("{path} 在生成之后被改动过，没有发布。请再运行一次。")
        }
        PublishError::Name(path) => format!(
            "文件名 {path} 不能发布：有的磁盘存不下这样的名字，或者和另一个文件只有大小写的差别，或者指向网站以外。"
        ),
        PublishError::NoEarlier(path) => format!("{} 没有可以退回的上一版。", path.display()),
        PublishError::NoLink(path) => format!(
            "{} 不能做成链接：这里已有文件夹，或者磁盘不支持。请换一个位置，或把 switch 改成 files。",
            path.display()
        ),
        PublishError::NoTarget(path) => format!(
            "{} 不能作为发布的位置：要写一个文件夹，不能是磁盘的根目录，也不能和站点自己的文件夹互相包含。",
            path.display()
        ),
        PublishError::Unreadable(path) => {
            format!("{} 缺失或者读不懂，没有改动。请从备份恢复它。", path.display())
        }
        PublishError::NoAddress(address) => format!(
            "{address} 不是服务器上文件夹的地址，应当写 s3://桶/文件夹、https://服务器/文件夹 或 sftp://用户@主机/文件夹；地址里不能有口令、? # %。"
        ),
        PublishError::NotBuilt(feature) => {
            format!(
                "这个程序不带发布到这种服务器的功能。请用 cargo install pilothouse --features {feature} 安装。"
            )
        }
        PublishError::NoSecrets(names) => {
            format!("没有密钥：请设置环境变量 {names}，或者在发布目标里用 secrets 写明站点以外的密钥文件。")
        }
        PublishError::UnknownHost { host, fingerprint } => format!(
            "还不认识服务器 {host}，没有连接。它的指纹是 {fingerprint}；请向管理员核对，一致就在发布目标里写上 host_key: {fingerprint}（主机指纹），或写 known_hosts（主机名单）。"
        ),
        PublishError::OtherHost { host, fingerprint } => format!(
            "服务器 {host} 的指纹变了，现在是 {fingerprint}，和记下的不一样，没有连接。可能有人冒充；请向管理员核对后再改 host_key 或 known_hosts。"
        ),
        PublishError::NoEntry { host, user } => {
            format!("服务器 {host} 不让 {user} 登录：请检查私钥、口令和用户名。")
        }
        PublishError::SecretsInSite(path) => {
            format!("密钥文件 {} 放在站点里，会跟着站点传出去。请移到站点以外。", path.display())
        }
        PublishError::OtherBase { folder, live, wanted } => format!(
            "{} 现在的版本（{}）不是这个增量包要求的版本（{}）。请用完整的包，或先应用中间的包。",
            folder.display(),
            if live.is_empty() { "还没有" } else { live },
            wanted
        ),
    }
}

fn refused_en(error: &PublishError) -> String {
    match error {
        PublishError::Io { path, error } => format!(
            "Cannot read or write {}: {error}. What is served is as it was; publish again when that is set right.",
            path.display()
        ),
        PublishError::Unfinished { path, error } => format!(
            "The exchange of files stopped at {}: {error}. Some files are new already; publish again to finish it.",
            path.display()
        ),
        PublishError::Locked { folder, owner, since } => {
            format!("{owner} has been using {} since {since}; try again later.", folder.display())
        }
        PublishError::Foreign(path) => format!(
            "{} was not published by this program; nothing was changed. Move it away and try again.",
            path.display()
        ),
        PublishError::Damaged(path) => format!(
            "{} is not what was written; no switch was made. Check the disk, remove that file and publish again.",
            path.display()
        ),
        PublishError::Changed(path) => {
            format!("{path} was changed after it was built; nothing is published. Run the command again.")
        }
        PublishError::NoEarlier(path) => format!("{} has no generation to go back to.", path.display()),
        PublishError::NoLink(path) => format!(
            "{} cannot be a link: a folder is there, or the disk knows none. Choose another place, or set switch to files.",
            path.display()
        ),
        PublishError::NoAddress(address) => format!(
            "{address} is no address of a folder at a server: write s3://bucket/folder, https://server/folder or sftp://user@host/folder, without password, ? # %."
        ),
        PublishError::NotBuilt(feature) => format!(
            "This program cannot reach such servers; install it with: cargo install pilothouse --features {feature}"
        ),
        PublishError::NoSecrets(names) => format!(
            "No keys: set the environment variables {names}, or name a file outside the site as secrets of the target."
        ),
        PublishError::UnknownHost { host, fingerprint } => format!(
            "{host} is not known; nothing was sent. Its key is {fingerprint}: ask who runs it, and if that is right, write into the target host_key: {fingerprint}, or name a file as known_hosts."
        ),
        PublishError::OtherHost { host, fingerprint } => format!(
            "{host} shows another key than it should: {fingerprint}. Nothing was sent: somebody may stand in between. Ask who runs it before changing host_key or known_hosts."
        ),
        PublishError::NoEntry { host, user } => {
            format!("{host} does not let {user} in: check the key, the password and the name.")
        }
        PublishError::SecretsInSite(path) => {
            format!(
                "{} with the keys lies in the site and would be passed on with it; move it out.",
                path.display()
            )
        }
        other => format!("{other}."),
    }
}
