"""Money against py-moneyed and cn2an."""

import json
import random
from pathlib import Path

import pytest
from ratio import compare

from fiscalkpi.money import Yuan

ROWS = (Path(__file__).parents[1] / "data" / "daxie.jsonl").read_text(encoding="utf-8").splitlines()
# Real amounts first, then amounts of all lengths below cn2an's limit; the same in every run.
AMOUNTS = [json.loads(row)["yuan"] for row in ROWS]
AMOUNTS += [f"{random.Random(size).randrange(10**size) / 100:.2f}" for size in range(3, 15) for _ in range(4)]


def test_addition(benchmark):
    """Adding two amounts costs at most 0.6 of adding two of py-moneyed."""
    money = pytest.importorskip("moneyed").Money
    ours = [Yuan.parse(text) for text in AMOUNTS]
    theirs = [money(text, "CNY") for text in AMOUNTS]

    def add(amounts):
        for left, right in zip(amounts, reversed(amounts), strict=True):
            left + right

    peer = "moneyed.Money + Money"
    compare(benchmark, lambda: add(ours), lambda: add(theirs), bound=0.6, name=peer, loops=40)


def test_words(benchmark):
    """Writing an amount in words costs at most 0.2 of cn2an."""
    an2cn = pytest.importorskip("cn2an").an2cn
    ours = [Yuan.parse(text) for text in AMOUNTS]

    def words():
        for amount in ours:
            amount.daxie()

    def peer():
        for text in AMOUNTS:
            an2cn(text, "rmb")

    compare(benchmark, words, peer, bound=0.2, name='cn2an.an2cn(x, "rmb")', loops=4)
