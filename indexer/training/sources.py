"""Sources of training pairs: one table with file, address and licence of each, and a reader that makes pairs.

A pair is two texts that mean the same or belong together. `kind` groups pairs into batches of one sort, `english` says
that the right side is English, so that the teacher can read it.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from indexer.training.spoken import SpokenService, read_spoken

SPOKEN = Path(__file__).with_name("spoken_services.txt")


class Pair(NamedTuple):
    """Two texts that belong together."""

    left: str
    right: str


Reader = Callable[[Path], Iterator[Pair]]


@dataclass(frozen=True)
class Source:
    """One file to learn from. `share` is its part of all batches, before the shares are scaled to one."""

    kind: str
    file: str
    title: str
    url: str
    licence: str
    share: float
    read: Reader
    english: bool = False

    def find(self, folders: list[Path]) -> Path | None:
        """Where the file lies, in the first folder that has it."""
        found = (folder / self.file for folder in folders)
        return next((path for path in found if path.is_file()), None)


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def lines(path: Path) -> Iterator[str]:
    """Lines of a text file, packed with gzip or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


def rows(path: Path) -> Iterator[list[str]]:
    """Non-empty cells of tab-separated lines."""
    for line in lines(path):
        cells = [cell.strip() for cell in line.split("\t")]
        yield [cell for cell in cells if cell]


def read_pairs(path: Path) -> Iterator[Pair]:
    """Two columns, left and right."""
    for cells in rows(path):
        if len(cells) == 2:
            yield Pair(*cells)


def read_synonyms(path: Path) -> Iterator[Pair]:
    """Lines of words with one meaning: neighbours in the line, and the ends with each other."""
    for cells in rows(path):
        if 2 <= len(cells) <= 12:
            ring = [*cells, cells[0]] if len(cells) > 2 else cells
            yield from map(Pair._make, pairwise(ring))


def read_laws(path: Path) -> Iterator[Pair]:
    """Sentence, next sentence, heading: neighbours, and the sentence under its heading."""
    for cells in rows(path):
        sentence = cells[0]
        for other in cells[1:]:
            other = re.sub(r"^§+\s*\w+\s+", "", other)
            if len(other) > 3:
                yield Pair(other, sentence)


def read_neighbours(path: Path) -> Iterator[Pair]:
    """Title, sentence: each sentence with the next one of the same title."""
    for (title, sentence), (next_title, following) in pairwise(cells for cells in rows(path) if len(cells) == 2):
        if title == next_title:
            yield Pair(sentence, following)


def read_titles(path: Path) -> Iterator[Pair]:
    """A service's title and what stands above it: a broader title, a life situation or a law."""
    for cells in rows(path):
        if len(cells) == 2:
            above = re.sub(r"\s*\[http[^\]]*\]", "", cells[1])
            if above:
                yield Pair(cells[0], above)


def read_dictionary(path: Path) -> Iterator[Pair]:
    """Ding's German–English dictionary: `Wort {f}; Wort | Wendung :: word; word | phrase`."""
    for line in lines(path):
        german, arrow, english = line.partition(" :: ")
        if not arrow or line.startswith("#"):
            continue
        for de, en in zip(german.split(" | "), english.split(" | "), strict=False):
            rights = _terms(en)
            for left in _terms(de):
                for right in rights[:2]:
                    yield Pair(left, right)


def _terms(cell: str) -> list[str]:
    """`Herz {n}; Pumpe [ugs.] /HP/` → Herz, Pumpe."""
    plain = re.sub(r"\{[^}]*\}|\[[^\]]*\]|/[^/]*/|<[^>]*>|\([^)]*\)", " ", cell)
    terms = (re.sub(r"\s+", " ", term).strip(" ,.:-") for term in plain.split(";"))
    return [term for term in terms if 1 < len(term) < 60]


def read_spoken_words(path: Path) -> Iterator[Pair]:
    """What people say, with the service's title and what it is."""
    for service in read_spoken(path):
        for said in (*service.words, *service.questions):
            yield from (Pair(said, title) for title in service.titles[:2])
            if service.text:
                yield Pair(said, f"{service.titles[0]}\n{service.text}")


