"""Keys that people quote: form numbers, sections of laws, LeiKa numbers. Compared without spaces and signs.

"KG 1", "KG1" and "kg-1" are one key; "§ 34a", "Paragraf 34a" and "34a" too. A bare number is none: too many things
are number 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexer.words import normal

MAX_PIECES = 6
"""A LeiKa number read out in groups has five."""

SECTION = re.compile(r"(§§?|\b(?:paragra(?:f|ph)|par)\b\.?)\s*")
PIECE = re.compile(r"§?[^\W_]+")


def key_forms(key: str) -> Iterator[str]:
    """The forms under which a page's key is found: as a whole, and a section without its law."""
    whole = _compact(key)
    if _is_key(whole):
        yield whole
    section = re.match(r"§\d+[a-z]?", whole)
    if section:
        yield section[0]


def keys_in(question: str) -> set[str]:
    """Everything in a question that may be a key.

    >>> sorted(keys_in("formular kg 1")), sorted(keys_in("paragraf 34a"))
    (['formularkg1', 'kg1'], ['§34a'])
    """
    pieces = PIECE.findall(SECTION.sub(" §", normal(question)))
    found = {
        "".join(pieces[start:end])
        for start in range(len(pieces))
        for end in range(start + 1, min(start + MAX_PIECES, len(pieces)) + 1)
    }
    keys = {key for key in found if _is_key(key)}
    # 34a with a letter is a section even without its sign
    return keys | {f"§{key}" for key in keys if re.fullmatch(r"\d{1,4}[a-z]", key)}


def _compact(key: str) -> str:
    return "".join(PIECE.findall(SECTION.sub(" §", normal(key))))


def _is_key(text: str) -> bool:
    """Digits with a sign or letters, or a long number; bare words and short numbers are none."""
    digits = sum(c.isdigit() for c in text)
    return digits > 0 and (text.startswith("§") or digits >= 8 or (digits < len(text) and len(text) <= 40))


def all_forms(keys: Iterable[str]) -> set[str]:
    """The forms of all keys of a page."""
    return {form for key in keys for form in key_forms(key)}
