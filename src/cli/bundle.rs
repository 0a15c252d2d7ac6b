//! The command `bundle`: makes a file that carries the site to where there is no line, checks one, and applies it there.

use std::path::{Path, PathBuf};

use super::args::{Args, Bundle, BundleAction, Status};
use super::build::{build_once, note};
use super::keys::{self, PASSWORD};
use super::publish::{foretold, list, owner, read_output, refused, told};
use super::show::{err, failure, out, site_options, words};
use crate::diag::Lang;
use crate::publish::bundle::{self, Refusal, Trust};
use crate::publish::{Disk, Folder, PublishError, Switch, sheet};
use crate::signature::{self, PublicKey, SecretKey};
use crate::site;

/// Why a bundle command stops.
enum Stop {
    /// The command line does not say enough: Chinese, English.
    Usage(&'static str, &'static str),
    /// A key cannot be used.
    Key(PathBuf),
    /// The bundle at this place is refused.
    Bundle(PathBuf, Refusal),
    /// The target refused.
    Target(PublishError),
    /// Told already.
    Told(Status),
}

impl From<PublishError> for Stop {
    fn from(error: PublishError) -> Self {
        Self::Target(error)
    }
}

pub fn bundle(args: &Args, wishes: &Bundle) -> Status {
    let done = match wishes.action {
        BundleAction::Keys => make_keys(args, wishes),
        BundleAction::Create => create(args, wishes),
        BundleAction::Verify => verify(args, wishes),
        BundleAction::Apply => apply(args, wishes),
        BundleAction::Rollback => with_folder(wishes, |folder| {
            let outcome = folder.roll_back()?;
            Ok(told(args, folder, &outcome))
        }),
        BundleAction::List => with_folder(wishes, |folder| Ok(list(args, folder)?)),
    };
    done.unwrap_or_else(|stop| stopped(args, stop))
}

/// Writes a new pair of keys.
fn make_keys(args: &Args, wishes: &Bundle) -> Result<Status, Stop> {
    let place = file(wishes)?;
    let secret = place.with_extension("key");
    let password = keys::password();
    let pair = signature::generate(password.as_deref()).map_err(|_| Stop::Key(secret.clone()))?;
    let failed = |(place, error): (PathBuf, _)| Stop::Told(keys::unwritten(args, &place, &error));
    let public = keys::write(&pair, &secret).map_err(failed)?;
    let (secret, public) = (secret.display(), public.display());
    let lock = keys::lock(args, password.as_deref());
    note(
        args,
        &match args.lang {
            Lang::Zh => {
                format!("私钥 {secret} 请只放在制作包的电脑上，不要外传；公钥 {public} 交给接收方。{lock}")
            }
            Lang::En => format!(
                "Keep the secret key {secret} where bundles are made; hand {public} to the other side. {lock}"
            ),
        },
    );
    Ok(Status::Success)
}

fn create(args: &Args, wishes: &Bundle) -> Result<Status, Stop> {
    let place = file(wishes)?;
    let signer = match (&wishes.key, wishes.unsigned) {
        (Some(key), _) => Some(signer(key)?),
        (None, true) => None,
        (None, false) => {
            return Err(Stop::Usage(
                "请用 --key 写明签名的私钥（用 pilothouse bundle keys 制作），或用 --unsigned 表示不签名。",
                "Name the secret key with --key (pilothouse bundle keys makes one), or say --unsigned.",
            ));
        }
    };
    let since = wishes
        .since
        .as_deref()
        .map(|place| bundle::generation_of(place).map_err(|refusal| Stop::Bundle(place.into(), refusal)));
    let since = since.transpose()?;
    let options = site_options(args);
    if args.common.drafts {
        return Err(Stop::Usage(
            "草稿不能发布，请去掉 --drafts。",
            "Drafts are not published; leave --drafts out.",
        ));
    }
    let failed = |error: site::BuildError| Stop::Told(failure(args, &error));
    let settings = site::settings_of(&options).map_err(failed)?;
    let built = build_once(args, &options);
    if built != Status::Success {
        return Ok(built);
    }
    let files = read_output(&options, &settings).map_err(failed)??;
    let (changes, size) = bundle::create(place, files.generation(), since.as_ref(), &files, signer.as_ref())?;
    out(&sheet::text(&changes));
    let (place, digest) = (place.display(), files.generation().digest());
    note(
        args,
        &match args.lang {
            Lang::Zh => format!("已制作 {place}：{size} 字节，核对码 {digest}"),
            Lang::En => format!("Wrote {place}: {size} bytes, digest {digest}"),
        },
    );
    Ok(Status::Success)
}

fn verify(args: &Args, wishes: &Bundle) -> Result<Status, Stop> {
    let bundle = open(wishes)?;
    let manifest = &bundle.manifest;
    let (count, digest) = (manifest.generation.files.len(), &manifest.digest);
    out(&match (args.lang, bundle.base()) {
        (Lang::Zh, None) => format!("包是完整的：{count} 个文件，核对码 {digest}\n"),
        (Lang::Zh, Some(base)) => {
            format!(
                "包是完整的：共 {count} 个文件，核对码 {digest}；是增量包，要求现有版本的核对码为 {base}\n"
            )
        }
        (Lang::En, None) => format!("The bundle is right: {count} files, digest {digest}\n"),
        (Lang::En, Some(base)) => {
            format!("The bundle is right: {count} files, digest {digest}; to be applied to {base}\n")
        }
    });
    Ok(Status::Success)
}

