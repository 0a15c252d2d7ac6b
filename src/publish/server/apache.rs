//! The configuration for Apache httpd 2.4.

use super::{ASK_AGAIN, FOR_GOOD, HASHED, HEADERS, Serving, TYPES, slashed};
use crate::emit::redirects;

/// Returns a file to be included at the level of the server.
pub fn apache(serving: &Serving) -> String {
    let Serving { folder, below, port, policy, moved } = serving;
    let folder = slashed(folder);
    let headers: String =
        HEADERS.iter().map(|(name, value)| format!("    Header always set {name} \"{value}\"\n")).collect();
    let types: String =
        TYPES.iter().map(|(ending, kind)| format!("    AddType {kind} .{ending}\n")).collect();
    let moved: String = redirects::apache(moved).lines().map(|line| format!("    {line}\n")).collect();
    let place = match below.as_str() {
        "" => format!("    DocumentRoot \"{folder}\"\n"),
        below => format!(
            "    RedirectMatch 301 \"^{below}$\" \"{below}/\"\n    Alias \"{below}/\" \"{folder}/\"\n"
        ),
    };
    format!(
        "# 由 pilothouse server-config apache 生成；用 Include 放进 Apache 2.4 的主配置。\n\
         # 需要模块 alias、dir、mime、headers、rewrite、substitute、env、setenvif：a2enmod headers rewrite substitute\n\
         # 端口不是主配置里已经监听的，请再加一行 Listen {port}。\n\
         <VirtualHost *:{port}>\n{place}\
         \x20   <Directory \"{folder}/\">\n        Options FollowSymLinks\n        AllowOverride None\n        Require all granted\n    </Directory>\n\
         \x20   DirectoryIndex index.html\n    DirectorySlash On\n    AddDefaultCharset utf-8\n\
         \x20   AddCharset utf-8 .html .css .js .json .xml .txt .svg\n{types}\
         \x20   ErrorDocument 404 {below}/404.html\n\
         {headers}    Header always set Content-Security-Policy \"{policy}\"\n\
         \x20   Header always set Cache-Control \"{ASK_AGAIN}\"\n\
         \x20   <LocationMatch \"^{below}{HASHED}\">\n        Header set Cache-Control \"{FOR_GOOD}\"\n        Header always unset Cache-Control\n    </LocationMatch>\n\
         \x20   # 这一页在任何网址下出现，链接都从站点的首页算起。\n\
         \x20   <Location \"{below}/404.html\">\n        SetOutputFilter SUBSTITUTE\n        Substitute \"s|<head>|<head><base href=\\\"{below}/\\\">|n\"\n    </Location>\n\
         {}\n{moved}</VirtualHost>\n",
        packed(&folder, below)
    )
}

/// Sends packed copies where there are any and the browser takes them.
fn packed(folder: &str, below: &str) -> String {
    let mut out = String::from("    RewriteEngine On\n");
    for (ending, name) in [("br", "br"), ("gz", "gzip")] {
        out.push_str(&format!(
            "    RewriteCond \"%{{HTTP:Accept-Encoding}}\" \"\\b{name}\\b\"\n\
             \x20   RewriteCond \"%{{REQUEST_URI}}\" \"!/404\\.html$\"\n\
             \x20   RewriteCond \"{folder}/$1.{ending}\" -f\n\
             \x20   RewriteRule \"^{below}/(.+\\.(?:html|css|js|json|xml|svg|txt))$\" \"{folder}/$1.{ending}\" [L,E=PILOTHOUSE_{name}:1]\n"
        ));
        out.push_str(&format!(
            "    Header set Content-Encoding \"{name}\" env=PILOTHOUSE_{name}\n    Header append Vary Accept-Encoding env=PILOTHOUSE_{name}\n"
        ));
    }
    for (ending, kind) in [
        ("html", "text/html;charset=utf-8"),
        ("css", "text/css;charset=utf-8"),
        ("js", "text/javascript;charset=utf-8"),
        ("json", "application/json"),
        ("xml", "application/xml;charset=utf-8"),
        ("svg", "image/svg+xml"),
        ("txt", "text/plain;charset=utf-8"),
    ] {
        out.push_str(&format!(
            "    <FilesMatch \"\\.{ending}\\.(gz|br)$\">\n        ForceType \"{kind}\"\n        RemoveEncoding .gz .br\n        SetEnv no-gzip 1\n    </FilesMatch>\n"
        ));
    }
    out
}
