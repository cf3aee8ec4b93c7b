#!/usr/bin/env python3
"""Dump SGJP, the grammatical dictionary of Polish, out of PyPI `morfeusz2`.

The package embeds the whole dictionary but has no call that lists it.  It can
analyse a word (which lemmas has it?) and generate a lemma (which forms has
it?), so the dictionary is walked:

1. seed words come from the package `polish-inflection-data`, if installed,
   from word lists given with --words, and from all strings of up to three
   Polish letters;
2. every new word is analysed, which gives lemmas;
3. every new lemma is generated, which gives forms with grammatical tags;
4. steps 2 and 3 are repeated with the new forms, and with guesses made from
   the new lemmas, until no new lemma appears.

Morfeusz also attaches prefixes on the fly ("super" + "Kraków").  Lemmas made
in this way that have a capital after the prefix ("superKraków") are left out.

The output has one line for each reading, `form<TAB>lemma<TAB>class`, in the
original case, without homonym tags (`rad:S` is written `rad`), unique and
sorted by bytes as LC_ALL=C sort does.  The class is one of these letters:

n noun, a adjective, v verb, g gerund, p participle, d adverb,
b abbreviation, o other.
"""

import argparse
import itertools
import multiprocessing
import multiprocessing.pool
import os
import re
import string
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path

try:
    import morfeusz2
except ImportError:
    sys.exit("dump.py: morfeusz2 is missing; try: pip install morfeusz2")

TAGS_OF_CLASS = {
    "n": "subst depr",
    "a": "adj adja adjc adjp",
    "v": "aglt bedzie cond fin imps impt inf pant pcon praet pred winien",
    "g": "ger",
    "p": "pact ppas",
    "d": "adv",
    "b": "brev",
}
CLASS_OF_TAG = {
    tag: letter for letter, tags in TAGS_OF_CLASS.items() for tag in tags.split()
}
OTHER_CLASS = "o"
ALL_CLASSES = "".join(TAGS_OF_CLASS) + OTHER_CLASS
GUESSED_CLASSES = "dv"
UNKNOWN_WORD = "ign"

PUNCTUATION = "°§€£‰–—…„”«»’"
LETTERS = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
HOMONYM_TAG = re.compile(r"(?<=.):[A-Z].*")
PREFIXED_CAPITAL = re.compile(r"([a-ząćęłńóśźż]+-?)[A-ZĄĆĘŁŃÓŚŹŻ]")
ADVERB_ENDINGS = {
    "y": ("o", "ie", "e", "ze"),
    "i": ("o", "io"),
    "ły": ("le",),
    "ty": ("cie",),
    "sty": ("ście",),
    "dy": ("dzie",),
}
VERB_PREFIXES = (
    "do na nad nade o ob obe od ode po pod pode prze przed przy roz roze s ś "
    "u w we wy wz wez ws wes z za ze"
).split()

CHUNK_SIZE = 2000


def make_morfeusz() -> morfeusz2.Morfeusz:
    """Return an analyser that gives one reading for one form.

    Without praet="composite", "zrobiłem" would be two words.
    """
    return morfeusz2.Morfeusz(
        praet="composite",
        expand_tags=False,
        expand_dot=False,
        expand_underscore=False,
    )


def start_worker() -> None:
    """Give this process an analyser of its own."""
    global morfeusz
    morfeusz = make_morfeusz()


def plain_lemma(lemma: str) -> str:
    """Return the lemma without its homonym tag.

    >>> [plain_lemma(lemma) for lemma in ("rad:S", "profesor:Sm1", ":)")]
    ['rad', 'profesor', ':)']
    """
    return HOMONYM_TAG.sub("", lemma)


def class_of(tag: str) -> str:
    """Return the class of a tag.

    >>> class_of("subst:sg:nom:m1"), class_of("interj")
    ('n', 'o')
    """
    return CLASS_OF_TAG.get(tag.partition(":")[0], OTHER_CLASS)


@lru_cache(maxsize=None)
def is_free_prefix(prefix: str) -> bool:
    """Tell whether Morfeusz puts this prefix before any noun."""
    return morfeusz.generate(prefix + "Kraków")[0][2] != UNKNOWN_WORD


def is_artefact(lemma: str) -> bool:
    """Tell "superKraków", made on the fly, from "iPhone", in the dictionary."""
    match = PREFIXED_CAPITAL.match(lemma)
    return match is not None and is_free_prefix(match[1])


def lemmas_of(words: list[str], classes: str = ALL_CLASSES) -> set[str]:
    """Return the lemmas of these classes the words have, artefacts left out."""
    lemmas = {
        plain_lemma(lemma)
        for word in words
        for _, _, (_, lemma, tag, _, _) in morfeusz.analyse(word)
        if tag != UNKNOWN_WORD and class_of(tag) in classes
    }
    return {lemma for lemma in lemmas if not is_artefact(lemma)}


def rows_of(lemmas: list[str]) -> set[str]:
    """Return the output lines of the lemmas, those of all homonyms included."""
    return {
        f"{form}\t{plain_lemma(found)}\t{class_of(tag)}"
        for lemma in lemmas
        for form, found, tag, _, _ in morfeusz.generate(lemma)
        if tag != UNKNOWN_WORD
    }


def adverb_guesses(adjective: str) -> Iterator[str]:
    """Yield what the adverb of an adjective might look like."""
    for ending, replacements in ADVERB_ENDINGS.items():
        if adjective.endswith(ending):
            for replacement in replacements:
                yield adjective.removesuffix(ending) + replacement


