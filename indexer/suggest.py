"""Completions while somebody types: names that begin with the letters, then names with a word that does, then names
that hold them anywhere. All in memory; umlauts may be typed or left out."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from indexer.words import fold, normal
from kb.model import ALWAYS, Page, Service, Validity

SHORTEST = 2
"""One letter completes to anything."""


@dataclass(frozen=True)
class Suggestion:
    """A name that completes what was typed, and the page it leads to."""

    text: str
    kind: str
    id: str
    title: str
    valid: Validity = ALWAYS


class Suggester:
    """The names of all pages, ready to be completed."""

    def __init__(self, pages: Iterable[Page]):
        self._names = sorted(_names(pages), key=lambda name: (len(name[0]), name[0], name[1].id))
        starts = ((word, index) for index, (key, _) in enumerate(self._names) for word in _tails(key))
        self._starts = sorted(starts)
        # one text of all names; a position in it leads back to the name by bisection
        self._text = "\n".join(key for key, _ in self._names)
        self._offsets = [0]
        for key, _ in self._names[:-1]:
            self._offsets.append(self._offsets[-1] + len(key) + 1)

    def suggest(self, typed: str, moment: datetime, limit: int = 8) -> list[Suggestion]:
        """Names of pages valid at the moment that complete what was typed, best first, each page once."""
        key = _key(typed)
        if len(key) < SHORTEST:
            return []
        found: dict[tuple[str, str], Suggestion] = {}
        for index in self._indexes(key, limit * 6):
            suggestion = self._names[index][1]
            if not suggestion.valid.holds(moment):
                continue
            found.setdefault((suggestion.kind, suggestion.id), suggestion)
            if len(found) == limit:
                break
        return list(found.values())

    def _indexes(self, key: str, limit: int) -> Iterator[int]:
        at = bisect.bisect_left(self._starts, (key, -1))
        starting: list[int] = []
        while at < len(self._starts) and self._starts[at][0].startswith(key) and len(starting) < 400:
            starting.append(self._starts[at][1])
            at += 1
        yield from sorted(starting, key=lambda i: (not self._names[i][0].startswith(key), i))
        position = self._text.find(key)
        for _ in range(limit):
            if position < 0:
                return
            yield bisect.bisect_right(self._offsets, position) - 1
            position = self._text.find(key, position + 1)


def _key(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(normal(text))))


def _tails(key: str) -> Iterator[str]:
    """The name from each of its words on."""
    words = key.split()
    for start in range(len(words)):
        yield " ".join(words[start:])


def _names(pages: Iterable[Page]) -> Iterator[tuple[str, Suggestion]]:
    for page in pages:
        if isinstance(page, Service) and page.status != "veroeffentlicht":
            continue
        kind = str(getattr(page, "kind", "service"))
        valid = page.valid if isinstance(page, Service) else ALWAYS
        for name in dict.fromkeys((page.title, *(s.term for s in page.text.synonyms))):
            yield _key(name), Suggestion(name, kind, page.id, page.title, valid)
