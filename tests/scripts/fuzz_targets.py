"""Read random texts and look for a crash, a lost text, or a text that costs too much. Run by hand.

    python tests/scripts/fuzz_targets.py [how many, a million by default] [seed]

Texts are drawn from the words of the language, from real targets cut and joined, and from all of Unicode.
Prints the kinds that came out, the slowest text, and every text that broke a law.
"""

import json
import random
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

import attrs

from fiscalkpi import Qualitative, Recurring, Unreadable, evaluate, parse_target
from fiscalkpi.targets.lexer import word_kinds
from fiscalkpi.targets.parser import read

DATA = Path(__file__).parents[1] / "data"
REAL = [
    json.loads(line)["target"] for line in (DATA / "targets_labelled.jsonl").read_text("utf-8").splitlines()
]
REAL += [line.split("\t")[0] for line in (DATA / "wordings.tsv").read_text("utf-8").splitlines()[1:]]
WORDS = [
    *word_kinds(),
    *"0123456789.,±*_Xx年月日季度前底第()（）、；",
    "2021年",
    "12月",
    "30日",
    "百分之",
    "万分之",
]


def draw(pick):
    way = pick.random()
    if way < 0.45:
        return "".join(pick.choices(WORDS, k=pick.randint(0, 14)))
    if way < 0.8:
        one, other = pick.choice(REAL), pick.choice(REAL)
        return (
            one[: pick.randint(0, len(one))]
            + pick.choice(WORDS) * pick.randint(0, 2)
            + other[pick.randint(0, len(other)) :]
        )
    return "".join(
        chr(pick.choice((pick.randrange(32, 127), pick.randrange(0x4E00, 0x9FFF), pick.randrange(0xD7FF))))
        for _ in range(pick.randint(0, 40))
    )


def broken(text):
    """Return what law a text breaks; blank for none."""
    reading = read(text)
    target = reading.target
    if target.text != text:
        return "the text was lost"
    if any(not 0 <= start < end <= len(text) for start, end in reading.passed_over):
        return "a span points outside"
    words = isinstance(target, Qualitative | Recurring | Unreadable)
    if not words and parse_target(str(attrs.evolve(target, text=None))) != target:
        return "the canonical text reads otherwise"
    evaluate(target, "95%").explain("en")
    return ""


def main(count=1_000_000, seed=1):
    pick = random.Random(seed)
    kinds, failures, slowest = Counter(), 0, (0.0, "")
    for _ in range(count):
        text = draw(pick)
        start = perf_counter()
        try:
            problem = broken(text)
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        slowest = max(slowest, (perf_counter() - start, text))
        if problem:
            failures += 1
            print(f"{text!r}: {problem}")
        else:
            kinds[parse_target(text).kind] += 1
    print(f"{count} texts, {failures} broke a law; kinds: {dict(kinds.most_common())}")
    print(f"slowest: {slowest[0] * 1000:.1f} ms for {slowest[1]!r}")
    return failures


if __name__ == "__main__":
    sys.exit(1 if main(*map(int, sys.argv[1:])) else 0)
