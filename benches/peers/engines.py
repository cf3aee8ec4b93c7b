"""Engines that run in a process of their own and measure themselves: what indexing costs, and rounds of queries.

A process answers each line of its input with one round of all queries, so that rounds of several engines can
alternate while each stays warm.
"""

import json
import os
import select
import signal
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

# Most seconds for one round of all queries, and for building one index.
ROUND_SECONDS, INDEX_SECONDS = 300, 1800


class Missing(Exception):
    """Why an engine cannot run here, and what would help."""


@dataclass
class Indexed:
    """What building an index cost: processor time, size, and the peak of resident memory."""

    name: str
    cpu_s: float
    size_mb: float
    rss_mb: float | None


def index(name, command, folder, log):
    """Runs a command that builds an index in a folder, and measures it with all its processes."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    watch = threading.Timer(INDEX_SECONDS, process.kill)
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)
    watch.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{name}: indexing ended with status {process.returncode}")
    return Indexed(name, usage.ru_utime + usage.ru_stime, size_mb(folder), usage.ru_maxrss / 1024)


def size_mb(folder):
    return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 1e6


class Engine:
    """A process that answers rounds."""

    def __init__(self, name, command, log):
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, bufsize=1)
        self.answers = None

    def round(self):
        """Runs all queries once. Returns the milliseconds of each."""
        self.process.stdin.write("round\n")
        ready, _, _ = select.select([self.process.stdout], [], [], ROUND_SECONDS)
        line = self.process.stdout.readline() if ready else ""
        if not line:
            raise RuntimeError(f"{self.name}: no answer to a round")
        answer = json.loads(line)
        self.answers = {name: value for name, value in answer.items() if name != "cpu_ns"}
        return [cpu_ns / 1e6 for cpu_ns in answer["cpu_ns"]]

    def close(self):
        self.process.stdin.close()
        end(self.process)


def end(process, seconds=10):
    """Waits for a process to end, and ends it if it does not."""
    for number in (None, signal.SIGTERM, signal.SIGKILL):
        if number is not None:
            process.send_signal(number)
        try:
            process.wait(seconds)
            return
        except subprocess.TimeoutExpired:
            continue


def alternate(engines, warm, counted):
    """Runs rounds of the engines in turn. Returns for each the least time of each query, and its first round."""
    first = {engine.name: engine.round() for engine in engines}
    for _ in range(warm - 1):
        for engine in engines:
            engine.round()
    least = {}
    for _ in range(counted):
        for engine in engines:
            times = engine.round()
            least[engine.name] = [min(pair) for pair in zip(least.get(engine.name, times), times)]
    return least, first
