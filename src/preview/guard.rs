//! Who may ask: the editor's own browser on this machine, and others only with the token that was printed.
//!
//! A preview shows drafts. Three doors are kept: a name that was made to lead here (`Host` must be this machine, which stops DNS
//! rebinding), a page of another site in the same browser (`Origin` and `Sec-Fetch-Site`), and other machines (nothing listens
//! to them unless `--host` says so, and then only who has the token is answered).

use std::net::IpAddr;

use super::http::Request;

/// Name of the cookie that keeps the token.
const COOKIE: &str = "pilothouse_preview";

/// Name of the token in an address.
const TOKEN: &str = "token";

/// The rules of one preview.
#[derive(Clone, Debug)]
pub struct Guard {
    /// Where the preview listens.
    pub port: u16,
    /// The name or address that `--host` gave, if other machines may ask.
    pub host: Option<String>,
    /// What they must know.
    pub token: Option<String>,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is answered.
    Welcome,
    /// It brought the token in its address: it is sent to the same address without, with a cookie.
    Admit {
        /// Where it is sent.
        location: String,
        /// The cookie it keeps.
        cookie: String,
    },
    /// It is refused with a status.
    Refuse(u16),
}

impl Guard {
    /// Judges a request.
    pub fn judge(&self, request: &Request) -> Verdict {
        let mut hosts = request.all("host");
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return Verdict::Refuse(400) };
        if !self.is_here(host) {
            return Verdict::Refuse(421);
        }
        if !is_same_site(request, host) {
            return Verdict::Refuse(403);
        }
        let Some(token) = &self.token else { return Verdict::Welcome };
        if cookies(request).any(|(name, value)| name == COOKIE && is_equal(value, token)) {
            return Verdict::Welcome;
        }
        match request.query(TOKEN) {
            Some(given) if is_equal(&given, token) => Verdict::Admit {
                location: format!("/{}", request.path().trim_start_matches('/')),
                cookie: format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict"),
            },
            _ => Verdict::Refuse(401),
        }
    }

    /// Tells whether a `Host` header names this preview.
    fn is_here(&self, host: &str) -> bool {
        let Some((name, port)) = split_host(host) else { return false };
        if port.unwrap_or(80) != self.port {
            return false;
        }
        let ip = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        match (&self.host, ip) {
            (None, Ok(ip)) => ip.is_loopback(),
            // A name that was made to lead here is no address; who names an address means it.
            (Some(_), Ok(_)) => true,
            (own, Err(_)) => {
                let is_own = own.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
                name.eq_ignore_ascii_case("localhost") || is_own
            }
        }
    }
}

/// Returns name and port of a `Host` header; `None` if it is none.
fn split_host(host: &str) -> Option<(&str, Option<u16>)> {
    let end = if host.starts_with('[') { host.find(']')? + 1 } else { host.find(':').unwrap_or(host.len()) };
    let (name, rest) = host.split_at(end);
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if name.is_empty() || !name.chars().all(good) {
        return None;
    }
    match rest.strip_prefix(':') {
        None => rest.is_empty().then_some((name, None)),
        Some(port) if port.bytes().all(|digit| digit.is_ascii_digit()) => {
            Some((name, Some(port.parse().ok()?)))
        }
        Some(_) => None,
    }
}

/// Tells whether a request comes from a page of this preview, or from nowhere: a person who opens an address or follows a link.
fn is_same_site(request: &Request, host: &str) -> bool {
    let own =
        |origin: &str| origin.strip_prefix("http://").is_some_and(|name| name.eq_ignore_ascii_case(host));
    if !request.all("origin").all(own) {
        return false;
    }
    match request.header("sec-fetch-site") {
        None | Some("same-origin" | "none") => true,
        Some(_) => {
            request.header("sec-fetch-mode") == Some("navigate")
                && request.header("sec-fetch-dest") == Some("document")
        }
    }
}

fn cookies(request: &Request) -> impl Iterator<Item = (&str, &str)> {
    request.all("cookie").flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// Tells whether two texts are equal, in a time that does not tell where they differ.
fn is_equal(left: &str, right: &str) -> bool {
    let differences = left.bytes().zip(right.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    left.len() == right.len() && differences == 0
}

/// Returns a new token that nobody can guess; `None` if the system has no random numbers.
pub fn new_token() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Returns the query that brings a token.
pub fn query_of(token: &str) -> String {
    format!("?{TOKEN}={token}")
}
