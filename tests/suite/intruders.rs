//! Requests that no editor's browser makes, and what the preview says to them.

use std::net::SocketAddr;

use pilothouse::diag::Lang;
use pilothouse::preview::{Hands, Preview, Watch, Wishes};

use crate::browser::send;
use crate::harness::Site;
use crate::promises::SITE;

/// Heads of requests without their last line, and the status of the answer. `HOST` is where the preview listens.
const CASES: &[(&str, u16)] = &[
    // Names that were made to lead here, and none at all.
    ("GET / HTTP/1.1\r\nHost: evil.example", 421),
    ("GET / HTTP/1.1\r\nHost: evil.example:PORT", 421),
    ("GET / HTTP/1.1\r\nHost: localhost.evil.example:PORT", 421),
    ("GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example:PORT", 421),
    ("GET / HTTP/1.1\r\nHost: 192.168.1.5:PORT", 421),
    ("GET / HTTP/1.1\r\nHost: 0.0.0.0:PORT", 421),
    ("GET / HTTP/1.1\r\nHost: 127.0.0.1", 421),
    ("GET / HTTP/1.1\r\nHost: 127.0.0.1:1", 421),
    ("GET / HTTP/1.1\r\nHost: 127.0.0.1:PORTx", 421),
    ("GET / HTTP/1.1\r\nHost: user@127.0.0.1:PORT", 421),
    ("GET / HTTP/1.1\r\nHost:", 421),
    ("GET / HTTP/1.1", 400),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nHost: evil.example", 400),
    ("GET / HTTP/1.0", 400),
    // Pages of other sites in the editor's browser.
    ("GET / HTTP/1.1\r\nHost: HOST\r\nOrigin: http://evil.example", 403),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nOrigin: https://HOST", 403),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nOrigin: null", 403),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST.evil.example", 403),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nOrigin: http://evil.example", 403),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors", 403),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors", 403),
    (
        "GET / HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe",
        403,
    ),
    ("GET /_pilothouse/events?path=/ HTTP/1.1\r\nHost: HOST\r\nOrigin: http://evil.example", 403),
    ("GET /_pilothouse/events?path=/ HTTP/1.1\r\nHost: evil.example", 421),
    // Ways out of the site.
    ("GET /../../etc/passwd HTTP/1.1\r\nHost: HOST", 400),
    ("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: HOST", 400),
    ("GET /pilots/..%2f..%2fpilothouse.yaml HTTP/1.1\r\nHost: HOST", 400),
    ("GET /..\\..\\windows\\win.ini HTTP/1.1\r\nHost: HOST", 400),
    ("GET /%5c%5cserver%5cshare HTTP/1.1\r\nHost: HOST", 400),
    ("GET //server/share/a HTTP/1.1\r\nHost: HOST", 400),
    ("GET /%2fserver/share HTTP/1.1\r\nHost: HOST", 400),
    ("GET /index.html%00.png HTTP/1.1\r\nHost: HOST", 400),
    ("GET /%c0%ae%c0%ae/etc/passwd HTTP/1.1\r\nHost: HOST", 400),
    ("GET /%252e%252e/etc/passwd HTTP/1.1\r\nHost: HOST", 404),
    ("GET /C:/Windows/win.ini HTTP/1.1\r\nHost: HOST", 404),
    ("GET /index.html::$DATA HTTP/1.1\r\nHost: HOST", 404),
    ("GET /etc/passwd HTTP/1.1\r\nHost: HOST", 404),
    ("GET /pilothouse.yaml HTTP/1.1\r\nHost: HOST", 404),
    ("GET /content/pilots/jia.md HTTP/1.1\r\nHost: HOST", 404),
    ("GET /pilots/jia.md HTTP/1.1\r\nHost: HOST", 404),
    ("GET /secret.txt HTTP/1.1\r\nHost: HOST", 404),
    ("GET /link.txt HTTP/1.1\r\nHost: HOST", 404),
    ("GET /linked/secret.txt HTTP/1.1\r\nHost: HOST", 404),
    ("GET /assets/ HTTP/1.1\r\nHost: HOST", 404),
    ("GET /_pilothouse/pages.html HTTP/1.1\r\nHost: HOST", 404),
    // Programs are started for the preview's own pages alone.
    ("GET /_pilothouse/open?file=content/pilots/jia.md&line=1 HTTP/1.1\r\nHost: HOST", 405),
    ("POST /_pilothouse/open?file=content/pilots/jia.md&line=1 HTTP/1.1\r\nHost: HOST", 403),
    (
        "POST /_pilothouse/open?file=content/pilots/jia.md HTTP/1.1\r\nHost: HOST\r\nOrigin: http://evil.example",
        403,
    ),
    (
        "POST /_pilothouse/open?file=content/pilots/jia.md HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example",
        421,
    ),
    ("POST /_pilothouse/open?file=content/pilots/jia.md HTTP/1.1\r\nHost: HOST\r\nOrigin: null", 403),
    ("POST /_pilothouse/open?file=/etc/passwd HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST", 404),
    ("POST /_pilothouse/open?file=content/../secret.txt HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST", 404),
    (
        "POST /_pilothouse/open?file=content/static/link.txt HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST",
        404,
    ),
    ("POST /_pilothouse/open HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST", 404),
    (
        "POST /_pilothouse/open?file=content/pilots/jia.md HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nContent-Length: 3",
        413,
    ),
    ("POST /_pilothouse/pages.json HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST", 405),
    ("GET /_pilothouse/../index.html HTTP/1.1\r\nHost: HOST", 404),
    ("GET /_pilothouse/events?path=/../x HTTP/1.1\r\nHost: HOST", 404),
    ("GET http://HOST/index.html HTTP/1.1\r\nHost: HOST", 400),
    ("GET % HTTP/1.1\r\nHost: HOST", 400),
    ("GET * HTTP/1.1\r\nHost: HOST", 400),
    // Other methods, bodies, and two requests that pass for one.
    ("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3", 405),
    ("PUT /index.html HTTP/1.1\r\nHost: HOST", 405),
    ("DELETE /index.html HTTP/1.1\r\nHost: HOST", 405),
    ("OPTIONS / HTTP/1.1\r\nHost: HOST", 405),
    ("TRACE / HTTP/1.1\r\nHost: HOST", 405),
    ("CONNECT evil.example:443 HTTP/1.1\r\nHost: HOST", 405),
    ("PRI * HTTP/2.0", 400),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5", 413),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1", 413),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked", 400),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nUpgrade: websocket\r\nConnection: Upgrade", 400),
    ("GET / HTTP/1.1\r\nHost : HOST", 400),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nX: a\0b", 400),
    ("GET / HTTP/1.1\r\nHost: HOST\r\n folded: x", 400),
    ("GET /\u{1} HTTP/1.1\r\nHost: HOST", 400),
    ("GET / HTTP/3.1\r\nHost: HOST", 400),
    ("\u{16}\u{3}\u{1}\u{2}", 400),
    ("hello", 400),
    // What is welcome all the same.
    ("GET / HTTP/1.1\r\nHost: localhost:PORT", 200),
    ("GET / HTTP/1.1\r\nHost: LocalHost:PORT", 200),
    ("GET / HTTP/1.1\r\nHost: [::1]:PORT", 200),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST", 200),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors", 200),
    (
        "GET / HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document",
        200,
    ),
    ("HEAD / HTTP/1.1\r\nHost: HOST", 200),
    ("GET /index.html?x=/../../etc/passwd#y HTTP/1.1\r\nHost: HOST", 200),
];

