#!/usr/bin/env python3
"""Measures the search beside Pagefind, on the same pages, and writes SEARCH.md.

  python3 tests/bench/search.py [--pages 1000,10000] [--parts builds,answers,edits,preview] [--runs 3] [--queries 300]
                                [--place FOLDER] [--pagefind FOLDER|none] [--no-build] [--date DATE] [--data FILE] [--out FILE]

Pagefind's newest release comes from npm (into a folder of its own, once). Both index the articles of the generated corpus: the pages
are built without and with the search in turn, and Pagefind reads what the build without it wrote. Queries are cut at random from
the texts of the articles; what they should find is told by a scan of the same HTML. Answers come from a real Chromium, bytes from
a server that packs as web servers do and forbids keeping: every query is a first one. Needs Node.js, Chromium and ChromeDriver.

One size or part after the other will do: figures are kept in a file, and the page is written from all of them. At 50,000 pages
Pagefind would take half an hour and most of the memory: `--pages 50000 --pagefind none`.
"""
import argparse, datetime, gzip, json, os, random, re, shutil, statistics, subprocess, sys, threading, time, unicodedata
from html.parser import HTMLParser
from pathlib import Path

import run as bench
import serve

HERE = bench.HERE
sys.path.insert(0, str(HERE / "search"))
from browser import Browser, Server  # noqa: E402

BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "pre", "div", "ul", "ol", "table", "blockquote", "figcaption",
          "article", "aside", "br", "figure", "section", "nav", "dt", "dd"}
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
MARK = re.compile(r"[^\w%+#<>=$^|~*&@]|_")
EDIT = "\n新增的一段话。\n"
PARTS = ["builds", "answers", "edits", "preview"]


def main():
    options = arguments()
    programs = bench.build(options)
    if str(options.pagefind) != "none":
        programs["pagefind"] = pagefind(options)
    cells = json.loads(options.data.read_text()) if options.data.exists() else {}
    for pages in options.pages:
        with_new(cells.setdefault(str(pages), {}), measure(programs, options, pages), options.date)
        options.data.parent.mkdir(parents=True, exist_ok=True)
        options.data.write_text(json.dumps(cells))
    text = page(cells, options, programs)
    options.out.write_text(text)
    print(text)


def with_new(cell, new, date):
    """Puts new figures in the place of old ones, and notes when they were taken."""
    cell.update({name: figures | {"date": date} for name, figures in new.items()})


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", default="1000,10000")
    parser.add_argument("--parts", default=",".join(PARTS), help="what to measure")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--edits", type=int, default=15)
    parser.add_argument("--place", type=Path, default=Path("/dev/shm"))
    parser.add_argument("--pagefind", type=Path, default=bench.ROOT / "target" / "pagefind", help="where it is installed, or none")
    parser.add_argument("--hugo", default="none")
    parser.add_argument("--program", type=Path, help="another pilothouse than that of target/release")
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    parser.add_argument("--data", type=Path, default=bench.ROOT / "target" / "search.json", help="figures of earlier runs")
    parser.add_argument("--out", type=Path, default=HERE / "SEARCH.md")
    options = parser.parse_args()
    options.parts = options.parts.split(",")
    if not set(options.parts) <= set(PARTS):
        parser.error(f"the parts are {', '.join(PARTS)}")
    options.pages = [int(number) for number in options.pages.split(",")]
    return options


def pagefind(options):
    """Installs Pagefind and returns the program itself: what npm puts on the path is a wrapper."""
    found = lambda: sorted(options.pagefind.glob("node_modules/@pagefind/*/bin/pagefind_extended"))
    if not found():
        options.pagefind.mkdir(parents=True, exist_ok=True)
        (options.pagefind / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "pagefind@latest"], cwd=options.pagefind, check=True)
    return found()[0]


