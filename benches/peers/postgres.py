"""PostgreSQL with the Polish dictionary of hunspell, over a socket in a temporary folder, in wall time."""

import csv
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from engines import Indexed, Missing, end
from servers import cpu_s

LOAD_SECONDS = 1800
# Longest time for one query in milliseconds: a question of frequent words ranks most of the documents.
QUERY_MS = 3_000
INSTALL = "Debian: postgresql and hunspell-pl"

# Base forms of the dictionary, and words it lacks as they are.
CONFIGURATION = """
create text search dictionary polish_words (template = ispell, dictfile = pl_pl, afffile = pl_pl);
create text search configuration polish (copy = simple);
alter text search configuration polish
    alter mapping for asciiword, word, hword, hword_part, asciihword, hword_asciipart with polish_words, simple;
"""
TABLE = """
create table documents (id text, title text, text text);
\\copy documents from '{file}' csv
alter table documents add words tsvector generated always as
    (setweight(to_tsvector('polish', title), 'A') || setweight(to_tsvector('polish', text), 'B')) stored;
create index on documents using gin (words);
analyze documents;
"""
# The ten best of those with all words; if they are fewer than ten, of those with any but the most frequent.
# PostgreSQL has no stop words for Polish.
SEARCH = """
create function answer(typed text) returns table (title text, snippet text) language plpgsql stable as $$
declare
    frequent text[] := '{w,we,z,ze,na,do,o,od,i,a,za,po,dla,przez,się,być,nie,ten,to,ta,czy,co,jak,jaki,kto,kiedy,który}';
    asked tsquery := websearch_to_tsquery('polish', typed);
begin
    if (select count(*) < 10 from (select from documents where words @@ asked limit 10) as found) then
        select string_agg(quote_literal(lexeme), ' | ')::tsquery into asked
        from unnest(ts_delete(to_tsvector('polish', typed), frequent));
    end if;
    return query
        with best as (
            select d.title, d.text from documents d where d.words @@ asked
            order by ts_rank(d.words, asked, 1) desc limit 10)
        select ts_headline('polish', b.title, asked, 'HighlightAll=true'),
            ts_headline('polish', b.text, asked, 'MaxFragments=3')
        from best b;
end $$;
"""


class Postgres:
    """A server of its own, and the searches as lines of psql."""

    name = "PostgreSQL"

    def __init__(self, folder, queries, log):
        self.programs = programs()
        self.folder, self.log, self.answers = folder, log, None
        # The server refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        folder.mkdir()
        if self.user:
            shutil.chown(folder, self.user)
        data = folder / "data"
        self.run("initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "bench")
        settings = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off",
                    "-c", "maintenance_work_mem=256MB", "-c", "shared_buffers=256MB"]
        self.process = subprocess.Popen([self.programs / "postgres", "-D", data, *settings], stdout=log, stderr=log,
                                        user=self.user, cwd=folder)
        try:
            self.run("pg_isready", "-h", folder, "-t", "30", tries=30)
            self.sql(CONFIGURATION)
        except subprocess.CalledProcessError as error:
            self.close()
            raise Missing(f"PostgreSQL has no dictionary pl_pl ({INSTALL})") from error
        literals = [query.replace("'", "''") for query in queries]
        self.searches = "\n".join(f"select count(snippet) from answer('{text}');" for text in literals)

    def run(self, program, *arguments, tries=1):
        command = [self.programs / program, *arguments]
        for left in reversed(range(tries)):
            ran = subprocess.run(command, stdout=self.log, stderr=self.log, user=self.user, cwd=self.folder)
            if ran.returncode == 0:
                return
            if left == 0:
                raise subprocess.CalledProcessError(ran.returncode, command)
            time.sleep(1)

    def sql(self, text, *options):
        command = [self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder,
                   "-U", "bench", *options, "postgres"]
        ran = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=self.log, text=True, check=True,
                             timeout=LOAD_SECONDS)
        return ran.stdout

    def version(self):
        return self.sql("show server_version;").split()[0]

    def index(self, file):
        rows = self.folder / "documents.csv"
        with open(file, encoding="utf-8") as lines, open(rows, "w", encoding="utf-8", newline="") as output:
            table = csv.writer(output)
            for line in map(json.loads, lines):
                table.writerow([line["id"], line["title"], line["text"]])
        before = cpu_s(self.process.pid)
        self.sql(TABLE.format(file=rows) + SEARCH)
        # The server knows what a session cost when that has ended.
        time.sleep(1)
        cost = cpu_s(self.process.pid) - before
        size = int(self.sql("select pg_total_relation_size('documents');")) / 1e6
        return Indexed(self.name, cost, size, None)

    def round(self):
        """Runs all queries once. A query that takes longer than allowed counts with that time."""
        printed = self.sql(f"set statement_timeout = {QUERY_MS};\n\\timing on\n{self.searches}",
                           "-v", "ON_ERROR_STOP=0")
        times = [float(text) for text in re.findall(r"^Time: ([\d.]+) ms", printed, re.MULTILINE)]
        hits = [int(text) for text in re.findall(r"^(\d+)$", printed, re.MULTILINE)]
        self.answers = {"hits": sum(hits), "unanswered": len(times) - sum(count > 0 for count in hits)}
        return times

    def close(self):
        self.process.terminate()
        end(self.process)


def programs():
    """Returns the folder of the server's programs."""
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    folders.sort(key=lambda folder: float(folder.parent.name))
    if shutil.which("initdb"):
        folders.append(Path(shutil.which("initdb")).parent)
    complete = [folder for folder in folders
                if all((folder / name).exists() for name in ("initdb", "postgres", "psql", "pg_isready"))]
    if not complete:
        raise Missing(f"PostgreSQL is not installed ({INSTALL})")
    return complete[-1]
