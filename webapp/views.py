"""What templates and API are given: everything already in words, nothing left to decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from indexer.search import Excerpt, Hit, SearchResult
from kb import german
from kb.model import WEEKDAYS, Fee, Link, Module, Office, Page, Point, Service, Situation, Source
from kb.responsibility import Resolution, Responsible

PATHS = {"service": "/leistung/", "office": "/stelle/", "situation": "/lebenslage/"}
KINDS = {"service": "Leistung", "office": "Stelle", "situation": "Lebenslage"}
SHOWN_OFFICES = 3
FRESH = timedelta(days=366)
"""How long a date vouches for a page."""

FIELD_NAMES = {
    "anschrift": "Adresse",
    "bearbeitungsdauer": "Bearbeitungsdauer",
    "barrierefrei": "Barrierefreiheit",
    "email": "E-Mail",
    "fristen": "Fristen",
    "koordinaten": "Lage",
    "kosten": "Kosten",
    "nur_mit_termin": "Terminpflicht",
    "oeffnungszeiten": "Öffnungszeiten",
    "onlinedienste": "Onlinedienst",
    "rechtsgrundlagen": "Rechtsgrundlagen",
    "telefon": "Telefon",
    "traeger": "Träger",
    "unterlagen": "Unterlagen",
    "voraussetzungen": "Voraussetzungen",
    "zustaendig": "Zuständigkeit",
}


@dataclass(frozen=True)
class FactView:
    """One fact in a few words, with when it applies."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class DayView:
    """One weekday's hours; `today` for the day of the moment."""

    day: str
    name: str
    hours: str
    spans: tuple[str, ...]
    today: bool


@dataclass(frozen=True)
class OfficeView:
    """An office, ready to be shown. `days` is empty when the hours are not known."""

    office: Office
    url: str
    address: str
    days: tuple[DayView, ...]
    exceptions: tuple[FactView, ...]
    hours_today: str
    distance: str
    distance_km: float | None
    role: str
    step_free: str
    map_url: str
    phone_url: str
    modules: tuple[Module, ...]
    as_of: str
    unconfirmed: tuple[str, ...]


@dataclass(frozen=True)
class ServiceView:
    """A service with its facts in words."""

    service: Service
    url: str
    fees: tuple[tuple[Fee, FactView], ...]
    deadlines: tuple[FactView, ...]
    duration: FactView | None
    online: tuple[Link, ...]
    modules: tuple[Module, ...]
    as_of: str
    unconfirmed: tuple[str, ...]
    sources: tuple[Source, ...]

    def module(self, name: str) -> Module | None:
        """The module of that name, or None."""
        return self.service.text.module(name)


@dataclass(frozen=True)
class Piece:
    """A piece of text; `marked` if it was asked for."""

    text: str
    marked: bool


@dataclass(frozen=True)
class HitView:
    """One hit, ready to be shown."""

    kind: str
    id: str
    title: str
    summary: str
    url: str
    kind_name: str
    excerpt: tuple[Piece, ...]
    heading: str
    service: ServiceView | None
    office: OfficeView | None
    offices: tuple[OfficeView, ...]


@dataclass(frozen=True)
class StepView:
    """One step of a situation; `service` is None when its page is not served now."""

    number: int
    title: str
    url: str
    summary: str
    when: str
    note: str


def url_of(kind: str, page_id: str) -> str:
    """The address of a page within the site."""
    return PATHS[kind] + page_id


def view_service(service: Service, moment: datetime) -> ServiceView:
    """A service's facts as they hold at a moment."""
    fees = tuple((f, FactView(german.fee(f), f.note or "")) for f in service.fees if f.valid.holds(moment))
    deadlines = tuple(FactView(german.deadline(d), d.note or "") for d in service.deadlines if d.valid.holds(moment))
    duration = service.duration
    return ServiceView(
        service=service,
        url=url_of("service", service.id),
        fees=fees,
        deadlines=deadlines,
        duration=FactView(german.duration(duration), duration.note or "") if duration else None,
        online=service.online,
        modules=service.text.modules,
        as_of=as_of(service, moment),
        unconfirmed=field_names(service.unconfirmed),
        sources=service.sources,
    )


