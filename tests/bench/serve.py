#!/usr/bin/env python3
"""Measures the live preview beside `hugo server` and writes SERVE.md.

  python3 tests/bench/serve.py [--pages 1000,10000] [--edits 15] [--place FOLDER] [--no-build] [--date DATE] [--out FILE]

Both servers run at the same time on the same pages and are edited in turn, so that a slow minute of the machine falls on both.
An edit writes a file as an editor does (a new file renamed over the old one) and waits for two things: the new text in the page
over HTTP, asked for again and again, and the news in an open browser window (server-sent events here, the reload channel there).
"""
import argparse, base64, datetime, http.client, json, os, re, shutil, socket, statistics, subprocess, sys, threading, time
from pathlib import Path

import run as bench

HERE = bench.HERE
ASK_EVERY = 0.0005  # seconds between two questions
PATIENCE = 30  # seconds


def main():
    options = arguments()
    programs = bench.build(options)
    cells = {pages: measure(programs, options, pages) for pages in options.pages}
    text = page(cells, options, programs)
    options.out.write_text(text)
    print(text)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", default="1000,10000")
    parser.add_argument("--edits", type=int, default=15)
    parser.add_argument("--place", type=Path, default=Path("/dev/shm"))
    parser.add_argument("--hugo")
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    parser.add_argument("--out", type=Path, default=HERE / "SERVE.md")
    options = parser.parse_args()
    options.pages = [int(number) for number in options.pages.split(",")]
    return options


