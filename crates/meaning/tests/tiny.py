#!/usr/bin/env python3
"""Writes `data/tiny.bin`: a model with random weights in the format `E5S1`, small enough to be kept here.

Run it by hand: `python3 tests/tiny.py` in the folder of the crate. The seed is fixed, so the file stays the same.
"""

import random
import struct
from pathlib import Path

HIDDEN, LAYERS, HEADS, WIDE, POSITIONS, KINDS = 32, 2, 4, 64, 40, 2
LETTERS = "aąbcćdeęfghijklłmnńoóprsśtuwyzźż.,:0123456789"
rng = random.Random(21)


def blocks(count, spread):
    """Returns `count` random numbers in blocks: a half-precision scale and 32 numbers of 4 bits."""
    out = bytearray()
    for _ in range(count // 32):
        values = [rng.gauss(0, spread) for _ in range(32)]
        largest = max(values, key=abs)
        scale = struct.unpack("<e", struct.pack("<e", largest / -8))[0] or 1.0
        numbers = [min(15, max(0, round(value / scale) + 8)) for value in values]
        out += struct.pack("<e", scale) + bytes(low | high << 4 for low, high in zip(numbers[:16], numbers[16:]))
    return bytes(out)


def floats(count, middle, spread):
    return struct.pack(f"<{count}f", *(rng.gauss(middle, spread) for _ in range(count)))


def pieces():
    """Returns special pieces, letters, random syllables with and without the mark of a word, and a mask."""
    found = ["<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS]
    while len(found) < 299:
        piece = "".join(rng.choice(LETTERS[:32]) for _ in range(rng.randint(1, 4)))
        piece = rng.choice(["▁", ""]) + piece
        if piece not in found:
            found.append(piece)
    scores = [0.0 if number < 4 else -rng.uniform(3, 12) for number in range(len(found))]
    return found + ["<mask>"], scores + [0.0]


def main():
    found, scores = pieces()
    texts = [piece.encode() for piece in found]
    ends = [0]
    for text in texts:
        ends.append(ends[-1] + len(text))
    replaced = {"\t": " ", "…": "...", "ﬁ": "fi", "\u00ad": ""}
    table = b"".join(
        struct.pack(f"<IB{len(text)}I", ord(character), len(text), *map(ord, text))
        for character, text in sorted(replaced.items())
    )
    words = len(found) + 4
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, HEADS, WIDE, words, POSITIONS, KINDS, 1e-12, 32)
    head += struct.pack("<5iQ", len(found), 0, 2, 1, 3, ends[-1])
    head += struct.pack(f"<{len(ends)}I", *ends) + struct.pack(f"<{len(scores)}f", *scores) + b"".join(texts)
    head += struct.pack("<iI", len(replaced), len(table)) + table

    tensors = [("emb.word", 1, blocks(words * HIDDEN, 0.5), words * HIDDEN)]
    def single(name, count, middle, spread):
        tensors.append((name, 0, floats(count, middle, spread), count))
    def matrix(name, count):
        tensors.append((name, 1, blocks(count, 0.25), count))
    single("emb.pos", POSITIONS * HIDDEN, 0, 0.2)
    single("emb.type", KINDS * HIDDEN, 0, 0.1)
    single("emb.ln.w", HIDDEN, 1, 0.1)
    single("emb.ln.b", HIDDEN, 0, 0.1)
    for layer in range(LAYERS):
        for name, rows, width in [("q", HIDDEN, HIDDEN), ("k", HIDDEN, HIDDEN), ("v", HIDDEN, HIDDEN),
                                  ("ao", HIDDEN, HIDDEN), ("fi", WIDE, HIDDEN), ("fo", HIDDEN, WIDE)]:
            matrix(f"l{layer}.{name}.w", rows * width)
            single(f"l{layer}.{name}.b", rows, 0, 0.1)
        for name in ["aln", "oln"]:
            single(f"l{layer}.{name}.w", HIDDEN, 1, 0.1)
            single(f"l{layer}.{name}.b", HIDDEN, 0, 0.1)

    length = len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, form, data, count in tensors:
        start = length + len(body)
        directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", form, count, start, len(data))
        body += data
    Path(__file__).parent.joinpath("data/tiny.bin").write_bytes(head + directory + body)


main()
