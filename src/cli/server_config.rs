//! The command `server-config`: prints what makes a web server serve the site well.

use super::args::{Args, Server, ServerConfig, Status};
use super::show::{err, failure, out, site_options, words};
use crate::publish::server::{self, Serving};
use crate::publish::targets;
use crate::site;

pub fn print(args: &Args, wishes: &ServerConfig) -> Status {
    let options = site_options(args);
    let read = site::settings_of(&options).and_then(|settings| Ok((settings, site::moved(&options)?)));
    let (settings, moved) = match read {
        Ok(read) => read,
        Err(error) => return failure(args, &error),
    };
    let own = site::path_on_server(settings.at("site.url").text().unwrap_or_default());
    let below = wishes.below.as_deref().unwrap_or(own).trim_matches('/');
    let below = if below.is_empty() { String::new() } else { format!("/{below}") };
    let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~');
    let targets = targets(&settings, &options.root);
    let folder = wishes.folder.clone().unwrap_or_else(|| match targets.as_slice() {
        [only] => only.to.clone(),
        _ => options.target().folder,
    });
    if !below.chars().all(usual) || folder.to_string_lossy().contains(['"', '$', '\n', '%']) {
        let text = words(
            args,
            "错误：路径里只能用字母、数字和 - _ . ~，文件夹名里不能有引号、$ 和 %。\n",
            "error: only letters, digits and - _ . ~ may stand in the path, and neither quotes nor $ nor % in the folder.\n",
        );
        err(text);
        return Status::Usage;
    }
    // The folder itself may be the link that is exchanged: only what lies above it is looked up.
    let folder = match (folder.parent(), folder.file_name()) {
        (Some(parent), Some(name)) => site::absolute(parent).join(name),
        _ => site::absolute(&folder),
    };
    let moved = moved.into_iter().map(|one| one.rebased(own, &below)).collect();
    let policy = server::policy(&options.target());
    let serving = Serving { folder, below, port: wishes.port, moved, policy };
    out(&match wishes.server {
        Server::Nginx => server::nginx(&serving),
        Server::Apache => server::apache(&serving),
        Server::Iis => server::iis(&serving),
    });
    Status::Success
}