def read_spoken_names(path: Path) -> Iterator[Pair]:
    """The service as our index holds it (all names in one passage) with one name or question left out."""
    for service in read_spoken(path):
        for said in (*service.words, *service.questions):
            yield Pair(said, names_without(service, said))


def names_without(service: SpokenService, said: str) -> str:
    """Title and words of a service without one of them, so that learning is not mere copying."""
    return ", ".join([service.titles[0], *(word for word in service.words if word != said)])


def read_spoken_questions(path: Path) -> Iterator[Pair]:
    """Spoken words with spoken questions of the same service."""
    for service in read_spoken(path):
        for question in service.questions:
            yield from (Pair(word, question) for word in service.words)


def read_spoken_english(path: Path) -> Iterator[Pair]:
    """Title, words and text of a service with its English queries."""
    for service in read_spoken(path):
        for english in service.english:
            yield Pair(service.titles[0], english)
            yield Pair(f"{service.titles[0]}\n{service.text}", english)
            yield from (Pair(said, english) for said in service.words[:4])


OURS = (SPOKEN.name, "Spoken words for services", "written for this project by a language model", "EUPL-1.2")
KLEXIKON = (
    "klexikon_title_text.tsv.gz",
    "Klexikon and German Wikipedia",
    "https://klexikon.zum.de/",
    "CC-BY-SA-4.0",
)

SOURCES = (
    Source("said", *OURS, 6, read_spoken_words),
    Source("names", *OURS, 3, read_spoken_names),
    Source("questions", *OURS, 2, read_spoken_questions),
    Source("said_en", *OURS, 2, read_spoken_english, english=True),
    Source(
        "dictionary",
        "de-en",
        "Ding German–English dictionary (Debian package trans-de-en)",
        "https://dict.tu-chemnitz.de/",
        "GPL-2.0-or-later",
        6,
        read_dictionary,
        english=True,
    ),
    Source(
        "wiktionary",
        "wiktionary_de_en.tsv.gz",
        "English Wiktionary, 2015",
        "https://en.wiktionary.org/",
        "CC-BY-SA-3.0",
        2,
        read_pairs,
        english=True,
    ),
    Source(
        "tatoeba",
        "tatoeba_de_en.tsv.gz",
        "Tatoeba",
        "https://tatoeba.org/",
        "CC-BY-2.0-FR",
        1,
        read_pairs,
        english=True,
    ),
    Source(
        "synonyms",
        "openthesaurus.tsv.gz",
        "OpenThesaurus, February 2026",
        "https://www.openthesaurus.de/",
        "LGPL-2.1-or-later",
        4,
        read_synonyms,
    ),
    Source(
        "laws",
        "laws_sentence_next_heading.tsv.gz",
        "German federal laws, 2022",
        "https://www.gesetze-im-internet.de/",
        "public domain (§ 5 UrhG)",
        4,
        read_laws,
    ),
    Source("encyclopedia", *KLEXIKON, 4, read_pairs),
    Source("encyclopedia_neighbours", *KLEXIKON, 3, read_neighbours),
    Source(
        "catalogue",
        "leika_titles.tsv.gz",
        "OZG and LeiKa catalogue, 2019",
        "https://fimportal.de/",
        "MIT (repository)",
        2,
        read_titles,
    ),
    Source(
        "newcomers",
        "integreat_questions_page.tsv.gz",
        "integreat-qa, district of Augsburg: questions",
        "https://github.com/digitalfabrik/integreat-qa-dataset",
        "CC-BY-4.0",
        1,
        read_pairs,
    ),
    Source(
        "newcomer_pages",
        "integreat_title_line.tsv.gz",
        "integreat-qa, district of Augsburg: pages",
        "https://github.com/digitalfabrik/integreat-qa-dataset",
        "CC-BY-4.0",
        1,
        read_pairs,
    ),
)
