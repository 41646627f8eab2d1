"""What German words there are, how common they are, and what their base form is.

The only place that knows simplemma and wordfreq. Both come with pip and carry their words with them.
"""

from __future__ import annotations

import math
from functools import cached_property, lru_cache

import simplemma
import wordfreq

KNOWN = 2.6
"""Zipf frequency (log10 of occurrences in a thousand million words) from which a word counts as known: Umtausch
(2.9) is, chance strings of letters from foreign names mostly are not."""


class Lexicon:
    """German words from simplemma (lemmas) and wordfreq (frequencies). Words are asked for as `normal` makes them,
    with ss for ß, except by `lemma`, to which capitals matter."""

    def __init__(self) -> None:
        self.lemma = lru_cache(maxsize=100_000)(self._lemma)
        self.is_noun = lru_cache(maxsize=100_000)(self._is_noun)

    @staticmethod
    def _lemma(word: str) -> str:
        return str(simplemma.lemmatize(word, lang="de"))

    @staticmethod
    def _is_noun(word: str) -> bool:
        return any(_known(w) and _lemma_of(w)[:1].isupper() for w in _spellings(word.capitalize()))

    @staticmethod
    def is_verb(word: str) -> bool:
        """Whether it is an infinitive."""
        return word.endswith("n") and any(_known(w) and _lemma_of(w) == w for w in _spellings(word))

    @staticmethod
    def is_adjective(word: str) -> bool:
        """Whether it is an adjective: then it has a neuter form in -es that leads back to it (sozial, soziales)."""
        return any(_known(w + "es") and _lemma_of(w + "es") == w for w in _spellings(word))

    def verb_of(self, word: str) -> str | None:
        """The verb that a participle in lower case belongs to, with or without an ending.

        >>> Lexicon().verb_of("abgemeldete"), Lexicon().verb_of("eingeladener"), Lexicon().verb_of("hunde")
        ('abmelden', 'einladen', None)
        """
        for ending in ("", "e", "er", "es", "en", "em"):
            base = word.removesuffix(ending)
            if base + ending == word and base.endswith(("t", "en")) and "ge" in base:
                verb = self.lemma(base)
                if verb != base and verb.endswith("n") and verb.islower():
                    return verb
        return None

    @cached_property
    def _frequencies(self) -> dict[str, float]:
        known: dict[str, float] = {}
        for word, frequency in wordfreq.get_frequency_dict("de", wordlist="best").items():
            if frequency >= 10 ** (KNOWN - 9):
                plain = word.replace("ß", "ss")
                known[plain] = known.get(plain, 0.0) + frequency
        return known

    def zipf(self, word: str) -> float:
        """Zipf frequency of a word; 0.0 for a rare or unknown one.

        >>> Lexicon().zipf("ausweis") > Lexicon().zipf("umtausch") > 0
        True
        """
        frequency = self._frequencies.get(word)
        return math.log10(frequency) + 9 if frequency else 0.0

    @cached_property
    def _umlauts(self) -> dict[str, str]:
        plain = str.maketrans("äöü", "aou")
        words = (w for w in self._frequencies if len(w) >= 4 and w.isalpha() and any(c in w for c in "äöü"))
        known: dict[str, str] = {}
        for word in sorted(words, key=self.zipf):
            known[word.translate(plain)] = word
        return known

    def umlauted(self, word: str) -> str | None:
        """The word that this is without its umlauts, if there is one.

        >>> Lexicon().umlauted("fuhrerschein")
        'führerschein'
        """
        return self._umlauts.get(word)

    def nouns(self, shortest: int = 5) -> list[str]:
        """The nouns of at least so many letters, in lower case, most frequent first."""
        frequencies = self._frequencies
        words = (w for w in frequencies if len(w) >= shortest and w.isalpha() and self.is_noun(w))
        return sorted(words, key=lambda word: (-frequencies[word], word))

    def knows(self, word: str) -> bool:
        """Whether German (or what Germans write) has this word, in lower case: then it is not misspelt."""
        return self.zipf(word) > 0 or any(_known(w) or _known(w.capitalize()) for w in _spellings(word))


def _spellings(word: str) -> tuple[str, ...]:
    return (word, word.replace("ss", "ß")) if "ss" in word else (word,)


def _known(word: str) -> bool:
    return bool(simplemma.is_known(word, lang="de"))


def _lemma_of(word: str) -> str:
    return str(simplemma.lemmatize(word, lang="de"))
