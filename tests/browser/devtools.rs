//! A small client of the DevTools protocol, for browsers that are older than any driver that can be had.
//!
//! The browser is spoken to by two pipes, so that no port and no socket is needed: JSON with a zero byte behind each message.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::{QUIETLY, Wire};

/// Longest time for any single answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What an old browser is started with besides [`QUIETLY`]. The pipes are those that it expects as files 3 and 4.
const FLAGS: [&str; 2] = ["--headless", "--remote-debugging-pipe"];

/// Gives a program its standard input and output as files 3 and 4.
const AS_3_AND_4: &str = "exec 3<&0 4>&1 </dev/null >/dev/null; exec \"$@\"";

/// What the browser said so far.
#[derive(Default)]
struct Heard {
    answers: HashMap<u64, Value>,
    complaints: Vec<String>,
    requests: Vec<String>,
    /// Documents that are loaded whole, by what the browser calls them.
    loaded: HashSet<String>,
    over: bool,
}

type Ear = Arc<(Mutex<Heard>, Condvar)>;

/// A browser at two pipes.
pub struct DevTools {
    browser: Child,
    mouth: Mutex<(ChildStdin, u64)>,
    ear: Ear,
    session: Option<String>,
    /// Emptied with the browser.
    _profile: TempDir,
}

impl DevTools {
    /// Starts a browser with an empty profile; `libraries` is a folder of what it needs beside those of the system.
    pub fn start(program: &Path, libraries: &Path) -> Self {
        let profile = tempfile::Builder::new().prefix("pilothouse-old-browser-").tempdir().unwrap();
        let mut command = Command::new("sh");
        command
            .args(["-c", AS_3_AND_4, "sh"])
            .arg(program)
            .args(FLAGS)
            .args(QUIETLY)
            .env("LD_LIBRARY_PATH", libraries);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut browser = command.spawn().unwrap();
        let (mouth, voice) = (browser.stdin.take().unwrap(), browser.stdout.take().unwrap());
        let ear = Ear::default();
        let own = ear.clone();
        std::thread::spawn(move || listen(BufReader::new(voice), &own));
        let mut tools =
            Self { browser, mouth: Mutex::new((mouth, 0)), ear, session: None, _profile: profile };
        tools.open_window();
        tools
    }

