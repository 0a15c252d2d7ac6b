//! The configuration for nginx.

use super::{ASK_AGAIN, FOR_GOOD, HASHED, HEADERS, Serving, slashed};
use crate::emit::redirects;

/// Returns a file to be included in the block `http`.
pub fn nginx(serving: &Serving) -> String {
    let Serving { folder, below, port, policy, moved } = serving;
    let folder = slashed(folder);
    let headers: String =
        HEADERS.iter().map(|(name, value)| format!("    add_header {name} \"{value}\" always;\n")).collect();
    // The first lines of the map speak to those who have nothing but the map.
    let map = redirects::nginx(moved);
    let map = map.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let place = match below.as_str() {
        "" => format!("    location / {{\n        root \"{folder}\";\n    }}\n"),
        below => format!(
            "    location = {below} {{ return 301 {below}/; }}\n    location {below}/ {{\n        alias \"{folder}/\";\n    }}\n"
        ),
    };
    format!(
        "# 由 pilothouse server-config nginx 生成；放进 nginx 的 http 块，例如 /etc/nginx/conf.d/site.conf。\n\
         # 送出 .br 要另装 brotli 模块，然后去掉下面 brotli_static 前的 #。\n\
         {map}\n\
         map $uri $pilothouse_keep {{\n    default \"{ASK_AGAIN}\";\n    \"~^{below}{HASHED}\" \"{FOR_GOOD}\";\n}}\n\
         server {{\n    listen {port};\n    server_name _;\n    server_tokens off;\n    charset utf-8;\n\
         \x20   charset_types text/css text/plain text/xml application/javascript application/json;\n\
         \x20   index index.html;\n    autoindex off;\n    gzip_static on;\n    # brotli_static on;\n    absolute_redirect off;\n\
         {headers}    add_header Content-Security-Policy \"{policy}\" always;\n\
         \x20   add_header Cache-Control $pilothouse_keep always;\n\
         \x20   if ($pilothouse_moved) {{ return 301 $pilothouse_moved; }}\n\
         \x20   error_page 404 {below}/404.html;\n{place}\
         \x20   location = {below}/404.html {{\n        internal;\n        alias \"{folder}/404.html\";\n        gzip_static off;\n\
         \x20       # 这一页在任何网址下出现，链接都从站点的首页算起。\n\
         \x20       sub_filter \"<head>\" '<head><base href=\"{below}/\">';\n    }}\n}}\n"
    )
}
