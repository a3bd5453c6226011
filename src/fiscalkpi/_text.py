"""Folding of filed text, and its width on a screen.

Two kinds of folding, for two purposes. :func:`fold_signs` changes one character into one character,
so a span in the folded text is a span in the filed text; the parsers work on it. :func:`fold_label`
is free to drop and join characters; its result is only ever compared.
"""

from __future__ import annotations

import unicodedata

# Full-width ASCII (U+FF01-FF5E) and its plain form. NFKC would do this too, but it also makes ㎡ into m2,
# ² into 2 and ① into 1, and leaves ≧ alone.
_FOLDS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLDS |= {
    ord(variant): ord(plain)
    for plain, variants in {
        " ": "\u00a0\u2002\u2003\u2009\u202f\u3000\t",
        "≥": "≧⩾≮",
        "≤": "≦⩽≯",
        ">": "﹥",  # not 〈 and 〉: they are marks of titles in prose
        "<": "﹤",
        "=": "﹦═",
        "%": "﹪٪℅",
        "-": "−–—―‐‑‒─﹣⁃",
        "~": "〜∼˜",
        "*": "×✕✖∗﹡",
        "/": "∕⁄",
        ":": "﹕∶",
        ";": "﹔",
        ",": "﹐",
        "(": "﹙〔【",
        ")": "﹚〕】",
        "+": "﹢",
        ".": "．﹒",
        "·": "•∙‧・",
        "元": "圆圓",
        "万": "萬",
        "亿": "億",
        "两": "兩",
        "日": "⽇",
        "月": "⽉",
        "人": "⼈",
        "户": "⼾戶",
    }.items()
    for variant in variants
}

NO_CLASS = "\0"
"""Stands for the class of a row that has none, in a text that ``{listed:class}`` of a message shows."""


def fold_signs(text: str) -> str:
    """Fold variants of signs, digits and letters one character to one (``％`` → ``%``).

    The result has the length of `text`: spans in it are spans in the filed text.
    """
    return text if text.isascii() and "\t" not in text else text.translate(_FOLDS)


def fold_label(text: str) -> str:
    """Fold a label of a form for comparing: NFKC, no white space at all, no trailing colon."""
    joined = "".join(unicodedata.normalize("NFKC", text).split())
    return unicodedata.normalize("NFKC", joined).rstrip(":")  # a mark may now stand behind a letter


def shorten(text: str, length: int = 60) -> str:
    """Return `text` on one line, control characters made visible, cut to what a message can hold.

    >>> shorten("培训\\n人数")
    '培训↵人数'
    """
    shown = "".join(
        char if char.isprintable() else "↵" if char == "\n" else f"\\u{ord(char):04x}"
        for char in text[: length + 1]
    )
    return shown if len(text) <= length else f"{shown[:length]}…"


def display_width(text: str) -> int:
    """Return the columns that `text` takes in a terminal: two for a wide character, none for a mark."""
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):  # a mark stands over or around the character before it
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Fill `text` with blanks to `width` columns of a terminal, at its right end or its left."""
    blanks = " " * (width - display_width(text))
    return blanks + text if right else text + blanks
