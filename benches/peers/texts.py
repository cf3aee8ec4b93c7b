"""The documents and queries of the bench: named ones, those beside the repository, or generated ones."""

import json
import random
import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# Evaluation data that some checkouts have beside them; not part of the repository.
BESIDE = REPOSITORY.parent / "shared"

# Numbers of queries: of one word, of two or three words, and questions.
ONE_WORD, FEW_WORDS, QUESTIONS = 60, 70, 70
# Variants of known-item queries that all engines are meant to answer: no typing errors, no missing accents.
VARIANTS = ("exact", "lemma", "inflected")
# Words of a generated passage, as in passages of statutes.
PASSAGE_WORDS = (40, 90)
SEED = 1


def documents(named, is_generated, count, target):
    """Writes documents with id, title and text, one per line, to `target`. Returns what they are, and how many."""
    beside = BESIDE / "load" / "ustawy-passages.jsonl"
    file = named or (beside if beside.exists() and not is_generated else None)
    if file is None:
        origin, lines = "generated: words of the sample posts, shuffled", shuffled(count)
    else:
        origin, lines = named_on_screen(file), json_lines(file)
    written = 0
    with open(target, "w", encoding="utf-8") as output:
        for number, line in enumerate(lines):
            kept = {"id": f"p/{number}", "title": line["title"], "text": line["text"]}
            output.write(json.dumps(kept, ensure_ascii=False) + "\n")
            written += 1
    return origin, written


def queries(named, is_generated, target):
    """Writes queries, one per line, to `target`. Returns what they are, and how many."""
    known, asked = BESIDE / "eval" / "statutes-known-item", BESIDE / "eval" / "poleval22-legal"
    if named:
        origin, lines = named_on_screen(named), read_queries(named)
    elif known.exists() and asked.exists() and not is_generated:
        origin = f"{named_on_screen(known)} and {named_on_screen(asked)}"
        items = json_lines(known / "queries.jsonl")
        lines = chosen(of_variants(items, *VARIANTS), read_queries(asked / "queries.jsonl"))
    else:
        origin = "tests/judged"
        items = list(json_lines(REPOSITORY / "tests" / "judged" / "queries.jsonl"))
        lines = chosen(of_variants(items, "topic", "resident"), of_variants(items, "question", "sentence"))
    lines = [" ".join(line.split()) for line in lines if line.strip()]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return origin, len(lines)


def of_variants(items, *variants):
    return [item["text"] for item in items if item["variant"] in variants]


def chosen(known, asked):
    """Selects queries of each length at regular distances: the same in every run."""
    words = {word for text in known for word in re.findall(r"[^\W\d_]{5,}", text)}
    few = sorted({text for text in known if 2 <= len(text.split()) <= 3})
    return spaced(sorted(words), ONE_WORD) + spaced(few, FEW_WORDS) + spaced(asked, QUESTIONS)


def spaced(texts, count):
    count = min(count, len(texts))
    return [texts[number * len(texts) // count] for number in range(count)]


def read_queries(file):
    """Reads JSON lines with `text`, or one query per line."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] if line.startswith("{") else line for line in lines]


def json_lines(file):
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def named_on_screen(path):
    """The path without what is private to the machine."""
    path = path.resolve()
    return f"../shared/{path.relative_to(BESIDE)}" if path.is_relative_to(BESIDE) else path.name


def shuffled(count):
    """Passages of the words of the Polish sample posts in random order, under titles made likewise."""
    titles, words = [], []
    for file in sorted((REPOSITORY / "corpus" / "news").glob("*.md")):
        head, _, text = file.read_text(encoding="utf-8").removeprefix("---").partition("\n---\n")
        if "language: pl" not in head:
            continue
        titles += re.findall(r"\w[\w-]*", head.partition("published:")[0].partition("title:")[2])
        words += re.findall(r"\S+", text)
    dice = random.Random(SEED)
    for _ in range(count):
        text = " ".join(dice.choices(words, k=dice.randint(*PASSAGE_WORDS)))
        yield {"title": " ".join(dice.choices(titles, k=7)), "text": text}
