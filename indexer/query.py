"""What somebody asked, taken apart: words, the terms to look for, and how sure the index knows them.

Pure apart from the index vocabulary it is given: the same words and the same vocabulary give the same query.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from indexer.words import Analyzer, Token

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


class Vocabulary(Protocol):
    """What a query must know of an index."""

    @property
    def pages(self) -> int:
        """Number of pages."""

    def document_frequency(self, term: str) -> int:
        """In how many pages a term stands."""

    def folded(self, term: str) -> Sequence[str]:
        """The terms of the index that are spelled alike but for umlauts."""


@dataclass(frozen=True)
class Word:
    """One word of a question. `terms` and `parts` stand in the index; both empty: it matches nothing."""

    token: Token
    terms: tuple[str, ...]
    parts: tuple[str, ...]
    weight: float

    @property
    def matches(self) -> bool:
        """Whether any page holds it or a part of it."""
        return bool(self.terms or self.parts)


@dataclass(frozen=True)
class Query:
    """A question as the search uses it. `text` is what is embedded."""

    text: str
    words: tuple[Word, ...]

    @property
    def weight(self) -> float:
        """How much there is to match: the sum of the words' weights."""
        return sum(word.weight for word in self.words)

    @property
    def terms(self) -> frozenset[str]:
        """Whole words that stand in the index."""
        return frozenset(term for word in self.words for term in word.terms)

    @property
    def parts(self) -> frozenset[str]:
        """Parts of compounds that stand in the index."""
        return frozenset(part for word in self.words for part in word.parts) - self.terms


def clean(text: str) -> str:
    """A question without control characters and doubled spaces, in NFC."""
    return " ".join(CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


def understand(text: str, analyzer: Analyzer, vocabulary: Vocabulary) -> Query:
    """The query for a question. Words that carry no topic are left out, unless there is nothing else."""
    tokens = analyzer.tokens(text, question=True)
    topical = [token for token in tokens if not token.is_stop] or tokens
    return Query(text, tuple(_word(token, vocabulary) for token in topical))


def _word(token: Token, vocabulary: Vocabulary) -> Word:
    terms = _known(token, vocabulary)
    parts = tuple(part for part in token.parts if vocabulary.document_frequency(part))
    frequency = max((vocabulary.document_frequency(t) for t in terms or parts), default=0)
    return Word(token, terms, parts, idf(frequency, vocabulary.pages))


def _known(token: Token, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The first of the word's terms that stands in the index; else those spelled alike but for umlauts."""
    for term in token.whole:
        if vocabulary.document_frequency(term):
            return (term,)
    return tuple(dict.fromkeys(alike for term in token.whole for alike in vocabulary.folded(term)))


def idf(frequency: int, pages: int) -> float:
    """Weight of a term (the BM25 idf of Lucene, never negative)."""
    return math.log(1 + (pages - frequency + 0.5) / (frequency + 0.5))