    fn open_window(&mut self) {
        let target = self.command("Target.createTarget", &json!({"url": "about:blank"}));
        let wanted = json!({"targetId": target["targetId"], "flatten": true});
        let session = self.command("Target.attachToTarget", &wanted);
        self.session = session["sessionId"].as_str().map(String::from);
        assert!(self.session.is_some(), "the browser opens no window: {session}");
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.command(&format!("{domain}.enable"), &json!({}));
        }
        self.command("Page.setLifecycleEventsEnabled", &json!({"enabled": true}));
        self.command("Emulation.setFocusEmulationEnabled", &json!({"enabled": true}));
    }

    /// Sends a command and returns the answer, or the browser's words.
    fn ask(&self, name: &str, params: &Value) -> Result<Value, String> {
        let id = {
            let mut mouth = self.mouth.lock().unwrap();
            mouth.1 += 1;
            let mut message = json!({"id": mouth.1, "method": name, "params": params});
            if let Some(session) = &self.session {
                message["sessionId"] = json!(session);
            }
            let sent = format!("{message}\0");
            mouth.0.write_all(sent.as_bytes()).map_err(|error| error.to_string())?;
            mouth.1
        };
        let mut answer = self.heard(name, |heard| heard.answers.remove(&id))?;
        match answer["error"]["message"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer["result"].take()),
        }
    }

    /// Waits until something was heard.
    fn heard<T>(&self, what: &str, find: impl Fn(&mut Heard) -> Option<T>) -> Result<T, String> {
        let started = Instant::now();
        let mut heard = self.ear.0.lock().unwrap();
        loop {
            if let Some(found) = find(&mut heard) {
                return Ok(found);
            }
            if heard.over || started.elapsed() > PATIENCE {
                return Err(if heard.over {
                    "the browser ended".into()
                } else {
                    format!("no end of {what}")
                });
            }
            heard = self.ear.1.wait_timeout(heard, Duration::from_millis(500)).unwrap().0;
        }
    }

    /// Evaluates an expression in the page. One that is asked for while a page goes is asked again in the next.
    fn evaluate(&self, expression: &str) -> Value {
        let wanted = json!({"expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true});
        let started = Instant::now();
        loop {
            match self.ask("Runtime.evaluate", &wanted) {
                Ok(told) if told["exceptionDetails"].is_null() => return told["result"]["value"].clone(),
                Ok(told) => panic!("{}\n{expression}", told["exceptionDetails"]),
                Err(error) => {
                    let goes = ["context", "navigated", "Promise was collected"];
                    let passes = goes.iter().any(|word| error.contains(word));
                    assert!(passes && started.elapsed() < PATIENCE, "{error}\n{expression}");
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
        }
    }
}

impl Wire for DevTools {
    fn open(&self, url: &str) {
        let told = self.command("Page.navigate", &json!({ "url": url }));
        // Another place within the page is no other document.
        if let Some(document) = told["loaderId"].as_str() {
            let whole = |heard: &mut Heard| heard.loaded.remove(document).then_some(());
            self.heard(url, whole).unwrap_or_else(|error| panic!("{url}: {error}"));
        }
    }

    fn address(&self) -> String {
        self.evaluate("location.href").as_str().unwrap().to_owned()
    }

    fn run(&self, script: &str) -> Value {
        self.evaluate(&format!("(function () {{\n{script}\n}})()"))
    }

    fn wait_for(&self, script: &str) -> Value {
        self.evaluate(&format!("new Promise(function (done) {{ (function () {{\n{script}\n}})(done); }})"))
    }

    fn command(&self, name: &str, params: &Value) -> Value {
        self.ask(name, params).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn complaints(&self) -> Vec<String> {
        // What was said before this answer has been heard with it.
        self.evaluate("0");
        std::mem::take(&mut self.ear.0.lock().unwrap().complaints)
    }

    fn requests(&self) -> Vec<String> {
        self.evaluate("0");
        std::mem::take(&mut self.ear.0.lock().unwrap().requests)
    }

    /// These browsers picture the screen alone: it is made as high as the page for the moment.
    fn picture(&self) -> Value {
        let size = self.evaluate("[innerWidth, innerHeight, document.documentElement.scrollHeight]");
        let set = |height: &Value| {
            let screen = json!({"width": size[0], "height": height, "deviceScaleFactor": 1, "mobile": false});
            self.command("Emulation.setDeviceMetricsOverride", &screen);
        };
        set(&size[2]);
        let shot = self.command("Page.captureScreenshot", &json!({}));
        set(&size[1]);
        shot
    }
}

impl Drop for DevTools {
    fn drop(&mut self) {
        self.session = None;
        let _ = self.ask("Browser.close", &json!({}));
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}

/// Hears the browser to its end.
fn listen(mut voice: impl BufRead, ear: &Ear) {
    let mut message = Vec::new();
    while voice.read_until(0, &mut message).is_ok_and(|length| length > 0) {
        if let Ok(told) = serde_json::from_slice::<Value>(message.strip_suffix(&[0]).unwrap_or(&message)) {
            hear(told, &mut ear.0.lock().unwrap());
            ear.1.notify_all();
        }
        message.clear();
    }
    ear.0.lock().unwrap().over = true;
    ear.1.notify_all();
}

/// Keeps what of a message tests want to know.
fn hear(told: Value, heard: &mut Heard) {
    if let Some(id) = told["id"].as_u64() {
        heard.answers.insert(id, told);
        return;
    }
    let params = &told["params"];
    match told["method"].as_str().unwrap_or_default() {
        "Network.requestWillBeSent" => {
            heard.requests.extend(params["request"]["url"].as_str().map(String::from))
        }
        "Page.lifecycleEvent" if params["name"] == "load" => {
            heard.loaded.extend(params["loaderId"].as_str().map(String::from));
        }
        "Log.entryAdded" => heard.complaints.extend(complaint(&params["entry"])),
        "Runtime.consoleAPICalled" if params["type"] == "error" || params["type"] == "warning" => {
            heard.complaints.push(params["args"].to_string());
        }
        "Runtime.exceptionThrown" => heard.complaints.push(params["exceptionDetails"].to_string()),
        _ => {}
    }
}

/// Returns the words of an entry of the browser's log, if it is a serious one.
fn complaint(entry: &Value) -> Option<String> {
    let serious = entry["level"] == "error" || entry["level"] == "warning";
    serious.then(|| {
        format!(
            "{} {}",
            entry["url"].as_str().unwrap_or_default(),
            entry["text"].as_str().unwrap_or_default()
        )
    })
}
