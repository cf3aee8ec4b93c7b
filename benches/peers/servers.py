"""Engines behind HTTP on loopback, in wall time: this project's server, and Typesense."""

import http.client
import json
import os
import secrets
import shutil
import socket
import subprocess
import time
import urllib.parse

from engines import Indexed, Missing, end, size_mb

START_SECONDS = 60
IMPORT_SECONDS = 1800
QUERY_SECONDS = 60


class Server:
    """A server and one connection to it that is kept open for a round."""

    def __init__(self, name, process, port, headers=None):
        self.name, self.process, self.headers = name, process, headers or {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=QUERY_SECONDS)
        self.answers = None

    def request(self, method, path, body=None):
        """Sends a request. Returns the body of the response; raises if it fails."""
        self.connection.request(method, path, body=body, headers=self.headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{self.name}: status {response.status}: {text[:200]}")
        return text

    def searched(self, paths, count):
        """Sends all searches once. Returns the milliseconds of each; `count` finds the hits in a response."""
        times, hits = [], []
        # Since the last round the server may have closed the connection.
        self.connection.close()
        self.connection.connect()
        for path in paths:
            started = time.perf_counter()
            text = self.request("GET", path)
            times.append((time.perf_counter() - started) * 1e3)
            hits.append(count(json.loads(text)))
        self.answers = {"hits": sum(hits), "unanswered": hits.count(0)}
        return times

    def close(self):
        self.connection.close()
        self.process.terminate()
        end(self.process)


class Ours(Server):
    """This project's server over an index that exists."""

    def __init__(self, program, index, queries, log):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SKOROWIDZ_")}
        port = free_port()
        process = subprocess.Popen([program, "serve", "-q", "--index", index, "--listen", f"127.0.0.1:{port}"],
                                   stdout=log, stderr=log, env=environment)
        super().__init__("ours", process, port)
        wait_until(self, "/readyz")
        self.paths = ["/api/v1/search?" + urllib.parse.urlencode({"q": query}) for query in queries]

    def round(self):
        return self.searched(self.paths, lambda response: len(response["hits"]))


class Typesense(Server):
    """A Typesense server with the documents in a temporary folder."""

    def __init__(self, folder, queries, log):
        program = shutil.which("typesense-server")
        if not program:
            raise Missing("no typesense-server on the PATH (packages: https://typesense.org/downloads/)")
        self.folder, key, port = folder, secrets.token_hex(16), free_port()
        folder.mkdir()
        process = subprocess.Popen(
            [program, f"--data-dir={folder}", f"--api-port={port}", f"--peering-port={free_port()}",
             "--api-address=127.0.0.1", "--peering-address=127.0.0.1"],
            stdout=log, stderr=log, env={**os.environ, "TYPESENSE_API_KEY": key})
        super().__init__("Typesense", process, port, {"X-TYPESENSE-API-KEY": key})
        wait_until(self, "/health")
        fixed = {"query_by": "title,text", "query_by_weights": "2,1", "per_page": 10, "drop_tokens_threshold": 10}
        self.paths = ["/collections/documents/documents/search?" + urllib.parse.urlencode({"q": query, **fixed})
                      for query in queries]

    def version(self):
        return json.loads(self.request("GET", "/debug"))["version"]

    def index(self, file):
        """Imports the documents, 5,000 a request."""
        field = {"type": "string", "locale": "pl"}
        schema = {"name": "documents", "fields": [{"name": "title", **field}, {"name": "text", **field}]}
        self.request("POST", "/collections", json.dumps(schema))
        before = cpu_s(self.process.pid)
        with open(file, "rb") as lines:
            documents = lines.readlines()
        started = time.monotonic()
        for at in range(0, len(documents), 5000):
            if time.monotonic() - started > IMPORT_SECONDS:
                raise RuntimeError("Typesense: the import takes too long")
            self.request("POST", "/collections/documents/documents/import", b"".join(documents[at:at + 5000]))
        cost = cpu_s(self.process.pid) - before
        return Indexed("Typesense (its memory is part of the index)", cost, size_mb(self.folder),
                       peak_rss_mb(self.process.pid))

    def round(self):
        return self.searched(self.paths, lambda response: len(response["hits"]))


def wait_until(server, path):
    """Waits until the server responds with success."""
    started = time.monotonic()
    while time.monotonic() - started < START_SECONDS and server.process.poll() is None:
        try:
            server.request("GET", path)
            return
        except (OSError, http.client.HTTPException, RuntimeError):
            server.connection.close()
            time.sleep(0.2)
    server.process.terminate()
    raise RuntimeError(f"{server.name}: the server does not start")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_s(pid):
    """Processor time of a process in seconds, with that of its children that have ended."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def peak_rss_mb(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        peak = next(line for line in status if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024
