"""Typing errors: the word of the index that was meant. The only place that knows rapidfuzz.

Only asked for words that match nothing, and never for a word that German knows: "Pizza" is no misspelt "Piazza", and
somebody who asks for one wants no correction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.words import fold

EXPANSIONS = 12
"""Words that one abbreviation may stand for."""

LONG = 7
"""From this length on the first letter may be wrong too."""

SHORTEST = 4
"""Below it, every word is one slip away from some other."""


@dataclass(frozen=True)
class _Near:
    word: str
    distance: int
    pages: int


def distance(one: str, other: str, limit: int) -> int:
    """Slips between two words (optimal string alignment); limit + 1 when there are more than limit."""
    return int(OSA.distance(one, other, score_cutoff=limit))


def slips(length: int) -> int:
    """How many slips a word of that length may hold.

    >>> [slips(n) for n in (4, 7, 8, 12, 13)]
    [1, 1, 2, 2, 3]
    """
    if length < 8:
        return 1
    return 2 if length < 13 else 3


class Speller:
    """Corrects words with the words of an index (word: number of pages), compared without umlauts."""

    def __init__(self, words: Mapping[str, int], is_known: Callable[[str], bool]):
        self._pages = words
        self._is_known = is_known
        self._spellings: dict[str, list[str]] = {}
        for word in words:
            if len(word) >= SHORTEST and word.isalpha():
                self._spellings.setdefault(sounds(word), []).append(word)
        self._by_length: dict[int, list[str]] = {}
        for spelling in self._spellings:
            self._by_length.setdefault(len(spelling), []).append(spelling)
        self.correct = lru_cache(maxsize=20_000)(self._correct)

    def _correct(self, word: str) -> str | None:
        """The word that was meant, in lower case; None when none is near or the word is known."""
        if len(word) < SHORTEST or not word.isalpha() or self._is_known(word):
            return None
        return self.nearest(word)

    def expand(self, beginning: str) -> tuple[str, ...]:
        """The words that begin with an abbreviation (begl., meldebesch.), the commonest first."""
        if len(beginning) < 3 or not beginning.isalpha():
            return ()
        found = [word for word in self._pages if word.startswith(beginning) and len(word) > len(beginning)]
        return tuple(sorted(found, key=lambda word: (-self._pages[word], len(word), word))[:EXPANSIONS])

    def nearest(self, word: str) -> str | None:
        """The nearest word of the index, whether or not the word itself is known."""
        key = sounds(word)
        allowed = slips(len(key))
        near: list[_Near] = []
        for choices in self._choices(len(key), allowed):
            found = process.extract(key, choices, scorer=OSA.distance, score_cutoff=allowed, limit=8)
            near += [_Near(w, int(d), self._pages[w]) for spelling, d, _ in found for w in self._spellings[spelling]]
        # people slip in the middle of a word; another first letter makes another word
        near = [n for n in near if sounds(n.word)[0] == key[0] or (n.distance == 1 and len(key) >= LONG)]
        best = min(near, key=lambda n: (n.distance, n.word[0] != word[0], -n.pages, n.word), default=None)
        return best.word if best else None

    def _choices(self, length: int, allowed: int) -> Iterable[list[str]]:
        for size in range(max(SHORTEST - 1, length - allowed), length + allowed + 1):
            if size in self._by_length:
                yield self._by_length[size]


_SOUNDS = (
    ("dsch", "j"),
    ("sch", "s"),
    ("äu", "oi"),
    ("eu", "oi"),
    ("chs", "x"),
    ("ks", "x"),
    ("ph", "f"),
    ("ck", "k"),
    ("qu", "kw"),
    ("th", "t"),
    ("dt", "t"),
    ("tz", "z"),
    ("ai", "ei"),
    ("ay", "ei"),
    ("ey", "ei"),
    ("y", "i"),
    ("v", "f"),
    ("ä", "e"),
    ("ie", "i"),
    ("ih", "i"),
    ("ah", "a"),
    ("eh", "e"),
    ("oh", "o"),
    ("uh", "u"),
    ("üh", "ü"),
    ("öh", "ö"),
)


def sounds(word: str) -> str:
    """What words that sound alike have in common: Gewärbe and Gewerbe, Reisepas and Reisepass, Wonung and Wohnung.

    >>> sounds("gewärbe") == sounds("gewerbe"), sounds("wonung") == sounds("wohnung")
    (True, True)
    """
    for written, spoken in _SOUNDS:
        word = word.replace(written, spoken)
    word = fold(word)
    return "".join(letter for index, letter in enumerate(word) if index == 0 or letter != word[index - 1])
