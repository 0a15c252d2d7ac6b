"""A server that counts what it sends, packed as web servers pack it, and a browser that asks it: for the benchmark of the search."""
import gzip, json, socketserver, subprocess, tempfile, threading, time, urllib.request
from http.server import BaseHTTPRequestHandler
from pathlib import Path

TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm"}
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
PATIENCE = 60  # seconds


class Server(socketserver.ThreadingTCPServer):
    """Serves a folder and notes for each answer the path and the bytes of its packed body."""
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, folder):
        self.folder, self.sent, self.packed = Path(folder), [], {}
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def base(self):
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def take(self):
        sent, self.sent = self.sent, []
        return sent

    def body(self, path):
        if path not in self.packed:
            place = self.folder / path
            raw = place.read_bytes() if place.is_file() else None
            self.packed[path] = raw and min((gzip.compress(raw, 6), "gzip"), (raw, ""), key=lambda one: len(one[0]))
        return self.packed[path]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.split("?")[0].lstrip("/")
        body = self.server.body(path)
        if not body:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", TYPES.get(Path(path).suffix, "application/octet-stream"))
        if body[1]:
            self.send_header("Content-Encoding", body[1])
        self.send_header("Content-Length", str(len(body[0])))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.server.sent.append((path, len(body[0])))
        self.wfile.write(body[0])

    def log_message(self, *_):
        pass


class Browser:
    """Chromium, driven through ChromeDriver."""

    def __init__(self):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        for line in self.driver.stdout:
            if "successfully on port" in line:
                self.port = int(line.split("on port")[1].split(".")[0])
                break
        self.profile = tempfile.TemporaryDirectory()
        flags = FLAGS + [f"--user-data-dir={self.profile.name}", "--window-size=1280,900"]
        wanted = {"browserName": "chrome", "timeouts": {"script": PATIENCE * 1000}, "goog:chromeOptions": {"args": flags}}
        self.session = ""
        answer = self.ask("POST", "", {"capabilities": {"alwaysMatch": wanted}})
        self.session, self.version = f"/{answer['sessionId']}", answer["capabilities"]["browserVersion"]

    def ask(self, method, path, body=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/session{self.session}{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE * 2) as answer:
            return json.load(answer)["value"]

    def open(self, url):
        self.ask("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, script, *arguments):
        """Runs a script that calls its last argument back."""
        return self.ask("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def until(self, condition):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.run("return " + condition):
                return
            time.sleep(0.01)
        raise TimeoutError(condition)

    def slow_down(self, rate):
        self.ask("POST", "/goog/cdp/execute", {"cmd": "Emulation.setCPUThrottlingRate", "params": {"rate": rate}})

    def end(self):
        self.ask("DELETE", "")
        self.driver.terminate()
        self.driver.wait()
        self.profile.cleanup()