def measure(programs, options, pages):
    work = options.place / f"pilothouse-search-{pages}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if options.program:
        programs["pilothouse"] = options.program
    corpus = work / "corpus"
    bench.run([programs["corpus"], pages, corpus])
    sites = {"off": work / "site-off", "on": work / "site-on"}
    for name, site in sites.items():
        shutil.copytree(HERE / "site", site)
        if name == "on":
            with (site / "pilothouse.yaml").open("a") as settings:
                settings.write("\nsearch: {on: true}\n")
            shutil.copy(bench.ROOT / "themes/default/assets/search.js", site / "themes/bench/assets")
            shutil.copy(HERE / "search/search.html", site / "themes/bench/templates")
    found = builds(programs, work, options, pages)
    cell = {"builds": found} if "builds" in options.parts else {}
    if "answers" in options.parts:
        cell["answers"] = answers(programs, work, options)
    if "edits" in options.parts:
        cell["edits"] = edited(programs, work, corpus)
    if "preview" in options.parts:
        cell["preview"] = preview(programs, work, corpus, options, pages)
    shutil.rmtree(work)
    return cell


def builds(programs, work, options, pages):
    """Builds without and with the search in turn, once if only what is built is wanted, and lets Pagefind index the former."""
    count = options.runs if "builds" in options.parts else 1
    runs = {"off": [], "on": [], "pagefind": []}
    for number in range(count):
        for name in ("off", "on"):
            out = work / f"out-{name}"
            shutil.rmtree(out, ignore_errors=True)
            shutil.rmtree(work / ".pilothouse" / out.name, ignore_errors=True)
            runs[name].append(bench.run(build(programs, work, name)))
        shutil.rmtree(work / "out-off" / "pagefind", ignore_errors=True)
        # Where Pagefind takes a minute it runs once, on what stays.
        wanted = "pagefind" in programs and {"builds", "answers"} & set(options.parts)
        if wanted and (pages < 5000 or number == count - 1):
            runs["pagefind"].append(bench.run([programs["pagefind"], "--site", work / "out-off", "--quiet"]))
        print(pages, number, {name: round(all[-1]["wall"], 2) for name, all in runs.items() if all}, flush=True)
    sizes = {"on": size(work / "out-on" / "_search")}
    if runs["pagefind"]:
        sizes["pagefind"] = size(work / "out-off" / "pagefind")
    return {"runs": runs, "sizes": sizes, "parts": parts(work / "out-on" / "_search")}


def build(programs, work, name):
    return [programs["pilothouse"], "build", "--quiet", "--root", work / f"site-{name}", "--content", work / "corpus", "--output", work / f"out-{name}"]


def size(folder):
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {"files": len(files), "bytes": sum(file.stat().st_size for file in files)}


def parts(folder):
    names = {"k": "keys", "t": "texts", "c": "cards", "o": "order"}
    found = {}
    for file in sorted(folder.iterdir()):
        part = names[file.name[0]] if re.match(r"[ktco][0-9a-f]{3,}\.js", file.name) else file.stem
        raw = file.read_bytes()
        own = found.setdefault(part, {"files": 0, "raw": 0, "packed": 0, "largest": 0})
        packed = len(gzip.compress(raw, 6))
        own["files"] += 1
        own["raw"] += len(raw)
        own["packed"] += packed
        own["largest"] = max(own["largest"], packed)
    return found