def view_office(office: Office, moment: datetime, entry: Responsible | None = None) -> OfficeView:
    """An office as it is at a moment; with its role and distance when it was resolved for a service."""
    address = office.address
    days = _days(office, moment)
    distance = entry.distance_km if entry else None
    return OfficeView(
        office=office,
        url=url_of("office", office.id),
        address=f"{address.street}, {address.postcode} {address.city}" if address else "",
        days=days,
        exceptions=tuple(
            FactView(f"{german.day(e.on)}: {german.spans(e.spans)}", e.note or "")
            for e in office.exceptions
            if e.on >= moment.date()
        ),
        hours_today=next((d.hours for d in days if d.today), ""),
        distance=f"{distance:.1f} km".replace(".", ",") if distance is not None else "",
        distance_km=distance,
        role=entry.role if entry else "",
        step_free={"ja": "ja", "teilweise": "teilweise", "nein": "nein"}.get(office.step_free or "", ""),
        map_url=_map(office.point),
        phone_url="tel:" + "".join(c for c in office.phone or "" if c.isdigit() or c == "+") if office.phone else "",
        modules=office.text.modules,
        as_of=as_of(office, moment),
        unconfirmed=field_names(office.unconfirmed),
    )


def as_of(page: Page, moment: datetime) -> str:
    """The page's date in words; "Stand unklar" when there is none, or one that is older than FRESH."""
    checked = max((s.seen for s in page.sources if s.seen), default=None)
    seen = f", nachgesehen am {german.day(checked)}" if checked else ""
    if page.as_of is None:
        return f"Stand unklar: Die Quellen tragen kein Datum{seen}"
    if moment.date() - page.as_of > FRESH:
        return f"Stand unklar: Die neueste datierte Quelle ist vom {german.day(page.as_of)}{seen}"
    return f"{'Geprüft am' if page.reviewed else 'Stand'} {german.day(page.as_of)}{seen}"


def _map(point: Point | None) -> str:
    """A link to a map; nothing is fetched from there unless somebody follows it."""
    if point is None:
        return ""
    return f"https://www.openstreetmap.org/?mlat={point.lat}&mlon={point.lon}#map=17/{point.lat}/{point.lon}"


def _days(office: Office, moment: datetime) -> tuple[DayView, ...]:
    if office.hours is None:
        return ()
    exceptions = {exception.on: exception for exception in office.exceptions}
    views = []
    for number, (key, spans) in enumerate(zip(WEEKDAYS, office.hours.week, strict=True)):
        today = moment.weekday() == number
        if today and moment.date() in exceptions:
            spans = exceptions[moment.date()].spans  # today's exception takes the weekday's place
        plain = tuple(f"{s.start:%H:%M}-{s.end:%H:%M}" for s in spans)
        views.append(DayView(key, german.DAYS[number], german.spans(spans), plain, today))
    return tuple(views)


def view_offices(resolution: Resolution, moment: datetime, limit: int = SHOWN_OFFICES) -> tuple[OfficeView, ...]:
    """The first offices of a resolution."""
    return tuple(view_office(entry.office, moment, entry) for entry in resolution.offices[:limit])


def view_hit(hit: Hit, moment: datetime) -> HitView:
    """One hit, with its service's facts and first offices."""
    page = hit.page
    return HitView(
        kind=page.kind,
        id=page.id,
        title=page.title,
        summary=page.text.summary,
        url=url_of(page.kind, page.id),
        kind_name=KINDS[page.kind],
        excerpt=tuple(pieces_of(hit.passage)),
        heading=hit.passage.heading,
        service=view_service(page, moment) if isinstance(page, Service) else None,
        office=view_office(page, moment) if isinstance(page, Office) else None,
        offices=view_offices(hit.offices, moment),
    )


def view_hits(result: SearchResult, moment: datetime) -> tuple[HitView, ...]:
    """All hits."""
    return tuple(view_hit(hit, moment) for hit in result.hits)


def view_steps(situation: Situation, services: Iterable[Service | None]) -> tuple[StepView, ...]:
    """The steps of a situation whose services are served now."""
    steps: list[StepView] = []
    for step, service in zip(situation.steps, services, strict=True):
        if service is not None:
            number, url = len(steps) + 1, url_of("service", service.id)
            summary = service.text.summary
            steps.append(StepView(number, service.title, url, summary, step.when or "", step.note or ""))
    return tuple(steps)


def pieces_of(excerpt: Excerpt) -> Iterable[Piece]:
    """A text cut at its marks."""
    at = 0
    for mark in excerpt.marks:
        if mark.start > at:
            yield Piece(excerpt.text[at : mark.start], marked=False)
        yield Piece(excerpt.text[mark.start : mark.end], marked=True)
        at = mark.end
    if at < len(excerpt.text):
        yield Piece(excerpt.text[at:], marked=False)


def field_names(fields: Iterable[str]) -> tuple[str, ...]:
    """Field names as readers know them."""
    return tuple(FIELD_NAMES.get(name, name.replace("_", " ").capitalize()) for name in fields)
