//! The command `review`: hand in, approve, send back, and see how far pages have come.

mod keys;
mod print;
mod register;
mod sheet;

use std::path::Path;

use super::args::{Args, Format, Review, ReviewAction, Status};
use super::show::{err, failure, findings, out, site_options, words};
use crate::catalog::review::{Done, why_words};
use crate::diag::{Lang, did_you_mean};
use crate::review::{Act, Rules, Stage, Uncounted};
use crate::signature::SecretKey;
use crate::site::WorldSources;
use crate::site::review::{Purpose, Refusal, Reviewable, Reviews, Wish, add, reviews};

/// Changes that are shown of each page.
const MOST_CHANGES: usize = 20;

pub fn review(args: &Args, wanted: &Review) -> Status {
    if wanted.action == ReviewAction::Keygen {
        return keys::generate(args, wanted);
    }
    let purpose = match wanted.action {
        ReviewAction::Submit => Purpose::Submit,
        _ => Purpose::Look,
    };
    let found = match reviews(&site_options(args), &wanted.pages, purpose) {
        Ok(found) => found,
        Err(error) => return failure(args, &error),
    };
    if found.rules.steps.is_empty() {
        err(words(
            args,
            "错误：这个站点没有设置审批。请在 pilothouse.yaml 里写上 review: true，或写明步骤。\n",
            "error: this site has no reviews. Write review: true, or the steps, into pilothouse.yaml.\n",
        ));
        return Status::Usage;
    }
    let world = site_options(args).world();
    findings(args, &found.findings, &WorldSources::new(&world));
    match wanted.action {
        ReviewAction::Status => status(args, &found),
        ReviewAction::Sheet => sheet::sheet(args, wanted, &found),
        ReviewAction::Register => register::register(args, wanted, &found),
        _ => act(args, wanted, &found),
    }
}

/// Prints how far each page has come.
fn status(args: &Args, found: &Reviews) -> Status {
    for one in &found.pages {
        match args.common.format {
            Format::Json => out(&format!("{}\n", json(one))),
            Format::Human | Format::Sarif | Format::Html => out(&human(args, one)),
        }
    }
    let open = found.pages.iter().filter(|one| one.is_due && !one.approval.may_go_out()).count();
    if !args.common.quiet {
        let all = found.pages.len();
        err(&match args.lang {
            Lang::Zh => format!("共 {all} 页要审批，其中 {open} 页现在应当公开而没有审完。\n"),
            Lang::En => format!(
                "{all} pages need review; {open} of them should be public now and are not approved.\n"
            ),
        });
    }
    Status::Success
}

fn human(args: &Args, one: &Reviewable) -> String {
    let (zh, en) = one.approval.words();
    let mut text = format!(
        "{}  {}  {}  {}\n",
        words(args, &zh, &en),
        one.page.source(),
        one.fields.text("title"),
        one.approval.digest.get(..12).unwrap_or_default()
    );
    for Done { step, person, post, time, opinion } in &one.approval.done {
        text.push_str(&format!("    {step}  {person} {post}  {}{}\n", moment(time), told(args, opinion)));
    }
    // Whoever wrote the page wants to know why it came back.
    let last = one.record.entries.last().filter(|_| one.approval.stage == Stage::Rejected);
    if let Some(entry) = last {
        let (step, person, post, act) = (&entry.step, &entry.person, &entry.post, entry.act);
        let act = words(args, act.zh(), act.en());
        text.push_str(&format!(
            "    {step}  {person} {post}  {}  {act}{}\n",
            moment(&entry.time),
            told(args, &entry.opinion)
        ));
    }
    let uncounted = words(args, &one.approval.uncounted.0, &one.approval.uncounted.1);
    if !uncounted.is_empty() {
        text.push_str(&format!("    {}{uncounted}\n", words(args, "没有计入：", "not counted: ")));
    }
    text + &changes(args, one)
}

/// Returns the moment of an act to the minute.
fn moment(time: &str) -> String {
    time.get(..16).unwrap_or(time).replace('T', " ")
}

/// Returns what was said in an act behind a colon; nothing if nothing was.
fn told(args: &Args, opinion: &str) -> String {
    match opinion {
        "" => String::new(),
        opinion => format!("{}{opinion}", words(args, "：", ": ")),
    }
}

/// Returns who may do a step, behind its name; the name alone if anybody may.
fn whose(args: &Args, rules: &Rules, step: &str) -> String {
    let may = rules.reviewers.iter().filter(|one| rules.may(&one.name, step));
    let names: Vec<&str> = may.map(|one| one.name.as_str()).collect();
    match (args.lang, names.is_empty()) {
        (_, true) => step.to_owned(),
        (Lang::Zh, _) => format!("{step}（{}）", names.join("、")),
        (Lang::En, _) => format!("{step} ({})", names.join(", ")),
    }
}

