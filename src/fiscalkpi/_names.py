"""What the name of an indicator tells about its direction. The words are data (``names.toml``)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from fiscalkpi._data import load
from fiscalkpi._text import fold_label


@cache
def _falling() -> re.Pattern[str]:
    words = load("names")["falling"]
    turned = "".join(f"(?<!{re.escape(word)})" for word in words["turned_by"])
    nouns = "|".join(sorted(map(re.escape, words["nouns"]), key=len, reverse=True))
    measures = "|".join(sorted(map(re.escape, words["measures"]), key=len, reverse=True))
    alone = "|".join(map(re.escape, load("names")["falling_alone"]["nouns"]))
    return re.compile(f"{turned}(?:(?:{nouns})(?:{measures})|(?:{alone}))(?:\\(.{{0,40}}\\))?$")


@lru_cache(maxsize=4096)
def is_falling(name: str) -> bool:
    """Whether what `name` measures should fall: the measured noun counts, not any mention.

    >>> is_falling("迭代需求缺陷率"), is_falling("缺陷修复完成率"), is_falling("平均无故障率")
    (True, False, False)
    >>> is_falling("碳排放量"), is_falling("减少碳排放量")
    (True, False)
    """
    folded = fold_label(name)
    if any(word in folded for word in load("names")["falling"]["turned_anywhere"]):
        return False
    return _falling().search(folded) is not None


@lru_cache(maxsize=4096)
def is_rising(name: str) -> bool:
    """Whether `name` measures what should rise, whatever its class: 成本节约率, 无故障运行时间.

    >>> is_rising("成本节约率"), is_rising("采购成本")
    (True, False)
    """
    folded = fold_label(name)
    return any(word in folded for word in load("names")["rising"]["words"])
