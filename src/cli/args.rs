//! The command line as data. Reads arguments and the environment handed to it; runs nothing and prints nothing.
//!
//! clap does the parsing; all words, its own included, come from here in the reader's language: English help is the doc
//! comment of a field, Chinese help stands in `words`, the layout in `help`, the errors in `complaint`.

mod complaint;
mod help;
mod words;

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, ValueEnum, ValueHint};
use jiff::civil::Date;

use crate::diag::Lang;

/// Outcome of the program for the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Everything is done; there may be warnings.
    Success = 0,
    /// The content has errors.
    Problems = 1,
    /// The command line is wrong.
    Usage = 2,
    /// Something around the program: a folder cannot be read or written, or another build runs.
    Environment = 3,
    /// A defect of the program; also the code of a panic.
    Internal = 101,
}

/// Why there is nothing to run: help was asked for, or the command line is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Code to end with.
    pub status: Status,
    /// What to print, with its last line break: on standard output for `Success`, else on standard error.
    pub text: String,
}

/// A whole command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Args {
    /// Language of everything printed.
    pub lang: Lang,
    /// Options of all commands.
    pub common: Common,
    /// What to do.
    pub command: Command,
}

/// Turns Markdown files into a static website.
#[derive(clap::Parser)]
#[command(name = "pilothouse", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true, subcommand_required = true)]
struct LowArgs {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
    /// Show this help.
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// Show the version.
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// Options that every command accepts, before or after its name.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Common {
    /// Folder of the site.
    #[arg(long, global = true, value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// Folder with the pages, if not `content` in the folder of the site.
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub content: Option<PathBuf>,
    /// Folder the site is written to, if not `site` in its folder.
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
    /// Include drafts.
    #[arg(long, global = true)]
    pub drafts: bool,
    /// Make a preview beside the site, in the folder `preview`: what is not approved is shown with a band instead of refused.
    #[arg(long, global = true)]
    pub preview: bool,
    /// Make the site for this audience of the settings: pages that are for others only are left out.
    #[arg(long = "for", global = true, value_name = "NAME")]
    pub made_for: Option<String>,
    /// Pretend that today is this day, such as 2025-07-01; also tells what changes from today until then.
    #[arg(long, global = true, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// Language of messages.
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<Lang>,
    /// Print nothing but errors.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Form of messages.
    #[arg(long, global = true, value_name = "FORM", default_value = "human")]
    pub format: Format,
    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// For whom messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// For programs: one JSON object per line.
    Json,
    /// For tools of code review: one SARIF log.
    Sarif,
    /// For reading and printing: a page by itself.
    Html,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// If the output is a terminal.
    Auto,
    /// Even into a file.
    Always,
    /// Not at all.
    Never,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq, clap::Subcommand)]
