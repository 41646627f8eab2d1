"""Directed synonyms of the city at work: phrases that people say, and the terms that pages use for the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from indexer.words import Analyzer, Token, fold
from kb.content import SynonymRule


class Thesaurus:
    """Synonym rules, ready to be applied to the tokens of a question."""

    def __init__(self, rules: Iterable[SynonymRule], analyzer: Analyzer):
        self._meant: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.longest = 1
        for rule in rules:
            terms = tuple(dict.fromkeys(_terms(rule.meant, analyzer)))
            for said in rule.terms:
                key = tuple(fold(t.whole[0]) for t in analyzer.tokens(said) if not t.is_stop)
                if key:
                    self._meant[key] = tuple(dict.fromkeys((*self._meant.get(key, ()), *terms)))
                    self.longest = max(self.longest, len(key))

    def find(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """(start, end, terms) of every phrase that a rule knows; longer phrases before the shorter ones in them."""
        keys = [tuple(fold(term) for term in token.whole) for token in tokens]
        for start in range(len(tokens)):
            for size in range(min(self.longest, len(tokens) - start), 0, -1):
                meant = self._lookup(keys[start : start + size])
                if meant:
                    yield start, start + size, meant
                    break

    def _lookup(self, keys: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        if len(keys) == 1:
            return next((self._meant[(key,)] for key in keys[0] if (key,) in self._meant), ())
        return self._meant.get(tuple(key[0] for key in keys), ()) or self._meant.get(tuple(key[-1] for key in keys), ())


def _terms(texts: Iterable[str], analyzer: Analyzer) -> Iterator[str]:
    for text in texts:
        for token in analyzer.tokens(text):
            if not token.is_stop:
                yield token.whole[0]
