"""What no single file can tell: dead references, ids used twice, facts that contradict the text, overdue reviews.

Each rule is a function from content to faults; `check` runs all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from kb.content import Content
from kb.errors import Fault, Level
from kb.model import Fee, Page

AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{2}|-))?\s*(?:€|Euro\b|EUR\b)")
LENGTH = re.compile(
    r"\b(\d+|eine[nmr]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|vierzehn)"
    r"\s+(Werktag|Tag|Woche|Monat|Jahr)",
    re.I,
)
NUMBERS = dict(zip("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(), range(2, 13), strict=True))
NUMBERS["vierzehn"] = 14


def check(content: Content, today: date, broken: frozenset[str] = frozenset()) -> tuple[Fault, ...]:
    """Every fault that shows only across files or between a page's facts and its text.

    References to a file that is itself `broken` are not reported again.
    """
    faults = [
        *_former_ids(content),
        *_references(content, broken),
        *_amounts(content),
        *_lengths(content),
        *_reviews(content, today),
    ]
    return tuple(sorted(faults))


def _fault(page: Page, field: str, found: str, expected: str, level: Level = "error") -> Fault:
    return Fault(page.file, 1, field, found, expected, level)


def _former_ids(content: Content) -> Iterator[Fault]:
    seen = {page_id: page_id for page_id in content.services}
    for service in content.services.values():
        for old in service.former_ids:
            if old in seen:
                yield _fault(service, "frueher", old, f"an id that is not in use (it is {seen[old]}'s)")
            seen[old] = service.id


def _references(content: Content, broken: frozenset[str]) -> Iterator[Fault]:
    kinds = {office.type for office in content.offices.values()}
    categories = {category.id for category in content.categories}
    districts = {place.district for place in content.places}
    quarters = {place.quarter for place in content.places}
    postcodes = {place.postcode for place in content.places}

    def missing(folder: str, known: Iterable[str], ids: Iterable[str]) -> list[str]:
        return [i for i in ids if i not in known and f"{folder}/{i}.md" not in broken]

    def areas(page: Page, where: str, holder: object) -> Iterator[Fault]:
        for attr, known, what in (
            ("districts", districts, "a Bezirk of places.csv"),
            ("quarters", quarters, "a Stadtteil of places.csv"),
            ("postcodes", postcodes, "a PLZ of places.csv"),
        ):
            for name in getattr(holder, attr):
                if name not in known:
                    yield _fault(page, where, name, what)

    for service in content.services.values():
        if categories and service.category not in categories:
            yield _fault(service, "kategorie", service.category, "an id from categories.yml")
        for name in missing("situations", content.situations, service.situations):
            yield _fault(service, "lebenslagen", name, "the id of a situation")
        for rule in service.rules:
            for name in missing("offices", content.offices, [rule.office] if rule.office else []):
                yield _fault(service, "zustaendig", name, "the id of an office")
            if rule.kind and rule.kind not in kinds:
                yield _fault(service, "zustaendig", rule.kind, "a kind (art) that some office has")
            yield from areas(service, "zustaendig", rule)
    for office in content.offices.values():
        if office.catchment:
            yield from areas(office, "einzugsgebiet", office.catchment)
    for situation in content.situations.values():
        for name in missing("services", content.services, [step.service for step in situation.steps]):
            yield _fault(situation, "leistungen", name, "the id of a service")
    for notice in content.notices.values():
        for name in missing("offices", content.offices, notice.offices):
            yield Fault(notice.file, 1, "stellen", name, "the id of an office")
        for name in missing("services", content.services, notice.services):
            yield Fault(notice.file, 1, "leistungen", name, "the id of a service")
    for name in missing("services", content.services, content.frequent):
        yield Fault("frequent.yml", 1, "entry", name, "the id of a service")


def _amounts(content: Content) -> Iterator[Fault]:
    for service in content.services.values():
        module = service.text.module("Kosten")
        if module:
            known = set(_money(service.fees))
            for amount in amounts_in(module.plain):
                if amount not in known:
                    yield _fault(service, "Kosten", f"{amount} Euro", "an amount that stands in kosten too")


def _money(fees: Iterable[Fee]) -> Iterator[Decimal]:
    for fee in fees:
        yield from (amount for amount in (fee.amount, fee.low, fee.high) if amount is not None)
        yield from amounts_in(fee.note or "")


def amounts_in(text: str) -> list[Decimal]:
    """The amounts of money in a German text.

    >>> amounts_in("46,00 Euro, sonst 1.250 €")
    [Decimal('46.00'), Decimal('1250')]
    """
    return [
        Decimal(f"{euro.replace('.', '')}.{'00' if cents == '-' else cents}" if cents else euro.replace(".", ""))
        for euro, cents in AMOUNT.findall(text)
    ]


def _lengths(content: Content) -> Iterator[Fault]:
    for service in content.services.values():
        module = service.text.module("Fristen")
        if module:
            known = {(d.length, (d.unit or "").rstrip("en")) for d in service.deadlines}
            noted = {length for d in service.deadlines for length in lengths_in(f"{d.due or ''} {d.note or ''}")}
            for length, unit in lengths_in(module.plain):
                if (length, unit) not in known | noted:
                    yield _fault(service, "Fristen", f"{length} {unit}", "a time limit that stands in fristen too")


def lengths_in(text: str) -> list[tuple[int, str]]:
    """The lengths of time in a German text, each with its unit's stem.

    >>> lengths_in("innerhalb von zwei Wochen, spätestens nach 3 Monaten")
    [(2, 'woch'), (3, 'monat')]
    """
    found = LENGTH.findall(text.replace("\N{NO-BREAK SPACE}", " "))
    return [(int(n) if n.isdecimal() else NUMBERS.get(n.lower(), 1), unit.lower().rstrip("en")) for n, unit in found]


def _reviews(content: Content, today: date) -> Iterator[Fault]:
    for page in content.pages:
        if page.review_due and page.review_due < today:
            due = page.review_due.isoformat()
            yield _fault(page, "pruefen_bis", due, "a review: it is overdue", "warning")