pub enum Command {
    /// Start a new site in an empty folder.
    Init {
        /// Site to start from.
        #[arg(long, value_name = "NAME", default_value = "starter")]
        example: Example,
    },
    /// Write a new page with a commented front matter.
    New {
        /// Kind of the page, such as pilot.
        kind: String,
        /// Title of the page.
        title: String,
    },
    /// Build the site; only what has changed is made again.
    Build {
        /// Read every file again instead of trusting sizes and times.
        #[arg(long)]
        rehash: bool,
        /// Number of threads; all processors by default.
        #[arg(short, long, value_name = "N")]
        jobs: Option<NonZeroUsize>,
        /// Put .gz and .br beside pages, styles and scripts, for web servers to send.
        #[arg(long)]
        precompress: bool,
        /// Go on building whenever something changes.
        #[arg(long)]
        watch: bool,
        /// Look for changes again and again; for disks that tell nothing of them.
        #[arg(long, requires = "watch")]
        poll: bool,
    },
    /// Show the site in a browser, always as the files are now.
    Serve(Serve),
    /// Look for problems without writing anything.
    Check(Check),
    /// Build the site and bring it to where it is read.
    Publish(Publish),
    /// Carry the site as one signed file to where there is no line.
    Bundle(Bundle),
    /// Print the configuration of a web server for the site.
    ServerConfig(ServerConfig),
    /// List what will change of itself and when: pages that appear, reach a state, lose their pin, end.
    Agenda {
        /// Last day that counts.
        #[arg(long, value_name = "DATE")]
        until: Option<Date>,
    },
    /// Print the HTML of a page's body.
    Render {
        /// Source of the page.
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Show what a file of the site was made from.
    Explain(Explain),
    /// Search the built site, as its visitors do.
    Search {
        /// Words to look for.
        #[arg(required = true)]
        query: Vec<String>,
        /// Folder of the language in the output folder, such as en.
        #[arg(long)]
        language: Option<String>,
    },
    /// Review pages before they go out: submit, approve, reject; see how far they have come.
    Review(Review),
    /// Take pages back: they leave lists, feeds, the search and the sitemap; their files stay.
    Withdraw(Withdraw),
    /// Look a theme through, start one, or print a file of one.
    Theme {
        /// What to do: `check` tells what the theme uses that is not promised, `new` writes a theme that extends the default one, `show`
        /// prints a file of a theme, or the names of the files in a folder.
        action: ThemeAction,
        /// Name of the theme; `check` takes that of the settings if it is left out. For `show` a path such as
        /// default/templates/notice.html; all themes if it is left out.
        #[arg(required_if_eq("action", "new"))]
        theme: Option<String>,
    },
    /// Turn the built site grey for days of mourning, and back, without building it.
    Mourning {
        /// What to do.
        action: MourningAction,
    },
    /// Print the JSON Schema of all kinds.
    Schema,
    /// Print the completion script of a shell.
    Completions {
        /// Name of the shell.
        shell: clap_complete::Shell,
    },
}

/// An action of `theme`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ThemeAction {
    /// Look a theme through.
    Check,
    /// Start a theme.
    New,
    /// Print a file of a theme.
    Show,
}

/// Sites that come with the program, to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Example {
    /// One page of each kind.
    Starter,
    /// The sample site, with all that the program can do.
    Sample,
    /// A library's service brands.
    Library,
    /// Three pages.
    Blog,
}

/// What to do about reviews.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Review {
    /// What to do: `sheet` and `register` make documents to print, `keygen` makes a key to sign with.
    pub action: ReviewAction,
    /// Pages: their sources, ids or titles.
    #[arg(value_name = "PAGE", value_hint = ValueHint::FilePath)]
    pub pages: Vec<String>,
    /// Who does it; the environment variable PILOTHOUSE_REVIEWER if left out.
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
    /// What the reviewer says.
    #[arg(long, value_name = "TEXT")]
    pub opinion: Option<String>,
    /// Secret key to sign with, or where `keygen` writes one; the environment variable PILOTHOUSE_REVIEW_KEY if left out.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub key: Option<PathBuf>,
    /// Make a table for spreadsheets instead of a page to print.
    #[arg(long = "csv")]
    pub table: bool,
    /// File to write the document to; it is printed if left out.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub to: Option<PathBuf>,
}

/// An action of `review`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReviewAction {
    /// Hand pages in.
    Submit,
    /// Find the next step of pages done.
    Approve,
    /// Send pages back.
    Reject,
    /// See how far pages have come.
    Status,
    /// Make the approval sheets of pages.
    Sheet,
    /// Make the register of all pages.
    Register,
    /// Make a key to sign with.
    Keygen,
}

/// An action of `mourning`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MourningAction {
    /// Turn the site grey.
    On,
    /// Give it its colours back.
    Off,
    /// See how it is.
    Status,
}

/// What to take back.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Withdraw {
    /// Pages: their sources, ids or titles.
    #[arg(value_name = "PAGE", required_unless_present = "person", value_hint = ValueHint::FilePath)]
    pub pages: Vec<String>,
    /// All pages in which this name stands, however it is written.
    #[arg(long, value_name = "NAME", conflicts_with = "pages")]
    pub person: Option<String>,
    /// Pages that stay.
    #[arg(long, value_name = "PAGE")]
    pub except: Vec<String>,
    /// Do it without asking.
    #[arg(long)]
    pub yes: bool,
    /// Take it back: show the pages again.
    #[arg(long)]
    pub undo: bool,
    /// Why, for the log.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Who does it, for the log; the environment variable PILOTHOUSE_REVIEWER if left out.
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
}