fn apply(args: &Args, wishes: &Bundle) -> Result<Status, Stop> {
    let bundle = open(wishes)?;
    with_folder(wishes, |folder| {
        let generation = &bundle.manifest.generation;
        if wishes.dry_run {
            return Ok(foretold(args, &folder.preview(generation, bundle.base())?));
        }
        let outcome = folder.publish(generation, &bundle, bundle.base())?;
        Ok(told(args, folder, &outcome))
    })
}

fn open(wishes: &Bundle) -> Result<bundle::Bundle, Stop> {
    let place = file(wishes)?;
    let key: Option<PublicKey> = wishes.key.as_deref().map(public_key).transpose()?;
    let trust = match (&key, wishes.unsigned) {
        (Some(key), _) => Trust::Keys(std::slice::from_ref(key)),
        (None, true) => Trust::Anybody,
        (None, false) => {
            return Err(Stop::Usage(
                "请用 --key 写明制作方的公钥；不核对签名时写 --unsigned。",
                "Name the maker's public key with --key, or say --unsigned not to check who made it.",
            ));
        }
    };
    bundle::Bundle::open(place, trust).map_err(|refusal| Stop::Bundle(place.into(), refusal))
}

fn with_folder(
    wishes: &Bundle,
    work: impl FnOnce(&Folder<'_>) -> Result<Status, Stop>,
) -> Result<Status, Stop> {
    let to = wishes.to.as_deref().ok_or(Stop::Usage(
        "请用 --to 写明网站所在的文件夹。",
        "Name the folder that is served with --to.",
    ))?;
    let disk = Disk::default();
    work(&Folder::new(to, Switch::Auto, wishes.keep, owner(), &disk)?)
}

fn file(wishes: &Bundle) -> Result<&Path, Stop> {
    wishes.file.as_deref().ok_or(Stop::Usage("请写明文件名。", "Name the file."))
}

/// Reads a public key: a file, or the key itself.
fn public_key(key: &Path) -> Result<PublicKey, Stop> {
    let text = std::fs::read_to_string(key).unwrap_or_else(|_| key.to_string_lossy().into_owned());
    PublicKey::parse(&text).map_err(|_| Stop::Key(key.into()))
}

fn signer(key: &Path) -> Result<SecretKey, Stop> {
    let text = std::fs::read_to_string(key).map_err(|_| Stop::Key(key.into()))?;
    SecretKey::parse(&text, keys::password().as_deref()).map_err(|_| Stop::Key(key.into()))
}

fn stopped(args: &Args, stop: Stop) -> Status {
    let (text, status) = match stop {
        Stop::Target(error) => return refused(args, &error),
        Stop::Told(status) => return status,
        Stop::Usage(zh, en) => (words(args, zh, en).to_owned(), Status::Usage),
        Stop::Key(place) => {
            let place = place.display();
            let text = match args.lang {
                Lang::Zh => format!("密钥 {place} 读不了，或者口令不对（口令写在环境变量 {PASSWORD} 里）。"),
                Lang::En => {
                    format!("The key {place} cannot be read, or its password in {PASSWORD} is not right.")
                }
            };
            (text, Status::Environment)
        }
        Stop::Bundle(place, refusal) => {
            let place = place.display();
            let text = match args.lang {
                Lang::Zh => format!("拒绝使用 {place}：{}。什么都没有改动。", refusal_zh(&refusal)),
                Lang::En => format!("{place} is refused: {refusal}. Nothing was changed."),
            };
            (text, Status::Environment)
        }
    };
    err(&format!("{}{text}\n", words(args, "错误：", "error: ")));
    status
}

fn refusal_zh(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Io(error) => format!("读不了（{}）", super::show::reason(error)),
        Refusal::NoBundle => "不是完整的包，可能没有传完，或者被别的程序重新打包过".into(),
        Refusal::Unsigned => "没有签名".into(),
        Refusal::WrongKey => "签名用的是另一把密钥".into(),
        Refusal::Signature => "签名不对，清单被改动过".into(),
        Refusal::Manifest => "清单读不懂".into(),
        Refusal::Extra(name) => format!("多出了清单里没有的文件 {name}"),
        Refusal::Missing(name) => format!("缺少文件 {name}"),
        Refusal::Twice(name) => format!("文件 {name} 出现了两次"),
        Refusal::Case(name) => format!("文件 {name} 和另一个文件只有大小写的差别"),
        Refusal::Path(name) => format!("文件名 {name} 指向网站以外，或者有的系统不能用"),
        Refusal::Link(name) => format!("{name} 是链接"),
        Refusal::Bomb(name) => format!("{name} 解开后大得不合理"),
        Refusal::Damaged(name) => format!("文件 {name} 的内容和清单不符"),
        Refusal::Altered(name) => format!("{name} 的记录被改动过"),
    }
}
