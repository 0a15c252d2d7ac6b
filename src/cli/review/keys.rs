//! Keys of reviewers: made once, kept by their owners, locked with a password.

use std::path::{Path, PathBuf};

use crate::cli::args::{Args, Review, Status};
use crate::cli::keys;
use crate::cli::show::{err, out, words};
use crate::diag::Lang;
use crate::review::Rules;
use crate::signature::{Fault, PublicKey, SecretKey, generate as pair, is_locked};

/// Writes a pair of keys: `NAME.key` for the reviewer alone, `NAME.pub` for the settings.
pub(super) fn generate(args: &Args, wanted: &Review) -> Status {
    let place = wanted.key.clone().unwrap_or_else(|| PathBuf::from("review.key"));
    let password = keys::password();
    let made = match pair(password.as_deref()) {
        Ok(made) => made,
        Err(fault) => return told(args, &place, &fault),
    };
    let public = match keys::write(&made, &place) {
        Ok(public) => public,
        Err((place, error)) => return keys::unwritten(args, &place, &error),
    };
    let line = made.key().map(|key| key.text()).unwrap_or_default();
    out(&format!("{line}\n"));
    let locked = keys::lock(args, password.as_deref());
    let (secret, public) = (place.display(), public.display());
    err(&match args.lang {
        Lang::Zh => format!(
            "私钥 {secret}（只由本人保管，不要放进站点文件夹），公钥 {public}。\n{locked}\n请把上面一行公钥写到 pilothouse.yaml 的“审批 › 审核人 › 公钥”。\n"
        ),
        Lang::En => format!(
            "Secret key {secret} (keep it to yourself, never in the site's folder), public key {public}.\n{locked}\nWrite the line above to review.reviewers.key in pilothouse.yaml.\n"
        ),
    });
    Status::Success
}

/// Reads the secret key of a reviewer; it must be the one whose public key the settings have.
pub(super) fn read(args: &Args, place: &Path, rules: &Rules, person: &str) -> Result<SecretKey, Status> {
    let text = std::fs::read_to_string(place).map_err(|error| {
        err(&match args.lang {
            Lang::Zh => format!("错误：不能读取私钥 {}：{error}。\n", place.display()),
            Lang::En => format!("error: cannot read the key {}: {error}.\n", place.display()),
        });
        Status::Environment
    })?;
    let password = keys::password();
    let key = match (is_locked(&text), &password) {
        (Ok(true), None) => SecretKey::ask(&text),
        _ => SecretKey::parse(&text, password.as_deref()),
    };
    let key = key.map_err(|fault| told(args, place, &fault))?;
    let known = rules.reviewer(person).and_then(|one| PublicKey::parse(&one.key).ok());
    let own = key.public().map_err(|fault| told(args, place, &fault))?;
    if known.is_some_and(|known| known != own) {
        err(&match args.lang {
            Lang::Zh => format!("错误：私钥 {} 和设置里“{person}”的公钥不是一对。\n", place.display()),
            Lang::En => format!(
                "error: the key {} does not belong to the public key of {person} in the settings.\n",
                place.display()
            ),
        });
        return Err(Status::Problems);
    }
    Ok(key)
}

fn told(args: &Args, place: &Path, fault: &Fault) -> Status {
    let zh = match fault {
        Fault::WrongPassword => "密码不对，或没有给密码（环境变量 PILOTHOUSE_KEY_PASSWORD）".to_owned(),
        Fault::NoSecretKey => "这不是私钥，或文件坏了".to_owned(),
        other => other.to_string(),
    };
    let en = fault.to_string();
    let text = words(args, &zh, &en);
    err(&format!("{}{}: {text}\n", words(args, "错误：", "error: "), place.display()));
    Status::Problems
}