/// How to publish the site.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Publish {
    /// Name of the target in the settings; may be left out if there is one alone.
    pub target: Option<String>,
    /// Show what would change and touch nothing.
    #[arg(long, conflicts_with_all = ["rollback", "list"])]
    pub dry_run: bool,
    /// Make the generation before the live one live again.
    #[arg(long, conflicts_with = "list")]
    pub rollback: bool,
    /// List the generations that the target keeps.
    #[arg(long)]
    pub list: bool,
}

/// What to do with bundles.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Bundle {
    /// What to do.
    pub action: BundleAction,
    /// The bundle; the beginning of the names of both files for `keys`.
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Folder that is served, for apply, rollback and list.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub to: Option<PathBuf>,
    /// Secret key to sign with, or public key to check with; as minisign has them.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub key: Option<PathBuf>,
    /// Do without a signature.
    #[arg(long, conflicts_with = "key")]
    pub unsigned: bool,
    /// Carry only what is new since this bundle, or this list of a published generation.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub since: Option<PathBuf>,
    /// Show what applying would change and touch nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// How many generations the folder keeps.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub keep: usize,
}

/// What can be done with bundles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BundleAction {
    /// Build the site and write a bundle of it.
    Create,
    /// Check a bundle.
    Verify,
    /// Check a bundle and make it live.
    Apply,
    /// Make the generation before the live one live again.
    Rollback,
    /// List the generations that a folder keeps.
    List,
    /// Write a new pair of keys.
    Keys,
}

/// Which configuration to print.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct ServerConfig {
    /// The web server.
    pub server: Server,
    /// Folder that is served, if not that of the only target.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
    /// Port to listen at.
    #[arg(long, value_name = "PORT", default_value_t = 80)]
    pub port: u16,
    /// Path below which the site lies, such as /show, if not that of its address in the settings.
    #[arg(long, value_name = "PATH")]
    pub below: Option<String>,
}

/// Web servers whose configuration is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Server {
    /// nginx
    Nginx,
    /// Apache httpd
    Apache,
    /// Internet Information Services
    Iis,
}

/// How to show the site in a browser.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Serve {
    /// Port to listen at; the next free one is taken if it is in use.
    #[arg(short, long, value_name = "PORT", default_value_t = 4000)]
    pub port: u16,
    /// Let other machines look, by this name or address of this machine; a token is needed then.
    #[arg(long, value_name = "HOST", value_hint = ValueHint::Hostname)]
    pub host: Option<String>,
    /// Open the browser.
    #[arg(short, long)]
    pub open: bool,
    /// Look for changes again and again; for disks that tell nothing of them.
    #[arg(long)]
    pub poll: bool,
}

/// How to look for problems.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Check {
    /// Explain a rule, by its code or its number in the check list; list all of them if none is named.
    #[arg(long, value_name = "CODE", num_args = 0..=1, conflicts_with_all = ["fix", "paranoid"])]
    pub explain: Option<Option<String>>,
    /// Mend punctuation, widths and uncovered numbers, after showing what would change.
    #[arg(long, conflicts_with = "paranoid")]
    pub fix: bool,
    /// Write what --fix shows without asking.
    #[arg(long, requires = "fix")]
    pub yes: bool,
    /// Look for mistakes of the program too: make the site some hundred times from changed sources.
    #[arg(long)]
    pub paranoid: bool,
}