def verb_guesses(verb: str) -> Iterator[str]:
    """Yield a verb with its prefix, if any, exchanged for every other one."""
    for old in ["", *VERB_PREFIXES]:
        if verb.startswith(old):
            for new in ["", *VERB_PREFIXES]:
                yield new + verb.removeprefix(old)


def guesses(rows: Iterable[str]) -> Iterator[str]:
    """Yield words that may exist if the rows do."""
    for row in rows:
        form, lemma, word_class = row.split("\t")
        if form == lemma and word_class == "a":
            yield from adverb_guesses(lemma)
        if form == lemma and word_class == "v":
            yield from verb_guesses(lemma)


def chunks(items: Iterable[str]) -> Iterator[list[str]]:
    """Yield the items in lists of CHUNK_SIZE."""
    iterator = iter(items)
    while chunk := list(itertools.islice(iterator, CHUNK_SIZE)):
        yield chunk


class Walker:
    """Walks from words to lemmas to forms with a pool of processes."""

    def __init__(self, pool: multiprocessing.pool.Pool) -> None:
        self.pool = pool
        self.lemmas: set[str] = set()
        self.rows: set[str] = set()

    def union(
        self, work: Callable[[list[str]], set[str]], items: Iterable[str]
    ) -> set[str]:
        """Return the union of what `work` gives for the chunks of the items."""
        result: set[str] = set()
        for part in self.pool.imap_unordered(work, chunks(items)):
            result |= part
        return result

    def take_up(self, lemmas: set[str]) -> set[str]:
        """Keep the rows of the lemmas; return the lemmas that follow from them."""
        self.lemmas |= lemmas
        rows = self.union(rows_of, lemmas)
        self.rows |= rows
        say(f"{len(self.lemmas):,} lemmas, {len(self.rows):,} rows")
        found = self.union(lemmas_of, {row.partition("\t")[0] for row in rows})
        guess = partial(lemmas_of, classes=GUESSED_CLASSES)
        found |= self.union(guess, set(guesses(rows)))
        return found - self.lemmas

    def walk(self, words: Iterable[str]) -> None:
        """Take up the lemmas of the words and all that follow from them."""
        lemmas = self.union(lemmas_of, words)
        while lemmas:
            lemmas = self.take_up(lemmas)


def short_strings() -> Iterator[str]:
    """Yield all strings of up to three letters, and punctuation marks."""
    yield from string.punctuation + PUNCTUATION
    for length in 1, 2, 3:
        for letters in itertools.product(LETTERS, repeat=length):
            yield "".join(letters)
            yield "".join(letters).upper()


def packaged_words() -> Iterator[str]:
    """Yield the nouns, adjectives and participles of polish-inflection-data."""
    try:
        import marisa_trie
        from polish_inflection_data import KATALOG
    except ImportError:
        say("polish-inflection-data or marisa-trie is not installed: not used")
        return
    nouns = marisa_trie.BytesTrie().mmap(str(KATALOG / "odmien.marisa"))
    yield from (key.partition("\t")[0] for key in nouns.iterkeys())
    yield from marisa_trie.Trie().mmap(str(KATALOG / "przymiotniki.marisa"))


def listed_words(path: Path, encoding: str) -> Iterator[str]:
    """Yield the words of a list, one a line, without hunspell's flags."""
    with path.open(encoding=encoding) as lines:
        for line in lines:
            if word := line.partition("/")[0].strip():
                yield word


def seed_words(options: argparse.Namespace) -> set[str]:
    """Return the words to begin with."""
    seeds = set(packaged_words())
    for path in options.words:
        seeds.update(listed_words(path, options.encoding))
    if not seeds:
        sys.exit("dump.py: no seeds: install polish-inflection-data or give --words")
    return seeds.union(short_strings())


def write_rows(rows: list[str], path: Path) -> None:
    """Write the rows as they come."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(row + "\n" for row in rows)


def report(rows: list[str]) -> None:
    """Say how large the dump is and which edition it holds."""
    forms = sum(1 for _ in itertools.groupby(row.partition("\t")[0] for row in rows))
    lemmas = len({row.split("\t")[1] for row in rows})
    dictionary = make_morfeusz()
    say(f"{len(rows):,} rows, {forms:,} forms, {lemmas:,} lemmas")
    say(f"edition {dictionary.dict_id()}")
    say(dictionary.dict_copyright().strip())


def say(message: str) -> None:
    """Print a message to stderr, with the time since the start."""
    print(f"[{time.monotonic() - STARTED:5.0f} s] {message}", file=sys.stderr)


def parse_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("output", type=Path, help="file to write")
    parser.add_argument(
        "--words",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="word list to take seeds from, one word a line (may be repeated)",
    )
    parser.add_argument(
        "--encoding", default="utf-8", help="of the word lists (default: utf-8)"
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count(),
        help="number of processes (default: one a core)",
    )
    options = parser.parse_args()
    check_paths(options, parser)
    return options


def check_paths(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Fail early, not after the walk, if a path is wrong."""
    for path in options.words:
        if not path.is_file():
            parser.error(f"no such word list: {path}")
    if not options.output.parent.is_dir():
        parser.error(f"no such directory: {options.output.parent}")


def main() -> None:
    """Make the dump."""
    options = parse_options()
    with multiprocessing.Pool(options.jobs, start_worker) as pool:
        walker = Walker(pool)
        walker.walk(seed_words(options))
    rows = sorted(walker.rows)  # by code points: for UTF-8 the order of bytes
    write_rows(rows, options.output)
    report(rows)


STARTED = time.monotonic()

if __name__ == "__main__":
    main()
