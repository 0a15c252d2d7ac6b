//! A browser as tests use it, whichever it is and however it is spoken to.

use std::cell::RefCell;

use serde_json::{Value, json};

/// How any browser is started: as root without a display, with nothing of its own to say to any network.
pub const QUIETLY: [&str; 8] = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// What is different between ways to speak to a browser.
pub trait Wire: Send {
    /// Opens a page and waits until it is loaded.
    fn open(&self, url: &str);

    /// Returns the address that is shown now.
    fn address(&self) -> String;

    /// Runs the body of a function in the page and returns what it returns.
    fn run(&self, script: &str) -> Value;

    /// Runs the body of a function that calls its last argument with what it finds, and returns that.
    fn wait_for(&self, script: &str) -> Value;

    /// Sends a command of the browser's own protocol.
    fn command(&self, name: &str, params: &Value) -> Value;

    /// Returns and forgets what pages complained about since the last call.
    fn complaints(&self) -> Vec<String>;

    /// Returns and forgets the addresses that pages asked for since the last call. The browser's own pages do not count.
    fn requests(&self) -> Vec<String>;

    /// Has the whole page pictured, also what is not on the screen.
    fn picture(&self) -> Value {
        self.command("Page.captureScreenshot", &json!({"captureBeyondViewport": true}))
    }
}

/// A browser with one window.
pub struct Browser {
    wire: Box<dyn Wire>,
    /// Script that runs in every new page.
    added: RefCell<Option<String>>,
}

impl Browser {
    /// Returns the browser at the other end of a wire; it ends with the value.
    pub fn at(wire: impl Wire + 'static) -> Self {
        Self { wire: Box::new(wire), added: RefCell::default() }
    }

    /// Opens a page and waits until it is loaded.
    pub fn open(&self, url: &str) {
        self.wire.open(url);
    }

    /// Returns the address that is shown now.
    pub fn address(&self) -> String {
        self.wire.address()
    }

    /// Runs the body of a function in the page and returns what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.wire.run(script)
    }

    /// Runs the body of a function that calls its last argument with what it finds, and returns that.
    pub fn wait_for(&self, script: &str) -> Value {
        self.wire.wait_for(script)
    }

    /// Returns and forgets what pages complained about since the last call.
    pub fn complaints(&self) -> Vec<String> {
        self.wire.complaints()
    }

    /// Returns and forgets the addresses that pages asked for since the last call. The browser's own pages do not count.
    pub fn requests(&self) -> Vec<String> {
        self.wire.requests()
    }

    /// Sends a command of the browser's own protocol.
    pub fn command(&self, name: &str, params: &Value) -> Value {
        self.wire.command(name, params)
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
        decode64(self.command("Page.printToPDF", &json!({"printBackground": true}))["data"].as_str().unwrap())
    }

    /// Returns the page as it would be printed on sheets of the size that it asks for: a PDF.
    pub fn print_as_styled(&self) -> Vec<u8> {
        let wanted = json!({"preferCSSPageSize": true, "printBackground": true});
        decode64(self.command("Page.printToPDF", &wanted)["data"].as_str().unwrap())
    }

    /// Returns a picture of the whole page: a PNG.
    pub fn picture(&self) -> Vec<u8> {
        decode64(self.wire.picture()["data"].as_str().unwrap())
    }
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