class Server:
    """A running server: where its pages lie, and the moment of the last news of its window."""

    def __init__(self, name, command, root, port, address, source):
        self.name, self.root, self.port, self.address, self.source = name, root, port, address, source
        self.news, self.arrived = 0.0, threading.Event()
        started = time.monotonic()
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_for("")
        print(name, "answers", flush=True)
        self.start = time.monotonic() - started

    def get(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", self.address)
            answer = connection.getresponse()
            body = answer.read().decode("utf-8", "replace")
            return body if answer.status == 200 else None
        except (OSError, http.client.HTTPException):
            return None  # asked in the middle of a change
        finally:
            connection.close()

    def wait_for(self, text):
        """Asks for the page until it is there and holds a text; returns the moment."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            body = self.get()
            if body is not None and text in body:
                return time.monotonic()
            time.sleep(ASK_EVERY)
        sys.exit(f"{self.name}: the edit was never seen")

    def edit(self, path, change, seen):
        """Edits a file; returns how long it took until the page was new and until the window was told, in seconds."""
        before = path.read_text()
        after = change(before)
        self.arrived.clear()
        beside = path.with_name("." + path.name + ".tmp")
        beside.write_text(after)
        started = time.monotonic()
        os.replace(beside, path)
        page = self.wait_for(seen) - started
        told = self.news - started if self.arrived.wait(5) else None
        return page, told

    def tell(self):
        if not self.arrived.is_set():
            self.news = time.monotonic()
            self.arrived.set()

    def memory(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def end(self):
        self.process.terminate()
        self.process.wait()


def listen_ours(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", f"/_pilothouse/events?path={server.address}&window=bench", headers={"Accept": "text/event-stream"})
    stream = connection.getresponse()
    first = True
    for line in stream:
        if line.startswith(b"event: page"):
            if not first:
                server.tell()
            first = False


def listen_hugo(server):
    stream = socket.create_connection(("127.0.0.1", server.port))
    key = base64.b64encode(os.urandom(16)).decode()
    stream.sendall(f"GET /livereload HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: http://127.0.0.1:{server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
    hello = json.dumps({"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}).encode()
    mask = b"\0\0\0\0"
    stream.sendall(bytes([0x81, 0x80 | len(hello)]) + mask + hello)
    while True:
        data = stream.recv(65536)
        if not data:
            return
        if b'"reload"' in data:
            server.tell()


def measure(programs, options, pages):
    work = options.place / f"pilothouse-serve-{pages}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    corpus, hugo, site = work / "corpus", work / "hugo", work / "site"
    bench.run([programs["corpus"], pages, corpus])
    shutil.copytree(HERE / "site", site)
    build = ["--root", site, "--content", corpus, "--output", work / "out"]
    cold = bench.run([programs["pilothouse"], "build", "--quiet", *build])["wall"]
    page = sorted(corpus.glob("experiences/p*.md"))[pages // 40]
    name = page.relative_to(corpus)
    servers = [Server("pilothouse", [programs["pilothouse"], "serve", "--port", 4801, *build], site, 4801,
                      f"/{name.with_suffix('.html')}", page)]
    listeners = [listen_ours]
    templates = [site / "themes" / "bench" / "templates" / "base.html"]
    if "hugo" in programs:
        shutil.copytree(HERE / "hugo", hugo)
        bench.run([programs["corpus"], pages, hugo, "--hugo"])
        # Its own address would be that of the site, which is not here.
        command = [programs["hugo"], "server", "-s", hugo, "--port", 4802, "--bind", "127.0.0.1", "--baseURL", "http://127.0.0.1:4802/"]
        servers.append(Server("hugo", command, hugo, 4802, f"/{name.with_suffix('')}/", hugo / "content" / name))
        listeners.append(listen_hugo)
        templates.append(hugo / "layouts" / "baseof.html")
    for server, listener in zip(servers, listeners):
        threading.Thread(target=listener, args=(server,), daemon=True).start()
    time.sleep(5 + pages / 5000)  # until both are done with what they do after their start
    cell = {"cold": cold, "start": {server.name: server.start for server in servers}}
    kinds = {
        "body": lambda number: (None, lambda text: text + f"\n第{number}次修改的话。\n", f"第{number}次修改的话"),
        "title": lambda number: (None, lambda text: retitled(text, number), f"改题{number}号"),
        "template": lambda number: ("template", lambda text: marked(text, number), f'data-t="{number}"'),
    }
    for kind, edit in kinds.items():
        times = {server.name: [] for server in servers}
        for number in range(1, options.edits + 1):
            for server, template in zip(servers, templates):
                where, change, seen = edit(number)
                times[server.name].append(server.edit(template if where else server.source, change, seen))
                time.sleep(0.3 + pages / 20000)
        cell[kind] = times
        print(pages, kind, {name: f"{median(all, 0) * 1000:.1f} ms" for name, all in times.items()}, flush=True)
    cell["memory"] = {server.name: server.memory() for server in servers}
    for server in servers:
        server.end()
    shutil.rmtree(work)
    return cell


def marked(text, number):
    return re.sub(r'<body(?: data-t="\d+")?', f'<body data-t="{number}"', text, count=1)


def retitled(text, number):
    lines = text.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("title:"))
    lines[at] = f'title: "改题{number}号"'
    return "\n".join(lines)


def median(times, which):
    known = [time[which] for time in times if time[which] is not None]
    return statistics.median(known) if known else float("nan")


def page(cells, options, programs):
    lines = [
        "# The live preview", "",
        f"Written by `serve.py` on {options.date}: {bench.machine()}. Medians of {options.edits} edits, milliseconds.",
        bench.versions(programs), "",
        "| Pages | Edit | page new, pilothouse | Hugo | ratio | window told, pilothouse | Hugo | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for pages, cell in cells.items():
        for kind in ("body", "title", "template"):
            row = [f"{pages:,}", kind]
            for which in (0, 1):
                ours = median(cell[kind]["pilothouse"], which) * 1000
                theirs = median(cell[kind]["hugo"], which) * 1000 if "hugo" in cell[kind] else float("nan")
                row += [f"{ours:.1f}", f"{theirs:.1f}", f"1/{theirs / ours:.1f}"]
            lines.append("| " + " | ".join(row) + " |")
    lines += ["", "| Pages | Start to first page, pilothouse (s) | cold build (s) | Hugo (s) | memory, pilothouse (MB) | Hugo |", "|---|---|---|---|---|---|"]
    for pages, cell in cells.items():
        hugo = cell["start"].get("hugo", float("nan"))
        lines.append(f"| {pages:,} | {cell['start']['pilothouse']:.3f} | {cell['cold']:.3f} | {hugo:.2f} | "
                     f"{cell['memory']['pilothouse']:.0f} | {cell['memory'].get('hugo', float('nan')):.0f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