class Article(HTMLParser):
    """The texts of the article of a page. `lines`: what surely stands there together, a line for each block or cell; a date, the name of
    a kind and numbers of notes, which are no text of the page, are left out. `wider`: what may be taken to stand together, rows of tables and lists of links."""

    def __init__(self):
        super().__init__()
        self.lines, self.wider, self.inside, self.without, self.body, self.meta = [""], [""], 0, 0, 0, ""

    def handle_starttag(self, tag, attributes):
        classes = dict(attributes).get("class", "")
        if tag == "meta" and dict(attributes).get("name") == "description":
            self.wider += [dict(attributes).get("content", ""), ""]
        if tag == "article":
            self.inside += 1
        if tag == "div":
            self.body += 1 if self.body or classes == "body" else 0
        if tag == "aside":
            self.without += 1
        if tag in ("time", "span") and not self.body or tag == "sup":
            self.meta = tag
        self.part(tag)

    def handle_endtag(self, tag):
        if tag == "article":
            self.inside -= 1
        if tag == "div" and self.body:
            self.body -= 1
        if tag == "aside":
            self.without -= 1
        if tag == self.meta:
            self.meta = ""
        self.part(tag)

    def part(self, tag):
        if tag in BLOCKS or not self.body:
            self.lines.append("")
        if tag in BLOCKS - {"td", "th"}:
            self.wider.append("")

    def handle_data(self, data):
        if self.inside and not self.without:
            data = data.replace("\n", " ")
            self.wider[-1] += data
            if not self.meta:
                self.lines[-1] += data


def fold(line):
    """Returns a line as the search compares it, as far as the corpus goes."""
    line = unicodedata.normalize("NFC", line).lower()
    line = "".join(chr(ord(c) - 0xfee0) if 0xff01 <= ord(c) <= 0xff5e else c for c in line)
    kept = re.split(f"([{HAN}])", line)
    return "".join(piece if re.match(f"[{HAN}]", piece) else inner(piece) for piece in kept)


def inner(piece):
    """Returns letters and digits between Han characters: marks at the ends do not count, blanks within are one."""
    piece = re.sub(r"\s+", " ", piece)
    while piece and MARK.match(piece[0]):
        piece = piece[1:]
    while piece and MARK.match(piece[-1]):
        piece = piece[:-1]
    return piece


def articles(folder):
    """Returns the folded lines of each page that has an article, and the wider ones, by address."""
    found, wider = {}, {}
    for file in sorted(folder.rglob("*.html")):
        html = file.read_text()
        if "<article" in html:
            article = Article()
            article.feed(html)
            name = str(file.relative_to(folder))
            found[name] = [line for line in map(fold, article.lines) if line]
            wider[name] = found[name] + [line for line in map(fold, article.wider) if line]
    return found, wider


def cuts(texts, count, length=None):
    """Returns substrings of one to eight characters, cut from bodies at random; letters alone are left out, which may be pinyin."""
    chance, names, found = random.Random(6), sorted(texts), []
    while len(found) < count:
        lines = texts[chance.choice(names)]
        line = chance.choice(lines)
        long = length or chance.randint(1, 8)
        at = chance.randrange(len(line))
        cut = line[at:at + long]
        if len(cut) == long and cut == fold(cut) and not re.search("[a-z\" ]", cut):
            found.append(cut)
    return found


def scan(texts, query):
    return {name for name, lines in texts.items() if any(query in line for line in lines)}


def answers(programs, work, options):
    texts, wider = articles(work / "out-off")
    queries = cuts(texts, options.queries)
    truth = [(scan(texts, query), scan(wider, query)) for query in queries]
    four = cuts(texts, 40, 4)
    shutil.copy(HERE / "search/pagefind.html", work / "out-off")
    browser = Browser()
    try:
        return {
            "browser": browser.version,
            "hits": statistics.median(len(low) for low, _ in truth),
            "on": ours(browser, Server(work / "out-on"), queries, truth, four, set(texts)),
        } | ({"pagefind": theirs(browser, Server(work / "out-off"), work, queries, truth, four)} if "pagefind" in programs else {})
    finally:
        browser.end()


