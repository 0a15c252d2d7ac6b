#!/usr/bin/env python3
"""Measures what checks and reviews cost beside a build, and writes CHECK.md.

  python3 tests/bench/check.py [--pages 10000] [--runs 5] [--place FOLDER] [--no-build] [--date DATE] [--out FILE]

Every round runs, one after the other: a cold build, a cold check, a cold build of the same pages with reviews of which all are
approved, the list of how far they have come, and the check after a build. Processor time counts, as other programs of the machine
change it little; ratios are medians of the ratios within a round. Handing in and approving are run once, for all pages. Needs
Python 3 alone, and beside it `run.py`.
"""
import argparse, datetime, shutil, statistics
from pathlib import Path

import run as bench

HERE, ROOT = bench.HERE, bench.ROOT
NAMES = {
    "build": "build, cold", "check": "check, cold", "again": "check after a build, nothing changed",
    "reviewed": "build with reviews, cold", "status": "`review status` after a build", "submit": "`review submit` of all pages",
    "approve": "`review approve` of all pages, one step",
}
# What may stand at most, as a ratio of two steps.
LIMITS = [
    ("check on top of a build", "check", "build", 1, 1 / 2), ("check after a build", "again", "build", 0, 1 / 2),
    ("reviews on top of a build", "reviewed", "build", 1, 1 / 2), ("list of all reviews", "status", "build", 0, 1 / 2),
    ("handing in", "submit", "build", 0, None), ("approving a step", "approve", "build", 0, None),
]
REVIEWERS = ["审核人甲", "审核人乙", "审核人丙"]


def main():
    options = arguments()
    programs = bench.build(options)
    work = options.place / f"pilothouse-check-{options.pages}"
    shutil.rmtree(work, ignore_errors=True)
    plain, reviewed, once = prepare(programs, work, options)
    runs = [round_of(programs, work / f"round-{number}", plain, reviewed) | once for number in range(options.runs + 1)][1:]
    shutil.rmtree(work)
    written = page(runs, options, programs)
    options.out.write_text(written)
    print(written)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=10000)
    parser.add_argument("--runs", type=int, default=5, help="measured rounds, after one that is not measured")
    parser.add_argument("--place", type=Path, default=Path("/dev/shm"))
    parser.add_argument("--no-build", action="store_true", help="use the programs as they are")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    parser.add_argument("--out", type=Path, default=HERE / "CHECK.md")
    options = parser.parse_args()
    options.hugo = "none"
    return options


def prepare(programs, work, options):
    """Makes two sites of the same pages, one with reviews that are all done; returns their parts and what the reviews took."""
    for name in ("plain", "reviewed"):
        shutil.copytree(HERE / "site", work / name)
        bench.run([programs["corpus"], options.pages, work / name / "content", "--seed", 1])
    root = work / "reviewed"
    settings = root / "pilothouse.yaml"
    settings.write_text(settings.read_text() + "\n审批: {步骤: [初审, 复审, 终审]}\n")
    sources = sorted(str(source.relative_to(root)) for source in (root / "content").rglob("*.md"))
    once = {"submit": review(programs, root, "submit", "作者", sources)}
    steps = [review(programs, root, "approve", name, sources) for name in REVIEWERS]
    once["approve"] = {what: statistics.median(step[what] for step in steps) for what in steps[0]}
    return work / "plain", root, once


def review(programs, root, action, name, sources):
    return bench.run([programs["pilothouse"], "review", action, "--quiet", "--root", root, "--as", name, *sources])


def round_of(programs, place, plain, reviewed):
    """Runs every step once; returns what each took."""
    place.mkdir()
    def command(action, root, out, *more):
        return [programs["pilothouse"], *action, "--quiet", "--root", root, "--output", place / out, *more]
    steps = {"build": bench.run(command(["build"], plain, "build/out"))}
    steps["check"] = found(command(["check"], plain, "check/out"))
    steps["reviewed"] = bench.run(command(["build"], reviewed, "reviewed/out"))
    steps["status"] = found(command(["review", "status"], reviewed, "reviewed/out"))
    steps["again"] = found(command(["check"], plain, "build/out"))
    shutil.rmtree(place)
    print(place.name, {step: round(figures["cpu"], 2) for step, figures in steps.items()}, flush=True)
    return steps


def found(command):
    """Runs a command that may find something: the random words of the corpus do say 今年 on pages of past years."""
    return bench.run(command, good=(0, 1))


def page(runs, options, programs):
    lines = [
        "# What checks and reviews cost", "",
        f"Written by `check.py` on {options.date}: {bench.machine()}. {options.pages:,} pages; medians of {options.runs} rounds; "
        "ratios are medians of the ratios within a round.",
        bench.versions(programs), "",
        "| step | wall, s | processor, s | peak memory, MB |", "| --- | ---: | ---: | ---: |",
    ]
    for step, name in NAMES.items():
        wall, cpu, rss = (statistics.median(run[step][what] for run in runs) for what in ("wall", "cpu", "rss"))
        lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {rss:.0f} |")
    lines += ["", "| what, of a cold build's processor time | limit | measured |", "| --- | ---: | ---: |"]
    for what, step, other, less, limit in LIMITS:
        ratio = statistics.median(run[step]["cpu"] / run[other]["cpu"] for run in runs) - less
        lines.append(f"| {what} | {f'{limit:.2f}' if limit else '–'} | {ratio:.2f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