fn start() -> (Site, Preview, SocketAddr) {
    let site = Site::plain(SITE);
    std::fs::write(site.beside("secret.txt"), "秘密").unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(site.beside("secret.txt"), site.place("content/link.txt")).unwrap();
        std::os::unix::fs::symlink(site.beside("."), site.place("content/linked")).unwrap();
    }
    let wishes =
        Wishes { host: None, port: 0, watch: Watch::Events, lang: Lang::Zh, hands: Hands::default() };
    let preview = Preview::start(&site.options, &wishes, |_| {}).unwrap();
    let address = preview.address();
    (site, preview, address)
}

#[test]
fn intruders_get_nothing() {
    let (_site, _preview, address) = start();
    let mut wrong = Vec::new();
    for (head, expected) in CASES {
        let sent = head.replace("HOST", &address.to_string()).replace("PORT", &address.port().to_string());
        let answer = send(address, format!("{sent}\r\nConnection: close\r\n\r\n").as_bytes());
        let status = answer.as_ref().map_or(0, |answer| answer.status);
        let text = answer.map(|answer| answer.text()).unwrap_or_default();
        let leaks = ["秘密", "root:", "theme: plain", "title:"].iter().any(|secret| text.contains(secret));
        if status != *expected || leaks || (status >= 400 && status != 404 && text.len() > 100) {
            wrong.push(format!("{head:?}: {status} instead of {expected}\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(CASES.len() >= 60);
}

#[test]
fn heads_without_end_are_cut_off() {
    let (_site, _preview, address) = start();
    let long = format!("GET /{} HTTP/1.1\r\nHost: {address}\r\n\r\n", "a".repeat(100_000));
    assert_eq!(send(address, long.as_bytes()).map_or(431, |answer| answer.status), 431);
    let many = format!("GET / HTTP/1.1\r\nHost: {address}\r\n{}\r\n", "X: y\r\n".repeat(200));
    assert_eq!(send(address, many.as_bytes()).map_or(431, |answer| answer.status), 431);
    let endless = format!("GET / HTTP/1.1\r\nHost: {address}\r\nX: {}", "y".repeat(50_000));
    assert_eq!(send(address, endless.as_bytes()).map_or(431, |answer| answer.status), 431);
}

#[test]
fn two_requests_on_one_connection_get_two_answers() {
    let (_site, _preview, address) = start();
    let one = format!("GET /pilots/jia.html HTTP/1.1\r\nHost: {address}\r\n");
    let both = format!("{one}\r\n{one}Connection: close\r\n\r\n");
    let answer = send(address, both.as_bytes()).unwrap();
    assert_eq!((answer.status, answer.text().matches("HTTP/1.1 200 OK").count()), (200, 1));
}
