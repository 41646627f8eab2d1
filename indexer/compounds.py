"""German compounds taken apart: Reisegewerbekarte into Reise, Gewerbe, Karte.

A split is taken where the last part is a noun and every other one a noun, an adjective or a verb's stem, each common
enough that the split is meant and not an accident (Vermieter is no Ver-Mieter, insgesamt no Ins-Gesamt). Method:
Koehn and Knight 2003, "Empirical methods for compound splitting", with joints and word classes; the mean of the
parts' log frequencies decides between splits.
"""

from __future__ import annotations

import math
from functools import lru_cache

from indexer.lexicon import Lexicon

JOINTS = ("", "s", "es", "n", "en", "er", "e", "ens")
"""Letters between two parts: Geburt-s-urkunde, Tag-es-pflege, Tasche-n-geld, Hund-e-steuer, Kind-er-geld."""

MIN_PART = 4
SHORT_PARTS = frozenset(
    """abi amt arm art bad bau bus ehe gas hof hut kfz lkw müll not öl ort pkw rad see tag tod tor uni web weg zoo
    zug""".split()
)
"""Parts of fewer letters that do stand in compounds; any others are accidents (Ver, Be, Ins, Um)."""

HEADS = frozenset("haupt neben zweit erst sonder sperr eltern".split())
"""First parts that are no words of their own, or none of the right class."""

SUFFIXES = frozenset("schaft haft heit keit tum nis ung los weise maßen wegs jährige".split())
"""Endings that look like nouns (der Schaft, die Haft) but make no compound."""

PREFIXES = frozenset("unter über wider hinter ausser rück besch".split())
"""First letters of many words that are no first part: Unter-halt, Wider-spruch, Rück-gabe."""

WHOLE = frozenset(
    """wandhalterung bundesland rundfunk führerschein auftrag beamter beitrag handwerk bahnhof unterhalt unterlagen
    bundestag""".split()
)
"""Words whose parts mislead: a Wandhalterung is looked for as what it is, a Führerschein has no Führer."""

MAX_LENGTH = 60
SHORTEST = 7
"""Fewer letters hold no two parts of MIN_PART and a joint that would be worth finding."""

COMMON_SHORT = 3.2
"""Zipf frequency from which a part of up to five letters is meant: below it stand names and abbreviations."""

CLASS_COST = 1.0
"""Adjectives and verbs are rarer first parts than nouns: Park-ausweis, but Parks-ausweis never."""

Scored = tuple[float, tuple[str, ...]]


class Splitter:
    """Splits compounds with a lexicon."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        self.split = lru_cache(maxsize=200_000)(self._split)
        self._head = lru_cache(maxsize=200_000)(self._make_head)

    def _split(self, word: str) -> tuple[str, ...]:
        """The parts of a compound (lower case, joints off), or the word alone."""
        if not SHORTEST <= len(word) <= MAX_LENGTH or not word.isalpha() or word in WHOLE:
            return (word,)
        best = self._best(word)
        return best[1] if best else (word,)

    def respell(self, word: str) -> str | None:
        """An unknown word with umlauts put back into its parts, when that makes known parts of it."""
        if not SHORTEST <= len(word) <= MAX_LENGTH or not word.isalpha():
            return None
        for cut in range(MIN_PART, len(word) - MIN_PART + 1):
            for head in self._spellings(word[:cut]):
                for tail in self._spellings(word[cut:]):
                    if (head, tail) != (word[:cut], word[cut:]) and self._head(head) and self._noun(tail):
                        return head + tail
        return None

    def _spellings(self, part: str) -> tuple[str, ...]:
        """A part as it stands, and with umlauts if that makes a word."""
        umlauted = {self.lexicon.umlauted(part)}
        for joint in ("s", "n", "en", "es"):
            stem = self.lexicon.umlauted(part.removesuffix(joint)) if part.endswith(joint) else None
            umlauted.add(stem + joint if stem else None)
        return (part, *sorted(word for word in umlauted if word))

    def _best(self, word: str) -> Scored | None:
        """The best split into two or more parts, with its score; None when there is none."""
        found: list[Scored] = []
        whole = max((len(w) for w in WHOLE if word.startswith(w)), default=3)
        for cut in range(whole, len(word) - 2):
            head = self._head(word[:cut])
            if not head:
                continue
            rest = word[cut:]
            if (tail := self._noun(rest)) and rest not in SUFFIXES:
                found.append((_mean(head[0], tail), (head[1], rest)))
            if len(rest) >= SHORTEST and rest not in WHOLE and (deeper := self._best(rest)):
                found.append((_mean(head[0], deeper[0]), (head[1], *deeper[1])))
        return max(found, default=None)

    def _make_head(self, text: str) -> tuple[float, str] | None:
        """A part that is not the last, with its score and base form."""
        if text in PREFIXES:
            return None
        if text in HEADS:
            return self.lexicon.zipf(text) or 3.0, text
        found = [(self._noun(stem), stem) for joint in JOINTS if (stem := _without(text, joint)) not in SUFFIXES]
        if len(text) >= MIN_PART and text not in SUFFIXES:
            found.append((self._noun(text + "e"), text + "e"))  # Schul-anmeldung
            found += [(self._verb(v) - CLASS_COST, v) for v in _infinitives(text)]  # Wohn-geld, Melde-bescheinigung
            found.append((self._adjective(text) - CLASS_COST, text))  # Sozial-amt
        best = max(found, default=(0.0, ""))
        return best if best[0] > 0 else None

    def _noun(self, word: str) -> float:
        if len(word) < MIN_PART and word not in SHORT_PARTS:
            return 0.0
        zipf = self.lexicon.zipf(word)
        return zipf if zipf >= (COMMON_SHORT if len(word) <= 5 else 0.1) and self.lexicon.is_noun(word) else 0.0

    def _verb(self, word: str) -> float:
        return self.lexicon.zipf(word) if self.lexicon.is_verb(word) else 0.0

    def _adjective(self, word: str) -> float:
        return self.lexicon.zipf(word) if self.lexicon.is_adjective(word) else 0.0


def _without(text: str, joint: str) -> str:
    return text.removesuffix(joint) if text.endswith(joint) else ""


def _infinitives(stem: str) -> tuple[str, ...]:
    return (stem + "n",) if stem.endswith(("e", "el")) else (stem + "en",)


def _mean(first: float, second: float) -> float:
    return math.fsum((first, second)) / 2
