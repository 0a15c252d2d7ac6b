//! A small WebDriver client: JSON over HTTP to a ChromeDriver of our own on this machine.
//!
//! Only what the tests use. Every answer is waited for with a limit; the driver and its browser end with the value.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::install::Programs;

/// Longest time for any single answer of the driver.
const PATIENCE: Duration = Duration::from_secs(60);

/// Longest time a page may load or a script run, in milliseconds; shorter than [`PATIENCE`] so that the driver says why.
const PAGE_PATIENCE: u32 = 30_000;

/// How the browser is started: as root without a display, with nothing of its own to say to any network.
const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// A browser with one window.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    /// Script that runs in every new page.
    added: RefCell<Option<String>>,
    /// Emptied with the browser.
    _profile: TempDir,
}

impl Browser {
    /// Starts a driver on a free port and a browser with an empty profile.
    pub fn start(programs: &Programs) -> Self {
        let (driver, port) = start_driver(programs);
        let profile = tempfile::Builder::new().prefix("pilothouse-browser-").tempdir().unwrap();
        let mut browser =
            Self { driver, port, session: String::new(), added: RefCell::default(), _profile: profile };
        let folder = browser._profile.path().display();
        let flags: Vec<String> =
            FLAGS.iter().map(|flag| (*flag).into()).chain([format!("--user-data-dir={folder}")]).collect();
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

    /// Opens a page and waits until it is loaded.
    pub fn open(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    /// Returns the address that is shown now.
    pub fn address(&self) -> String {
        self.call("GET", "/url", None).as_str().unwrap().to_owned()
    }

    /// Runs the body of a function in the page and returns what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// Runs the body of a function that calls its last argument with what it finds, and returns that.
    pub fn wait_for(&self, script: &str) -> Value {
        self.post("/execute/async", &json!({"script": script, "args": []}))
    }

    /// Has a script run in every new page before its own.
    pub fn on_new_page(&self, script: &str) {
        let added = self.command("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
        *self.added.borrow_mut() = added["identifier"].as_str().map(String::from);
    }

    /// Ends what [`Self::on_new_page`] began.
    pub fn forget_scripts(&self) {
        if let Some(known) = self.added.borrow_mut().take() {
            self.command("Page.removeScriptToEvaluateOnNewDocument", &json!({ "identifier": known }));
        }
    }

    /// Presses a key as a person does.
    pub fn press(&self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            "ArrowLeft" => (37, ""),
            "ArrowRight" => (39, ""),
            _ => panic!("no such key: {key}"),
        };
        for event in ["keyDown", "keyUp"] {
            let text = if event == "keyDown" { text } else { "" };
            let stroke =
                json!({"type": event, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text});
            self.command("Input.dispatchKeyEvent", &stroke);
        }
    }

    /// Returns the top of the page as a small picture: a WebP.
    pub fn small_picture(&self, width: u32, height: u32, scale: f64) -> Vec<u8> {
        let clip = json!({"x": 0, "y": 0, "width": width, "height": height, "scale": scale});
        let wanted = json!({"format": "webp", "quality": 72, "captureBeyondViewport": true, "clip": clip});
        decode64(self.command("Page.captureScreenshot", &wanted)["data"].as_str().unwrap())
    }

    /// Gives pages a window of a width, in CSS pixels. A real window has a least width that is wider than a phone.
    pub fn set_width(&self, width: u32) {
        let size = json!({"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": false});
        self.command("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Allows or forbids scripts of pages; our own run in any case.
    pub fn set_scripts(&self, allowed: bool) {
        self.command("Emulation.setScriptExecutionDisabled", &json!({ "value": !allowed }));
    }

    /// Returns the page as it would be printed: a PDF.
    pub fn print(&self) -> Vec<u8> {
        decode64(self.post("/print", &json!({"background": true})).as_str().unwrap())
    }

    /// Returns the page as it would be printed on sheets of the size that it asks for: a PDF.
    pub fn print_as_styled(&self) -> Vec<u8> {
        let wanted = json!({"preferCSSPageSize": true, "printBackground": true});
        decode64(self.command("Page.printToPDF", &wanted)["data"].as_str().unwrap())
    }

    /// Returns a picture of the whole page: a PNG.
    pub fn picture(&self) -> Vec<u8> {
        let shot = self.command("Page.captureScreenshot", &json!({"captureBeyondViewport": true}));
        decode64(shot["data"].as_str().unwrap())
    }

    /// Returns and forgets what pages complained about since the last call.
    pub fn complaints(&self) -> Vec<String> {
        let entries = self.post("/se/log", &json!({"type": "browser"}));
        let serious = entries
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| entry["level"] != "INFO" && entry["level"] != "DEBUG");
        serious.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Returns and forgets the addresses that pages asked for since the last call. The browser's own pages do not count.
    pub fn requests(&self) -> Vec<String> {
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

    /// Sends a command of the browser's own protocol.
    pub fn command(&self, name: &str, params: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": name, "params": params}))
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

impl Drop for Browser {
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

/// Returns the bytes of a text in base 64.
fn decode64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |byte: u8| DIGITS.iter().position(|digit| *digit == byte).map(|at| at as u32);
    let digits: Vec<u32> = text.bytes().filter_map(digit).collect();
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3);
    for four in digits.chunks(4) {
        let bits = four.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - four.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}
