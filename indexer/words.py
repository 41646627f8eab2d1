"""German words as the search sees them: tokens, and for each the terms it may be found by.

Two kinds of terms: `whole` for the word itself, and `parts` for the parts of a compound. A term is the stem of the
lemma with its umlauts kept, so that Förderung and Forderung stay two words; how Foerderung and FORDERUNG find
Förderung is the business of `fold` and of the index vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

import Stemmer

from indexer.compounds import Splitter
from indexer.lexicon import Lexicon

TOKEN = re.compile(r"§§?\s*\d+[a-z]?\b|\d+(?:[.,]\d+)*|[^\W\d_]+(?:\d+)?|\d+[^\W\d_]+", re.IGNORECASE)
HYPHENS = re.compile(r"(?<=\w)[-‐‑–/](?=\w)")

SHORT_STEM = 4
"""Up to this length a stem joins words of different meaning (Pass and passen, alt and Elter): the lemma is kept."""


@dataclass(frozen=True)
class Token:
    """One word of a text: as it stands, and the terms it may be found by, best first.

    `whole` holds one term in a text; in a question, where nobody types capitals, one for each word class it may be.
    """

    surface: str
    start: int
    end: int
    whole: tuple[str, ...]
    parts: tuple[str, ...] = ()

    @property
    def is_stop(self) -> bool:
        """Whether it carries no topic."""
        return self.surface.casefold().replace("ß", "ss") in stop_words()


@lru_cache(maxsize=4)
def stop_words(language: str = "") -> frozenset[str]:
    """The words that carry no topic: of German, of English, or of both."""
    text = (resources.files("indexer") / "stopwords.txt").read_text(encoding="utf-8").replace("ß", "ss")
    german, _, english = text.partition("# English")
    chosen = {"de": german, "en": english}.get(language, text)
    return frozenset(word for line in chosen.splitlines() if line[:1] not in "#," for word in line.split())


def normal(text: str) -> str:
    """One form for all ways to type the same letters: NFC, lower case, ss for ß.

    >>> normal("STRASSE") == normal("Straße")
    True
    """
    return unicodedata.normalize("NFC", text).casefold()


_DIGRAPHS = re.compile(r"(?<![aeiouqäöü])(ae|oe|ue)(?![aeiou])")
_PLAIN = str.maketrans("äöüàáâéèêíìîóòôúùûçñ", "aouaaaeeeiiiooouuucn")


def fold(term: str) -> str:
    """What Führerschein, Fuehrerschein and Fuhrerschein have in common.

    >>> fold("führerschein"), fold("fuehrerschein"), fold("neue"), fold("bauer")
    ('fuhrerschein', 'fuhrerschein', 'neue', 'bauer')
    """
    return _DIGRAPHS.sub(lambda m: m[1][0], term).translate(_PLAIN)


class Analyzer:
    """Text to tokens. Holds a cache of the words it has seen: there are far fewer words than tokens."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        self._stem = Stemmer.Stemmer("german").stemWord
        self._term = lru_cache(maxsize=200_000)(self._make_term)
        self._parts = lru_cache(maxsize=200_000)(self._make_parts)

    @cached_property
    def splitter(self) -> Splitter:
        """Splits compounds."""
        return Splitter(self.lexicon)

    def tokens(self, text: str, question: bool = False) -> list[Token]:
        """The tokens of a text; with `question` every word class is considered for each word.

        Words joined by a hyphen give one token for the whole, with its members as parts.
        """
        return list(self._tokens(text, question))

    def _tokens(self, text: str, question: bool) -> Iterator[Token]:
        for start, end in _chunks(text):
            members = [m[0] for m in TOKEN.finditer(text, start, end)]
            surface = text[start:end]
            if not members:
                continue
            if len(members) == 1:
                yield self._token(members[0], start, end, question)
            else:
                yield self._hyphenated(surface, members, start, end)

    def _token(self, word: str, start: int, end: int, question: bool) -> Token:
        if word[0] == "§" or word[0].isdigit():
            return Token(word, start, end, (re.sub(r"[\s§]+", "§" if word[0] == "§" else "", normal(word)),))
        whole = self.whole(word) if question else (self._term(word),)
        # festhalten is a verb of its own, no compound of fest and Halt
        parts = () if word.islower() and self.lexicon.is_verb(normal(word)) else self._parts(normal(word))
        return Token(word, start, end, whole, parts)

    def _hyphenated(self, surface: str, members: list[str], start: int, end: int) -> Token:
        """E-Auto, Kfz-Zulassung: found as one word written together, and by its members."""
        together = normal("".join(members))
        parts: list[str] = []
        for member in members:
            parts += (self._term(_as_noun(member)), *self._parts(normal(member)))
        return Token(surface, start, end, (self._term(_as_noun(together)),), tuple(dict.fromkeys(parts)))

    def respellings(self, word: str) -> Iterator[str]:
        """A word with the umlauts that somebody could not or would not type: Fuehrerschein, Fuhrerscheinumtausch."""
        plain = normal(word)
        with_umlauts = _DIGRAPHS.sub(lambda m: {"ae": "ä", "oe": "ö", "ue": "ü"}[m[1]], plain)
        if with_umlauts != plain:
            yield with_umlauts
        restored = self.splitter.respell(plain)
        if restored and restored != plain:
            yield restored

    def whole(self, word: str) -> tuple[str, ...]:
        """The terms of a word that somebody typed without minding capitals: as a noun first, then as another word,
        then, for a participle, as its verb."""
        as_noun, as_other = self._term(_as_noun(word)), self._term(word.lower())
        if word[:1].isupper() and self.lexicon.is_noun(normal(word)):
            return (as_noun,)  # Schwamm is no form of schwimmen to somebody who writes it with a capital
        verb = self.lexicon.verb_of(word.lower())
        return tuple(dict.fromkeys((as_noun, as_other, *([self._term(verb)] if verb else []))))

    def _make_term(self, word: str) -> str:
        lemma = normal(self.lexicon.lemma(word))
        stem = self._stem(_unspell(lemma))
        if lemma.endswith("er") and lemma[:1] != word[:1] and lemma[:-2] == lemma[: len(stem)]:
            return lemma  # a noun in -er is another thing: Blitzer and Blitz, Schlager and Schlag
        if lemma.endswith("ung") and word[:1].isupper() and self.lexicon.is_noun(lemma[:-3]):
            return lemma  # so is one in -ung beside a noun: Unterhaltung and Unterhalt, Ausweisung and Ausweis
        # the stemmer drops umlauts; its length tells where the word's own letters end
        return lemma if len(stem) <= SHORT_STEM else lemma[: len(stem)]

    def _make_parts(self, word: str) -> tuple[str, ...]:
        split = self.splitter.split(word)
        return tuple(self._term(_as_noun(part)) for part in split) if len(split) > 1 else ()


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Spans of words, each with what hyphens and slashes join to it."""
    spans = [m.span() for m in TOKEN.finditer(text)]
    index = 0
    while index < len(spans):
        start, end = spans[index]
        while (
            index + 1 < len(spans)
            and spans[index + 1][0] == end + 1
            and HYPHENS.match(text, end)
            and not text[start].isdigit()
        ):
            index += 1
            end = spans[index][1]
        yield start, end
        index += 1


def _as_noun(word: str) -> str:
    return word[:1].upper() + word[1:].lower()


def _unspell(word: str) -> str:
    """Umlauts as single plain vowels: the stemmer reads ae, oe and ue as umlauts and would change the length."""
    return word.translate(_PLAIN).replace("ae", "aa").replace("oe", "oo").replace("ue", "uu")
