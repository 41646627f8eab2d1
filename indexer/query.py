"""What somebody asked, taken apart: words, the terms to look for, and how sure the index knows them.

Pure apart from the index vocabulary it is given: the same words and the same vocabulary give the same query.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from indexer.synonyms import Thesaurus
from indexer.words import Analyzer, Token, normal, stop_words

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ud800-\udfff\ufeff]+")

HEAD = 2.0
"""What the last part of a compound counts beside each other one: a Lampenfieber is no lamp, Platzregen no square."""


class Spelling(Protocol):
    """Who knows what a word that matches nothing was meant to be."""

    def correct(self, word: str) -> str | None:
        """The word of the index that a misspelt word (lower case) means, if any."""

    def expand(self, beginning: str) -> tuple[str, ...]:
        """The words of the index that an abbreviation (without its full stop) stands for."""


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
    """One word of a question.

    `terms`, `parts` and `related` (by synonym) stand in the index; all empty: it matches nothing. `corrected` is the
    word that was looked for instead of what was typed.
    """

    token: Token
    terms: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    corrected: str | None = None
    weight: float = 0.0

    @property
    def matches(self) -> bool:
        """Whether any page holds it, a part of it, or a synonym."""
        return bool(self.terms or self.parts or self.related)

    def part_share(self, terms: Container[str]) -> float:
        """How much of a compound stands among some terms, by its parts; the last is the thing itself."""
        parts = self.token.parts or self.parts
        worth = [1.0] * (len(parts) - 1) + [HEAD]
        return sum(w for w, part in zip(worth, parts, strict=True) if part in terms) / sum(worth)


@dataclass(frozen=True)
class Query:
    """A question as the search uses it. `text` is what was asked, `corrected` the same without typing errors."""

    text: str
    words: tuple[Word, ...]

    @property
    def corrected(self) -> str | None:
        """The question as it was understood, when it was not taken literally."""
        text, shift = self.text, 0
        for word in self.words:
            if word.corrected:
                start, end = word.token.start + shift, word.token.end + shift
                text = text[:start] + word.corrected + text[end:]
                shift += len(word.corrected) - (end - start)
        return text if text != self.text else None

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

    @property
    def related(self) -> frozenset[str]:
        """Terms that a synonym of the city leads to."""
        return frozenset(term for word in self.words for term in word.related) - self.terms


def clean(text: str) -> str:
    """A question without control characters and doubled spaces, in NFC."""
    return " ".join(CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


def understand(
    text: str,
    analyzer: Analyzer,
    vocabulary: Vocabulary,
    speller: Spelling | None = None,
    thesaurus: Thesaurus | None = None,
) -> Query:
    """The query for a question. Words that carry no topic are left out, unless there is nothing else."""
    tokens = analyzer.tokens(text, question=True)
    topical = [token for token in tokens if not token.is_stop] or tokens
    if is_foreign(tokens):
        speller = None
    words = [_word(token, text, analyzer, vocabulary, speller) for token in topical]
    if thesaurus:
        words = _with_synonyms(words, thesaurus, vocabulary)
    return Query(text, tuple(replace(word, weight=_weight(word, vocabulary)) for word in words))


def is_foreign(tokens: Sequence[Token]) -> bool:
    """Whether a question is in English, by its function words: then nothing in it is a misspelt German word."""
    english = sum(normal(token.surface) in stop_words("en") for token in tokens)
    german = sum(normal(token.surface) in stop_words("de") for token in tokens)
    return english > german


def _word(token: Token, text: str, analyzer: Analyzer, vocabulary: Vocabulary, speller: Spelling | None) -> Word:
    terms = _known(token, vocabulary, analyzer)
    parts = _in_index(token.parts, vocabulary)
    if terms or parts:
        return Word(token, terms, parts)
    for spelling in analyzer.respellings(token.surface):  # Fuehrerscheinumtausch, before it counts as an error
        token_again = analyzer.tokens(spelling, question=True)[0]
        parts = _in_index(token_again.parts, vocabulary)
        terms = _known(token_again, vocabulary, analyzer)
        if terms or parts:
            return Word(token, terms, parts)
    if speller is None:
        return Word(token)
    if text[token.end : token.end + 1] == "." and (meant_by := speller.expand(normal(token.surface))):
        expanded = (t for word in meant_by for t in analyzer.tokens(word, question=True))
        return Word(token, tuple(dict.fromkeys(term for t in expanded for term in _known(t, vocabulary, analyzer))))
    meant = speller.correct(normal(token.surface))
    if meant is None:
        return Word(token)
    corrected = analyzer.tokens(meant, question=True)[0]
    return Word(
        token,
        _known(corrected, vocabulary, analyzer),
        _in_index(corrected.parts, vocabulary),
        corrected=_cased(meant, token),
    )


def _cased(meant: str, token: Token) -> str:
    return meant.capitalize() if token.surface[:1].isupper() else meant


def _in_index(terms: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(term for term in terms if vocabulary.document_frequency(term))


def _known(token: Token, vocabulary: Vocabulary, analyzer: Analyzer) -> tuple[str, ...]:
    """The first of the word's terms that stands in the index; else those spelled alike but for umlauts, unless it is
    a word of its own (Forderung is no Förderung)."""
    for term in token.whole:
        if vocabulary.document_frequency(term):
            return (term,)
    if analyzer.lexicon.knows(normal(token.surface)):
        return ()
    return tuple(dict.fromkeys(alike for term in token.whole for alike in vocabulary.folded(term)))


def _with_synonyms(words: list[Word], thesaurus: Thesaurus, vocabulary: Vocabulary) -> list[Word]:
    """The words, each with the terms that a synonym rule leads to from it or from the phrase it begins."""
    for start, end, meant in thesaurus.find([word.token for word in words]):
        known = _in_index(meant, vocabulary)
        for index in range(start, end):
            # every word of the phrase is accounted for by what the phrase means
            words[index] = replace(words[index], related=tuple(dict.fromkeys((*words[index].related, *known))))
    return words


def _weight(word: Word, vocabulary: Vocabulary) -> float:
    held = word.terms or word.related or word.parts
    return idf(max((vocabulary.document_frequency(term) for term in held), default=0), vocabulary.pages)


def idf(frequency: int, pages: int) -> float:
    """Weight of a term (the BM25 idf of Lucene, never negative)."""
    return math.log(1 + (pages - frequency + 0.5) / (frequency + 0.5))