/// Returns what has changed since the text that went before, a line for each.
fn changes(args: &Args, one: &Reviewable) -> String {
    let Some(changes) = one.changes.as_ref().filter(|_| one.approval.stage != Stage::Approved) else {
        return String::new();
    };
    let (zh, en) = changes.told(MOST_CHANGES);
    match words(args, &zh, &en) {
        "" => String::new(),
        told => format!("    {}{told}\n", words(args, "改动：", "changes: ")),
    }
}

fn json(one: &Reviewable) -> serde_json::Value {
    let stage = match one.approval.stage {
        Stage::NotNeeded => "not-needed",
        Stage::New => "new",
        Stage::Changed => "changed",
        Stage::Waiting => "waiting",
        Stage::Rejected => "rejected",
        Stage::Approved => "approved",
    };
    let done = one.approval.done.iter().map(|done| {
        serde_json::json!({"step": done.step, "person": done.person, "post": done.post, "time": done.time, "opinion": done.opinion})
    });
    serde_json::json!({
        "file": one.page.source().as_str(),
        "title": one.fields.text("title"),
        "url": one.url,
        "stage": stage,
        "next": one.approval.next,
        "done": done.collect::<Vec<_>>(),
        "digest": one.approval.digest,
        "changes": one.approval.changes.0,
        "due": one.is_due,
    })
}

/// Adds an act to the record of each page that was named.
fn act(args: &Args, wanted: &Review, found: &Reviews) -> Status {
    let act = match wanted.action {
        ReviewAction::Submit => Act::Submit,
        ReviewAction::Approve => Act::Approve,
        _ => Act::Reject,
    };
    let person = match person(args, wanted, &found.rules) {
        Ok(person) => person,
        Err(status) => return status,
    };
    if wanted.pages.is_empty() {
        err(words(args, "错误：请写明是哪几篇稿件。\n", "error: name the pages.\n"));
        return Status::Usage;
    }
    if act == Act::Reject && wanted.opinion.is_none() {
        err(words(
            args,
            "错误：退回要用 --opinion 写明原因，例如 --opinion \"数字请核对\"。\n",
            "error: sending back needs the reason in --opinion.\n",
        ));
        return Status::Usage;
    }
    let key = match secret_key(args, wanted, &found.rules, &person, act) {
        Ok(key) => key,
        Err(status) => return status,
    };
    let opinion = wanted.opinion.clone().unwrap_or_default();
    let mut status = Status::Success;
    for one in &found.pages {
        let wish = Wish { act, person: &person, opinion: &opinion, key: key.as_ref() };
        match add(&site_options(args), &found.rules, one, &wish) {
            Ok(_) if args.common.quiet => {}
            Ok(step) => err(&done(args, &found.rules, one, act, &step)),
            Err(refusal) => {
                err(&refused(args, &found.rules, one, &refusal));
                status = match refusal {
                    Refusal::Output(_) => Status::Environment,
                    _ => Status::Problems,
                };
            }
        }
    }
    status
}

/// Returns what was done, and what comes next.
fn done(args: &Args, rules: &Rules, one: &Reviewable, act: Act, step: &str) -> String {
    let (source, digest) = (one.page.source(), one.approval.digest.get(..12).unwrap_or_default());
    let told = match (args.lang, act) {
        (Lang::Zh, Act::Submit) => format!("已送审：{source}（{digest}）"),
        (Lang::Zh, _) => format!("{step}{}：{source}（{digest}）", act.zh()),
        (Lang::En, Act::Submit) => format!("Submitted: {source} ({digest})"),
        (Lang::En, _) => format!("{step}, {}: {source} ({digest})", act.en()),
    };
    let rules = &*rules.of(one.sensitivity());
    let at = rules.steps.iter().position(|one| one == step);
    let next = rules.steps.get(at.map_or(0, |at| at + 1)).map(|next| whose(args, rules, next));
    let next = match (args.lang, act, next) {
        (Lang::Zh, Act::Reject, _) => "，改好后重新送审".to_owned(),
        (Lang::En, Act::Reject, _) => "; to be submitted again once it is mended".to_owned(),
        (Lang::Zh, _, Some(next)) => format!("，下一步：{next}"),
        (Lang::En, _, Some(next)) => format!("; next: {next}"),
        (Lang::Zh, _, None) => "，已经审完，可以公开".to_owned(),
        (Lang::En, _, None) => "; approved, it may go out".to_owned(),
    };
    let changes = if act == Act::Submit { changes(args, one) } else { String::new() };
    format!("{told}{next}\n{changes}")
}