def ours(browser, server, queries, truth, four, known):
    browser.open(server.base() + "search.html")
    found, took = [], []
    for query in queries:
        urls, time_taken = browser.wait(
            "const done = arguments[arguments.length - 1], from = performance.now();"
            "pilothouse_find(arguments[0]).then(urls => done([urls, performance.now() - from]), error => done([String(error), 0]))", query)
        found.append(set(urls) & known)
        took.append(time_taken)
    wrong = [(query, sorted(low - own)[:3], sorted(own - high)[:3]) for query, own, (low, high) in zip(queries, found, truth) if low - own or own - high]
    print("differ:", wrong[:5], flush=True)
    first, answer, around, slow = [], [], [], []
    for query in four:
        browser.slow_down(1)
        browser.open("about:blank")
        server.take()
        browser.open(server.base() + "search.html")
        time.sleep(0.3)
        first.append(total(server.take(), r"search.*\.js|_search/"))
        browser.slow_down(4)
        browser.run(SHOWN, query)
        browser.until("window.shown")
        browser.until("Array.from(document.querySelectorAll('.search-context')).some(one => one.textContent) || !document.querySelector('.search-hit')")
        time.sleep(0.5)
        sent = server.take()
        answer.append(total(sent, r"_search/(?!t)"))
        around.append(total(sent, r"_search/t"))
        slow.append(browser.run("return window.shown - Math.max(...performance.getEntriesByType('resource').filter(one => /_search.[kco]/.test(one.name)).map(one => one.responseEnd))"))
    browser.slow_down(1)
    return quality(found, truth) | {"first": first, "query": answer, "around": around, "slow": slow, "took": took}


# Types a query, and notes when its results stand there.
SHOWN = """
window.shown = 0;
const list = document.querySelector('.search-results'), status = document.querySelector('.search-status');
new MutationObserver(() => { if (!window.shown && (list.children.length || /none/.test(status.textContent))) window.shown = performance.now(); })
  .observe(document.querySelector('main'), {childList: true, subtree: true, characterData: true});
const form = document.querySelector('.search-form');
form.elements.q.value = arguments[0];
form.dispatchEvent(new Event('submit', {cancelable: true}));
"""


def theirs(browser, server, work, queries, truth, four):
    addresses = {}
    for file in (work / "out-off/pagefind/fragment").iterdir():
        data = gzip.decompress(file.read_bytes())
        addresses[file.name.split(".")[0]] = json.loads(data[data.index(b"{"):])["url"].lstrip("/")
    browser.open(server.base() + "pagefind.html")
    browser.until("window.ready")
    found, took = [], []
    for query in queries:
        ids, time_taken = browser.wait(
            "const done = arguments[arguments.length - 1], from = performance.now();"
            "find(arguments[0]).then(() => done([window.found, performance.now() - from]))", query)
        found.append({addresses[one] for one in ids})
        took.append(time_taken)
    first, answer = [], []
    for query in four:
        browser.open("about:blank")
        browser.open(server.base() + "pagefind.html")
        browser.until("window.ready")
        server.take()
        browser.wait("const done = arguments[arguments.length - 1]; import(location.origin + '/pagefind/pagefind.js').then(async one => { await one.init(); done(); })")
        time.sleep(0.2)
        first.append(total(server.take(), "pagefind/"))
        browser.wait("const done = arguments[arguments.length - 1]; show(arguments[0]).then(done)", query)
        answer.append(total(server.take(), "pagefind/"))
    return quality(found, truth) | {"first": first, "query": answer, "took": took}


def total(sent, pattern):
    return sum(size for path, size in sent if re.search(pattern, path))


def quality(found, truth):
    """Returns recall and precision as means over the queries: what must be found, and what may be."""
    recall = [len(own & low) / len(low) for own, (low, _) in zip(found, truth)]
    precision = [len(own & high) / len(own) if own else 1.0 for own, (_, high) in zip(found, truth)]
    exact = sum(low <= own <= high for own, (low, high) in zip(found, truth))
    return {"recall": statistics.mean(recall), "precision": statistics.mean(precision), "exact": exact}


