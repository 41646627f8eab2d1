"""Recognising an emergency in what somebody types, typing errors included; and not where none is meant.

A trigger is a phrase; it is heard when all its words are said in order with little between them. An exception is heard
only when it is spelled right, and silences the emergency that it belongs to. Of several triggers the longest counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.spelling import distance
from indexer.words import Analyzer, Token, fold, normal
from kb.content import Emergency

LONG = 8
"""Letters of a compound that may be written in two."""

MAX_GAP = 2
"""Words that may stand between two words of a trigger: "mein mann hat gestern einen herzinfarkt"."""


@dataclass(frozen=True)
class _Phrase:
    emergency: Emergency
    words: tuple[str, ...]
    keys: tuple[frozenset[str], ...]

    @property
    def size(self) -> tuple[int, int]:
        return len(self.words), sum(map(len, self.words))


class Alarms:
    """The phrases of all emergencies."""

    def __init__(self, emergencies: Iterable[Emergency], analyzer: Analyzer):
        self._analyzer = analyzer
        listed = list(emergencies)
        self._triggers = [self._phrase(e, t) for e in listed for t in e.triggers]
        self._exceptions = [self._phrase(e, x) for e in listed for x in e.exceptions]

    def hear(self, question: str) -> Emergency | None:
        """The emergency that a question tells of, or None."""
        said = self._tokens(question)
        if not said:
            return None
        silenced = {p.emergency.id for p in self._exceptions if self._is_said(p, said, exactly=True)}
        open_ = (p for p in self._triggers if p.emergency.id not in silenced)
        heard = [p for p in open_ if self._is_said(p, said, exactly=False)]
        return max(heard, key=lambda p: p.size).emergency if heard else None

    def _phrase(self, emergency: Emergency, text: str) -> _Phrase:
        tokens = self._tokens(text)
        return _Phrase(emergency, tuple(word for word, _ in tokens), tuple(keys for _, keys in tokens))

    def _tokens(self, text: str) -> list[tuple[str, frozenset[str]]]:
        return [(normal(t.surface), _keys(t)) for t in self._analyzer.tokens(text, question=True)]

    @staticmethod
    def _is_said(phrase: _Phrase, said: Sequence[tuple[str, frozenset[str]]], exactly: bool) -> bool:
        """Whether the phrase's words stand in the question, in order, with at most MAX_GAP others between two.

        A single long word is heard in two as well: "gas geruch".
        """
        if len(phrase.words) == 1 and len(phrase.words[0]) >= LONG:
            pairs = (one + other for (one, _), (other, _) in itertools.pairwise(said))
            if any(_same(phrase.words[0], phrase.keys[0], pair, frozenset({fold(pair)}), exactly) for pair in pairs):
                return True
        for start in range(len(said)):
            at, found = start, 0
            for word, keys in zip(phrase.words, phrase.keys, strict=True):
                reach = said[at : at + (MAX_GAP + 1 if found else 1)]
                step = next((i for i, (w, k) in enumerate(reach) if _same(word, keys, w, k, exactly)), None)
                if step is None:
                    break
                at, found = at + step + 1, found + 1
            if found == len(phrase.words):
                return True
        return False


def _keys(token: Token) -> frozenset[str]:
    return frozenset(fold(term) for term in token.whole) | {fold(normal(token.surface))}


def _same(word: str, keys: frozenset[str], said: str, said_keys: frozenset[str], exactly: bool) -> bool:
    if keys & said_keys:
        return True
    if exactly or not (word.isalpha() and said.isalpha()):
        return False
    short = min(len(word), len(said))
    allowed = 2 if short >= 9 else 1 if short >= 5 else 0
    return allowed > 0 and distance(fold(word), fold(said), allowed) <= allowed
