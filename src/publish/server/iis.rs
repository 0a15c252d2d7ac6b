//! The configuration for IIS 7 and later: a `web.config` for the folder above the site, or the site's own.

use super::{FOR_GOOD, HEADERS, Serving, TYPES};
use crate::emit::redirects;

/// Returns the file. IIS packs by itself; packed copies are not used.
pub fn iis(serving: &Serving) -> String {
    let Serving { below, policy, moved, .. } = serving;
    let header = |(name, value): &(&str, &str)| {
        format!("        <remove name=\"{name}\" /><add name=\"{name}\" value=\"{}\" />\n", escape(value))
    };
    let headers: String =
        HEADERS.iter().chain([&("Content-Security-Policy", &**policy)]).map(header).collect();
    let types: String = TYPES
        .iter()
        .map(|(ending, kind)| {
            format!("      <remove fileExtension=\".{ending}\" /><mimeMap fileExtension=\".{ending}\" mimeType=\"{kind}\" />\n")
        })
        .collect();
    // A page that is executed, as the other way is called, is answered with 200 and not with 404.
    let missing = format!("{below}/404.html").trim_start_matches('/').replace('/', "\\");
    let assets = format!("{below}/assets").trim_start_matches('/').to_owned();
    // A place may be named once in all of the file.
    let moved: Vec<_> = moved
        .iter()
        .filter(|one| !one.old.trim_matches('/').eq_ignore_ascii_case(&assets))
        .cloned()
        .collect();
    let redirects = redirects::iis(&moved);
    let redirects: String =
        redirects.lines().filter(|line| line.contains("<location")).map(|line| format!("{line}\n")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!-- 由 pilothouse server-config iis 生成：存为网站根目录的 web.config。 -->\n\
         <configuration>\n  <system.webServer>\n\
         \x20   <defaultDocument enabled=\"true\"><files><clear /><add value=\"index.html\" /></files></defaultDocument>\n\
         \x20   <directoryBrowse enabled=\"false\" />\n\
         \x20   <staticContent>\n{types}      <clientCache cacheControlMode=\"DisableCache\" />\n    </staticContent>\n\
         \x20   <httpProtocol>\n      <customHeaders>\n{headers}      </customHeaders>\n    </httpProtocol>\n\
         \x20   <httpErrors errorMode=\"Custom\" existingResponse=\"Auto\">\n\
         \x20     <remove statusCode=\"404\" /><error statusCode=\"404\" path=\"{missing}\" responseMode=\"File\" />\n    </httpErrors>\n\
         \x20 </system.webServer>\n\
         \x20 <location path=\"{assets}\"><system.webServer><staticContent><clientCache cacheControlMode=\"UseMaxAge\" cacheControlMaxAge=\"365.00:00:00\" cacheControlCustom=\"{}\" /></staticContent></system.webServer></location>\n\
         {redirects}</configuration>\n",
        FOR_GOOD.split(", ").filter(|part| !part.starts_with("max-age")).collect::<Vec<_>>().join(", ")
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
