#!/usr/bin/env python3
"""Compares searching and indexing with Lucene and Morfologik, plain tantivy, Typesense and PostgreSQL.

    just bench-peers [OPTIONS]

All engines index the same documents and answer the same queries with the ten best. Those in a process of their
own are measured in processor time of the thread that searches, servers in wall time on loopback. Rounds of all
queries alternate between the engines; after some rounds to warm up, the least time of each query counts.

Installs nothing: an engine that is missing is named, and the others run. Maven downloads Lucene's libraries.
Prerequisites: Python 3.10 and cargo; Maven and a JDK (17, better 21 or later) for Lucene.
"""

import argparse
import contextlib
import datetime
import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import report
import texts
from engines import Engine, Missing, alternate, index
from lucene import Lucene
from postgres import Postgres
from servers import Ours, Typesense

PEERS = ("lucene", "bare", "typesense", "postgresql")
OURS, BARE = "ours", "plain tantivy, no Polish"
HIGHLIGHTER = "Lucene, default highlighter"
OFFSETS = "Lucene, offsets in the index"
NO_SNIPPETS = "Lucene, no snippets"
NOTES = {NO_SNIPPETS: "not the same work", BARE: "not the same work: no snippets"}
# Rounds of servers: a round of PostgreSQL takes minutes.
SERVER_ROUNDS, POSTGRES_ROUNDS = 9, 2


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="documents with title and text, one JSON object per line")
    parser.add_argument("--queries", type=Path, help="queries, one per line, plain or JSON with text")
    parser.add_argument("--generated", action="store_true", help="generate documents even if there are better ones")
    parser.add_argument("--documents", type=int, default=60_000, help="number of generated documents (%(default)s)")
    parser.add_argument("--binary", type=Path, help="a release build of skorowidz, for indexing and HTTP")
    parser.add_argument("--bench", type=Path, help="a build of benches/peers.rs, instead of building it")
    parser.add_argument("--java", help="the home of a JDK; default: JAVA_HOME, else the newest installed")
    parser.add_argument("--lucene", help="the version of Lucene, if not the one in pom.xml")
    parser.add_argument("--warm", type=int, default=12, help="rounds to warm up (%(default)s)")
    parser.add_argument("--rounds", type=int, default=15, help="rounds that count (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=PEERS, default=PEERS, help="only these peers")
    return parser.parse_args()


def build():
    """Builds the program and the bench as released, which the profile of benches is not. Returns their paths."""
    command = ["cargo", "build", "--release", "--bench", "peers", "--message-format=json-render-diagnostics"]
    built = subprocess.run(command, cwd=texts.REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    paths = {}
    for message in map(json.loads, built.stdout.splitlines()):
        if message.get("executable"):
            paths[message["target"]["name"]] = Path(message["executable"])
    return paths["skorowidz"], paths["peers"]


class Run:
    """One run: its temporary folder, what was indexed, and what is missing."""

    def __init__(self, options, place, log):
        self.options, self.place, self.log = options, place, log
        self.file, self.queries = place / "documents.jsonl", place / "queries.txt"
        self.indexed, self.engines, self.servers, self.missing = [], [], [], []
        if not (options.binary and options.bench):
            program, bench = build()
        self.program = (options.binary or program).resolve()
        self.bench = (options.bench or bench).resolve()

    def prepare(self):
        """Writes documents and queries and says what will be compared."""
        options = self.options
        data, documents = texts.documents(options.data, options.generated, options.documents, self.file)
        asked, queries = texts.queries(options.queries, options.generated, self.queries)
        version = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True)
        say(f"date: {datetime.date.today()}; machine: {report.machine()}")
        say(f"ours: {version.stdout.strip()}, {report.revision()}; tantivy {report.tantivy_version()}")
        say(f"documents: {documents} ({data}); queries: {queries} ({asked})")

    def index(self, name, command, folder):
        say(f"indexing: {name}", sys.stderr)
        self.indexed.append(index(name, command, folder, self.log))

    def start(self, name, command):
        self.engines.append(Engine(name, command, self.log))

    def start_ours(self):
        folder = self.place / "ours"
        self.index(OURS, [self.program, "index", "-q", "--index", folder, self.file], folder)
        self.start(OURS, [self.bench, "ours", folder, self.queries])

    def start_bare(self):
        folder = self.place / "bare"
        self.index(BARE, [self.bench, "index-bare", self.file, folder], folder)
        self.start(BARE, [self.bench, "bare", folder, self.queries])

    def start_lucene(self):
        """Lucene in three processes, so that none is compiled for what another does."""
        lucene = Lucene(self.options.java, self.options.lucene)
        say(f"{lucene.versions()}: BM25, title^2 and text, no query cache, -Xmx1g")
        folder, offsets = self.place / "lucene", self.place / "lucene-offsets"
        self.index("Lucene", lucene.command("index", self.file, folder), folder)
        self.index(OFFSETS, lucene.command("index-offsets", self.file, offsets), offsets)
        self.start(HIGHLIGHTER, lucene.command("snippets", folder, self.queries))
        self.start(OFFSETS, lucene.command("snippets", offsets, self.queries))
        self.start(NO_SNIPPETS, lucene.command("plain", folder, self.queries))

    def start_server(self, kind):
        """Starts a peer behind a socket and indexes there."""
        say(f"indexing: {kind.__name__}", sys.stderr)
        server = kind(self.place / kind.__name__.lower(), self.query_list(), self.log)
        self.servers.append(server)
        say(f"{kind.__name__}: {server.version()}")
        self.indexed.append(server.index(self.file))

    def query_list(self):
        return self.queries.read_text(encoding="utf-8").splitlines()

    def attempt(self, name, start, *arguments):
        """Starts a peer unless it was not asked for; remembers why it cannot run."""
        if name not in self.options.only:
            return
        try:
            start(*arguments)
        except Missing as error:
            self.missing.append(f"not run: {name}: {error}")
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            self.missing.append("\n  ".join([f"failed: {name}: {error}", *log_end(self.log, 5)]))

    def compare_processes(self):
        options = self.options
        say(f"\nProcessor time of the thread, ms per query; {options.warm} rounds to warm up, "
            f"least of {options.rounds}; {report.load()}\n")
        least, first = alternate(self.engines, options.warm, options.rounds)
        report.latency("search", least, NOTES)
        report.by_length(least, self.query_list())
        say(f"\nOurs remembers the words it was asked. The first round, when it had not been asked any: "
            f"median {report.median(first[OURS]):.2f}, p95 {report.percentile(first[OURS], 0.95):.2f}.")
        say("Ours counts all hits, Lucene up to 1,000. The threads of Java that compile and collect are not in it.")
        say("\nFound in one round (a snippet of Lucene is up to three passages of a hit):")
        report.answers(self.engines)
        self.close(self.engines)

    def compare_server(self, peer):
        ours = Ours(self.program, self.place / "ours", self.query_list(), self.log)
        self.servers.append(ours)
        rounds = POSTGRES_ROUNDS if isinstance(peer, Postgres) else SERVER_ROUNDS
        say(f"\nWall time of one client, ms per query, which other work on the machine distorts; "
            f"1 round to warm up, least of {rounds}; {report.load()}\n")
        least, _ = alternate([ours, peer], 1, rounds)
        report.latency("over HTTP or a socket", least, {})
        say("\nFound in one round:")
        report.answers([ours, peer])

    @staticmethod
    def close(engines):
        while engines:
            engines.pop().close()

    def all(self):
        self.prepare()
        self.start_ours()
        self.attempt("lucene", self.start_lucene)
        self.attempt("bare", self.start_bare)
        self.compare_processes()
        self.attempt("typesense", self.start_server, Typesense)
        self.attempt("postgresql", self.start_server, Postgres)
        say("\nProcessor time with all processes and threads, for Java its start included:\n")
        report.indexing(self.indexed)
        for peer in list(self.servers):
            self.attempt(peer.name.lower(), self.compare_server, peer)
        say("\n" + "\n".join(self.missing) if self.missing else "\nall peers asked for were run")


def say(text, output=sys.stdout):
    print(text, file=output, flush=True)


def log_end(log, lines):
    """The last lines that the engines printed."""
    return Path(log.name).read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]


def main():
    # Without this, servers would outlive a terminated bench.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="peers-") as place:
        # PostgreSQL runs as another user than root.
        Path(place).chmod(0o755)
        with open(Path(place) / "log", "w", encoding="utf-8") as log, contextlib.ExitStack() as stack:
            run = Run(arguments(), Path(place), log)
            stack.callback(lambda: run.close(run.engines + run.servers))
            try:
                run.all()
            except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                sys.exit("\n".join([*log_end(log, 20), f"failed: {error}"]))


if __name__ == "__main__":
    main()
