//! Key files: written once, for their owner alone, and read with the password that the environment holds.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::{Args, Status};
use super::show::{err, reason, words};
use crate::diag::Lang;
use crate::signature::Pair;

/// Environment variable with the password of a secret key.
pub(super) const PASSWORD: &str = "PILOTHOUSE_KEY_PASSWORD";

/// Returns the password of secret keys, if there is one.
pub(super) fn password() -> Option<String> {
    std::env::var(PASSWORD).ok().filter(|password| !password.is_empty())
}

/// Writes both files of a pair, the public one beside the secret one, and returns its place. Files that are there are never written
/// over; tells which could not be written.
pub(super) fn write(pair: &Pair, secret: &Path) -> Result<PathBuf, (PathBuf, io::Error)> {
    let public = secret.with_extension("pub");
    let mut own = OpenOptions::new();
    own.write(true).create_new(true);
    let mut shared = own.clone();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut own, 0o600);
    for (options, place, text) in [(&mut own, secret, &pair.secret), (&mut shared, &*public, &pair.public)] {
        let written = options.open(place).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| (place.to_owned(), error))?;
    }
    Ok(public)
}

/// Tells that a key could not be written.
pub(super) fn unwritten(args: &Args, place: &Path, error: &io::Error) -> Status {
    let place = place.display();
    err(&match args.lang {
        Lang::Zh => format!("错误：不能写入 {place}：{}。已有的文件不会被覆盖。\n", reason(error)),
        Lang::En => format!("error: cannot write {place}: {error}. Files are never overwritten.\n"),
    });
    Status::Environment
}

/// Returns whether a new secret key is locked, in words.
pub(super) fn lock(args: &Args, password: Option<&str>) -> &'static str {
    match password {
        Some(_) => words(args, "私钥已用密码锁住。", "The secret key is locked with the password."),
        None => words(
            args,
            "私钥没有密码，谁拿到文件谁就能签名；要加密码，生成前设置环境变量 PILOTHOUSE_KEY_PASSWORD。",
            "The secret key has no password: whoever has the file can sign. Set PILOTHOUSE_KEY_PASSWORD before making one.",
        ),
    }
}