def edited(programs, work, corpus):
    """Edits one body and returns how much of the index was written anew, and what a build took."""
    folder = work / "out-on" / "_search"
    contents = lambda: {file.name: file.read_bytes() for file in folder.iterdir()}
    sources, shares, runs = sorted(corpus.glob("*/p*.md")), [], {"off": [], "on": []}
    for number in (1, 2, 3, 4, 5):
        source = sources[number * len(sources) // 6]
        before, text = contents(), source.read_text()
        source.write_text(text + EDIT)
        for name in runs:
            runs[name].append(bench.run(build(programs, work, name)))
        after = contents()
        changed = [name for name in after if before.get(name) != after[name]]
        shares.append((sum(len(after[name]) for name in changed) / sum(map(len, after.values())), len(changed)))
        source.write_text(text)
        for name in runs:
            bench.run(build(programs, work, name))
    return {"shares": shares, "runs": runs}


def preview(programs, work, corpus, options, pages):
    """Edits a body in two previews, without and with the search, in turn."""
    source = sorted(corpus.glob("experiences/p*.md"))[pages // 40]
    servers = []
    for name, port in (("off", 4811), ("on", 4812)):
        command = [programs["pilothouse"], "serve", "--port", port, *build(programs, work, name)[3:]]
        servers.append(serve.Server(name, command, work, port, f"/{source.relative_to(corpus).with_suffix('.html')}", source))
    for server in servers:
        threading.Thread(target=serve.listen_ours, args=(server,), daemon=True).start()
    time.sleep(5 + pages / 2000)
    times = {server.name: [] for server in servers}
    original = source.read_text()
    for number in range(1, options.edits + 1):
        for server in servers:
            # Both watch the same file: an edit for one is an edit for both, in turn the first to be looked at.
            times[server.name].append(server.edit(source, lambda _: original + f"\n第{number}次{server.name}。\n", f"第{number}次{server.name}"))
            time.sleep(0.5 + pages / 10000)
    source.write_text(original)
    memory = {server.name: server.memory() for server in servers}
    for server in servers:
        server.end()
    return {"times": times, "memory": memory}


def page(cells, options, programs):
    lines = ["# The search", "", f"Written by `search.py` on {options.date}: {bench.machine()}.", bench.versions(programs), ""]
    version = [subprocess.run([programs["pagefind"], "--version"], capture_output=True, text=True).stdout.strip()] if "pagefind" in programs else []
    lines += [". ".join([*version, "Medians unless it says otherwise; queries are cut at random from the articles."]), ""]
    for pages, cell in sorted(cells.items(), key=lambda one: int(one[0])):
        lines += section(int(pages), cell, options)
    return "\n".join(lines) + "\n"


def section(pages, cell, options):
    rows = []
    if "builds" in cell:
        rows += build_rows(cell["builds"])
    if "answers" in cell:
        rows += answer_rows(cell["answers"], pages, options)
    if "edits" in cell:
        rows += edit_rows(cell["edits"])
    if "preview" in cell:
        rows += preview_rows(cell["preview"])
    taken = {figures["date"] for figures in cell.values()} - {options.date}
    lines = [f"## {pages:,} pages", ""] + ([f"Some of it on {', '.join(sorted(taken))}.", ""] if taken else [])
    lines += ["| what | here | Pagefind | ratio | limit |", "| --- | ---: | ---: | ---: | ---: |"]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    if "builds" in cell:
        lines += ["", "| part | files | MB | MB packed | largest, KB packed |", "| --- | ---: | ---: | ---: | ---: |"]
        lines += [f"| {name} | {part['files']} | {part['raw'] / 1e6:.2f} | {part['packed'] / 1e6:.2f} | {part['largest'] / 1000:.0f} |" for name, part in cell["builds"]["parts"].items()]
    return lines + [""]


def build_rows(cell):
    runs, sizes = cell["runs"], cell["sizes"]
    median = lambda name, what: statistics.median(run[what] for run in runs[name])
    added = {what: statistics.median(on[what] - off[what] for on, off in zip(runs["on"], runs["off"])) for what in ("wall", "cpu")}
    own = {"wall": added["wall"], "cpu": added["cpu"], "rss": median("on", "rss")} | {what: sizes["on"][what] for what in ("files", "bytes")}
    other = {what: median("pagefind", what) for what in ("wall", "cpu", "rss")} | sizes["pagefind"] if runs["pagefind"] else {}
    least = {"wall": 1e-3, "cpu": 1e-3}

    def row(what, name, unit, limit):
        theirs = other.get(name)
        ratio = "" if theirs is None else f"{own[name] / theirs:.2f}" if name == "bytes" else f"1/{theirs / max(own[name], least.get(name, 1)):.1f}"
        return what, f"{unit(own[name])}", "" if theirs is None else unit(theirs), ratio, limit

    return [
        row("time of the index, s", "wall", "{:.2f}".format, "1/30"),
        row("processor time, s", "cpu", "{:.2f}".format, ""),
        row("peak memory, MB (whole build; index alone)", "rss", "{:.0f}".format, "1/10"),
        row("files", "files", "{}".format, "1/20"),
        row("bytes, MB", "bytes", lambda size: f"{size / 1e6:.1f}", "0.67"),
        ("processor time of the whole build / without search", f"{statistics.median(on['cpu'] / off['cpu'] for on, off in zip(runs['on'], runs['off'])):.2f}", "", "", ""),
    ]


def answer_rows(cell, pages, options):
    middle = statistics.median
    kb = lambda all: f"{middle(all) / 1000:.0f} KB (most {max(all) / 1000:.0f})"
    own, other = cell["on"], cell.get("pagefind")
    theirs = lambda shown: shown(other) if other else ""
    return [
        ("on the wire before the first query", kb(own["first"]), theirs(lambda one: kb(one["first"])), "", "60 KB"),
        ("a query of 4 characters, until ten results with titles", kb(own["query"]), "", "", "120 KB" if pages <= 10_000 else "400 KB"),
        ("… and with the words around the hits of those in sight", kb([a + b for a, b in zip(own["query"], own["around"])]), theirs(lambda one: kb(one["query"])), "", ""),
        ("first results after the last file, processor four times slower, ms", f"{middle(own['slow']):.0f} (most {max(own['slow']):.0f})", "", "", "150"),
        (f"recall of {options.queries} queries of 1–8 characters", f"{own['recall']:.3f}", theirs(lambda one: f"{one['recall']:.3f}"), "", "1"),
        ("precision", f"{own['precision']:.3f}", theirs(lambda one: f"{one['precision']:.3f}"), "", "1"),
        ("queries answered exactly", own["exact"], theirs(lambda one: one["exact"]), "", options.queries),
    ]


def edit_rows(cell):
    share, count = max(cell["shares"])
    runs = cell["runs"]
    took = {what: {name: statistics.median(run[what] for run in runs[name]) for name in runs} for what in ("wall", "cpu")}
    return [
        ("one body edited: part of the index that is written (most of five)", f"{share:.2%} in {count} files", "", "", "2 %"),
        ("one body edited: build, s (without search)", f"{took['wall']['on']:.3f} ({took['wall']['off']:.3f})", "", "", ""),
        ("… processor time, s", f"{took['cpu']['on']:.3f} ({took['cpu']['off']:.3f})", "", "", ""),
    ]


def preview_rows(cell):
    told = {name: [serve.median(times, which) * 1000 for which in (0, 1)] for name, times in cell["times"].items()}
    return [
        ("one body edited in the preview: page new, ms (without search)", f"{told['on'][0]:.1f} ({told['off'][0]:.1f})", "", "", "+10"),
        ("… window told, ms", f"{told['on'][1]:.1f} ({told['off'][1]:.1f})", "", "", "+10"),
        ("memory of the preview, MB (without search)", f"{cell['memory']['on']:.0f} ({cell['memory']['off']:.0f})", "", "", ""),
    ]


if __name__ == "__main__":
    main()