/// What to explain; exactly one of `output`, `used_by` and `stats` is set.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Explain {
    /// File of the site.
    #[arg(id = "shown", value_name = "OUTPUT", required_unless_present_any = ["used_by", "stats"], value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Show why the next build would make it again.
    #[arg(long, requires = "shown")]
    pub why: bool,
    /// List all files of the site that use this source.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["shown", "why", "stats"], value_hint = ValueHint::FilePath)]
    pub used_by: Option<PathBuf>,
    /// Count what the last build did.
    #[arg(long, conflicts_with_all = ["shown", "why"])]
    pub stats: bool,
}

impl ValueEnum for Lang {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Zh, Self::En]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(match self {
            Self::Zh => "zh",
            Self::En => "en",
        }))
    }
}

/// Returns the command line as data; `argv` begins with the name of the program.
///
/// `env` answers for environment variables; only the locale is asked for.
/// *Errors:* help and version (`Success`), and every mistake (`Usage`), with the text to print.
pub fn parse(
    argv: impl IntoIterator<Item = OsString>,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Args, Exit> {
    let argv = with_help_flag(argv.into_iter().collect());
    let lang = language(&argv, env);
    let mut clap = command(lang);
    let low = clap
        .try_get_matches_from_mut(&argv)
        .and_then(|matches| LowArgs::from_arg_matches(&matches))
        .map_err(|error| exit(&error, &argv, lang))?;
    Ok(Args { lang: low.common.lang.unwrap_or(lang), common: low.common, command: low.command })
}

/// Returns clap's description of the command line with all words in a language; completion scripts are made from it.
pub fn command(lang: Lang) -> clap::Command {
    words::translate(LowArgs::command(), lang)
}

/// Turns `pilothouse help build` into `pilothouse build --help`.
fn with_help_flag(mut argv: Vec<OsString>) -> Vec<OsString> {
    if argv.get(1).is_some_and(|word| word == "help") {
        argv.remove(1);
        argv.push("--help".into());
    }
    argv
}

/// Returns the language for messages: `--lang` wherever it stands, else the locale.
///
/// Chinese for `zh…` and where no locale is set (also `C` and `POSIX`), English for any other.
fn language(argv: &[OsString], env: &dyn Fn(&str) -> Option<String>) -> Lang {
    let mut words = argv.iter().map(|word| word.to_string_lossy()).take_while(|word| word != "--");
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('=').map(|value| value.to_string().into()),
            None => None,
        };
        match value.as_deref() {
            Some("zh") => return Lang::Zh,
            Some("en") => return Lang::En,
            _ => {}
        }
    }
    let locale =
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(env).find(|value| !value.is_empty());
    match locale.as_deref().map(|locale| locale.split(['.', '@']).next().unwrap_or(locale)) {
        None | Some("C" | "POSIX") => Lang::Zh,
        Some(locale) if locale.starts_with("zh") => Lang::Zh,
        Some(_) => Lang::En,
    }
}

/// Returns what to print for what clap returned instead of a result.
fn exit(error: &clap::Error, argv: &[OsString], lang: Lang) -> Exit {
    let root = command(lang);
    let chosen = chosen(&root, argv);
    match error.kind() {
        ErrorKind::DisplayHelp => Exit { status: Status::Success, text: help::page(&root, chosen, lang) },
        ErrorKind::DisplayVersion => {
            Exit { status: Status::Success, text: format!("pilothouse {}\n", env!("CARGO_PKG_VERSION")) }
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Exit { status: Status::Usage, text: help::page(&root, chosen, lang) }
        }
        _ => Exit { status: Status::Usage, text: complaint::text(error, &root, chosen, lang) },
    }
}

/// Returns the command that a command line names, if it names one.
fn chosen<'c>(root: &'c clap::Command, argv: &[OsString]) -> Option<&'c clap::Command> {
    let takes_value = |word: &str| {
        root.get_arguments()
            .any(|arg| arg.get_action().takes_values() && word.strip_prefix("--") == arg.get_long())
    };
    let mut words = argv.iter().skip(1).map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        if takes_value(&word) {
            words.next();
        } else if !word.starts_with('-') {
            return root.find_subcommand(&*word);
        }
    }
    None
}

#[cfg(test)]
mod tests;
