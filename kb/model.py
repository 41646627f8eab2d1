"""The things the hotline speaks of, as frozen dataclasses. They travel between all layers; nothing else does.

Names are English; the German word of each field is in `kb/schema.py` and in the README's word list.
Texts are as the editor wrote them. Dates are local to Europe/Berlin; money is `Decimal` euro.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

Kind = Literal["service", "office", "situation"]

MODULES = (
    "Kurztext",
    "Volltext",
    "Voraussetzungen",
    "Unterlagen",
    "Verfahrensablauf",
    "Kosten",
    "Fristen",
    "Bearbeitungsdauer",
    "Rechtsgrundlagen",
    "Rechtsbehelf",
    "Hinweise",
    "Weiterführende Informationen",
)
"""The LeiKa text modules that a page may have, in their order."""

INTERNAL = "Intern"
"""The module that only agents see."""

WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")


@dataclass(frozen=True)
class Validity:
    """From when to when something holds, both ends included; None is open."""

    begin: datetime | None = None
    end: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether it holds at a moment (naive local time)."""
        return (self.begin is None or self.begin <= moment) and (self.end is None or moment <= self.end)


ALWAYS = Validity()


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class Form:
    title: str
    number: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Law:
    title: str
    url: str | None = None


@dataclass(frozen=True)
class Source:
    """Where facts of a page come from: `as_of` is the source's own date, `seen` the day it was looked up."""

    title: str
    url: str | None = None
    as_of: date | None = None
    seen: date | None = None


@dataclass(frozen=True)
class Identifier:
    scheme: str
    value: str


@dataclass(frozen=True)
class Approval:
    on: date
    by: str
    level: str | None = None


@dataclass(frozen=True)
class Synonym:
    """Another word for a page; `region` (AT, CH, …) marks a word that is not said in the hotline's area."""

    term: str
    region: str | None = None


@dataclass(frozen=True)
class Fee:
    """One amount in euro, or a range, or free of charge; `note` says when it applies."""

    amount: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    free: bool = False
    note: str | None = None
    valid: Validity = ALWAYS


@dataclass(frozen=True)
class Deadline:
    """A time limit: a length with its unit, or a due date in words."""

    length: int | None = None
    unit: str | None = None
    due: str | None = None
    note: str | None = None
    valid: Validity = ALWAYS


@dataclass(frozen=True)
class Duration:
    """How long an authority takes."""

    low: int | None = None
    high: int | None = None
    unit: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Rule:
    """Who is responsible: one office by id, or every office of a kind, narrowed by place, name, person and date."""

    office: str | None = None
    kind: str | None = None
    role: str = "zustaendige-stelle"
    area: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    quarters: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    letters: str | None = None
    person: str | None = None
    valid: Validity = ALWAYS


@dataclass(frozen=True)
class Module:
    """One text module of a page: Markdown as written, safe HTML and plain text made from it.

    `version` is the content hash of the text: the same text has the same version on every machine.
    """

    name: str
    markdown: str
    html: str
    plain: str
    version: str


@dataclass(frozen=True)
class Text:
    """The text of a page in one language."""

    language: str
    title: str
    synonyms: tuple[Synonym, ...]
    modules: tuple[Module, ...]

    def module(self, name: str) -> Module | None:
        """The module of that name, or None."""
        return next((m for m in self.modules if m.name == name), None)

    @property
    def summary(self) -> str:
        """One to three plain sentences that stand under the title."""
        short = self.module("Kurztext")
        return short.plain if short else ""


@dataclass(frozen=True)
class Page:
    """What services, offices and situations have in common."""

    id: str
    title: str
    file: str
    texts: Mapping[str, Text]
    sources: tuple[Source, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    reviewed: date | None = None
    review_due: date | None = None

    @property
    def text(self) -> Text:
        """The German text, which every page has."""
        return self.texts["de"]

    @property
    def as_of(self) -> date | None:
        """The day of the last human check, or else the newest date that a source itself bears."""
        return self.reviewed or max((s.as_of for s in self.sources if s.as_of), default=None)


@dataclass(frozen=True)
class Service(Page):
    """A service (Leistung) with everything that is a fact about it."""

    kind: Kind = field(default="service", init=False)
    status: str = "veroeffentlicht"
    former_ids: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    leika: tuple[str, ...] = ()
    official_title: str | None = None
    questions: tuple[str, ...] = ()
    category: str = ""
    situations: tuple[str, ...] = ()
    audience: tuple[str, ...] = ("buerger",)
    typing: str | None = None
    area: tuple[str, ...] = ()
    valid: Validity = ALWAYS
    approval: Approval | None = None
    fees: tuple[Fee, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    duration: Duration | None = None
    trust_level: str | None = None
    rules: tuple[Rule, ...] = ()
    online: tuple[Link, ...] = ()
    forms: tuple[Form, ...] = ()
    laws: tuple[Law, ...] = ()


@dataclass(frozen=True)
class Address:
    street: str
    postcode: str
    city: str
    extra: str | None = None


@dataclass(frozen=True)
class Point:
    """Degrees, WGS 84."""

    lat: float
    lon: float


@dataclass(frozen=True)
class Span:
    """From one time of day to another on the same day."""

    start: time
    end: time


@dataclass(frozen=True)
class DayException:
    """Hours that hold on one date instead of the weekday's; no spans: closed."""

    on: date
    spans: tuple[Span, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Hours:
    """Opening hours per weekday, Monday first; an empty day is closed."""

    week: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True)
class Catchment:
    """Where an office's clients live."""

    districts: tuple[str, ...] = ()
    quarters: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Office(Page):
    """An office (zuständige Stelle)."""

    kind: Kind = field(default="office", init=False)
    type: str = ""
    parent: str | None = None
    address: Address | None = None
    district: str | None = None
    quarter: str | None = None
    point: Point | None = None
    phone: str | None = None
    email: str | None = None
    web: str | None = None
    appointment_url: str | None = None
    appointment_only: bool = False
    hours: Hours | None = None
    exceptions: tuple[DayException, ...] = ()
    step_free: str | None = None
    languages: tuple[str, ...] = ()
    catchment: Catchment | None = None


@dataclass(frozen=True)
class Step:
    """One service on the way through a situation."""

    service: str
    when: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Situation(Page):
    """A situation (Lebenslage): the services it starts, in the order in which people need them."""

    kind: Kind = field(default="situation", init=False)
    questions: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Notice:
    """An urgent notice: by office, by service, or (neither) for everybody."""

    id: str
    title: str
    file: str
    valid: Validity
    effect: str
    body: Module
    offices: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class Category:
    id: str
    title: str


@dataclass(frozen=True)
class Place:
    """One Stadtteil within one PLZ; a PLZ that touches several Stadtteile has several places."""

    postcode: str
    quarter: str
    district: str
    names: tuple[str, ...]
    point: Point
    beyond: bool
