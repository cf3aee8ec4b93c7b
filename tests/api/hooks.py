"""Bodies that schemathesis cannot generate: bulk uploads with one document per line, valid and broken ones mixed."""

import json

import schemathesis
from hypothesis import strategies

TEXT = strategies.text(max_size=40)
DOCUMENT = strategies.fixed_dictionaries(
    {"id": strategies.sampled_from(["written/1", "written/2", "bulk/żółw"]) | TEXT},
    optional={
        "title": TEXT,
        "text": TEXT,
        "pages": strategies.lists(TEXT, max_size=3),
        "kind": strategies.sampled_from(["news", "ordinance", "leaflet"]),
        "published": strategies.sampled_from(["2022-09-26", "26.09.2022"]),
    },
)


def as_line(document):
    return json.dumps(document, ensure_ascii=False).encode()


LINE = DOCUMENT.map(as_line) | strategies.binary(max_size=40)

schemathesis.openapi.media_type("application/x-ndjson", strategies.lists(LINE, min_size=1, max_size=5).map(b"\n".join))