fn refused(args: &Args, rules: &Rules, one: &Reviewable, refusal: &Refusal) -> String {
    let (zh, en) = match refusal {
        Refusal::Uncounted(Uncounted::SamePerson) => {
            ("同一人已经审过另一步，这一步要由别人审", "the same person has done another step")
        }
        Refusal::Uncounted(why) => why_words(*why),
        Refusal::Changed => {
            ("送审以后又改过，请重新送审", "it was changed after it had been submitted; submit it again")
        }
        Refusal::Nothing => ("这一稿已经送审或审完，不用再做", "this text is submitted or approved already"),
        Refusal::NotWaiting => {
            ("还没有送审，或已经退回，请先送审", "it is not submitted, or was sent back; submit it first")
        }
        Refusal::Broken(_) => ("审批记录读不懂，请先改正", "its record cannot be read; mend it first"),
        Refusal::Encoding(_) => {
            ("审批记录不是 UTF-8 编码，请先另存为 UTF-8", "its record is not in UTF-8; save it so first")
        }
        Refusal::Key(_) => ("私钥不能签名", "the key cannot sign"),
        Refusal::Output(_) => ("审批记录写不进去", "its record cannot be written"),
    };
    let detail = match refusal {
        Refusal::Broken(place) | Refusal::Encoding(place) => format!("（{}）", place.display()),
        Refusal::Output(error) => format!("（{error}）"),
        Refusal::Key(why) => format!("（{why}）"),
        Refusal::NotWaiting | Refusal::Changed => {
            format!("{}pilothouse review submit {}", words(args, "：", ": "), one.page.source())
        }
        Refusal::Uncounted(Uncounted::NotReviewer) if !one.approval.next.is_empty() => {
            format!("{}{}", words(args, "，现在轮到", ", now it is "), whose(args, rules, &one.approval.next))
        }
        _ => String::new(),
    };
    let source = one.page.source();
    match args.lang {
        Lang::Zh => format!("错误：{source}：{zh}{detail}。\n"),
        Lang::En => format!("error: {source}: {en}{detail}.\n"),
    }
}

/// Returns who acts: as the command line or the environment says, and known to the site if it names reviewers.
fn person(args: &Args, wanted: &Review, rules: &Rules) -> Result<String, Status> {
    let named = wanted.name.clone().or_else(|| std::env::var("PILOTHOUSE_REVIEWER").ok());
    let named = named.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let Some(name) = named else {
        err(words(
            args,
            "错误：没有写明是谁。请用 --as 姓名，或设置环境变量 PILOTHOUSE_REVIEWER。\n",
            "error: nobody is named. Use --as NAME, or set PILOTHOUSE_REVIEWER.\n",
        ));
        return Err(Status::Usage);
    };
    let submits = wanted.action == ReviewAction::Submit;
    if submits || rules.reviewers.is_empty() || rules.reviewer(&name).is_some() {
        return Ok(name);
    }
    let names: Vec<&str> = rules.reviewers.iter().map(|one| one.name.as_str()).collect();
    let near = did_you_mean(&name, names.iter().copied());
    let all = names.join("、");
    err(&match (args.lang, near) {
        (Lang::Zh, Some(near)) => {
            format!("错误：设置里没有审核人“{name}”。是不是“{near}”？审核人有：{all}。\n")
        }
        (Lang::Zh, None) => format!("错误：设置里没有审核人“{name}”。审核人有：{all}。\n"),
        (Lang::En, _) => format!("error: the settings name no reviewer \"{name}\". Known: {all}.\n"),
    });
    Err(Status::Usage)
}

/// Reads the secret key, if one is named or needed.
fn secret_key(
    args: &Args,
    wanted: &Review,
    rules: &Rules,
    person: &str,
    act: Act,
) -> Result<Option<SecretKey>, Status> {
    let named = wanted.key.clone().or_else(|| std::env::var_os("PILOTHOUSE_REVIEW_KEY").map(Into::into));
    match named {
        Some(place) => keys::read(args, Path::new(&place), rules, person).map(Some),
        None if rules.signed() && act == Act::Approve => {
            err(words(
                args,
                "错误：这个站点的审批要签名。请用 --key 私钥文件，或设置环境变量 PILOTHOUSE_REVIEW_KEY。\n",
                "error: approvals of this site must be signed. Use --key FILE, or set PILOTHOUSE_REVIEW_KEY.\n",
            ));
            Err(Status::Usage)
        }
        None => Ok(None),
    }
}
