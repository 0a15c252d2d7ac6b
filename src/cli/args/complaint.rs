//! Says what is wrong with a command line, in the reader's language: clap finds the mistake, the sentences are ours.

use std::fmt::Write;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use super::help::usage;
use super::words::frame;
use crate::diag::Lang;

/// Returns the sentence about a mistake, a suggestion if there is one, the usage line and where to read more.
pub(super) fn text(error: &Error, root: &Command, chosen: Option<&Command>, lang: Lang) -> String {
    let frame = frame(lang);
    let about = About { error, lang };
    let mut out = format!("{}{}\n", about.say("错误：", "error: "), about.sentence());
    for hint in [about.remedy(), about.suggestion(), about.place(root)].into_iter().flatten() {
        let _ = writeln!(out, "  {hint}");
    }
    let name = chosen.map_or(String::new(), |command| format!(" {}", command.get_name()));
    let line = usage(chosen.unwrap_or(root), root, frame);
    let more = about.say("详细说明请看：", "For more, see: ");
    let _ = write!(out, "\n{}{line}\n{more}pilothouse{name} --help\n", frame.usage);
    printable(&out)
}

/// A mistake and the language to speak of it.
struct About<'e> {
    error: &'e Error,
    lang: Lang,
}

impl About<'_> {
    /// Returns what is wrong.
    fn sentence(&self) -> String {
        let arg = self.words(ContextKind::InvalidArg);
        let value = self.words(ContextKind::InvalidValue);
        match self.error.kind() {
            ErrorKind::InvalidSubcommand => {
                let name = self.words(ContextKind::InvalidSubcommand);
                self.say(format!("没有“{name}”这个命令"), format!("there is no command “{name}”"))
            }
            ErrorKind::UnknownArgument if arg.starts_with('-') => {
                self.say(format!("没有“{arg}”这个选项"), format!("there is no option “{arg}”"))
            }
            ErrorKind::UnknownArgument | ErrorKind::TooManyValues => {
                let extra = if value.is_empty() { arg } else { value };
                self.say(
                    format!("“{extra}”是多出来的，这里不需要它"),
                    format!("“{extra}” is one word too many"),
                )
            }
            ErrorKind::InvalidValue if value.is_empty() => {
                self.say(format!("“{arg}”后面缺少内容"), format!("“{arg}” needs a value after it"))
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => self.say(
                format!("“{value}”不能用作“{arg}”的内容"),
                format!("“{value}” is not a value for “{arg}”"),
            ),
            ErrorKind::MissingRequiredArgument => self.say(format!("缺少：{arg}"), format!("missing: {arg}")),
            ErrorKind::ArgumentConflict => self.conflict(&arg),
            ErrorKind::InvalidUtf8 => self.say(
                "命令行里有无法识别的文字（不是 UTF-8 编码）",
                "the command line holds text that is not valid UTF-8",
            ),
            _ => self.say("命令行写得不对", "the command line is wrong"),
        }
    }

    /// Returns what is wrong when two arguments exclude each other, or one stands twice.
    fn conflict(&self, arg: &str) -> String {
        let other = self.words(ContextKind::PriorArg);
        if other.is_empty() || other == arg {
            return self.say(format!("“{arg}”只能写一次"), format!("“{arg}” may stand only once"));
        }
        self.say(
            format!("“{arg}”不能和“{other}”一起用"),
            format!("“{arg}” cannot be used together with “{other}”"),
        )
    }

    /// Returns what may be written instead.
    fn remedy(&self) -> Option<String> {
        let arg = self.words(ContextKind::InvalidArg);
        let allowed = self.words(ContextKind::ValidValue);
        if !allowed.is_empty() {
            return Some(self.say(format!("可以写：{allowed}"), format!("use one of: {allowed}")));
        }
        match self.error.kind() {
            ErrorKind::ValueValidation if arg.starts_with("--as-of") => {
                Some(self.say("请写成 2025-07-01 这样的日期", "write a date such as 2025-07-01"))
            }
            ErrorKind::ValueValidation if arg.starts_with("--jobs") => {
                Some(self.say("请写一个大于 0 的整数", "write a whole number above 0"))
            }
            _ => None,
        }
    }

    /// Returns the word that was probably meant.
    fn suggestion(&self) -> Option<String> {
        let kinds =
            [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
        let near = kinds.into_iter().map(|kind| self.words(kind)).find(|words| !words.is_empty())?;
        Some(self.say(format!("你是不是想写“{near}”？"), format!("did you mean “{near}”?")))
    }

    /// Returns where an option belongs that was given to the wrong command.
    fn place(&self, root: &Command) -> Option<String> {
        let arg = self.words(ContextKind::InvalidArg);
        let long = arg.strip_prefix("--")?;
        if self.error.kind() != ErrorKind::UnknownArgument {
            return None;
        }
        let owner =
            root.get_subcommands().find(|c| c.get_arguments().any(|arg| arg.get_long() == Some(long)))?;
        let name = owner.get_name();
        Some(self.say(
            format!("“{arg}”是 {name} 命令的选项，请写在 {name} 后面"),
            format!("“{arg}” is an option of {name}; write it after {name}"),
        ))
    }

    /// Returns the words in the reader's language.
    fn say(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        match self.lang {
            Lang::Zh => zh.into(),
            Lang::En => en.into(),
        }
    }

    /// Returns what clap says of one aspect, as words; empty if nothing.
    fn words(&self, kind: ContextKind) -> String {
        let comma = frame(self.lang).comma;
        match self.error.get(kind) {
            Some(ContextValue::String(word)) => word.clone(),
            Some(ContextValue::Strings(words)) => words.join(comma),
            _ => String::new(),
        }
    }
}

/// Returns a text without control characters other than line breaks: the words of a command line may hold any.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}
