//! A small WebDriver client: JSON over HTTP to a ChromeDriver of our own on this machine.
//!
//! Only what the tests use. Every answer is waited for with a limit; the driver and its browser end with the value.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::{QUIETLY, Wire};
use crate::install::Programs;

/// Longest time for any single answer of the driver.
const PATIENCE: Duration = Duration::from_secs(60);

/// Longest time a page may load or a script run, in milliseconds; shorter than [`PATIENCE`] so that the driver says why.
const PAGE_PATIENCE: u32 = 30_000;

/// A browser behind its driver.
pub struct WebDriver {
    driver: Child,
    port: u16,
    session: String,
    /// Emptied with the browser.
    _profile: TempDir,
}

impl WebDriver {
    /// Starts a driver on a free port and a browser with an empty profile.
    pub fn start(programs: &Programs) -> Self {
        let (driver, port) = start_driver(programs);
        let profile = tempfile::Builder::new().prefix("pilothouse-browser-").tempdir().unwrap();
        let mut browser = Self { driver, port, session: String::new(), _profile: profile };
        let folder = browser._profile.path().display();
        let own = ["--headless=new".to_owned(), format!("--user-data-dir={folder}")];
        let flags: Vec<String> = QUIETLY.map(String::from).into_iter().chain(own).collect();
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {
                "binary": programs.browser,
                "args": flags,
                "perfLoggingPrefs": {"enableNetwork": true, "enablePage": false},
            },
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            "timeouts": {"pageLoad": PAGE_PATIENCE, "script": PAGE_PATIENCE, "implicit": 0},
        });
        let answer = browser.post("", &json!({"capabilities": {"alwaysMatch": wanted}}));
        browser.session = format!("/{}", answer["sessionId"].as_str().unwrap());
        browser
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.call("POST", path, Some(body))
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let path = format!("/session{}{path}", self.session);
        let answer = exchange(self.port, method, &path, body);
        answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }
}

impl Wire for WebDriver {
    fn open(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    fn address(&self) -> String {
        self.call("GET", "/url", None).as_str().unwrap().to_owned()
    }

    fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    fn wait_for(&self, script: &str) -> Value {
        self.post("/execute/async", &json!({"script": script, "args": []}))
    }

    fn complaints(&self) -> Vec<String> {
        let entries = self.post("/se/log", &json!({"type": "browser"}));
        let serious = entries
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| entry["level"] != "INFO" && entry["level"] != "DEBUG");
        serious.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    fn requests(&self) -> Vec<String> {
        let entries = self.post("/se/log", &json!({"type": "performance"}));
        let messages = entries
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok());
        let sent = messages.filter(|outer| outer["message"]["method"] == "Network.requestWillBeSent");
        let urls =
            sent.filter_map(|outer| outer["message"]["params"]["request"]["url"].as_str().map(String::from));
        urls.filter(|url| !url.starts_with("chrome://")).collect()
    }

    fn command(&self, name: &str, params: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": name, "params": params}))
    }
}

impl Drop for WebDriver {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // Ends the browser; should this fail, there is nothing left to try but ending the driver.
            let _ = exchange(self.port, "DELETE", &format!("/session{}", self.session), None);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Starts the driver and waits until it tells its port.
fn start_driver(programs: &Programs) -> (Child, u16) {
    let mut command = Command::new(&programs.driver);
    command.args(["--port=0", "--allowed-ips=127.0.0.1"]).stdin(Stdio::null()).stderr(Stdio::null());
    let mut driver = command.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let (tell, told) = mpsc::channel();
    // Reads to the end, so that the driver never waits for a full pipe.
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let port =
                line.trim_end_matches('.').rsplit_once("on port ").map(|(_, port)| port.parse::<u16>());
            if let Some(Ok(port)) = port
                && line.contains("started successfully")
            {
                let _ = tell.send(port);
            }
        }
    });
    match told.recv_timeout(PATIENCE) {
        Ok(port) => (driver, port),
        Err(_) => {
            let _ = driver.kill();
            let _ = driver.wait();
            panic!("{} does not start", programs.driver.display());
        }
    }
}

/// Sends one request and returns the `value` of the answer, or the driver's words.
fn exchange(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
    let text = |error: std::io::Error| error.to_string();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).map_err(text)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(text)?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let length = body.len();
    let head =
        format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n");
    let request = format!("{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).map_err(text)?;
    let answer = read_answer(&mut BufReader::new(stream)).map_err(text)?;
    let mut answer: Value = serde_json::from_slice(&answer).map_err(|error| error.to_string())?;
    let value = answer["value"].take();
    match value["error"].as_str() {
        Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default())),
        None => Ok(value),
    }
}

/// Reads the body of an answer that tells its length.
fn read_answer(stream: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(body)
}
