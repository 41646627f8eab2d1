"""Recognising an emergency in what somebody types, typing errors included; and not where none is meant.

A trigger is a phrase; it is heard when all its words are said in order with little between them. An exception is heard
only when it is spelled right, and silences the emergency that it belongs to. Of several triggers the longest counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from indexer.spelling import distance
from indexer.words import Analyzer, fold, normal
from kb.content import Emergency

LONG = 8
"""Letters of a compound that may be written in two."""

MAX_GAP = 2
"""Words that may stand between two words of a trigger: "mein mann hat gestern einen herzinfarkt"."""


@dataclass(frozen=True)
class _Word:
    surface: str
    terms: frozenset[str]

    @cached_property
    def folded(self) -> frozenset[str]:
        return frozenset(fold(term) for term in self.terms)


@dataclass(frozen=True)
class _Phrase:
    emergency: Emergency
    words: tuple[_Word, ...]

    @property
    def size(self) -> tuple[int, int]:
        return len(self.words), sum(len(word.surface) for word in self.words)


class Alarms:
    """The phrases of all emergencies."""

    def __init__(self, emergencies: Iterable[Emergency], analyzer: Analyzer):
        self._analyzer = analyzer
        listed = list(emergencies)
        self._triggers = [self._phrase(e, t) for e in listed for t in e.triggers]
        self._exceptions = [self._phrase(e, x) for e in listed for x in e.exceptions]

    def hear(self, question: str) -> Emergency | None:
        """The emergency that a question tells of, or None."""
        said = self._words(question)
        if not said:
            return None
        silenced = {p.emergency.id for p in self._exceptions if self._is_said(p, said, exactly=True)}
        open_ = (p for p in self._triggers if p.emergency.id not in silenced)
        heard = [p for p in open_ if self._is_said(p, said, exactly=False)]
        return max(heard, key=lambda p: p.size).emergency if heard else None

    def _phrase(self, emergency: Emergency, text: str) -> _Phrase:
        return _Phrase(emergency, tuple(self._words(text)))

    def _words(self, text: str) -> list[_Word]:
        tokens = self._analyzer.tokens(text, question=True)
        return [_Word(normal(t.surface), frozenset({*t.whole, normal(t.surface)})) for t in tokens]

    def _is_said(self, phrase: _Phrase, said: Sequence[_Word], exactly: bool) -> bool:
        """Whether the phrase's words stand in the question, in order, with at most MAX_GAP others between two.

        A single long word is heard in two as well, with one slip: "gas geruch", "herz infakt".
        """
        if len(phrase.words) == 1 and len(phrase.words[0].surface) >= LONG:
            whole, slips = fold(phrase.words[0].surface), 0 if exactly else 1
            pairs = (fold(one.surface + other.surface) for one, other in itertools.pairwise(said))
            if any(distance(whole, pair, slips) <= slips for pair in pairs):
                return True
        for start in range(len(said)):
            at, found = start, 0
            for word in phrase.words:
                reach = said[at : at + (MAX_GAP + 1 if found else 1)]
                step = next((i for i, other in enumerate(reach) if self._same(word, other, exactly)), None)
                if step is None:
                    break
                at, found = at + step + 1, found + 1
            if found == len(phrase.words):
                return True
        return False

    def _same(self, word: _Word, said: _Word, exactly: bool) -> bool:
        if word.terms & said.terms:
            return True
        if exactly:
            return False
        if word.folded & said.folded:
            return True
        if not (word.surface.isalpha() and said.surface.isalpha()):
            return False
        meant, typed = fold(word.surface), fold(said.surface)
        short = min(len(word.surface), len(said.surface))
        allowed = 2 if short >= 9 else 1 if short >= 5 else 0
        if not allowed or distance(meant, typed, allowed) > allowed:
            return False
        # brent may be brennt, but neuer is no misspelt feuer: hardly anybody mistakes the first letter for another word
        return meant[0] == typed[0] or not self._analyzer.lexicon.knows(said.surface)
