"""The tables that the bench prints, and what must be known to read them."""

import os
import platform
import re
import subprocess
from pathlib import Path
from statistics import fmean, median

from texts import REPOSITORY


def percentile(times, share):
    return sorted(times)[int((len(times) - 1) * share)]


def table(head, rows):
    """Prints a table in Markdown, its columns aligned."""
    cells = [head, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print("\n".join(lines), flush=True)


def machine():
    """Names the machine, and what else it does."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"model name\s*: (.+)", text)
    return f"{os.cpu_count()} x {model.group(1) if model else platform.machine()}, {load()}"


def load():
    return "load average " + ", ".join(f"{value:.1f}" for value in os.getloadavg())


def revision():
    ran = subprocess.run(["git", "-C", REPOSITORY, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return ran.stdout.strip() or "unknown revision"


def tantivy_version():
    text = (REPOSITORY / "Cargo.lock").read_text(encoding="utf-8")
    return re.search(r'name = "tantivy"\nversion = "([^"]+)"', text).group(1)


def indexing(indexed):
    """Prints what indexing cost; the first is ours."""
    ours = indexed[0]
    rows = [[one.name, f"{one.cpu_s:.1f}", f"{one.size_mb:.1f}", f"{one.rss_mb:.0f}" if one.rss_mb else "-",
             *([""] * 2 if one is ours else [f"{ours.cpu_s / one.cpu_s:.2f}", f"{ours.size_mb / one.size_mb:.2f}"])]
            for one in indexed]
    table(["indexing", "CPU s", "size MB", "peak RSS MB", "ours / it: CPU", "size"], rows)


def latency(what, least, notes):
    """Prints the times of the engines in milliseconds; the first is ours."""
    ours = next(iter(least.values()))
    measures = [median, lambda times: percentile(times, 0.95), fmean]
    rows = []
    for name, times in least.items():
        ratios = [f"{measure(ours) / measure(times):.2f}" for measure in measures]
        rows.append([name, *(f"{measure(times):.2f}" for measure in measures),
                     *(ratios if times is not ours else [""] * 3), notes.get(name, "")])
    table([what, "median", "p95", "mean", "ours / it: median", "p95", "mean", ""], rows)


def by_length(least, queries):
    """Prints the ratios of the medians for short and long queries."""
    groups = {"one word": (1, 1), "two or three": (2, 3), "more": (4, 1_000)}
    chosen = {name: [number for number, query in enumerate(queries) if low <= len(query.split()) <= high]
              for name, (low, high) in groups.items()}
    chosen = {f"{name} ({len(numbers)})": numbers for name, numbers in chosen.items() if numbers}
    middle = {name: [median([times[number] for number in numbers]) for numbers in chosen.values()]
              for name, times in least.items()}
    ours, *others = middle.items()
    rows = [[name, *(f"{mine / its:.2f}" for mine, its in zip(ours[1], medians))] for name, medians in others]
    if rows:
        print()
        table(["ours / it, medians by words of the query", *chosen], rows)


def answers(engines):
    """Prints what the engines answered in one round, so that nobody compares an empty result."""
    for engine in engines:
        found = ", ".join(f"{value} {name}" for name, value in engine.answers.items())
        print(f"  {engine.name}: {found}")
