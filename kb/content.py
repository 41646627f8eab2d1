"""All content together, and the small lists beside the pages: synonyms, pins, emergencies, judgments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kb.model import ALWAYS, Category, Notice, Office, Place, Service, Situation, Source, Validity


@dataclass(frozen=True)
class SynonymRule:
    """Directed: who says one of `terms` means one of `meant`; a word of another region counts less."""

    terms: tuple[str, ...]
    meant: tuple[str, ...]
    region: str | None = None


@dataclass(frozen=True)
class Pin:
    """A page that an editor has set to the top of one query, for a time."""

    query: str
    page: str
    valid: Validity = ALWAYS


@dataclass(frozen=True)
class TelephoneNumber:
    number: str
    name: str
    note: str | None = None


@dataclass(frozen=True)
class Emergency:
    """What goes above everything when one of its phrases is said."""

    id: str
    title: str
    numbers: tuple[TelephoneNumber, ...]
    text: str
    text_en: str
    triggers: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Judgment:
    """One page judged for one query: 3 exactly right, 2 good, 1 related."""

    query: str
    page: str
    grade: int
    kind: str
    language: str
    place: str
    module: str
    split: str


@dataclass(frozen=True)
class OffTopic:
    """A query to which nothing fits; `kind` is near (a near miss) or far."""

    query: str
    kind: str
    split: str


@dataclass(frozen=True)
class Content:
    """All content that could be read; a broken file is missing here and named in the faults beside it."""

    services: Mapping[str, Service] = field(default_factory=dict)
    offices: Mapping[str, Office] = field(default_factory=dict)
    situations: Mapping[str, Situation] = field(default_factory=dict)
    notices: Mapping[str, Notice] = field(default_factory=dict)
    categories: tuple[Category, ...] = ()
    places: tuple[Place, ...] = ()
    frequent: tuple[str, ...] = ()
    synonyms: tuple[SynonymRule, ...] = ()
    pins: tuple[Pin, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    judgments: tuple[Judgment, ...] = ()
    offtopic: tuple[OffTopic, ...] = ()

    @property
    def pages(self) -> Iterator[Service | Office | Situation]:
        """Every service, office and situation."""
        yield from self.services.values()
        yield from self.offices.values()
        yield from self.situations.values()
