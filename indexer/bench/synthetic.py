"""Many distinct services from a few real ones: the same sentences about other things.

Each round over the real pages exchanges about half of the nouns, always the same noun for the same one within a page,
so that lengths, grammar and the share of common words stay those of real pages while titles and topics differ.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice

from indexer.pages import SearchPage, Section
from kb.model import Synonym

NOUN = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]{4,}\b")


def synthetic_services(pages: Sequence[SearchPage], number: int, nouns: Sequence[str]) -> list[SearchPage]:
    """The first `number` services: the real ones, then their variations."""
    return list(islice(_services(pages, nouns), number))


def _services(pages: Sequence[SearchPage], nouns: Sequence[str]) -> Iterator[SearchPage]:
    yield from pages
    for number in count(1):
        for page in pages:
            yield _vary(page, number, nouns)


def _vary(page: SearchPage, number: int, nouns: Sequence[str]) -> SearchPage:
    def exchange(match: re.Match[str]) -> str:
        chance = zlib.crc32(f"{number}/{page.key}/{match[0]}".encode())
        return nouns[chance // 2 % len(nouns)] if chance % 2 else match[0]

    def text(said: str) -> str:
        return NOUN.sub(exchange, said)

    subject = nouns[zlib.crc32(f"{number}/{page.key}".encode()) % len(nouns)]
    return replace(
        page,
        key=f"{page.key}-{number}",
        title=f"{text(page.title)}: {subject}",
        synonyms=tuple(Synonym(f"{text(s.term)} {subject}", s.region) for s in page.synonyms),
        sections=tuple(Section(s.heading, text(s.text)) for s in page.sections),
        keys=(),
    )
